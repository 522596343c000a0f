"""Decay, as Python sends it: the runs of `descend`, the exact mean over all noise, words against the noise floor."""

import base64
import io
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.image import imread

from lrlib import (
    GradientDescent,
    constant,
    cosine_decay,
    decay,
    descend,
    exponential_decay,
    inverse_time_decay,
    join,
    linear_decay,
    milestones,
    noisy,
    plot_descent,
    plot_schedule,
    quadratic,
    warmup,
)
from lrlib.explorables import Explorable
from lrlib.explorables.decaying import SCHEDULES, expected_losses, noise_floor, of_floor, verdict
from lrlib.plotting import alt_text
from lrlib.plotting.style import number

BOWL = quadratic([1, 4], start=[6, 4])
NOISY = noisy(BOWL, sigma=2.0, seed=0)
RATES = np.geomspace(0.01, 1, 13)  # the slider's, as `decay` documents them
ENDS = [0.3, 0.1, 0.03, 0.01, 0.003]
DECAY = decay()
META = DECAY.meta
NAMES = list(SCHEDULES)
BY_HAND = {  # what each is for a run of 100 steps
    "constant": lambda end: constant(),
    "step": lambda end: milestones([25, 50, 75], factor=end ** (1 / 3)),
    "exponential": lambda end: exponential_decay(end**0.01),
    "inverse time": lambda end: inverse_time_decay(100 * end / (1 - end)),
    "linear": lambda end: linear_decay(100, floor=end),
    "cosine": lambda end: cosine_decay(100, floor=end),
    "warm-up + cosine": lambda end: join([warmup(10), cosine_decay(90, floor=end)], at=[10]),
}


def unpack(explorable):
    """The runs, (schedules, ends, rates, steps + 1, 4), and the factors, (schedules, ends, steps + 1)."""
    shape = explorable.meta["shape"]
    numbers = np.frombuffer(explorable.buffer, "<f4")
    runs, factors = np.split(numbers, [np.prod(shape)])
    return runs.reshape(shape), factors.reshape(*shape[:2], shape[3])


SENT, FACTORS = unpack(DECAY)


@pytest.mark.parametrize("name", NAMES)
def test_the_buffer_holds_exactly_the_runs_of_descend(name):
    assert SENT.shape == (7, 5, 13, 101, 4) and set(BY_HAND) == set(NAMES)
    k = NAMES.index(name)
    for e, r in [(0, 0), (1, 6), (3, 6), (4, 9), (2, 12)]:
        schedule = BY_HAND[name](ENDS[e])
        run = descend(NOISY, GradientDescent(lr=float(RATES[r]) * schedule), steps=100)
        with np.errstate(over="ignore"):
            np.testing.assert_allclose(SENT[k, e, r, :, :2], run.positions.astype(np.float32), rtol=3e-7)
            np.testing.assert_allclose(SENT[k, e, r, :, 2], run.losses.astype(np.float32), rtol=6e-7)
        np.testing.assert_allclose(FACTORS[k, e], schedule(np.arange(101)), rtol=1e-6)


def test_every_schedule_ends_at_the_share_right_after_the_run_and_a_constant_ignores_it():
    np.testing.assert_allclose(FACTORS[1:, :, -1], np.broadcast_to(np.float32(ENDS), (6, 5)), rtol=1e-6)
    assert (FACTORS[0] == 1).all() and (FACTORS.max(axis=-1) == 1).all()
    assert (np.diff(FACTORS[1:6], axis=-1) <= 0).all(), "all but the warm-up only fall"
    assert (SENT[0] == SENT[0, :1]).all()


