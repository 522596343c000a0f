"""What lesson 01 and its predictions say of the mountain and no cell prints: each number here stands in their text."""

import numpy as np

from lrlib import GradientDescent, descend, mountain

HILL = mountain()


def test_right_is_a_range_of_rates_and_the_fastest_lie_just_below_those_that_hop():
    rates = np.geomspace(5e-4, 0.012, 400)
    settled = descend(HILL, GradientDescent(lr=rates[:, np.newaxis]), steps=60).settled_at(0.1)
    arrive = rates[settled >= 0]
    assert np.all(settled[(rates >= 0.0011) & (rates <= 0.0085)] >= 0), "every rate from 0.0011 to 0.0085"
    assert 0.00105 < arrive.min() < 0.0011 and 0.0085 < arrive.max() < 0.0087
    fast = rates[(settled >= 0) & (settled <= 10)]
    assert fast.min() > 0.006 and fast.max() == arrive.max() and settled[settled >= 0].min() == 8


def test_the_last_rates_that_arrive_hop_already_within_the_100_meters():
    run = descend(HILL, GradientDescent(lr=0.0085), steps=60)
    hops = np.diff(run.positions, axis=0)[-20:]
    assert run.settled_at(0.1) >= 0 and np.linalg.norm(hops, axis=1).min() > 0.05
    assert (np.einsum("ti,ti->t", hops[:-1], hops[1:]) < 0).all(), "to and fro"


def test_the_steps_of_a_descent_end_short():
    run = descend(HILL, GradientDescent(lr=0.003), steps=60)
    meters = 1000 * np.linalg.norm(np.diff(run.positions, axis=0), axis=1)
    assert round(meters[0]) == 281 and round(meters.max()) == 375
    assert round(meters[25]) == 9 and meters[-1] < 1, "9 m at step 26, less than a meter in the end"


def test_from_the_same_place_the_step_is_about_three_times_as_long():
    first = [descend(HILL, GradientDescent(lr=lr), steps=1) for lr in (0.003, 0.01)]
    slow, fast = (np.linalg.norm(run.positions[1] - run.positions[0]) for run in first)
    assert 3 < fast / slow < 3.5


def test_the_hops_of_the_skier_with_0_01_grow_and_then_stay():
    run = descend(HILL, GradientDescent(lr=0.01), steps=60)
    hops = np.linalg.norm(np.diff(run.positions, axis=0), axis=1)
    assert run.distances().argmin() == 9 and round(1000 * run.distances()[9]) == 14
    assert (np.diff(hops[9:20]) > 0).all(), "for a while each hop is longer than the last"
    assert np.all(np.abs(hops[24:] - 0.61) < 0.005), "after about 24 steps: 610 m"
    np.testing.assert_allclose(run.positions[-1], run.positions[-3], atol=2e-3)  # between the same two places


def test_a_little_below_the_edge_the_hops_get_shorter():
    """Prediction 01.3 D names 0.0083."""
    run = descend(HILL, GradientDescent(lr=0.0083), steps=60)
    hops = np.linalg.norm(np.diff(run.positions, axis=0), axis=1)
    assert (np.diff(hops[20:]) < 0).all() and run.settled_at(0.1) >= 0
    step = np.diff(run.positions, axis=0)
    assert (np.einsum("ti,ti->t", step[20:-1], step[21:]) < 0).all(), "and each goes back over the lodge"


def test_the_ridge_between_the_neighbors():
    you, neighbor = (descend(HILL, GradientDescent(lr=0.003), steps=60, start=[x, 5.7]) for x in (2.8, 2.4))
    assert (np.diff(neighbor.losses) < 0).all(), "every step went downhill"
    assert [round(float(run.losses[-1])) for run in (you, neighbor)] == [481, 452]
    between = HILL(np.stack([np.linspace(2.4, 2.8, 50), np.full(50, 5.7)], axis=-1))
    assert between.max() > max(between[0], between[-1]) + 0.5, "a ridge, if a low one, lies between the two starts"
