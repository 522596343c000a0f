"""Landscapes: what is descended. A loss, its exact gradient, and where to start.

A landscape is called with positions `w` of shape (..., dim): the last axis holds the coordinates, and every
axis before it holds as many positions as you like. It returns one loss per position, of shape (...), and its
`gradient` returns one slope per coordinate, of shape (..., dim).

>>> bowl = quadratic([1, 10])
>>> bowl([3.0, 1.0])
np.float64(9.5)
>>> bowl.gradient([3.0, 1.0])
array([ 3., 10.])
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from lrlib.surface import Surface, peaks, smoothed
from lrlib.validation import above, at_least, real_array, whole_number, whole_numbers


@dataclass(frozen=True, eq=False)
class Landscape:
    """A loss with its exact gradient, and what is worth knowing about it.

    name      how figures call it
    loss      positions (..., dim) -> losses (...)
    slopes    positions (..., dim) -> the gradient (..., dim)
    start     where a descent begins unless told otherwise, (dim,)
    minimum   the lowest place (on the mountain: the lodge), (dim,), or None where there is none
    window    the part worth drawing, one (low, high) pair per coordinate
    mu, L     the smallest and the largest curvature (of any place), or None where no bound is known;
              on curvature L, gradient descent settles only for learning rates below 2 / L
    axes      what the coordinates are, and length, their unit
    height    what the loss is, and unit, its unit
    goal      what figures call the minimum
    noise     what is added to the slopes at each step, a Noise, or None where the gradient is exact
    """

    name: str
    loss: Callable
    slopes: Callable
    start: np.ndarray
    minimum: np.ndarray | None
    window: tuple
    mu: float | None = None
    L: float | None = None
    axes: tuple = ("x", "y")
    length: str = ""
    height: str = "loss"
    unit: str = ""
    goal: str = "the minimum"
    noise: "Noise | None" = None

    @property
    def dim(self):
        """How many coordinates a position has."""
        return len(self.start)

    def __call__(self, w):
        """The loss at positions `w` (..., dim), of shape (...)."""
        return self.loss(self.positions("w", w))

    def gradient(self, w, step=None):
        """The gradient at positions `w`, of the same shape (..., dim): the slope along each coordinate.

        It is exact, and the same at every step, unless the landscape is noisy: then it has to know the step.
        """
        slopes = self.slopes(self.positions("w", w))
        if self.noise is None:
            return slopes
        if step is None:
            raise TypeError(f"on the {self.name} each step has noise of its own: gradient(w, step)")
        return slopes + self.noise(step)

    def positions(self, name, w):
        """`w` as an array whose last axis holds this landscape's coordinates, or an error that says so."""
        w = real_array(name, w)
        if w.shape[-1:] != (self.dim,):
            raise ValueError(f"{name} must have {self.dim} coordinates on its last axis; its shape is {w.shape}")
        return w

    def __repr__(self):
        return f"<Landscape: {self.name}, {self.dim} coordinates>"


def a_landscape(landscape):
    """An error where that is none."""
    if not isinstance(landscape, Landscape):
        named = inspect.isfunction(landscape) and landscape.__name__.isidentifier()
        got = f"a function: is {landscape.__name__}() meant?" if named else repr(landscape)
        raise TypeError(f"landscape must be a Landscape, such as quadratic([1, 10]) or mountain(); got {got}")


