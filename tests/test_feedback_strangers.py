"""Answers to the tasks of lessons 01 to 04 as strangers write them: right in many forms, wrong by many roads."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from lrlib.feedback import verdict


def sources(text):
    """Functions from their source: (task, what is wrong with it or None, the function), one for each blank line."""
    for block in text.strip().split("\n\n"):
        head, *body = block.split("\n")
        task_id, _, name = head.removeprefix("# ").partition(" ")
        space = {"np": np, "math": math}
        exec("\n".join(body), space)
        yield pytest.param(task_id, name or None, space["f"], id=head.removeprefix("# "))


RIGHT = """
# 02.4
def f(diverges, low, high):
    for _ in range(40):
        middle = (low * high) ** 0.5
        if diverges(middle): high = middle
        else: low = middle
    return low

# 02.4
def f(diverges, low, high):
    while high - low > 1e-12:
        middle = low + (high - low) / 2
        low, high = (low, middle) if diverges(middle) else (middle, high)
        print(low, high)
    return np.float32(high)

# 02.4
def f(g, a, b, n=40):
    return a if n == 0 else f(g, a, (a + b) / 2, n - 1) if g((a + b) / 2) else f(g, (a + b) / 2, b, n - 1)

# 02.4
def f(diverges, low, high):
    ends = np.array([low, high])
    for _ in range(40):
        ends[int(diverges(ends.mean()))] = ends.mean()
    return [ends.mean()]

# 03.2
def f(low, high, n):
    from lrlib import sweep
    return sweep(low, high, n)

# 03.4
def f(score):
    tried = {}
    def run(rate):
        loss = score(rate)
        tried[rate] = loss if loss == loss else float("inf")
    for rate in [1, 0.1, 0.01, 0.001]: run(rate)
    while True:
        best = min(tried, key=tried.get)
        if best == max(tried): run(best * 10)
        elif best == min(tried): run(best / 10)
        else: return best

# 03.4
def f(score):
    losses = {rate: score(rate) for rate in (1, 0.1, 0.01, 0.001)}
    def best(): return min((r for r in losses if losses[r] == losses[r]), key=losses.get)
    while best() == max(losses): losses[max(losses) * 10] = score(max(losses) * 10)
    while best() == min(losses): losses[min(losses) / 10] = score(min(losses) / 10)
    return [best()]

# 03.4
def f(score):
    def go(losses):
        best = min(losses, key=lambda rate: losses[rate] if losses[rate] == losses[rate] else math.inf)
        if best == max(losses): return go({**losses, best * 10: score(best * 10)})
        if best == min(losses): return go({**losses, best / 10: score(best / 10)})
        return best
    return go({rate: score(rate) for rate in (1, 0.1, 0.01, 0.001)})

# 04.2
def f(t, rate, every, factor):
    return rate if t < every else factor * f(t - every, rate, every, factor)

# 04.2
def f(t, rate, every, factor):
    for i in range(1, t + 1):
        if i % every == 0: rate *= factor
    return np.float32(rate)

# 04.4
def f(t, rate, warm, steps):
    if t < warm: return rate * (t + 1) / warm
    if t >= steps: return 0
    return rate * np.cos(np.pi / 2 * (t - warm) / (steps - warm)) ** 2

# 04.4
def f(t, rate, warm, steps):
    x = np.clip((t - warm) / (steps - warm), 0, 1)
    return np.where(t < warm, rate * (t + 1) / warm, rate * (1 + np.cos(np.pi * x)) / 2)

# 04.5
def f(losses, rate, factor, patience):
    class Rule:
        best, waited = math.inf, 0
        def see(self, loss):
            nonlocal rate
            if loss < self.best: self.best, self.waited = loss, 0
            else: self.waited += 1
            if self.waited > patience: rate, self.waited = rate * factor, 0
            return rate
    rule = Rule()
    return tuple(rule.see(loss) for loss in losses)

# 04.5
def f(losses, rate, factor, patience):
    out, bad = [], 0
    for i in range(len(losses)):
        bad = 0 if i == 0 or losses[i] < min(losses[:i]) else bad + 1
        if bad == patience + 1: rate, bad = rate * factor, 0
        out.append(rate)
    return np.array(out, dtype=np.float32)
"""

WRONG = """
# 01.2 the rise, not the slope
def f(w):
    h = lambda x, y: 40 * (x - 3) ** 2 + 10 * (y - 1) ** 2 + 240
    return h(w[0] + 0.001, w[1]) - h(*w), h(w[0], w[1] + 0.001) - h(*w)

# 01.2 the other sign, in the second number
def f(w):
    return 80 * (w[0] - 3), -20 * (w[1] - 1)

# 01.3 a product of arrays
def f(w, gradient, rate):
    return w - rate * (w @ gradient)

# 01.3 only the last
def f(w, gradient, rate):
    for a, b in zip(w, gradient):
        new = a - rate * b
    return new

# 01.3 something besides
def f(w, gradient, rate):
    return w - rate * gradient, gradient

# 01.3 the places of w and gradient swapped
def f(rate, w, gradient):
    return w - rate * gradient

# 01.4 the start written over
def f(gradient, start, rate, steps):
    w, path = start, [start]
    for _ in range(steps):
        w -= rate * gradient(w)
        path.append(w.copy())
    return path

# 01.4 each position only a step
def f(gradient, start, rate, steps):
    w, path = start, [start]
    for _ in range(steps):
        w = -rate * gradient(w)
        path.append(w)
    return path

