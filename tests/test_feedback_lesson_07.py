"""The tasks of lesson 07: right answers in other forms, and wrong ones as people write them. (test_feedback_bank.py
looks at all banks alike: that each misconception gets its own words, and no two look alike.)"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
import torch
from scipy.stats import sem

from lrlib import Adam, AdamW, GradientDescent, Momentum, cosine_decay, exponential_decay, sweep, warmup
from lrlib.feedback import verdict
from lrlib.feedback.bank.lesson_07 import ADVICE, RUNS, clip, compare

RIGHT = [advice for advice, _ in RUNS.values()]

# ---- right answers in other forms


def clip_in_place(gradient, limit):
    length = np.linalg.norm(gradient)
    if length > limit:
        gradient *= limit / length
    return gradient


def clip_in_torch(gradient, limit):
    w = torch.nn.Parameter(torch.zeros(gradient.shape))
    w.grad = torch.tensor(gradient, dtype=torch.float32)
    torch.nn.utils.clip_grad_norm_([w], limit)
    return w.grad


def clip_by_dividing(gradient, limit):
    return gradient / max(1, np.sum(np.square(gradient)) ** 0.5 / limit)


def clip_in_lists(gradient, limit):
    length = sum(float(g) ** 2 for g in gradient.flat) ** 0.5
    return (gradient / length * limit).tolist() if length > limit else gradient.tolist()


def compare_by_hand(a, b):
    best = []
    for table in (a, b):
        rows = [row for row in table if not np.isnan(row).any()]
        best.append(min(rows, key=lambda row: sum(row)))
    d = [x - y for x, y in zip(*best, strict=True)]
    mean = sum(d) / len(d)
    return [mean, (sum((x - mean) ** 2 for x in d) / (len(d) - 1) / len(d)) ** 0.5]


def compare_with_nanargmin(a, b):
    d = a[np.nanargmin(a.mean(axis=1))] - b[np.nanargmin(b.mean(axis=1))]
    return np.array([d.mean(), np.sqrt(d.var(ddof=1) / d.size)])


def compare_in_torch(a, b):
    def best(table):
        table = torch.tensor(table)
        return table[table.mean(dim=1).nan_to_num(nan=torch.inf).argmin()]

    d = best(a) - best(b)
    return d.mean(), d.std() / len(d) ** 0.5


def compare_with_scipy(a, b):
    a, b = (table[~np.isnan(table).any(axis=1)] for table in (a, b))
    d = a[a.sum(axis=1).argmin()] - b[b.sum(axis=1).argmin()]
    print(d)
    return [np.mean(d), sem(d)]


@dataclass(frozen=True, eq=False)
class MyAdam:
    """A rule of the learner's own, as in exercise 06.6."""

    lr: float

    def init(self, w):
        return Adam(self.lr).init(w)

    def step(self, w, gradient, state):
        return Adam(self.lr).step(w, gradient, state)


class Clipper:
    def __call__(self, slopes, most):
        length = float(np.linalg.norm(np.ravel(slopes)))
        return slopes if length <= most else slopes / length * most


