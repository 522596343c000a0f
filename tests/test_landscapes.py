"""Landscapes: exact gradients, the shapes that they promise, and the mountain's story pinned."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import check_grad

from lrlib import (
    Adagrad,
    GradientDescent,
    Landscape,
    Momentum,
    another_mountain,
    descend,
    double_well,
    mountain,
    noisy,
    quadratic,
    rosenbrock,
    rotated,
    saddle,
)
from lrlib.landscapes import CORNER, elevation_model, ways_down

MOUNTAIN = mountain()
LANDSCAPES = [
    quadratic([1, 10]),
    quadratic([3.0]),
    quadratic([0.2, 5, 70]),
    double_well(),
    MOUNTAIN,
    another_mountain(0),
    another_mountain(34),
    rosenbrock(),
    saddle(),
    rotated(rosenbrock(), 30),
]
names = [f"{land.name}-{land.dim}" for land in LANDSCAPES]


def points(land, count=50, seed=0):
    """Random positions well inside the landscape's window."""
    low, high = np.array(land.window).T
    return low + (high - low) * np.random.default_rng(seed).uniform(0.05, 0.95, (count, land.dim))


@pytest.mark.parametrize("land", LANDSCAPES, ids=names)
def test_gradient_is_the_slope_of_the_loss(land):
    for w in points(land):
        size = np.linalg.norm(land.gradient(w))
        assert check_grad(land, land.gradient, w, epsilon=1e-7) <= 2e-5 * max(1.0, size)


@pytest.mark.parametrize("land", LANDSCAPES, ids=names)
def test_gradient_agrees_with_central_differences_to_eight_digits(land):
    w, h = points(land), 1e-4
    for axis, direction in enumerate(np.eye(land.dim)):
        # Richardson: two central differences, so that the error is of fourth order in h.
        near = (land(w + h * direction) - land(w - h * direction)) / (2 * h)
        far = (land(w + 2 * h * direction) - land(w - 2 * h * direction)) / (4 * h)
        slope = (4 * near - far) / 3
        exact = land.gradient(w)[:, axis]
        # the terrain's cubic splines have a jump in their third derivative at every knot
        tolerance = 2e-4 if land.goal == "the lodge" else 1e-8
        np.testing.assert_allclose(slope, exact, rtol=0, atol=tolerance * np.abs(exact).max())


@pytest.mark.parametrize("land", LANDSCAPES, ids=names)
@pytest.mark.parametrize("shape", [(), (1,), (7,), (2, 3), (4, 1, 2)])
def test_last_axis_is_the_coordinates(land, shape):
    w = np.broadcast_to(land.start, (*shape, land.dim))
    assert land(w).shape == shape
    assert land.gradient(w).shape == w.shape
    np.testing.assert_array_equal(land.gradient(w), np.broadcast_to(land.gradient(land.start), w.shape))


@pytest.mark.parametrize("land", LANDSCAPES, ids=names)
def test_minimum_is_a_minimum_and_is_not_the_start(land):
    around = land.minimum + 0.05 * np.random.default_rng(1).normal(size=(200, land.dim))
    assert (land(around) > land(land.minimum)).all()
    assert np.abs(land.gradient(land.minimum)).max() < 1e-5
    assert land(land.start) > land(land.minimum)
    for point in (land.start, land.minimum):
        assert all(low < coordinate < high for coordinate, (low, high) in zip(point, land.window, strict=True))


@given(arrays(float, 3, elements=st.floats(0.01, 100)), arrays(float, 3, elements=st.floats(-50, 50)))
def test_bowl_in_closed_form(curvatures, w):
    bowl = quadratic(curvatures)
    np.testing.assert_allclose(bowl(w), 0.5 * (w @ np.diag(curvatures) @ w), rtol=1e-12)
    np.testing.assert_array_equal(bowl.gradient(w), curvatures * w)
    assert (bowl.mu, bowl.L) == (min(curvatures), max(curvatures))


def test_double_well_has_the_two_minima_of_the_lesson():
    well = double_well()
    x = np.linspace(-2.2, 2.2, 44001)[:, np.newaxis]
    loss = well(x)
    lowest = [float(x[i, 0]) for i in range(1, len(x) - 1) if loss[i] < min(loss[i - 1], loss[i + 1])]
    assert lowest == pytest.approx([-1.301, 1.131], abs=1e-3)
    assert [float(well([v])) for v in lowest] == pytest.approx([-3.514, -1.070], abs=1e-3)