@given(st.floats(0.005, 0.45), st.integers(0, 200), st.floats(0, 3))
def test_the_expected_loss_of_a_constant_rate_is_the_closed_form(rate, steps, sigma):
    losses, way = expected_losses(BOWL, sigma, np.full(steps + 1, rate))
    t, curvatures = np.arange(steps + 1)[:, np.newaxis], np.array([1.0, 4.0])
    left = (1 - rate * curvatures) ** (2 * t)
    exact = left * BOWL.start**2 + rate * sigma**2 / (curvatures * (2 - rate * curvatures)) * (1 - left)
    np.testing.assert_allclose(losses, 0.5 * (curvatures * exact).sum(-1), rtol=1e-9)
    np.testing.assert_allclose(way, 0.5 * (curvatures * left * BOWL.start**2)[-1].sum(), rtol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_the_expected_loss_is_the_mean_over_many_seeds(name):
    seeds = np.arange(2000)[:, np.newaxis]
    schedule = BY_HAND[name](0.1)
    losses = descend(noisy(BOWL, 2.0, seeds), GradientDescent(lr=RATES[7] * schedule), steps=100).losses
    for step in (1, 10, 50, 100):
        error = losses[step].std() / np.sqrt(2000)
        assert SENT[NAMES.index(name), 1, 7, step, 3] == pytest.approx(losses[step].mean(), abs=4 * error)


def test_the_noise_floor_is_where_a_constant_rate_ends():
    floors = noise_floor(BOWL, 2.0, RATES)
    np.testing.assert_allclose(floors[6], 0.5 * (0.1 * 4 / 1.9 + 0.1 * 4 / 1.6), rtol=1e-12)
    assert (np.isnan(floors) == (RATES >= 0.5)).all() and np.isnan(noise_floor(BOWL, 2.0, np.array([0.5]))).all()
    for rate, floor in zip(RATES[:11], floors, strict=False):
        losses, _ = expected_losses(BOWL, 2.0, np.full(4001, rate))
        assert losses[-1] == pytest.approx(floor, rel=1e-9)
    np.testing.assert_allclose(np.array(META["floors"], float), floors, rtol=1e-12)
    assert META["edge"] == [0.5, "2/L = 0.5"]


def said(name, end, rate):
    return META["verdicts"][NAMES.index(name)][ENDS.index(end)][int(np.abs(np.log(RATES / rate)).argmin())]


@pytest.mark.parametrize("name", NAMES)
def test_regimes_are_what_theory_says(name):
    start = BOWL(BOWL.start)
    for end in ENDS:
        factors = BY_HAND[name](end)(np.arange(101))
        for rate, floor in zip(RATES, noise_floor(BOWL, 2.0, RATES), strict=True):
            mean, way = (np.ravel(part)[-1] for part in expected_losses(BOWL, 2.0, rate * factors))
            with_noise_only = mean - way
            if mean > start:
                expected = "diverges"
            elif way >= with_noise_only and way > 0.005:
                expected = "crawls"
            elif np.isnan(floor):
                expected = "settles"
            else:
                expected = "hovers" if mean >= floor / 2 else "settles"
            assert said(name, end, rate)[0] == expected, (name, end, rate)


def test_words_at_known_rates():
    def ends(name, end, rate):
        k, e, r = NAMES.index(name), ENDS.index(end), int(np.abs(np.log(RATES / rate)).argmin())
        return [number(float(value)) for value in SENT[k, e, r, -1, 2:]]

    loss, mean = ends("constant", 0.01, 0.1)
    assert said("constant", 0.01, 0.1) == ("hovers", f"ends at {loss} ({mean} expected, the floor of a constant 0.1)")
    loss, mean = ends("cosine", 0.01, 0.1)
    words = f"ends at {loss} ({mean} expected, 1/5.3 of the floor of a constant 0.1)"
    assert said("cosine", 0.01, 0.1) == ("settles", words)
    assert number(0.230263 / float(mean), 2) == "5.3"
    loss, mean = ends("inverse time", 0.01, 0.1)
    words = f"ends at {loss} ({mean} expected), still on the way: the rate fell before the run arrived"
    assert said("inverse time", 0.01, 0.1) == ("crawls", words)
    assert said("constant", 0.01, 0.01)[1].endswith("still on the way: it needs a higher rate, or more steps")
    assert said("cosine", 0.01, 0.01)[1].endswith("still on the way: it needs a higher rate, or more steps")
    assert said("constant", 0.3, 0.68)[1].endswith("above 2/L = 0.5 every step leads farther away")
    assert said("linear", 0.01, 1)[1].endswith("a constant 1 has no floor: from 2/L = 0.5 on it diverges")
    assert said("cosine", 0.01, 1)[1].endswith("still on the way: above 2/L = 0.5 it was thrown far off first")


def test_shares_of_the_floor_in_words():
    assert [of_floor(x) for x in (1 / 30, 0.3, 0.7, 1.0, 1.4)] == [
        "1/30 of the floor", "1/3.3 of the floor", "70 % of the floor", "the floor", "1.4 times the floor",
    ]  # fmt: skip


def test_without_noise_there_is_no_floor_and_nothing_breaks():
    quiet = decay(sigma=0)
    for words in quiet.meta["verdicts"][0][0][6:10]:  # from 0.1 to 0.316 a constant rate arrives
        assert words[0] == "settles" and words[1].endswith("without noise there is no floor, and no need to decay")
    assert verdict("constant", BOWL, 0.1, 0.0, 0.0, 0.0, 0.0, True)[0] == "settles"
    assert np.isfinite(quiet.meta["heights"]).all()


def test_noise_that_leads_higher_than_the_start_is_no_divergence():
    loud = decay(rates=[0.1, 0.6], sigma=50)
    below, above = loud.meta["verdicts"][0][0]
    floor = noise_floor(BOWL, 50, np.array([0.1])).item()  # 144, and the start is at 50
    assert below[0] == "hovers"
    assert below[1].endswith(
        f"({number(floor)} expected, the floor of a constant 0.1): higher than it began, by noise alone"
    )
    assert above[0] == "diverges" and above[1].endswith("above 2/L = 0.5 every step leads farther away")


@pytest.mark.filterwarnings("error")
def test_noise_beyond_all_numbers_is_told_and_sent_as_valid_json():
    deafening = decay(rates=[0.1, 0.2, 0.6], sigma=1e200)
    assert deafening.meta["floors"] == [None] * 3
    for words in deafening.meta["verdicts"][0][0][:2]:
        assert words == ("diverges", "ends beyond all numbers, by noise alone")
    beyond = "ends beyond all numbers: above 2/L = 0.5 every step leads farther away"
    assert deafening.meta["verdicts"][0][0][2] == ("diverges", beyond)
    json.dumps(deafening.meta, allow_nan=False)


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 7])
def test_few_steps_one_rate_and_one_end(steps):
    short = decay(rates=[0.1], ends=[0.5], steps=steps, sigma=1, seed=3)
    runs, factors = unpack(short)
    assert runs.shape == (7, 1, 1, steps + 1, 4) and np.isfinite(runs).all()
    assert (runs[..., 0, 2] == 50).all() and (factors <= 1).all()
    if steps > 1:
        np.testing.assert_allclose(factors[1:, 0, -1], 0.5, rtol=1e-6)
    assert short.picked["step"] == steps and short.meta["decades"] == []
    json.dumps(short.meta, allow_nan=False)


