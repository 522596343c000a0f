"""The table: learner × task × outcome × misconception; which of two copies counts; and what is most common."""

from collections import defaultdict
from dataclasses import dataclass

from lrlib.classroom.collecting import Handed
from lrlib.classroom.reading import NOT_RUN, NOT_THERE, Notebook
from lrlib.classroom.safe import LONGEST, clean
from lrlib.feedback.bank import TASKS
from lrlib.feedback.task import NOT_ATTEMPTED, NOT_YET, PASSED, RAISED

NOT_READ = "not read"  # the outcomes of a whole notebook
STOPPED = "stopped"
A_COPY = "does not count"
REMARK = "remark"
OUTCOMES = (PASSED, NOT_YET, RAISED, NOT_ATTEMPTED, NOT_RUN, NOT_THERE)  # the outcomes of a task


@dataclass(frozen=True)
class Entry:
    """Something handed in, what was read of it (None where nothing can be), and what there is to say about it."""

    handed: Handed
    notebook: Notebook | None
    reason: str = ""
    copy: bool = False  # another notebook of the same learner counts


@dataclass(frozen=True)
class Row:
    """One row of the table. A task's has a task; a row about a whole notebook has a note instead."""

    learner: str
    lesson: str
    task: str
    outcome: str
    misconception: str
    note: str
    file: str


@dataclass(frozen=True)
class Common:
    """A misconception in the room: of which task, its id, its words, and who has it.

    known   whether the words are the course's own; else they are as they stand in one of the notebooks
    """

    task: str
    id: str
    words: str
    known: bool
    learners: tuple


@dataclass(frozen=True)
class Table:
    """All of it.

    rows       the table itself
    lessons    lesson -> learner -> task -> Found, of the notebooks that count
    common     the misconceptions, the most common first
    """

    rows: tuple
    lessons: dict
    common: tuple

    @property
    def aside(self):
        """The rows about whole notebooks."""
        return [row for row in self.rows if not row.task]


def choose(entries):
    """The same entries, where of several copies by one learner all but one are marked.

    What counts is a copy that has been run before one that has not; then the one that was changed last; then the one
    with more tasks passed; then the last by name.
    """
    groups = defaultdict(list)
    for entry in entries:
        if entry.notebook is not None:
            groups[entry.handed.learner, entry.notebook.lesson].append(entry)
    chosen = []
    for entry in entries:
        best = entry
        if entry.notebook is not None:
            best = max(groups[entry.handed.learner, entry.notebook.lesson], key=weight)
        if best is not entry:
            reasons = ("has been run", "was changed later", "has more tasks passed", "comes later by name")
            why = next(
                why for why, one, other in zip(reasons, weight(best), weight(entry), strict=True) if one != other
            )
            reason = f"another copy counts, which {why}: {clean(best.handed.file)}"
            entry = Entry(entry.handed, entry.notebook, reason, copy=True)
        chosen.append(entry)
    return chosen


def weight(entry):
    """How much a copy counts; see `choose`."""
    outcomes = [found.outcome for found in entry.notebook.tasks.values()]
    return entry.notebook.was_run, entry.handed.when, outcomes.count(PASSED), entry.handed.file


def tabulate(entries):
    """The table of all entries."""
    rows, lessons, told = [], defaultdict(dict), defaultdict(list)
    names = displayed(entries)
    for entry in entries:
        learner, file = names[entry.handed.learner], clean(entry.handed.file, 2 * LONGEST)
        lesson = entry.notebook.lesson if entry.notebook else ""
        if entry.notebook is None:
            rows.append(Row(learner, lesson, "", NOT_READ, "", entry.reason, file))
            continue
        if entry.copy:
            rows.append(Row(learner, lesson, "", A_COPY, "", entry.reason, file))
            continue
        if entry.reason:
            rows.append(Row(learner, lesson, "", STOPPED, "", entry.reason, file))
        rows += [Row(learner, lesson, "", REMARK, "", remark, file) for remark in entry.notebook.remarks]
        lessons[lesson][learner] = entry.notebook.tasks
        for id, found in entry.notebook.tasks.items():
            rows.append(Row(learner, lesson, id, found.outcome, found.misconception, found.note, file))
            if found.misconception:
                told[id, found.misconception].append((learner, found.words))
    common = [misconception(*key, value) for key, value in told.items()]
    common.sort(key=lambda one: (-len(one.learners), one.task, one.id))
    return Table(tuple(rows), dict(sorted(lessons.items())), tuple(common))


def displayed(entries):
    """How each learner is called in the table: cleaned, and two who would then look alike told apart by a number."""
    names, taken = {}, set()
    for learner in dict.fromkeys(entry.handed.learner for entry in entries):
        name = stem = clean(learner, 40) or "no name"
        number = 1
        while name in taken:
            number += 1
            name = f"{stem} ({number})"
        taken.add(name)
        names[learner] = name
    return names


def misconception(task, id, told):
    """A misconception with its words: the course's own where it has some, else what one learner was told."""
    words = next((one.words for one in TASKS[task].misconceptions if one.id == id), None)
    learners = tuple(learner for learner, _ in told)
    if words is not None:
        return Common(task, id, clean(words, 600), True, learners)
    return Common(task, id, max((words for _, words in told), key=len), False, learners)
