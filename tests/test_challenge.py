"""The lodge challenge, as Python sends it: every choice is a run of `descend`, and its score is when it settled."""

import json
from functools import cache

import numpy as np
import pytest

from lrlib import (
    Adagrad,
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
    Schedule,
    another_mountain,
    cosine_decay,
    descend,
    lodge_challenge,
    noisy,
    step_decay,
)
from lrlib.explorables.challenging import BETAS, RATES, RULES, SCHEDULES, every_run, foggy, in_order, verdict
from lrlib.plotting import alt_text

SEED = 7
CHALLENGE = lodge_challenge(SEED)
META = CHALLENGE.meta
LAND = noisy(another_mountain(SEED), 10.0, SEED)


@cache
def looks_of(seed, fog):
    """How many looks each choice needs: (rules and their βs, rates, schedules)."""
    return in_order(every_run(foggy(seed, fog)), lambda runs: runs.settled_at(0.1))


def by_hand(rule, rate, beta, schedule):
    """The run of one choice, made without the code that is tested; indices as in `picked`."""
    factor = [1.0, step_decay(20, 0.3), cosine_decay(40), Schedule(rise_and_fall, "up and down")][schedule]
    lr, share = float(RATES[rate]) * factor, BETAS[beta]
    rules = [
        lambda: GradientDescent(lr),
        lambda: Momentum(lr, share),
        lambda: Nesterov(lr, share),
        lambda: Adagrad(lr),
        lambda: RMSProp(lr),
        lambda: Adam(lr, beta1=share),
    ]
    return descend(LAND, rules[rule](), steps=60)


def rise_and_fall(t):
    """Up in 5 steps, from 1/5, and from step 5 on down to 0 at step 40."""
    return np.where(t < 5, (t + 1) / 5, 1 - np.minimum((t - 5) / 35, 1))


def place(rule, rate, beta, schedule):
    """Where the browser looks for the run: the same arithmetic as in explorables.js."""
    _, rates, schedules, _, _ = META["shape"]
    return (META["rows"][rule][beta] * rates + rate) * schedules + schedule


def some_choices():
    """Each rule, and with it every β, every rate and every schedule in turn."""
    for rule in range(6):
        for k in range(15):
            yield rule, k, k % 4, (k + rule) % 4


def test_what_is_sent_is_what_descend_walks_and_the_score_is_when_it_settled():
    sent = np.frombuffer(CHALLENGE.buffer, "<f4").reshape(-1, 61, 3)
    assert len(sent) == len(META["looks"]) == len(META["words"]) == 15 * 15 * 4
    for choice in some_choices():
        run, at = by_hand(*choice), place(*choice)
        np.testing.assert_array_equal(sent[at, :, :2], run.positions.astype(np.float32))
        np.testing.assert_array_equal(sent[at, :, 2], run.losses.astype(np.float32))
        settled = int(run.settled_at(0.1))
        assert META["looks"][at] == settled
        assert CHALLENGE.score(dict(zip(("rule", "rate", "beta", "schedule"), choice, strict=True))) == settled
        if settled >= 0:
            assert META["words"][at] == f"At the lodge after {settled} looks"
        else:
            away = run.distances()
            nearest = np.nanmin(away)
            assert f"look {np.nanargmin(away)}" in META["words"][at] or "at the start" in META["words"][at]
            assert (f"{round(1000 * nearest)} m" if nearest < 1 else f"{nearest:.1f} km") in META["words"][at]


def test_every_choice_has_a_place_of_its_own_and_beta_counts_only_where_there_is_one():
    places = {}
    for rule in range(6):
        for rate in range(15):
            for beta in range(4):
                for schedule in range(4):
                    has_beta = META["beta_names"][rule] is not None
                    places.setdefault(place(rule, rate, beta, schedule), set()).add(
                        (rule, rate, beta if has_beta else None, schedule)
                    )
    assert sorted(places) == list(range(900)) and all(len(choices) == 1 for choices in places.values())
    assert META["beta_names"] == [None, "β", "β", None, None, "β₁"]


