"""The tasks of lesson 02: right answers in other forms, and wrong ones as people write them. (test_feedback_bank.py
looks at all banks alike: that each misconception gets its own words, and no two look alike.)"""

from fractions import Fraction

import numpy as np
import pytest

from lrlib import GradientDescent, descend, quadratic
from lrlib.feedback import verdict
from lrlib.feedback.bank.lesson_02 import ALONE, GOAL

# ---- lesson 02: right answers in other forms


def edge_by_factors(diverges, low, high):
    for _ in range(40):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if diverges(middle) else (middle, high)
    return low


def edge_by_itself(diverges, low, high):
    if high - low < 1e-9 * high:
        return high
    middle = low + (high - low) / 2
    return edge_by_itself(diverges, low, middle) if diverges(middle) else edge_by_itself(diverges, middle, high)


def edge_with_a_while(diverges, low, high):
    tries = 0
    while tries < 40:
        tries += 1
        middle = 0.5 * (low + high)
        if not diverges(middle):
            low = middle
            continue
        high = middle
        print(tries, low, high)
    return [high]


def best_rate_by_kappa(curvatures):
    kappa = max(curvatures) / min(curvatures)
    return [2 / (max(curvatures) * (1 + 1 / kappa)), (kappa - 1) / (kappa + 1)]


def best_rate_by_sorting(curvatures):
    first, *_, last = sorted(curvatures)
    rate = 2 / (first + last)
    return rate, abs(1 - rate * last)


def best_rate_in_place(curvatures):
    curvatures.sort()
    rate = 2 / (curvatures[0] + curvatures[-1])
    return np.array([rate, 1 - rate * curvatures[0]], dtype=np.float32)


RIGHT_RATES = {"kappa": best_rate_by_kappa, "sorted": best_rate_by_sorting, "in place": best_rate_in_place}
RIGHT_SEARCHES = {"factors": edge_by_factors, "recursion": edge_by_itself, "while": edge_with_a_while}
RIGHT_UNITS = {"number": 0.003125, "formula": 2 / (2 / 0.8 * 16**2), "fraction": Fraction(1, 320), "list": [0.003125]}

RIGHT = [
    pytest.param(task_id, form, id=f"{task_id} {words}")
    for task_id, forms in {"02.2": RIGHT_UNITS, "02.3": RIGHT_RATES, "02.4": RIGHT_SEARCHES}.items()
    for words, form in forms.items()
]


@pytest.mark.parametrize(("task_id", "form"), RIGHT)
def test_a_right_answer_in_another_form_passes(task_id, form, capsys):
    result = verdict(task_id, form)
    assert (result.outcome, result.misconception) == ("passed", None), result.message
    assert capsys.readouterr().out == ""


# ---- lesson 02: wrong answers as people write them, and the two tasks with a judge of their own


def edge_kept_the_wrong_half(diverges, low, high):
    for _ in range(40):
        middle = (low + high) / 2
        if diverges(middle):
            low = middle
        else:
            high = middle
    return middle


def edge_left_at_once(diverges, low, high):
    for _ in range(40):
        middle = (low + high) / 2
        if diverges(middle):
            high = middle
        else:
            low = middle
        return middle


def edge_by_halving_high(diverges, low, high):
    for _ in range(40):
        middle = high / 2
        if diverges(middle):
            high = middle
        else:
            low = middle  # noqa: F841
    return high


def edge_of_one_middle(diverges, low, high):
    middle = (low + high) / 2
    for _ in range(40):
        if diverges(middle):
            high = middle
        else:
            low = middle
    return middle


def edge_that_asks_nothing(diverges, low, high):
    for _ in range(40):
        middle = (low + high) / 2
        if diverges:
            high = middle
        else:
            low = middle
    return middle


def edge_that_forgets(diverges, low, high):
    for _ in range(40):
        if diverges((low + high) / 2):
            high = (low + high) / 2
    return (low + high) / 2


