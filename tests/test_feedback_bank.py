"""The bank of tasks: what is right passes in every form, what is wrong is told apart and named."""

import itertools
from fractions import Fraction
from functools import partial

import numpy as np
import pytest

from lrlib import (
    GradientDescent,
    Momentum,
    Nesterov,
    Plateau,
    cosine_decay,
    descend,
    exponential_decay,
    join,
    mountain,
    noisy,
    quadratic,
    step_decay,
    warmup,
)
from lrlib.feedback import verdict
from lrlib.feedback.answers import read, same
from lrlib.feedback.bank import TASKS
from lrlib.feedback.bank.lesson_04 import DAYS, foggy
from lrlib.feedback.judging import alike, results

FUNCTION_TASKS = [task for task in TASKS.values() if callable(task.reference)]
VALUE_TASKS = [task for task in TASKS.values() if task.reference is not None and not callable(task.reference)]
MISCONCEPTIONS = [(task, m) for task in TASKS.values() for m in task.misconceptions]


def name(value):
    return getattr(value, "id", None)


# ---- every task of the bank, those to come included


@pytest.mark.parametrize("task", [*FUNCTION_TASKS, *VALUE_TASKS], ids=name)
def test_the_reference_passes(task):
    result = verdict(task.id, task.reference)
    assert (result.task, result.outcome, result.misconception) == (task.id, "passed", None)
    assert result.message == task.insight


@pytest.mark.parametrize(("task", "misconception"), MISCONCEPTIONS, ids=name)
def test_each_misconception_gets_its_own_words(task, misconception):
    result = verdict(task.id, misconception.wrong)
    assert (result.outcome, result.misconception) == ("not yet", misconception.id)
    assert misconception.words in result.message
    assert result.message.endswith(f"Next: {misconception.next_step}")


@pytest.mark.parametrize("task", TASKS.values(), ids=name)
def test_no_two_misconceptions_look_alike_and_none_looks_right(task):
    if callable(task.reference):
        behaviors = {m.id: results(m.wrong, task) for m in task.misconceptions}
        behaviors["the right answer"] = results(task.reference, task)
    else:
        behaviors = {m.id: [read(m.wrong)] for m in task.misconceptions}
        behaviors["the right answer"] = [read(task.reference)]
    assert len(behaviors) == len(task.misconceptions) + 1, "two misconceptions share an id"
    for (one, a), (other, b) in itertools.combinations(behaviors.items(), 2):
        assert not alike(a, b, task) and not alike(b, a, task), f"{task.id}: {one} and {other} look alike"


@pytest.mark.parametrize("task", TASKS.values(), ids=name)
def test_every_task_is_complete(task):
    assert len(task.hints) == 3
    assert len(set(task.hints)) == 3
    assert len(task.misconceptions) >= 3 or task.judge
    assert task.next_step and task.title


@pytest.mark.parametrize("task", TASKS.values(), ids=name)
def test_the_words_are_plain(task):
    words = [*task.hints, task.insight, task.next_step]
    words += [text for m in task.misconceptions for text in (m.words, m.next_step)]
    for text in words:
        assert "!" not in text
        assert not any(word in text.lower() for word in ("obviously", "simply", "stupid", "careless", "just "))
        assert text == "" or text.rstrip()[-1] in ".?)…", text
    assert len({m.words for m in task.misconceptions}) == len(task.misconceptions)


# ---- lesson 01: right answers in other forms


class Stepper:
    def __call__(self, w, gradient, rate):
        return w - rate * gradient


class Skier:
    def __init__(self, factor=1):
        self.factor = factor

    def step(self, w, gradient, rate):
        return w - self.factor * rate * gradient


def step_in_place(w, gradient, rate):
    w -= rate * gradient
    return w


def step_by_loop(w, gradient, rate):
    new = []
    for i in range(len(w)):
        new.append(w[i] - rate * gradient[i])
    return new


