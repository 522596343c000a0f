"""The tasks of lesson 05: right answers in other forms, and wrong ones as people write them. (test_feedback_bank.py
looks at all banks alike: that each misconception gets its own words, and no two look alike.)"""

from fractions import Fraction

import numpy as np
import pytest

from lrlib import Momentum, Nesterov, descend, quadratic
from lrlib.feedback import verdict

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


class Ball:
    def __call__(self, w, v, gradient, rate, beta):
        v = np.add(gradient, np.multiply(v, beta))
        return [w - np.multiply(v, rate), v]


def ball_that_talks(place, speed, push, lr, mu):
    new = push + mu * speed
    print("from", place, "with", new)
    return np.array([place - lr * new, new])


def ahead_in_place(w, v, gradient, rate, beta):
    v *= beta
    v += gradient
    w -= rate * (gradient + beta * v)
    return w, v


def ahead_of_torch(w, v, gradient, rate, beta):
    import torch

    p = torch.nn.Parameter(torch.tensor(w))
    p.grad = torch.tensor(gradient)
    rule = torch.optim.SGD([p], lr=rate, momentum=beta, nesterov=True)
    rule.state[p] = {"momentum_buffer": torch.tensor(v)}
    rule.step()
    return p, rule.state[p]["momentum_buffer"]


RIGHT_IN_LESSON_05 = {
    ("05.1", "algebra"): 1 - 0.02 * 3 / 1.5,
    ("05.1", "fraction"): Fraction(24, 25),
    ("05.1", "a list"): [0.96],
    ("05.1", "float32"): np.float32(0.96),
    ("05.1", "an array"): np.array(0.96),
    ("05.2", "float32"): np.array([0.7, 0.25, -0.185], dtype=np.float32),
    ("05.2", "fractions"): [Fraction(7, 10), Fraction(1, 4), Fraction(-37, 200)],
    ("05.2", "numbers of NumPy's"): [np.float64(0.7), np.array(0.25), -0.185],
    ("05.3", "an object"): Ball(),
    ("05.3", "prints, other names"): ball_that_talks,
    ("05.4", "in place"): ahead_in_place,
    ("05.4", "lists"): lambda w, v, g, r, b: [
        [x - r * (z + b * (b * y + z)) for x, y, z in zip(w, v, g, strict=True)],
        [b * y + z for y, z in zip(v, g, strict=True)],
    ],
    ("05.4", "float32"): lambda w, v, g, r, b: np.float32([w - r * (g + b * (b * v + g)), b * v + g]),
    ("05.4", "torch"): ahead_of_torch,
    ("05.5", "an array"): lambda rate, beta: np.array([rate, beta * (1 - beta)]) / (1 - beta),
    ("05.5", "float32"): lambda rate, beta: (np.float32(rate) / np.float32(1 - beta), np.float32(beta)),
    ("05.5", "fractions"): lambda a, b: [Fraction(a) / (1 - Fraction(b)), Fraction(b)],
    ("05.6", "an array"): np.array([0.0076, 0.731], dtype=np.float32),
    ("05.6", "fractions"): (Fraction(1, 121), Fraction(81, 121)),
    ("05.6", "a tuple of NumPy's"): (np.float64(0.008), np.array(0.7)),
    ("05.2", "an array"): np.array([0.7, 0.25, -0.185]),
    ("05.2", "a column"): [[0.7], [0.25], [-0.185]],
    ("05.2", "a row in a list"): [[0.7, 0.25, -0.185]],
    ("05.2", "by name"): {"first": 0.7, "second": 0.25, "third": -0.185},
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
        ahead_of_torch(np.ones(1), np.ones(1), np.ones(1), 0.1, 0.9)  # loading it may take longer than an answer may
    result = verdict(task_id, RIGHT_IN_LESSON_05[task_id, form])
    assert (result.outcome, result.misconception) == ("passed", None), result.message


@pytest.mark.parametrize(
    ("task_id", "answer", "misconception"),
    [
        ("05.1", [0.04], "the friction"),
        ("05.1", 0.95, "too little"),
        ("05.2", np.array([0.7, 0.49, 0.343]), "velocity not kept"),
        ("05.1", 0.98, "too much"),
        ("05.1", 1.2, "not a share"),
        ("05.1", 0.333, "the plain step taken for 1"),
        ("05.1", "0.96", "not a number"),
        ("05.1", None, "not a number"),
        ("05.2", [0.7, 0.3, -0.2], "rounded"),
        ("05.2", (0.7, 0.2, -0.2), "rounded"),
        ("05.2", [0.7, 0.25], "not three places"),
        ("05.2", -0.185, "not three places"),
        ("05.2", None, "not three places"),
        ("05.2", [[0.7, 0.25, -0.185], [1, 1.5, 1.45]], "not three places"),
        ("05.2", [0.94, 0.84, 0.70], "averaged form"),
        ("05.2", [0.46, 0.02, -0.23], "Nesterov"),
        ("05.2", [0.7, 0.25, -0.2], "wrong in the third step"),
        ("05.2", [0.7, 0.3, 0.1], "wrong from the second step on"),
        ("05.2", [0.8, 0.25, -0.185], "wrong from the first step on"),
        ("05.3", lambda w, v, g, r, b: (w - r * v, v), "gradient and beta not used"),
        ("05.3", lambda w, v, g, r, b: (w - r * (b * v + (1 - b) * g), b * v + (1 - b) * g), "averaged form"),
        ("05.3", lambda w, v, g, r, b: w - r * (b * v + g), "only the place"),
        ("05.3", lambda w, v, g, r, b: (w - r * g + b * v, b * v + g), "the past outward"),
        ("05.3", lambda w, v, g, r, b: (w + b * v - r * g, b * v - r * g), "the papers' form"),
        ("05.3", lambda w, v, g, r, b: (w - r * (b * v + w), b * v + w), "the position taken for the slope"),
        ("05.3", lambda w, v, g, r, b: print(w - r * (b * v + g)), "prints instead of returning"),
        ("05.3", ball_without_return, "returns nothing"),
        ("05.4", lambda w, v, g, r, b: (w - r * g + b * (b * v + g), b * v + g), "brackets missing"),
        ("05.4", lambda w, v, g, r, b: (w - r * (g + v), b * v + g), "v without a share, then plain"),
        (
            "05.4",
            lambda w, v, g, r, b: (w - r * (1 + b) * (b * v + g), b * v + g),
            "the velocity in place of the slope",
        ),
        ("05.5", lambda r, b: (r / 1 - b, b), "brackets missing"),
        ("05.5", lambda r, b: (b / (1 - r), r), "the inputs swapped"),
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
        ((2 / 22, (18 / 22) ** 2), "rate not squared", "before it is squared"),
        (((2 / 22) ** 2, 18 / 22), "β not squared", "before it is squared"),
        ((0.025, 0.67), "averaged form", "would be a good pair"),
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
