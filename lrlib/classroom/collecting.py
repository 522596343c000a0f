"""Which notebooks were handed in, and whose they are.

    FOLDER/<learner>/….ipynb                                 a folder for each learner, at any depth: the first one is
                                                             the name (so does nbgrader's folder `submitted`)
    FOLDER/<learner>_05_momentum.ipynb                       all in one folder
    FOLDER/<learner>_<number>_assignsubmission_file_/….ipynb Moodle's, as folders
    FOLDER/<learner>_<number>_assignsubmission_file_….ipynb  and without

A learner whose name cannot be read off goes by the file's name. Links are named and not followed. Left out are what
nobody hands in: hidden folders (JupyterLab keeps copies in `.ipynb_checkpoints`), and what a Mac adds to a zip file.
"""

import os
import re
import stat
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path, PurePath

from lrlib.feedback.course import LESSONS

MOODLE = re.compile(r"^(?P<name>.+?)_(?P<number>\d+)_assignsubmission_")
STEMS = "|".join(re.escape(lesson.stem) for lesson in LESSONS)
NAMED = re.compile(rf"^(?P<name>.+?)[ _-]+(?:{STEMS})(?:[ _-].*)?$")
DEEPEST = 50  # folders in folders
LINK = "a link: not followed"


@dataclass(frozen=True)
class Handed:
    """Something that was handed in.

    path      where it lies
    file      the same, counted from the folder, for people
    learner   whose it is
    when      when it was last changed, in seconds
    reason    why it cannot be read, or ""
    """

    path: Path
    file: str
    learner: str
    when: float = 0.0
    reason: str = ""


def collect(folder):
    """All that was handed in, in order, and how many files there are of other kinds: {".zip": 2}."""
    folder = Path(folder)
    found, others = [], Counter()
    ahead = [(folder, 0)]
    while ahead:
        here, depth = ahead.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            found.append((here, 0.0, f"a folder that cannot be opened: {reason_of(error)}"))
            continue
        for entry in entries:
            path, suffix = Path(entry.path), PurePath(entry.name).suffix.lower()
            if entry.name.startswith(".") or entry.name == "__MACOSX":
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:  # it has gone since
                continue
            reason = strange(status.st_mode, suffix == ".ipynb")
            if suffix == ".ipynb" or (reason == LINK and path.is_dir()):
                found.append((path, status.st_mtime, reason))
            elif not stat.S_ISDIR(status.st_mode):
                others[suffix] += 1
            elif depth >= DEEPEST:
                found.append((path, 0.0, f"more than {DEEPEST} folders deep: not looked into"))
            else:
                ahead.append((path, depth + 1))
    names = learners([path.relative_to(folder) for path, _, _ in found])
    handed = [
        Handed(path, path.relative_to(folder).as_posix(), name, when, reason)
        for (path, when, reason), name in zip(found, names, strict=True)
    ]
    return sorted(handed, key=lambda one: (one.learner.casefold(), one.learner, one.file)), others


def strange(mode, notebook):
    """Why something that is called like a notebook is none, from its mode; "" for a plain file."""
    if stat.S_ISLNK(mode):
        return LINK
    if notebook and stat.S_ISDIR(mode):
        return "a folder, not a file"
    return "" if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "a device or a pipe, not a file"


def learners(paths):
    """Whose each file is, from its way below the folder."""
    guessed = [learner(path) for path in paths]
    numbers = defaultdict(set)  # Moodle numbers its learners: two of one name stay two
    for name, number in guessed:
        numbers[name].add(number)
    return [f"{name} ({number})" if number and len(numbers[name]) > 1 else name for name, number in guessed]


def learner(path):
    """A learner's name and Moodle's number for them, or ""."""
    parts = [unicodedata.normalize("NFC", part) for part in path.parts]  # a Mac writes é as two characters
    for part in parts:
        if match := MOODLE.match(part):
            return match["name"], match["number"]
    if len(parts) > 1:
        return parts[0], ""
    stem = PurePath(parts[0] if parts else ".").stem
    match = NAMED.match(stem)
    return (match["name"] if match else stem), ""


def reason_of(error):
    """What the system says, in lower case and without the file's name."""
    return (error.strerror or type(error).__name__).lower()
