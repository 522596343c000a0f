"""What lesson 04 and its predictions say and no cell prints, and what its cells print of networks: with tolerance."""

import numpy as np
import pytest

from lrlib import (
    GradientDescent,
    Plateau,
    constant,
    cosine_decay,
    cosine_restarts,
    decay,
    descend,
    diagnose,
    exponential_decay,
    inverse_time_decay,
    join,
    linear_decay,
    milestones,
    mountain,
    noisy,
    one_cycle,
    quadratic,
    step_decay,
    sweep,
    warmup,
    warmup_stable_decay,
)
from lrlib.explorables import decaying

FOG = noisy(mountain(), sigma=20, seed=0)


def away(rate, landscape=FOG):
    """The last 20 distances from the lodge, in m."""
    return 1000 * descend(landscape, GradientDescent(lr=rate), steps=60).distances()[-20:]


# ---- play first


def expected(steps=100, sigma=2.0):
    """The expected loss at the end of every run that decay() shows: (schedules, ends, rates)."""
    bowl = quadratic([1.0, 4.0], start=decaying.START)
    meta = decay().meta
    rates, ends = np.array(meta["first"]), np.array([float(end) for end in meta["ends"]])
    losses = {}
    for name, make in decaying.SCHEDULES.items():
        factors = decaying.factors_of(make(steps, ends[:, None, None]), steps, len(ends))[:, None, :]
        losses[name] = decaying.expected_losses(bowl, sigma, factors * rates[:, None])[0][..., -1]
    return rates, losses


def test_the_goals_of_the_explorable_can_be_reached():
    rates, losses = expected()
    constant_ends = losses["constant"][0]
    best = constant_ends.min()
    assert 0 < constant_ends.argmin() < len(rates) - 1 and best == pytest.approx(0.095, abs=1e-3)
    for name in ("step", "exponential", "linear", "cosine", "warm-up + cosine"):
        assert losses[name].min() < best / 2, name
    (tenth,) = np.flatnonzero(np.isclose(rates, 0.1))
    assert constant_ends[tenth] < 1 and losses["inverse time"][:, tenth].max() > 1


def test_the_skiers_in_the_fog():
    for rate, low, high in ((0.003, 9, 157), (0.001, 123, 1013), (0.003 * cosine_decay(60), 25, 79)):
        assert [round(away(rate).min()), round(away(rate).max())] == [low, high]


# ---- the floor


def floor(rate, curvature=1.0, sigma=1.0):
    return rate * sigma**2 / (curvature * (2 - rate * curvature))


@pytest.mark.parametrize(("rate", "curvature", "sigma"), [(0.1, 1, 1), (0.05, 4, 3), (0.4, 4, 0.5)])
def test_the_floor_and_how_the_mean_square_goes_there(rate, curvature, sigma):
    """v ← (1 − ηλ)² v + η²σ², from a start far out to the boxed formula."""
    bowl = noisy(quadratic([curvature], start=[10.0]), sigma, seed=np.arange(3000)[:, np.newaxis])
    squares = (descend(bowl, GradientDescent(lr=rate), steps=100).positions[..., 0] ** 2).mean(axis=-1)
    v = [100.0]
    for _ in range(100):
        v.append((1 - rate * curvature) ** 2 * v[-1] + rate**2 * sigma**2)
    np.testing.assert_allclose(squares, v, rtol=0.12)
    for _ in range(5000):
        v.append((1 - rate * curvature) ** 2 * v[-1] + rate**2 * sigma**2)
    assert v[-1] == pytest.approx(floor(rate, curvature, sigma))


def test_half_the_rate_is_half_the_floor_and_ten_times_the_noise_at_1_9():
    assert floor(0.01) / floor(0.02) == pytest.approx(0.5, abs=0.01)
    assert floor(1.9) == pytest.approx(19) and floor(1.0) == 1
    assert np.sqrt(floor(0.2)) == pytest.approx(0.33, abs=0.005)


def test_after_the_drop_half_of_what_is_above_the_floor_is_gone_after_34_steps():
    above = 0.99 ** (2 * np.arange(400))
    assert (
        (above > 0.5).sum() in (34, 35)
        and above[200] == pytest.approx(0.02, abs=0.003)
        and pytest.approx(0.02, abs=2e-4) == 1 - 0.99**2
    )
    assert floor(0.01) / floor(0.1) == pytest.approx(0.1, abs=0.01)
    # The low rate alone is not quite done after 500 steps.
    v = floor(0.01) + (100 - floor(0.01)) * 0.99**1000
    assert 1.5 < v / floor(0.01) < 3


