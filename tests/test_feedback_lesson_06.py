"""The tasks of lesson 06: right answers in other forms, and wrong ones as people write them. (test_feedback_bank.py
looks at all banks alike: that each misconception gets its own words, and no two look alike.)"""

from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from lrlib import Adagrad, Adam, AdamW, RMSProp
from lrlib.feedback import verdict
from lrlib.feedback.bank import TASKS
from lrlib.feedback.bank.lesson_06 import FIRST, WRONG_FIRST, adam, averages, corrected, rmsprop

# ---- lesson 06: right answers in other forms


def adagrad_in_place(w, gradient, s, rate, eps):
    s += gradient**2
    w -= rate * gradient / (np.sqrt(s) + eps)
    return w, s


def adagrad_by_loop(w, gradient, s, rate, eps):
    new_w, new_s = [], []
    for i in range(len(w)):
        new_s.append(s[i] + gradient[i] * gradient[i])
        new_w.append(w[i] - rate * gradient[i] / (new_s[i] ** 0.5 + eps))
    return [new_w, new_s]


def adagrad_in_torch(w, gradient, s, rate, eps):
    import torch

    w, gradient, s = (torch.tensor(x, requires_grad=True) for x in (w, gradient, s))
    s = s + gradient.square()
    return w - rate * gradient / (s.sqrt() + eps), s


def rmsprop_by_moving(w, gradient, s, rate, alpha, eps):
    s = s + (1 - alpha) * (np.square(gradient) - s)
    return w + -rate / (s**0.5 + eps) * gradient, s


def corrected_by_weights(values, beta):
    """Each corrected average is a weighted mean of the values so far: no correction needed."""
    weights = [[beta ** (t - i) for i in range(t + 1)] for t in range(len(values))]
    return [np.average(values[: len(row)], weights=row) for row in weights]


def corrected_by_growing_share(values, beta):
    share, average, out = 0.0, 0.0, ()
    for value in values:
        share = beta * share + (1 - beta)
        average = beta * average + (1 - beta) * value
        out += (average / share,)
    return out


