"""The skier, as Python sends it: exactly the runs of `descend`, the right words, and a picture that can stand alone."""

import base64
import io
import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.image import imread

from lrlib import (
    GradientDescent,
    Landscape,
    Trajectory,
    descend,
    double_well,
    mountain,
    plot_descent,
    quadratic,
    rosenbrock,
    skier,
)
from lrlib.explorables import Explorable
from lrlib.explorables.packing import decades, decimals, heights, pack
from lrlib.explorables.skiing import verdict
from lrlib.plotting import alt_text

MOUNTAIN = mountain()
RIDE = skier()
RATES = np.geomspace(1e-4, 0.05, 61)


def unpack(ride):
    """What the browser reads: float32, little-endian, of the shape that `meta` names."""
    return np.frombuffer(ride.buffer, "<f4").reshape(ride.meta["shape"])


def test_the_buffer_holds_exactly_the_runs_of_descend():
    sent = unpack(RIDE)
    assert sent.shape == (61, 61, 3)
    for index, rate in enumerate(RATES):
        run = descend(MOUNTAIN, GradientDescent(lr=float(rate)), steps=60)
        np.testing.assert_array_equal(sent[index, :, :2], run.positions.astype(np.float32))
        np.testing.assert_array_equal(sent[index, :, 2], run.losses.astype(np.float32))


@given(
    st.lists(st.floats(0.01, 0.4), min_size=1, max_size=5, unique=True),
    st.integers(0, 12),
    st.lists(st.floats(0.1, 9), min_size=2, max_size=2),
)
def test_runs_on_a_bowl_are_the_closed_form(rates, steps, curvatures):
    runs = descend(quadratic(curvatures), GradientDescent(lr=np.sort(rates)[:, np.newaxis]), steps)
    sent = np.frombuffer(pack(runs), "<f4").reshape(len(rates), steps + 1, 3)
    t, rate, curvature = np.arange(steps + 1)[:, np.newaxis], np.sort(rates), np.array(curvatures)
    exact = (1 - rate[:, np.newaxis, np.newaxis] * curvature) ** t * [10, 1]
    # Half a unit in the last place of a float32 is 6e-8; near zero, what float64 leaves over of 10 · (1 − 1).
    np.testing.assert_allclose(sent[..., :2], exact, rtol=7e-8, atol=1e-12)
    np.testing.assert_allclose(sent[..., 2], 0.5 * (curvature * exact**2).sum(axis=-1), rtol=7e-8, atol=1e-20)


def test_on_flat_ground_that_still_slopes_nobody_is_at_rest():
    valley = skier(rosenbrock(), rates=[0.001, 0.002])  # where a step is 0.8 % of the first one, and grows
    assert [each["words"] for each in valley.meta["verdicts"]] == ["still on the way"] * 2


def test_on_a_plain_everybody_is_at_rest():
    plain = Landscape("plain", lambda w: 0 * w[..., 0], lambda w: 0 * w, np.zeros(2), None, ((-1, 1), (-1, 1)))
    ride = skier(plain, rates=[0.1], steps=3)
    assert ride.meta["verdicts"] == [{"regime": "settles", "words": "at rest"}]
    assert ride.meta["heights"] == [-1, 1], "an axis needs some room"


def test_the_axis_suits_the_runs():
    assert RIDE.meta["heights"] == pytest.approx(heights(MOUNTAIN)) and not RIDE.meta["log"]
    valley = skier(rosenbrock(), rates=[0.001])
    low, high = heights(rosenbrock())  # at the start it is 24.2, and 2,500 in a corner
    assert high > 2000 and valley.meta["heights"] == pytest.approx([low, low + 3 * (24.2 - low)])
    assert (valley.meta["log"], valley.meta["height_decimals"]) == (False, 1)
    bowl = skier(quadratic([1, 10]), rates=[0.1], steps=50)
    lowest = 50 * 0.9**100
    assert bowl.meta["log"] and bowl.meta["heights"] == pytest.approx([lowest / 2, 10 * 55])
    at_rest = skier(quadratic([1, 10], start=[0, 0]), rates=[0.1])
    assert at_rest.meta["heights"] == pytest.approx(heights(quadratic([1, 10], start=[0, 0])))


def test_what_is_too_large_for_the_browser_becomes_infinite():
    sent = unpack(skier(quadratic([1, 10]), rates=[0.1, 0.5], steps=200))
    # 0.5 · 10 · 16^t passes 3.4e38, the largest float32, at step ⌈log(6.8e37) / log 16⌉ = ⌈31.5⌉.
    losses = sent[1, :, 2]
    assert np.isfinite(losses[:32]).all() and np.isinf(losses[32:]).all()
    assert np.isfinite(sent[0]).all()


