"""Weigh the lessons: how long each takes to run, and how much memory its kernel needs (`make weigh`).

    python tools/weigh.py                         every lesson
    python tools/weigh.py notebooks/04*           only these
    python tools/weigh.py --cells notebooks/04*   cell by cell, to find what weighs so much

    seconds   from asking for a kernel to the end of the last cell: how long one waits who presses "Run All"
    CPU       seconds of computing in the kernel, those of all threads together
    peak      the most memory that the kernel's process has held at once (its resident set), in MB of 10⁶ bytes

A lesson beyond a limit is marked, and the command fails. For Linux and macOS.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import nbformat

from notebooks import ROOT, execute

MEGABYTES = 450  # for one lesson
SECONDS, LONGER = 15, {"07": 40, "08": 40}  # on two cores

# The first cell, before a lesson's own. From then on every cell notes the seconds of computing and the peak so far.
TAKE_NOTES = """
def weigh():
    import resource, sys

    notes, unit = [], 1 if sys.platform == "darwin" else 1024  # of what ru_maxrss counts, in bytes

    def note(*_):
        usage = resource.getrusage(resource.RUSAGE_SELF)
        notes.append((usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6))

    get_ipython().events.register("post_run_cell", note)
    return notes

weigh = weigh()
"""
SHOW_NOTES = "print(__import__('json').dumps(weigh))"


def weigh(path):
    """What running a notebook takes: seconds in all, and for each code cell (its source, CPU so far, peak so far)."""
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in (TAKE_NOTES, *sources(cells), SHOW_NOTES)]
    start = time.perf_counter()
    execute(notebook, path.parent)
    seconds = time.perf_counter() - start
    notes = json.loads(notebook.cells[-1].outputs[0].text)[1:]  # without that of the first cell, which is ours
    return seconds, [(source, *note) for source, note in zip(sources(cells), notes, strict=True)]


def sources(cells):
    """What stands in cells."""
    return [cell.source for cell in cells]


def beyond(name, seconds, peak):
    """The limits that a lesson is beyond, in words."""
    limit = LONGER.get(name[:2], SECONDS)
    return [f"over {limit} s"] * (seconds > limit) + [f"over {MEGABYTES} MB"] * (peak > MEGABYTES)


def row(name, seconds, cpu, peak):
    """A line of the table, with a mark where it is beyond a limit."""
    marks = ", ".join(beyond(name, seconds, peak))
    return f"{name:24} {seconds:7.1f} s {cpu:7.1f} s {peak:8.0f} MB   {marks}".rstrip()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How long lessons take, and how much memory.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="all lessons where none is named")
    parser.add_argument("--cells", action="store_true", help="cell by cell as well")
    chosen = parser.parse_args()
    print(f"{'lesson':24} {'seconds':>9} {'CPU':>9} {'peak':>11}")
    failed = False
    for path in chosen.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb")):
        seconds, cells = weigh(path.resolve())
        _, cpu, peak = cells[-1]
        print(row(path.stem, seconds, cpu, peak), flush=True)
        failed = failed or bool(beyond(path.stem, seconds, peak))
        before = 0
        for source, so_far, peak in cells if chosen.cells else []:
            print(f"  {source.splitlines()[0][:60]:60} {so_far - before:6.2f} s {peak:6.0f} MB")
            before = so_far
    sys.exit(failed)
