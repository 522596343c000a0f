"""What lesson 02, its predictions and its exercise say and no cell prints: each number here stands in their text."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from lrlib import GradientDescent, descend, digits, double_well, mlp, mountain, quadratic, regimes, train, train_many
from lrlib.feedback import verdict
from lrlib.feedback.bank.lesson_02 import RUNS
from lrlib.networks import fresh

ROOT = Path(__file__).parent.parent
LESSON = ROOT / "notebooks" / "02_too_high_too_low.ipynb"
BOWL = quadratic([1, 10])
DATA, NETWORK, SEEDS = digits(), mlp(64), (0, 1, 2)


@cache
def trained(rate, pixels=1):
    """Three networks at one rate, on digits with pixels from 0 to `pixels`: a History with an axis of three seeds."""
    parts = {"train": DATA.train, "validation": DATA.validation}
    data = replace(DATA, **{name: part._replace(inputs=pixels * part.inputs) for name, part in parts.items()})
    return train_many(NETWORK, data, GradientDescent(lr=rate), epochs=20, seeds=SEEDS)


# ---- the bowl


def test_the_goals_of_the_explorable_can_be_reached():
    bowl = regimes()
    rates, verdicts = bowl.meta["rates"], bowl.meta["verdicts"]
    first = next(i for i, each in enumerate(verdicts) if each["regime"] == "diverges")
    assert rates[first] == "0.214"
    assert any(each["regime"] == "settles" and "every step overshoots" in each["words"] for each in verdicts)
    sent = np.frombuffer(bowl.buffer, "<f4").reshape(bowl.meta["shape"])
    assert rates[int(sent[:, 60, 2].argmin())] == "0.182"


def test_below_the_edge_the_loss_of_a_bowl_falls_at_every_step():
    """So that no loss curve of a bowl shows the hopping."""
    runs = descend(BOWL, GradientDescent(lr=np.linspace(0.001, 0.1999, 200)[:, np.newaxis]), steps=60)
    assert (np.diff(runs.losses, axis=0) < 0).all()


def test_half_the_best_rate_takes_twice_as_long():
    bowl = quadratic([1, 10], start=[1, 1])

    def steps(rate):
        run = descend(bowl, GradientDescent(lr=rate), steps=1000)
        return int((np.abs(run.positions).max(axis=-1) > 0.01).sum())

    assert steps(2 / 11) == 23 and 1.9 < steps(1 / 11) / steps(2 / 11) < 2.2
    assert steps(0.01) == steps(0.199) == 459  # the figure's words


def test_each_rate_above_1_has_a_lower_one_that_is_as_quick_and_at_2_nothing_gets_nearer():
    one = quadratic([10.0], start=[1.0])

    def sizes(rate):
        return np.abs(descend(one, GradientDescent(lr=rate / 10), steps=20).positions[:, 0])

    for high, low in ((1.5, 0.5), (1.8, 0.2), (1.01, 0.99)):
        np.testing.assert_allclose(sizes(high), sizes(low), rtol=1e-9)
    np.testing.assert_allclose(descend(one, GradientDescent(lr=0.2), steps=9).positions[:, 0], [1, -1] * 5)


def test_two_units_make_a_valley_a_million_times_as_curved_one_way():
    km = np.array([0.8, 1.5, 2.0, 3.1, 4.2])
    assert np.mean((1000 * km) ** 2) / np.mean(km**2) == pytest.approx(1e6)
    both = np.stack([part.ravel() for part in np.meshgrid(km, 1000 * km)])  # each length with each: independent
    for lengths, number in ((both, 2.6e6), (both - both.mean(axis=1, keepdims=True), 1e6)):
        curvatures = np.linalg.eigvalsh(lengths @ lengths.T / lengths.shape[1])
        assert curvatures[1] / curvatures[0] == pytest.approx(number, rel=0.02)
    assert 2 / np.mean(km**2) == pytest.approx(0.2929, abs=5e-5)  # prediction 02.3 names it


# ---- the mountain


def test_the_mountain_lets_go_of_those_who_hop_within_100_meters_at_0_0085():
    hill = mountain()
    away = descend(hill, GradientDescent(lr=0.0085), steps=400, start=hill.minimum + 0.01).distances()
    assert away[-100:].min() > 0.05 and away.max() < 0.1
    hessian = [(hill.gradient(hill.minimum + d) - hill.gradient(hill.minimum - d)) / 2e-4 for d in 1e-4 * np.eye(2)]
    assert 2 / np.linalg.eigvalsh(hessian).max() == pytest.approx(0.00841, abs=5e-6)


# ---- the network


def test_six_rates_from_crawling_to_hopeless():
    flat, slow, right, leaping, flat_again, hopeless = (
        trained(rate).train_losses for rate in (1e-4, 0.01, 0.5, 1.5, 5.0, 1000.0)
    )
    assert len(DATA.validation.targets) + len(DATA.test.targets) == 720
    assert NETWORK(DATA.train.inputs[:1]).shape == (1, 10) and np.log(10) == pytest.approx(2.303, abs=5e-4)
    assert (np.diff(flat, axis=0) < 0).all() and (flat[0] - flat[-1] < 0.005).all(), "falls by a hair at every epoch"
    assert flat[0, 0] == pytest.approx(2.314, abs=5e-4) and flat[-1, 0] == pytest.approx(2.311, abs=5e-4)
    assert (np.diff(slow, axis=0) < 0).all() and np.all(np.abs(slow[-1] - 2.07) < 0.05), "falls slowly, to about 2.1"
    assert (right[-1] < 0.1).all()
    rises = np.diff(leaping, axis=0)
    assert (leaping.min(axis=0) < 1).all() and rises.max() > 0.3 and (rises > 0).sum(axis=0).min() >= 4
    assert (rises.max(axis=0) > 0.5).all(), "it leaps,"
    assert (np.diff(right, axis=0).max(axis=0) > 0).all() and np.diff(right, axis=0).max() < 0.06, "and 0.5 trembles"
    assert np.abs(flat_again[5:] - 2.33).max() < 0.1, "flat, near 2.3"
    assert np.isfinite(hopeless).all() and 100 < np.median(hopeless[1:]) < 1000, "in the hundreds, and no nan"
    assert ((np.diff(hopeless, axis=0) > 0).sum(axis=0) >= 4).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_at_a_rate_of_5_the_middle_layer_is_off_and_stays_off(seed):
    network = train(NETWORK, DATA, GradientDescent(lr=5.0), epochs=20, seed=seed).model
    assert (network[:2](DATA.train.inputs) == 0).all()
    scores = network(DATA.train.inputs)
    assert (scores == scores[0]).all(), "the same ten scores whatever it sees"


def test_the_cliff_lies_between_1_and_2_15_and_the_other_side_is_a_slope():
    final = {rate: trained(rate).validation_losses[-1].mean() for rate in (0.001, 0.0464, 0.215, 0.464, 1.0)}
    assert final[0.001] > 2.2 and final[0.215] == pytest.approx(0.165, abs=0.02)
    assert max(final[0.464], final[1.0]) < final[0.215], "and below from there to 1"
    assert 0.3 < final[0.0464] < 1, "ten times too low: the loss is still on its way"
    ringed = {rate: trained(rate).validation_losses[-1, :2].mean() for rate in final}  # the lesson's two seeds
    assert min(ringed, key=ringed.get) == 0.464 and 4.5 < 2.15 / 0.464 < 5.5, "2.2 is five times the best of the 16"
    for rate in (2.15, 4.64, 10.0):
        assert (trained(rate).validation_losses[-1] > 1.7).all() and trained(rate).validation_losses[-1].mean() > 2


def test_the_rate_belongs_to_the_units():
    def recognized(rate, pixels):
        return trained(rate, pixels).validation_accuracies[-1].mean()

    assert recognized(0.5, 1) > 0.95 and recognized(0.5, 16) < 0.15
    assert 0.8 < recognized(0.03, 1) < 0.92 and recognized(0.03, 16) > 0.95


def sharpness(network, rounds=80):
    """The largest curvature of the loss on the training part, by power iteration."""
    weights = list(network.parameters())
    loss = cross_entropy(network(DATA.train.inputs), DATA.train.targets)
    slopes = torch.autograd.grad(loss, weights, create_graph=True)
    generator = torch.Generator().manual_seed(0)
    way = [torch.randn(w.shape, generator=generator) for w in weights]
    for _ in range(rounds):
        size = torch.sqrt(sum((part**2).sum() for part in way))
        way = [part / size for part in way]
        turned = torch.autograd.grad(sum((s * p).sum() for s, p in zip(slopes, way, strict=True)), weights, None, True)
        curvature = sum((p * t).sum() for p, t in zip(way, turned, strict=True)).item()
        way = [part.detach() for part in turned]
    return curvature


@pytest.mark.slow
def test_the_sharpness_of_the_network():
    at_first = sharpness(fresh(NETWORK, 0))
    assert at_first == pytest.approx(0.57, abs=0.01) and 2 / at_first == pytest.approx(3.5, abs=0.05)
    low, high = (sharpness(train(NETWORK, DATA, GradientDescent(lr=rate), epochs=20).model) for rate in (0.1, 1.0))
    assert low == pytest.approx(3.7, abs=0.15) and 2 / low == pytest.approx(0.5, abs=0.06)
    assert high == pytest.approx(1.3, abs=0.4) and high < 2 / 1.0 < low, "at the rate 1 it settles where 2/L is above 1"
    # At the same loss the contrast is smaller: about 2 against 1.3.
    goal = trained(1.0).train_losses[-1, 0]
    losses = train(NETWORK, DATA, GradientDescent(lr=0.1), epochs=200).train_losses
    as_low = train(NETWORK, DATA, GradientDescent(lr=0.1), epochs=int(np.argmax(losses <= goal))).model
    assert sharpness(as_low) == pytest.approx(2.0, abs=0.2) and sharpness(as_low) > high
    assert at_first < min(low, high), "flat at its first weights"


def test_a_sequence_of_rates_beats_every_constant_one_where_the_curvatures_are_known():
    """Rates spaced as Chebyshev's polynomial has its zeros: 27 steps for κ = 100, where the best one takes 231."""
    low, high, steps = 1.0, 100.0, 27
    zeros = np.cos(np.pi * (np.arange(steps) + 0.5) / steps)
    rates = 1 / ((high + low) / 2 + (high - low) / 2 * zeros)
    curvatures = np.linspace(low, high, 5000)
    assert np.abs(np.prod(1 - rates[:, np.newaxis] * curvatures, axis=0)).max() <= 0.01


