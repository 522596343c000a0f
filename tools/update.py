"""Bring the course up to date from where it was cloned, and keep everything that you have changed (`make update`).

JupyterLab saves a lesson as it is run, so a course that somebody learns with always differs from the one that was
cloned, and a plain `git pull` would refuse. Here is what happens to a file that you have changed:

    nothing new came for it          it stays as it is
    only its outputs are yours       you get the new one; run it again
    anything else in it is yours     you get the new one, and yours stays beside it, as NAME_mine_1.ipynb

It needs git and Python, and nothing that has to be installed.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "LC_ALL": "C"}  # ask nothing, open nothing


class Refused(Exception):
    """What git would not do, in words for the learner."""


def git(*words, folder=ROOT):
    """What a git command prints."""
    done = subprocess.run(["git", *words], cwd=folder, env={**os.environ, **QUIET}, capture_output=True)
    if done.returncode:
        raise Refused(done.stderr.decode(errors="replace").strip() or f"git {words[0]} failed")
    return done.stdout.decode(errors="surrogateescape")


def names(*words, folder):
    """The files that a git command lists, relative to the course's folder."""
    return {name for name in git(*words, "-z", folder=folder).split("\0") if name}


def update(folder=ROOT):
    """Bring the clone in `folder` up to date. Returns lines that say what was done."""
    git("fetch", "--quiet", folder=folder)
    old, new = git("rev-parse", "HEAD", folder=folder).strip(), git("rev-parse", "@{upstream}", folder=folder).strip()
    base = git("merge-base", old, new, folder=folder).strip()
    if base == new:
        return ["This is the newest version of the course already. Nothing was changed."]
    came = names("diff", "--name-only", base, new, folder=folder)
    untracked = names("ls-files", "--others", folder=folder) & came
    changed = names("diff", "--name-only", "HEAD", folder=folder) & came
    lines, undo = [], []
    try:
        for name in sorted(changed | untracked):
            path = folder / name
            if path.exists() and (name in untracked or not only_run(path, git("show", f"HEAD:{name}", folder=folder))):
                kept = name_beside(path)
                shutil.copy2(path, kept)
                lines.append(f"You had changed {name}: yours is now {kept.relative_to(folder).as_posix()}.")
                undo.append((kept, path))
            if name in untracked:
                path.unlink()
            else:
                git("checkout", "--quiet", "HEAD", "--", name, folder=folder)
        merge(base == old, new, folder)
    except BaseException:  # an interruption too: everything as it was
        for kept, path in undo:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(kept, path)
        raise
    count = len(came)
    return [
        *lines,
        f"The course is up to date: {count} file{'s' * (count != 1)} came. What else you changed is as it was.",
    ]


def merge(straight, new, folder):
    """Move on to the new version; with the learner's own commits, where there are any, on top of their base."""
    if straight:
        git("merge", "--quiet", "--ff-only", new, folder=folder)
        return
    try:
        git("merge", "--quiet", "--no-edit", new, folder=folder)
    except Refused as refused:
        git("merge", "--abort", folder=folder)
        raise Refused(
            "you have made commits of your own, and they change the same lines as the new version does. Nothing was "
            "changed. To see the new version beside yours, clone the course once more into another folder."
        ) from refused


def only_run(path, stored):
    """Whether a notebook differs from its stored form in nothing that a learner writes: cells and their order."""
    try:
        return path.suffix == ".ipynb" and cells(path.read_text(encoding="utf-8")) == cells(stored)
    except (ValueError, KeyError, TypeError, AttributeError):  # half a notebook is somebody's too
        return False


def cells(text):
    """What is written in a notebook: (kind, source) of each cell that is not empty."""
    written = [(cell["cell_type"], "".join(cell["source"]).strip()) for cell in json.loads(text)["cells"]]
    return [(kind, source) for kind, source in written if source]


def name_beside(path):
    """A name beside `path` that no file has yet: 01_mine_1.ipynb."""
    number = 1
    while (beside := path.with_name(f"{path.stem}_mine_{number}{path.suffix}")).exists():
        number += 1
    return beside


if __name__ == "__main__":
    try:
        print("\n".join(update()))
    except FileNotFoundError as missing:
        sys.exit(f"This needs git, which is not installed: {missing}")
    except Refused as refused:
        sys.exit(f"The course was not updated: {refused}")
