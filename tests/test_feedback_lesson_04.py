"""The tasks of lesson 04: right answers in other forms, and wrong ones as people write them. (test_feedback_bank.py
looks at all banks alike: that each misconception gets its own words, and no two look alike.)"""

from fractions import Fraction

import numpy as np
import pytest

from lrlib import (
    GradientDescent,
    Plateau,
    cosine_decay,
    descend,
    exponential_decay,
    join,
    mountain,
    noisy,
    step_decay,
    warmup,
)
from lrlib.feedback import verdict
from lrlib.feedback.bank.lesson_04 import DAYS, GOAL, foggy

# ---- lesson 04: right answers in other forms


def staircase_by_loop(t, rate, every, factor):
    for _ in range(t // every):
        rate *= factor
    return rate


def staircase_by_floor(t, rate, every, factor):
    return np.array([rate * np.power(factor, np.floor(t / every))])


def warm_cosine_by_cases(t, rate, warm, steps):
    import math

    if t >= steps:
        return 0
    if t + 1 <= warm:
        return (1 + t) * (rate / warm)
    return rate * math.cos(math.pi / 2 * (t - warm) / (steps - warm)) ** 2


def warm_cosine_by_lrlib(t, rate, warm, steps):
    return (rate * join([warmup(warm), cosine_decay(steps - warm)], at=[warm]))(t)


def plateau_by_lrlib(losses, rate, factor, patience):
    rule = Plateau(factor=factor, patience=patience, threshold=0)
    state, rates = rule.init(), []
    for loss in losses:
        state = rule.update(state, loss)
        rates.append(rate * state.scale)
    return np.array(rates)


def plateau_in_torch(losses, rate, factor, patience):
    import torch

    optimizer = torch.optim.SGD([torch.zeros(1)], lr=rate)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, "min", factor, patience, threshold=0)
    rates = []
    for loss in losses:
        scheduler.step(loss)
        rates.append(optimizer.param_groups[0]["lr"])
    return rates


def plateau_by_epochs(losses, rate, factor, patience):
    rates, best, best_epoch = [], losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best:
            best, best_epoch = loss, epoch
        elif epoch - best_epoch > patience:
            rate, best_epoch = rate * factor, epoch
        rates.append(rate)
    return tuple(rates)