# ---- what can go wrong


def test_two_hollows_and_three_fates():
    def curvature(x):
        return 12 * x**2 - 6

    well = double_well()
    x = 1.1309011  # the bottom on the right, and the one on the left:
    assert well.gradient([x]) == pytest.approx(0, abs=1e-5)
    assert curvature(x) == pytest.approx(9.35, abs=5e-3) and 2 / curvature(x) == pytest.approx(0.214, abs=5e-4)
    assert 2 / curvature(well.minimum[0]) == pytest.approx(0.140, abs=5e-4)
    assert [curvature(start) for start in (1.5, 2, 2.5)] == [21, 42, 69]
    settles, hops, gone = (descend(well, GradientDescent(0.15), steps=200, start=[s]) for s in (1.5, 2.0, 2.5))
    assert settles.positions[60, 0] == pytest.approx(x, abs=1e-4)
    assert hops.positions[1, 0] < 0, "the first step leads across the hill"
    assert gone.positions[1, 0] == pytest.approx(-4.8, abs=0.05) and gone.losses[1] == pytest.approx(447, abs=0.5)
    assert well([0.7]) == pytest.approx(0.7**4 - 3 * 0.7**2 + 0.7), "the formula in the text"
    np.testing.assert_allclose(hops.positions[-1], hops.positions[-3], atol=1e-6)
    assert abs(hops.positions[-1, 0] - hops.positions[-2, 0]) > 0.3, "forever"
    assert gone.diverged_at == 6


