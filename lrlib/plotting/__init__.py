"""Figures: a Trajectory in, matplotlib Axes out. Each figure draws on `ax` where one is given, returns it, and never
computes a descent: compute once, draw as often as you like. `show(ax)` puts it on the page, with its description."""

from lrlib.plotting.curves import plot_loss, plot_profile
from lrlib.plotting.pages import alt_text, describe, show
from lrlib.plotting.terrain import draw_terrain, plot_descent

__all__ = ["alt_text", "describe", "draw_terrain", "plot_descent", "plot_loss", "plot_profile", "show"]