@pytest.mark.parametrize(
    ("rate", "regime", "words", "sign"),
    [
        (0.0003, "crawls", "still on the way", "🐁"),
        (0.003, "settles", "arrived after 22 steps", ""),
        (0.01, "oscillates", "still hopping to and fro", "🐘"),
        (0.05, "diverges", "left the map at step 4", "🐘"),
    ],
)
def test_verdicts_at_known_rates(rate, regime, words, sign):
    ride = skier(rates=[0.0003, 0.003, 0.01, 0.05])
    index = ride.meta["rates"].index(f"{rate:g}")
    assert ride.meta["verdicts"][index] == {"regime": regime, "words": words}
    assert ride.meta["signs"][regime] == sign


def test_verdicts_follow_the_rate_from_too_low_to_too_high():
    regimes = [each["regime"] for each in RIDE.meta["verdicts"]]
    changes = [regimes[0]] + [now for before, now in zip(regimes, regimes[1:], strict=False) if now != before]
    assert changes == ["crawls", "settles", "oscillates", "diverges"]


@pytest.mark.parametrize(
    ("landscape", "rate", "steps", "expected"),
    [
        # On curvature 1 and 10 the edge is 0.2: below it a bowl settles, above it each step leads higher.
        (quadratic([1, 10]), 0.1, 100, ("settles", "arrived after 44 steps")),  # 10 · 0.9^t ≤ 0.1 from t = 43.7
        (quadratic([1, 10]), 0.21, 100, ("diverges", "higher than at the start, and far from the minimum")),
        (quadratic([1, 10]), 0.5, 300, ("diverges", "beyond all numbers at step 256")),
        (quadratic([1, 10]), 0.1, 0, ("crawls", "still on the way")),
    ],
)
def test_verdicts_on_a_bowl(landscape, rate, steps, expected):
    assert verdict(descend(landscape, GradientDescent(lr=rate), steps)) == expected


def test_at_rest_in_another_valley():
    run = descend(MOUNTAIN, GradientDescent(lr=0.003), steps=300, start=[2.4, 5.7])
    assert run.distances()[-1] > 1  # the western valley: lesson 01, "What can go wrong"
    assert verdict(run) == ("settles", "at rest, but elsewhere")


@pytest.mark.parametrize(
    ("x", "regime"),
    [
        ([8, -9, 7, 6, 5, 4, 3], "crawls"),  # one early step uphill, and none in the second half
        ([9, 8, 7, 6, -6.5, 6, 5], "oscillates"),
        ([9, 3, 1, 0.3, 0.09, 0.05, 0.02], "settles"),
        ([9, 3, 0.08, -0.09, 0.08, -0.09, 0.08], "oscillates"),  # always near, and yet each step hops across
    ],
)
def test_verdicts_on_paths_made_by_hand(x, regime):
    bowl = quadratic([1, 10])
    positions = np.stack([x, np.zeros(len(x))], axis=-1)
    assert verdict(Trajectory(bowl, GradientDescent(0.1), len(x) - 1, positions))[0] == regime


def test_decades_lie_where_a_log_axis_has_them():
    places = dict((text, place) for place, text in RIDE.meta["decades"])
    assert list(places) == ["0.0001", "0.001", "0.01"]
    span = np.log10(0.05 / 1e-4)
    np.testing.assert_allclose(list(places.values()), [0, 1 / span, 2 / span], atol=1e-12)
    assert decades(np.geomspace(0.1, 10, 5)) == [[0.0, "0.1"], [0.5, "1"], [1.0, "10"]]
    assert [text for _, text in decades(np.geomspace(1e-6, 10, 99))] == ["1e-06", "0.0001", "0.01", "1"], "every second"
    assert decades(np.array([0.2, 0.5])) == [] == decades(np.array([0.1]))


def test_digits_that_are_shown():
    assert [decimals(x) for x in (846.1, 6.6, 0.05, 0, 1e9)] == [0, 2, 4, 2, 0]
    assert (RIDE.meta["height_decimals"], RIDE.meta["length_decimals"]) == (0, 2)


