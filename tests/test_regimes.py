"""Too high, too low, as Python sends it: the runs of `descend`, the regimes of theory, the rates that are marked."""

import base64
import io
import json

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from matplotlib.image import imread

from lrlib import GradientDescent, descend, plot_descent, plot_loss, quadratic, regimes
from lrlib.explorables import Explorable
from lrlib.explorables.bowls import regime, stops
from lrlib.plotting import alt_text
from lrlib.plotting.style import number

BOWL = regimes()
RATES = stops(0.2, [0.1, 2 / 11, 0.2])  # the slider's, as `regimes` documents them
NAMES = [each["regime"] for each in BOWL.meta["verdicts"]]
WORDS = [each["words"] for each in BOWL.meta["verdicts"]]
ORDER = ["crawls", "settles", "oscillates", "diverges"]
curvature = st.floats(0.1, 100)


def at(rate):
    """The one stop of the slider that is exactly there."""
    (index,) = np.flatnonzero(rate == RATES)
    return index


def test_the_slider_stops_where_theory_changes_its_mind():
    assert len(RATES) == 61 and (np.diff(RATES) > 0).all()
    assert RATES[0] == pytest.approx(0.01, rel=1e-12) and RATES[-1] == pytest.approx(0.3, rel=1e-12)
    exact = [at(0.1), at(2 / 11), at(0.2)]
    np.testing.assert_allclose(np.delete(RATES, exact), np.delete(np.geomspace(0.01, 0.3, 61), exact), rtol=1e-12)
    assert BOWL.meta["rates"] == [number(rate) for rate in RATES]


def test_the_buffer_holds_exactly_the_runs_of_descend():
    sent = np.frombuffer(BOWL.buffer, "<f4").reshape(BOWL.meta["shape"])
    assert sent.shape == (61, 61, 3) and np.isfinite(sent).all()
    for index, rate in enumerate(RATES):
        run = descend(quadratic([1, 10]), GradientDescent(lr=float(rate)), steps=60)
        np.testing.assert_array_equal(sent[index, :, :2], run.positions.astype(np.float32))
        np.testing.assert_array_equal(sent[index, :, 2], run.losses.astype(np.float32))


def test_regimes_follow_the_rate_from_too_low_to_too_high():
    assert [name for name, before in zip(NAMES, [None, *NAMES], strict=False) if name != before] == ORDER
    assert [BOWL.meta["signs"][name] for name in ORDER] == ["🐁", "", "🐘", "🐘"]


def test_each_border_is_where_theory_has_it():
    # 1/L: from the next stop on every step overshoots, and no stop below it is said to.
    assert ["overshoots along the steep direction" in words for words in WORDS] == [rate > 0.1 for rate in RATES]
    assert NAMES[at(0.1) - 1 : at(0.1) + 2] == ["settles"] * 3
    # 2/(L+μ): at it the flat direction still takes as long as the steep one; beyond, the hopping is what is left.
    assert NAMES[at(2 / 11) - 1 : at(2 / 11) + 2] == ["settles", "settles", "oscillates"]
    # 2/L: at it the hopping goes on forever; beyond, it grows.
    assert NAMES[at(0.2) - 1 : at(0.2) + 2] == ["oscillates", "oscillates", "diverges"]
    assert all((name == "diverges") == (rate > 0.2) for name, rate in zip(NAMES, RATES, strict=True))
    # 1 % of the way is left after 60 steps where (1 − η)^60 = 0.01.
    assert all((name == "crawls") == (rate < 1 - 0.01 ** (1 / 60)) for name, rate in zip(NAMES, RATES, strict=True))


@given(curvature, curvature, st.floats(0.001, 1.5), st.integers(1, 100))
def test_the_regime_is_what_the_runs_do(first, second, share, steps):
    bowl = quadratic([first, second])
    rate = share * 2 / bowl.L
    start, after = descend(bowl, GradientDescent(lr=rate), steps=1).positions
    left = after / start  # of each coordinate, by one step
    small, large = sorted(left, key=abs)
    assume(abs(abs(large) - 1) > 1e-9 and (abs(abs(large) - abs(small)) > 1e-9 or large * small > 0))
    assume(abs(abs(large) ** steps - 0.01) > 1e-9)
    calm = "crawls" if large**steps > 0.01 else "settles"
    assert regime(rate, bowl, steps) == ("diverges" if abs(large) > 1 else "oscillates" if large < 0 else calm)


@pytest.mark.parametrize(
    ("curvatures", "rate", "words"),
    [
        ([1, 10], 0.02, "crawls (ηL = 0.2): every step covers 2 % of the way along the flat direction"),
        ([10, 1], 0.1, "settles (ηL = 1): every step covers 10 % of the way along the flat direction"),
        (
            [1, 10],
            0.15,
            "settles (ηL = 1.5): every step overshoots along the steep direction, "
            "and covers 15 % of the way along the flat direction",
        ),
        (
            [1, 10],
            0.19,
            "oscillates (ηL = 1.9): every step overshoots along the steep direction, and 90 % of the way is left",
        ),
        (
            [1, 10],
            0.2,
            "oscillates (ηL = 2): every step overshoots along the steep direction, and lands as far away as it was",
        ),
        (
            [10, 1],
            0.25,
            "diverges (ηL = 2.5): every step overshoots along the steep direction, and lands 1.5 times as far away",
        ),
        ([2, 2], 0.5, "settles (ηL = 1): every step covers 100 % of the way in every direction"),
        ([2, 2], 0.75, "oscillates (ηL = 1.5): every step overshoots in every direction, and 50 % of the way is left"),
    ],
)
def test_words_at_known_rates(curvatures, rate, words):
    (verdict,) = regimes(curvatures, rates=[rate]).meta["verdicts"]
    assert verdict == {"regime": words.split()[0], "words": words}


