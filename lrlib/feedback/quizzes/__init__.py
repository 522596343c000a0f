"""The predictions of the lessons, one file per lesson, each with a tuple QUIZZES. A new lesson is added to the list."""

from lrlib.feedback.quizzes import (
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
QUIZZES = {quiz.id: quiz for lesson in LESSONS for quiz in lesson.QUIZZES}