def step_that_talks(a, b, c):
    print("at", a)
    return a + (-c) * b


def step_in_torch(w, gradient, rate):
    import torch

    w = torch.tensor(w, requires_grad=True)
    return w - rate * torch.tensor(gradient)


RIGHT_STEPS = {
    "plain": lambda w, g, r: w - r * g,
    "other algebra": lambda w, g, r: -(g * r - w),
    "in place": step_in_place,
    "list": step_by_loop,
    "tuple": lambda w, g, r: tuple(a - r * b for a, b in zip(w, g, strict=True)),
    "list of arrays of size 0": lambda w, g, r: [np.asarray(a - r * b) for a, b in zip(w, g, strict=True)],
    "float32": lambda w, g, r: w.astype(np.float32) - np.float32(r) * g.astype(np.float32),
    "extra prints, other names": step_that_talks,
    "a callable object": Stepper(),
    "a method": Skier().step,
    "partial": partial(lambda unused, w, g, r: w - r * g, None),
    "np functions": lambda w, g, r: np.subtract(w, np.multiply(r, g)),
    "fractions": lambda w, g, r: [Fraction(a) - Fraction(r) * Fraction(b) for a, b in zip(w, g, strict=True)],
    "torch": step_in_torch,
    "default arguments": lambda w, g, r=0.1, verbose=False: w - r * g,
}


def h(x, y):
    return 40 * (x - 3) ** 2 + 10 * (y - 1) ** 2 + 240


RIGHT_GRADIENTS = {
    "tuple": lambda w: (80 * (w[0] - 3), 20 * (w[1] - 1)),
    "list": lambda w: [80 * w[0] - 240, 20 * w[1] - 20],
    "array": lambda w: np.array([80, 20]) * (w - np.array([3, 1])),
    "float32": lambda w: np.array([80 * (w[0] - 3), 20 * (w[1] - 1)], dtype=np.float32),
    "in place": lambda w: w.__isub__([3, 1]).__imul__([80, 20]),
    "differences": lambda w: [
        (h(w[0] + 1e-5, w[1]) - h(w[0] - 1e-5, w[1])) / 2e-5,
        (h(w[0], w[1] + 1e-5) - h(w[0], w[1] - 1e-5)) / 2e-5,
    ],
    "unpacked": lambda w: (lambda x, y: np.array([2 * 40 * (x - 3), 2 * 10 * (y - 1)]))(*w),
}


def walk_with_a_while(gradient, start, rate, steps):
    w, path = start, []
    while len(path) <= steps:
        path.append(w)
        w = w - rate * gradient(w)
    return path


def walk_into_an_array(gradient, start, rate, steps):
    path = np.zeros((steps + 1, len(start)))
    path[0] = start
    for t in range(steps):
        path[t + 1] = path[t] - rate * gradient(path[t])
    return path


def walk_in_place_with_copies(gradient, start, rate, steps):
    path = [start.copy()]
    for _ in range(steps):
        start -= rate * gradient(start)
        path.append(start.copy())
    return path


def walk_by_itself(gradient, start, rate, steps):
    if steps == 0:
        return [start]
    return [start, *walk_by_itself(gradient, start - rate * gradient(start), rate, steps - 1)]


def walk_in_tuples(gradient, start, rate, steps):
    x, y = start
    path = [(x, y)]
    for _ in range(steps):
        east, north = gradient((x, y))
        x, y = x - rate * east, y - rate * north
        path.append((x, y))
        print(x, y)
    return tuple(path)


RIGHT_WALKS = {
    "while": walk_with_a_while,
    "an array": walk_into_an_array,
    "in place": walk_in_place_with_copies,
    "recursion": walk_by_itself,
    "tuples": walk_in_tuples,
    "float32": lambda g, s, r, n: np.array(walk_by_itself(g, s.astype(np.float32), r, n), dtype=np.float32),
    "a list of lists": lambda g, s, r, n: [list(w) for w in walk_by_itself(g, s, r, n)],
}

