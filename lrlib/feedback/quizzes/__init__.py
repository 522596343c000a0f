"""The predictions of the lessons, one file per lesson, each with a tuple QUIZZES: a new file is found by its name."""

from importlib import import_module
from pkgutil import iter_modules

LESSONS = [import_module(f"{__name__}.{file.name}") for file in iter_modules(__path__)]  # in alphabetical order
QUIZZES = {quiz.id: quiz for lesson in LESSONS for quiz in lesson.QUIZZES}
