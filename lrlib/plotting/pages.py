"""Putting a figure on the page, together with words for those who cannot see it."""

import base64
import io
import sys

from matplotlib.axes import Axes

DOTS_PER_INCH = 108  # half as much again as the page shows: sharp on most screens, and a notebook stays small


def describe(ax, text):
    """Attach alternative text to `ax`: what a person who cannot see the figure needs, numbers included."""
    ax.alternative_text = text


def alt_text(axes):
    """The alternative text of one Axes, or of several one after the other."""
    axes = [axes] if isinstance(axes, Axes) else list(getattr(axes, "flat", axes))
    return " ".join(getattr(ax, "alternative_text", "") for ax in axes).strip()


def show(axes):
    """Display the figure that `axes` (one Axes, or an array of them) belong to, close it, and return nothing.

    The picture carries its alternative text, and so does the plain-text form of the output: `make test` compares that,
    and so every number in a figure's description is a number that is tested.
    """
    from IPython.display import display

    first = axes if isinstance(axes, Axes) else list(getattr(axes, "flat", axes))[0]
    figure, words = first.figure, alt_text(axes)
    if not words:
        raise ValueError("this figure has no alternative text yet: say what it shows with describe(ax, '…')")
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    width, height = (round(inches * 72) for inches in figure.get_size_inches())
    display(
        {"image/png": base64.b64encode(file.getvalue()).decode(), "text/plain": f"[Figure: {words}]"},
        metadata={"image/png": {"alt": words, "width": width, "height": height}},
        raw=True,
    )
    if "matplotlib.pyplot" in sys.modules:  # a notebook would draw a figure made with pyplot a second time
        sys.modules["matplotlib.pyplot"].close(figure)
