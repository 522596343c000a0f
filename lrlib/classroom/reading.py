"""One notebook: the verdicts that `check` left in it, or the reason why there are none to be had.

A verdict is what `check` puts beside its text for programs: {"task": "05.2", "outcome": "not yet", "misconception": …}.
Whoever can write a notebook can write a verdict, so nothing in here is taken at its word: what `check` never says is
counted apart, and no text is longer than `safe.LONGEST`.
"""

import json
import os
import re
from collections import Counter
from dataclasses import dataclass, field

from lrlib.classroom.collecting import reason_of, strange
from lrlib.classroom.safe import clean
from lrlib.feedback.bank import TASKS
from lrlib.feedback.task import NOT_ATTEMPTED, NOT_YET, PASSED, RAISED

VERDICT = "application/vnd.lrlib.verdict+json"
NOT_RUN = "not run"
NOT_THERE = "not there"
BIGGEST = 10  # megabytes; a solved exercise with its figures has about a tenth of one
CHECKED = re.compile(r"""^[^#\n]*\bcheck\(\s*["'](\d\d\.\d+)["']""", re.MULTILINE)
LONGEST_WORDS = 300


class Unreadable(Exception):
    """A file that is no notebook of the course; what it says is the reason, for people."""


@dataclass(frozen=True)
class Found:
    """What a notebook says about one task.

    outcome         one of the words of `lrlib.feedback.task`, or "not run", or "not there"
    misconception   its short id, or ""
    words           what the learner was told, where the notebook has it
    note            what else there is to know, or ""
    """

    outcome: str
    misconception: str = ""
    words: str = ""
    note: str = ""


@dataclass(frozen=True)
class Notebook:
    """What was read.

    lesson    its number
    tasks     task id -> Found, for every task of the lesson
    remarks   what else there is to know about the whole
    sources   the source of each code cell, for running it again
    """

    lesson: str
    tasks: dict
    remarks: tuple = ()
    sources: tuple = field(default=(), repr=False)

    @property
    def was_run(self):
        return any(found.outcome not in (NOT_RUN, NOT_THERE) for found in self.tasks.values())


def read(path):
    """The notebook at `path`. Raises Unreadable."""
    return understand(cells_of(load(path)))


def load(path, biggest=BIGGEST):
    """The JSON in a plain file of at most so many megabytes. Raises Unreadable."""
    try:
        status = os.lstat(path)
        if reason := strange(status.st_mode, notebook=True):
            raise Unreadable(reason)
        if status.st_size > biggest * 1e6:
            raise Unreadable(f"{status.st_size / 1e6:,.0f} MB: more than {biggest} MB are not read")
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be opened: {reason_of(error)}") from error
    if not content.strip():
        raise Unreadable("an empty file")
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable("not text: no notebook, or a damaged one") from error
    except json.JSONDecodeError as error:
        ends = error.pos >= len(error.doc.rstrip()) or "Unterminated" in error.msg
        where = "it breaks off" if ends else "damaged"
        raise Unreadable(f"not a whole notebook: {where} in line {error.lineno:,}") from error
    except (ValueError, RecursionError) as error:  # a number of millions of digits; brackets in brackets
        raise Unreadable("not a notebook: its JSON is like no notebook's") from error


def cells_of(content):
    """The cells of a notebook in Python, as a list of dicts. Raises Unreadable."""
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        raise Unreadable("not a notebook: JSON of another kind")
    if content["nbformat"] != 4:
        version = clean(content["nbformat"], 10)
        raise Unreadable(f"notebook format {version}; format 4 is read. Open it in JupyterLab and save it")
    language = language_of(content.get("metadata"))
    if language.lower() != "python":
        raise Unreadable(f"a notebook in another language: {clean(language, 20)}")
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("not a notebook: it has no list of cells")
    return [cell for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code"]


def language_of(metadata):
    """The language that a notebook says it is in; Python where it says nothing."""
    for part, name in (("kernelspec", "language"), ("language_info", "name")):
        value = metadata.get(part) if isinstance(metadata, dict) else None
        value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, str):
            return value
    return "python"


def source_of(cell):
    """The source of a cell: the format allows a string, and a list of lines."""
    return text_of(cell.get("source"))


