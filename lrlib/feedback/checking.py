"""check: is my answer right, and if not, what does it look like I did?"""

from dataclasses import replace

from lrlib.feedback import carrying, progress
from lrlib.feedback.bank import TASKS, known_ids
from lrlib.feedback.judging import judge
from lrlib.feedback.showing import boxed, show
from lrlib.feedback.task import NOT_ATTEMPTED, NOT_YET, PASSED, RAISED, Verdict
from lrlib.feedback.words import code

SIGNS = {NOT_ATTEMPTED: "○", PASSED: "✓", NOT_YET: "↻", RAISED: "▲"}
BOXES = {NOT_ATTEMPTED: "info", PASSED: "success", NOT_YET: "warning", RAISED: "warning"}
HEADS = {
    NOT_ATTEMPTED: "not attempted yet",
    PASSED: "passed",
    NOT_YET: "not yet",
    RAISED: "your code stopped before its end",
}


def check(task_id, answer=...):
    """Judge your answer to a task, and say in place what came of it. Nothing that you hand over makes this raise.

    >>> check("01.3", step)      # the function itself, without ( )
    """
    try:
        result = verdict(task_id, answer)
    except Exception as error:
        say_that_the_check_failed(error)
        return
    if result.outcome == PASSED:
        progress.remember_passed(result.task)
        if carrying.reminder():
            result = replace(result, message=f"{result.message}\n\n{carrying.reminder()}".strip())
    task = TASKS.get(result.task)
    head = f"{SIGNS[result.outcome]} {task.id} {task.title}: {HEADS[result.outcome]}." if task else "○ Which task?"
    show(
        boxed(f"**{head}**\n\n{result.message}", BOXES[result.outcome]),
        f"{head}\n\n{result.message}".strip(),
        {
            "application/vnd.lrlib.verdict+json": {
                "task": result.task,
                "outcome": result.outcome,
                "misconception": result.misconception,
            }
        },
    )


def verdict(task_id, answer=...):
    """The verdict on an answer, as a value: nothing is shown and nothing remembered."""
    task = TASKS.get(str(task_id))
    if task is None:
        message = f"There is no task {code(str(task_id))}. {known_ids(task_id, TASKS)}"
        return Verdict(str(task_id)[:40], NOT_ATTEMPTED, message)
    return judge(task, answer)


def say_that_the_check_failed(error):
    """For a mistake of ours: a learner should not have to read its traceback."""
    text = f"This check itself failed ({code(type(error).__name__)}), so it cannot say anything about your answer."
    show(boxed(text, "info"), text)