def test_one_over_t_averages_the_noise():
    noise = np.random.default_rng(1).normal(size=(50, 4))
    x = np.full(4, 10.0)
    for t in range(50):
        x = x - 1 / (3.0 * (t + 1)) * (3.0 * x + 2 * noise[t])
    np.testing.assert_allclose(x, -2 * noise.mean(axis=0) / 3.0)
    assert floor(0.1) / (1 / 1000) == pytest.approx(50, rel=0.06), "a fiftieth after 1,000 steps"


@pytest.mark.parametrize(("curvature", "sigma"), [(1.0, 1.0), (3.0, 2.0)])
def test_no_rates_do_better_than_one_over_t_from_far_away(curvature, sigma):
    """The lowest (1 − ηλ)² v + η²σ², sought on a grid at every step, is where the lesson's formula has it."""
    v = 1e9
    for t in range(30):
        rates = np.linspace(0, 2 / curvature, 200_001)
        after = (1 - rates * curvature) ** 2 * v + rates**2 * sigma**2
        best = rates[after.argmin()]
        assert best == pytest.approx(curvature * v / (curvature**2 * v + sigma**2), abs=2e-5)
        assert best == pytest.approx(1 / (curvature * (t + 1)), abs=2e-5)
        v = after.min()
    assert v == pytest.approx(sigma**2 / (curvature**2 * 30), rel=1e-6)


def test_a_wrong_guess_of_the_curvature():
    """c / (λ t) with c > ½: T times the mean of x² goes to c² / (2c − 1); below ½ it falls as T to the power −2c."""

    def scaled(c, steps):
        v = 100.0
        for t in range(1, steps + 1):
            v = (1 - c / t) ** 2 * v + (c / t) ** 2
        return v * steps

    assert scaled(2, 10_000) == pytest.approx(4 / 3, rel=1e-3) and scaled(1, 10_000) == pytest.approx(1)
    assert 25 < scaled(0.5, 1000) < 40 and 25 < scaled(0.5, 10_000) < 40
    assert scaled(0.25, 10_000) / scaled(0.25, 100) == pytest.approx(10, rel=0.02), "no longer as 1/T"
    v = [100.0]
    for t in range(1, 10_001):
        v.append((1 - 10.5 / t) ** 2 * v[-1] + (10.5 / t) ** 2)
    assert max(v) == pytest.approx(3.3e6, rel=0.01) and v[-1] * 10_000 < 6, "thrown out, and back again"
    v = [100.0]
    for t in range(1, 10_001):
        v.append((1 - t**-0.5) ** 2 * v[-1] + 1 / t)
    assert v[-1] < v[1000] / 3 < v[100] / 9 and v[-1] > 10 / 10_000, "1/√t arrives as well, more slowly"


# ---- schedules on the noisy bowl


BOWL = noisy(quadratic([1, 10]), sigma=1, seed=np.arange(1000, 1200)[:, None])  # other seeds than the lesson's


@pytest.fixture(scope="module")
def best():
    factors = {
        "constant": constant(),
        "step": step_decay(50, 0.3),
        "cosine": cosine_decay(200),
        "warm-up, then cosine": join([warmup(20), cosine_decay(180)], at=[20]),
        "exponential": exponential_decay(0.977),
        "inverse time": inverse_time_decay(10),
        "linear": linear_decay(200),
        "restarts": cosine_restarts(50, 4),
        "one-cycle": one_cycle(200),
        "warm-up, stable, decay": warmup_stable_decay(10, 110, 80),
    }
    rates = sweep(0.004, 0.5, 13)[:, None]
    found = {}
    for name, factor in factors.items():
        ends = descend(BOWL, GradientDescent(lr=rates * factor), 200, keep="last").losses[-1].mean(axis=-1)
        ends = np.where(np.isfinite(ends), ends, np.inf)
        found[name] = rates[ends.argmin()].item(), ends.min()
        assert 0 < ends.argmin() < 12, "not at the edge of the grid"
    return found


def test_each_decay_ends_lower_than_the_best_constant_rate_and_wants_a_higher_rate(best):
    rate, loss = best["constant"]
    for name in ("step", "cosine", "warm-up, then cosine"):
        assert 0.2 < best[name][1] / loss < 0.45, "about a third"
        assert 2 <= best[name][0] / rate <= 5
    for name in set(best) - {"constant"}:
        assert 0.2 < best[name][1] / loss < 0.8, f"a quarter to two thirds, give or take seeds: {name}"
        assert best[name][0] > rate
    assert best["restarts"][1] == max(loss for name, (_, loss) in best.items() if name != "constant")