def test_rosenbrock_by_hand():
    valley = rosenbrock()
    assert valley([-1.2, 1.0]) == pytest.approx(24.2) and valley([1.0, 1.0]) == 0 and valley([0.0, 0.0]) == 1
    np.testing.assert_allclose(valley.gradient([-1.2, 1.0]), [-215.6, -88.0], rtol=1e-13)
    curvatures = np.linalg.eigvalsh([[802, -400], [-400, 200]])
    assert curvatures == pytest.approx([0.399, 1001.6], rel=1e-3)
    h = 1e-6
    measured = [
        (valley.gradient([1 + h * a, 1 + h * b]) - valley.gradient([1 - h * a, 1 - h * b])) / (2 * h)
        for a, b in np.eye(2)
    ]
    np.testing.assert_allclose(measured, [[802, -400], [-400, 200]], rtol=1e-6)


def test_saddle_seems_to_be_the_end_and_is_not():
    land = saddle()
    assert (land([0.0, 0.0]), land([0.0, 1.0]), land([0.0, -1.0])) == (0, -0.25, -0.25)
    run = descend(land, GradientDescent(0.1), steps=300)
    slopes = np.linalg.norm(land.gradient(run.positions), axis=-1)
    slowest = slopes[:100].argmin()
    assert slopes[slowest] < 0.02 and abs(run.losses[slowest]) < 1e-3  # it looks as if it had arrived
    np.testing.assert_allclose(run.positions[:20, 1], 1e-4 * 1.1 ** np.arange(20), rtol=1e-3)  # y grows by 1 + η
    np.testing.assert_allclose(run.positions[-1], [0, 1], atol=1e-6)
    ridge = descend(saddle(start=(1.0, 0.0)), GradientDescent(0.1), steps=300)
    np.testing.assert_allclose(ridge.positions[-1], [0, 0], atol=1e-12)
    other = descend(saddle(start=(1.0, -1e-4)), GradientDescent(0.1), steps=300)
    np.testing.assert_allclose(other.positions[-1], [0, -1], atol=1e-6)


@pytest.mark.parametrize(
    "land", [land for land in LANDSCAPES if land.mu is not None], ids=lambda land: f"{land.name}-{land.dim}"
)
def test_curvature_bounds_hold_everywhere(land):
    """Between any two places the slopes differ by at least mu, and at most L, times the distance."""
    a, b = points(land, 500, seed=1), points(land, 500, seed=2)
    a[0], b[0] = 1e-4, -1e-4  # around the origin, where the saddle's bound is met
    along = ((land.gradient(a) - land.gradient(b)) * (a - b)).sum(axis=-1) / ((a - b) ** 2).sum(axis=-1)
    assert (along >= land.mu - 1e-9).all()
    if land.L is not None:
        assert (along <= land.L + 1e-9).all()


# Noise


def test_noise_is_normal_and_new_at_each_step_and_coordinate():
    noise = noisy(quadratic([1.0, 1.0]), sigma=3.0, seed=np.arange(50)[:, np.newaxis]).noise
    drawn = np.array([noise(t) for t in range(400)]) / 3  # step, seed, coordinate
    assert drawn.shape == (400, 50, 2)
    n = drawn.size
    assert abs(drawn.mean()) < 4 / n**0.5 and abs(drawn.var() - 1) < 4 * (2 / n) ** 0.5
    assert abs((drawn**4).mean() - 3) < 4 * (96 / n) ** 0.5
    for one, other in [
        (drawn[:-1], drawn[1:]),
        (drawn[:-100], drawn[100:]),
        (drawn[:, :-1], drawn[:, 1:]),
        (drawn[..., 0], drawn[..., 1]),
    ]:
        assert abs((one * other).mean()) < 4 / one.size**0.5
    assert len(np.unique(drawn)) == n


def test_large_seeds_that_are_neighbors_make_different_noise():
    """As floats they would be one: those are exact up to 2⁵³. A clock in nanoseconds counts beyond that."""
    one, other = (noisy(quadratic(), 1, seed).gradient([0, 0], 0) for seed in (2**60, 2**60 + 1))
    assert (one != other).all()


