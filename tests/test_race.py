"""The race, as Python sends it: the runs of `descend`, when each arrives, and which rate is a rule's best."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import lrlib
from lrlib import Adam, GradientDescent, descend, mountain, quadratic, race, rosenbrock
from lrlib.explorables.racing import RUNNERS
from lrlib.plotting.style import RULES, number, rule_name

RATES = np.geomspace(1e-4, 10, 31)
RACE = race()
SCRIPT = Path(lrlib.__file__).parent / "explorables" / "explorables.js"


def test_all_take_part_and_no_two_look_alike():
    runners = RACE.meta["runners"]
    assert [each["name"] for each in runners] == [rule_name(rule(0.1)) for rule in RUNNERS]
    assert len({each["glyph"] for each in runners}) == len({each["color"] for each in runners}) == len(RUNNERS)
    assert [each["sign"] for each in runners] == [RULES[rule.__name__].marker for rule in RUNNERS]
    (drawn,) = re.findall(r"^const SIGNS = \{(.*?)^\};$", SCRIPT.read_text(encoding="utf-8"), re.M | re.S)
    for sign in {each["sign"] for each in runners} - {"o"}:
        assert re.search(rf"(^|\W){re.escape(sign)}\W", drawn), f"SIGNS in {SCRIPT.name} cannot draw the marker {sign}"


@pytest.mark.parametrize("k", range(len(RUNNERS)))
def test_the_buffer_holds_exactly_the_runs_of_descend(k):
    sent = np.frombuffer(RACE.buffer, "<f4").reshape(RACE.meta["shape"])
    assert sent.shape == (len(RUNNERS), 31, 61, 3)
    for index in (0, 12, 30):
        run = descend(mountain(), RUNNERS[k](lr=float(RATES[index])), steps=60)
        np.testing.assert_array_equal(sent[k, index, :, :2], run.positions.astype(np.float32))
        np.testing.assert_array_equal(sent[k, index, :, 2], run.losses.astype(np.float32))
        assert RACE.meta["runners"][k]["arrives"][index] == run.settled_at(0.1)
    assert RACE.meta["rates"] == [number(rate) for rate in RATES]


@pytest.mark.parametrize("land", [mountain(), quadratic([1, 30]), rosenbrock()], ids=lambda land: land.name)
def test_the_best_rate_is_best(land):
    for rule, each in zip(RUNNERS, race(land).meta["runners"], strict=True):
        runs = descend(land, rule(lr=RATES[:, np.newaxis]), steps=60)
        took, end = runs.settled_at(0.1), runs.losses[-1]
        best = each["best"]
        if (took >= 0).any():
            assert took[best] == took[took >= 0].min()
            assert end[best] == end[took == took[best]].min()
        else:
            assert end[best] == np.nanmin(end)


def test_an_axis_for_the_losses():
    assert RACE.meta["log"] is False and RACE.meta["heights"][1] > 754
    bowl = race(quadratic([1, 30])).meta
    start = 0.5 * (100 + 30)
    assert bowl["log"] is True and bowl["heights"] == [1e-9 * start, 10 * start]
    assert json.dumps(race(rosenbrock()).meta, allow_nan=False)


def test_it_is_small():
    assert len(RACE.buffer) + len(RACE.ground) + len(json.dumps(RACE.meta)) < 1_000_000
    assert RACE.picked == {"common": 0, "rate": 9, "step": 0, "playing": False}
    assert repr(RACE) == "<Explorable: race>"


def test_two_runners_of_one_rate_and_one_step():
    short = race(quadratic([1, 10]), rules=(GradientDescent, Adam), rates=[0.1], steps=1)
    assert short.meta["shape"] == [2, 1, 2, 3] and short.meta["decades"] == []
    sent = np.frombuffer(short.buffer, "<f4").reshape(2, 2, 3)
    np.testing.assert_allclose(sent[:, 1, :2], [[9, 0], [9.9, 0.9]], rtol=1e-6)  # Adam's first step is η in each
    alone = race(quadratic([1, 10]), rules=Adam, rates=[0.1], steps=1)
    assert alone.meta["shape"] == [1, 1, 2, 3] and alone.buffer == short.buffer[len(short.buffer) // 2 :]


@pytest.mark.parametrize(("settings", "error", "words"), [
    ({"landscape": quadratic([1, 2, 3])}, ValueError, "2 coordinates"),
    ({"rules": ()}, ValueError, "rules must be one or more of GradientDescent"),
    ({"rules": (dict,)}, ValueError, "rules must be one or more of GradientDescent"),
    ({"rates": [0.0]}, ValueError, "rates"),
    ({"lr": -1}, ValueError, "lr"),
    ({"within": -1}, ValueError, "within"),
])  # fmt: skip
def test_bad_input(settings, error, words):
    with pytest.raises(error, match=words):
        race(**settings)