def quadratic(curvatures=(1.0, 10.0), start=None):
    """A bowl, with one curvature λ per coordinate, and its lowest place at the origin.

        f(w)  = ½ Σ λᵢ wᵢ²
        ∇f(w) = λ w

    curvatures   the λs, each > 0. The default, 1 and 10, is the mildest bowl on which one rate has to serve two
                 clearly different slopes.
    start        default: 10 along the first coordinate and 1 along the others, so that the path has to turn.
    """
    curvatures = above("curvatures", curvatures, 0)
    if curvatures.ndim != 1:
        raise ValueError(f"curvatures must be a list of numbers, one per coordinate; its shape is {curvatures.shape}")
    dim = len(curvatures)
    start = np.array([10.0] + [1.0] * (dim - 1)) if start is None else real_array("start", start)
    if start.shape != (dim,):
        raise ValueError(f"start must have {dim} coordinates, as curvatures has; its shape is {start.shape}")

    def loss(w):
        # One coordinate after the other: NumPy's own sum picks an order by the layout in memory, and then a run alone
        # and the same run in a sweep differ in the last bit.
        return 0.5 * sum(curvature * w[..., i] ** 2 for i, curvature in enumerate(curvatures))

    def slopes(w):
        return curvatures * w

    reach = 1.2 * np.maximum(np.abs(start), max(np.abs(start).max(), 1.0) / 3)
    return Landscape(
        name="bowl",
        loss=loss,
        slopes=slopes,
        start=start,
        minimum=np.zeros(dim),
        window=tuple((-r, r) for r in reach),
        mu=float(curvatures.min()),
        L=float(curvatures.max()),
        axes=tuple(f"w{i + 1}" for i in range(dim)),
    )


def double_well(start=2.0):
    """A valley with a small local minimum in front of the real one: f(x) = x⁴ − 3x² + x, one coordinate.

        f'(x) = 4x³ − 6x + 1

    From the default start, x = 2, the small minimum (x = 1.131, f = −1.070) comes first; the real one
    (x = −1.301, f = −3.514) lies behind the hill at x = 0.170.
    """
    start = np.atleast_1d(real_array("start", start))
    if start.shape != (1,):
        raise ValueError(f"start must be one number; its shape is {start.shape}")

    def loss(w):
        x = w[..., 0]
        return x**4 - 3 * x**2 + x

    def slopes(w):
        return 4 * w**3 - 6 * w + 1

    return Landscape(
        name="double well",
        loss=loss,
        slopes=slopes,
        start=start,
        minimum=np.array([-1.3008395659415772]),
        window=((-2.2, 2.2),),
        axes=("x",),
    )


def rosenbrock():
    """A curved, narrow valley: easy to fall into, slow to walk along.

        f(x, y)  = (1 − x)² + 100 (y − x²)²
        ∇f(x, y) = (−2 (1 − x) − 400 x (y − x²), 200 (y − x²))

    From the start that everyone uses, (−1.2, 1), the way to the minimum, (1, 1), leads around the bend at the origin.
    The curvatures at the minimum are 0.399 and 1001.6, so no one rate serves both; other places know no bound.

    Rosenbrock 1960, "An automatic method for finding the greatest or least value of a function".
    """

    def loss(w):
        x, y = w[..., 0], w[..., 1]
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    def slopes(w):
        x, y = w[..., 0], w[..., 1]
        return side_by_side(-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2))

    return Landscape(
        name="Rosenbrock valley",
        loss=loss,
        slopes=slopes,
        start=np.array([-1.2, 1.0]),
        minimum=np.array([1.0, 1.0]),
        window=((-2.0, 2.0), (-1.0, 3.0)),
    )


def saddle(start=(1.0, 1e-4)):
    """A pass between two valleys: downhill to the origin along x, downhill away from it along y.

        f(x, y)  = x² / 2 − y² / 2 + y⁴ / 4
        ∇f(x, y) = (x, y³ − y)

    The gradient is 0 at the saddle, (0, 0), though the loss there is 0 and the valleys, (0, 1) and (0, −1), lie at
    −1/4. From the default start a descent seems to have arrived at the saddle; but what little it has of y grows by
    1 + η a step, and in the end it leaves. From (1, 0) it never does: on the ridge no slope points aside.

    The smallest curvature of any place is −1, at the saddle; there is no largest.
    """
    start = real_array("start", start)
    if start.shape != (2,):
        raise ValueError(f"start must have 2 coordinates; its shape is {start.shape}")

    def loss(w):
        x, y = w[..., 0], w[..., 1]
        return x**2 / 2 - y**2 / 2 + y**4 / 4

    def slopes(w):
        x, y = w[..., 0], w[..., 1]
        return side_by_side(x, y**3 - y)

    return Landscape(
        name="saddle",
        loss=loss,
        slopes=slopes,
        start=start,
        minimum=np.array([0.0, 1.0]),
        window=((-1.5, 1.5), (-1.5, 1.5)),
        mu=-1.0,
        goal="a valley",
    )


