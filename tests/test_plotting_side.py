"""The view from the side: the ground is the landscape's, the marks are the run's, and the words say where it went."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lrlib import GradientDescent, descend, double_well, mountain, plot_side, quadratic, sweep
from lrlib.plotting import alt_text

BOWL = replace(quadratic([10], start=[4]), window=((-12, 12),))
RUN = descend(BOWL, GradientDescent(lr=0.15), steps=12)


def test_the_ground_and_a_mark_wherever_a_step_lands():
    ground, path, start, end, star = plot_side(RUN).get_lines()
    x, heights = ground.get_xydata().T
    np.testing.assert_allclose(heights, 5 * x**2, rtol=1e-12)
    assert (x[0], x[-1]) == pytest.approx(BOWL.window[0])
    np.testing.assert_array_equal(path.get_xdata(), RUN.positions[:, 0])
    np.testing.assert_array_equal(path.get_ydata(), RUN.losses)
    assert path.get_marker() == "o" and path.get_markevery() is None
    assert start.get_xydata().tolist() == [[4, 80]] and start.get_markerfacecolor() == "white"
    np.testing.assert_array_equal(end.get_xydata(), [[RUN.positions[-1, 0], RUN.losses[-1]]])
    assert star.get_xydata().tolist() == [[0, 0]] and star.get_marker() == "*"


def test_what_leaves_the_window_is_cut_and_never_stretches_the_frame():
    calm, wild = (plot_side(descend(BOWL, GradientDescent(lr), steps=40)) for lr in (0.15, 0.25))
    assert calm.get_ylim() == wild.get_ylim() and calm.get_xlim() == wild.get_xlim() == BOWL.window[0]
    low, high = calm.get_ylim()
    assert low < 0 and 720 < high < 800  # the ground ends at 5 · 12² = 720


def test_words_and_title_follow_the_run():
    ax = plot_side(RUN)
    assert ax.get_title() == "Rate 0.15: at the minimum after 6 steps"  # 4 / 2⁶ = 0.0625
    assert alt_text(ax).startswith("The bowl from the side, with a path at rate 0.15. It starts at (4.00), loss 80,")
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("w1", "loss")
    well = plot_side(descend(double_well(), GradientDescent(0.01), steps=50))
    assert well.get_xlabel() == "x" and "double well" in alt_text(well)


def test_it_draws_on_the_axes_it_is_given_and_wants_one_run_of_one_coordinate():
    left, right = Figure().subplots(1, 2)
    assert plot_side(RUN, ax=right, title="mine") is right
    assert right.get_title() == "mine" and not left.get_lines()
    assert isinstance(plot_side(RUN), Axes)
    with pytest.raises(ValueError, match="1 coordinate; the mountain has 2: plot_descent"):
        plot_side(descend(mountain(), GradientDescent(0.003), steps=2))
    with pytest.raises(ValueError, match="pick a run"):
        plot_side(descend(BOWL, GradientDescent(sweep(0.01, 0.1, 3)), steps=2))


def test_a_run_that_flies_away_is_described_in_few_digits():
    words = alt_text(plot_side(descend(double_well(), GradientDescent(0.15), steps=60, start=[2.5])))
    assert "after 5 steps is at (-2.2e+44), loss 2.17e+177." in words
    assert words.endswith("The next step leads beyond all numbers.")
