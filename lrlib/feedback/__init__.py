"""Feedback: what answers you while you learn.

    check("01.3", my_step)    is my answer right, and if not, what does it look like I did?
    hint("01.3")              one more hint each time, three in all
    quiz("01.1")              a prediction to commit to, before you run the cell that shows what happens
    course_map()              the lessons, and how far you have come
    save_progress()           what you have done, in a file to take along; load_progress() brings it back

How it is built, in the order in which it is best read:

    task.py          a task, a misconception, a verdict
    bank/            the tasks, one file per lesson          quizzes/   the predictions, one file per lesson
    answers.py       was anything attempted? which numbers came back? are they the expected ones?
    calling.py       calls a learner's function so that nothing it does can hurt
    keeping.py       puts back whatever it changed in the kernel around it
    judging.py       from an answer to a verdict: compared with the reference, and with each misconception
    relations.py     what can be said from how the numbers compare with the expected ones
    inputs.py        what can be said from what becomes of the inputs
    written.py       what can be said from lines that are never meant
    oddities.py      what can be said from an answer's kind alone
    raising.py       what is said to code that raised
    words.py         learners' text made safe to show        showing.py  puts it on the page
    checking.py      check, verdict                          hinting.py  hint
    predictions.py   quiz                                    course.py   course_map
    progress.py      what is remembered from one day to the next
    carrying.py      save_progress, load_progress
"""

from lrlib.feedback.carrying import load_progress, save_progress
from lrlib.feedback.checking import check, verdict
from lrlib.feedback.course import course_map
from lrlib.feedback.hinting import hint
from lrlib.feedback.predictions import quiz

__all__ = ["check", "course_map", "hint", "load_progress", "quiz", "save_progress", "verdict"]
