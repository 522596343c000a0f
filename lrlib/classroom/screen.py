"""The table on a terminal: a row for each learner, a sign for each task, and below it what is most common."""

import textwrap

from lrlib.classroom.reading import NOT_RUN, NOT_THERE
from lrlib.classroom.safe import padded, plural, width
from lrlib.classroom.tabulating import OUTCOMES
from lrlib.feedback.bank import TASKS
from lrlib.feedback.checking import SIGNS
from lrlib.feedback.course import LESSONS
from lrlib.feedback.task import NOT_YET, PASSED

ALL_SIGNS = {outcome: {**SIGNS, NOT_RUN: "·", NOT_THERE: "–"}[outcome] for outcome in OUTCOMES}
WIDE = 96  # columns of running text
MOST = 10  # misconceptions that are told with their words; the others are named
NAMES = 5  # learners that are named beside a misconception
TITLES = {lesson.number: lesson.title for lesson in LESSONS}


def screen(table):
    """The whole table as text."""
    parts = [matrix(table, lesson) for lesson in table.lessons]
    if table.lessons:
        parts.append("   ".join(f"{sign} {outcome}" for outcome, sign in ALL_SIGNS.items()))
        parts.append(most_common(table))
    if table.aside:
        lines = [f"{plural(len(table.aside), 'remark')} on whole notebooks"]
        lines += [f"  {row.learner}: {row.outcome}: {row.note}\n      {row.file}" for row in table.aside]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) or "No notebooks in this folder."


def matrix(table, lesson):
    """One lesson: learner × task. A number behind a sign is that of the misconception in the list below."""
    learners = table.lessons[lesson]
    tasks = [id for id in TASKS if id[:2] == lesson]
    numbers = {(one.task, one.id): str(number) for number, one in enumerate(table.common, 1)}
    column = max(map(width, [*learners, "passed by"]))
    lines = [
        f"{lesson} {TITLES.get(lesson, '')}: {plural(len(learners), 'learner')}",
        padded("", column) + "".join(f"  {id:<5}" for id in tasks),
    ]
    for learner, found in learners.items():
        cells = [ALL_SIGNS[found[id].outcome] + numbers.get((id, found[id].misconception), "") for id in tasks]
        lines.append(padded(learner, column) + "".join(f"  {cell:<5}" for cell in cells))
    passed = [sum(found[id].outcome == PASSED for found in learners.values()) for id in tasks]
    lines.append(padded("passed by", column) + "".join(f"  {count:<5}" for count in passed))
    return "\n".join(line.rstrip() for line in lines)


def most_common(table):
    """The misconceptions of the room: the first few with their words, the others by name."""
    if not table.common:
        return "No misconception has been named."
    lines = ["The most common misconceptions"]
    for number, one in enumerate(table.common, 1):
        names = ", ".join(one.learners[:NAMES])
        more = f" and {len(one.learners) - NAMES} more" if len(one.learners) > NAMES else ""
        title = f"{one.task} {TASKS[one.task].title}"
        lines.append(f"{number:>3}. {title}: “{one.id}”, {plural(len(one.learners), 'learner')}: {names}{more}")
        if number <= MOST and one.words:
            words = one.words if one.known else f"In one notebook: {one.words}"
            lines += textwrap.wrap(words, WIDE, initial_indent=" " * 5, subsequent_indent=" " * 5)
    return "\n".join([*lines, *unnamed(table)])


def unnamed(table):
    """How many wrong answers there are that no misconception has been found for."""
    count = sum(row.outcome == NOT_YET and not row.misconception for row in table.rows)
    return [f"Beside these, {plural(count, 'wrong answer')} of kinds that the checks do not know."] if count else []
