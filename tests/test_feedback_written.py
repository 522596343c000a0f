"""Lines that are never meant: found in what a learner wrote, and not found in what is meant."""

import functools

import numpy as np
import pytest

from lrlib.feedback import verdict
from lrlib.feedback.bank import TASKS
from lrlib.feedback.written import what_is_written


def half_a_power(w, gradient, s, rate, eps):
    s = s + gradient**2
    return w - rate * gradient / (s**1 / 2 + eps), s


def error_by_half_a_power(a, b):
    d = a[np.nanargmin(a.mean(1))] - b[np.nanargmin(b.mean(1))]
    return d.mean(), d.std(ddof=1) / len(d) ** 1 / 2


def forgets_to_keep(values, beta):
    m, corrected = 0.1, []
    for t, value in enumerate(values, start=1):
        beta * m + (1 - beta) * value  # noqa: B018
        corrected.append(m / (1 - beta**t) ** 2)
    return corrected


def compares(values, beta):
    m, corrected = 0.1, []
    for t, value in enumerate(values, start=1):
        m == beta * m + (1 - beta) * value  # noqa: B015
        corrected.append(m / (1 - beta**t) ** 2)
    return corrected


def never_uses(w, gradient, s, rate, eps):
    root = np.sqrt(s + gradient**2) + eps  # noqa: F841
    return w - rate * gradient / (s**0.3 + eps), s + abs(gradient) ** 3


class HalfAPower:
    def __call__(self, w, gradient, s, rate, eps):
        return w - rate * gradient / (s**1 / 2 + eps), s


def never_uses_in_parts(w):
    def inner():
        unused = 3  # noqa: F841

    inner()
    return w


@pytest.mark.parametrize(
    ("task_id", "answer", "id", "words"),
    [
        ("06.2", half_a_power, "a power of 1", "`9 ** 1 / 2` is 4.5"),
        ("07.4", error_by_half_a_power, "a power of 1", "put brackets around the exponent"),
        ("06.4", forgets_to_keep, "thrown away", "a line that computes something"),
        ("06.4", compares, "thrown away", "a line that compares two things"),
        ("06.2", never_uses, "a name never used", "`root`"),
    ],
)
def test_what_is_never_meant_is_told_where_nothing_better_is_known(task_id, answer, id, words):
    result = verdict(task_id, answer)
    assert (result.outcome, result.misconception) == ("not yet", id), result.message
    assert words in result.message


@pytest.mark.parametrize("function", [half_a_power, functools.partial(half_a_power, eps=1.0), HalfAPower()])
def test_it_is_found_in_whatever_can_be_called(function):
    assert what_is_written(function)[0] == "a power of 1"


def test_it_is_found_in_a_function_inside_of_another_but_not_in_one_that_is_called():
    assert what_is_written(never_uses_in_parts)[0] == "a name never used"
    assert what_is_written(lambda w: never_uses_in_parts(w)) is None


def test_what_is_meant_is_not_found():
    def meant(values, beta, *rest, t=0):
        _, second = (1, 2)
        first, *others = values
        for _unused in range(3):
            t += 1
        with np.errstate(all="ignore"):
            kept = [x**2 / 2 for x in values]
        kept.append(t**-1)
        values[0] -= 1
        total = 0
        for i, x in enumerate(values):  # noqa: B007
            total = total + x
        print(total)
        return kept, lambda: second

    assert what_is_written(meant) is None


@pytest.mark.parametrize("thing", [None, 3, print, np.sqrt, dict, "text", type("Odd", (), {"__call__": 3})()])
def test_what_has_no_instructions_of_pythons_is_left_alone(thing):
    assert what_is_written(thing) is None


@pytest.mark.parametrize("task", [t for t in TASKS.values() if callable(t.reference)], ids=lambda task: task.id)
def test_nothing_is_found_in_a_right_answer(task):
    assert what_is_written(task.reference) is None
