"""Notebooks run afresh, each in a process of its own, with an end to its time and its memory.

Only the sources of the cells go there. The process lives in an empty folder that is removed afterwards, with a home and
a progress file in it; the collected notebooks are read and never written. It is no prison: a learner's code runs with
your rights, and could reach your files and the network. What you would not run on your own computer, do not run here.
"""

import json
import os
import signal
import site
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from lrlib.classroom.reading import Unreadable, understand
from lrlib.classroom.safe import clean

ROOT = Path(__file__).parents[2]
BIGGEST_RECORD = 5e6  # bytes; that of a sane notebook has some thousands
NO_MEMORY = ("MemoryError", "_ArrayMemoryError")


@dataclass
class Run:
    """One notebook that is being run: `name` for whoever asked, its process, its folder, and when its time is up."""

    name: object
    sources: tuple
    process: subprocess.Popen
    folder: tempfile.TemporaryDirectory
    ends: float


def rerun(notebooks, seconds, megabytes, at_once=None):
    """Run notebooks, a few at once, and yield (name, Notebook or None, reason or "") for each as it comes to its end.

    notebooks   (name, sources) of each
    seconds     for a whole notebook        megabytes   of memory for its process
    at_once     how many at once; as many as there are processors, if nothing is said
    """
    waiting, running = list(notebooks)[::-1], []
    try:
        while waiting or running:
            while waiting and len(running) < (at_once or os.cpu_count() or 1):
                name, sources = waiting.pop()
                running.append(start(name, sources, seconds, megabytes))
            for run in [run for run in running if run.process.poll() is not None or time.monotonic() > run.ends]:
                running.remove(run)
                yield run.name, *finish(run, seconds, megabytes)
            time.sleep(0.02)
    finally:  # whoever interrupts leaves nothing running
        for run in running:
            kill(run.process)
            run.folder.cleanup()


def start(name, sources, seconds, megabytes):
    """Start the process for one notebook."""
    folder = tempfile.TemporaryDirectory(prefix="classroom-", ignore_cleanup_errors=True)
    here = Path(folder.name)
    (here / "home").mkdir()
    (here / "work").mkdir()
    (here / "sources.json").write_text(json.dumps(sources), encoding="utf-8")
    with open(here / "sources.json", "rb") as source:
        process = subprocess.Popen(
            [sys.executable, "-m", "lrlib.classroom.running", str(here / "record"), str(megabytes)],
            stdin=source,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=here / "work",
            env=surroundings(here / "home"),
            start_new_session=True,  # a group of its own, so that it ends with all that it has started
        )
    return Run(name, sources, process, folder, time.monotonic() + seconds)


def surroundings(home):
    """The environment of such a process: nothing of the instructor's is written to, as long as nobody means to."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "LRLIB_PROGRESS": str(home / "progress.json"),
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(cache()),  # looking through all fonts takes seconds: once is enough
        "MPLBACKEND": "agg",
        "PYTHONUSERBASE": site.getuserbase(),
        "PYTHONPATH": os.pathsep.join(paths),
        "OMP_NUM_THREADS": "1",  # as many notebooks as processors run already
        "TQDM_DISABLE": "1",
    }


def cache():
    """Where Matplotlib keeps what it knows about fonts."""
    import matplotlib

    return matplotlib.get_cachedir()


def finish(run, seconds, megabytes):
    """(Notebook or None, reason or "") of a process that has ended, or whose time is up."""
    code = run.process.poll()
    kill(run.process)
    outputs, cell, ended = recorded(Path(run.folder.name) / "record")
    run.folder.cleanup()
    cells = [
        {"source": source, "outputs": outputs.get(number, []), "execution_count": number}
        for number, source in enumerate(run.sources, 1)
    ]
    where = f"in code cell {cell} of {len(cells)}" if cell in range(1, len(cells) + 1) else "before the first cell"
    if code is None:
        reason = f"stopped after {seconds:g} seconds, {where}"
    elif code < 0:
        reason = f"its Python was ended by {signal_name(-code)}, {where}"
    elif code > 0 or not ended:
        reason = f"it ended its own Python, {where}"
    else:
        reason = ""
    try:
        notebook = understand(cells)
    except Unreadable as error:
        return None, str(error)
    errors = first_error(outputs, megabytes)
    return replace(notebook, remarks=(*errors, *notebook.remarks)), reason


def first_error(outputs, megabytes):
    """(remark,) on the first cell with an error, or (); to have asked for too much memory comes before all others."""
    errors = [
        (cell, clean(output.get("ename"), 40))
        for cell, found in outputs.items()
        for output in found
        if output.get("output_type") == "error"
    ]
    starved = [
        f"code cell {cell} asked for more memory than {megabytes:g} MB" for cell, name in errors if name in NO_MEMORY
    ]
    others = [f"code cell {cell} stopped with {name}" for cell, name in errors]
    return tuple(f"{words}; the others were run" for words in (starved + others)[:1])


def signal_name(number):
    """SIGKILL for 9."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def recorded(path):
    """What a record says: {cell: outputs}, the last cell that began, and whether the end was reached."""
    outputs, cell, ended = {}, None, False
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > BIGGEST_RECORD:
            return outputs, cell, ended
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return outputs, cell, ended
    for line in lines:
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):  # the last line may be half a line
            continue
        if isinstance(said, dict):
            ended = ended or said.get("end") is True
            if isinstance(said.get("cell"), int):
                cell = said["cell"]
                if isinstance(said.get("output"), dict):
                    outputs.setdefault(cell, []).append(said["output"])
    return outputs, cell, ended


def kill(process):
    """End a process and all that it has started."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass
    process.wait()