def side_by_side(*coordinates):
    """One array (..., dim) from an array (...) per coordinate. In memory each coordinate stays in one piece."""
    return np.moveaxis(np.stack(coordinates), 0, -1)


def rotated(landscape, degrees):
    """The same `landscape`, of two coordinates, turned about the origin, counterclockwise.

        f'(w)  = f(Rᵀ w),   R = (cos θ, −sin θ; sin θ, cos θ)
        ∇f'(w) = R ∇f(Rᵀ w)

    degrees   θ, a single number

    Start, minimum and window turn with it (the window becomes the upright box around the turned one). Gradient
    descent and momentum do not notice: their path turns too. A rule with a rate for each coordinate does.
    """
    a_landscape(landscape)
    if landscape.dim != 2:
        raise ValueError(f"rotated wants a landscape of 2 coordinates; the {landscape.name} has {landscape.dim}")
    degrees = real_array("degrees", degrees)
    if degrees.ndim or not np.isfinite(degrees):
        raise ValueError(f"degrees must be one finite number; got {degrees.tolist()}")
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))

    def turn(w):
        x, y = w[..., 0], w[..., 1]
        return side_by_side(cos * x - sin * y, sin * x + cos * y)

    def turn_back(w):
        x, y = w[..., 0], w[..., 1]
        return side_by_side(cos * x + sin * y, cos * y - sin * x)

    (left, right), (low, high) = landscape.window
    corners = turn(np.array([(left, low), (left, high), (right, low), (right, high)]))
    return replace(
        landscape,
        name=f"{landscape.name} turned by {degrees:g}°",
        loss=lambda w: landscape.loss(turn_back(w)),
        slopes=lambda w: turn(landscape.slopes(turn_back(w))),
        start=turn(landscape.start),
        minimum=None if landscape.minimum is None else turn(landscape.minimum),
        window=tuple(zip(corners.min(axis=0).tolist(), corners.max(axis=0).tolist(), strict=True)),
    )


def noisy(landscape, sigma, seed):
    """`landscape` as minibatches show it: each gradient is off by noise, while the loss stays exact.

        g = ∇f(w) + σ ξ,   ξ normal with mean 0 and standard deviation 1, new for each step and coordinate

    sigma   σ ≥ 0, the standard deviation of the noise in each coordinate, in units of the gradient; of shape (n, 1)
            for a sweep
    seed    a whole number ≥ 0, or an array of them of shape (n, 1), a run for each

    The noise is a pure function of the seed and the step: every run of a sweep with the same seed meets the same
    noise, whatever else is in the sweep. `landscape.gradient(w, step)` wants to know the step; `descend` tells it.
    On curvature λ a constant rate then cannot settle: it hovers with a variance of η σ² / (λ (2 − η λ)).
    """
    a_landscape(landscape)
    if landscape.noise is not None:
        raise ValueError(f"the {landscape.name} is noisy already")
    noise = Noise(at_least("sigma", sigma, 0), whole_numbers("seed", seed, low=0), landscape.dim)
    return replace(landscape, name=f"noisy {landscape.name}", noise=noise)


@dataclass(frozen=True, eq=False)
class Noise:
    """Normal noise as a pure function of the step: what is added to the gradient there, shape (*sweep, dim).

    sigma   its standard deviation, an array that broadcasts
    seed    one for each run, an array that broadcasts
    dim     how many coordinates
    """

    sigma: np.ndarray
    seed: np.ndarray
    dim: int

    def __post_init__(self):
        if self.seed.ndim and self.seed.shape[-1] != 1:
            raise ValueError(
                f"seed must be a number, or have 1 value on its last axis, the one for the coordinates; its shape is "
                f"{self.seed.shape} (a sweep of n seeds has the shape (n, 1))"
            )

    def __call__(self, step):
        number, row = divmod(whole_number("step", step, low=0), BLOCK)
        return self.sigma * noise_block(self, number)[row]