def steps_to_arrive(rates, x=4.0):
    for t, rate in enumerate(rates):
        x = x - rate * (x + x**3)
        if not -100 < x < 100:
            return np.inf
        if abs(x) < 0.001:
            return t + 1


def test_the_walls_that_get_steeper():
    assert min(steps_to_arrive([rate] * 1000) for rate in np.linspace(0.01, 0.0399, 50)) >= 165
    assert pytest.approx(-2.8) == 4 - 0.1 * (4 + 4**3) and pytest.approx(0.6) == 4 - 0.05 * (4 + 4**3)
    steps = {warm: steps_to_arrive((0.5 * warmup(warm))(np.arange(300))) for warm in (3, 5, 10, 40)}
    assert steps == {3: np.inf, 5: 13, 10: 15, 40: 30}
    assert [1 + 3 * x**2 for x in (0, 4)] == [1, 49]
    assert 4 - 0.5 * (4 + 4**3) == -30
    assert pytest.approx(0.04, abs=1e-3) == 2 / 49


def test_other_schedules_where_the_lesson_names_a_value():
    t = np.arange(10_000)
    assert exponential_decay(0.9)(t).sum() == pytest.approx(10)
    assert inverse_time_decay(10)(np.arange(10**6)).sum() > 2 * inverse_time_decay(10)(np.arange(1000)).sum()
    assert cosine_decay(1000)(t).sum() == pytest.approx(500, rel=0.01), "half of what a constant rate covers"
    assert pytest.approx(0.98, abs=1e-3) == 0.5 ** (1 / 34) and pytest.approx(2.3e-11, rel=0.02) == 0.4 * 0.5**34
    assert pytest.approx(6e-11, rel=0.05) == 0.5**34


def test_the_last_restart_throws_the_loss_up_and_then_lower():
    bowl = noisy(quadratic([1, 10]), sigma=1, seed=np.arange(40)[:, None])
    loss = descend(bowl, GradientDescent(0.0669 * cosine_restarts(50, 4)), 200).losses.mean(axis=1)
    assert loss[151:175].max() > 2 * loss[150] and loss[200] < 0.8 * loss[150]


# ---- what can go wrong


def test_a_rate_that_runs_out():
    lr = 0.003 * exponential_decay(0.9)
    short, long = (descend(mountain(), GradientDescent(lr), steps) for steps in (60, 600))
    full = descend(mountain(), GradientDescent(0.003), 60)
    assert diagnose(short.losses).regime == "settles"
    assert short.distances()[-1] > 1.7 and short.distances()[-1] - long.distances()[-1] < 0.01
    slope = [np.linalg.norm(mountain().gradient(w)) for w in (long.positions[0], long.positions[-1])]
    assert slope[1] / slope[0] == pytest.approx(2 / 3, abs=0.02), "two thirds as steep as at the start"
    assert full.distances()[-1] < 0.01
    assert descend(mountain(), GradientDescent(0.0025 * exponential_decay(0.94)), 60).distances()[-1] > 1, "exercise 6"


# ---- the network


@pytest.fixture(scope="module")
def trained():
    from lrlib import digits, mlp, train_many

    data = digits()
    b, rates = data.batches(32), sweep(0.2, 1.6, 4)
    factors = {
        "constant": constant(),
        "step": milestones([6 * b, 8 * b], 0.1),
        "cosine": cosine_decay(10 * b),
        "warm-up, cosine": join([warmup(b), cosine_decay(9 * b)], at=[b]),
    }
    made = {
        name: train_many(mlp(64), data, GradientDescent(lr=rates * factor), 10, 32, range(14))
        for name, factor in factors.items()
    }
    rule = GradientDescent(lr=rates)
    made["plateau"] = train_many(mlp(64), data, rule, 10, 32, range(14), plateau=Plateau(factor=0.1, patience=1))
    return made


def with_seeds(history, seeds):
    """The setting that is best in the mean of these seeds: (its rate, its losses, its accuracies)."""
    losses, right = history.validation_losses[-1][:, seeds], history.validation_accuracies[-1][:, seeds]
    place = np.where(np.isfinite(losses).all(axis=1), losses.mean(axis=1), np.inf).argmin()
    return np.ravel(history.lr)[place], losses[place], right[place]


