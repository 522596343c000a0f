"""The tasks of the exercises, one file per lesson, each with a tuple TASKS: a new file is found by its name."""

from importlib import import_module
from pkgutil import iter_modules

LESSONS = [import_module(f"{__name__}.{file.name}") for file in iter_modules(__path__)]  # in alphabetical order
TASKS = {task.id: task for lesson in LESSONS for task in lesson.TASKS}


def known_ids(wanted, table):
    """A sentence with the ids that a table has for the lesson of `wanted`, or, if it has none, with all of them."""
    same_lesson = [id for id in table if id[:2] == str(wanted)[:2]]
    if same_lesson:
        return f"In lesson {same_lesson[0][:2]} there are: {', '.join(same_lesson)}."
    return f"There are: {', '.join(table)}."