# ---- the exercise, and what the lesson is


def test_the_numbers_of_the_first_task_are_what_its_names_say():
    source = nbformat.read(ROOT / "solutions" / LESSON.name, as_version=4)
    (cell,) = (cell.source for cell in source.cells if 'check("02.1"' in cell.source)
    rows = dict(zip(RUNS, re.findall(r"# (w|loss): (.*)", cell), strict=True))
    factors = dict(a=0.99, b=-0.9, c=0.3, d=-1.1, e=0.25)
    for run, (what, numbers) in rows.items():
        first = 50 if what == "loss" else 10
        np.testing.assert_allclose(
            [float(x) for x in numbers.split(", ")], first * factors[run] ** np.arange(5), atol=6e-4
        )
    assert rows["e"][0] == "loss" and 5 * 10**2 * 0.1 == 50  # ½ λ w² with λ = 1, w = 10


def test_a_step_at_1_goes_beyond_the_edge_and_the_next_mends_it():
    one = descend(BOWL, GradientDescent(lr=1.0), steps=1).positions[1]
    np.testing.assert_allclose(one, [0, -9], atol=1e-12)
    assert 1.0 / (2 / BOWL.L) == 5
    assert "after 2 steps" in verdict("02.5", [1, 0.1]).message


def test_cells_are_short():
    code = [cell for cell in nbformat.read(LESSON, as_version=4).cells if cell.cell_type == "code"]
    assert max(len(cell.source.splitlines()) for cell in code) <= 16
