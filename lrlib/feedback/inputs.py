"""What can be said of a wrong answer from what it makes of its inputs: not used, swapped, or made into others.

Here a task's reference is asked what would be right for other inputs, or the learner's function is called with them.
Each is told as (short id, words, next step), like a misconception.
"""

import copy
import inspect
from itertools import combinations, product

import numpy as np

from lrlib.feedback.answers import read, same
from lrlib.feedback.relations import equal


def not_used(task, runs, expected):
    """The inputs that a function does not use, as (short id, words, next step), or None.

    runs   a function of the inputs that returns a reading of what the learner's function makes of them
    """
    unused = []
    for i, name in enumerate(inspect.signature(task.reference).parameters):
        tried = 0
        for probe, before in zip(task.probes, expected, strict=True):
            changes = [put(probe, {i: other}) for other in others(probe[i])]
            rights = [(changed, right_answer(task, changed)) for changed in changes]
            sensible = [changed for changed, right in rights if right.numbers is not None]
            one = runs(probe) if sensible else None
            if any(one.numbers is None or not same(one, runs(changed), 1e-12) for changed in sensible):
                tried = 0
                break
            tried += sum(right.numbers is not None and not same(right, before, task.tolerance) for _, right in rights)
        unused += [name] * (tried > 0)
    if not unused:
        return None
    names = " and ".join(f"`{name}`" for name in unused)
    return (
        f"{' and '.join(unused)} not used",
        f"Your function returns the same whatever {names} {'is' if len(unused) == 1 else 'are'}.",
        "look for a number, or for another name, that stands where this input should stand.",
    )


TAKEN = (  # (what an input was made of it, its name in words, whether it goes with arrays too)
    (lambda x: 1 - x, "1 − {name}", False),
    (lambda x: x + 1, "{name} + 1", False),
    (lambda x: x - 1, "{name} − 1", False),
    (lambda x: 2 * x, "twice {name}", False),
    (lambda x: x / 2, "half of {name}", False),
    (lambda x: 1 / x, "1 / {name}", False),
    (np.square, "the square of {name}", True),
    (lambda x: np.sqrt(np.abs(x)), "the root of {name}", True),
    (np.negative, "−{name}", True),
    (np.abs, "{name} without its sign", True),
    (np.trunc, "{name} cut to whole numbers", True),
    (np.round, "{name} rounded to whole numbers", True),
)


def with_other_inputs(got, task):
    """Whether the answer is right for other inputs than it was given: two of them swapped, or one made into another.

    As (short id, words, next step), or None. To be asked for when it is known that the function uses all its inputs.
    """
    came = [one.numbers for one in got]
    if any(numbers is None for numbers in came):
        return None
    names = list(inspect.signature(task.reference).parameters)
    for (i, one), (j, other) in combinations(enumerate(names), 2):
        if all(of_one_kind(probe[i], probe[j]) for probe in task.probes):
            swapped = [put(probe, {i: probe[j], j: probe[i]}) for probe in task.probes]
            if is_right_for(came, swapped, task):
                return (
                    f"{one} and {other} swapped",
                    f"It looks as if `{one}` and `{other}` have changed places: each stands where the other should.",
                    f"look at every place where `{one}` or `{other}` stands, and ask which of them belongs there.",
                )
    for (i, name), (turn, words, arrays_too) in product(enumerate(names), TAKEN):
        values = [probe[i] for probe in task.probes]
        if all(is_number(x) or (arrays_too and isinstance(x, np.ndarray)) for x in values):
            with np.errstate(all="ignore"):
                others = [put(probe, {i: other_of(turn, probe[i])}) for probe in task.probes]
            if is_right_for(came, others, task):
                said = words.format(name=f"`{name}`")
                return (
                    words.format(name=name),
                    f"That is what comes out with {said} in the place of `{name}`.",
                    f"look at every place where `{name}` stands, and at what is done with it there.",
                )
    return None


def other_of(turn, value):
    """What `turn` makes of an input; nan where that makes no sense, and whole numbers stay whole where they can."""
    try:
        other = turn(value)
    except ZeroDivisionError:
        return np.nan
    whole = isinstance(value, int) and not isinstance(other, np.ndarray) and other == int(other)
    return int(other) if whole else other


def put(probe, places):
    """A probe with other inputs in some places."""
    return tuple(places.get(i, value) for i, value in enumerate(probe))


def is_right_for(came, probes, task):
    """Whether the right answer to these probes is what came."""
    rights = (right_answer(task, probe).numbers for probe in probes)
    return all(b is not None and equal([a], [b], task) for a, b in zip(came, rights, strict=True))


def is_number(value):
    """Whether an input is a plain number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def of_one_kind(a, b):
    """Whether two inputs could be taken for each other: two numbers, or two arrays of one shape."""
    if is_number(a) and is_number(b):
        return True
    return all(isinstance(value, np.ndarray) for value in (a, b)) and a.shape == b.shape


def right_answer(task, probe):
    """The right answer to any inputs, as a reading; without numbers where they make no sense."""
    with np.errstate(all="ignore"):
        try:
            return read(task.reference(*copy.deepcopy(probe)))
        except Exception:
            return read(None)


def others(value):
    """Other values in the place of one input, near and far: a limit may be felt from far above or below only."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.ndarray)):
        return ()
    if isinstance(value, int):
        return value + 1, 2 * value + 1
    return (
        (value * 1.5 + 0.25,)
        if isinstance(value, np.ndarray)
        else (value * 1.25 or 1.0, value * 16 or 16.0, value / 16 or 0.1)
    )
