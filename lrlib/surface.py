"""A smooth surface through a grid of heights, and its exact gradient: cubic splines, in NumPy alone.

Along a row of a grid, at the share t of the way from one pixel to the next, a cubic spline is the sum of four
coefficients (of the pixel before, of these two, of the one after) times the weights

    (1 − t)³/6    (3t³ − 6t² + 4)/6    (−3t³ + 3t² + 3t + 1)/6    t³/6

and on a grid it is a sum of four times four. Height, slope and curvature go on from pixel to pixel without a break.

SciPy has all this as well, and a test compares the two. But to load it takes a quarter of a second and 50 MB, more
than all that a lesson does on its mountain.
"""

import numpy as np


class Surface:
    """The bicubic spline through `heights`, a grid of at least 6 × 6. Places are counted in pixels along both axes.

    The two stretches next to an edge are one cubic ("not a knot"), since nothing tells how the ground would go on.
    """

    def __init__(self, heights):
        self.shape = heights.shape
        self.coefficients = coefficients(coefficients(heights).T).T

    def height(self, x, y):
        """The height at each place; NaN off the grid."""
        return self.sums(x, y, (weights, weights))[0]

    def slopes(self, x, y):
        """By how much it rises per pixel along the first axis, and along the second; NaN off the grid."""
        return self.sums(x, y, (weights_of_slope, weights), (weights, weights_of_slope))

    def sums(self, x, y, *pairs):
        """The sum of the 4 × 4 coefficients around each place, for each pair of weights along both axes."""
        n, m = self.shape
        inside = (x >= 0) & (x <= n - 1) & (y >= 0) & (y <= m - 1)
        i, s = split(np.where(inside, x, 0), n)
        j, t = split(np.where(inside, y, 0), m)
        columns = j + np.arange(4).reshape(-1, *[1] * j.ndim)
        pairs, sums = [(along_x(s), along_y(t)) for along_x, along_y in pairs], [0.0] * len(pairs)
        for k in range(4):  # row by row, since all 16 at once would take much memory where there are many places
            row = self.coefficients[i + k, columns]
            sums = [total + w[k] * (v * row).sum(axis=0) for total, (w, v) in zip(sums, pairs, strict=True)]
        return [np.where(inside, total, np.nan) for total in sums]


def split(places, count):
    """The pixel before each place, which has another one after it, and the share of the way to that one."""
    pixels = np.minimum(places.astype(int), count - 2)
    return pixels, places - pixels


def weights(t):
    """What each of the four coefficients counts."""
    left = 1 - t  # no power is taken, which may differ in the last bit from one place to many
    return np.array([left * left * left, (3 * t - 6) * t * t + 4, ((3 - 3 * t) * t + 3) * t + 1, t * t * t]) / 6


def weights_of_slope(t):
    """How these change with t."""
    return np.array([(t - 1) * (1 - t), (3 * t - 4) * t, (2 - 3 * t) * t + 1, t * t]) / 2


def coefficients(values):
    """The coefficients of the splines through the columns of `values`, with one more at either end.

    At a pixel with the value z the weights are 1/6, 4/6 and 1/6. So with the curvature d, the second difference of the
    coefficients, c = z − d/6, and the second difference δ of the values has d before + 4 d + d after = 6 δ. Not a knot
    means that the curvature of the second pixel lies halfway between those beside it, which makes it δ.
    """
    bend = np.diff(values, 2, axis=0)
    d = np.empty(values.shape)
    d[1], d[-2] = bend[0], bend[-1]
    right = 6 * bend[1:-1]
    right[0] -= d[1]
    right[-1] -= d[-2]
    d[2:-2] = solve_1_4_1(right)
    d[0], d[-1] = 2 * d[1] - d[2], 2 * d[-2] - d[-3]
    c = values - d / 6
    return np.concatenate([d[:1] + 2 * c[:1] - c[1:2], c, d[-1:] + 2 * c[-1:] - c[-2:-1]])


def solve_1_4_1(right):
    """The x for which x before + 4 x + x after is `right`, in each column, with 0 beyond the ends."""
    x, pivots = right.copy(), [4.0]
    for k in range(1, len(x)):
        x[k] -= x[k - 1] / pivots[-1]
        pivots.append(4 - 1 / pivots[-1])
    x[-1] /= pivots[-1]
    for k in reversed(range(len(x) - 1)):
        x[k] = (x[k] - x[k + 1]) / pivots[k]
    return x


def smoothed(grid, sigmas):
    """Each value replaced by the mean of those around it, weighted by a bell curve.

    sigmas   its width σ along each axis, in pixels; it is cut off 4 σ away. Beyond an edge the values stay what they
             are at the edge
    """
    for axis, sigma in enumerate(sigmas):
        reach = round(4 * sigma)
        bell = np.exp(-((np.arange(-reach, reach + 1) / sigma) ** 2) / 2)
        wide = np.pad(np.moveaxis(grid, axis, 0), [(reach, reach), (0, 0)], mode="edge")
        count = grid.shape[axis]
        mean = sum(weight * wide[k : k + count] for k, weight in enumerate(bell / bell.sum()))
        grid = np.moveaxis(mean, 0, axis)
    return grid


def peaks(grid):
    """Where none of the eight neighbors is higher."""
    around = np.pad(grid, 1, mode="edge")
    shifted = [around[i : i + grid.shape[0], j : j + grid.shape[1]] for i in range(3) for j in range(3)]
    return np.max(shifted, axis=0) == grid
