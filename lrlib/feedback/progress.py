"""What is remembered from one day to the next: which tasks you have passed, and your first answer to each prediction.

It lies in one small file, ~/.learning-rate/progress.json, or where the environment variable LRLIB_PROGRESS says. The
file is never in the way: one that is broken is set aside, and where none can be written, everything is remembered until
the kernel stops.

Two notebooks may write at once, so nothing is ever just written: the file is read, what is new is added, and the whole
takes the old file's place in one move, while a second file beside it, the lock, says that somebody is at work.
"""

import json
import os
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 2.0  # seconds to wait for another notebook to finish writing
STALE = 10.0  # seconds after which a lock was left behind by a kernel that has died


@dataclass(frozen=True)
class Progress:
    """passed: the ids of the tasks passed. answers: quiz id -> the letter of the first answer."""

    passed: frozenset = frozenset()
    answers: dict = field(default_factory=dict)

    def __add__(self, newer):
        """Both together. A first answer stays the first."""
        return Progress(self.passed | newer.passed, {**newer.answers, **self.answers})


unsaved = Progress()  # what could not be written so far


def remember_passed(task_id):
    """Remember that a task was passed."""
    add(Progress(passed=frozenset([task_id])))


def remember_answer(quiz_id, letter):
    """Remember the first answer to a prediction; later ones change nothing."""
    add(Progress(answers={quiz_id: letter}))


def first_answer(quiz_id):
    """The letter of the first answer to a prediction, or None."""
    return read().answers.get(quiz_id)


def read():
    """Everything that is remembered. Never raises."""
    try:
        return load(place()) + unsaved
    except (OSError, RuntimeError, ValueError):
        return unsaved


def add(news):
    """Add to what is remembered: in the file if possible, else in memory. Never raises."""
    global unsaved
    news = unsaved + news
    for _ in range(3):  # on Windows a file that another program has open cannot be replaced for a moment
        try:
            save(news)
            unsaved = Progress()
            return
        except (OSError, RuntimeError, ValueError):
            time.sleep(0.02)
    unsaved = news


def trouble():
    """One sentence about progress that could not be written, or ""."""
    if unsaved == Progress():
        return ""
    return "Your progress cannot be written to a file here, so it is remembered until the kernel stops."


def why_not_kept():
    """Why nothing can be written where the file lies, in one sentence that says what to do, or ""."""
    try:
        path = place()
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            return ""
    except (OSError, RuntimeError) as error:
        return (
            f"progress cannot be written to a file here ({error}), so it is remembered until the kernel stops; to keep "
            "it, set the environment variable LRLIB_PROGRESS to a file that can be written"
        )


def place():
    """Where the file lies. Raises RuntimeError where there is no home."""
    named = os.environ.get("LRLIB_PROGRESS")
    return Path(named) if named else Path.home() / ".learning-rate" / "progress.json"


def load(path):
    """What the file says; nothing if there is none. Raises ValueError if it is broken."""
    if path.exists() and not path.is_file():  # a folder, or a pipe, which would be waited for without end
        raise OSError(f"{path} is not a file")
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))  # with the mark that some editors put before it
    except FileNotFoundError:
        return Progress()
    except RecursionError as error:  # ten thousand opening brackets
        raise ValueError("not a progress file") from error
    if not is_progress(content):
        raise ValueError("not a progress file")
    return Progress(frozenset(content["passed"]), content["answers"])


def is_progress(content):
    """Whether what a file holds has the form that `save` writes."""
    if not isinstance(content, dict):
        return False
    passed, answers = content.get("passed"), content.get("answers")
    if not isinstance(passed, list) or not isinstance(answers, dict):
        return False
    return all(isinstance(word, str) for word in [*passed, *answers, *answers.values()])


def save(news, path=None):
    """Add `news` to the file. One of the learner's own that is something else raises ValueError and is left alone."""
    ours = path is None
    path = place() if ours else path
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path):
        try:
            old = load(path)
        except ValueError:
            if not ours:
                raise
            set_aside(path)
            old = Progress()
        new = old + news
        if new == old and path.exists():
            return
        content = {"passed": sorted(new.passed), "answers": dict(sorted(new.answers.items()))}
        draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
        try:
            draft.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)


def set_aside(path):
    """Give a broken file another name, so that nothing in it is lost."""
    number = 1
    while path.with_name(f"{path.name}.broken-{number}").exists():
        number += 1
    os.replace(path, path.with_name(f"{path.name}.broken-{number}"))


@contextmanager
def locked(path):
    """Hold the lock beside the file. Whoever waits too long goes on without it: better twice at once than never."""
    lock = path.with_name(path.name + ".lock")
    give_up = time.monotonic() + PATIENCE
    held = False
    while not held and time.monotonic() < give_up:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            held = True
        except FileExistsError:
            with suppress(OSError):
                if time.time() - lock.stat().st_mtime > STALE:
                    lock.unlink()
            time.sleep(0.01)
    try:
        yield
    finally:
        if held:
            with suppress(OSError):
                lock.unlink()
