"""Figures: a record in, matplotlib Axes out. Each figure draws on `ax` where one is given, returns it, and never
computes a descent: compute once, draw as often as you like. `show(ax)` puts it on the page, with its description.

    terrain.py     plot_descent, plot_paths           from above: one path, or several
    side.py        plot_side                          from the side: one path on a landscape of one coordinate
    curves.py      plot_profile, plot_loss            along the way: altitude, loss
                    plot_mean_loss                     the loss of many runs, in the mean
    rates.py       plot_loss_against_rate             what each rate comes to
    maps.py        plot_map                           two hyper-parameters at once
    schedules.py   plot_schedule                      the rate at every step
    steps.py       plot_steps                         the rate that each coordinate effectively had
    searches.py    plot_search, plot_range_test       what was tried
    networks.py    plot_history, plot_comparison      a network's training; optimizers side by side
    pairs.py       plot_sharpness, plot_sweeps        loss and sharpness; sweeps, plotted in two ways
    trees.py       plot_tree                          a decision tree
"""

from lrlib.plotting.curves import plot_loss, plot_mean_loss, plot_profile
from lrlib.plotting.maps import plot_map
from lrlib.plotting.networks import plot_comparison, plot_history
from lrlib.plotting.pages import alt_text, describe, show
from lrlib.plotting.pairs import plot_sharpness, plot_sweeps
from lrlib.plotting.rates import plot_loss_against_rate
from lrlib.plotting.schedules import plot_schedule
from lrlib.plotting.searches import plot_range_test, plot_search
from lrlib.plotting.side import plot_side
from lrlib.plotting.steps import plot_steps
from lrlib.plotting.terrain import draw_terrain, plot_descent, plot_paths
from lrlib.plotting.trees import plot_tree

__all__ = [
    "alt_text",
    "describe",
    "draw_terrain",
    "plot_comparison",
    "plot_descent",
    "plot_history",
    "plot_loss",
    "plot_loss_against_rate",
    "plot_map",
    "plot_mean_loss",
    "plot_paths",
    "plot_profile",
    "plot_range_test",
    "plot_schedule",
    "plot_search",
    "plot_sharpness",
    "plot_side",
    "plot_steps",
    "plot_sweeps",
    "plot_tree",
    "show",
]
