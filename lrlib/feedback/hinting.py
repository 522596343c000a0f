"""hint: one more hint each time you ask, three in all, and after those the way to the solution."""

from lrlib.feedback.bank import TASKS, known_ids
from lrlib.feedback.course import stem
from lrlib.feedback.showing import boxed, show
from lrlib.feedback.words import code

asked = {}  # task id -> how often a hint was asked for since this kernel started


def hint(task_id, step=None):
    """Show one more hint for a task, with the ones before it; or only hint number `step`.

    >>> hint("01.3")             # where to look; run it again for the next one
    >>> hint("01.3", step=2)     # what to think
    """
    task = TASKS.get(str(task_id))
    if task is None:
        text = f"There is no task {code(str(task_id))}. {known_ids(task_id, TASKS)}"
    elif step is not None:
        text = one_hint(task, step)
    else:
        asked[task.id] = asked.get(task.id, 0) + 1
        text = hints_so_far(task, asked[task.id])
    show(boxed(text, "info"), text)


def one_hint(task, step):
    """Hint number `step` alone."""
    if not isinstance(step, int) or step not in (1, 2, 3):
        return f"There are three hints for task {task.id}: step=1, step=2 and step=3."
    return f"Hint {step} of 3 for task {task.id}: {task.hints[step - 1]}"


def hints_so_far(task, count):
    """The first `count` hints, and, once there are no more, the way to the solution."""
    lines = [one_hint(task, step) for step in (1, 2, 3) if step <= count]
    if count < 3:
        lines.append("Run this cell again for one more.")
    elif count == 3:
        lines.append("Run this cell again for the way to the solution.")
    else:
        name = stem(task.id[:2])
        lines.append(f"A solution, with the reasons for it, is in [solutions/{name}.ipynb](../solutions/{name}.ipynb).")
    return "\n\n".join(lines)
