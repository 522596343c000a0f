"""The tasks of lesson 08: right answers in other forms, and wrong ones as people write them. (test_feedback_bank.py
looks at all banks alike: that each misconception gets its own words, and no two look alike.)"""

from fractions import Fraction

import numpy as np
import pytest
import torch

from lrlib.feedback import verdict
from lrlib.feedback.bank.lesson_08 import TASKS, largest, rates, scale, step

# ---- right answers in other forms


def scale_step_by_step(rate, old, new, highest):
    wanted = rate / old
    wanted *= new
    if wanted > highest:
        return highest
    return wanted


def largest_in_torch(turn, v, rounds):
    v = torch.tensor(v)
    for _ in range(rounds):
        v = v / v.norm()
        turned = torch.tensor(turn(v.numpy()))
        curvature, v = v @ turned, turned
    return curvature


def largest_in_place(turn, v, rounds):
    for _ in range(rounds):
        v /= np.linalg.norm(v)
        turned = turn(v)
        curvature = v.dot(turned)
        v[:] = turned
    return curvature


def largest_at_the_end(turn, v, rounds):
    for _ in range(rounds):
        v = turn(v)
        v = v / np.linalg.norm(v)
    return float(v @ turn(v))


def largest_by_quotient(turn, v, rounds):
    for _ in range(rounds):
        turned = turn(v)
        curvature = np.sum(v * turned) / np.sum(v * v)
        v = turned / np.abs(turned).max()
    return curvature


def largest_by_while(turn, v, rounds):
    while rounds:
        length = sum(x**2 for x in v) ** 0.5
        v = np.array([x / length for x in v])
        turned, rounds = turn(v), rounds - 1
        curvature, v = sum(a * b for a, b in zip(v, turned, strict=True)), turned
    return [curvature]


def free_in_place(gradient, z, x, rate, beta, t):
    z -= rate * gradient(z + beta * (x - z))
    x += (z - x) / (1 + t)
    return z, x


def free_by_sums(gradient, z, x, rate, beta, t):
    new = z - rate * gradient(beta * x + (1 - beta) * z)
    return new, (t * x + new) / (t + 1)


def free_in_lists(gradient, z, x, rate, beta, t):
    y = [(1 - beta) * a + beta * b for a, b in zip(z, x, strict=True)]
    z = [a - rate * g for a, g in zip(z, gradient(y), strict=True)]
    return [z, [t / (t + 1) * b + a / (t + 1) for a, b in zip(z, x, strict=True)]]


@pytest.mark.parametrize(
    ("task_id", "answer"),
    [
        ("08.1", scale_step_by_step),
        ("08.1", lambda rate, old, new, highest: np.minimum(new / old * rate, highest)),
        ("08.1", lambda rate, old, new, highest: sorted([highest, new * (rate / old)])[0]),
        ("08.1", lambda rate, old, new, highest: np.clip(rate * new / old, 0, highest)),
        ("08.1", lambda rate, old, new, highest: torch.tensor(rate * new / old).clamp(max=highest)),
        ("08.1", lambda rate, old, new, highest: [min(Fraction(rate) * Fraction(new, old), Fraction(highest))]),
        ("08.2", largest_in_torch),
        ("08.2", largest_at_the_end),
        ("08.2", largest_by_quotient),
        ("08.2", largest_by_while),
        ("08.2", lambda turn, v, rounds: largest(turn, v.astype(np.float32), rounds)),
        ("08.3", lambda rate, base, width: (rate, rate * base / width, rate * base / width)),
        ("08.3", lambda rate, base, width: np.array([rate] + 2 * [rate / (width / base)])),
        ("08.3", lambda rate, base, width: rate * np.array([1.0, base / width, base / width])),
        ("08.3", lambda rate, base, width: torch.tensor([rate, base * rate / width, base * rate / width])),
        ("08.3", lambda rate, base, width: [Fraction(rate) * Fraction(base, n) for n in (base, width, width)]),
        ("08.4", free_by_sums),
        ("08.4", free_in_lists),
        ("08.4", lambda gradient, z, x, *rest: np.stack(step(gradient, z, x, *rest))),
        ("08.4", lambda gradient, z, x, *rest: step(gradient, np.float32(z), np.float32(x), *rest)),
        ("08.4", lambda gradient, z, x, *rest: tuple(map(torch.tensor, step(gradient, z, x, *rest)))),
    ],
)  # fmt: skip
def test_a_right_answer_in_another_form_passes(task_id, answer):
    result = verdict(task_id, answer)
    assert (result.outcome, result.misconception) == ("passed", None), result.message


@pytest.mark.parametrize(("task_id", "answer", "what"), [("08.2", largest_in_place, "v"), ("08.4", free_in_place, "z")])
def test_in_place_it_passes_with_a_remark(task_id, answer, what):
    result = verdict(task_id, answer)
    assert result.outcome == "passed" and f"also changes the {what}" in result.message


# ---- the references are what the lesson says