def test_noise_is_a_pure_function_of_seed_and_step():
    seeds = np.array([[[7], [8]], [[9], [10]], [[11], [7]]])
    many, one = noisy(MOUNTAIN, 2.0, seeds), noisy(MOUNTAIN, 2.0, 7)
    w = np.array([2.0, 3.0])
    for t in (350, 0, 99, 100, 7):  # in any order
        gradient = many.gradient(w, t)
        assert gradient.shape == (3, 2, 2)
        np.testing.assert_array_equal(gradient[0, 0], one.gradient(w, t))
        np.testing.assert_array_equal(gradient[2, 1], one.gradient(w, t))
        np.testing.assert_array_equal(noisy(MOUNTAIN, 2.0, 7).gradient(w, t), one.gradient(w, t))
        np.testing.assert_array_equal(gradient[0, 0] - many.gradient(w, t)[1, 1], gradient[0, 0] - gradient[1, 1])
        assert (gradient[0, 0] != gradient[0, 1]).all()
    assert one(w) == MOUNTAIN(w) and one.minimum is MOUNTAIN.minimum
    exact = noisy(MOUNTAIN, 0.0, 7)
    np.testing.assert_array_equal(exact.gradient(w, 3), MOUNTAIN.gradient(w))
    assert repr(one) == "<Landscape: noisy mountain, 2 coordinates>"


def test_mountain_story_is_pinned():
    """Smoothing, corner, start and lodge decide what every lesson says: a change here is a change of the course."""
    assert MOUNTAIN(MOUNTAIN.start) == pytest.approx(754.278, abs=1e-3)
    assert MOUNTAIN(MOUNTAIN.minimum) == pytest.approx(481.499, abs=1e-3)
    np.testing.assert_allclose(MOUNTAIN.start, [2.8, 5.7])
    np.testing.assert_allclose(MOUNTAIN.minimum, [1.98954, 2.04655], atol=1e-5)
    np.testing.assert_allclose(MOUNTAIN.gradient(MOUNTAIN.start), [-13.800, 92.787], atol=1e-3)
    assert MOUNTAIN.window == ((0.0, 6.0), (0.0, 6.6))


def test_mountain_curvature_at_the_lodge_sets_the_edge():
    h = 1e-4
    columns = [
        (MOUNTAIN.gradient(MOUNTAIN.minimum + h * e) - MOUNTAIN.gradient(MOUNTAIN.minimum - h * e)) / (2 * h)
        for e in np.eye(2)
    ]
    flat, steep = np.linalg.eigvalsh(np.array(columns))
    assert flat == pytest.approx(71.81, abs=0.01)
    assert steep == pytest.approx(237.92, abs=0.01)


def test_the_lodge_is_reached_below_the_edge_and_not_above():
    """2 / L at the lodge, 0.00841, decides: from the lodge's doorstep, slightly less settles, slightly more leaves."""
    edge = 2 / 237.92
    for factor, settles in [(0.5, True), (0.98, True), (1.02, False)]:
        w = MOUNTAIN.minimum + [0.001, 0.003]
        for _ in range(2000):
            w = w - factor * edge * MOUNTAIN.gradient(w)
        assert (np.linalg.norm(w - MOUNTAIN.minimum) < 1e-4) == settles


def test_elevation_model_is_the_real_one():
    elevation, pixel_east, pixel_north = elevation_model()
    assert elevation.shape == (403, 344)  # east, north
    assert (elevation.min(), elevation.max()) == (236, 1076)
    assert pixel_east == pytest.approx(0.0744, abs=1e-4)
    assert pixel_north == pytest.approx(0.0927, abs=1e-4)
    # The escarpment of Cumberland Mountain looks south-east: high ground in the west, the valley in the east.
    assert elevation[:200].mean() > elevation[200:].mean() + 100


