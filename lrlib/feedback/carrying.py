"""save_progress and load_progress: take what you have done along, from a computer that forgets to one that does not."""

import os
from pathlib import Path

from lrlib.feedback import progress
from lrlib.feedback.showing import boxed, show
from lrlib.feedback.words import code

FILE = "my_progress.json"
BINDER = "BINDER_LAUNCH_HOST"  # BinderHub sets it in every computer that it lends
REMINDER = (
    "This computer is lent to you by Binder, and forgets everything when you leave. Before you do, run "
    "`save_progress()`, and download that file and the notebooks that you want to keep."
)


def reminder():
    """Where the computer forgets, a sentence that says so; elsewhere ""."""
    return REMINDER if BINDER in os.environ else ""


def save_progress(file=FILE):
    """Write your progress to a file that you can download (in JupyterLab: right-click on it in the list of files).

    A file of that name that is there already is added to, never written over.
    """
    try:
        path = Path(file)
        progress.save(progress.read(), path)
    except ValueError:
        answer(
            f"{code(str(file))} is there already, and is no progress file. Nothing was written; choose another name."
        )
    except (OSError, TypeError) as error:
        answer(f"Nothing was written to {code(str(file))}: {code(reason(error))}.")
    else:
        answer(f"Saved {in_words(progress.load(path))} to {code(path.as_posix())}. Download it to keep it.", "success")


def load_progress(file=FILE):
    """Add the progress in a file, as `save_progress` wrote it, to what is remembered here. Nothing is taken away."""
    try:
        path = Path(file)
        if not path.exists():
            answer(f"There is no file {code(path.as_posix())} here. Upload it first, or give its name.")
            return
        found = progress.load(path)
    except ValueError:
        answer(f"{code(str(file))} is no progress file. Nothing was changed.")
    except (OSError, TypeError) as error:
        answer(f"{code(str(file))} could not be read: {code(reason(error))}.")
    else:
        progress.add(found)
        trouble = progress.trouble()
        answer(f"Added {in_words(found)}. {trouble}".strip(), "success")


def in_words(done):
    """'3 passed tasks and 2 predictions'."""
    tasks, answers = len(done.passed), len(done.answers)
    return f"{tasks} passed task{'s' * (tasks != 1)} and {answers} prediction{'s' * (answers != 1)}"


def reason(error):
    """What went wrong, without the machine's words around it."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def answer(text, kind="info"):
    """Say what came of it, in place."""
    show(boxed(text, kind), text)