def test_the_lists_that_are_chosen_from():
    assert META["rules"] == ["gradient descent", "Momentum", "Nesterov", "Adagrad", "RMSProp", "Adam"] == list(RULES)
    assert " ".join(META["rates"]) == "0.0003 0.0005 0.001 0.002 0.003 0.005 0.01 0.02 0.03 0.05 0.1 0.2 0.3 0.5 1"
    assert META["betas"] == ["0.5", "0.8", "0.9", "0.95"]
    assert [name for name, _ in META["schedules"]] == ["constant", "step", "cosine", "warm-up"]
    # What is said of each schedule: the share of the rate at the first look, before and after a drop, and at the end.
    values = {name: schedule(np.array([0, 4, 5, 19, 20, 39, 40, 59])) for name, (_, schedule) in SCHEDULES.items()}
    np.testing.assert_allclose(values["constant"], 1)
    np.testing.assert_allclose(values["step"], [1, 1, 1, 1, 0.3, 0.3, 0.09, 0.09])
    assert values["cosine"][0] == 1 and values["cosine"][5] > 0 and (values["cosine"][6:] == 0).all()
    np.testing.assert_allclose(values["warm-up"], [0.2, 1, 1, 21 / 35, 20 / 35, 1 / 35, 0, 0])


def test_it_says_what_is_known_from_the_beginning():
    arrived = [looks for looks in META["looks"] if looks >= 0]
    assert META["fewest"] == min(arrived) == 18
    assert META["title"] == "Seed 7" and META["call"] == "lodge_challenge(seed=7)"
    assert META["about"] == "60 looks at the slope, each off by some 10 m per km in the fog, and then it is dark"
    assert META["aim"] == "The best choice needs 18 looks."
    assert META["minimum"] == LAND.minimum.tolist() and META["name"] == "mountain of seed 7"
    clear = lodge_challenge(SEED, fog=0).meta
    assert clear["title"] == "Seed 7, fog 0" and clear["call"] == "lodge_challenge(seed=7, fog=0)"
    assert clear["about"] == "60 looks at the slope, on a clear day, and then it is dark"
    run = descend(another_mountain(SEED), GradientDescent(lr=0.002), steps=60)
    assert clear["looks"][place(0, 3, 0, 0)] == int(run.settled_at(0.1))


def test_where_nobody_can_arrive_it_says_so():
    meta = lodge_challenge(SEED, fog=1000.0).meta
    assert meta["fewest"] is None and max(meta["looks"]) == -1
    assert meta["aim"] == "No choice arrives in this fog."


@pytest.mark.parametrize("seed", range(36))
def test_every_seed_can_be_done_and_is_worth_trying(seed):
    """Some choices arrive and most do not, the best needs 5 to 40 looks, and few needs so few."""
    looks = looks_of(seed, 10.0)
    arrived = looks[looks >= 0]
    assert 0.01 < arrived.size / looks.size < 1 / 3
    assert 5 <= arrived.min() <= 40
    assert (arrived <= arrived.min() + 1).sum() <= 30


def test_every_rule_and_every_schedule_but_the_constant_one_is_the_best_somewhere():
    rules, schedules = set(), set()
    for seed in range(35):
        looks = looks_of(seed, 10.0)
        for row, _, schedule in np.argwhere(looks == looks[looks >= 0].min()):
            rules.add(next(rule for rule, own in enumerate(META["rows"]) if row in own))
            schedules.add(int(schedule))
    assert rules == {0, 1, 2, 3, 4, 5} and schedules == {1, 2, 3}


def test_on_a_clear_day_a_constant_rate_is_as_good_and_in_fog_it_is_not():
    """What the docstring says of the fog, on most of a few seeds."""
    shares = {}
    for fog in (0.0, 10.0):
        wins = 0
        for seed in range(0, 35, 5):
            took = np.where(looks_of(seed, fog) < 0, 99, looks_of(seed, fog))
            wins += took[..., 0].min() <= took.min() + 1
        shares[fog] = wins / 7
    assert shares[0.0] > 0.7 and shares[10.0] < 0.3


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ((14, 0.01, 30, -1), "At the lodge after 14 looks"),
        ((1, 0.01, 30, -1), "At the lodge after 1 look"),
        ((-1, 0.2404, 31, -1), "Not arrived: nearest 240 m at look 31"),
        ((-1, 1.26, 31, -1), "Not arrived: nearest 1.3 km at look 31"),
        ((-1, 2.2, 0, 4), "Off the map at look 4: nearest 2.2 km at the start"),
        ((-1, 0.0001, 12, -1), "Not arrived: 1 m from the lodge at look 12, but it did not stay"),
        ((-1, 0.1, 12, 20), "Not arrived: 100 m from the lodge at look 12, and then off the map at look 20"),
    ],
)
def test_endings_in_words(ending, words):
    assert verdict(*ending) == words


