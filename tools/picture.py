"""Draw the README's picture: three skiers, one mountain (`make picture`).

The picture is lrlib's own figure of lrlib's own runs, so it can never show what the course does not.
"""

from pathlib import Path

from matplotlib.figure import Figure

from lrlib import GradientDescent, descend, mountain, plot_descent
from lrlib.plotting import alt_text

FILE = Path(__file__).parent.parent / "teaching" / "three_skiers.png"
SKIERS = {
    0.0003: "Too low: dark before you arrive",
    0.003: "About right: there after 22 steps",
    0.01: "Too high: past the lodge",
}


def draw():
    """The figure, and its description for the README's alternative text."""
    figure = Figure(figsize=(12, 4.9), layout="constrained")
    axes = figure.subplots(1, 3)
    for ax, (rate, title) in zip(axes, SKIERS.items(), strict=True):
        plot_descent(
            descend(mountain(), GradientDescent(lr=rate), steps=60), ax=ax, title=f"{title}\n(learning rate {rate})"
        )
    for ax in axes[1:]:
        ax.set_ylabel("")
    return figure, alt_text(axes)


if __name__ == "__main__":
    figure, _ = draw()
    FILE.parent.mkdir(exist_ok=True)
    figure.savefig(FILE, dpi=100, metadata={"Software": None}, pil_kwargs={"optimize": True})
    print(f"wrote {FILE.relative_to(Path.cwd())}" if FILE.is_relative_to(Path.cwd()) else f"wrote {FILE}")
