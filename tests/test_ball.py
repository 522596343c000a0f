"""The ball, as Python sends it: the runs of `descend`, where theory lets them settle, where each of them ends."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from lrlib import Momentum, Nesterov, ball, descend, double_well, grid, mountain, quadratic, saddle
from lrlib.explorables.packing import place_of
from lrlib.explorables.rolling import BETAS, default_rates
from lrlib.plotting import alt_text

WELL = ball()
RATES = np.geomspace(1e-3, 0.1, 31)
LEFT, RIGHT = -1.3008395659415772, 1.1309011226299863  # the minima of x⁴ − 3x² + x


def cell(explorable, rate, beta):
    """The outcome of one cell, and the step at which it arrived."""
    betas = explorable.meta["shape"][1]
    index = rate * betas + beta
    return explorable.meta["outcomes"][explorable.meta["cells"][index]]["name"], steps_of(explorable)[index]


def steps_of(explorable):
    """The step at which each run arrived, as its words say, and −1 where they say nothing of that."""
    found = [
        re.fullmatch(r"at .* after (\d+) steps, there to stay", each["words"]) for each in explorable.meta["verdicts"]
    ]
    return [int(match[1]) if match else -1 for match in found]


def test_the_buffer_holds_exactly_the_runs_of_descend():
    sent = np.frombuffer(WELL.buffer, "<f4").reshape(WELL.meta["shape"])
    assert sent.shape == (31, 26, 301, 2)
    for i, j in [(0, 0), (15, 13), (30, 25), (7, 20)]:
        run = descend(double_well(), Momentum(lr=float(RATES[i]), beta=float(BETAS[j])), steps=300)
        with np.errstate(over="ignore"):
            np.testing.assert_array_equal(sent[i, j, :, 0], run.positions[:, 0].astype(np.float32))
            np.testing.assert_array_equal(sent[i, j, :, 1], run.losses.astype(np.float32))


@pytest.mark.parametrize("beta", [0, 0.5, 0.8])
def test_too_little_momentum_stays_in_the_small_hollow(beta):
    """x⁴ − 3x² + x from 2 at rate 0.01: it is where theory has the small minimum."""
    assert cell(WELL, 15, BETAS.index(beta)) == ("at rest elsewhere", -1)
    sent = np.frombuffer(WELL.buffer, "<f4").reshape(WELL.meta["shape"])
    assert sent[15, BETAS.index(beta), -1, 0] == pytest.approx(RIGHT, abs=2e-3)


@pytest.mark.parametrize("beta", [0.85, 0.9, 0.95])
def test_enough_of_it_jumps_the_hill(beta):
    name, steps = cell(WELL, 15, BETAS.index(beta))
    run = descend(double_well(), Momentum(lr=0.01, beta=beta), steps=300)
    assert steps == run.settled_at(0.1) >= 0
    assert name == ("at the minimum in 30 steps" if steps <= 30 else "in 100 steps" if steps <= 100 else "later")
    assert run.positions[-1, 0] == pytest.approx(LEFT, abs=1e-2)


def test_more_is_not_always_better():
    """0.97 ends in the small hollow again, or is on its way there; 0.95 and less did not."""
    assert cell(WELL, 15, BETAS.index(0.97))[1] == -1
    assert cell(WELL, 15, BETAS.index(0.95))[1] >= 0


def test_every_cell_says_what_its_run_does():
    runs = descend(double_well(), Momentum(**grid(lr=RATES, beta=BETAS)), steps=300)
    names = [outcome["name"] for outcome in WELL.meta["outcomes"]]
    cells = np.array(WELL.meta["cells"]).reshape(31, 26)
    last, end = runs.positions[-1, ..., 0], runs.losses[-1]
    assert [names[k] for k in np.unique(cells)] == names, "all of them are to be seen"
    np.testing.assert_array_equal(cells == names.index("diverges"), ~(end <= 2 * 6))  # it starts at a height of 6
    arrived = np.isin(cells, [0, 1, 2])
    assert np.all(np.abs(last[arrived] - LEFT) <= 0.1)
    settled = np.array(steps_of(WELL)).reshape(31, 26)
    np.testing.assert_array_equal(settled >= 0, arrived)
    np.testing.assert_array_equal(
        cells[arrived], np.searchsorted([30, 100], settled[arrived])
    )  # up to 30, to 100, later
    elsewhere = cells == names.index("at rest elsewhere")
    assert np.all(np.abs(last[elsewhere] - RIGHT) < 1e-3), "rest is at a minimum, and there is one other"


@pytest.mark.parametrize(("rule", "allowed"), [
    (Momentum, lambda beta: 2 * (1 + beta) / 30),
    (Nesterov, lambda beta: 2 * (1 + beta) / ((1 + 2 * beta) * 30)),
])  # fmt: skip
def test_in_a_ravine_the_edge_is_where_theory_has_it(rule, allowed):
    rates = np.geomspace(0.02, 0.2, 41)
    betas = [0, 0.3, 0.6, 0.9]
    ravine = ball(quadratic([1, 30]), rates=rates, betas=betas, rule=rule, steps=600)
    for j, (beta, edge) in enumerate(zip(betas, ravine.meta["edge"], strict=True)):
        assert edge == pytest.approx(place_of(allowed(beta), rates))
        gone = [cell(ravine, i, j)[0] == "diverges" for i in range(41)]
        beyond = rates > 1.02 * allowed(beta)  # just beyond it, 600 steps are too few to be seen to diverge
        below = rates < allowed(beta)
        assert np.all(np.array(gone)[beyond]) and not np.any(np.array(gone)[below])


def test_what_goes_with_it():
    assert WELL.picked == {"rate": 15, "beta": BETAS.index(0.85), "step": 300, "playing": False}
    x, heights = map(np.array, WELL.meta["profile"])
    np.testing.assert_allclose(heights, x**4 - 3 * x**2 + x, atol=1e-12)
    assert WELL.meta["edge"] == [] and WELL.ground == b"" and WELL.meta["log"] is False
    ravine = ball(quadratic([1, 30]))
    assert ravine.meta["profile"] is None and ravine.meta["log"] is True and ravine.ground.startswith(b"\x89PNG")
    np.testing.assert_allclose(default_rates(quadratic([1, 30]))[[0, -1]], [2 / 900, 0.2])
    for each in (WELL, ravine):
        assert len(each.buffer) + len(each.ground) + len(json.dumps(each.meta)) < 4_000_000
    assert repr(WELL) == "<Explorable: ball>"


def test_words_on_how_each_run_ends():
    runs = descend(double_well(), Momentum(**grid(lr=RATES, beta=BETAS)), steps=300)
    settled = runs.settled_at(0.1)
    np.testing.assert_array_equal(np.reshape(steps_of(WELL), (31, 26)), settled)
    for run, told in zip(np.ndindex(31, 26), WELL.meta["verdicts"], strict=True):
        name = cell(WELL, *run)[0]
        x, loss = runs.positions[-1, *run, 0], runs.losses[-1, *run]
        if settled[run] >= 0:
            expected = {"regime": "settles", "words": f"at the minimum after {settled[run]} steps, there to stay"}
        elif name == "at rest elsewhere":
            expected = {"regime": "settles", "words": f"at rest elsewhere, at x = {x:.3g}, loss {loss:.1f}"}
        else:
            expected = {"regime": {"still under way": "moves"}.get(name, name), "words": name}
        assert told == expected
    there = ball(mountain(), rates=[0.003], betas=[0.0], lr=0.003, beta=0, within=1e-9, steps=2000)
    east, north = descend(mountain(), Momentum(0.003, 0.0), 2000).positions[-1]
    assert (
        there.meta["verdicts"][0]["words"]
        == f"at rest elsewhere, at east = {east:.3g}, north = {north:.3g}, altitude 481 m"
    )


@pytest.mark.parametrize("where", [mountain, saddle])
def test_other_ground(where):
    rides = ball(where(), rates=[0.001, 0.01, 50], betas=[0, 0.9], steps=40, lr=0.001, beta=0)
    assert rides.meta["shape"] == [3, 2, 41, 3]
    assert cell(rides, 2, 0)[0] == "diverges", "50 leaves the map, or all numbers"
    json.dumps(rides.meta, allow_nan=False)


def test_one_run_of_no_steps():
    still = ball(rates=[0.01], betas=[0.9], steps=0)
    assert still.meta["shape"] == [1, 1, 1, 2] and still.meta["decades"] == [] and still.meta["beta_ticks"] == []
    assert cell(still, 0, 0) == ("still under way", -1)


@pytest.mark.parametrize(("rates", "betas"), [([0.01], [0.5]), ([0.01], [0.5, 0.9]), ([0.01, 0.02], [0.5])])
def test_without_a_map_to_draw_the_plain_picture_is_the_loss(rates, betas):
    picture = ball(rates=rates, betas=betas, steps=20).picture()
    assert picture.get_xlabel() == "step" and "Loss" in alt_text(picture)


def test_with_nowhere_to_arrive_the_plain_picture_tells_of_the_loss():
    axes = ball(replace(quadratic([1, 10]), minimum=None), rates=[0.01, 0.1], betas=[0, 0.5], steps=5).picture()
    assert "loss" in alt_text(axes[0]) and "arrive" not in alt_text(axes[0])


def test_the_loss_has_decades_where_it_spans_them():
    assert not WELL.meta["log"] and not ball(steps=0).meta["log"]
    bowl = ball(quadratic([4.0]), rates=[0.1], betas=[0.0], lr=0.1, beta=0, steps=10)
    assert bowl.meta["log"] and bowl.meta["heights"] == pytest.approx([200 * 0.6**20 / 2, 2000])


@pytest.mark.parametrize(("settings", "error", "words"), [
    ({"landscape": quadratic([1, 2, 3])}, ValueError, "1 or 2 coordinates"),
    ({"rates": [0.1, -1]}, ValueError, "rates"),
    ({"betas": [0.5, 1.0]}, ValueError, "betas must be at least 0 and below 1; got 1"),
    ({"lr": [0.1, 0.2]}, ValueError, "lr must be a single number"),
    ({"beta": "much"}, TypeError, "beta"),
    ({"within": 0}, ValueError, "within"),
    ({"steps": -1}, ValueError, "steps"),
])  # fmt: skip
def test_bad_input(settings, error, words):
    with pytest.raises(error, match=words):
        ball(**settings)
