"""What can be said of a wrong answer from its kind alone: nothing came, or a nan, or numbers in another shape.

Each is told as (short id, words, next step), like a misconception.
"""

import inspect

import numpy as np

from lrlib.feedback.answers import read, same, same_shape
from lrlib.feedback.words import shape_in_words


def what_is_odd(got, expected):
    """What can be said of an answer from its kind alone, as (short id, words, next step), or None."""
    if got.numbers is None:
        return got.odd, got.words, f"make it {shape_in_words(expected.numbers.shape)}, and run the check again."
    if not same_shape(got.numbers, expected.numbers):
        came, wanted = shape_in_words(got.numbers.shape), shape_in_words(expected.numbers.shape)
        return (
            "another shape",
            f"What came is {came}. Wanted is {wanted}.",
            "print the shape of each part, np.shape(…), and find the line in which it becomes another one.",
        )
    if np.isnan(got.numbers).any():
        return (
            "not a number",
            "There is a nan in what came: not a number. Python gets one from 0/0, or from infinity minus infinity.",
            "print the parts of your calculation one by one, and find the first that is nan.",
        )
    if np.isinf(got.numbers).any():
        return (
            "infinite",
            "There is an infinite number in what came. NumPy gets one by dividing by 0, or when numbers grow too big.",
            "print the parts of your calculation one by one, and find the first that is inf.",
        )
    return None


def why_nothing_came(task, probe, one_call):
    """Why a function may have returned None, as (short id, words, next step)."""
    changed = changed_arguments(task, probe, one_call)
    if changed:
        return (
            "changes its input",
            (
                f"Your function returned None, and changed the {changed} that it was given. In Python a -= b changes "
                "an array where it lies, so whoever called your function has lost the old one."
            ),
            "compute a new array, as in c = a - b, and hand it back with return.",
        )
    if one_call.printed:
        return (
            "prints instead of returning",
            (
                "Your function returned None: it printed something instead. A printed number can be read by you, but "
                "the next line of code cannot use it."
            ),
            "put return where print( ) is.",
        )
    return (
        "returns nothing",
        "Your function returned None. That is what Python returns when a function comes to its end without a return.",
        "end your function with return and the result, and see that every way through it gets there.",
    )


def changes_its_input(task, probe, one_call):
    """What can be said of a wrong answer whose function changes what it was given, as (short id, words, next step)."""
    changed = changed_arguments(task, probe, one_call)
    if not changed:
        return None
    return (
        "changes its input",
        f"Your function changes the {changed} that it was given, where it lies: a -= b does that, and c = a makes no "
        "copy. Whatever is computed from it afterwards sees the new one. That may be all that is wrong.",
        "compute new arrays, as in c = a - b, and use the old one wherever the old one is meant.",
    )


def changed_arguments(task, probe, one_call):
    """The names of the arguments that a call has changed, as in "w, gradient"; "" if there are none."""
    changed = []
    names = inspect.signature(task.reference).parameters
    for name, before, after in zip(names, probe, one_call.arguments, strict=True):
        if not callable(before) and not unchanged(before, after):
            changed.append(name)
    return ", ".join(changed)


def unchanged(before, after):
    """Whether an argument is what it was; among numbers a nan that stayed a nan is."""
    numbers = read(before).numbers is not None
    try:
        return same(read(before), read(after), tolerance=0) if numbers else np.array_equal(before, after)
    except Exception:  # something was put in that cannot be compared
        return False


def remark_on_changes(task, calls):
    """A remark for a right answer that changes what it was given."""
    names = [changed_arguments(task, probe, one_call) for probe, one_call in zip(task.probes, calls, strict=True)]
    changed = next(filter(None, names), "")
    if not changed:
        return ""
    return (
        f"One thing to know: your function also changes the {changed} that it was given (a -= b changes an array where "
        "it lies). That is quick, and right here, but whoever keeps the old array finds it changed. c = a - b makes a "
        "new one."
    )