@pytest.mark.parametrize(
    ("task_id", "answer", "misconception"),
    [
        ("02.2", 0.05, "not squared"),
        ("02.2", 204.8, "higher, twice"),
        ("02.2", 0.8 / 65025, "pixels up to 255"),
        ("02.2", 0.01, None),
        ("02.3", lambda c: 2 / (c[0] + c[-1]), "another shape"),
        ("02.3", lambda c: (2 / (min(c) + max(c)),), "only the rate"),
        ("02.3", lambda c: 2 / (min(c) + max(c)), "only the rate"),
        ("02.3", lambda c: (2 / sum(c), (max(c) - min(c)) / (max(c) + min(c))), "all added up"),
        ("02.3", lambda c: (2 / max(c), abs(1 - 2 / max(c) * max(c))), "the edge, and its share"),
        (
            "02.3",
            lambda c: (2 / (min(c) + max(c)), 1 - 2 / (min(c) + max(c)) * max(c)),
            "the sign of the steep direction",
        ),
        ("02.4", edge_kept_the_wrong_half, "the wrong half"),
        ("02.4", edge_left_at_once, "one halving"),
        ("02.3", lambda c: (1 / np.mean(c), max(abs(1 - x / np.mean(c)) for x in c)), "the mean of all"),
        ("02.4", edge_that_forgets, "low never moves"),
        ("02.4", edge_by_halving_high, "half of high for the middle"),
        ("02.4", edge_of_one_middle, "one halving"),
        ("02.4", edge_that_asks_nothing, "the low end"),
        ("02.4", lambda diverges, low, high: diverges(low), "true or false"),
        ("02.4", lambda diverges, low, high: 0.2, "a fixed answer"),
    ],
)
def test_wrong_answers_to_lesson_02_are_named(task_id, answer, misconception):
    result = verdict(task_id, answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1


NAMED = ["crawls", "oscillates", "settles", "diverges", "cannot tell"]


@pytest.mark.parametrize(
    "answer",
    [
        NAMED,
        tuple(NAMED),
        np.array(NAMED),
        dict(zip("abcde", NAMED, strict=True)),
        ["Crawls", " oscillates. ", "settle", "DIVERGES", "can't tell"],
        ["crawls 🐁", "oscillates 🐘", "settles", "diverges 🐘", "can’t tell"],
    ],
)
def test_names_pass_in_any_spelling(answer):
    assert verdict("02.1", answer).outcome == "passed"


@pytest.mark.parametrize(
    ("place", "name", "misconception"),
    [
        ("b", "diverges", "overshoot taken for divergence"),
        ("b", "settles", "hopping not seen"),
        ("d", "oscillates", "growth not seen"),
        ("a", "settles", "crawling taken for settling"),
        ("c", "crawls", "settling taken for crawling"),
        ("e", "settles", "regime read off a loss curve"),
        ("e", "oscillates", "regime read off a loss curve"),
        ("c", "cannot tell", "a path can tell"),
        ("a", "diverges", "another regime"),
        ("d", "explodes", "no such name"),
        ("d", 3, "no such name"),
        ("d", None, "no such name"),
    ],
)
def test_a_wrong_name_is_answered(place, name, misconception):
    names = dict(zip("abcde", NAMED, strict=True)) | {place: name}
    result = verdict("02.1", list(names.values()))
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert f"You called {place}: " in result.message and result.message.count("Next: ") == 1
    if misconception != "no such name":
        assert "4 of 5 are right" in result.message


@pytest.mark.parametrize("answer", ["crawls", 5, NAMED[:4], None, print])
def test_what_is_not_five_names_is_said_to_be(answer):
    assert verdict("02.1", answer).misconception == "not five names"
    assert verdict("02.1", [*NAMED[:4], ...]).outcome == "not attempted"


@pytest.mark.parametrize(
    ("answer", "misconception", "words"),
    [
        (0.01, "too low", "After 60 steps still 5.47"),
        (0, "too low", "still 10"),
        (0.1, "one rate for all", "At the bottom after 44 steps"),
        (2 / 11, "one rate for all", "At the bottom after 23 steps"),
        ([2 / 11] * 30, "arrives late", "At the bottom after 23 steps"),
        ([0.5, 0.18], "arrives late", "At the bottom after 22 steps"),
        (0.198, "hops on", "the rate is too high"),
        (0.2, "at the edge", "lands as far away as it began"),
        (0.21, "beyond the edge", "multiplies the distance by 1.1"),
        (100.0, "beyond the edge", "farther away than at the start"),
        (1e200, "beyond the edge", "farther away than at the start"),
        ([10, 10, 0.05], "thrown too far", "beyond the edge that no later step brings you back"),
        (-0.1, "negative", "uphill"),
        (float("nan"), "negative", "no number"),
        ("fast", "not a rate", "You answered: `'fast'`"),
        ([], "not a rate", "a list of them"),
    ],
)
def test_the_way_to_the_bottom_is_judged_by_what_the_steps_do(answer, misconception, words):
    result = verdict("02.5", answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1
    assert words is None or words in result.message


@pytest.mark.parametrize(
    ("answer", "steps"), [([1, 0.1], 2), ([0.1, 1, 0.1], 2), ([1 / 3] * 2 + [1, 0.1], 4), ([0.4, 0.1] * 30, 15)]
)
def test_the_bottom_is_reached_in_as_many_steps_as_descend_says(answer, steps):
    result = verdict("02.5", answer)
    assert result.outcome == "passed" and f"At the bottom after {steps} steps" in result.message
    assert ("no single rate ends both ways" in result.message) == (steps == 2)


def test_one_rate_for_all_steps_takes_23_at_best_and_the_goal_is_below_that():
    rates = np.append(np.linspace(0.01, 0.2, 500), 2 / 11)
    runs = descend(quadratic([1, 10]), GradientDescent(lr=rates[:, np.newaxis]), steps=60)
    assert min(step for step in runs.settled_at(0.1) if step is not None and step >= 0) == ALONE > GOAL


def test_a_right_answer_that_changes_its_input_passes_with_a_remark():
    result = verdict("02.3", best_rate_in_place)
    assert result.outcome == "passed" and "also changes the curvatures that it was given" in result.message