def adam_in_place(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    w *= 1 - rate * decay
    m *= beta1
    m += (1 - beta1) * gradient
    s *= beta2
    s += (1 - beta2) * gradient**2
    w -= rate * (m / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + eps)
    return w, m, s


def adam_with_corrections_in_the_rate(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    m, s = beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2
    root = np.sqrt(1 - beta2**t)
    return [w - rate * (decay * w + root / (1 - beta1**t) * m / (np.sqrt(s) + eps * root)), m, s]


def adam_in_float32(*arguments):
    w, gradient, m, s, *numbers = arguments
    return adam(*(x.astype(np.float32) for x in (w, gradient, m, s)), *numbers)


def adam_by_loop(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    new_w, new_m, new_s = [], [], []
    for x, g, a, b in zip(w, gradient, m, s, strict=True):
        a, b = beta1 * a + (1 - beta1) * g, beta2 * b + (1 - beta2) * g * g
        print("m, s:", a, b)
        new_w.append(x - rate * decay * x - rate * (a / (1 - beta1**t)) / ((b / (1 - beta2**t)) ** 0.5 + eps))
        new_m.append(a)
        new_s.append(b)
    return new_w, new_m, new_s


def adam_of_torch(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    import torch

    p = torch.nn.Parameter(torch.tensor(w))
    p.grad = torch.tensor(gradient)
    rule = torch.optim.AdamW([p], lr=rate, betas=(beta1, beta2), eps=eps, weight_decay=decay)
    rule.state[p] = {"step": torch.tensor(t - 1.0), "exp_avg": torch.tensor(m), "exp_avg_sq": torch.tensor(s)}
    rule.step()
    return p, rule.state[p]["exp_avg"], rule.state[p]["exp_avg_sq"]


def in_float32(rule):
    return lambda *arguments: rule(*(x.astype(np.float32) if isinstance(x, np.ndarray) else x for x in arguments))


def in_lists(rule):
    return lambda *arguments: [part.tolist() for part in rule(*arguments)]


class AnObject:
    def __call__(self, a, b, c, d, e):
        return a - d / (e + np.sqrt(c + b * b)) * b, c + b * b


RIGHT_06 = {
    "06.2": {
        "in place": adagrad_in_place,
        "a loop": adagrad_by_loop,
        "torch": adagrad_in_torch,
        "float32": in_float32(adagrad_by_loop),
        "an object, other names": AnObject(),
        "lists": in_lists(adagrad_in_place),
        "lrlib's own": lambda w, g, s, r, e: (lambda w, state: (w, *state))(*Adagrad(r, e).step(w, g, (s,))),
    },
    "06.3": {
        "moving toward the square": rmsprop_by_moving,
        "float32": in_float32(rmsprop_by_moving),
        "lists": in_lists(rmsprop_by_moving),
        "a tuple": lambda *arguments: tuple(rmsprop(*arguments)),
        "lrlib's own": lambda w, g, s, r, a, e: (lambda w, state: [w, *state])(*RMSProp(r, a, e).step(w, g, (s,))),
    },
    "06.4": {
        "weighted means": corrected_by_weights,
        "a share that grows": corrected_by_growing_share,
        "a list": lambda values, beta: list(corrected(np.array(values), beta)),
        "float32": lambda values, beta: corrected(np.array(values, dtype=np.float32), beta),
        "an array": corrected,
        "a column of arrays": lambda values, beta: [np.array(a) for a in corrected(values, beta)],
    },
    "06.5": {
        "in place": adam_in_place,
        "corrections in the rate": adam_with_corrections_in_the_rate,
        "float32": adam_in_float32,
        "a tuple": lambda *arguments: tuple(adam(*arguments)),
        "a loop that prints": adam_by_loop,
        "torch's own": adam_of_torch,
    },
}


@pytest.mark.parametrize(
    ("task_id", "form"),
    [pytest.param(id, form, id=f"{id} {words}") for id, forms in RIGHT_06.items() for words, form in forms.items()],
)
def test_a_right_rule_in_another_form_passes(task_id, form):
    if "torch" in getattr(form, "__name__", ""):  # loading it, and its first step, may take longer than an answer may
        adam_of_torch(*TASKS["06.5"].probes[0])
    result = verdict(task_id, form)
    assert (result.outcome, result.misconception) == ("passed", None), result.message


# ---- lesson 06: wrong answers as people write them


def adam_as_tensorflow_adds_eps(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    m, s = beta1 * m + (1 - beta1) * gradient, beta2 * s + (1 - beta2) * gradient**2
    return w - rate * decay * w - rate * np.sqrt(1 - beta2**t) / (1 - beta1**t) * m / (np.sqrt(s) + eps), m, s


def adam_that_counts_for_itself(w, gradient, m, s, t, *others):
    return adam_in_place(w, gradient, m, s, t + 1, *others)


def adam_that_decays_last(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    w, m, s = adam_in_place(w, gradient, m, s, t, rate, beta1, beta2, eps, 0)
    w -= rate * decay * w
    return w, m, s


def adam_with_l2_and_no_correction(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    g = gradient + decay * w
    m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2
    return w - rate * m / (np.sqrt(s) + eps), m, s


def plain_adam(correct, pull=0):
    """Adam as it stands in many notebooks; `pull` is how much of the decay reaches it."""

    def step(w, g, m, s, t, rate, beta1, beta2, eps, decay):
        m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g * g
        m_hat, s_hat = (m / (1 - beta1**t), s / (1 - beta2**t)) if correct else (m, s)
        return w - pull * rate * decay * w - rate * m_hat / (np.sqrt(s_hat) + eps), m, s

    return step


def counted_from_0(values, beta):
    average, out = 0, []
    for t, value in enumerate(values):
        average = beta * average + (1 - beta) * value
        out.append(average / (1 - beta**t))
    return out


def keeping_all_of_the_old_one(values, beta):
    average, out = 0, []
    for t, value in enumerate(values, 1):
        average += (1 - beta) * value
        out.append(average / (1 - beta**t))
    return out


def adagrad_twice(w, gradient, s, rate, eps):
    s = s + gradient**2
    return w - rate * gradient / (np.sqrt(s + gradient**2) + eps), s


def rmsprop_twice(w, gradient, s, rate, alpha, eps):
    s = alpha * s + (1 - alpha) * gradient**2
    return w - rate * gradient / (np.sqrt(alpha * s + (1 - alpha) * gradient**2) + eps), s


def rmsprop_of_one_bracket(w, gradient, s, rate, alpha, eps):
    s = alpha * (s + (1 - alpha) * gradient**2)
    return w - rate * gradient / (np.sqrt(s) + eps), s


def returning_too_early(values, beta):
    average, out = 0, []
    for t, value in enumerate(values):
        average = beta * average + (1 - beta) * value
        out.append(average / (1 - beta ** (t + 1)))
        return out


def adam_writing_over_its_averages(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    w = w * (1 - rate * decay)
    m = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1**t)
    s = (beta2 * s + (1 - beta2) * gradient**2) / (1 - beta2**t)
    return w - rate * m / (np.sqrt(s) + eps), m, s


@pytest.mark.parametrize(
    ("task_id", "answer", "misconception"),
    [
        ("06.2", lambda w, g, s, rate, eps: (w - rate * g / (abs(g) + eps), g**2), "the sum written over"),
        ("06.2", lambda w, g, s, rate, eps: w - rate * g / (np.sqrt(s + g**2) + eps), "only the position"),
        ("06.2", lambda w, g, s, rate, eps: (w - rate * g / np.sqrt(s + g**2 + eps), s + g**2), "eps under the root"),
        ("06.2", adagrad_twice, "this square twice"),
        ("06.3", rmsprop_twice, "this square twice"),
        ("06.3", rmsprop_of_one_bracket, "alpha over the whole bracket"),
        ("06.3", lambda w, g, s, rate, alpha, eps: adagrad_in_place(w, g, s, rate, eps), "still a sum"),
        ("06.4", lambda values, beta: averages(values, beta) / (1 - beta), "always the first share"),
        ("06.4", lambda values, beta: [averages(values, beta)[-1]], "only the last, not corrected"),
        ("06.2", lambda w, g, s, rate, eps: (w - rate * g / (s + g**2) ** 0.5 + eps, s + g**2), "brackets missing"),
        ("06.2", lambda w, g, s, rate, eps: (w - rate * g / (abs(s + g) ** 0.5 + eps), s + g),
         "signed slopes added, without their sign"),
        ("06.2", lambda w, g, s, rate, eps: (w - rate * g / (np.linalg.norm(g) + eps), s + g**2), None),
        ("06.3", lambda w, g, s, r, a, e: (w - r * g / ((a * s + (1 - a) * g * g) ** 0.5 + e)), "only the position"),
        ("06.3", lambda w, g, s, r, a, e: (w - r * g / np.sqrt(a * s + ((1 - a) * g) ** 2), a * s + ((1 - a) * g) ** 2),
         None),
        ("06.4", counted_from_0, "one too few"),
        ("06.4", keeping_all_of_the_old_one, "the old one in full"),
        ("06.4", lambda values, beta: [a / t for t, a in enumerate(averages(values, beta), 1)], "divided by the count"),
        ("06.4", returning_too_early, "return inside the loop"),
        ("06.4", lambda values, beta: [0, *corrected(values, beta)], "the start as well"),
        ("06.5", plain_adam(correct=True), "the pull left out"),
        ("06.5", plain_adam(correct=False), "no bias correction, and no pull"),
        ("06.5", plain_adam(correct=False, pull=1), "no bias correction"),
        ("06.5", plain_adam(correct=True, pull=-1), "the pull outward"),
        ("06.5", lambda *a: (*plain_adam(correct=True, pull=1)(*a), a[4] + 1), "something else among the three"),
        ("06.5", lambda w, g, *others: plain_adam(correct=True)(w, g + others[-1] * w, *others), "L2"),
        ("06.5", adam_with_l2_and_no_correction, None),
        ("06.5", adam_that_decays_last, "the pull after the step"),
        ("06.5", adam_that_counts_for_itself, "t one too high"),
        ("06.5", adam_writing_over_its_averages, "corrected and carried on"),
        ("06.5", adam_as_tensorflow_adds_eps, "eps before the correction"),
    ],
)  # fmt: skip
def test_wrong_rules_are_named(task_id, answer, misconception):
    result = verdict(task_id, answer)
    assert result.outcome == "not yet"
    if misconception is not None:
        assert result.misconception == misconception, result.message


@pytest.mark.parametrize(
    ("place", "rule", "wrong", "misconception"),
    [(i, rule, wrong, id) for i, rule in enumerate(FIRST) for wrong, id, _, _ in WRONG_FIRST[rule]],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_wrong_first_step_gets_its_own_words(place, rule, wrong, misconception):
    answer = list(FIRST.values())
    answer[place] = wrong
    result = verdict("06.1", answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception)
    assert f"The first that is off: {rule}, " in result.message and result.message.count("Next: ") == 1
    assert not any(f"{right:g}`" in result.message.split("The first that is off")[1] for right in FIRST.values()
                   if right != wrong)  # fmt: skip


def test_five_first_steps():
    assert verdict("06.1", FIRST.values()).misconception == "not five places"
    assert verdict("06.1", list(FIRST.values())).outcome == "passed"
    assert verdict("06.1", np.array([10.1, 11, 10.1, 9.6, 10.1], dtype=np.float32)).outcome == "passed"
    assert verdict("06.1", [0.1, 11, 10.1, 9.6, 10.1]).misconception == "the step, not the place"
    assert verdict("06.1", [10.1, 11, 10.1, -0.4, 10.1]).misconception == "the step, not the place"
    assert verdict("06.1", [10.1, 11, 7.0, 9.6, 10.1]).misconception is None
    assert verdict("06.1", [10.1, 11, 10.316, 9.6, 10.1]).misconception == "Adam not corrected", "rounded"
    for right in (FIRST, tuple(FIRST.values()), [Fraction(str(place)) for place in FIRST.values()]):
        assert verdict("06.1", right).outcome == "passed"
    assert verdict("06.1", 10.1).misconception == "not five places"
    assert verdict("06.1", [10.1, ..., 10.1, 9.6, 10.1]).outcome == "not attempted"
    for rule, wrong in WRONG_FIRST.items():
        numbers = [entry[0] for entry in wrong] + [FIRST[rule], FIRST[rule] - 10]
        assert np.diff(np.sort(numbers)).min() > 2e-4, "no two look alike"


def test_the_first_places_are_where_the_rules_lead():
    w, g = np.array([10.0]), np.array([-40.0])
    rules = [Adagrad(0.1, eps=0), RMSProp(0.1, eps=0), Adam(0.1, eps=0), AdamW(0.1, eps=0, weight_decay=0.5)]
    places = [rule.step(w, g, rule.init(w))[0].item() for rule in rules]
    with_l2 = rules[2].step(w, g + 0.5 * w, rules[2].init(w))[0].item()
    np.testing.assert_allclose([*places, with_l2], list(FIRST.values()), rtol=1e-12)


@pytest.mark.parametrize("id", ["06.2", "06.3", "06.5"])
def test_the_references_are_the_rules_of_the_library(id):
    for probe in TASKS[id].probes:
        w, gradient, *memory = probe
        if id == "06.2":
            s, rate, eps = memory
            moved, state = Adagrad(rate, eps).step(w, gradient, (s,))
        elif id == "06.3":
            s, rate, alpha, eps = memory
            moved, state = RMSProp(rate, alpha, eps).step(w, gradient, (s,))
        else:
            m, s, t, rate, beta1, beta2, eps, decay = memory
            moved, (*state, _) = AdamW(rate, beta1, beta2, eps, decay).step(w, gradient, (m, s, t - 1))
            without = Adam(rate, beta1, beta2, eps).step(w, gradient, (m, s, t - 1))[0]
            np.testing.assert_allclose(adam(*probe[:-1])[0], without, rtol=1e-12)
        np.testing.assert_allclose(TASKS[id].reference(*probe), [moved, *state], rtol=1e-12)


@dataclass
class OwnRule:
    lr: float

    def step(self): ...


def record(rule=None, end=0.15, **changes):
    """What task 06.6 looks at in a History."""
    losses = np.linspace(2.3, end, changes.get("epochs", 10) + 1)
    rule = OwnRule(0.01) if rule is None else rule
    known = dict(rule=rule, lr=rule.lr, epochs=10, batch_size=64, validation_losses=losses,
                 validation_accuracies=np.full(len(losses), 0.96), batch_losses=np.zeros(170))  # fmt: skip
    return SimpleNamespace(**known | changes)


@pytest.mark.parametrize(
    ("answer", "misconception", "words"),
    [
        (0.01, "not a history", "You handed in: `0.01`"),
        (record(Adam(0.01)), "not your own rule", "Your rule: `Adam`"),
        (record(epochs=20), "another budget", "10 epochs"),
        (record(batch_size=16), "another budget", "batches of 16"),
        (record(end=np.nan), "not a number", "always blank"),
        (record(OwnRule(0.001), 0.65), "too low", "in 170 steps of about 0.001"),
        (record(OwnRule(0.1), 0.4), "too high", "lower the rate"),
        (record(OwnRule(1.0), 2.3), "far too high", "divide the rate by a hundred"),
        (record(OwnRule(0.01), 0.5), "not the rate", "look at the rule"),
        (record(validation_accuracies=np.full(11, 0.93)), "too few right", "93.0% read right"),
    ],
)
def test_a_training_is_judged_by_its_record(answer, misconception, words):
    result = verdict("06.6", answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert words in result.message and result.message.count("Next: ") == 1


def test_a_training_with_a_rule_of_ones_own_passes():
    result = verdict("06.6", record())
    assert result.outcome == "passed" and "96.0% of the digits" in result.message and "0.150" in result.message
