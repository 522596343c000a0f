"""Calling a learner's function so that nothing it does can hurt: it may print, raise, exit, or never come back.

It runs in a thread of its own, which is the one way to stop an endless loop that works alike on Linux, macOS and
Windows: Python can be asked to raise an exception in another thread. What the function prints is not shown.
"""

import builtins
import copy
import ctypes
import io
import linecache
import os
import sys
import sysconfig
import threading
import traceback
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from lrlib.feedback.keeping import put_back

LONGEST_IMPORT = 120  # seconds: parts of torch load late, and slowly on a busy machine


waits_for = {}  # a thread's number -> the thread that it waits for: there are calls within calls


class TookTooLong(BaseException):
    """Raised in a learner's code when its time is up. Not an Exception, so that `except Exception` lets it through."""


@dataclass(frozen=True)
class Call:
    """What came of one call.

    arguments   the arguments as they are after the call
    returned    what it returned
    error       what it raised instead, or None
    printed     whether it printed anything; a warning is not counted
    """

    arguments: tuple
    returned: object = None
    error: BaseException | None = None
    printed: bool = False


def call(function, arguments, seconds):
    """Call `function` with copies of `arguments`, for at most `seconds`. Never raises anything of the function's."""
    arguments = copy.deepcopy(arguments)
    result = {}

    def work():
        try:
            result["returned"] = function(*arguments)
        except BaseException as error:  # SystemExit and TookTooLong too
            result["error"] = error

    worker = threading.Thread(target=work, daemon=True)
    page, names, numpys = Listener(), dict(vars(builtins)), dict(vars(np))
    with redirect_stdout(page), redirect_stderr(Listener()):
        worker.start()
        waits_for[threading.get_ident()] = worker
        try:
            finished = wait(worker, seconds)
        finally:  # also when the learner interrupts the kernel
            stop(worker)
            waits_for.pop(threading.get_ident(), None)
            put_back(vars(builtins), names)  # at once: ours are spelled with them too
            put_back(vars(np), numpys, with_new=False)  # whoever makes np.allclose always true would always be right
    if not finished and not isinstance(result.get("error"), TookTooLong):
        runs_on = "It could not be stopped and runs on: restart the kernel to end it." if worker.is_alive() else ""
        result = {"error": TookTooLong(runs_on)}
    return Call(arguments, result.get("returned"), result.get("error"), page.heard)


def wait(worker, seconds):
    """Wait for a thread to finish; in short turns, so that the learner can interrupt at any time."""
    turns, imports = max(1, round(seconds / 0.1)), round(LONGEST_IMPORT / 0.1)
    while turns > 0:
        worker.join(0.1)
        if not worker.is_alive():
            return True
        if imports > 0 and is_importing(worker):
            imports -= 1
        else:
            turns -= 1
    return False


def is_importing(worker):
    """Whether a thread is about to load a library. Whoever stops it there leaves behind half a library, for good."""
    frame = sys._current_frames().get(worker.ident)
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def stop(worker):
    """Raise TookTooLong in a thread until it ends: a bare `except:` may swallow the first few.

    Python raises it between two of its own steps. A single long call into a library is left behind, to end by itself.
    """
    for _ in range(10):
        if not worker.is_alive():
            return
        inner = waits_for.get(worker.ident)
        if inner is not None and inner.is_alive():  # a call within a call: it would be left behind
            stop(inner)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker.ident), ctypes.py_object(TookTooLong))
        worker.join(0.1)


class Listener(io.TextIOBase):
    """Stands in for the page while a learner's function runs. It keeps nothing, but knows whether it heard anything."""

    heard = False

    def write(self, text):
        self.heard = True
        return len(text)


def learners_line(error):
    """The last line of the learner's own code that an exception went through, or "" where there is none."""
    line = ""
    for frame, number in traceback.walk_tb(error.__traceback__):
        file = frame.f_code.co_filename
        if is_learners(file):
            line = linecache.getline(file, number).strip()
    return line


@cache
def is_learners(file):
    """Whether a file is the learner's (a notebook's cells count as files), not Python's, a library's or ours."""
    folders = [sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")]
    folders.append(str(Path(__file__).parents[1]))
    file = os.path.normcase(file)
    return not file.startswith(("<frozen", "<__array")) and not any(
        file.startswith(os.path.normcase(folder) + os.sep) for folder in folders
    )