def test_the_scaled_rate_leaves_the_noise_as_it_was_up_to_the_limit():
    assert scale(0.05, 8, 32, 0.8) / 32 == pytest.approx(0.05 / 8)
    assert scale(0.05, 8, 512, 0.8) == 0.8
    assert scale(0.4, 128, 8, 0.8) == pytest.approx(0.025)


def test_power_iteration_finds_the_eigenvalue_that_is_largest_in_size():
    chance = np.random.default_rng(0)
    for _ in range(20):
        table = chance.normal(size=(6, 6))
        table = table + table.T
        values = np.linalg.eigvalsh(table)
        wanted = values[np.abs(values).argmax()]
        assert largest(table.dot, chance.normal(size=6), 2000) == pytest.approx(wanted, rel=1e-3)


def test_at_the_width_of_the_search_nothing_changes():
    assert rates(0.3, 64, 64) == [0.3, 0.3, 0.3]
    assert rates(0.3, 64, 128) == pytest.approx([0.3, 0.15, 0.15])


def test_x_is_the_average_of_all_places_where_z_has_been():
    z = x = np.array([4.0, -2.0])
    places = [z]
    for t in range(1, 30):
        z, x = step(lambda w: np.array([3.0, 1.0]) * w, z, x, 0.3, 0.8, t)
        places.append(z)
        np.testing.assert_allclose(x, np.mean(places, axis=0))


# ---- wrong answers as people write them


def forgets_to_turn_again(turn, v, rounds):
    v = v / np.linalg.norm(v)
    for _ in range(rounds):
        curvature = v @ turn(v)
    return curvature


def forgets_to_return(turn, v, rounds):
    curvature = largest(turn, v, rounds)  # noqa: F841


def returns_in_the_loop(turn, v, rounds):
    for _ in range(rounds):
        v = v / np.linalg.norm(v)
        return v @ turn(v)


def multiplies_what_is_long(turn, v, rounds):
    for _ in range(rounds):
        turned = turn(v / np.linalg.norm(v))
        curvature, v = v @ turned, turned
    return curvature


def shortens_both(turn, v, rounds):
    v = v / np.linalg.norm(v)
    for _ in range(rounds):
        before, v = v, turn(v)
        v = v / np.linalg.norm(v)
    return before @ v


def adds_what_was_turned(turn, v, rounds):
    for _ in range(rounds):
        v = v / np.linalg.norm(v)
        v, curvature = v + turn(v), v @ turn(v)
    return curvature


def momentum_instead(gradient, z, x, rate, beta, t):
    new = z - rate * gradient((1 - beta) * z + beta * x)
    return new, beta * x + (1 - beta) * new


def free_in_the_wrong_order(gradient, z, x, rate, beta, t):
    c = 1 / (t + 1)
    x = (1 - c) * x + c * z
    y = (1 - beta) * z + beta * x
    return z - rate * gradient(y), x


def free_with(average):
    """A step whose z is right, and whose new x is `average(old x, new z, t)`."""

    def free(gradient, z, x, rate, beta, t):
        z = z - rate * gradient((1 - beta) * z + beta * x)
        return z, average(x, z, t)

    return free