def test_meta_tells_the_landscape():
    meta = RIDE.meta
    assert meta["rates"][0] == "0.0001" and meta["rates"][-1] == "0.05" and len(meta["rates"]) == 61
    assert meta["window"] == [[0.0, 6.0], [0.0, 6.6]] and meta["axes"] == ["east", "north"]
    assert meta["minimum"] == MOUNTAIN.minimum.tolist() and meta["lowest"] == float(MOUNTAIN(MOUNTAIN.minimum))
    low, high = meta["heights"]
    assert low < meta["lowest"] < MOUNTAIN(MOUNTAIN.start) < high
    for x, y, _, text in meta["contours"]:  # a label lies on the line whose height it names
        assert float(MOUNTAIN([x, y])) == pytest.approx(float(text), abs=2)
    assert len(meta["contours"]) > 5


def test_it_is_small_and_plain():
    size = len(RIDE.buffer) + len(RIDE.ground) + len(json.dumps(RIDE.meta))
    assert size < 1_000_000
    picture = imread(io.BytesIO(RIDE.ground), format="png")
    assert picture.shape[:2] == (836, 760)  # the window's shape: 6.6 km by 6 km
    assert len(RIDE.buffer) == 61 * 61 * 3 * 4


def test_it_starts_at_the_rate_that_is_asked_for():
    assert RIDE.picked == {"rate": 12 - 1, "step": 60, "playing": False}  # the nearest to 0.0003 is the twelfth
    ride = skier(rates=[0.1, 0.001, 0.01], steps=7, lr=0.004)  # in factors 0.004 is nearer to 0.01 than to 0.001
    assert ride.meta["rates"] == ["0.001", "0.01", "0.1"]
    assert ride.picked == {"rate": 1, "step": 7, "playing": False}


def test_displayed_it_is_a_picture_with_words_and_then_itself(shown):
    ride = skier(rates=[0.0003, 0.003], lr=0.003)
    ride._ipython_display_()
    (picture, about), (alive, _), (afterword, _) = shown
    words = alt_text(plot_descent(descend(MOUNTAIN, GradientDescent(lr=0.003), steps=60)))
    assert about["image/png"]["alt"] == words == ride.meta["alt"]
    assert "rate 0.003" in words and picture["text/plain"] == f"[Figure: {words}]"
    pixels = imread(io.BytesIO(base64.b64decode(picture["image/png"])), format="png")
    assert len(np.unique(pixels.reshape(-1, pixels.shape[2]), axis=0)) > 1000
    assert alive["application/vnd.jupyter.widget-view+json"]["model_id"] == ride.model_id
    assert alive["text/plain"] == "Run this cell to play with it."
    assert "image/png" not in alive  # one picture is enough
    # The third is a style sheet and nothing else: nothing of it is seen where there is no style sheet.
    assert afterword["text/plain"] == "" and afterword["text/html"].endswith("</style></div>")


def test_the_script_draws_every_kind_there_is():
    script, style = (str(getattr(RIDE, name)) for name in ("_esm", "_css"))
    (drawn,) = re.findall(r"^const EXPLORABLES = \{ (.*) \};$", script, re.M)
    kinds = {entry.split(":")[0] for entry in drawn.split(", ")}
    assert kinds == {"skier", "regimes", "ball", "race", "rate_search", "decay", "challenge"}
    assert "http" not in script + style  # nothing is loaded from elsewhere


def test_repr_is_the_same_in_every_session():
    assert repr(RIDE) == "<Explorable: skier>"
    assert isinstance(RIDE, Explorable)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: skier(double_well()), ValueError, "needs a landscape of 2 coordinates; the double well has 1"),
        (lambda: skier(rates=[0.1, 0.0]), ValueError, "rates must be finite and greater than 0; got 0"),
        (lambda: skier(rates=[0.1, -2.0]), ValueError, "rates must be finite and greater than 0; got -2"),
        (lambda: skier(rates=[0.1, np.nan]), ValueError, "rates must be finite and greater than 0; got nan"),
        (lambda: skier(rates=[]), ValueError, "rates must hold at least one number"),
        (lambda: skier(rates="0.1"), TypeError, "rates must be a number or an array of numbers; got '0.1'"),
        (lambda: skier(steps=-1), ValueError, "steps must be at least 0; got -1"),
        (lambda: skier(steps=2.5), TypeError, "steps must be a whole number; got 2.5"),
        (lambda: skier(lr=0), ValueError, "lr must be finite and greater than 0; got 0"),
        (lambda: skier(lr=[0.1, 0.2]), ValueError, r"lr must be a single number; its shape is \(2,\)"),
    ],
)
def test_bad_input_is_named(make, error, words):
    with pytest.raises(error, match=words):
        make()