def test_the_best_attempt_is_the_first_with_the_fewest_looks():
    challenge = lodge_challenge(SEED)
    assert challenge.picked["attempts"] == [] and challenge.best is None
    lost = {"rule": 0, "rate": 9, "beta": 2, "schedule": 0}
    slow, quick = {"rule": 0, "rate": 3, "beta": 2, "schedule": 0}, {"rule": 1, "rate": 5, "beta": 0, "schedule": 2}
    assert [challenge.score(each) for each in (lost, slow, quick)] == [-1, 42, 20]
    challenge.picked = challenge.picked | {"attempts": [lost]}
    assert challenge.best is None
    challenge.picked = challenge.picked | {"attempts": [lost, slow]}
    assert challenge.best == {"rule": "gradient descent", "lr": 0.002, "schedule": "constant", "looks": 42}
    challenge.picked = challenge.picked | {"attempts": [lost, quick, slow, quick]}
    assert challenge.best == {"rule": "Momentum", "lr": 0.005, "beta": 0.5, "schedule": "cosine", "looks": 20}
    rate = next(i for i in range(15) if META["looks"][place(5, i, 1, 1)] >= 0)
    challenge.picked = challenge.picked | {"attempts": [{"rule": 5, "rate": rate, "beta": 1, "schedule": 1}]}
    assert list(challenge.best) == ["rule", "lr", "beta1", "schedule", "looks"] and challenge.best["beta1"] == 0.8


def test_what_is_picked_at_first_gives_nothing_away():
    picked = CHALLENGE.picked
    assert picked == {"rule": 0, "rate": 2, "beta": 2, "schedule": 0, "attempts": [], "step": 0, "playing": False}
    assert META["rates"][2] == "0.001" and META["looks"][place(0, 2, 2, 0)] != META["fewest"]


def test_it_is_small():
    for seed in (7, 6):  # the second is of all seeds the one with the largest ground
        challenge = lodge_challenge(seed)
        assert len(challenge.buffer) + len(challenge.ground) + len(json.dumps(challenge.meta)) < 1_000_000


def test_displayed_it_is_a_picture_with_words_and_then_itself(shown):
    challenge = lodge_challenge(SEED)
    challenge._ipython_display_()
    (_, about), (alive, _), _ = shown
    words = about["image/png"]["alt"]
    assert words == alt_text(challenge.picture()) == challenge.meta["alt"]
    assert words.startswith("The mountain of seed 7 from above, with a path at rate 0.0005.")
    assert alive["application/vnd.jupyter.widget-view+json"]["model_id"] == challenge.model_id
    title = challenge.picture().get_title().replace("\n", " ")
    assert title == "Seed 7: who reaches the lodge in the fewest looks at the slope?"
    assert repr(challenge) == "<Explorable: challenge>" and challenge.kind == "challenge"


def test_the_same_seed_is_the_same_challenge_and_another_fog_another_one():
    again = lodge_challenge(SEED)
    assert again.buffer == CHALLENGE.buffer and again.ground == CHALLENGE.ground and again.meta == META
    np.testing.assert_array_equal(foggy(SEED, 10.0).start, foggy(SEED + 35, 10.0).start)
    assert (looks_of(SEED, 10.0) != looks_of(SEED + 35, 10.0)).any()  # the same way down, in the fog of another seed


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: lodge_challenge(-1), ValueError, "seed must be at least 0; got -1"),
        (lambda: lodge_challenge("7"), TypeError, "seed must be a whole number; got '7'"),
        (lambda: lodge_challenge(0, fog=-1), ValueError, "fog must be finite and at least 0; got -1"),
        (lambda: lodge_challenge(0, fog=[1, 2]), ValueError, r"fog must be a single number; its shape is \(2,\)"),
        (lambda: lodge_challenge(0, fog="thick"), TypeError, "fog must be a number or an array of numbers; got"),
    ],
)
def test_bad_input_is_named(make, error, words):
    with pytest.raises(error, match=words):
        make()
