"""The surface under the mountain, held to SciPy, which does the same by other means."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.interpolate import RectBivariateSpline
from scipy.ndimage import gaussian_filter, maximum_filter

from lrlib.surface import Surface, peaks, smoothed

ROUGH = np.random.default_rng(0).normal(size=(6, 9))  # as small a grid as may be, and not square


@pytest.fixture
def theirs():
    return RectBivariateSpline(np.arange(6), np.arange(9), ROUGH, kx=3, ky=3, s=0)


def places():
    """Many at random, and the pixels themselves, edges and corners among them."""
    anywhere = np.random.default_rng(1).uniform(0, [5, 8], size=(500, 2))
    pixels = np.argwhere(np.ones(ROUGH.shape))
    return np.concatenate([anywhere, pixels]).T


def test_it_goes_through_every_height():
    x, y = np.meshgrid(np.arange(6), np.arange(9), indexing="ij")
    np.testing.assert_allclose(Surface(ROUGH).height(x, y), ROUGH, rtol=0, atol=1e-14)


def test_height_and_slopes_are_those_of_scipy(theirs):
    x, y = places()
    ours = [Surface(ROUGH).height(x, y), *Surface(ROUGH).slopes(x, y)]
    of_scipy = [theirs, theirs.partial_derivative(1, 0), theirs.partial_derivative(0, 1)]
    for own, spline in zip(ours, of_scipy, strict=True):
        np.testing.assert_allclose(own, spline(x, y, grid=False), rtol=0, atol=1e-12)


def test_a_cubic_is_met_exactly():
    def cubic(x, y):
        return x**3 - 2 * x**2 * y + x * y**3 / 5 - 4 * y + 1

    x, y = np.meshgrid(np.arange(6), np.arange(9), indexing="ij")
    surface, (x, y) = Surface(cubic(x, y).astype(float)), places()
    np.testing.assert_allclose(surface.height(x, y), cubic(x, y), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(surface.slopes(x, y)[0], 3 * x**2 - 4 * x * y + y**3 / 5, rtol=0, atol=1e-11)
    np.testing.assert_allclose(surface.slopes(x, y)[1], -2 * x**2 + 3 * x * y**2 / 5 - 4, rtol=0, atol=1e-11)


@pytest.mark.parametrize(
    "off", [(-1e-9, 2), (5 + 1e-9, 2), (2, -1e-9), (2, 8 + 1e-9), (np.nan, 2), (2, np.inf), (1e300, 2)]
)
def test_off_the_grid_there_is_nothing(off):
    surface, (x, y) = Surface(ROUGH), np.array([off, (2, 2)]).T
    for values in (surface.height(x, y), *surface.slopes(x, y)):
        assert np.isnan(values[0]) and np.isfinite(values[1])


def test_many_places_are_what_each_is_alone_to_the_last_bit():
    surface, (x, y) = Surface(ROUGH), places()
    many = np.array([surface.height(x, y), *surface.slopes(x, y)])
    alone = [[surface.height(*place), *surface.slopes(*place)] for place in np.array([x, y]).T]
    np.testing.assert_array_equal(many.T, alone)
    np.testing.assert_array_equal(surface.height(x.reshape(2, -1), y.reshape(2, -1)).ravel(), many[0])


def test_it_smooths_as_scipy_does():
    grid = np.random.default_rng(2).normal(size=(40, 30))
    for sigmas in [(2.0, 3.3), (0.7, 9.0), (6.72, 5.4)]:
        theirs = gaussian_filter(grid, sigmas, mode="nearest")
        np.testing.assert_allclose(smoothed(grid, sigmas), theirs, rtol=0, atol=1e-14)


def test_peaks_are_those_of_scipy():
    grid = np.random.default_rng(3).integers(0, 9, size=(40, 30))  # with plateaus
    np.testing.assert_array_equal(peaks(grid), maximum_filter(grid, 3) == grid)


def test_the_mountain_loads_no_scipy():
    code = "import sys, lrlib; m = lrlib.mountain(); m.gradient(m.start); lrlib.another_mountain(3)"
    code += "; print('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
