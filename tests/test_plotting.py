"""Figures: what is drawn is what was computed, and the words say it too."""

import base64
import io
import re
import subprocess
import sys
import warnings

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import imread
from matplotlib.text import Annotation

from lrlib import (
    GradientDescent,
    Landscape,
    descend,
    double_well,
    mountain,
    plot_descent,
    plot_loss,
    plot_profile,
    quadratic,
    show,
    sweep,
)
from lrlib.plotting import alt_text, describe, draw_terrain
from lrlib.plotting.style import ALTITUDE, capital, number, with_unit
from lrlib.plotting.terrain import contour_levels

MOUNTAIN = mountain()
RUN = descend(MOUNTAIN, GradientDescent(lr=0.003), steps=60)


@pytest.fixture
def shown(monkeypatch):
    """What `show` hands to Jupyter: a list of (data, metadata)."""
    outputs = []
    monkeypatch.setattr("IPython.display.display", lambda data, metadata, raw: outputs.append((data, metadata)))
    return outputs


def lines_of(ax):
    return [line.get_xydata() for line in ax.get_lines()]


def test_path_has_a_mark_at_every_step():
    ax = plot_descent(RUN)
    path, start, end, lodge = ax.get_lines()
    np.testing.assert_array_equal(path.get_xydata(), RUN.positions)
    assert path.get_marker() == "o" and path.get_markevery() is None
    np.testing.assert_array_equal(start.get_xydata()[0], RUN.positions[0])
    assert start.get_markerfacecolor() == "white"
    np.testing.assert_array_equal(end.get_xydata()[0], RUN.positions[-1])
    assert end.get_markerfacecolor() != "white"
    np.testing.assert_array_equal(lodge.get_xydata()[0], MOUNTAIN.minimum)
    assert lodge.get_marker() == "*"


def test_view_from_above_has_equal_aspect_units_and_labeled_contours():
    ax = plot_descent(RUN)
    assert ax.get_aspect() == 1.0
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("east (km)", "north (km)")
    assert ax.get_xlim() == (0, 6) and ax.get_ylim() == (0, 6.6)
    labels = {text.get_text() for text in ax.texts}
    assert {"625", "675"} <= labels


def test_contours_lie_at_their_altitude():
    ax = Figure().subplots()
    draw_terrain(ax, MOUNTAIN, pixels=200)
    (contours,) = [c for c in ax.collections if hasattr(c, "levels")]
    for level, path in zip(contours.levels, contours.get_paths(), strict=True):
        if len(path.vertices):
            np.testing.assert_allclose(MOUNTAIN(path.vertices), level, atol=0.5)


@pytest.mark.filterwarnings("error")
def test_a_plain_has_no_contours():
    plain = Landscape("plain", lambda w: 0 * w[..., 0], lambda w: 0 * w, np.zeros(2), None, ((-1, 1), (-1, 1)))
    ax = Figure().subplots()
    draw_terrain(ax, plain, pixels=20)
    assert not [c for c in ax.collections if hasattr(c, "levels")] and not ax.texts
    relief = ax.images[0].get_array()
    assert (relief == relief[0, 0]).all() and relief[0, 0, 3] > 250


@pytest.mark.filterwarnings("error")
def test_where_there_is_no_ground_the_paper_is_seen():
    def loss(w):
        return np.where(w[..., 0] > 0, (w**2).sum(axis=-1), np.nan)

    cliff = Landscape("cliff", loss, lambda w: 2 * w, np.ones(2), None, ((-1, 1), (-1, 1)))
    ax = Figure().subplots()
    draw_terrain(ax, cliff, pixels=100)
    opaque = ax.images[0].get_array()[..., 3] > 0
    assert opaque[:, 52:].all() and not opaque[:, :50].any()


def test_relief_is_brighter_where_it_is_higher():
    lightness = ALTITUDE(np.linspace(0, 1, 50))[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(lightness) > 0).all()


def test_a_path_that_leaves_is_cut_not_followed():
    run = descend(MOUNTAIN, GradientDescent(lr=0.05), steps=60)
    ax = plot_descent(run)
    assert ax.get_xlim() == (0, 6) and ax.get_ylim() == (0, 6.6)
    assert ax.get_title() == "Rate 0.05: off the map after 4 steps"
    assert "The next step leads off the map." in alt_text(ax)


@pytest.mark.parametrize(
    ("lr", "title"),
    [
        (0.0003, "Rate 0.0003: 2.5 km from the lodge after 60 steps"),
        (0.003, "Rate 0.003: at the lodge after 22 steps"),
        (0.01, "Rate 0.01: 0.36 km from the lodge after 60 steps"),
    ],
)
def test_titles_say_what_happened(lr, title):
    assert plot_descent(descend(MOUNTAIN, GradientDescent(lr), steps=60)).get_title() == title