@pytest.mark.parametrize("seed", range(35))
def test_another_mountain_is_a_way_that_can_be_done_and_takes_its_time(seed):
    land = another_mountain(seed)
    run = descend(land, GradientDescent(lr=0.002), steps=60)
    assert run.distances()[-1] <= 0.1
    assert 2 <= run.distances()[0] <= 5 and run.losses[0] - land(land.minimum) >= 80
    np.testing.assert_array_equal(land.start, land.start.round(1))
    assert land.window == MOUNTAIN.window
    inside = np.stack(np.meshgrid(*(np.linspace(*side, 60) for side in land.window)), axis=-1)
    assert np.isfinite(land(inside)).all() and np.isfinite(land.gradient(inside)).all()
    for place in (land.start, land.minimum):
        assert all(low + 0.5 <= x <= high - 0.5 for x, (low, high) in zip(place, land.window, strict=True))
    around = land.minimum + 0.05 * np.random.default_rng(1).normal(size=(200, 2))
    assert (land(around) > land(land.minimum)).all() and np.abs(land.gradient(land.minimum)).max() < 1e-5
    # Uphill from the start there is a summit, 450 m away but for what rounding adds: 70 m, and half a pixel.
    summit = land.start
    for _ in range(500):
        summit = summit + 0.002 * land.gradient(summit)
    assert np.linalg.norm(summit - land.start) == pytest.approx(0.45, abs=0.16)


def test_another_mountain_stands_on_the_same_ground_as_the_mountain_and_out_of_its_sight():
    corners = [corner for _, _, corner in ways_down()]
    for seed, corner in enumerate(corners):
        land = another_mountain(seed)
        w = np.array([[0.1, 0.2], [3.0, 4.0], [5.9, 6.5]])
        there = w + corner - CORNER
        np.testing.assert_allclose(land(w), MOUNTAIN(there), rtol=0, atol=1e-7)
        np.testing.assert_allclose(land.gradient(w), MOUNTAIN.gradient(there), rtol=0, atol=1e-6)
        for place in (MOUNTAIN.start, MOUNTAIN.minimum):
            x = place + CORNER - corner
            assert not all(low <= at <= high for at, (low, high) in zip(x, land.window, strict=True))


def test_the_seeds_of_another_mountain():
    ways = ways_down()
    assert len(ways) == 35
    assert len({(*start, *lodge.round(3)) for start, lodge, _ in ways}) == 35, "all different"
    assert len({tuple(lodge.round(3)) for _, lodge, _ in ways}) == 21, "the valleys"
    lengths = [np.linalg.norm(start - lodge) for start, lodge, _ in ways]
    assert lengths == sorted(lengths)
    for seed in (0, 34):  # and from 35 on they come round again
        np.testing.assert_array_equal(another_mountain(seed).start, another_mountain(seed + 35).start)
        np.testing.assert_array_equal(another_mountain(seed).minimum, another_mountain(seed + 35).minimum)
    assert repr(another_mountain(7)) == "<Landscape: mountain of seed 7, 2 coordinates>"
    # The same on every machine: a change here changes what people have shared.
    places = [[*another_mountain(seed).start, *another_mountain(seed).minimum] for seed in (0, 7, 34)]
    pinned = [[3.8, 4.5, 2.216, 5.7255], [3.1, 2.2, 2.9763, 4.4157], [1.1, 2.1, 4.9587, 4.5775]]
    np.testing.assert_allclose(places, pinned, rtol=0, atol=1e-4)


def test_off_the_map_there_is_no_ground():
    outside = np.array([[-6.0, 3.0], [30.0, 3.0], [3.0, -20.0], [3.0, 20.0], [np.nan, 3.0]])
    assert np.isnan(MOUNTAIN(outside)).all()
    assert np.isnan(MOUNTAIN.gradient(outside)).all()
    assert np.isfinite(MOUNTAIN([[-5.4, 3.0], [24.3, 15.4]])).all()


def test_a_quarter_turn_takes_x_to_y_and_y_to_minus_x():
    turned = rotated(quadratic([1, 100]), 90)
    np.testing.assert_allclose(turned.start, [-1, 10], atol=1e-12)
    np.testing.assert_allclose(turned([2.0, 3.0]), 0.5 * (100 * 4 + 9))
    np.testing.assert_allclose(turned.gradient([2.0, 3.0]), [200, 3])
    np.testing.assert_allclose(turned.window, [(-4, 4), (-12, 12)], atol=1e-12)
    assert (turned.mu, turned.L) == (1, 100) and turned.name == "bowl turned by 90°"
    np.testing.assert_allclose(rotated(rosenbrock(), 90).minimum, [-1, 1], atol=1e-12)
    assert rotated(saddle(), 45)(rotated(saddle(), 45).minimum) == pytest.approx(-0.25)


