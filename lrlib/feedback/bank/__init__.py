"""The tasks of the exercises, one file per lesson, each with a tuple TASKS. A new lesson is added to the list below."""

from lrlib.feedback.bank import (
    lesson_00,
    lesson_01,
    lesson_02,
    lesson_03,
    lesson_04,
    lesson_05,
    lesson_06,
    lesson_07,
    lesson_08,
)

LESSONS = (lesson_00, lesson_01, lesson_02, lesson_03, lesson_04, lesson_05, lesson_06, lesson_07, lesson_08)
TASKS = {task.id: task for lesson in LESSONS for task in lesson.TASKS}


def known_ids(wanted, table):
    """A sentence with the ids that a table has for the lesson of `wanted`, or, if it has none, with all of them."""
    same_lesson = [id for id in table if id[:2] == str(wanted)[:2]]
    if same_lesson:
        return f"In lesson {same_lesson[0][:2]} there are: {', '.join(same_lesson)}."
    return f"There are: {', '.join(table)}."
