"""Make the exercises out of the solutions (`make exercises`).

A solution is the one source: its exercise is the same notebook with blanks. Left out are

    cells with the tag "solution"                     whole
    lines that end in `# solution`                    name = …   becomes   name = ...
                                                      return …   becomes   return ...
                                                      several lines, or any other, become one line with ...

An exercise in which somebody has worked is never written over: it remembers the fingerprint of the form in which it
was made, and where its cells no longer have that fingerprint, it is kept and named.
"""

import hashlib
import re
import sys

import nbformat

from notebooks import ROOT, normalise, write

MARK = re.compile(r"\s*#\s*solution\s*$")
BLANK = re.compile(r"^(\s*)((?:\w+(?:, \w+)* = |return ))?")


def exercise_of(solution):
    """The exercise that belongs to a solution: a notebook with blanks, and without outputs."""
    cells = []
    for cell in solution.cells:
        if "solution" in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "code":
            cells.append(nbformat.v4.new_code_cell(blanked(cell.source)))
        else:
            cells.append(nbformat.v4.new_markdown_cell(cell.source))
    notebook = normalise(nbformat.v4.new_notebook(cells=cells))
    notebook.metadata["lrlib"] = {"made": fingerprint(notebook)}
    return notebook


def blanked(source):
    """A cell's source with a blank in the place of every run of solution lines."""
    lines, hidden = [], []
    for line in [*source.split("\n"), None]:  # None: the end, where a run of solution lines ends as well
        if line is not None and MARK.search(line):
            hidden.append(line)
            continue
        if hidden:
            indent, start = BLANK.match(hidden[0]).groups()
            lines.append(indent + (start or "" if len(hidden) == 1 else "") + "...")
            hidden = []
        if line is not None:
            lines.append(line)
    return "\n".join(lines)


def fingerprint(notebook):
    """A word that changes when anything is changed in a cell; outputs do not count."""
    sources = "\0".join(f"{cell.cell_type}\0{cell.source}" for cell in notebook.cells)
    return hashlib.sha256(sources.encode()).hexdigest()[:16]


def is_worked_on(path):
    """Whether somebody has changed this exercise since it was made."""
    if not path.exists():
        return False
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception:  # not a notebook, or half of one: somebody's, in any case
        return True
    return notebook.metadata.get("lrlib", {}).get("made") != fingerprint(notebook)


def make(solutions, exercises):
    """Write an exercise for every solution. Returns the paths of those that were kept since somebody works in them."""
    exercises.mkdir(exist_ok=True)
    kept = []
    for path in sorted(solutions.glob("*.ipynb")):
        target = exercises / path.name
        if is_worked_on(target):
            kept.append(target)
        else:
            write(exercise_of(nbformat.read(path, as_version=4)), target)
    return kept


if __name__ == "__main__":
    kept = make(ROOT / "solutions", ROOT / "exercises")
    for path in kept:
        print(f"kept {path.relative_to(ROOT)}, since somebody has worked in it; give it another name for a fresh one")
    sys.exit(1 if kept else 0)