RIGHT_04 = {
    "04.1": {
        "rounded": 0.14063,
        "other algebra": 1 / (4 * (2 / 0.9 - 0.4 / 0.9)),
        "NumPy": np.float32(0.140625),
        "fraction": Fraction(9, 64),
        "list of one": [0.140625],
    },
    "04.2": {
        "a loop": staircase_by_loop,
        "floor": staircase_by_floor,
        "int()": lambda t, rate, every, factor: rate * factor ** int(t / every),
        "divmod": lambda t, rate, every, factor: rate * factor ** divmod(t, every)[0],
        "lrlib": lambda t, rate, every, factor: (rate * step_decay(every, factor))(t),
        "float32": lambda t, rate, every, factor: np.float32(rate) * np.float32(factor) ** (t // every),
    },
    "04.3": {
        "rounded": 0.955,
        "exp and log": np.exp(np.log(0.1) / 50),
        "powers of ten": 10 ** (-1 / 50),
        "two roots": (0.1**0.5) ** 0.04,
    },
    "04.4": {
        "by cases": warm_cosine_by_cases,
        "lrlib": warm_cosine_by_lrlib,
        "rounding in place of 0": lambda *a: warm_cosine_by_lrlib(*a) + 1e-17,
    },
    "04.5": {"lrlib": plateau_by_lrlib, "torch": plateau_in_torch, "by epochs": plateau_by_epochs},
}


@pytest.mark.parametrize(
    ("task_id", "form"),
    [
        pytest.param(task, form, id=f"{task} {words}")
        for task, forms in RIGHT_04.items()
        for words, form in forms.items()
    ],
)
def test_lesson_04_a_right_answer_in_another_form_passes(task_id, form):
    import torch

    torch.optim.SGD([torch.zeros(1)], lr=0.1)  # the first one takes a second or two, which is not the learner's
    result = verdict(task_id, form)
    assert (result.outcome, result.misconception) == ("passed", None), result.message


# ---- lesson 04: wrong answers as people write them, and not as the bank does


def warm_cosine_with_one_min(t, rate, warm, steps):
    return rate * min((t + 1) / warm, 0.5 + 0.5 * np.cos(np.pi * min(t / steps, 1)))


def warm_cosine_on_a_quarter(t, rate, warm, steps):
    if t < warm:
        return rate * np.minimum(1, (t + 1) / warm)
    return rate * max(0, np.sin(np.pi / 2 * (1 - (t - warm) / (steps - warm))))


def plateau_returning_too_early(losses, rate, factor, patience):
    best, waited = np.inf, 0
    for loss in losses:
        waited = 0 if loss < best else waited + 1
        best = min(best, loss)
        if waited > patience:
            rate, waited = rate * factor, 0
    return rate


def plateau_with_a_threshold_on_ge(losses, rate, factor, patience):
    rates, best, waited = [], float("inf"), 0
    for loss in losses:
        if loss < best:
            best = loss
            waited = 0
        else:
            waited = waited + 1
            if waited == patience:
                rate = rate * factor
                waited = 0
        rates.append(rate)
    return rates


@pytest.mark.parametrize(
    ("task_id", "answer", "misconception"),
    [
        ("04.1", 0.375, "the root"),
        ("04.1", 0.11, None),
        ("04.1", [0.1406, 0.375], "another shape"),
        ("04.2", lambda t, r, n, f: r * f ** np.round(t / n), "rounded to the nearest"),
        ("04.2", lambda t, r, n, f: r * f ** np.ceil(t / n), "rounded up"),
        ("04.2", lambda t, r, n, f: [r * f ** (t // n)] * 2, "all on the way"),
        ("04.2", lambda t, r, n, f: [].append(t), "returns nothing"),
        ("04.2", 0.5, "not a function"),
        ("04.1", 0.1 * 3**2 / (2 * 0.1 * 4), "rate forgotten"),
        ("04.2", lambda t, r, every, f: r / (1 + f * np.floor(t / every)), "inverse-time stairs"),
        ("04.3", 0.1**1 / 50, "divided by the batches"),
        ("04.3", 0.982, "equal portions"),
        ("04.3", "0.955", "text"),
        ("04.4", lambda t, r, w, n: r / 2 * (1 + np.cos(np.pi * (t - w) / (n - w))) if t >= w else r * (t + 1) / w,
         "climbs again"),
        ("04.4", warm_cosine_with_one_min, None),
        ("04.4", warm_cosine_on_a_quarter, "a quarter of a wave"),
        ("04.5", plateau_returning_too_early, "only the last rate"),
        ("04.5", plateau_with_a_threshold_on_ge, "an epoch early"),
        ("04.5", lambda losses, r, f, p: [r, r], "factor and patience not used"),
    ],
)  # fmt: skip
def test_lesson_04_wrong_answers_are_named(task_id, answer, misconception):
    result = verdict(task_id, answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1


@pytest.mark.parametrize(
    ("answer", "misconception", "words"),
    [
        (0.003, "hovers", "108 m from the lodge, in the mean; without fog it would be 0 m"),
        (0.0015, "hovers", "67 m from the lodge, in the mean; without fog it would be 13 m"),
        (0.003 * cosine_decay(60), "not low for long", "Next: let the rate fall sooner"),
        (0.004 * join([warmup(5), cosine_decay(55)], at=[5]), "not low for long", "You do begin high and end low"),
        ([0.001] * 10 + [0.003], "hovers", "begin high and end low"),
        (0.0003, "too slow", "the rates are too low, or they fall too soon"),
        (0.0025 * exponential_decay(0.94), "too slow", "Even in clear air"),
        (0.0025 * cosine_decay(60), "too slow", "without fog it would be 39 m"),
        (0.01, "too high", "Next: lower the last rates"),
        (0.05, "off the map", "49 of 50 days"),
        (lambda t: -0.003, "negative", "uphill"),
        ([0.003, float("nan")], "negative", "no number"),
        (0, "zero", "nobody moves"),
        (lambda t: [].append(t), "returns nothing", "returned None"),
        (lambda t: [0.003, 0.001], "not a schedule", "Wanted is a learning rate"),
        ("cosine", "not a schedule", "You answered: `'cosine'`"),
        ([], "not a schedule", "a list of them"),
    ],
)
def test_the_way_home_in_the_fog_is_judged_by_what_the_skier_does(answer, misconception, words):
    result = verdict("04.6", answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1 and words in result.message


@pytest.mark.parametrize(
    "answer",
    [
        0.0033 * step_decay(20, 0.3),
        0.0055 * exponential_decay(0.94),
        lambda t: 0.0033 * 0.3 ** (t // 20),
        lambda t: np.array([0.0033 * 0.3 ** (t // 20)]),
        [0.0035] * 20 + [0.001] * 20 + [0.0003],
        0.0045 * exponential_decay(0.95)(np.arange(60)),
    ],
)
def test_home_in_the_fog(answer):
    result = verdict("04.6", answer)
    assert result.outcome == "passed", result.message
    assert f"On {DAYS} foggy days you end up " in result.message


def test_the_foggy_days_are_those_of_descend():
    in_fog, clear = foggy(np.array([0.003]))
    days = noisy(mountain(), 20, np.arange(1000, 1050)[:, np.newaxis])
    np.testing.assert_array_equal(in_fog, descend(days, GradientDescent(0.003), 60).distances()[-1])
    np.testing.assert_array_equal(clear, descend(mountain(), GradientDescent(0.003), 60).distances())


def test_no_constant_rate_is_good_enough_in_the_fog():
    days = noisy(mountain(), 20, np.arange(1000, 1050)[:, np.newaxis])
    runs = descend(days, GradientDescent(np.geomspace(5e-4, 5e-3, 24)[:, None, None]), 60, keep="last")
    assert np.nanmin(runs.distances()[-1].mean(axis=-1)) > 0.06


def test_the_lessons_own_cosine_is_not_near_enough_at_any_rate():
    rates = np.geomspace(0.002, 0.006, 24)
    assert GOAL < min(foggy(rate * cosine_decay(60)(np.arange(60)))[0].mean() for rate in rates) < 0.05
