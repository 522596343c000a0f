"""What lesson 06, its predictions and its exercise say and no cell prints: each number here stands in their text."""

import numpy as np
import pytest
import torch

from lrlib import (
    Adagrad,
    Adam,
    GradientDescent,
    Momentum,
    RMSProp,
    descend,
    digits,
    mlp,
    mountain,
    quadratic,
    race,
    rotated,
    sweep,
    train,
    train_many,
)
from lrlib.feedback.bank.lesson_06 import adam, adam_with, handed_back

HILL, RAVINE = mountain(), quadratic([1, 100])
RATES = np.geomspace(1e-4, 10, 31)
ROOT_OF_1000 = np.sqrt(1000)


# ---- Play first


def test_the_race_on_the_mountain():
    runners = {each["name"].lower(): each for each in race().meta["runners"]}
    took = {name: each["arrives"][each["best"]] for name, each in runners.items()}
    assert min(took.values()) >= 0, "at their best rates all seven arrive"
    first = sorted(took, key=took.get)[:2]
    assert set(first) == {"gradient descent", "rmsprop"} and [took[name] for name in first] == [10, 10]
    assert took["adam"] == max(took.values()) == 53
    best = [RATES[each["best"]] for each in runners.values()]
    assert min(best) == pytest.approx(0.001) and max(best) == pytest.approx(1.468, rel=1e-3)
    common = int(np.abs(np.log(RATES / 0.003)).argmin())
    old = {"gradient descent", "momentum", "nesterov"}
    assert {name for name, each in runners.items() if each["arrives"][common] >= 0} == old
    for rule in (Adagrad, RMSProp, Adam):
        assert descend(HILL, rule(lr=RATES[common]), 60).distances()[-1] > 3
    arrives = [rate for rate, steps in zip(RATES, runners["adam"]["arrives"], strict=True) if steps >= 0]
    np.testing.assert_allclose(arrives, [0.1, 0.215, 0.316, 0.464, 1.468], rtol=3e-3)  # "0.1 and some higher ones"
    assert (descend(HILL, GradientDescent(lr=np.array(arrives)[:, None]), 60).diverged_at >= 0).all()


# ---- Adagrad


def test_twice_as_far_takes_273_steps_more():
    way = np.cumsum(1 / np.sqrt(np.arange(1, 1001)))
    assert way[99] == pytest.approx(18.6, abs=0.05)
    assert np.argmax(way >= 2 * way[99]) + 1 - 100 == 273
    theory = 2 * np.sqrt(np.arange(1, 1001)) - 1.46
    half_a_step = 1 / (2 * np.sqrt(np.arange(1, 1001)))
    np.testing.assert_allclose((way - theory)[9:], half_a_step[9:], atol=2e-3)  # "off by half of the last step"


@pytest.mark.parametrize("slope", [5.0, -1e-3, 1e6])
def test_the_way_does_not_depend_on_the_slope(slope):
    w, state, rule = np.zeros(1), (np.zeros(1),), Adagrad(lr=0.1, eps=0)
    for _ in range(100):
        w, state = rule.step(w, np.array([slope]), state)
    assert w[0] == pytest.approx(-np.sign(slope) * 0.1 * 18.5896, rel=1e-5)


def test_gradient_descent_needs_231_steps_in_the_ravine():
    assert descend(RAVINE, GradientDescent(lr=2 / 101), 600).settled_at(0.1) == 231


def test_the_steep_coordinate_begins_with_a_tenth_of_the_rate():
    run = descend(RAVINE, Adagrad(lr=2.0), 1)
    rates = np.abs(run.positions[1] - run.positions[0]) / np.abs(RAVINE.gradient(run.positions[0]))
    np.testing.assert_allclose(rates, [0.2, 0.02], rtol=1e-6)


# ---- RMSProp