@pytest.mark.parametrize(
    ("task_id", "answer", "misconception"),
    [
        ("08.1", lambda r, b, n, top: min(r * np.sqrt(n / b), top), "the root"),
        ("08.1", lambda r, b, n, top: r * n / b, "no limit"),
        ("08.1", lambda r, b, n, top: r * np.sqrt(n / b), "the root, and no limit"),
        ("08.1", lambda r, b, n, top: min(r / n * b, top), "upside down"),
        ("08.1", lambda r, b, n, top: max(top, n * r / b), "max for min"),
        ("08.1", lambda r, b, n, top: r, "the same rate"),
        ("08.1", lambda r, b, n, top: top, "rate and old and new not used"),
        ("08.1", lambda r, b, n, top: r + n / b, "highest not used"),
        ("08.1", lambda r, b, n, top: r if r * n > top * b else r * n / b, "the old rate at the limit"),
        ("08.1", lambda r, b, n, top: r * b / n, "upside down, and no limit"),
        ("08.1", lambda r, b, n, top: min(top, r * (1 + n - b)), "a difference for a factor"),
        ("08.1", lambda r, b, n, top: print(min(r * n / b, top)), "prints instead of returning"),
        ("08.1", 0.08, "not a function"),
        ("08.2", forgets_to_turn_again, "the first direction kept"),
        ("08.2", returns_in_the_loop, "the first direction kept"),
        ("08.2", lambda turn, v, rounds: np.linalg.norm(turn(v)), None),
        ("08.2", lambda turn, v, rounds: abs(largest(turn, v, rounds)), "the length of what was turned"),
        ("08.2", lambda turn, v, rounds: largest(turn, v, rounds) ** 2, "what was turned times itself"),
        ("08.2", forgets_to_return, "returns nothing"),
        ("08.2", adds_what_was_turned, "added to the old v"),
        ("08.2", multiplies_what_is_long, "the long v in the product"),
        ("08.2", shortens_both, "both shortened"),
        ("08.3", lambda rate, base, width: [rate] * 3, "the same for all"),
        ("08.3", lambda rate, base, width: [rate * base / width] * 3, "the first one too"),
        ("08.3", lambda rate, base, width: [rate, rate * width / base, rate * width / base], "upside down"),
        ("08.3", lambda rate, base, width: rate * base / width, "only the last"),
        ("08.3", lambda rate, base, width: [rate, rate * base / width], "one too few"),
        ("08.3", lambda rate, base, width: [rate] + [base // width * rate] * 2, "whole numbers only"),
        ("08.3", lambda rate, base, width: [rate, rate * base / width, rate * (base / width) ** 2],
         "the square in the last"),
        ("08.3", lambda rate, base, width: [rate * width / base] * 3, "all three upside down"),
        ("08.3", lambda rate, base, width: rate * np.sqrt([base / width] * 3), "all three by the root"),
        ("08.3", lambda rate, base, width: [rate] + [rate / (width / base) ** 2] * 2, "the square"),
        ("08.3", lambda rate, base, width: [rate / base * width, rate, rate / width * base], "first up, middle kept"),
        ("08.3", lambda rate, base, width: [rate] + [rate / max(1, width / base)] * 2, "never up"),
        ("08.3", lambda rate, base, width: {"first": rate}, "dict"),
        ("08.4", momentum_instead, "a fixed share"),
        ("08.4", lambda g, z, x, r, b, t: (z - r * g(z), x + (z - r * g(z) - x) / (t + 1)), "slope at z"),
        ("08.4", lambda g, z, x, r, b, t: step(g, z, x, -r, b, t), "uphill"),
        ("08.4", lambda g, z, x, r, b, t: step(g, z, x, r, 1 - b, t), "the shares swapped"),
        ("08.4", lambda g, z, x, r, b, t: step(g, z, x, r, b, t - 1), "the share 1/t"),
        ("08.4", free_in_the_wrong_order, "x brought up to date first"),
        ("08.4", lambda g, z, x, r, b, t: step(lambda y: g(z + b * x), z, x, r, b, t), "the shares in y do not make 1"),
        ("08.4", lambda g, z, x, r, b, t: step(lambda y: g(b * (z + x)), z, x, r, b, t),
         "the shares in y do not make 1"),
        ("08.4", free_with(lambda x, z, t: (1 - 1 / t + 1) * x + (1 / t + 1) * z), "the second part"),
        ("08.4", free_with(lambda x, z, t: (1 - (1 / t + 1)) * x + (1 / t + 1) * z), "brackets missing in the share"),
        ("08.4", free_with(lambda x, z, t: x + z / (t + 1)), "the shares of the average do not make 1"),
        ("08.4", free_with(lambda x, z, t: (x + z) / (t + 1)), "the shares of the average do not make 1"),
        ("08.4", free_with(lambda x, z, t: x), "x left as it was"),
        ("08.4", lambda g, z, x, r, b, t: step(g, z, x, r, b, t + 1), "the share 1/(t + 2)"),
        ("08.4", lambda g, z, x, r, b, t: step(g, z, x, 1, b, t), "the rate forgotten"),
        ("08.4", lambda g, z, x, r, b, t: step(g, z, x, r / (1 + t), b, t), "a rate that falls"),
        ("08.4", lambda g, z, x, r, b, t: step(np.array, z, x, r, b, t), "the place for the slope"),
        ("08.4", lambda g, z, x, r, b, t: step(g, x, z, r, b, t), "z and x swapped"),
        ("08.4", lambda g, z, x, r, b, t: step(g(z), z, x, r, b, t), None),
    ],
)  # fmt: skip
def test_wrong_answers_are_named(task_id, answer, misconception):
    result = verdict(task_id, answer)
    if result.outcome == "raised":
        assert misconception is None
    else:
        assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
        assert result.message.count("Next: ") == 1


def test_a_task_that_is_not_begun_is_told_from_a_wrong_one():
    for task in TASKS:
        assert verdict(task.id, ...).outcome == "not attempted"
        assert verdict(task.id, lambda *a: ...).outcome == "not attempted"


def test_no_message_gives_the_line_away():
    lines = ("rate * new / old", "rate * base / width", "v / np", "v * turned", "1 - beta", "rate * gradient")
    for task in TASKS:
        for misconception in task.misconceptions:
            message = verdict(task.id, misconception.wrong).message
            assert not any(line in message for line in lines), message


def test_an_input_is_called_unused_only_if_no_value_of_it_is_felt():
    """A limit is not felt near its value where the rule wants far more, nor a // that comes out the same."""
    for task_id, answer in (
        ("08.1", lambda rate, old, new, highest: rate * new / old if rate * new / old <= highest else rate / 2),
        ("08.1", lambda rate, old, new, highest: min(rate, highest * new / old)),
        ("08.3", lambda rate, base, width: [rate, rate * (base // width), rate]),
    ):
        result = verdict(task_id, answer)
        assert result.outcome == "not yet" and "not used" not in str(result.misconception), result.message