def test_alternative_text_is_computed_from_the_run():
    words = alt_text(plot_descent(RUN))
    assert "rate 0.003" in words and "(2.80, 5.70), altitude 754 m" in words and "(1.99, 2.05), altitude 481 m" in words
    longest = np.linalg.norm(np.diff(RUN.positions, axis=0), axis=1).max()
    assert f"longest step is {longest:.2g} km" in words
    other = alt_text(plot_descent(descend(MOUNTAIN, GradientDescent(0.0003), steps=10)))
    assert "rate 0.0003" in other and "after 10 steps" in other and words != other


def test_bowl_and_path_without_a_unit():
    run = descend(quadratic([1, 10]), GradientDescent(0.25), steps=300)
    ax = plot_descent(run)
    assert ax.get_title() == "Rate 0.25: 6.7e+52 from the minimum after 300 steps"
    gone = descend(quadratic([1, 10]), GradientDescent(0.5), steps=600)
    assert plot_descent(gone).get_title() == "Rate 0.5: diverged after 256 steps"


def test_profile_adds_up_the_steps():
    run = descend(MOUNTAIN, GradientDescent(lr=0.01), steps=60)
    ax = plot_profile(run)
    ground, marks = lines_of(ax)[:2]
    lengths = np.linalg.norm(np.diff(run.positions, axis=0), axis=1)
    np.testing.assert_allclose(np.diff(marks[:, 0]), lengths)
    np.testing.assert_array_equal(marks[:, 1], run.losses)
    np.testing.assert_allclose(ground[::30], marks, rtol=1e-12)
    halfway = MOUNTAIN((run.positions[:-1] + run.positions[1:]) / 2)
    np.testing.assert_allclose(ground[15::30, 1], halfway, rtol=1e-12)
    assert (np.diff(ground[:, 1])[::30] < 0).all(), "every step starts out downhill"
    uphill = sum(later > earlier for earlier, later in zip(run.losses, run.losses[1:], strict=False))
    assert ax.get_title() == f"Rate 0.01: {uphill} of 60 steps lead uphill"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("distance walked (km)", "altitude (m)")
    assert [a.get_text() for a in ax.texts if isinstance(a, Annotation)] == ["height of the lodge"]


@pytest.mark.parametrize("rate", [0.21, 0.25, 3.0])
def test_profile_of_a_run_that_diverges_leaves_the_frame(rate):
    """Neither is an axis scaled to where it went, nor a word said of overflow."""
    run = descend(quadratic([1, 10]), GradientDescent(rate), steps=400)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = plot_profile(run)
        ax.figure.canvas.draw()
    ground, marks = lines_of(ax)[:2]
    (_, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    roof = 2 * run.losses[0]
    assert low < 0 < run.losses[0] < high <= 1.1 * roof
    assert marks[-1, 1] > high > 0 and (marks[:-1, 1] < high).all(), "drawn up to the step that leaves"
    assert right < 1.06 * ground[(ground[:, 1] > high).argmax(), 0]
    count = len(marks) - 1
    uphill = int((np.diff(marks[:, 1]) > 0).sum())
    assert ax.get_title() == f"Rate {rate:g}: {uphill} of {count} steps lead uphill, and then it is gone"
    assert alt_text(ax).endswith("lead uphill, and then it is gone.")


def test_profile_ends_where_the_ground_does():
    run = descend(MOUNTAIN, GradientDescent(0.05), steps=60)
    ax = plot_profile(run)
    assert np.isfinite(run.losses).sum() == run.diverged_at == 4
    assert np.isnan(lines_of(ax)[1][:, 1]).tolist() == [False] * 4 + [True]
    assert ax.get_title().endswith(" of 4 steps lead uphill, and then it is gone")


def test_loss_curves_have_two_cues_each():
    runs = [descend(MOUNTAIN, GradientDescent(lr), steps=60) for lr in (0.0003, 0.003, 0.01)]
    ax = plot_loss(runs)
    for line, run in zip(ax.get_lines(), runs, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), run.losses)
    assert len({line.get_color() for line in ax.get_lines()}) == 3
    assert len({line.get_marker() for line in ax.get_lines()}) == 3
    assert {text.get_text() for text in ax.texts} == {"rate 0.0003", "rate 0.003", "rate 0.01"}
    assert "rate 0.003 ends at 481 m" in alt_text(ax)
    np.testing.assert_array_equal(lines_of(plot_loss(RUN))[0][:, 1], RUN.losses)


def test_figures_draw_on_the_axes_they_are_given():
    for draw in (plot_descent, plot_profile, plot_loss):
        figure = Figure()
        left, right = figure.subplots(1, 2)
        assert draw(RUN, ax=right, title="mine") is right
        assert right.get_title() == "mine" and not left.get_lines()
        assert isinstance(draw(RUN), Axes)