RIGHT_VALUES = {
    "int and float": 3.0 - 0.004 * 150,
    "other algebra": 3 * (1 - 0.004 * 50),
    "NumPy": np.float64(2.4),
    "float32": np.float32(2.4),
    "array of one": np.array([2.4]),
    "zero-dimensional": np.array(2.4),
    "list of one": [2.4],
    "fraction": Fraction(12, 5),
}


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
    for task_id, forms in {
        "01.1": RIGHT_VALUES,
        "01.2": RIGHT_GRADIENTS,
        "01.3": RIGHT_STEPS,
        "01.4": RIGHT_WALKS,
        "02.2": RIGHT_UNITS,
        "02.3": RIGHT_RATES,
        "02.4": RIGHT_SEARCHES,
    }.items()
    for words, form in forms.items()
]


@pytest.mark.parametrize(("task_id", "form"), RIGHT)
def test_a_right_answer_in_another_form_passes(task_id, form, capsys):
    result = verdict(task_id, form)
    assert (result.outcome, result.misconception) == ("passed", None), result.message
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("task_id", "form"), [("01.3", step_in_place), ("01.4", walk_in_place_with_copies), ("02.3", best_rate_in_place)]
)
def test_a_right_answer_that_changes_its_input_passes_with_a_remark(task_id, form):
    result = verdict(task_id, form)
    changed = {"01.3": "w", "01.4": "start", "02.3": "curvatures"}[task_id]
    assert result.outcome == "passed"
    assert f"One thing to know: your function also changes the {changed} that it was given" in result.message
    assert "One thing to know" not in verdict(task_id, TASKS[task_id].reference).message


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
        ("04.2", lambda t, r, n, f: [r * f ** (t // n)] * 2, "another shape"),
        ("04.2", lambda t, r, n, f: [].append(t), "returns nothing"),
        ("04.2", 0.5, "not a function"),
        ("04.3", 0.1**1 / 50, "divided by the batches"),
        ("04.3", 0.982, "equal portions"),
        ("04.3", "0.955", "text"),
        ("04.4", lambda t, r, w, n: r / 2 * (1 + np.cos(np.pi * (t - w) / (n - w))) if t >= w else r * (t + 1) / w,
         "climbs again"),
        ("04.4", warm_cosine_with_one_min, None),
        ("04.4", warm_cosine_on_a_quarter, "a quarter of a wave"),
        ("04.5", plateau_returning_too_early, "only the last rate"),
        ("04.5", plateau_with_a_threshold_on_ge, None),
        ("04.5", lambda losses, r, f, p: [r, r], "another shape"),
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
        0.003 * cosine_decay(60),
        0.005 * exponential_decay(0.94),
        lambda t: 0.003 * (1 - t / 60),
        lambda t: np.array([0.003 * (1 - t / 60)]),
        [0.003] * 20 + [0.0005],
        0.003 * cosine_decay(60)(np.arange(60)),
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


# ---- lesson 01: wrong answers as people write them, and not as the bank does


def walk_same_array(gradient, start, rate, steps):
    w = start
    path = [w]
    for _ in range(steps):
        w -= rate * gradient(w)
        path.append(w)
    return path


def walk_returning_too_early(gradient, start, rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * gradient(path[-1]))
        return path


def walk_two_lists(gradient, start, rate, steps):
    path = walk_by_itself(gradient, start, rate, steps)
    return [w[0] for w in path], [w[1] for w in path]


def walk_extending(gradient, start, rate, steps):
    path = list(start)
    w = start
    for _ in range(steps):
        w = w - rate * gradient(w)
        path += list(w)
    return path


def step_uphill_in_place(w, gradient, rate):
    w += rate * gradient
    return w


def step_nothing_returned(w, gradient, rate):
    w -= rate * gradient


def step_printed(w, gradient, rate):
    print(w - rate * gradient)


def step_without_return(w, gradient, rate):
    new = w - rate * gradient  # noqa: F841


def gradient_by_yield(w):
    yield 80 * (w[0] - 3)
    yield 20 * (w[1] - 1)


@pytest.mark.parametrize(
    ("task_id", "answer", "misconception"),
    [
        ("01.1", [3.6], "uphill"),
        ("01.1", "2.4", "text"),
        ("01.1", None, "nothing"),
        ("01.1", lambda: 2.4, "a function"),
        ("01.1", float("nan"), "not a number"),
        ("01.1", float("inf"), "infinite"),
        ("01.1", 2.4 + 1j, "complex numbers"),
        ("01.1", True, "true or false"),
        ("01.1", {2.4}, "set"),
        ("01.1", [2.4, 2.4], "another shape"),
        ("01.1", [], "another shape"),
        ("01.1", 7.0, None),
        ("01.2", lambda w: np.array([[80 * (w[0] - 3)], [20 * (w[1] - 1)]]), "another shape"),
        ("01.2", lambda w: [80 * (w[0] - 3), "20"], "text"),
        ("01.2", lambda w: {"east": 1, "north": 2}, "dict"),
        ("01.2", gradient_by_yield, "a generator"),
        ("01.2", lambda w: [[1, 2], 3], "uneven"),
        ("01.2", lambda w: object(), "another object"),
        ("01.2", lambda w: lambda: w, "a function"),
        ("01.2", lambda w: (-80 * (w[0] - 3), -20 * (w[1] - 1)), "downhill"),
        ("01.3", step_uphill_in_place, "uphill"),
        ("01.3", step_nothing_returned, "changes its input"),
        ("01.3", step_printed, "prints instead of returning"),
        ("01.3", step_without_return, "returns nothing"),
        ("01.3", lambda w, g, r: np.array([w[0] - r * g[0], w[1] - r * g[1]]), "only two coordinates"),
        ("01.3", lambda w, g, r: (w - r * g) * np.nan, "not a number"),
        ("01.3", lambda w, g, r: w - 3 * r * g, None),
        ("01.3", np.array([2.4, 5.32]), "not a function"),
        ("01.4", walk_same_array, "one array, many times"),
        ("01.4", walk_returning_too_early, "return inside the loop"),
        ("01.4", walk_two_lists, "each coordinate a row"),
        ("01.4", walk_extending, "all in one row"),
        ("01.4", lambda g, s, r, n: map(g, [s] * n), "a generator"),
    ],
)
def test_wrong_answers_are_named(task_id, answer, misconception):
    result = verdict(task_id, answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1


@pytest.mark.parametrize(
    ("answer", "misconception", "words"),
    [
        (0.0003, "too low", "still 2.47 km from the lodge, and no step led away from it"),
        (0.0002, "too low", "Next: multiply the rate by ten"),
        (0.003, "arrives late", "At the lodge after 22 steps"),
        ([0.003], "arrives late", "At the lodge after 22 steps"),
        (0.01, "passes by", "Near the lodge after 7 steps, and 0.36 km away at step 60"),
        ([0.029, 0.013, 0.0], "too low", "still 0.19 km from the lodge"),
        ([0.029, 0.013, 0.0002], "arrives late", "At the lodge after 17 steps"),
        (0.02, "too high", "After 60 steps 2.32 km from the lodge"),
        (0.05, "off the map", "Step 4 leads off the map"),
        (-0.003, "negative", "uphill"),
        (float("nan"), "negative", "no number"),
        ("fast", "not a rate", "You answered: `'fast'`"),
        ([], "not a rate", "a list of them"),
        ([[0.1]], "not a rate", "a list of them"),
        (0, "zero", "With a rate of 0 nobody moves"),
        (0.001, "too low", "Next: double the rate"),
    ],
)
def test_the_way_to_the_lodge_is_judged_by_what_the_skier_does(answer, misconception, words):
    result = verdict("01.5", answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1
    assert words is None or words in result.message


@pytest.mark.parametrize(
    ("answer", "steps"),
    [(0.007, 10), (0.008, 9), (0.0085, 8), ([0.029, 0.013, 0.006, 0.004], 3), (np.array(0.007), 10)],
)
def test_the_lodge_is_reached_in_as_many_steps_as_descend_says(answer, steps):
    result = verdict("01.5", answer)
    assert result.outcome == "passed"
    assert f"At the lodge after {steps} steps" in result.message
    if np.ndim(answer) == 0:
        assert descend(mountain(), GradientDescent(lr=answer), steps=60).settled_at(0.1) == steps


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
        ("02.4", edge_that_forgets, "low never moves"),
        ("02.4", lambda diverges, low, high: diverges(low), "true or false"),
        ("02.4", lambda diverges, low, high: 0.2, None),
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
        (0.1, "arrives late", "At the bottom after 44 steps"),
        (0.165, "arrives late", "At the bottom after 26 steps"),
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
    ("answer", "steps"), [(2 / 11, 23), (0.175, 24), ([1, 0.1], 2), ([0.1, 1, 0.1], 2), ([1 / 3] * 2 + [1, 0.1], 4)]
)
def test_the_bottom_is_reached_in_as_many_steps_as_descend_says(answer, steps):
    result = verdict("02.5", answer)
    assert result.outcome == "passed" and f"At the bottom after {steps} steps" in result.message
    assert ("no single rate ends both ways" in result.message) == (steps == 2)
    if np.ndim(answer) == 0:
        assert descend(quadratic([1, 10]), GradientDescent(lr=answer), steps=60).settled_at(0.1) == steps


def test_what_is_not_known_is_said_plainly_with_the_facts():
    assert verdict("01.3", lambda w, g, r: w - 3 * r * g).message == (
        "- With: `w = [3, 5]`, `gradient = [150, -80]`, `rate = 0.004`\n"
        "- Your function returned: `[1.2, 5.96]`\n"
        "- Expected: `[2.4, 5.32]`\n\n"
        "What went wrong here is not among the mistakes that this check knows.\n\n"
        "Next: call your function with step(np.array([3.0]), np.array([150.0]), 0.004), and compare with task 01.1."
    )


def test_a_value_task_does_not_show_the_answer():
    for answer in (3.6, 7.0, None, "text", [1, 2]):
        assert "2.4" not in verdict("01.1", answer).message


def test_no_message_shows_the_code_of_the_solution():
    """Hints may come close; what is said to a wrong answer names the mistake, not the remedy's code."""
    for task, misconception in MISCONCEPTIONS:
        message = verdict(task.id, misconception.wrong).message
        for solution in (
            "w - rate * gradient",
            "80 * (x - 3)",
            "positions[-1] - rate",
            "2.4 km",
            "rate * factor **",
            "0.140",
            "2 / (low + high)",
            "high = middle",
        ):
            assert solution not in message
        for solution in ("beta * v + gradient", "w - rate * v", "rate * (gradient", "rate / (1 - beta)", "−0.185"):
            assert solution not in message


def test_the_first_input_that_shows_it_is_shown():
    message = verdict("01.3", lambda w, g, r: w[:2] - r * g[:2]).message
    assert message.startswith("- With: `w = [1, 2, -4]`, `gradient = [-30, 8, 0.5]`, `rate = 0.05`\n")
    assert "\n- Your function returned: `[2.5, 1.6]`\n- Expected: `[2.5, 1.6, -4.025]`\n" in message


def test_a_misconception_may_return_something_other_than_numbers():
    assert same(read(None), read(None), 1e-4)
    assert not same(read(None), read("text"), 1e-4)
    assert not same(read(None), read(0.0), 1e-4)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ([1, 1e-9], [1, 1e-9], True),
        ([1, 2], [1, 2.0001], True),
        ([1, 2], [1, 2.001], False),
        ([1.0, 0.001], [1.0, 0.0011], False),
        ([1e-8, 2e-8], [1e-8, 2.1e-8], False),
        (6e-17, 0, True),
        (0, 6e-17, True),
        (1e-13, 0, False),
        ([1, np.nan], [1, np.nan], True),
        ([1, np.nan], [1, 2], False),
        ([1, np.inf], [1, np.inf], True),
        ([1, 2], [[1, 2]], False),
        (1, [[1]], True),
    ],
)
def test_what_counts_as_the_same_numbers(one, other, alike):
    assert same(read(one), read(other), 1e-4) is alike


# ---- lesson 05: right answers in other forms, and wrong ones as people write them


def ball_in_place(w, v, gradient, rate, beta):
    v *= beta
    v += gradient
    w -= rate * v
    return w, v


def ball_without_return(w, v, gradient, rate, beta):
    v = beta * v + gradient
    w = w - rate * v


def ball_in_torch(w, v, gradient, rate, beta):
    import torch

    w, v, gradient = map(torch.tensor, (w, v, gradient))
    v = torch.add(gradient, v, alpha=beta)
    return w - rate * v, v


def ahead_as_papers_see_it(w, v, gradient, rate, beta):
    """The same path from the point that lies behind: θ = w + η β v, and then ahead again by the new velocity."""
    theta = w + rate * beta * v
    v = beta * v + gradient
    return theta - rate * v - rate * beta * v, v


RIGHT_IN_LESSON_05 = {
    ("05.1", "algebra"): 1 - 0.02 * 3 / 1.5,
    ("05.1", "fraction"): Fraction(24, 25),
    ("05.2", "an array"): np.array([0.7, 0.25, -0.185]),
    ("05.2", "a tuple, as computed"): (1 - 0.3, 0.7 - 0.3 * 1.5, 0.25 - 0.3 * 1.45),
    ("05.3", "in place"): ball_in_place,
    ("05.3", "other algebra"): lambda w, v, g, r, b: [w - r * b * v - r * g, g + b * v],
    ("05.3", "one array"): lambda w, v, g, r, b: np.stack([w - r * (b * v + g), b * v + g]),
    ("05.3", "lists"): lambda w, v, g, r, b: (
        [x - r * (b * y + z) for x, y, z in zip(w, v, g, strict=True)],
        [b * y + z for y, z in zip(v, g, strict=True)],
    ),
    ("05.3", "float32"): lambda w, v, g, r, b: tuple(
        part.astype(np.float32) for part in (w - r * (b * v + g), b * v + g)
    ),
    ("05.3", "torch"): ball_in_torch,
    ("05.3", "lrlib's own"): lambda w, v, g, r, b: (lambda w, state: (w, *state))(*Momentum(r, b).step(w, g, (v,))),
    ("05.4", "other algebra"): lambda w, v, g, r, b: (w - r * ((1 + b) * g + b * b * v), b * v + g),
    ("05.4", "as papers see it"): ahead_as_papers_see_it,
    ("05.4", "lrlib's own"): lambda w, v, g, r, b: (lambda w, state: (w, *state))(*Nesterov(r, b).step(w, g, (v,))),
    ("05.5", "a list"): lambda rate, beta: [rate * (1 / (1 - beta)), beta],
    ("05.5", "the sum of the shares"): lambda rate, beta: (rate * sum(beta**k for k in range(1000)), beta),
    ("05.6", "Polyak's pair"): ((2 / 22) ** 2, (18 / 22) ** 2),
    ("05.6", "a list"): [0.0076, 0.731],
}


@pytest.mark.parametrize(("task_id", "form"), RIGHT_IN_LESSON_05, ids=str)
def test_a_right_answer_of_lesson_05_in_another_form_passes(task_id, form):
    if form == "torch":
        import torch  # noqa: F401  # loading it may take longer than an answer may
    result = verdict(task_id, RIGHT_IN_LESSON_05[task_id, form])
    assert (result.outcome, result.misconception) == ("passed", None), result.message


@pytest.mark.parametrize(
    ("task_id", "answer", "misconception"),
    [
        ("05.1", [0.04], "the friction"),
        ("05.1", 0.95, None),
        ("05.2", np.array([0.7, 0.49, 0.343]), "velocity not kept"),
        ("05.2", [0.7, 0.25], "another shape"),
        ("05.2", -0.185, "another shape"),
        ("05.3", lambda w, v, g, r, b: (w - r * v, v), None),
        ("05.3", lambda w, v, g, r, b: (w - r * (b * v + (1 - b) * g), b * v + (1 - b) * g), "averaged form"),
        ("05.3", lambda w, v, g, r, b: w - r * (b * v + g), "only the place"),
        ("05.3", ball_without_return, "returns nothing"),
        ("05.4", lambda w, v, g, r, b: (lambda w, s: (w, *s))(*Momentum(r, b).step(w, g, (v,))), "plain momentum"),
        ("05.4", lambda w, v, g, r, b: (w - r * (g + b * v), b * v + g), "plain momentum"),
        ("05.5", lambda r, b: r * (1 - b), "only the rate, and the other way round"),
        ("05.5", 0.7, "not a function"),
    ],
)
def test_wrong_answers_of_lesson_05_are_named(task_id, answer, misconception):
    result = verdict(task_id, answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1


@pytest.mark.parametrize(
    ("answer", "misconception", "words"),
    [
        ((2 / 404, 0), "no momentum", "There after 231 steps."),
        ((0.012, 0.7), "beyond the edge", "2 (1 + β) / L = 0.00850"),
        ((0.67, 0.008), "beyond the edge", "Could it be that β came first?"),
        ((0.001, 0.5), "crawls", "There after 570 steps."),
        ((0.0083, 0.67), "close to the edge", "There after 59 steps."),
        ((0.0083, 0.9), "too much momentum", "Shrinks per step: √β = 0.949, in both directions."),
        ((0.003, 0.99), "too much momentum", "Next: lower β a little"),
        ((1e-6, 0.1), "crawls", "Not there after 2000 steps."),
        ((0.005, 1.0), "out of range", "from 0 to below 1"),
        ((-0.005, 0.5), "out of range", "A rate is above 0"),
        ((float("nan"), 0.5), "out of range", "A rate is above 0"),
        (0.005, "not a pair", "Wanted are two numbers"),
        ("fast", "not a pair", "Wanted are two numbers"),
        ([[0.005, 0.5]], "not a pair", "Wanted are two numbers"),
    ],
)
def test_the_ravine_is_judged_by_what_the_ball_does(answer, misconception, words):
    result = verdict("05.6", answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert words in result.message and result.message.count("Next: ") == 1


@pytest.mark.parametrize(("pair", "steps"), [((0.00826, 0.669), 34), ((0.008, 0.7), 27), ((0.0076, 0.731), 23)])
def test_the_ravine_takes_as_many_steps_as_descend_says(pair, steps):
    assert f"There in {steps} steps" in verdict("05.6", pair).message
    assert descend(quadratic([4, 400]), Momentum(*pair), steps=2000).settled_at(0.1) == steps


def test_nobody_has_been_found_to_take_fewer_steps_through_the_ravine():
    rates, betas = np.geomspace(0.005, 0.0099, 150), np.linspace(0.5, 0.9, 150)
    runs = descend(quadratic([4, 400]), Momentum(lr=rates[:, None, None], beta=betas[:, None]), steps=100)
    settled = runs.settled_at(0.1)
    assert settled[settled >= 0].min() == 22