BLOCK = 100  # Steps of noise that are drawn at once, since making a generator takes longer than drawing from it.


@lru_cache(maxsize=4)
def noise_block(noise, number):
    """The noise of BLOCK steps, before σ: shape (BLOCK, *sweep, dim). Each seed has a generator for each block."""
    shape = noise.seed.shape[:-1]
    drawn = [np.random.default_rng([s, number]).normal(size=(BLOCK, noise.dim)) for s in noise.seed.flat]
    return np.stack(drawn, axis=-1).reshape(BLOCK, noise.dim, *shape).transpose(0, *range(2, 2 + len(shape)), 1)


# The mountain's place on the map. The elevation model covers 30 km × 32 km near Jacksboro, Tennessee; the story
# is set in the 6 km × 6.6 km around one of its valleys. Smoothing decides that story (the raw terrain has more than
# a thousand hollows to be caught in), so all of this is fixed here and pinned by a test.
SMOOTHING = 0.5  # km: the standard deviation of the Gaussian that smooths the terrain
CORNER = (5.5, 16.3)  # km east and north of the elevation model's south-west corner: our origin
START = (2.8, 5.7)  # km from the origin: 460 m from a summit, at 754 m
LODGE = (1.9895413300, 2.0465517500)  # km: the bottom of the valley's hollow, at 481 m
WINDOW = ((0.0, 6.0), (0.0, 6.6))  # km


def mountain():
    """Real terrain: altitude in meters, positions in kilometers east and north. The lodge is in the valley.

    The elevations are the sample data that Matplotlib ships (`jacksboro_fault_dem.npz`, 236 to 1,076 m), smoothed
    over 0.5 km and joined by cubic splines, so that the gradient, in meters of altitude per kilometer, is exact.
    Both axes are kilometers: a path that follows the gradient crosses the contour lines at right angles.

    Off the map there is no terrain: altitude and gradient are NaN there. Nor is the lodge the lowest place on the
    map: it is the lowest of its own hollow, and, as in a network, nothing says that it is the only one.
    """
    return on_terrain("mountain", CORNER, START, LODGE)


def another_mountain(seed):
    """Terrain that no lesson has shown: another way down in the same hills as mountain(), to try on what was learned.

    seed   a whole number ≥ 0. There are 35 ways down, sorted by how far the lodge is from the start in a straight
           line: seed 0 is the shortest way, seed 34 the longest, and from 35 on they come round again.

    The elevation model is 24 times as large as mountain()'s window. All else is as there: the smoothing, the splines,
    kilometers and meters, the size of the window. A way begins 450 m from a summit (any of them, in one of 8
    directions, rounded to 0.1 km) and ends at a lodge, the bottom of a hollow, in another part of the same window.
    It can be done: gradient descent at the rate 0.002 comes within 100 m of the lodge in 60 steps. It is not done at
    once: the lodge is 2 to 5 km away, and at least 80 m lower. Of several directions from one summit to one lodge the
    middle one is taken. No window shows the start or the lodge of mountain().

    Nothing is drawn at random, so a seed means the same way on every machine.
    """
    ways = ways_down()
    start, lodge, corner = ways[whole_number("seed", seed, low=0) % len(ways)]
    return on_terrain(f"mountain of seed {seed}", corner, (start - corner).round(1), lodge - corner)


