"""What every explorable sends to the browser: all runs as bytes, the ground under them, and what to call things."""

import io

import numpy as np
from matplotlib.figure import Figure

from lrlib.explorables.widget import Explorable
from lrlib.landscapes import a_landscape
from lrlib.plotting import draw_terrain
from lrlib.plotting.style import number, spans_decades
from lrlib.validation import above, real_array

STEEP = 3  # a linear axis ends so many times as high above the lowest place as the start is, or with the window
SIGNS = {"crawls": "🐁", "settles": "", "oscillates": "🐘", "diverges": "🐘", "moves": ""}


def explorable(kind, runs, lr, verdicts, picture, **more):
    """The Explorable of a sweep over the learning rate, on a landscape seen from above.

    kind       which explorable it is
    runs       a Trajectory swept over lr alone, from low to high
    lr         the rate that the slider shows first, or the one nearest to it
    verdicts   for each rate its regime, and words on it
    picture    a function of one run that draws the plain picture
    more       what else the browser has to know; it goes before what is said here of every landscape
    """
    rates, landscape = runs.lr, runs.landscape
    first = nearest("lr", rates, lr)
    ground, contours = draw_ground(landscape)
    return Explorable(
        picture=lambda: picture(runs.run((first,))),
        kind=kind,
        meta={
            "shape": [len(rates), runs.steps + 1, 3],
            "rates": [number(rate) for rate in rates],
            "decades": decades(rates),
            "verdicts": [dict(zip(("regime", "words"), verdict, strict=True)) for verdict in verdicts],
            "signs": SIGNS,
            **describe_descent(landscape, runs.losses),
            "contours": contours,
            **more,
        },
        buffer=pack(runs),
        ground=ground,
        picked={"rate": first, "step": runs.steps, "playing": False},
    )


def check_coordinates(who, landscape, *counts):
    """An error where `landscape` is none, or has not as many coordinates as `who`, an explorable, can show."""
    a_landscape(landscape)
    if landscape.dim not in counts:
        needed = " or ".join(map(str, counts))
        raise ValueError(f"{who} needs a landscape of {needed} coordinates; the {landscape.name} has {landscape.dim}")


def nearest(name, values, value):
    """The index of the value nearest to the one asked for, as a slider sees it: for rates, factors count."""
    wanted = above(name, value, 0) if name == "lr" else real_array(name, value)
    if wanted.ndim:
        raise ValueError(f"{name} must be a single number; its shape is {wanted.shape}")
    apart = np.log(values / wanted) if name == "lr" else np.subtract(values, wanted)
    return int(np.abs(apart).argmin())


def pack(runs):
    """All runs as bytes: float32 of shape (*sweep, steps + 1, dim + 1): the position, and the loss there."""
    return points(runs).tobytes()


def points(runs):
    """All runs as the array that `pack` makes bytes of."""
    everything = np.concatenate([runs.positions, runs.losses[..., np.newaxis]], axis=-1)
    with np.errstate(over="ignore"):  # too large for a float32 becomes infinite, and is drawn as such
        return np.ascontiguousarray(np.moveaxis(everything, 0, -2), dtype="<f4")


def arrived(runs, within):
    """The step at which each run has arrived, −1 where it has not, or where there is nowhere to arrive."""
    if runs.landscape.minimum is None:
        return np.full(runs.losses.shape[1:], -1)
    return runs.settled_at(within)


def pack_all(sweeps):
    """Several sweeps of the same shape as bytes, one after the other."""
    return b"".join(pack(runs) for runs in sweeps)