@pytest.mark.parametrize(
    ("task_id", "answer"),
    [
        ("07.1", (6, 2, 6)),
        ("07.1", np.array([6.0, 2.0, 6.0])),
        ("07.1", [36 / 3 / 2, 36 / 3 / 2 / 3, 36 // 6]),
        ("07.1", torch.tensor([6, 2, 6])),
        ("07.1", [np.float32(6), Fraction(2), 6]),
        ("07.2", ["raise rate", "lower rate.", "Not rate", "decay  rate", "stop earlier", "not the rate"]),
        ("07.2", np.array(RIGHT)),
        ("07.2", RIGHT),
        ("07.2", tuple(RIGHT)),
        ("07.2", dict(zip("abcdef", RIGHT, strict=True))),
        ("07.2", [" Raise the rate.", "LOWER", "not the rate", "decay", "stop", "not"]),
        ("07.3", clip_in_torch),
        ("07.3", clip_by_dividing),
        ("07.3", clip_in_lists),
        ("07.3", lambda g, c: np.where(np.linalg.norm(g) > c, g * c / np.linalg.norm(g), g)),
        ("07.3", Clipper()),
        ("07.3", lambda g, c: clip(g.astype(np.float32), np.float32(c))),
        ("07.4", compare_in_torch),
        ("07.4", compare_with_scipy),
        ("07.4", lambda a, b: np.array(compare(a, b), dtype=np.float32)),
        ("07.4", compare_by_hand),
        ("07.4", compare_with_nanargmin),
        ("07.5", Adam(lr=0.0083)),
        ("07.5", Adam(lr=0.018 * warmup(8) * cosine_decay(75))),
        ("07.5", AdamW(lr=0.007)),
        ("07.5", Adam(lr=np.array(0.006))),
        ("07.5", MyAdam(lr=0.006)),
    ],
)
def test_a_right_answer_in_another_form_passes(task_id, answer):
    result = verdict(task_id, answer)
    assert (result.outcome, result.misconception) == ("passed", None), result.message


def test_clipping_in_place_passes_with_a_remark():
    result = verdict("07.3", clip_in_place)
    assert result.outcome == "passed" and "also changes the gradient that it was given" in result.message


def test_the_clipped_gradient_is_as_long_as_allowed_and_points_the_same_way():
    gradient = np.array([[30.0, -4.0], [0.0, 1.0]])
    clipped = clip(gradient, 2.0)
    assert np.linalg.norm(clipped) == pytest.approx(2) and np.allclose(clipped / gradient[0, 0] * 30, clipped)
    np.testing.assert_allclose(clipped * np.linalg.norm(gradient), 2 * gradient)
    assert clip(gradient, 40.0) is gradient


def test_compare_is_the_formula_of_the_lesson():
    a, b = np.array([[9.0, 9, 9], [1, 2, 3]]), np.array([[0.5, 1, 3.0]])
    difference, error = compare(a, b)
    assert difference == pytest.approx(0.5) and error == pytest.approx(0.5 / 3**0.5)


# ---- wrong answers as people write them


def clip_each(gradient, limit):
    return np.array([max(-limit, min(limit, g)) for g in gradient.ravel()]).reshape(gradient.shape)


def compare_without_a_thought(a, b):
    d = a[np.argmin(a.mean(1))] - b[np.argmin(b.mean(1))]
    return np.mean(d), np.std(d) / np.sqrt(len(d))


def compare_everything(a, b):
    d = np.nanmin(a, axis=1).min() - np.nanmin(b, axis=1).min()
    return d, 0.0


def errors_apart_and_subtracted(a, b):
    rows = [table[np.nanargmin(table.mean(axis=1))] for table in (a, b)]
    one, other = (row.std(ddof=1) / len(row) ** 0.5 for row in rows)
    return rows[0].mean() - rows[1].mean(), one - other


@pytest.mark.parametrize(
    ("task_id", "answer", "misconception"),
    [
        ("07.1", [6, 6, 6], "the same number of rates"),
        ("07.1", [12, 4, 12], "the seeds forgotten"),
        ("07.1", [5, 5, 5], "unequal shares"),
        ("07.1", 6, "not three numbers"),
        ("07.1", "6, 2, 6", "not three numbers"),
        ("07.1", [9, 3, 9], "over the budget"),
        ("07.1", [3, 1, 3], "under the budget"),
        ("07.1", [6, 2, 5], "unequal shares"),
        ("07.1", [6, 2.5, 6], "no whole number"),
        ("07.1", [6, 0, 6], "no whole number"),
        ("07.3", lambda g, c: g / np.sum(g * g) ** 0.5 if np.sum(g * g) > c * c else g,
         "the length made 1, when too long"),
        ("07.3", lambda g, c: [min(x, c) for x in g.ravel()] if g.ndim == 1 else np.minimum(g, c),
         "cut off above only"),
        ("07.3", lambda g, c: g * c / np.linalg.norm(g, 2) if np.linalg.norm(g, 2) > c else g, "the largest stretch"),
        ("07.3", lambda g, c: g * c / max(abs(g.min()), g.max()) if abs(g).max() > c else g, "the largest entry"),
        ("07.3", lambda g, c: g * c / np.linalg.norm(g) if g.max() > c else g, "the largest entry compared"),
        ("07.3", lambda g, c: g * c / np.linalg.norm(g) if abs(g).max() > c else g, "the largest entry compared"),
        ("07.3", clip_each, "each entry by itself"),
        ("07.3", lambda g, c: g / np.linalg.norm(g), "the length made 1"),
        ("07.3", lambda g, c: c * g / np.linalg.norm(g), "short ones made longer"),
        ("07.3", lambda g, c: g / max(1, np.sum(abs(g)) / c), "absolute values added up"),
        ("07.3", lambda g, c: np.linalg.norm(g), None),
        ("07.3", lambda g, c: print(g), "prints instead of returning"),
        ("07.4", lambda a, b: (a.min() - b.min(), 0), None),
        ("07.4", compare_everything, None),
        ("07.4", lambda a, b: compare(a[:1], b[:1]), "the first rate"),
        ("07.4", compare_without_a_thought, "nan wins, as if the mean were known"),
        ("07.4", lambda a, b: compare(np.nan_to_num(a), np.nan_to_num(b)), "a nan taken for 0"),
        ("07.4", lambda a, b: compare(b, a), "the wrong way round"),
        ("07.4", lambda a, b: compare(a, b)[0], "only the difference"),
        ("07.4", lambda a, b: (compare(a, b)[0], compare(a, b)[1] ** 2 * a.shape[1] ** 0.5), "the variance"),
        ("07.4", errors_apart_and_subtracted, "one error taken from the other"),
        ("07.4", lambda a, b: (compare(a, b)[0], compare(a, b)[1] * len(a[0]) ** 0.5), "not divided by the root"),
    ],
)  # fmt: skip
def test_wrong_answers_are_named(task_id, answer, misconception):
    result = verdict(task_id, answer)
    if misconception is None:
        assert result.outcome == "not yet", result.message
    else:
        assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1


@pytest.mark.parametrize(
    ("place", "advice", "misconception"),
    [
        ("a", "lower the rate", "flat taken for too high"),
        ("a", "not the rate", "the cure overlooked"),
        ("b", "decay the rate", "decay where the rate is too high"),
        ("c", "lower the rate", "the rate blamed"),
        ("f", "raise", "the rate blamed, the other way"),
        ("d", "lower the rate", "a low rate where a decay is due"),
        ("d", "stop earlier", "a plateau taken for the end"),
        ("e", "lower the rate", "overfitting taken for a high rate"),
        ("e", "decay the rate", "overfitting taken for a plateau"),
        ("e", "raise the rate", "overfitting taken for a crawl"),
        ("e", "the rate", "no such advice"),
        ("e", "", "no such advice"),
        ("e", "pray", "no such advice"),
        ("e", 3, "no such advice"),
    ],
)
def test_a_wrong_advice_is_answered(place, advice, misconception):
    answer = dict(zip("abcdef", RIGHT, strict=True)) | {place: advice}
    result = verdict("07.2", list(answer.values()))
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert f"For {place} you said: " in result.message and result.message.count("Next: ") == 1
    if misconception != "no such advice":
        assert "5 of 6 are right" in result.message


def test_every_pair_of_advice_has_an_answer_that_does_not_give_the_right_one_away():
    for place, (wanted, _) in RUNS.items():
        for advice in ADVICE:
            answer = dict(zip("abcdef", RIGHT, strict=True)) | {place: advice}
            result = verdict("07.2", list(answer.values()))
            assert result.outcome == ("passed" if advice == wanted else "not yet")
            assert advice == wanted or f'"{wanted}"' not in result.message


@pytest.mark.parametrize("answer", ["lower", 5, RIGHT[:5], None, print])
def test_what_is_not_six_pieces_of_advice_is_said_to_be(answer):
    assert verdict("07.2", answer).misconception == "not six pieces of advice"
    assert verdict("07.2", [*RIGHT[:5], ...]).outcome == "not attempted"


@pytest.mark.parametrize(
    ("answer", "misconception"),
    [
        (0.01, "not a rule"),
        ("Adam", "not a rule"),
        (Adam, "not a rule"),
        (Adam(lr=sweep(0.001, 0.1, 3)), "a sweep"),
        (Adam(lr=0.001), "too low"),
        (Adam(lr=0.003 * cosine_decay(75)), "too low"),
        (GradientDescent(lr=0.1), "too low"),
        (GradientDescent(lr=0.6), "not the rate"),
        (Momentum(lr=0.08), "not the rate"),
        (Adam(lr=0.1), "too high"),
        (Adam(lr=0.0083 * exponential_decay(0.8)), "the schedule is over too soon"),
        (GradientDescent(lr=1e20), "diverges"),
    ],
)
def test_a_recipe_is_judged_by_what_it_comes_to(answer, misconception):
    result = verdict("07.5", answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1