def test_show_displays_a_picture_with_its_words(shown):
    ax = plot_descent(RUN)
    assert show(ax) is None
    ((data, metadata),) = shown
    picture = imread(io.BytesIO(base64.b64decode(data["image/png"])), format="png")
    words = alt_text(ax)
    assert metadata["image/png"]["alt"] == words and data["text/plain"] == f"[Figure: {words}]"
    height, width = picture.shape[:2]
    assert (width, height) == tuple(round(1.5 * metadata["image/png"][side]) for side in ("width", "height"))
    assert len(np.unique(picture.reshape(-1, picture.shape[2]), axis=0)) > 1000  # relief, not an empty frame


def test_show_several_axes_and_the_same_bytes_each_time(shown):
    for _ in range(2):
        axes = Figure(figsize=(8, 4)).subplots(1, 2)
        plot_profile(RUN, ax=axes[0])
        plot_loss(RUN, ax=axes[1])
        show(axes)
    assert shown[0] == shown[1]
    assert "distance walked" in shown[0][0]["text/plain"] and "ends at 481 m" in shown[0][0]["text/plain"]


def test_show_closes_figures_made_with_pyplot(shown):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    _, ax = plt.subplots()
    describe(ax, "an empty frame")
    show(ax)
    assert plt.get_fignums() == []


def test_show_wants_words(shown):
    with pytest.raises(ValueError, match="no alternative text"):
        show(Figure().subplots())
    assert shown == []


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (
            lambda: plot_descent(descend(MOUNTAIN, GradientDescent(sweep(0.001, 0.01, 3)), 5)),
            r"one path at a time.*\(3,\)",
        ),
        (lambda: plot_loss([descend(MOUNTAIN, GradientDescent(sweep(0.001, 0.01, 3)), 5)]), r"one run a line.*\(3,\)"),
        (lambda: plot_descent(descend(double_well(), GradientDescent(0.01), 5)), "needs 2 coordinates; .* has 1"),
    ],
)
def test_bad_input_is_named(draw, words):
    with pytest.raises(ValueError, match=words):
        draw()


def test_contour_levels_follow_the_loss():
    even = contour_levels(np.array([450.0, 850.0]))
    assert np.allclose(np.diff(even), even[1] - even[0]) and 8 <= len(even) <= 17
    logs = contour_levels(np.array([1e-9, 1e3]))
    assert np.allclose(np.diff(np.log(logs)), np.log(logs[1] / logs[0]))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.003, "0.003"),
        (481.5, "482"),
        (12345.6, "12,346"),
        (np.nan, "not a number"),
        (np.inf, "infinite"),
        (0.1, "0.1"),
    ],
)
def test_numbers_are_written_for_readers(value, text):
    assert number(value) == text


@pytest.mark.parametrize(("text", "begins"), [("rate 0.1, Adam", "Rate 0.1, Adam"), ("β = 0.9", "β = 0.9"), ("", "")])
def test_a_sentence_begins_with_a_capital_unless_it_begins_with_a_symbol(text, begins):
    assert capital(text) == begins


def test_units_stand_after_numbers_and_in_brackets_after_words():
    assert [with_unit("481", "m"), with_unit("altitude", "m"), with_unit("-3", "m"), with_unit("loss", "")] == [
        "481 m",
        "altitude (m)",
        "-3 m",
        "loss",
    ]


def test_lrlib_loads_nothing_heavy():
    code = (
        "import sys, lrlib; lrlib.descend(lrlib.quadratic(), lrlib.GradientDescent(0.1), 5);"
        "print([m for m in ('matplotlib', 'torch', 'scipy', 'ipywidgets', 'anywidget', 'IPython') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_no_arrow_runs_upward():
    """Imports between the files of lrlib follow the floors of the house."""
    from pathlib import Path

    import lrlib

    floors = {
        "validation": 0,
        "surface": 0,
        "landscapes": 1,
        "schedules": 1,
        "optimizers": 1,
        "descent": 2,
        "data": 1,
        "networks": 2,
        "history": 2,
        "training": 2,
        "search": 3,
        "plotting": 4,
        "explorables": 4,
        "feedback": 4,
        "classroom": 5,
        "doctor": 5,
    }
    house = Path(lrlib.__file__).parent
    for file in house.rglob("*.py"):
        here = file.relative_to(house).parts[0].removesuffix(".py")
        if here == "__init__":
            continue
        for imported in re.findall(r"^\s*(?:from|import) lrlib\.(\w+)", file.read_text(encoding="utf-8"), re.M):
            assert imported == here or floors[imported] <= floors[here], f"{file} imports {imported}"
            if (here, imported) == ("optimizers", "schedules"):
                continue  # the one arrow within a floor: a hyper-parameter may be a schedule
            same_floor = floors[imported] == floors[here] == 1
            assert imported == here or not same_floor, f"{file} imports {imported}, which is on the same floor"