def test_on_the_network_the_gain_is_small_and_the_spread_much_smaller(trained):
    assert with_seeds(trained["constant"], np.arange(6, 14))[1].mean() == pytest.approx(0.145, abs=0.007)
    for seeds in (np.arange(6), np.arange(6, 14)):  # the lesson's, and eight others
        rate, losses, right = with_seeds(trained["constant"], seeds)
        assert round(rate, 6) in (0.4, 0.8) and 0.12 < losses.mean() < 0.175
        for name in ("step", "cosine", "warm-up, cosine"):
            own_rate, own_losses, own_right = with_seeds(trained[name], seeds)
            assert own_rate == pytest.approx(0.8) and 0.115 < own_losses.mean() < 0.135
            assert -0.01 < losses.mean() - own_losses.mean() < 0.05
            assert abs(own_right.mean() - right.mean()) < 0.012, "hardly more images right"
            assert np.ptp(own_losses) < np.ptp(losses) and np.ptp(own_losses) < 0.035


def test_what_the_step_gains_in_images(trained):
    """In points, each seed against itself: within two standard errors with the lesson's six, beyond them with all."""
    gains = {}
    for count in (6, 14):
        seeds = np.arange(count)
        gain = 100 * (with_seeds(trained["step"], seeds)[2] - with_seeds(trained["constant"], seeds)[2])
        gains[count] = gain.mean(), gain.std(ddof=1) / np.sqrt(count)
    assert gains[6][0] == pytest.approx(0.5, abs=0.2) and gains[6][0] < 2 * gains[6][1]
    assert gains[14][0] == pytest.approx(0.8, abs=0.15) and gains[14][1] == pytest.approx(0.2, abs=0.06)
    assert round(360 * gains[14][0] / 100) == 3


def test_the_schedules_differ_by_less_than_they_gain_and_a_warm_up_brings_nothing(trained):
    lows = [with_seeds(trained[name], np.arange(14))[1].mean() for name in ("step", "cosine", "warm-up, cosine")]
    assert np.ptp(lows) < 0.012 and abs(lows[1] - lows[2]) < 0.006


def test_where_the_rate_drops_the_loss_ends_lower_and_lies_still(trained):
    loss = {name: trained[name].at(lr=0.8).validation_losses.mean(axis=1) for name in ("constant", "step")}
    np.testing.assert_allclose(loss["constant"][:7], loss["step"][:7])
    assert loss["step"][7] < 0.75 * loss["step"][6], "within a single epoch"
    assert np.ptp(loss["step"][7:]) < 0.01, "and lies still"
    assert loss["constant"][7:].min() > loss["step"][-1]
    assert trained["step"].at(lr=0.8).train_losses[-1].mean() < 0.5 * loss["step"][-1], "learned by heart, half of it"


def test_the_plateau_rule_drops_at_another_epoch_for_each_seed(trained):
    lrs = trained["plateau"].at(lr=0.8).lrs
    first = np.where((lrs < 0.5).any(axis=0), (lrs < 0.5).argmax(axis=0) // 34, -1)
    assert len(set(first)) >= 3 and (first == -1).any() and 4 <= np.median(first[first >= 0]) <= 8
    assert with_seeds(trained["plateau"], np.arange(14))[1].mean() < 0.145


def test_a_batch_is_wrong_by_as_much_as_there_is_to_know_until_the_network_has_learned_its_images():
    import torch
    from torch.nn.functional import cross_entropy

    from lrlib import digits, mlp, train

    data = digits()
    inputs, targets = data.train
    order = torch.Generator().manual_seed(0)

    def gradient(network, some):
        slopes = torch.autograd.grad(cross_entropy(network(inputs[some]), targets[some]), network.parameters())
        return torch.cat([slope.ravel() for slope in slopes])

    lengths, right = {}, {}
    for epochs in (0, 10, 40):
        history = train(mlp(64), data, GradientDescent(0.4), epochs, batch_size=32)
        full = gradient(history.model, torch.arange(len(inputs)))
        some = [torch.randperm(len(inputs), generator=order)[:32] for _ in range(100)]
        errors = [float((gradient(history.model, batch) - full).norm()) for batch in some]
        lengths[epochs], right[epochs] = (float(full.norm()), np.mean(errors)), history.train_accuracies[-1]
    assert all(error > 0.95 * full for full, error in lengths.values())
    assert lengths[40][1] < 0.4 * lengths[0][1] and lengths[40][0] < 0.3 * lengths[0][0]
    assert right[40] > 0.99
