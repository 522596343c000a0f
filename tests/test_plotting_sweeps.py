"""Figures of many runs: what is drawn is what was computed, the words say it too, and they change with the data."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import QuadMesh
from matplotlib.colors import LogNorm, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from every_rule import EVERY
from lrlib import (
    Adagrad,
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
    cosine_decay,
    cosine_restarts,
    descend,
    double_well,
    exponential_decay,
    geometric,
    grid,
    linear_decay,
    mountain,
    noisy,
    one_cycle,
    plot_comparison,
    plot_history,
    plot_loss,
    plot_loss_against_rate,
    plot_map,
    plot_paths,
    plot_range_test,
    plot_schedule,
    plot_search,
    plot_steps,
    quadratic,
    rosenbrock,
    saddle,
    sweep,
    warmup,
)
from lrlib.plotting import alt_text
from lrlib.plotting.curves import frame_of, spread
from lrlib.plotting.maps import borders
from lrlib.plotting.naming import names_of
from lrlib.plotting.rates import SHADE, loss_range, rates_of
from lrlib.plotting.style import COLORS, FEW, RATES, RULES, number, spans_decades
from lrlib.plotting.terrain import contour_levels

BOWL = quadratic([1, 10])
SWEEP = descend(BOWL, GradientDescent(sweep(1e-3, 1, 60)), 100)
MOMENTUM = descend(BOWL, Momentum(**grid(lr=sweep(1e-2, 3, 14), beta=np.linspace(0, 0.9, 10))), 200)

SQUARES = descend(BOWL, Adam(0.1, **grid(beta1=[0.5, 0.9], beta2=[0.9, 0.99])), 5)


def at(*rates, landscape=BOWL, steps=60):
    return [descend(landscape, GradientDescent(rate), steps) for rate in rates]


def drawn(ax):
    """The lines of an Axes that have more than one point, as arrays (n, 2)."""
    return [line.get_xydata() for line in ax.get_lines() if len(line.get_xydata()) > 1]


def spans(ax, color=SHADE):
    """The (left, right) ends of what is shaded."""
    shaded = [p for p in ax.patches if isinstance(p, Rectangle) and to_rgb(p.get_facecolor()) == to_rgb(color)]
    return [(p.get_x(), p.get_x() + p.get_width()) for p in shaded]


def texts(ax):
    return [text.get_text() for text in ax.texts]


def ring(ax):
    """Where the best is marked."""
    return next(line.get_xydata()[0] for line in ax.get_lines() if line.get_markersize() == 13)


# ---- several paths


@pytest.mark.parametrize("land", [BOWL, rosenbrock(), saddle(), mountain()], ids=lambda land: land.name)
def test_paths_are_the_runs_with_a_mark_at_every_step(land):
    runs = [descend(land, rule, 20) for rule in (GradientDescent(1e-3), Momentum(1e-3), Adam(0.01))]
    ax = plot_paths(runs)
    paths = [line for line in ax.get_lines() if len(line.get_xydata()) == 21]
    for path, run in zip(paths, runs, strict=True):
        np.testing.assert_array_equal(path.get_xydata(), run.positions)
        look = RULES[type(run.rule).__name__]
        assert (path.get_color(), path.get_marker(), path.get_markevery()) == (look.color, look.marker, None)
    hollow = [line.get_xydata()[0] for line in ax.get_lines() if line.get_markerfacecolor() == "white"]
    np.testing.assert_array_equal(hollow, [land.start] * 3)
    stars = [line.get_xydata()[0] for line in ax.get_lines() if line.get_marker() == "*"]
    np.testing.assert_array_equal(stars, [land.minimum])
    assert (ax.get_xlim(), ax.get_ylim()) == land.window and ax.get_aspect() == 1


def test_title_and_legend_of_paths_say_who_arrives():
    runs = at(0.02, 0.1, 0.18, 0.21)
    ax = plot_paths(runs)
    settled = [int(run.settled_at(0.1)) for run in runs]
    assert settled[2] == 24 and settled[0] == settled[3] == -1
    assert ax.get_title() == "Rate 0.18: at the minimum first, after 24 steps (2 of 4 get there)"
    keys = [text.get_text() for text in ax.get_legend().get_texts()]
    assert keys[1:3] == [
        f"rate 0.1: at the minimum after {settled[1]} steps",
        "rate 0.18: at the minimum after 24 steps",
    ]
    assert keys[0] == f"rate 0.02: {number(runs[0].distances()[-1], 2)} from the minimum"
    slow = plot_paths(at(0.001, 0.002))
    assert slow.get_title().startswith("Rate 0.002 ends closest: 8.9 from the minimum")
    assert plot_paths(runs, within=5).get_title() != ax.get_title()
    assert "Rate 0.02: It starts at (10.00, 1.00), loss 55" in alt_text(ax)


def test_paths_of_a_dict_have_its_names_and_of_a_sweep_its_rates():
    first, second = at(0.1, 0.2)
    keys = [t.get_text().split(":")[0] for t in plot_paths({"slow": first, "fast": second}).get_legend().get_texts()]
    assert keys == ["slow", "fast"]
    runs = descend(BOWL, GradientDescent(sweep(0.01, 0.1, 3)), 10)
    keys = [text.get_text().split(":")[0] for text in plot_paths(runs).get_legend().get_texts()]
    assert keys == ["rate 0.01", "rate 0.0316", "rate 0.1"]


def test_legend_of_paths_covers_neither_the_paths_nor_a_neighbor():
    figure = Figure(figsize=(10, 5), layout="constrained")
    left, _ = figure.subplots(1, 2)
    for ax in (
        plot_paths(at(0.1, 0.2), ax=left),
        plot_paths(at(0.1, 0.2)),
        plot_paths([descend(saddle(), Adam(0.1), 9)]),
    ):
        ax.figure.draw_without_rendering()
        legend, frame = ax.get_legend().get_window_extent(), ax.get_window_extent()
        assert not legend.overlaps(frame) and (legend.x0 < frame.x1 or ax is not left)


def test_runs_are_named_by_what_differs():
    def names(*rules):
        return names_of([descend(BOWL, rule, 5) for rule in rules])

    assert names(GradientDescent(0.1), Adam(0.1)) == ["gradient descent", "Adam"]
    assert names(Momentum(0.1, 0.5), Momentum(0.1, 0.9)) == ["β = 0.5", "β = 0.9"]
    assert names(Momentum(0.1, 0.5), Momentum(0.2, 0.9)) == ["rate 0.1, β = 0.5", "rate 0.2, β = 0.9"]
    assert names(Momentum(0.1), Momentum(0.2), Adam(0.1)) == [
        "Momentum, rate 0.1",
        "Momentum, rate 0.2",
        "Adam, rate 0.1",
    ]
    assert names(Adam(0.1), Adam(0.1)) == ["run 1", "run 2"]
    assert names(GradientDescent(0.1 * linear_decay(5))) == ["rate up to 0.1"]


def test_every_rule_has_a_look_of_its_own():
    assert set(RULES) == {rule.__name__ for rule in EVERY}, "lrlib/plotting/style.py has the looks"
    for cue in ("color", "marker", "dash"):
        assert len({getattr(look, cue) for look in RULES.values()}) == len(RULES), f"two rules have the same {cue}"


# ---- loss against step


def test_loss_axis_is_logarithmic_where_losses_span_decades_and_holds_what_settles():
    runs = at(0.003, 0.18, 0.21, 0.3)
    ax = plot_loss(runs)
    assert ax.get_yscale() == "log"
    for line, run in zip(drawn(ax), runs, strict=True):
        np.testing.assert_array_equal(line[:, 1], run.losses)
    low, high = ax.get_ylim()
    assert low < runs[1].losses[-1] and 55 < high < 1000 and runs[2].losses[-1] > 1e4
    assert ax.get_title() == "Rate 0.18 ends lowest, at 2.28e-09; 2 of 4 diverge"
    heads = [line.get_xydata()[0] for line in ax.get_lines() if line.get_marker() == "^" and len(line.get_xdata()) == 1]
    for (x, y), run in zip(heads, runs[2:], strict=True):
        outside = int((run.losses > high).argmax())
        assert outside - 1 <= x <= outside and y == pytest.approx(high)
    assert f"rate 0.3 diverges: it leaves the frame at step {int((runs[3].losses > high).argmax())}" in alt_text(ax)
    assert {"rate 0.003", "rate 0.18", "rate 0.21 ↑", "rate 0.3 ↑"} == set(texts(ax))


def test_loss_axis_stays_linear_below_zero_and_within_two_decades():
    assert plot_loss(at(0.01, landscape=double_well())).get_yscale() == "linear"
    assert plot_loss(at(0.001, 0.003, landscape=mountain())).get_yscale() == "linear"
    assert [spans_decades(x) for x in ([1, 99.9], [1, 100], [0, 100], [-1, 100], [1, np.inf])] == [0, 1, 0, 0, 0]


def test_many_rates_share_a_color_scale():
    runs = descend(BOWL, GradientDescent(sweep(1e-3, 1, 24)), 60)
    ax = plot_loss(runs)
    lines = [line for line in ax.get_lines() if len(line.get_xdata()) == 61]
    for i, line in enumerate(lines):
        np.testing.assert_array_equal(line.get_ydata(), runs.losses[:, i])
        assert line.get_color() == pytest.approx(RATES(i / 23), abs=0.02)
    bar = ax.figure.axes[1]
    assert bar.get_ylabel() == "learning rate" and bar.get_ylim() == pytest.approx((1e-3, 1))
    assert texts(ax) == [f"rate {number(runs.best().lr)}"]
    assert "24 runs, of which 6 diverge" in alt_text(ax)


def test_a_leap_does_not_stretch_the_axis():
    run = descend(rosenbrock(), Adagrad(0.5), 100)
    assert run.losses.max() > 100 and run.losses[-1] < 5
    ax = plot_loss(run)
    assert 24.2 < ax.get_ylim()[1] < 60 and ax.get_title() == f"Rate 0.5: loss ends at {number(run.losses[-1])}"
    np.testing.assert_array_equal(drawn(ax)[0][:, 1], run.losses)


def test_off_the_map_is_a_cross_where_the_ground_ended():
    (run,) = at(0.05, landscape=mountain())
    ax = plot_loss([run, *at(0.003, landscape=mountain())])
    (cross,) = [line.get_xydata()[0] for line in ax.get_lines() if line.get_marker() == "x"]
    np.testing.assert_array_equal(cross, [3, run.losses[3]])
    assert "rate 0.05 is off the map at step 4" in alt_text(ax)


def test_where_several_lines_end_off_the_map_their_names_stand_side_by_side():
    rates = {"gradient descent": 1.0, "another": 1.0, "and one more": 1.0, "some": 0.05}
    runs = {name: at(rate, landscape=mountain())[0] for name, rate in rates.items()}
    together, alone = plot_loss(runs).texts
    assert together.get_text().split(", ") == ["  gradient descent", "another", "and\n  one more"]
    assert alone.get_text() == "  some"
    assert together.xy == (0, runs["another"].losses[0]) and alone.xy == (3, runs["some"].losses[3])


def test_title_names_ties():
    """On one curvature the losses at ηλ = 0.5 and 1.5 are the same numbers."""
    ax = plot_loss(at(0.5, 1.5, 0.1, landscape=quadratic([1]), steps=8))
    assert ax.get_title().startswith("Rate 0.5 and rate 1.5 end lowest, at ")


@given(st.lists(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=6), min_size=1, max_size=4))
def test_frame_holds_every_run_that_stays(curves):
    frame = frame_of({str(i): np.array(losses) for i, losses in enumerate(curves)})
    assert frame.low < frame.high
    for name, losses in enumerate(curves):
        inside = np.array(losses) <= frame.high
        assert inside[0] and frame.low <= min(losses)
        left = frame.leaves[str(name)]
        assert inside[-1] if left is None else inside[left - 1] and not inside[left:].any()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_names_do_not_overlap_and_keep_their_order(heights):
    places = spread(np.sort(heights), 0.1)
    assert (np.diff(places) >= 0.1 - 1e-9).all() and max(places) <= 1 + 1e-9
    assert spread(np.array([0.1, 0.5, 0.9]), 0.1) == [0.1, 0.5, 0.9]


# ---- loss against rate


def test_loss_against_rate_draws_the_sweep_and_marks_best_edge_and_divergence():
    ax = plot_loss_against_rate(SWEEP, edge=2 / BOWL.L)
    (curve,) = [line for line in drawn(ax) if len(line) == 60]
    np.testing.assert_array_equal(curve[:, 0], SWEEP.lr)
    calm = SWEEP.losses[-1] <= 110
    np.testing.assert_array_equal(curve[calm, 1], SWEEP.losses[-1][calm])
    assert (curve[~calm, 1] > ax.get_ylim()[1]).all() and ax.get_ylim()[1] < 1e5
    best = SWEEP.best()
    assert ring(ax) == pytest.approx([best.lr, best.losses[-1]])
    dashed = [line for line in ax.get_lines() if len(set(line.get_xdata())) == 1 and len(line.get_xdata()) == 2]
    assert dashed[0].get_xdata()[0] == 0.2 and dashed[0].get_linestyle() == "--"
    beyond = SWEEP.lr[SWEEP.lr > 0.2][0]
    assert spans(ax) == [(pytest.approx(np.sqrt(beyond * SWEEP.lr[SWEEP.lr < 0.2][-1])), ax.get_xlim()[1])]
    assert ax.get_xscale() == ax.get_yscale() == "log" and "diverges" in texts(ax)
    assert " edge in theory: 0.2" in texts(ax)
    title = f"Best rate {number(best.lr)}, loss {number(best.losses[-1])}; from {number(beyond)} on it diverges"
    assert ax.get_title() == title
    words = alt_text(ax)
    assert "at the start it is 55" in words and f"lowest rate ends at {number(SWEEP.losses[-1, 0])}" in words
    assert f"{(~calm).sum()} rates diverge, all from {number(beyond)} on. Theory puts the edge at 0.2." in words


def test_rates_that_diverge_are_shaded_where_they_lie():
    rates, losses = [1e-3, 1e-2, 1e-1, 1, 10], [1.0, np.nan, 0.5, np.inf, np.nan]
    ax = plot_loss_against_rate((rates, losses))
    left, right = np.sqrt([1e-3 * 1e-2, 1e-2 * 1e-1])
    assert spans(ax) == [
        (pytest.approx(left), pytest.approx(right)),
        (pytest.approx(np.sqrt(0.1)), ax.get_xlim()[1]),
    ]
    assert ax.get_title() == "Best rate 0.1, loss 0.5; from 1 on it diverges"
    whole = plot_loss_against_rate((rates, np.full(5, np.nan)))
    assert whole.get_title() == "All 5 rates diverge, from 0.001 on" and spans(whole) == [whole.get_xlim()]
    edge = plot_loss_against_rate(([1e-3, 1e-2, 1e-1], [3.0, 2.0, 1.0]))
    assert edge.get_title() == "Best rate 0.1, loss 1: at the edge of what was tried" and spans(edge) == []


def test_seeds_are_a_mean_and_a_band():
    rates, losses = np.array([0.1, 0.01]), np.array([[1.0, 3.0], [5.0, 6.0]])
    ax = plot_loss_against_rate((rates, losses))
    np.testing.assert_array_equal(drawn(ax)[0], [[0.01, 5.5], [0.1, 2.0]])
    (band,) = ax.collections
    assert {tuple(v) for v in band.get_paths()[0].vertices} == {(0.01, 5), (0.01, 6), (0.1, 1), (0.1, 3)}
    np.testing.assert_array_equal(drawn(ax)[1], [[0.01, 5], [0.01, 6], [0.1, 1], [0.1, 3]])
    assert "mean of 2 seeds" in alt_text(ax)
    one_gone = plot_loss_against_rate((rates, [[1.0, np.nan], [5.0, 6.0]]))
    assert len(spans(one_gone)) == 1 and one_gone.get_title().startswith("Best rate 0.01, loss 5.5")


@pytest.mark.parametrize("seeds_first", [False, True])
def test_rates_are_read_off_a_sweep_with_seeds(seeds_first):
    rates, seeds = sweep(0.01, 0.1, 4), np.arange(3)[:, None]
    shapes = (rates, seeds[:, None]) if seeds_first else (rates[:, None], seeds)
    runs = descend(noisy(BOWL, 1.0, shapes[1]), GradientDescent(shapes[0]), 20)
    result = rates_of(runs)
    np.testing.assert_allclose(result.rates, rates[:, 0])
    np.testing.assert_array_equal(result.losses, runs.losses[-1].T if seeds_first else runs.losses[-1])
    assert result.start == 55 and result.losses.shape == (4, 3)


def test_loss_range_ignores_what_diverged_and_what_is_next_to_nothing():
    low, high, log = loss_range(rates_of(([1, 2, 3, 4], [1e-3, 10.0, 1e-40, np.inf])))
    assert log and 1e-5 < low < 1e-3 and 10 < high < 100


# ---- maps


def mesh_of(ax):
    meshes = [c for c in ax.collections if isinstance(c, QuadMesh)]
    return meshes[-1]


def test_map_holds_the_loss_of_each_run_where_it_belongs():
    ax = plot_map(MOMENTUM, edge=lambda beta: 2 * (1 + beta) / BOWL.L)
    cells = mesh_of(ax)
    x, y = (cells.get_coordinates()[..., i] for i in (0, 1))
    final = MOMENTUM.losses[-1]
    lrs, betas = MOMENTUM.lr[:, 0], np.linspace(0, 0.9, 10)
    for i, lr in enumerate(lrs):
        for j, beta in enumerate(betas):
            assert x[j, i] < lr < x[j, i + 1] and y[j, i] < beta < y[j + 1, i]
    values = cells.get_array()
    gone = ~(final <= 110)
    np.testing.assert_array_equal(values.mask, gone.T)
    lowest = final[final > 1e-20 * final[~gone].max()].min()  # what is lower has this color too
    np.testing.assert_array_equal(values.compressed(), np.maximum(final, lowest).T[~gone.T])
    assert 0 < (final < lowest).sum() < 40 and (cells.norm.vmin, cells.norm.vmax) == (lowest, final[~gone].max())
    assert isinstance(cells.norm, LogNorm) and (ax.get_xscale(), ax.get_yscale()) == ("log", "linear")
    (edge,) = [line for line in ax.get_lines() if line.get_label() == "theory"]
    np.testing.assert_allclose(edge.get_xdata(), 2 * (1 + edge.get_ydata()) / 10)
    row, column = np.unravel_index(np.where(gone, np.inf, final).argmin(), final.shape)
    assert ring(ax) == pytest.approx([lrs[row], betas[column]])
    assert ax.get_title().startswith(f"Lowest at rate {number(lrs[row])}, β {number(betas[column])}: loss ")
    assert f"{gone.sum()} runs diverge" in alt_text(ax) and "A map of 140 runs on the bowl" in alt_text(ax)


def test_map_turns_with_its_axes():
    def edge(beta):
        return 0.2 * (1 + beta)

    ax, turned = plot_map(MOMENTUM, edge=edge), plot_map(MOMENTUM, x="beta", y="lr", edge=edge)
    lines = [next(line for line in each.get_lines() if line.get_label() == "theory") for each in (ax, turned)]
    np.testing.assert_array_equal(lines[0].get_xydata(), lines[1].get_xydata()[:, ::-1])
    np.testing.assert_array_equal(mesh_of(ax).get_array(), mesh_of(turned).get_array().T)
    assert (turned.get_xlabel(), turned.get_ylabel()) == ("momentum β", "learning rate")
    assert tuple(ring(turned)) == tuple(ring(ax))[::-1]


def test_map_of_steps():
    ax = plot_map(MOMENTUM, value="steps", within=0.5)
    settled = MOMENTUM.settled_at(0.5)
    values = mesh_of(ax).get_array()
    np.testing.assert_array_equal(values.compressed(), settled.T[settled.T >= 0])
    assert ax.get_title().endswith(f": {settled[settled >= 0].min()} steps")
    assert f"{(settled >= 0).sum()} of them arrive within 0.5 of the minimum" in alt_text(ax)


def test_map_of_places_tells_the_minima_apart():
    """The facts of lesson 05: from x = 2 at η = 0.01, β ≤ 0.8 and 0.97 stay at 1.131; 0.85, 0.9, 0.95 pass the hill."""
    betas = [0.0, 0.5, 0.8, 0.85, 0.9, 0.95, 0.97]
    rule = Momentum(**grid(lr=[0.01, 1.0], beta=betas))
    ax = plot_map(descend(double_well(), rule, 1000, keep="last"), value="place")
    cells = mesh_of(ax).get_array()
    assert cells[:, 0].tolist() == [1, 1, 1, 0, 0, 0, 1] and cells.mask[:, 1].all()
    assert ax.get_title() == "3 of 14 runs end at the lower place, x = -1.3 (loss -3.51)"
    keys = [text.get_text() for text in ax.get_legend().get_texts()]
    assert keys == ["x = -1.3 (loss -3.51)", "x = 1.13 (loss -1.07)", "diverged"]
    assert "4 end at x = 1.13 (loss -1.07)" in alt_text(ax) and "7 runs diverge" in alt_text(ax)
    early = plot_map(descend(double_well(), rule, 3, keep="last"), value="place")
    assert "still under way" in [text.get_text() for text in early.get_legend().get_texts()]


def test_map_says_where_many_are_lowest():
    runs = descend(double_well(), Momentum(**grid(lr=sweep(0.01, 0.05, 4), beta=[0.0, 0.5, 0.85])), 2000, keep="last")
    final = runs.losses[-1]
    count = (final < -3.51).sum()
    assert 1 < count < 12 and final.min() == pytest.approx(-3.5139, abs=1e-4)
    assert plot_map(runs).get_title() == f"{count} of 12 runs end lowest, at -3.51"


def test_losses_that_are_never_negative_have_no_axis_below_0():
    assert plot_loss(at(0.001, 0.01, steps=10)).get_ylim()[0] >= 0
    assert plot_loss(at(0.01, landscape=double_well())).get_ylim()[0] < -1.07
    assert loss_range(rates_of(([1, 2], [1.0, 3.0])))[0] == 0.8
    assert loss_range(rates_of(([1, 2], [0.1, 3.0])))[0] == 0


def test_borders_lie_halfway():
    np.testing.assert_allclose(borders(np.array([1.0, 2.0, 4.0]), "linear"), [0.5, 1.5, 3, 5])
    np.testing.assert_allclose(borders(np.array([1.0, 10.0, 100.0]), "log") ** 2, [0.1, 10, 1000, 1e5])


# ---- schedules, steps


def test_schedule_is_drawn_with_its_start_its_peak_and_its_end():
    rate = 0.1 * warmup(20) * cosine_decay(200)
    ax = plot_schedule(rate, 200)
    line, start, end, peak = (part.get_xydata() for part in ax.get_lines())
    np.testing.assert_array_equal(line, np.stack([np.arange(200), rate(np.arange(200))], axis=1))
    assert start.tolist() == [[0, rate(0)]] and end.tolist() == [[199, rate(199)]] and peak.tolist() == [[19, rate(19)]]
    assert texts(ax) == ["0.005", "0.0978", "6.17e-06"]
    title = " ".join(ax.get_title().split())
    assert title == "Learning rate from 0.005 up to 0.0978 at step 19, then down to 6.17e-06 after 200 steps"
    assert "0.1 * warmup(20) * cosine_decay(200): from 0.005 up to 0.0978 at step 19" in alt_text(ax)
    fall = plot_schedule(0.1 * linear_decay(10), 5, name="factor")
    assert fall.get_title() == "Factor from 0.1 down to 0.06 after 5 steps" and len(fall.get_lines()) == 3


@pytest.mark.parametrize(
    "schedule", [linear_decay(200), one_cycle(200), cosine_restarts(50, 4), exponential_decay(0.9)]
)
def test_no_line_runs_through_the_numbers_of_a_schedule(schedule):
    """On small axes too, as in the table of lesson 04."""
    axes = Figure(figsize=(11, 5.6), layout="constrained").subplots(2, 3)
    ax = plot_schedule(schedule, 200, ax=axes[0, 0])
    ax.figure.draw_without_rendering()
    frame, (line, *_) = ax.get_window_extent(), ax.get_lines()
    for text in ax.texts:
        box = text.get_window_extent()
        assert box.x0 > frame.x1 or (frame.contains(*box.min) and frame.contains(*box.max)), "inside, or outside of it"
        assert not line.get_path().transformed(ax.transData).intersects_bbox(box, filled=False)


def test_log_axes_of_less_than_two_decades_have_plain_numbers_that_do_not_touch():
    rates = GradientDescent(sweep(0.02, 0.19, 20))
    for ax in (
        plot_map(descend(BOWL, Momentum(**grid(lr=sweep(0.005, 0.2, 14), beta=[0, 0.5, 0.9])), 20)),
        plot_loss_against_rate(descend(BOWL, rates, 20)),
        plot_comparison({"a": descend(BOWL, rates, 20)})[1],
    ):
        ax.figure.draw_without_rendering()
        shown = [label for label in ax.get_xticklabels() if label.get_text()]
        low, high = ax.get_xlim()
        shown = [label for label in shown if low <= label.get_position()[0] <= high]
        assert [label.get_text() for label in shown][-2:] == ["0.1", "0.2"] and len(shown) >= 3
        boxes = [label.get_window_extent() for label in shown]
        assert all(left.x1 + 3 < right.x0 for left, right in zip(boxes, boxes[1:], strict=False))
        assert not any(label.get_text() for label in ax.get_xticklabels(minor=True))
    wide = plot_loss_against_rate(SWEEP)
    wide.figure.draw_without_rendering()
    assert any("10^" in label.get_text() for label in wide.get_xticklabels()), "the decades, where there are enough"


def test_several_schedules_and_a_log_axis():
    ax = plot_schedule({"a": 0.1 * linear_decay(10), "b": 0.1 * cosine_decay(10)}, 10)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert (
        ax.get_title()
        == f"Learning rate: at most 0.1, and {number(0.05 * (1 + np.cos(0.9 * np.pi)))} to 0.01 after 10 steps"
    )
    assert plot_schedule(geometric(1e-5, 10, 50), 50, log=True).get_yscale() == "log"


def test_effective_rates_are_what_each_coordinate_went_per_slope():
    run = descend(BOWL, Adagrad(1.0), 30)
    ax = plot_steps(run)
    gradients = run.positions * [1, 10]
    for i, line in enumerate(ax.get_lines()[:2]):
        expected = 1 / np.sqrt(np.cumsum(gradients[:-1, i] ** 2))
        np.testing.assert_allclose(line.get_ydata()[:20], expected[:20], rtol=1e-6)
    np.testing.assert_array_equal(ax.get_lines()[2].get_ydata(), np.ones(30))
    ratio = number(0.1 / np.median(1 / np.sqrt(np.cumsum(gradients[:-1, 0] ** 2))[20:]))
    title = " ".join(ax.get_title().split())
    assert title == f"Adagrad: in the last third w2 has {ratio} times the rate of w1" and ax.get_yscale() == "log"
    assert plot_steps(at(0.05)[0]).get_title() == "Gradient descent: one rate for all coordinates, 0.05"
    assert "w1 from 0.1 to" in alt_text(ax)


def test_effective_rates_of_a_noisy_run_use_the_noise_of_each_step():
    run = descend(noisy(BOWL, 1.0, 3), GradientDescent(0.05), 30)
    for line in plot_steps(run).get_lines()[:2]:
        np.testing.assert_allclose(line.get_ydata(), 0.05, rtol=1e-9)


# ---- searches


def range_test(**changes):
    rates = np.geomspace(1e-3, 1, 4)
    found = dict(rates=rates, losses=np.array([5.0, 4, 2, 9]), smooth=np.array([5.0, 4.5, 3, 6]), suggestion=rates[1],
                 lowest=rates[2], stopped="diverged")  # fmt: skip
    return SimpleNamespace(**found | changes)


def test_range_test_is_drawn_with_its_suggestion_and_its_caution():
    test = range_test()
    ax = plot_range_test(test)
    raw, smooth, suggestion, lowest = (line.get_xydata() for line in ax.get_lines())
    np.testing.assert_array_equal(raw, np.stack([test.rates, test.losses], axis=1))
    np.testing.assert_array_equal(smooth, np.stack([test.rates, test.smooth], axis=1))
    assert suggestion.tolist() == [[test.rates[1], 4.5]] and lowest.tolist() == [[test.rates[2], 3]]
    assert ax.get_xscale() == "log" and spans(ax) == [(1.0, ax.get_xlim()[1])]
    title = " ".join(ax.get_title().split())
    assert title == "Range test: start from 0.01, and compare: the test mixes rate with time"
    assert "it ended: diverged" in alt_text(ax) and "lowest, 3, at rate 0.1" in alt_text(ax)
    rest = plot_range_test(range_test(suggestion=None, stopped="at the highest rate"))
    assert rest.get_title() == "Range test: no suggestion: the loss never falls" and spans(rest) == []


def test_the_marks_of_a_range_test_do_not_cover_each_other():
    """The lowest place is often the next step after that of the fastest fall."""
    rates = np.geomspace(1e-5, 10, 100)
    smooth = np.where(rates < 1.5, 2.3 - 0.3 * rates / 1.5, 5.0)
    low = int(smooth.argmin())
    test = range_test(rates=rates, losses=smooth, smooth=smooth, suggestion=rates[low - 1], lowest=rates[low])
    ax = plot_range_test(test)
    ax.figure.draw_without_rendering()
    *_, suggestion, lowest = ax.get_lines()
    assert not suggestion.get_window_extent().overlaps(lowest.get_window_extent())


def trial(lr, *losses):
    error = np.std(losses, ddof=1) / np.sqrt(len(losses)) if len(losses) > 1 else np.nan
    return SimpleNamespace(
        lr=lr, losses=losses, loss=np.mean(losses) if np.isfinite(losses).all() else np.inf, error=error
    )


def test_search_shows_each_trial_in_its_order():
    trials = (trial(1.0, np.nan, 2.0), trial(0.1, 1.0, 3.0), trial(0.01, 5.0, 6.0), trial(0.001, 8.0, 9.0))
    search = SimpleNamespace(trials=trials, best=0.1, as_good=[0.01, 0.1])
    ax = plot_search(search)
    numbers = {text.get_text(): text.xy for text in ax.texts if text.get_text().isdigit()}
    assert [numbers[str(i + 1)][0] for i in range(4)] == [1.0, 0.1, 0.01, 0.001]
    assert [numbers[str(i + 1)][1] for i in range(1, 4)] == [2.0, 5.5, 8.5]
    marks = {line.get_xdata()[0]: line for line in ax.get_lines() if line.get_markersize() == 14}
    assert [marks[lr].get_markerfacecolor() == COLORS[0] for lr in (1.0, 0.1, 0.01, 0.001)] == [
        False,
        True,
        True,
        False,
    ]
    (best,) = [line.get_xydata()[0].tolist() for line in ax.get_lines() if line.get_markersize() == 20]
    assert best == [0.1, 2.0]
    (shade,) = [p for p in ax.patches if to_rgb(p.get_facecolor()) == to_rgb(SHADE)]
    assert shade.get_y() > 9 and numbers["1"][1] > shade.get_y()
    (bar,) = [c for c in ax.containers if c.lines[0].get_xdata()[0] == 0.1]
    assert [tuple(p) for p in bar.lines[2][0].get_segments()[0]] == [(0.1, 0.0), (0.1, 4.0)]
    assert ax.get_title() == "Best of 4 rates: 0.1; 0.01 to 0.1 are as good, with these seeds"
    assert "1 diverges; 0.1 comes to 2; 0.01 comes to 5.5" in alt_text(ax)
    none = plot_search(SimpleNamespace(trials=trials, best=None, as_good=[]))
    assert " ".join(none.get_title().split()) == "None of 4 rates is best: no lowest one between two worse ones"


# ---- networks


def history(**changes):
    values = dict(
        lr=0.1,
        train_losses=np.array([2.0, 1.0, 0.5]),
        validation_losses=np.array([2.2, 1.1, 1.3]),
        train_accuracies=np.array([0.1, 0.8, 1.0]),
        validation_accuracies=np.array([0.1, 0.7, 0.75]),
    )
    return SimpleNamespace(**values | changes)


def test_history_is_drawn_epoch_by_epoch():
    run = history()
    left, right = plot_history(run)
    for line, values in zip(drawn(left), (run.train_losses, run.validation_losses), strict=True):
        np.testing.assert_array_equal(line, np.stack([np.arange(3), values], axis=1))
    for line, values in zip(drawn(right), (run.train_accuracies, run.validation_accuracies), strict=True):
        np.testing.assert_allclose(line, np.stack([np.arange(3), 100 * values], axis=1))
    assert " ".join(left.get_title().split()) == "Validation loss lowest, 1.1, after epoch 1; 1.3 after 2"
    assert " ".join(right.get_title().split()) == "75 % right in validation, 100 % in training"
    assert texts(left) == ["train", "validation"] and texts(right) == ["validation", "train"]
    assert "validation loss from 2.2 to 1.3; lowest 1.1 after epoch 1" in alt_text(left)
    seeds = history(**{name: np.stack([v, v + 0.1], axis=1) for name, v in vars(run).items() if name != "lr"})
    np.testing.assert_allclose(drawn(plot_history(seeds)[0])[0][:, 1], run.train_losses + 0.05)
    gone = plot_history(history(validation_losses=np.array([2.2, np.nan, np.nan])))[0]
    assert gone.get_title() == "Diverged within epoch 1 of 2"


def test_comparison_takes_each_at_its_best_and_shows_all_rates():
    sweeps = {name: descend(BOWL, rule(sweep(1e-3, 1, 20)), 50)
              for name, rule in {"plain": GradientDescent, "ball": Momentum, "RMSProp": RMSProp}.items()}  # fmt: skip
    left, right = plot_comparison(sweeps)
    for line, (name, runs) in zip([a for a in drawn(left) if len(a) == 51], sweeps.items(), strict=True):
        np.testing.assert_array_equal(line[:, 1], runs.best().losses, err_msg=name)
    rings = [line.get_xydata()[0].tolist() for line in right.get_lines() if line.get_markersize() == 13]
    floor = right.get_ylim()[0]  # where a ring stands whose loss is lower than the frame
    assert rings == [[runs.best().lr, max(runs.best().losses[-1], floor)] for runs in sweeps.values()]
    colors = [RULES[type(runs.rule).__name__].color for runs in sweeps.values()]
    assert [line.get_color() for line in left.get_lines() if len(line.get_xdata()) == 51] == colors
    best = {name: runs.best() for name, runs in sweeps.items()}
    first = min(best, key=lambda name: best[name].losses[-1])
    assert left.get_title().startswith(f"Each at its best rate: {first} lowest")
    assert f"plain at rate {number(best['plain'].lr)} ends at {number(best['plain'].losses[-1])}" in alt_text(left)
    gone = (sweeps["ball"].losses[-1] > 110).sum()
    assert f"ball tried 20 rates from 0.001 to 1, of which {gone} diverge" in alt_text(right)


def test_a_comparison_without_the_spread_shows_the_means_alone():
    bowl = noisy(BOWL, 1, seed=np.arange(5)[:, None])
    runs = {"plain": descend(bowl, GradientDescent(sweep(1e-3, 0.1, 6)[:, None]), 50)}
    both, means = (plot_comparison(runs, spread=spread)[1] for spread in (True, False))
    assert len(both.collections) == 1 and not means.collections, "the band"
    assert len(both.get_lines()) - len(means.get_lines()) == 1, "the dots"
    np.testing.assert_array_equal(*[ax.get_lines()[0].get_xydata() for ax in (both, means)])
    assert list(ring(both)) == list(ring(means)) and alt_text(both) == alt_text(means)
    assert means.get_ylim()[0] > both.get_ylim()[0], "the frame fits what is shown"


def test_a_title_of_ones_own_stands_over_the_left_panel_alone():
    runs = {rule.__name__: descend(BOWL, rule(lr=sweep(0.01, 0.1, 3)), steps=5) for rule in (Adagrad, Adam)}
    assert [ax.get_title() for ax in plot_comparison(runs, title="All alike")] == ["All alike", ""]


def test_comparison_of_networks_goes_by_validation_and_the_mean_of_seeds():
    losses = np.array([[[2.0, 2], [2, 2], [2, 2]], [[1, 3], [1.5, 1.6], [np.nan, 1]]])  # (epochs + 1, rates, seeds)
    runs = SimpleNamespace(validation_losses=losses, axes=("lr", "seed"), lr=np.array([0.01, 0.1, 1.0]), rule=Adam(0.1),
                           diverged_at=np.array([[-1, -1], [-1, -1], [5, -1]]))  # fmt: skip
    left, right = plot_comparison({"Adam": runs})
    np.testing.assert_allclose(drawn(left)[0], [[0, 2], [1, 1.55]])
    assert ring(right) == pytest.approx([0.1, 1.55])
    assert (left.get_xlabel(), left.get_ylabel()) == ("epoch", "validation loss")
    assert spans(plot_loss_against_rate(runs)) and "validation loss 1.55" in plot_loss_against_rate(runs).get_title()


# ---- all of them


ONE = [
    lambda ax, title: plot_paths(at(0.1, 0.2), ax=ax, title=title),
    lambda ax, title: plot_loss(at(0.1, 0.2), ax=ax, title=title),
    lambda ax, title: plot_loss_against_rate(SWEEP, ax=ax, title=title),
    lambda ax, title: plot_map(MOMENTUM, ax=ax, title=title),
    lambda ax, title: plot_schedule(linear_decay(5), 5, ax=ax, title=title),
    lambda ax, title: plot_steps(at(0.1)[0], ax=ax, title=title),
    lambda ax, title: plot_range_test(range_test(), ax=ax, title=title),
    lambda ax, title: plot_search(
        SimpleNamespace(trials=(trial(1.0, 2.0),), best=None, as_good=[]), ax=ax, title=title
    ),
]


@pytest.mark.parametrize("draw", ONE)
def test_figures_draw_on_the_axes_they_are_given(draw):
    left, right = Figure(figsize=(10, 4), layout="constrained").subplots(1, 2)
    assert draw(right, "mine") is right and right.get_title() == "mine" and alt_text(right)
    assert not left.get_lines() and right.get_xlabel() and right.get_ylabel()
    right.figure.draw_without_rendering()


@pytest.mark.parametrize(
    "draw", [lambda ax: plot_history(history(), ax=ax), lambda ax: plot_comparison({"a": SWEEP}, ax=ax)]
)
def test_pairs_draw_on_the_axes_they_are_given(draw):
    axes = Figure().subplots(1, 2)
    assert list(draw(axes)) == list(axes) and all(alt_text(ax) for ax in axes)
    with pytest.raises(ValueError, match="ax must be two Axes"):
        draw(Figure().subplots())


@pytest.mark.parametrize(
    ("draw", "error", "words"),
    [
        (lambda: plot_paths([]), ValueError, "runs must hold at least one run"),
        (lambda: plot_paths([SWEEP]), ValueError, r"one run a line.*\(60,\)"),
        (lambda: plot_paths([1]), TypeError, "must be a Trajectory"),
        (lambda: plot_paths([*at(0.1), *at(0.1, landscape=saddle())]), ValueError, "got bowl and saddle"),
        (lambda: plot_paths(at(0.1, landscape=double_well())), ValueError, "needs 2 coordinates; .* has 1"),
        (lambda: plot_paths(at(0.1, landscape=quadratic([1, 2, 3]))), ValueError, "needs 2 coordinates; .* has 3"),
        (lambda: plot_loss(MOMENTUM), ValueError, r"one run a line.*\(14, 10\)"),
        (lambda: plot_loss([descend(BOWL, Adam(0.1), 5, keep="last")]), ValueError, "keep='all'"),
        (lambda: plot_loss({}), ValueError, "at least one run"),
        (lambda: plot_loss_against_rate(at(0.1)[0]), ValueError, r"sweep over lr.*axes are \(\)"),
        (lambda: plot_loss_against_rate(MOMENTUM), ValueError, r"plot_map.*\('lr', 'beta'\)"),
        (lambda: plot_loss_against_rate(SWEEP, edge=0), ValueError, "edge must be finite and greater than 0"),
        (lambda: plot_loss_against_rate(5), TypeError, "pair"),
        (lambda: plot_loss_against_rate(([1, 2], [1, 2, 3])), ValueError, r"losses must be of shape .*\(3,\)"),
        (lambda: plot_loss_against_rate(([1], [1])), ValueError, "at least two learning rates"),
        (lambda: plot_map(SWEEP), ValueError, r"two axes.*\('lr',\)"),
        (lambda: plot_map(MOMENTUM, y="alpha"), ValueError, "y must be .* lr or beta; got 'alpha'"),
        (lambda: plot_map(SQUARES, "beta1", "beta2", edge=1), ValueError, "one axis must be 'lr'"),
        (lambda: plot_map(MOMENTUM, y="lr"), ValueError, "two different axes"),
        (lambda: plot_map(MOMENTUM, value="color"), ValueError, "'loss', 'place', 'steps'; got 'color'"),
        (lambda: plot_map(MOMENTUM, value="place", within=1e-9), ValueError, "more than 5 places"),
        (lambda: plot_schedule([], 5), ValueError, "at least one schedule"),
        (lambda: plot_schedule(0.1, 5), TypeError, "must be a schedule.*got 0.1"),
        (lambda: plot_schedule(linear_decay(5), 0), ValueError, "steps must be at least 1"),
        (lambda: plot_schedule(linear_decay(5), 9, log=True), ValueError, "log=True needs values above 0"),
        (lambda: plot_schedule(sweep(0.1, 1, 3) * linear_decay(5), 5), ValueError, r"one line a schedule.*\(3, 1\)"),
        (lambda: plot_steps(SWEEP), ValueError, r"pick a run.*\(60,\)"),
        (lambda: plot_steps(at(0.1, steps=0)[0]), ValueError, "at least one step"),
        (lambda: plot_range_test(range_test(smooth=np.ones(3))), ValueError, "test must be one range test"),
        (lambda: plot_search(SimpleNamespace(trials=())), ValueError, "at least one trial"),
        (lambda: plot_history(SWEEP), TypeError, "must be a History"),
        (lambda: plot_history(history(train_losses=np.ones((3, 2, 2)))), ValueError, "one setting"),
        (lambda: plot_history(history(lr=np.ones(2), validation_losses=np.ones((3, 2)))), ValueError, "is a sweep"),
        (lambda: plot_comparison({}), ValueError, "at least one sweep"),
        (lambda: plot_comparison({"a": descend(BOWL, Nesterov(sweep(5, 9, 3)), 50)}), ValueError, "every rate of a"),
    ],
)  # fmt: skip
def test_bad_input_is_named(draw, error, words):
    with pytest.raises(error, match=words):
        draw()


def test_contours_below_zero_are_even_and_decades_are_whole():
    even = contour_levels(np.array([-0.25, 1.5]))
    assert even[0] < 0 < even[-1] and np.allclose(np.diff(even), even[1] - even[0])
    logs = contour_levels(np.array([0.0, 200.0]))
    assert {0.1, 1.0, 10.0, 100.0} <= set(logs.round(12).tolist())
    assert len(RULES) >= FEW