def test_gradient_descent_does_not_notice_a_rotation_and_adagrad_does():
    """Not so with a sign lost in the turn: there and back must be the same turn."""
    bowl, angle = quadratic([1, 30]), np.radians(25)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    for rule in (GradientDescent(0.05), Momentum(0.02)):
        there, here = descend(rotated(bowl, 25), rule, 50), descend(bowl, rule, 50)
        np.testing.assert_allclose(there.positions, here.positions @ turn.T, atol=1e-12)
        np.testing.assert_allclose(there.losses, here.losses, rtol=1e-9, atol=1e-12)
    there, here = descend(rotated(bowl, 25), Adagrad(2.0), 50), descend(bowl, Adagrad(2.0), 50)
    assert there.losses[-1] > 100 * here.losses[-1]


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: rotated(quadratic([1]), 45), ValueError, "rotated wants a landscape of 2 coordinates; the bowl has 1"),
        (lambda: rotated(quadratic([1, 2]), [45]), ValueError, r"degrees must be one finite number; got \[45"),
        (lambda: rotated(quadratic([1, 2]), np.nan), ValueError, "degrees must be one finite number; got nan"),
        (lambda: quadratic([1, -2]), ValueError, "curvatures must be finite and greater than 0; got -2"),
        (lambda: quadratic([1, 0]), ValueError, "curvatures must be finite and greater than 0; got 0"),
        (lambda: quadratic([]), ValueError, "curvatures must hold at least one number"),
        (lambda: quadratic([[1, 2]]), ValueError, r"curvatures must be a list of numbers.*shape is \(1, 2\)"),
        (lambda: quadratic("steep"), TypeError, "curvatures must be a number or an array of numbers; got 'steep'"),
        (lambda: quadratic([1, np.nan]), ValueError, "curvatures must be finite"),
        (lambda: quadratic([1, 2], start=[1]), ValueError, r"start must have 2 coordinates.*shape is \(1,\)"),
        (lambda: double_well(start=[1, 2]), ValueError, r"start must be one number; its shape is \(2,\)"),
        (lambda: saddle(start=[1]), ValueError, r"start must have 2 coordinates; its shape is \(1,\)"),
        (lambda: another_mountain(-1), ValueError, "seed must be at least 0; got -1"),
        (lambda: another_mountain(0.5), TypeError, "seed must be a whole number; got 0.5"),
        (lambda: noisy(MOUNTAIN, -1, 0), ValueError, "sigma must be finite and at least 0; got -1"),
        (lambda: noisy(MOUNTAIN, 1, -1), ValueError, "seed must be finite and at least 0; got -1"),
        (lambda: noisy(MOUNTAIN, 1, 0.5), TypeError, "seed must be a whole number, or an array of them; got 0.5"),
        (lambda: noisy(MOUNTAIN, 1, [1, 2]), ValueError, r"seed must be a number, .*\(2,\) \(a sweep of n seeds"),
        (lambda: noisy(noisy(MOUNTAIN, 1, 0), 1, 0), ValueError, "the noisy mountain is noisy already"),
        (lambda: noisy(MOUNTAIN, 1, 0).gradient([2, 3]), TypeError, r"on the noisy mountain .*: gradient\(w, step\)"),
        (lambda: MOUNTAIN([1.0, 2.0, 3.0]), ValueError, r"w must have 2 coordinates.*shape is \(3,\)"),
        (lambda: MOUNTAIN.gradient(1.0), ValueError, r"w must have 2 coordinates.*shape is \(\)"),
        (lambda: MOUNTAIN([[1, 2], [3]]), TypeError, "w must be a number or an array of numbers"),
    ],
)
def test_bad_input_is_named(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_landscape_is_frozen_and_says_what_it_is():
    assert isinstance(MOUNTAIN, Landscape)
    assert repr(MOUNTAIN) == "<Landscape: mountain, 2 coordinates>"
    with pytest.raises(AttributeError):
        MOUNTAIN.start = np.zeros(2)