@lru_cache(maxsize=1)
def ways_down():
    """Every way that another_mountain may be: (start, lodge, corner of the window), in kilometers on the model."""
    smooth, *pixel = smooth_elevations()
    height, slopes = terrain(corner=(0, 0))

    def walk(w, rate, steps):
        for _ in range(steps):
            w = w - rate * slopes(w)
        return w

    summits, hollows = (np.argwhere(peaks(grid)) * pixel for grid in (smooth, -smooth))
    lodges = walk(hollows, rate=0.003, steps=300)
    lodges = lodges[np.linalg.norm(slopes(lodges), axis=-1) < 1e-6]  # the others left the map, or are too flat to tell

    # From here on the axes are: summits, directions, lodges, and east or north.
    angle = np.radians(np.arange(0, 360, 45))
    starts = summits[:, np.newaxis, np.newaxis] + 0.45 * side_by_side(np.cos(angle), np.sin(angle))[:, np.newaxis]
    starts = starts.round(1)
    size = np.ptp(WINDOW, axis=1)
    room = np.floor(10 * ((np.array(smooth.shape) - 1) * pixel - size)) / 10
    corners = np.clip(((starts + lodges) / 2 - size / 2).round(1), 0, room)

    def shown(place, margin=0.0):
        return ((place >= corners + margin) & (place <= corners + size - margin)).all(axis=-1)

    far = np.linalg.norm(starts - lodges, axis=-1)
    arrived = np.linalg.norm(walk(starts, rate=0.002, steps=60) - lodges, axis=-1) <= 0.1
    fit = arrived & (far >= 2) & (far <= 5) & (height(starts) - height(lodges) >= 80)
    fit &= shown(starts, margin=0.5) & shown(lodges, margin=0.5)
    fit &= ~shown(np.add(START, CORNER)) & ~shown(np.add(LODGE, CORNER))

    ways = []
    for summit, lodge in np.argwhere(fit.any(axis=1)):
        directions = np.flatnonzero(fit[summit, :, lodge])
        middle = directions[len(directions) // 2]
        ways.append((starts[summit, middle, 0], lodges[lodge], corners[summit, middle, lodge]))
    return sorted(ways, key=lambda way: np.linalg.norm(way[0] - way[1]))


def on_terrain(name, corner, start, lodge):
    """The Landscape of the terrain around one lodge. `start` and `lodge` are in kilometers from `corner`."""
    loss, slopes = terrain(corner)
    return Landscape(
        name=name,
        loss=loss,
        slopes=slopes,
        start=np.array(start),
        minimum=np.array(lodge),
        window=WINDOW,
        axes=("east", "north"),
        length="km",
        height="altitude",
        unit="m",
        goal="the lodge",
    )


def terrain(corner):
    """The smoothed terrain, (loss, slopes), of positions in kilometers from `corner`, which is a place on the model."""
    surface, *pixel = smooth_surface()

    def on_the_model(w):
        """Places in pixels."""
        return [(w[..., axis] + corner[axis]) / pixel[axis] for axis in (0, 1)]

    def loss(w):
        return surface.height(*on_the_model(w))

    def slopes(w):
        east, north = surface.slopes(*on_the_model(w))
        return side_by_side(east / pixel[0], north / pixel[1])

    return loss, slopes


@lru_cache(maxsize=1)
def smooth_surface():
    """The smoothed terrain as a Surface, and a pixel's size east and north in kilometers."""
    smooth, *pixel = smooth_elevations()
    return Surface(smooth), *pixel


def smooth_elevations():
    """The elevations as the story has them: smoothed; otherwise as `elevation_model` returns them."""
    elevation, *pixel = elevation_model()
    return smoothed(elevation, [SMOOTHING / size for size in pixel]), *pixel


def elevation_model():
    """The raw elevations in meters, as an array (east, north), and a pixel's size east and north in kilometers."""
    matplotlib = find_spec("matplotlib")  # found, not imported: all we want is the file that comes with it
    if matplotlib is None:
        raise FileNotFoundError("the mountain comes with Matplotlib, which is not installed: pip install matplotlib")
    file = Path(matplotlib.origin).parent / "mpl-data" / "sample_data" / "jacksboro_fault_dem.npz"
    if not file.exists():
        raise FileNotFoundError(
            "the mountain's elevations (jacksboro_fault_dem.npz) are missing from this Matplotlib: "
            "pip install --force-reinstall matplotlib"
        )
    with np.load(file) as data:
        elevation = data["elevation"][::-1].T.astype(float)  # the file begins in the north-west
        degree = float(data["dx"])  # a pixel is as many degrees wide as it is high: 3 seconds of arc
        latitude = float(data["ymin"] + data["ymax"]) / 2
    kilometers_per_degree = 111.2  # of latitude; a degree of longitude shrinks with the cosine of the latitude
    return elevation, kilometers_per_degree * np.cos(np.radians(latitude)) * degree, kilometers_per_degree * degree