def describe_landscape(landscape):
    """What the browser needs to know about the ground: where it lies, how high, and how to call it."""
    low, high = heights(landscape)
    minimum = landscape.minimum
    return {
        "name": landscape.name,
        "window": [[float(low), float(high)] for low, high in landscape.window],
        "heights": [low, high],
        "log": False,
        "axes": list(landscape.axes),
        "length": landscape.length,
        "height": landscape.height,
        "unit": landscape.unit,
        "goal": landscape.goal,
        "minimum": None if minimum is None else [float(x) for x in minimum],
        "lowest": None if minimum is None else float(landscape(minimum)),
        # Three digits of the largest: altitudes of hundreds of meters need no decimals, distances of kilometers two.
        "height_decimals": decimals(max(abs(low), abs(high))),
        "length_decimals": decimals(max(high - low for low, high in landscape.window)),
    }


def describe_descent(landscape, losses):
    """The same of one that was descended, with an axis that suits its runs.

    losses   of all runs, at the start first. Where they span decades from there downward, the axis is a log one; else
             it is the window's, without what is so high above the start that the runs would lie at its foot.
    """
    told = describe_landscape(landscape)
    losses, start = losses[np.isfinite(losses)], float(losses.flat[0])
    if losses.min() >= 0 and spans_decades(losses[(losses > 0) & (losses <= start)]):
        return told | in_decades(*downward(losses, start))
    low, high = told["heights"]
    top = min(high, low + STEEP * (start - low)) if start > low else high
    return told | {"heights": [low, top], "height_decimals": decimals(max(abs(low), abs(top)))}


def in_decades(low, high):
    """What the browser needs to know about losses that span decades: the ends of a log axis, and as many digits of each
    as its size asks for."""
    return {"log": True, "heights": [low, high], "height_decimals": None}


def downward(losses, start):
    """The ends of a log axis for losses from `start` downward: a loss of 0 has no place on it, and ends far below."""
    return max(float(np.nanmin(losses)) / 2, 1e-9 * start), 10 * start


def heights(landscape, pixels=100):
    """The lowest and the highest loss in the landscape's window, and room around that of a plain."""
    sides = (np.linspace(low, high, pixels) for low, high in landscape.window)
    inside = landscape(np.stack(np.meshgrid(*sides), axis=-1))
    low, high = float(np.nanmin(inside)), float(np.nanmax(inside))
    return (low, high) if low < high else (low - 1, high + 1)


def decimals(largest):
    """How many decimals show three digits of `largest`."""
    return int(np.clip(2 - np.floor(np.log10(largest)), 0, 6)) if largest > 0 else 2


def decades(rates, most=6):
    """The powers of ten among the rates, or so many of them, for the slider's scale: [where (0 to 1), what it says]."""
    if len(rates) == 1:
        return []
    first, last = np.ceil(np.log10(rates[0]) - 1e-9), np.floor(np.log10(rates[-1]) + 1e-9)
    apart = max(1, np.ceil((last - first + 1) / most))
    powers = 10.0 ** np.arange(first, last + 1, apart)
    return [[place_of(power, rates), number(power)] for power in powers]


def place_of(rate, rates):
    """Where on the slider a rate lies, from 0 to 1: it has a stop at each of `rates`, all equally far apart."""
    return float(np.interp(np.log(rate), np.log(rates), np.linspace(0, 1, len(rates))))


def draw_ground(landscape, width=None):
    """The relief as a picture without text, and the labels of its contour lines: [x, y, degrees, text].

    The labels are drawn in the browser, in a size that can be read however wide the picture is. So wide it is by itself
    that a screen with two dots to a pixel has one for each, but for a window twice as wide as high, which gets a line
    of the page to itself.
    """
    (left, right), (bottom, top) = landscape.window
    if width is None:
        width = 900 if right - left >= 2 * (top - bottom) else 760
    figure = Figure(figsize=(5, 5 * (top - bottom) / (right - left)))
    ax = figure.add_axes((0, 0, 1, 1))
    draw_terrain(ax, landscape)
    ax.set_axis_off()
    labels = []
    for text in list(ax.texts):
        x, y = text.get_position()
        labels.append([float(x), float(y), float(text.get_rotation()), text.get_text()])
        text.remove()
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=width / 5, pil_kwargs={"compress_level": 3})  # a third of the time
    return file.getvalue(), labels
