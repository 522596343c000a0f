"""The command: python -m lrlib.classroom FOLDER (`make classroom FOLDER=…`)."""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from lrlib.classroom.collecting import collect, reason_of
from lrlib.classroom.page import page
from lrlib.classroom.reading import Unreadable, read
from lrlib.classroom.safe import clean, plural
from lrlib.classroom.screen import screen
from lrlib.classroom.sheet import sheet
from lrlib.classroom.tabulating import Entry, choose, tabulate

STORED = (
    "From the outputs that the notebooks were handed in with. Whether a cell was changed after its check they cannot "
    "say; --rerun can."
)
AFRESH = "From the notebooks run afresh, with at most {seconds:g} seconds and {megabytes:g} MB for each."
AFRESH_UNLIMITED = "From the notebooks run afresh, with at most {seconds:g} seconds for each."


def options(arguments=None):
    """What stands on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m lrlib.classroom",
        description="What check said in collected exercise notebooks: learner × task × outcome × misconception.",
    )
    parser.add_argument("folder", metavar="FOLDER", type=a_folder, help="where the collected notebooks lie")
    parser.add_argument("--csv", metavar="FILE", type=a_file, help="write the table for a spreadsheet too")
    parser.add_argument("--html", metavar="FILE", type=a_file, help="write the table as a page too")
    parser.add_argument("--rerun", action="store_true", help="run the notebooks afresh, each in a process of its own")
    parser.add_argument("--seconds", type=above_zero, default=120, help="for one notebook that is rerun (120)")
    parser.add_argument("--megabytes", type=above_zero, default=2000, help="of memory for one notebook (2000)")
    return parser.parse_args(arguments)


def a_folder(text):
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {clean(text, 200)}")
    return Path(text)


def a_file(text):
    path = Path(text)
    if path.suffix.lower() == ".ipynb":
        raise argparse.ArgumentTypeError("a table is not written over a notebook: choose another ending than .ipynb")
    if path.is_dir() or not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{clean(text, 200)} is a folder, or its folder is not there")
    return path


def above_zero(text):
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError("it has to be above 0")
    return number


def entries_of(handed):
    """What was handed in, read one by one; what cannot be read has its reason."""
    for one in handed:
        if one.reason:
            yield Entry(one, None, one.reason)
            continue
        try:
            yield Entry(one, read(one.path))
        except Unreadable as reason:
            yield Entry(one, None, str(reason))
        except (MemoryError, RecursionError, ValueError, TypeError, AttributeError) as error:  # nobody's file stops all
            yield Entry(one, None, f"like no notebook that we have thought of ({type(error).__name__})")


def run_afresh(entries, seconds, megabytes):
    """The same entries with what came of running those that count."""
    from lrlib.classroom.rerunning import rerun

    entries = list(entries)
    wanted = [(i, one.notebook.sources) for i, one in enumerate(entries) if one.notebook and not one.copy]
    for i, notebook, reason in tqdm(
        rerun(wanted, seconds, megabytes), total=len(wanted), desc="running", unit="notebook", disable=None
    ):
        entries[i] = replace(entries[i], notebook=notebook, reason=reason)
    return entries


def write(path, text):
    """Write a file in one move."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def main(arguments=None):
    """Read, perhaps rerun, tabulate, show."""
    chosen = options(arguments)
    if hasattr(sys.stdout, "reconfigure"):  # a pipe on Windows may not know ✓
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    handed, others = collect(chosen.folder)
    how = STORED
    entries = list(tqdm(entries_of(handed), total=len(handed), desc="reading", unit="notebook", disable=None))
    entries = choose(entries)
    if chosen.rerun:
        from lrlib.classroom.running import LIMITED, NO_LIMIT

        how = (AFRESH if LIMITED else AFRESH_UNLIMITED + " " + NO_LIMIT).format(**vars(chosen))
        entries = run_afresh(entries, chosen.seconds, chosen.megabytes)
    table = tabulate(entries)
    print(screen(table))
    print(f"\n{plural(len(handed), 'notebook')} handed in. {how}")
    if others:
        kinds = ", ".join(
            f"{count:,} {clean(kind, 12) or 'without an ending'}" for kind, count in others.most_common(8)
        )
        print(f"Files of other kinds were not looked into: {kinds}.")
    for path, text in ((chosen.csv, sheet), (chosen.html, lambda table: page(table, how))):
        if path is not None:
            try:
                write(path, text(table))
            except OSError as error:
                print(f"{clean(path, 200)} could not be written: {reason_of(error)}", file=sys.stderr)
                return 1
            print(f"wrote {clean(path, 200)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