# 01.4 stops when steps are small
def f(gradient, start, rate, steps):
    w, path = start, [start]
    while len(path) <= steps and np.linalg.norm(rate * gradient(w)) > 1e-8:
        w = w - rate * gradient(w)
        path.append(w)
    return path

# 02.3 the geometric mean
def f(c):
    rate = (min(c) * max(c)) ** -0.5
    return rate, max(abs(1 - rate * x) for x in c)

# 02.3 for a ball
def f(c):
    low, high = math.sqrt(min(c)), math.sqrt(max(c))
    return (2 / (low + high)) ** 2, (high - low) / (high + low)

# 02.3 brackets lost
def f(c):
    return 2 / max(c) + min(c), (max(c) - min(c)) / (max(c) + min(c))

# 02.4 low never moves
def f(diverges, low, high):
    for _ in range(40):
        middle = (low + high) / 2
        if diverges(middle): high = middle
    return high

# 02.4 too few halvings
def f(diverges, low, high):
    for _ in range(4):
        middle = (low + high) / 2
        if diverges(middle): high = middle
        else: low = middle
    return low

# 03.2 the factor by division
def f(low, high, n):
    factor = (high / low) ** 1 / (n - 1)
    return [low * factor**i for i in range(n)]

# 03.3 nan wins if it comes first
def f(rates, train, validation):
    means = list(validation.mean(axis=1))
    return rates[means.index(min(means))]

# 03.3 the last rate without nan
def f(rates, train, validation):
    lowest = np.inf
    for rate, losses in zip(rates, validation):
        if np.mean(losses) < lowest: best = rate
    return best

# 03.4 stops at the first that is worse, and a nan ends it
def f(score):
    rate = 1
    while score(rate / 10) < score(rate): rate = rate / 10
    return rate

# 04.2 a drop at the multiples alone
def f(t, rate, every, factor):
    if t % every == 0: rate = rate * factor
    return rate

# 04.4 a whole wave
def f(t, rate, warm, steps):
    if t >= steps: return 0.0
    if t < warm: return rate * (t + 1) / warm
    return rate * 0.5 * (1 + np.cos(2 * np.pi * (t - warm) / (steps - warm)))

# 04.4 the warm-up written over
def f(t, rate, warm, steps):
    if t < warm: y = rate * (t + 1) / warm
    y = rate * 0.5 * (1 + np.cos(np.pi * (t - warm) / (steps - warm)))
    if t >= steps: y = 0
    return y

# 04.4 warm-up from 0, and climbs again
def f(t, rate, warm, steps):
    if t < warm: return t * rate / warm
    return rate * 0.5 * (1 + np.cos(np.pi * (t - warm) / (steps - warm)))

# 04.4 warm-up from 0, and the fall counts from step 0
def f(t, rate, warm, steps):
    if t < warm: return t * rate / warm
    return rate * 0.5 * (1 + np.cos(np.pi * t / steps)) if t < steps else 0

# 04.5 an epoch early, and goes on dropping
def f(losses, rate, factor, patience):
    best, bad, out = math.inf, 0, []
    for loss in losses:
        if loss < best: best, bad = loss, 0
        else: bad += 1
        if bad >= patience: rate *= factor
        out.append(rate)
    return out

# 04.5 the count begins at 1
def f(losses, rate, factor, patience):
    best, bad, out = math.inf, 0, []
    for loss in losses:
        if loss < best: best, bad = loss, 0
        else: bad += 1
        if bad > patience: rate, bad = rate * factor, 1
        out.append(rate)
    return out

# 04.5 a threshold
def f(losses, rate, factor, patience):
    best, bad, out = math.inf, 0, []
    for loss in losses:
        if loss < best - 1e-4 * best if best < math.inf else True: best, bad = loss, 0
        else: bad += 1
        if bad > patience: rate, bad = rate * factor, 0
        out.append(rate)
    return out
"""


@pytest.mark.parametrize(("task_id", "none", "answer"), list(sources(RIGHT)))
def test_right_by_another_road(task_id, none, answer):
    assert verdict(task_id, answer).outcome == "passed", verdict(task_id, answer).message


@pytest.mark.parametrize(("task_id", "misconception", "answer"), list(sources(WRONG)))
def test_wrong_by_another_road(task_id, misconception, answer):
    result = verdict(task_id, answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message


@pytest.mark.parametrize("form", [float, np.float32, np.array, Fraction, Decimal, lambda x: [x], lambda x: (x,)])
@pytest.mark.parametrize(("task_id", "number"), [("01.1", 2.4), ("02.2", 1 / 320), ("04.1", 9 / 64), ("04.3", 0.955)])
def test_a_number_is_a_number_in_every_form(task_id, number, form):
    assert verdict(task_id, form(number)).outcome == "passed"


@pytest.mark.parametrize(("task_id", "number"), [("02.2", 0.00313), ("04.1", 0.1406), ("04.1", 0.141), ("04.1", 0.14)])
def test_a_number_may_be_rounded_as_people_round(task_id, number):
    assert verdict(task_id, number).outcome == "passed"


@pytest.mark.parametrize("last", ["cannot_tell", "can't tell", "can not tell", "Cannot tell.", "CANNOT  TELL"])
def test_the_regimes_may_be_spelled_in_many_ways(last):
    assert verdict("02.1", ["Crawls", "oscillate", "settles ", "diverges", last]).outcome == "passed"
    assert verdict("02.1", f"crawls, oscillates, settles, diverges, {last}").outcome == "passed"