def test_the_frame_holds_what_is_expected():
    low, high = META["heights"]
    assert high == 5000 and low == pytest.approx(SENT[..., 3].min() / 30, rel=1e-6)


def test_it_starts_where_a_constant_rate_hovers_or_where_it_is_told():
    assert DECAY.picked == {"schedule": 0, "end": 3, "rate": 6, "step": 100, "playing": False}
    other = decay([2, 8], rates=[0.2, 0.05, 0.1], ends=[0.2, 0.5], steps=5, schedule="linear", lr=0.06, end=0.4)
    assert other.meta["rates"] == ["0.05", "0.1", "0.2"] and other.meta["ends"] == ["0.5", "0.2"]
    assert decay([1e-6, 1e6], ends=[0.1], steps=3).picked["rate"] == 6, "where no lr is told: at a fifth of its own 2/L"
    assert other.picked == {"schedule": 4, "end": 0, "rate": 0, "step": 5, "playing": False}
    assert META["ends"] == [f"{end:g}" for end in ENDS] and META["schedules"] == NAMES


def test_it_is_small_and_the_script_draws_it():
    assert len(DECAY.buffer) + len(DECAY.ground) + len(json.dumps(META)) < 1_000_000
    assert DECAY.kind == "decay"
    assert repr(DECAY) == "<Explorable: decay>" and isinstance(DECAY, Explorable)
    json.dumps(META, allow_nan=False)


