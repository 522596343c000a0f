"""The search for a rate, as Python sends it: the runs of `train_many`, what `diagnose` says of them, and its rules."""

import base64
import io
import json
import re
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread

torch = pytest.importorskip("torch", reason="PyTorch is not installed: there is no network to search on")

from lrlib import (  # noqa: E402
    Adam,
    GradientDescent,
    Momentum,
    diagnose,
    digits,
    mlp,
    plot_history,
    rate_search,
    train,
    train_many,
)
from lrlib.explorables import Explorable  # noqa: E402
from lrlib.explorables.searching import ASKS, BEST, RULES, compared, frame, scores, verdicts  # noqa: E402
from lrlib.plotting import alt_text  # noqa: E402
from lrlib.plotting.style import number  # noqa: E402

RATES = 10 ** (np.arange(-16, 5) / 4)  # the slider's, as `rate_search` documents them
SEARCH = rate_search()
META = SEARCH.meta


def unpack(search):
    return np.frombuffer(search.buffer, "<f4").reshape(search.meta["shape"])


def test_the_buffer_holds_exactly_the_runs_of_train_many():
    sent = unpack(SEARCH)
    assert sent.shape == (21, 21, 2)
    history = train_many(mlp(64), digits(), GradientDescent(lr=RATES[:, np.newaxis]), epochs=20, seeds=[0])
    np.testing.assert_array_equal(sent[..., 0], history.train_losses[..., 0].T.astype(np.float32))
    np.testing.assert_array_equal(sent[..., 1], history.validation_losses[..., 0].T.astype(np.float32))


def test_each_run_is_that_of_train_alone():
    sent = unpack(rate_search(rates=[0.1, 1.0], epochs=3, seed=4))
    for index, rate in enumerate((0.1, 1.0)):
        alone = train(mlp(64), digits(), GradientDescent(lr=rate), epochs=3, seed=4)
        np.testing.assert_allclose(sent[index, :, 0], alone.train_losses, rtol=1e-4)
        np.testing.assert_allclose(sent[index, :, 1], alone.validation_losses, rtol=1e-4)


def test_what_a_curve_says_is_what_diagnose_says_of_the_training_loss():
    history = train_many(mlp(64), digits(), GradientDescent(lr=RATES[:, np.newaxis]), epochs=20, seeds=[0])
    for index, (name, said) in enumerate(zip(META["rates"], META["verdicts"], strict=True)):
        training, validation = history.train_losses[:, index, 0], history.validation_losses[:, index, 0]
        diagnosis = diagnose(training)
        first, second = said["curve"].split("\n")
        assert first == (
            f"rate {name}, after 20 epochs training loss {number(training[-1])} (solid), "
            f"validation loss {number(validation[-1])} (dashed)."
        )
        assert (second + ".").lower() == str(diagnosis).lower()
        assert second.lstrip("🐁🐘 ")[0].isupper()
        assert said["asks"] == ASKS[diagnosis.advice]
        assert said["ends"] == (
            f"{name}: training loss {number(training[-1])}, validation loss {number(validation[-1])} at the end"
        )


def test_the_story_from_flat_to_flat():
    """Too low to tell, falling slowly, about right, and flat again, which looks the same."""
    asked = [said["asks"] for said in META["verdicts"]]
    changes = [now for now, before in zip(asked, [None, *asked], strict=False) if now != before]
    assert changes == ["compare", "higher", "near", "compare"]
    assert asked[RATES.searchsorted(0.0099)] == "higher" and asked[RATES.searchsorted(0.31)] == "near"
    assert 0.3 < RATES[np.argmin(META["scores"])] < 1.1


def test_how_near_to_the_best_of_all():
    final = scores(unpack(SEARCH))
    best = int(final.argmin())
    words = f"Its validation loss, {number(final[best])}, is the lowest of all 21 rates on the slider."
    assert META["verdicts"][best]["above"] == words
    assert sum("is the lowest of" in said["above"] for said in META["verdicts"]) == 1
    assert compared(0.106, np.array([0.1, 0.106])).startswith("Its validation loss, 0.106, is 6 % above the lowest")
    assert compared(0.25, np.array([0.1, 0.25])).startswith("Its validation loss, 0.25, is 2.5 times the lowest")
    assert compared(np.inf, np.array([0.1, np.inf])) == ""


def test_a_run_that_diverged_is_never_the_best_and_breaks_nothing():
    losses = np.full((3, 9, 2), np.linspace(2, 0.5, 9)[:, np.newaxis])
    losses[1, 5:] = np.nan
    losses[2, -1, 1] = np.inf
    assert scores(losses).tolist() == [0.5, np.inf, np.inf]
    said = verdicts(["a", "b", "c"], losses)
    assert [each["asks"] for each in said] == ["higher", "lower", "higher"]
    assert "🐘 Diverged: lower it. The loss is nan at 5" in said[1]["curve"] and "not a number" in said[1]["curve"]
    assert frame(losses) == (0.1, 4.0)
    search = rate_search(rates=[0.1, 1e30], epochs=2)
    assert search.meta["scores"][1] is None and search.meta["scores"][0] > 0
    json.dumps(search.meta, allow_nan=False)
    assert search.meta["verdicts"][1]["asks"] == "lower"