def text_of(value):
    """A text of the notebook format, as one string; "" for what is none."""
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""


def understand(cells):
    """What code cells say about the tasks of their lesson. Raises Unreadable where there is no task in them."""
    asked, given, strangers = {}, {}, []
    for cell in cells:
        ids = [id for id in CHECKED.findall(source_of(cell)) if id in TASKS]
        error = ""
        for output in outputs_of(cell):
            data = output.get("data")
            if output.get("output_type") == "error":
                error = error or clean(output.get("ename"), 40)
            elif isinstance(data, dict) and VERDICT in data:
                if is_a_verdict(data[VERDICT]):
                    id = data[VERDICT]["task"]
                    given.setdefault(id, []).append((data, count_of(cell), id in ids))
                else:
                    strangers.append(data[VERDICT])
        for id in ids:
            if error:
                asked[id] = Found(RAISED, note=f"its cell stopped with {error} before the check")
            else:
                asked.setdefault(id, Found(NOT_RUN))
    lesson = lesson_of(asked or given)
    tasks = {}
    for id in TASKS:
        if id[:2] == lesson:
            tasks[id] = counted(id, given[id]) if id in given else asked.get(id, Found(NOT_THERE))
    others = sorted({id[:2] for id in given} - {lesson})
    remarks = [f"verdicts on lesson {number} in it do not count here" for number in others]
    if strangers:
        times = f"{len(strangers):,} times" if len(strangers) > 1 else "once"
        remarks.append(f"{times} a verdict that check never gives: {in_words(strangers[0])}")
    return Notebook(lesson, tasks, tuple(remarks), tuple(source_of(cell) for cell in cells))


def outputs_of(cell):
    """The outputs of a cell that are of the format."""
    outputs = cell.get("outputs")
    return [output for output in outputs if isinstance(output, dict)] if isinstance(outputs, list) else []


def count_of(cell):
    """A cell's execution count; 0 where it has none."""
    count = cell.get("execution_count")
    return count if isinstance(count, int) else 0


def lesson_of(ids):
    """The lesson that most of the tasks belong to. Raises Unreadable where there are none."""
    if not ids:
        raise Unreadable("another notebook: no check of the course in it")
    return Counter(id[:2] for id in ids).most_common(1)[0][0]


def is_a_verdict(verdict):
    """Whether it is one that `check` may have given."""
    if not isinstance(verdict, dict):
        return False
    task, outcome, misconception = (verdict.get(name) for name in ("task", "outcome", "misconception"))
    named = isinstance(misconception, str) and outcome in (NOT_YET, RAISED)
    known = isinstance(task, str) and task in TASKS and outcome in (PASSED, NOT_YET, RAISED, NOT_ATTEMPTED)
    return known and (misconception is None or named)


def in_words(stranger):
    """What `check` never says, in a few characters."""
    if not isinstance(stranger, dict):
        return f"a {type(stranger).__name__}"
    values = [(name, stranger.get(name)) for name in ("task", "outcome", "misconception")]
    return ", ".join(
        f"{name} “{clean(value, 20)}”" if isinstance(value, str) else f"{name} a {type(value).__name__}"
        for name, value in values
        if value is not None
    )


def counted(task, given):
    """Of several verdicts on one task a pass counts, as in the learner's own progress; else the latest.

    given   (what the output holds, the cell's execution count, whether the cell's source has the check) of each
    """
    passes = [data[VERDICT]["outcome"] == PASSED for data, _, _ in given]
    best = max(range(len(given)), key=lambda i: (passes[i], given[i][1], i))
    data, _, has_check = given[best]
    verdict = data[VERDICT]
    note = "" if has_check else f'the cell that shows it does not say check("{task}", …)'
    misconception = verdict.get("misconception")
    if misconception is None:
        return Found(verdict["outcome"], note=note)
    return Found(verdict["outcome"], clean(misconception), words_of(text_of(data.get("text/plain"))), note)


def words_of(plain):
    """What a learner was told, without the head, the numbers and the next step: the words on the misconception."""
    paragraphs = plain[:20_000].split("\n\n")[1:]
    told = [text for text in paragraphs if not text.startswith(("- ", "Next: "))]
    return clean(" ".join(told), LONGEST_WORDS)