def test_the_plain_picture_of_a_constant_rate_says_so_and_names_its_floor_where_the_curve_is_not():
    axes = decay(rates=[0.1, 0.3]).picture()
    assert axes[0].get_title() == "Learning rate 0.1 at every step"
    assert "up to" not in " ".join([alt_text(ax) + ax.get_title() for ax in axes])
    (legend,) = axes[2].get_legend().get_texts()
    assert legend.get_text() == "noise floor of a constant 0.1: 0.23"
    assert decay(schedule="linear").picture()[2].get_title().startswith("Rate up to 0.1")


def test_displayed_it_is_rate_path_and_loss_with_words_and_then_itself(shown):
    chosen = decay(rates=[0.1, 0.3], schedule="linear", end=0.1)
    chosen._ipython_display_()
    (picture, about), (alive, _), (afterword, _) = shown
    rate = 0.1 * linear_decay(100, floor=0.1)
    words = about["image/png"]["alt"]
    assert words == chosen.meta["alt"]
    assert words.startswith(alt_text(plot_schedule({"linear": rate}, 100)))
    assert alt_text(plot_descent(descend(NOISY, GradientDescent(lr=rate), steps=100))) in words
    assert words.endswith("A dashed line is the noise floor of a constant 0.1: 0.23.")
    pixels = imread(io.BytesIO(base64.b64decode(picture["image/png"])), format="png")
    assert len(np.unique(pixels.reshape(-1, pixels.shape[2]), axis=0)) > 1000
    assert alive["application/vnd.jupyter.widget-view+json"]["model_id"] == chosen.model_id
    assert afterword["text/plain"] == ""


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: decay([1, 2, 3]), ValueError, "curvatures must be 2 numbers, .* got 3"),
        (lambda: decay([1, 0]), ValueError, "curvatures must be finite and greater than 0; got 0"),
        (lambda: decay(5), ValueError, "curvatures must be a list of numbers"),
        (lambda: decay(rates=[0.1, -1]), ValueError, "rates must be finite and greater than 0; got -1"),
        (lambda: decay(rates=[]), ValueError, "rates must hold at least one number"),
        (lambda: decay(ends=[0.1, 1]), ValueError, "ends must be above 0 and below 1; got 1"),
        (lambda: decay(ends=[0, 0.1]), ValueError, "ends must be above 0 and below 1; got 0"),
        (lambda: decay(steps=-1), ValueError, "steps must be at least 0; got -1"),
        (lambda: decay(sigma=-1), ValueError, "sigma must be finite and at least 0; got -1"),
        (lambda: decay(sigma=[1, 2]), ValueError, r"sigma must be a single number; its shape is \(2,\)"),
        (lambda: decay(seed=1.5), TypeError, "seed must be a whole number; got 1.5"),
        (lambda: decay(schedule="cosin"), ValueError, "schedule must be one of 'constant', 'step', .*; got 'cosin'"),
        (lambda: decay(lr=0), ValueError, "lr must be finite and greater than 0; got 0"),
        (lambda: decay(end=[0.1]), ValueError, r"end must be a single number; its shape is \(1,\)"),
    ],
)
def test_bad_input_is_named(make, error, words):
    with pytest.raises(error, match=words):
        make()