def test_the_axis_does_not_give_away_the_best():
    low, high = META["heights"]
    sent = unpack(SEARCH)
    assert low == 0.01 < sent.min() and high == pytest.approx(2 * sent[0, 0].max(), rel=1e-6)
    assert frame(np.full((2, 3, 2), 1e-30) + [[[2.0, 2.0], [0, 0], [0, 0]]]) == (1e-6, 4.0)
    assert META["guess"] == [pytest.approx(np.log(10)), "guessing: ln 10"]


def test_rules_point_where_the_advice_does():
    assert {ASKS[advice]: RULES[ASKS[advice]][0] for advice in ASKS} == {
        "higher": 1, "lower": -1, "near": 0, "compare": -1, "longer": 0,
    }  # fmt: skip
    assert RULES["too low"][0] == 1 and RULES["too high"][0] == -1 and RULES["lowest"][0] == 0
    named = {name: set(re.findall(r"{(\w+)}", " ".join(map(str, rule)))) for name, rule in RULES.items()}
    assert all(names <= {"last", "other"} for names in named.values())
    assert {name for name, names in named.items() if "other" in names} == {"too low", "too high"}
    allowed = {"best", "low", "high", "runs", "above"}
    assert all(set(re.findall(r"{(\w+)}", text)) <= allowed for text in BEST.values())


def luminance(color):
    parts = np.array(to_rgb(color))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_every_color_can_be_seen_on_white_and_on_black():
    for color in META["colors"]:
        assert 1.05 / (luminance(color) + 0.05) >= 3 and (luminance(color) + 0.05) / (luminance("#111111") + 0.05) >= 3
    assert len(set(META["colors"])) == 21


def test_it_begins_with_nothing_tried():
    assert SEARCH.picked == {"rate": 8, "tried": []} and META["rates"][8] == "0.01"
    assert META["decades"][0] == [0.0, "0.0001"] and META["decades"][-1] == [1.0, "10"]
    assert rate_search(rates=[1.0, 0.1, 0.01], epochs=1, lr=0.3).picked == {"rate": 1, "tried": []}


def test_other_rules_and_few_epochs():
    search = rate_search(rates=[0.001, 0.1], epochs=1, rule=Adam)
    assert [said["asks"] for said in search.meta["verdicts"]] == ["longer", "longer"]
    alone = train(mlp(64), digits(), Adam(lr=0.001), epochs=1, seed=0)
    assert search.meta["scores"][0] == pytest.approx(alone.validation_losses[-1], rel=1e-4)
    beta = rate_search(rates=[0.01], epochs=1, rule=lambda lr: Momentum(lr=lr, beta=0.9), model=mlp(16))
    alone = train(mlp(16), digits(), Momentum(lr=0.01, beta=0.9), epochs=1, seed=0)
    assert beta.meta["scores"] == [pytest.approx(alone.validation_losses[-1], rel=1e-4)]
    assert beta.meta["decades"] == []


def test_it_is_small_and_the_script_draws_it():
    assert len(SEARCH.buffer) + len(SEARCH.ground) + len(json.dumps(META)) < 100_000
    assert SEARCH.kind == "rate_search"
    assert repr(SEARCH) == "<Explorable: rate_search>" and isinstance(SEARCH, Explorable)


def test_torch_is_loaded_only_when_it_is_called():
    code = "import sys, lrlib.explorables; print('torch' in sys.modules, 'sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == (
        "False False\n"
    )


def test_displayed_it_is_the_first_rate_s_training_and_then_itself(shown):
    SEARCH._ipython_display_()
    (picture, about), (alive, _), (afterword, _) = shown
    words = alt_text(
        plot_history(train_many(mlp(64), digits(), GradientDescent(lr=np.array([[0.01]])), 20).run((0, 0)))
    )
    assert about["image/png"]["alt"] == f"Rate 0.01. {words}" == SEARCH.meta["alt"], "it says whose curves they are"
    pixels = imread(io.BytesIO(base64.b64decode(picture["image/png"])), format="png")
    assert len(np.unique(pixels.reshape(-1, pixels.shape[2]), axis=0)) > 100
    assert alive["application/vnd.jupyter.widget-view+json"]["model_id"] == SEARCH.model_id
    assert afterword["text/plain"] == ""


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: rate_search(rates=[0.1, 0.0]), ValueError, "rates must be finite and greater than 0; got 0"),
        (lambda: rate_search(rates=[]), ValueError, "rates must hold at least one number"),
        (lambda: rate_search(rates="0.1"), TypeError, "rates must be a number or an array of numbers; got '0.1'"),
        (lambda: rate_search(epochs=0), ValueError, "epochs must be at least 1; got 0"),
        (lambda: rate_search(epochs=2.5), TypeError, "epochs must be a whole number; got 2.5"),
        (lambda: rate_search(seed=-1), ValueError, "seed must be at least 0; got -1"),
        (lambda: rate_search(lr=[0.1, 0.2]), ValueError, r"lr must be a single number; its shape is \(2,\)"),
        (lambda: rate_search(rule=GradientDescent(lr=0.1)), TypeError, "rule must make an update rule of a rate"),
        (lambda: rate_search(rule=lambda lr: lr), TypeError, "rule must make an update rule of a rate"),
        (lambda: rate_search(rule="Adam"), TypeError, "rule must make an update rule of a rate"),
        (lambda: rate_search(model=5), TypeError, "model must be a network"),
        (lambda: rate_search(data=5), TypeError, "data must be digits"),
    ],
)
def test_bad_input_is_named(make, error, words):
    with pytest.raises(error, match=words):
        make()