def test_how_long_the_wall_is_remembered():
    slope = np.where(np.arange(1000) < 10, 100.0, 1.0)
    assert (slope[:10] ** 2).sum() == 100_000
    for alpha, forgotten in ((0.9, 100), (0.99, 800)):
        s, length = 0.0, []
        for g in slope:
            s = alpha * s + (1 - alpha) * g**2
            length.append(g / np.sqrt(s))
        assert 0.8 < length[forgotten] < 1 and length[forgotten // 2] < 0.5
        assert length[0] == pytest.approx(1 / np.sqrt(1 - alpha)), "at first longer than η"
    assert 1 / np.sqrt(np.cumsum(slope**2))[999] == pytest.approx(0.00315, abs=1e-5)
    assert [round(0.99**100, 2), round(0.9**10, 2)] == [0.37, 0.35]


@pytest.mark.parametrize("rate", [0.03, 0.3])
@pytest.mark.parametrize("alpha", [0.9, 0.99])
def test_in_the_end_rmsprop_hops_between_half_a_rate_and_minus_half(rate, alpha):
    run = descend(quadratic([3.0], start=[1.0]), RMSProp(lr=rate, alpha=alpha), 4000)
    np.testing.assert_allclose(np.sort(run.positions[-2:, 0]), [-rate / 2, rate / 2], rtol=1e-3)


def test_in_the_ravine_rmsprop_is_there_until_the_wall_has_faded():
    run = descend(RAVINE, RMSProp(lr=0.2), 1000)
    assert (run.distances()[36:101] < 0.1).all() and run.losses[100] < 1e-10
    assert 0.5 < run.losses[1000] < 0.7


def test_in_the_turned_ravine_after_300_steps():
    def best(rule, land, steps=300):
        return descend(land, rule(lr=sweep(0.001, 30, 91)), steps).best().losses[-1]

    turned = rotated(RAVINE, 45)
    assert best(RMSProp, turned) == pytest.approx(best(GradientDescent, turned), rel=0.2), "level"
    assert best(RMSProp, RAVINE) < 1e-12, "what stays lost is the gift of the axis"
    assert best(Adam, turned) < 1e-9, "hardly notices"
    descent = best(GradientDescent, turned, 60)
    assert best(Adagrad, turned, 60) > descent and best(RMSProp, turned, 60) > descent, "after 60, worse"


# ---- Adam


def test_without_correction_the_first_steps_are_too_long():
    t = np.arange(1, 5001)
    length = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    assert length[0] == pytest.approx(0.1 * ROOT_OF_1000) and round(ROOT_OF_1000) == 32
    assert length.argmax() + 1 == 12 and length.max() == pytest.approx(6.57, abs=5e-3)
    assert length[999] == pytest.approx(1.258, abs=1e-3)


@pytest.mark.parametrize("slope", [1e-3, -40.0, 1e9])
def test_corrected_every_step_on_a_steady_slope_is_the_rate(slope):
    w, state, rule = np.zeros(1), (np.zeros(1), np.zeros(1), 0), Adam(lr=0.1, eps=0)
    for t in range(1, 200):
        w, state = rule.step(w, np.array([slope]), state)
        assert w[0] == pytest.approx(-np.sign(slope) * 0.1 * t)


def test_the_first_pixel_of_every_digit_is_blank():
    data = digits()
    assert all((part.inputs[:, 0] == 0).all() for part in (data.train, data.validation, data.test))


def test_without_eps_a_blank_pixel_makes_it_nan():
    history = train(mlp(8), digits(), Adam(lr=0.01, eps=0.0), epochs=1)
    assert history.diverged_at >= 0


def test_what_is_left_of_three_weights():
    size, rate, pull = np.array([0.01, 1.0, 100.0]), 0.01, 0.1
    left = {}
    for kind in ("AdamW", "L2"):
        w, m, s = np.ones(3), np.zeros(3), np.zeros(3)
        for t in range(1, 1001):
            g = size * (-1) ** (t + 1)
            w, g = (w - rate * pull * w, g) if kind == "AdamW" else (w, g + pull * w)
            w, m, s = adam(w, g, m, s, t, rate, 0.9, 0.999, 1e-8)
        left[kind] = w
    np.testing.assert_allclose(left["AdamW"], 0.999**1000, atol=0.01)
    assert left["L2"][0] < 0.001 and left["L2"][2] > 0.95


# ---- Is Adam easier to tune?


@pytest.fixture(scope="module")
def comparison():
    data = digits()
    rules = {
        "descent": GradientDescent(lr=sweep(0.03, 3, 9)),
        "momentum": Momentum(lr=sweep(0.01, 1, 9)),
        "adam": Adam(lr=sweep(0.001, 0.3, 9)),
    }
    losses = {}
    for name, rule in rules.items():
        final = train_many(mlp(64), data, rule, epochs=20, seeds=range(3)).validation_losses[-1].mean(axis=-1)
        losses[name] = (np.ravel(rule.lr), final)
    return losses


def test_tuned_no_rule_wins_by_a_clear_margin(comparison):
    best = [final.min() for _, final in comparison.values()]
    np.testing.assert_allclose(best, 0.133, atol=0.012)
    assert max(best) - min(best) < 0.02


def test_seeds_put_one_rule_as_far_apart_as_the_rules_are():
    rules = GradientDescent(lr=0.75), Momentum(lr=0.056), Adam(lr=0.0042)
    runs = [train_many(mlp(64), digits(), rule, epochs=20, seeds=range(10)) for rule in rules]
    losses = np.array([run.validation_losses[-1].ravel() for run in runs])
    right = np.array([run.validation_accuracies[-1].mean() for run in runs])
    deviations = losses.std(axis=1, ddof=1)
    assert deviations.min() > 0.004 and deviations.max() < 0.011
    assert np.ptp(losses.mean(axis=1)) < 2 * deviations.max()
    np.testing.assert_allclose(right, 0.97, atol=0.006)


def test_where_the_good_rates_lie_and_how_wide(comparison):
    good = {name: rates[final < 0.2] for name, (rates, final) in comparison.items()}
    best = {name: rates[final.argmin()] for name, (rates, final) in comparison.items()}
    assert 0.25 < best["descent"] < 1.1 and 0.025 < best["momentum"] < 0.2 and 0.002 < best["adam"] < 0.02
    assert 50 < best["descent"] / best["adam"] < 250, "a factor of about 100"
    width = {name: rates.max() / rates.min() for name, rates in good.items()}
    assert 3 < width["descent"] < 8 and width["momentum"] > 10 and width["adam"] > 8


def test_below_a_fifth_over_a_factor_of_eight_and_of_thirty():
    """By rates that are below 0.2 and rates, not far outside, that are not."""
    brackets = {
        GradientDescent: ([0.13, 0.18, 1.0, 1.6], 8),
        Momentum: ([0.013, 0.018, 0.35, 0.65], 30),
        Adam: ([0.0013, 0.0018, 0.045, 0.09], 30),
    }
    for rule, (rates, factor) in brackets.items():
        runs = train_many(mlp(64), digits(), rule(lr=np.array(rates)[:, None]), epochs=20, seeds=range(3))
        assert list(runs.validation_losses[-1].mean(axis=-1) < 0.2) == [False, True, True, False], rule
        assert rates[2] / rates[1] < factor < rates[3] / rates[0]


def test_the_default_is_slow_and_after_60_epochs_level():
    runs = train_many(mlp(64), digits(), Adam(lr=np.array([[0.001], [0.0042]])), epochs=60, seeds=range(3))
    low, tuned = runs.validation_losses[-1].mean(axis=-1)
    assert low == pytest.approx(tuned, rel=0.1)


def test_the_default_is_too_low_for_this_network(comparison):
    rates, final = comparison["adam"]
    assert rates[0] == pytest.approx(0.001)
    assert 1.8 < final[0] / final.min() < 2.8, "the loss is twice as high as it could be"


def test_weights_begin_between_minus_and_plus_an_eighth():
    torch.manual_seed(0)
    first = torch.nn.Linear(64, 64).weight
    assert 0.12 < first.abs().max() <= 0.125


# ---- What can go wrong


def test_a_thousand_times_the_slopes_want_a_thousandth_of_the_rate():
    bowl, taller = quadratic([1, 100]), quadratic([1000, 100_000])
    one, other = descend(bowl, GradientDescent(lr=0.01), 50), descend(taller, GradientDescent(lr=1e-5), 50)
    np.testing.assert_allclose(one.positions, other.positions, rtol=1e-9)
    one, other = descend(bowl, Adam(lr=0.3), 50), descend(taller, Adam(lr=0.3), 50)
    np.testing.assert_allclose(one.positions, other.positions, rtol=1e-5)


def test_ninety_meters_in_sixty_steps():
    run = descend(HILL, Adam(lr=0.001), 60)
    gone = np.abs(run.positions[-1] - run.positions[0])
    assert 1000 * np.hypot(*gone) == pytest.approx(90, abs=3)
    assert (np.abs(np.diff(run.positions, axis=0)) < 0.0012).all(), "about a meter a step, in each coordinate"


# ---- Deeper


def test_the_rare_large_slope_is_divided_by_itself():
    s, steps = 0.0, []
    for t in range(1, 61):
        g = 3.0 if t % 3 == 1 else -1.0
        s = 0.1 * s + 0.9 * g**2
        steps.append(-g / np.sqrt(s))
    np.testing.assert_allclose(steps[-3:], [-1.05, 0.76, 0.97], atol=0.005)
    assert sum(steps[-3:]) == pytest.approx(0.68, abs=0.005)


def test_with_the_defaults_a_slope_that_is_rare_enough_leads_uphill():
    rare, often = 40_000.0, 20_000
    assert rare - (often - 1) > 0, "over a round the slope is positive: downhill is toward −∞"
    w, state, rule = 0.0, (0.0, 0.0, 0), Adam(lr=0.001)
    places = []
    for t in range(1, 3 * often + 1):
        w, state = rule.step(w, rare if t % often == 0 else -1.0, state)
        if t % often == often // 2:
            places.append(w)
    assert places[1] > places[0] + 5 and places[2] > places[1] + 5


def test_the_longest_step_of_adam():
    """Random slopes never pass 7.27 η; those that grow by β₂/β₁ come as close as you like; a spike makes 3.16."""

    def longest(slopes):
        m = s = most = 0.0
        for g in slopes:
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
            most = max(most, abs(m) / np.sqrt(s))
        return most

    limit = 0.1 / np.sqrt(0.001 * (1 - 0.9**2 / 0.999))
    assert limit == pytest.approx(7.2703, abs=1e-4)
    assert longest([1.0]) == pytest.approx(3.1623, abs=1e-4)
    growing = longest((0.999 / 0.9) ** np.arange(100))
    assert limit * (1 - 1e-6) < growing <= limit
    rng = np.random.default_rng(0)
    for power in (1, 3, 9):
        assert longest(rng.normal(size=500) ** power + 1e-9) < limit


def test_adam_forgets_why_it_was_careful_when_the_root_of_s_is_the_rate_over_38():
    edge = 2 * (1 + 0.9) / (1 - 0.9)
    assert edge == pytest.approx(38)
    x, m, s, far, root = np.ones(1), np.zeros(1), np.zeros(1), [], []
    for t in range(1, 6001):
        x, m, s = adam(x, x, m, s, t, 1.0, 0.9, 0.999, 1e-8)
        far.append(abs(x[0]))
        root.append(np.sqrt(s[0] / (1 - 0.999**t)))
    far, root = np.array(far), np.array(root)
    assert far[1000:2000].max() < 1e-20, "it sits at the bottom"
    assert root[1900] > 0.9 / 38 and (far[2000:3000].max() > 0.1), "and then it is thrown out"
    for start in range(2000, 6000, 1000):
        assert 0.85 / 38 < root[start : start + 1000].min() < 1 / 38
        assert 0.2 < far[start : start + 1000].max() < 0.6


# ---- What the exercise says of mistakes


def test_how_mistakes_in_adam_show_on_a_steady_slope():
    def steps(step, count=4):
        w, m, s, path = np.zeros(1), np.zeros(1), np.zeros(1), [0.0]
        for t in range(1, count + 1):
            w, m, s = step(w, np.ones(1), m, s, t, 1.0, 0.9, 0.999, 0.0)
            path.append(w[0])
        return -np.diff(path)

    def with_mistake(**parts):
        return lambda *arguments: adam_with(**parts)(*arguments, 0.0)  # no weight decay

    np.testing.assert_allclose(steps(adam), 1)
    np.testing.assert_allclose(steps(with_mistake(keep=handed_back("moved", "m_hat", "s_hat")))[:3], [1, 0.235, 0.044],
                               atol=6e-4)  # fmt: skip
    np.testing.assert_allclose(steps(with_mistake(keep=handed_back("moved", "m_hat", "s")))[:2], [1, 5.26], rtol=1e-3)
    assert steps(with_mistake(s_share=lambda b1, b2, t: 1))[0] == pytest.approx(31.6, abs=0.05)
    assert steps(with_mistake(m_share=lambda b1, b2, t: 1))[0] == pytest.approx(0.1)
    later = with_mistake(m_share=lambda b1, b2, t: 1 - b1 ** (t + 1), s_share=lambda b1, b2, t: 1 - b2 ** (t + 1))
    assert steps(later)[0] == pytest.approx(0.744, abs=5e-4)


def test_the_rates_that_the_last_task_speaks_of():
    data = digits()
    ends = {lr: train(mlp(64), data, Adam(lr=lr), epochs=10).validation_losses[-1] for lr in (0.001, 0.005, 0.01, 0.03)}
    assert ends[0.001] > 0.4 and max(ends[0.005], ends[0.01], ends[0.03]) < 0.2