def test_the_marked_rates_lie_exactly_on_their_stops():
    assert BOWL.meta["marks"] == [
        [at(2 / 11) / 60, "best 2/(L+μ) = 0.182"],
        [at(0.2) / 60, "edge 2/L = 0.2"],
    ]
    # Between two stops they lie where a log axis has them, and beyond the slider's ends they are not marked.
    ((place, words),) = regimes(rates=[0.19, 0.2 * 0.2 / 0.19]).meta["marks"]
    assert words == "edge 2/L = 0.2" and place == pytest.approx(0.5, abs=1e-12)
    assert regimes(rates=[0.01, 0.1]).meta["marks"] == [] == regimes(rates=[0.2]).meta["marks"]


def test_the_frame_of_the_curve_is_one_for_all_rates():
    low, high = BOWL.meta["heights"]
    lowest = descend(quadratic([1, 10]), GradientDescent(lr=2 / 11), steps=60).losses[-1]
    assert low == pytest.approx(lowest / 2, rel=1e-12) and high == pytest.approx(55_000, rel=1e-12)
    # In a round bowl one step at 1/L ends at 0, and far above the edge a loss ends as no number at all.
    assert regimes([2, 2]).meta["heights"] == pytest.approx([1.01e-10, 1.01e5], rel=1e-12)
    assert np.isfinite(regimes(rates=[0.1, 50], steps=2000).meta["heights"]).all()


def test_it_starts_where_it_crawls_or_where_it_is_told():
    assert BOWL.picked == {"rate": int(np.abs(np.log(RATES / 0.02)).argmin()), "step": 60, "playing": False}
    assert NAMES[BOWL.picked["rate"]] == "crawls"
    bowl = regimes([3, 40], rates=[0.1, 0.001, 0.01], steps=7, lr=0.004)
    assert bowl.meta["rates"] == ["0.001", "0.01", "0.1"] and bowl.picked == {"rate": 1, "step": 7, "playing": False}


def test_it_is_small_and_the_script_draws_it():
    assert len(BOWL.buffer) + len(BOWL.ground) + len(json.dumps(BOWL.meta)) < 1_000_000
    assert BOWL.kind == "regimes"
    assert repr(BOWL) == "<Explorable: regimes>" and isinstance(BOWL, Explorable)


def test_displayed_it_is_path_and_loss_with_words_and_then_itself(shown):
    bowl = regimes(rates=[0.02, 0.19], lr=0.19)
    bowl._ipython_display_()
    (picture, about), (alive, _), (afterword, _) = shown
    run = descend(quadratic([1, 10]), GradientDescent(lr=0.19), steps=60)
    words = f"{alt_text(plot_descent(run))} {alt_text(plot_loss(run))}"
    assert about["image/png"]["alt"] == words == bowl.meta["alt"] and "rate 0.19" in words
    pixels = imread(io.BytesIO(base64.b64decode(picture["image/png"])), format="png")
    assert len(np.unique(pixels.reshape(-1, pixels.shape[2]), axis=0)) > 1000
    assert alive["application/vnd.jupyter.widget-view+json"]["model_id"] == bowl.model_id
    assert afterword["text/plain"] == ""


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (
            lambda: regimes([1, 2, 3]),
            ValueError,
            "curvatures must be 2 numbers, for a bowl that is seen from above; got 3",
        ),
        (lambda: regimes([1]), ValueError, "curvatures must be 2 numbers, .* got 1"),
        (lambda: regimes(5), ValueError, "curvatures must be a list of numbers"),
        (lambda: regimes([1, 0]), ValueError, "curvatures must be finite and greater than 0; got 0"),
        (lambda: regimes([1, np.inf]), ValueError, "curvatures must be finite and greater than 0; got inf"),
        (lambda: regimes(rates=[0.1, 0.0]), ValueError, "rates must be finite and greater than 0; got 0"),
        (lambda: regimes(rates=[]), ValueError, "rates must hold at least one number"),
        (lambda: regimes(rates="0.1"), TypeError, "rates must be a number or an array of numbers; got '0.1'"),
        (lambda: regimes(steps=-1), ValueError, "steps must be at least 0; got -1"),
        (lambda: regimes(steps=2.5), TypeError, "steps must be a whole number; got 2.5"),
        (lambda: regimes(lr=0), ValueError, "lr must be finite and greater than 0; got 0"),
        (lambda: regimes(lr=[0.1, 0.2]), ValueError, r"lr must be a single number; its shape is \(2,\)"),
    ],
)
def test_bad_input_is_named(make, error, words):
    with pytest.raises(error, match=words):
        make()
