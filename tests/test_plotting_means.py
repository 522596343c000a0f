"""plot_mean_loss: the mean over the seeds is what is drawn, and what is said."""

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure

from lrlib import GradientDescent, descend, noisy, plot_mean_loss, quadratic, sweep
from lrlib.plotting import alt_text

BOWL = noisy(quadratic([1.0]), sigma=1, seed=np.arange(5)[:, np.newaxis])


def runs(rate, steps=40, **options):
    return descend(BOWL, GradientDescent(lr=rate), steps=steps, **options)


def training(losses):
    return SimpleNamespace(validation_losses=np.array(losses, float), axes=("seed",))


def lines(ax):
    return [line.get_xydata() for line in ax.get_lines() if len(line.get_xdata()) > 2]


def test_the_mean_over_the_seeds_is_drawn_and_told():
    high, low = runs(0.5), runs(0.05)
    ax = plot_mean_loss({"high": high, "low": low})
    for line, some in zip(lines(ax), (high, low), strict=True):
        np.testing.assert_allclose(line, np.stack([np.arange(41), some.losses.mean(axis=1)], axis=1))
    assert ax.get_yscale() == "log" and (ax.get_xlabel(), ax.get_ylabel()) == ("step", "loss, mean")
    ends = [some.losses[-1].mean() for some in (high, low)]
    assert ax.get_title() == f"{['High', 'Low'][int(np.argmin(ends))]} lowest in the mean, at {min(ends):.3g}"
    assert alt_text(ax) == (
        "Loss over 40 steps, mean over seeds: "
        f"high, 5 seeds, begins at 50 and ends at {ends[0]:.3g}; low, 5 seeds, begins at 50 and ends at {ends[1]:.3g}."
    )
    assert {"high", "low"} == {text.get_text() for text in ax.texts}


def test_levels_are_lines_with_names_and_numbers():
    ax = plot_mean_loss({"high": runs(0.5)}, {"floor": 1 / 6})
    (level,) = [line for line in ax.get_lines() if line.get_linestyle() == ":"]
    assert list(level.get_ydata()) == [1 / 6, 1 / 6]
    assert "floor" in [text.get_text() for text in ax.texts] and "dotted, floor: 0.167." in alt_text(ax)


def test_trainings_are_drawn_by_validation_loss_and_epoch():
    ax = plot_mean_loss({"a": training([[2, 4], [1, 2], [1, 1]]), "b": training([[2, 4], [3, 3], [3, 3]])})
    np.testing.assert_array_equal(lines(ax)[0], [[0, 3], [1, 1.5], [2, 1]])
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == ("epoch", "validation loss, mean", "linear")
    assert "Validation loss over 2 epochs" in alt_text(ax)
    assert ax.get_title() == "A lowest in the mean, at 1"


def test_the_axis_is_logarithmic_if_one_says_so():
    some = {"a": training([[2, 4], [1, 2], [1, 1]])}
    ax = plot_mean_loss(some, log=True)
    low, high = ax.get_ylim()
    assert ax.get_yscale() == "log" and 0.9 < low < 1 and 3 < high < 3.3
    assert plot_mean_loss({"high": runs(0.5)}, log=False).get_yscale() == "linear"


def test_what_diverges_is_said_to():
    ax = plot_mean_loss({"wild": runs(2.5), "calm": runs(0.5)})
    assert "wild, 5 seeds, begins at 50 and diverges" in alt_text(ax) and ax.get_ylim()[1] < 200
    assert plot_mean_loss({"gone": training([[1, 1], [np.nan, 1]])}).get_title() == "All of them diverge"


def test_it_draws_where_it_is_told():
    left, right = Figure(figsize=(10, 4), layout="constrained").subplots(1, 2)
    assert plot_mean_loss({"a": runs(0.5)}, ax=right, title="mine") is right
    assert right.get_title() == "mine" and not left.get_lines()
    right.figure.draw_without_rendering()


@pytest.mark.parametrize(
    ("some", "error", "words"),
    [
        ({}, ValueError, "at least one"),
        ([runs(0.5)], ValueError, "must be a dict"),
        ({"a": 5}, TypeError, "Trajectories or Histories; got 5"),
        ({"a": runs(sweep(0.1, 1, 3)[:, None])}, ValueError, r"axes of one are \('lr', 'seed'\)"),
        ({"a": descend(quadratic([1.0]), GradientDescent(0.1), 5)}, ValueError, r"are \(\)"),
        ({"a": runs(0.5, keep="last")}, ValueError, "keep='all'"),
        ({"a": runs(0.5), "b": training([[1, 2], [1, 1]])}, ValueError, "or all be trainings"),
    ],
)
def test_bad_input_is_named(some, error, words):
    with pytest.raises(error, match=words):
        plot_mean_loss(some)


def test_a_log_axis_needs_losses_above_zero():
    with pytest.raises(ValueError, match="log=True needs losses above 0"):
        plot_mean_loss({"a": training([[-2, -4], [1, 2]])}, log=True)


def test_the_names_of_levels_stand_where_no_line_runs_through_them():
    """Two falls through one level, and a curve that lies on the other, as in lesson 04."""
    falls, lies = 50 * 0.5 ** np.arange(101), np.full(101, 0.03)
    curves = {"a": np.maximum(falls, 0.03), "b": np.where(np.arange(101) > 60, 0.004, lies), "c": falls * 1e3}
    some = {name: training(np.stack([c, c], axis=1)) for name, c in curves.items()}
    ax = plot_mean_loss(some, {"floor of 0.1": 0.03, "floor of 0.01": 0.004})
    ax.figure.draw_without_rendering()
    names = [text for text in ax.texts if text.get_text().startswith("floor")]
    assert len(names) == 2
    for text in names:
        box = text.get_window_extent()
        assert ax.get_window_extent().contains(*box.min) and ax.get_window_extent().contains(*box.max)
        for curve in curves.values():
            x, y = ax.transData.transform(np.stack([np.arange(101), curve], axis=1)).T
            across = np.linspace(box.x0, box.x1, 60)
            height = np.interp(across, x, y)
            assert not ((height > box.y0 + 1) & (height < box.y1 - 1)).any(), text.get_text()
