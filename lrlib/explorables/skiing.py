"""The skier on the mountain: drag the learning rate, and watch the way down."""

import io

import numpy as np
from matplotlib.figure import Figure

from lrlib.descent import descend
from lrlib.explorables.widget import Explorable
from lrlib.landscapes import mountain
from lrlib.optimizers import GradientDescent
from lrlib.plotting import draw_terrain, plot_descent
from lrlib.plotting.style import number
from lrlib.validation import above, whole_number

ARRIVED = 0.1  # in the landscape's unit of length: who stays this close to the minimum has arrived
REST = 0.01  # who stands where the slope is below this share of the steepest met on the way is at rest
SIGNS = {"crawls": "🐁", "settles": "", "oscillates": "🐘", "diverges": "🐘"}


def skier(landscape=None, rates=None, steps=60, lr=0.0003):
    """A skier whose learning rate you choose: the way down from above, and the altitude at every step.

    landscape   what to ski on, with two coordinates; default: mountain()
    rates       the learning rates on the slider; default: 61 from 0.0001 to 0.05, each the same factor above the last
    steps       how many steps each run takes
    lr          the rate that the slider shows first, or the one nearest to it

    Returns an Explorable; as the last line of a cell it is displayed. Keep it under a name to read what is picked:

        ride = skier()
        ride           # in a cell of its own: play
        ride.picked    # later: {'rate': 32, 'step': 60, 'playing': False}
    """
    landscape = mountain() if landscape is None else landscape
    if landscape.dim != 2:
        raise ValueError(f"a skier needs a landscape of 2 coordinates; the {landscape.name} has {landscape.dim}")
    rates = np.geomspace(1e-4, 0.05, 61) if rates is None else np.unique(above("rates", rates, 0))
    steps = whole_number("steps", steps, low=0)
    lr = above("lr", lr, 0)
    if lr.ndim:
        raise ValueError(f"lr must be a single number; its shape is {lr.shape}")

    runs = descend(landscape, GradientDescent(lr=rates[:, np.newaxis]), steps)
    singles = [runs.run((index,)) for index in range(len(rates))]
    first = int(np.abs(np.log(rates / lr)).argmin())  # nearest as the slider sees it, where factors count
    ground, contours = draw_ground(landscape)
    return Explorable(
        picture=lambda: plot_descent(singles[first]),
        kind="skier",
        meta={
            "shape": [len(rates), steps + 1, 3],
            "rates": [number(rate) for rate in rates],
            "decades": decades(rates),
            "verdicts": [dict(zip(("regime", "words"), verdict(run), strict=True)) for run in singles],
            "signs": SIGNS,
            **describe_landscape(landscape),
            "contours": contours,
        },
        buffer=pack(runs),
        ground=ground,
        picked={"rate": first, "step": steps, "playing": False},
    )


def pack(runs):
    """All runs as bytes: float32 of shape (rates, steps + 1, 3), and the three are x, y and the loss."""
    everything = np.concatenate([runs.positions, runs.losses[..., np.newaxis]], axis=-1)
    with np.errstate(over="ignore"):  # too large for a float32 becomes infinite, and is drawn as such
        return np.ascontiguousarray(everything.swapaxes(0, 1), dtype="<f4").tobytes()


def verdict(run):
    """How one run ends: its regime, and the same in the words of the story, to follow 'step 60 of 60'."""
    land, last = run.landscape, run.positions[-1]
    if run.diverged_at >= 0:
        off_the_map = np.isnan(run.losses[run.diverged_at])
        return "diverges", f"{'left the map' if off_the_map else 'beyond all numbers'} at step {run.diverged_at}"
    inside = all(low <= x <= high for x, (low, high) in zip(last, land.window, strict=True))
    if not inside and run.losses[-1] > run.losses[0]:
        return "diverges", f"higher than at the start, and far from {land.goal}"

    lengths = np.linalg.norm(np.diff(run.positions, axis=0), axis=-1)
    last_step = lengths[-1] if run.steps else 0.0
    settled = -1 if land.minimum is None else int(run.settled_at(ARRIVED))
    if settled >= 0 and last_step <= ARRIVED:  # a longer step hops from one side of the goal to the other
        return "settles", f"arrived after {settled} steps"
    if run.steps and last_step < REST * lengths.max():  # every step is rate × slope, so their ratio is the slopes'
        return "settles", "at rest, but elsewhere" if land.minimum is not None else "at rest"
    uphill = np.diff(run.losses) > 0
    if uphill[run.steps // 2 :].any():
        return "oscillates", "still hopping to and fro"
    return "crawls", "still on the way"


def describe_landscape(landscape):
    """What the browser needs to know about the ground: where it lies, how high, and how to call it."""
    low, high = heights(landscape)
    minimum = landscape.minimum
    return {
        "name": landscape.name,
        "window": [[float(low), float(high)] for low, high in landscape.window],
        "heights": [low, high],
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


def heights(landscape, pixels=100):
    """The lowest and the highest loss in the landscape's window."""
    x, y = (np.linspace(low, high, pixels) for low, high in landscape.window)
    inside = landscape(np.stack(np.meshgrid(x, y), axis=-1))
    return float(np.nanmin(inside)), float(np.nanmax(inside))


def decimals(largest):
    """How many decimals show three digits of `largest`."""
    return int(np.clip(2 - np.floor(np.log10(largest)), 0, 6)) if largest > 0 else 2


def decades(rates):
    """The powers of ten among the rates, for the slider's scale: [where (0 to 1), what it says]."""
    powers = 10.0 ** np.arange(np.ceil(np.log10(rates[0]) - 1e-9), np.floor(np.log10(rates[-1]) + 1e-9) + 1)
    if len(rates) == 1:
        return []
    places = np.interp(np.log(powers), np.log(rates), np.linspace(0, 1, len(rates)))
    return [[float(place), number(power)] for place, power in zip(places, powers, strict=True)]


def draw_ground(landscape, width=900):
    """The relief as a picture without text, and the labels of its contour lines: [x, y, degrees, text].

    The labels are drawn in the browser, in a size that can be read however wide the picture is.
    """
    (left, right), (bottom, top) = landscape.window
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
    figure.savefig(file, format="png", dpi=width / 5)
    return file.getvalue(), labels
