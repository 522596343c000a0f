"""The tasks of lesson 03: right answers in other forms, and wrong ones as people write them. (test_feedback_bank.py
looks at all banks alike: that each misconception gets its own words, and no two look alike.)"""

import numpy as np
import pytest

from lrlib import diagnose
from lrlib.feedback import verdict
from lrlib.feedback.bank import TASKS
from lrlib.feedback.bank.lesson_03 import ASKS, CURVES, GOAL, MISREADINGS, WORDS, list_of_tries, losses_at

RIGHT_WORDS = ["raise", "lower", "keep", "compare", "lower", "raise"]


# ---- 03.1 curves


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT_WORDS,
        tuple(RIGHT_WORDS),
        [word.upper() for word in RIGHT_WORDS],
        [f" {word.replace(' ', '  ')} " for word in RIGHT_WORDS],
        dict(zip("ABCDEF", RIGHT_WORDS, strict=True)),
        ["cannot tell" if word == "compare" else word for word in RIGHT_WORDS],
        np.array([word.capitalize() for word in RIGHT_WORDS]),
    ],
)
def test_the_right_words_pass_in_every_form(answer):
    assert verdict("03.1", answer).outcome == "passed"
    assert list(ASKS.values()) == RIGHT_WORDS


@pytest.mark.parametrize("letter", CURVES)
@pytest.mark.parametrize("word", WORDS)
def test_each_wrong_word_for_a_curve_is_answered_on_its_own(letter, word):
    if word == ASKS[letter]:
        return
    result = verdict("03.1", list((ASKS | {letter: word}).values()))
    assert result.outcome == "not yet" and result.message.count("Next: ") == 1
    assert f"Curve {letter}: you wrote `{word}`" in result.message and "5 of 6 are right" in result.message
    id, words, next_step = MISREADINGS[letter, word]
    assert result.misconception == id and words in result.message and next_step in result.message


def test_the_curve_that_cannot_tell_does_not_tell():
    """Nobody can see it fall at each epoch: it says nothing about steps that are too short."""
    losses = CURVES["D"]
    assert np.count_nonzero(np.diff(losses)) == 1 and len(set(losses[3:])) == 1


def test_only_the_first_wrong_curve_is_told():
    message = verdict("03.1", ["keep"] * 6).message
    assert "1 of 6 are right" in message and "Curve A" in message and "Curve B" not in message


@pytest.mark.parametrize(
    "answer", [["raise"] * 5, "raise", 3, None, ["up"] * 6, [1, 2, 3, 4, 5, 6], {"A": "raise"}, [], RIGHT_WORDS[0]]
)
def test_what_is_not_six_words_is_said(answer):
    result = verdict("03.1", answer)
    assert (result.outcome, result.misconception) == ("not yet", "not six words"), result.message
    assert "`raise`, `keep`, `lower`, `compare`." in result.message  # the words of the exercise


def test_diagnose_reads_the_six_curves_as_the_task_does():
    advice = {letter: diagnose(losses).advice for letter, losses in CURVES.items()}
    assert {letter: advice[letter].replace("lower once and compare", "compare") for letter in advice} == ASKS


# ---- 03.2 a grid


def grid_by_loop(low, high, n):
    factor = (high / low) ** (1 / (n - 1))
    rates = [low]
    while len(rates) < n:
        rates.append(rates[-1] * factor)
    return rates


RIGHT_GRIDS = {
    "np.geomspace": lambda low, high, n: np.geomspace(low, high, n),
    "np.logspace of logarithms": lambda low, high, n: np.logspace(np.log10(low), np.log10(high), n),
    "exp of an even grid": lambda low, high, n: np.exp(np.linspace(np.log(low), np.log(high), n)),
    "a loop": grid_by_loop,
    "a tuple": lambda low, high, n: tuple(low ** (1 - i / (n - 1)) * high ** (i / (n - 1)) for i in range(n)),
    "float32": lambda low, high, n: np.geomspace(low, high, n, dtype=np.float32),
}


# ---- 03.3 the winner


def winner_by_loop(rates, train_losses, validation_losses):
    best, lowest = None, float("inf")
    for rate, losses in zip(rates, validation_losses, strict=True):
        total = sum(losses)
        if total < lowest:  # a nan is not lower
            best, lowest = rate, total
    return best


def winner_in_place(rates, train_losses, validation_losses):
    validation_losses[np.isnan(validation_losses)] = np.inf
    return rates[validation_losses.mean(axis=1).argmin()]


RIGHT_WINNERS = {
    "a loop": winner_by_loop,
    "nanargmin": lambda r, t, v: r[np.nanargmin(v.mean(axis=1))],
    "a sum": lambda r, t, v: r[np.nan_to_num(v.sum(axis=1), nan=1e9).argmin()],
    "only finite rows": lambda r, t, v: r[np.isfinite(v).all(1)][v[np.isfinite(v).all(1)].mean(1).argmin()],
    "a list of one": lambda r, t, v: [TASKS["03.3"].reference(r, t, v)],
    "in place": winner_in_place,
}


def test_a_nan_that_stays_is_no_change_of_the_input():
    assert "also changes" not in verdict("03.3", TASKS["03.3"].reference).message
    assert "also changes the validation_losses" in verdict("03.3", winner_in_place).message


# ---- 03.4 a search


def search_up_then_down(score):
    def loss(rate):
        value = score(rate)
        return value if value == value else 1e9

    tried = {rate: loss(rate) for rate in (0.001, 0.01, 0.1, 1)}
    while True:
        rates = sorted(tried)
        best = min(rates, key=tried.get)
        if best == rates[-1]:
            tried[10 * best] = loss(10 * best)
        elif best == rates[0]:
            tried[best / 10] = loss(best / 10)
        else:
            return best


def search_in_arrays(score):
    exponents = [-3, -2, -1, 0]
    losses = [score(10.0**e) for e in exponents]
    for _ in range(100):
        i = np.nanargmin(losses)
        if i == 0:
            exponents.insert(0, exponents[0] - 1)
            losses.insert(0, score(10.0 ** exponents[0]))
        elif i == len(losses) - 1:
            exponents.append(exponents[-1] + 1)
            losses.append(score(10.0 ** exponents[-1]))
        else:
            return 10.0 ** exponents[i]


RIGHT_SEARCHES = {"sorted rates": search_up_then_down, "arrays": search_in_arrays}

RIGHT = [
    pytest.param(task_id, form, id=f"{task_id} {words}")
    for task_id, forms in {"03.2": RIGHT_GRIDS, "03.3": RIGHT_WINNERS, "03.4": RIGHT_SEARCHES}.items()
    for words, form in forms.items()
]


@pytest.mark.parametrize(("task_id", "form"), RIGHT)
def test_a_right_answer_in_another_form_passes(task_id, form):
    result = verdict(task_id, form)
    assert (result.outcome, result.misconception) == ("passed", None), result.message


def search_with_min_of_the_four(score):
    rates = [1, 0.1, 0.01, 0.001]
    return rates[np.argmin([score(rate) for rate in rates])]


def search_on_and_on(score):
    rate = 1.0
    while True:
        rate = rate / 10 if score(rate / 10) < score(rate) else rate


@pytest.mark.parametrize(
    ("task_id", "answer", "misconception"),
    [
        ("03.2", np.linspace, "an even grid"),
        ("03.2", np.logspace, "np.logspace with rates"),
        ("03.2", lambda low, high, n: [low * 10**i for i in range(n)], "ten each time"),
        ("03.2", lambda low, high, n: np.arange(low, high, (high - low) / n), "an even grid without its end"),
        ("03.2", lambda low, high, n: (low * (high / low) ** (i / (n - 1)) for i in range(n)), "a generator"),
        ("03.2", lambda low, high, n: np.geomspace(low, high, n + 1), "a rate too many"),
        ("03.2", [0.001, 0.01, 0.1, 1], "not a function"),
        ("03.3", lambda r, t, v: r[t.mean(axis=1).argmin()], "judged on training, and nan wins"),
        ("03.3", lambda r, t, v: v.mean(axis=1).argmin(), "its place, or a nan's"),
        ("03.3", lambda r, t, v: np.nanargmin(v.mean(axis=1)), "its place"),
        ("03.3", lambda r, t, v: r[np.nanargmin(v.min(axis=1))], "the luckiest seed of those without nan"),
        ("03.3", lambda r, t, v: r[np.argmin(np.nanmean(v, axis=1))], "nan ignored"),
        ("03.3", lambda r, t, v: r[np.nanargmin(np.nanmean(v, axis=1))], "nan ignored"),
        ("03.3", lambda r, t, v: r[np.nan_to_num(v).mean(axis=1).argmin()], "nan taken for 0"),
        ("03.3", lambda r, t, v: r[1], None),
        ("03.4", search_with_min_of_the_four, "the edge accepted, and nan wins"),
        ("03.4", lambda score: min([1, 0.1, 0.01, 0.001], key=score), "the edge accepted, and a first nan wins"),
        ("03.4", lambda score: 0.01, "a fixed answer"),
        ("03.4", lambda score: print(0.01), "prints instead of returning"),
    ],
)
def test_wrong_answers_are_named(task_id, answer, misconception):
    result = verdict(task_id, answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1


def test_a_search_without_end_is_stopped():
    result = verdict("03.4", search_on_and_on)
    assert (result.outcome, result.misconception) == ("raised", "endless")


def test_a_score_is_shown_in_words():
    message = verdict("03.4", lambda score: 1.0).message
    assert message.startswith("- With: `score = lowest near 0.01`\n- Your function returned: `1`\n- Expected: `0.01`")


def test_the_reference_tries_what_the_rule_says():
    searches = [list_of_tries(*probe) for probe in TASKS["03.4"].probes]
    assert [round(float(np.log10(rate))) for rate in searches[1]] == [0, -1, -2, -3, 1, 2, 3, 4]
    assert [round(float(np.log10(rate))) for rate in searches[2]] == [0, -1, -2, -3, -4, -5, -6, -7]
    assert [len(tries) for tries in searches] == [4, 8, 8, 4, 5, 4] or len(searches[4]) == 4


def test_no_message_shows_the_code_of_the_solution():
    for id in ("03.2", "03.3", "03.4"):
        for misconception in TASKS[id].misconceptions:
            message = verdict(id, misconception.wrong).message
            for solution in ("np.geomspace", "(high / low) **", "mean(axis=1)", "min(losses"):
                assert solution not in message


# ---- 03.5 a new network


@pytest.mark.parametrize(
    ("rate", "misconception"),
    [
        (0.0001, "far too low"),
        (0.001, "too low"),
        (0.005, "too low"),
        (0.0126, "nearly"),
        (0.1, ("too high", "on the cliff")),  # one seed may hold out, and which one differs from machine to machine
        (0.3162, "too high"),
        (1, "too high"),
        (1e9, "too high"),
        ("fast", "not a rate"),
        ([0.1, 0.2], "not a rate"),
        (-0.1, "not a rate"),
        (float("nan"), "not a rate"),
        (0, "not a rate"),
    ],
)
def test_a_rate_for_the_new_network_is_judged_by_what_it_does(rate, misconception):
    pytest.importorskip("torch", reason="PyTorch is not installed: there is no network to train")
    result = verdict("03.5", rate)
    allowed = misconception if isinstance(misconception, tuple) else (misconception,)
    assert result.outcome == "not yet" and result.misconception in allowed, result.message
    assert result.message.count("Next: ") == 1
    assert "nan" not in result.message.split("You answered")[0]


@pytest.mark.parametrize("rate", [0.02, 0.0316, [0.03162], np.float32(0.045)])
def test_what_the_rule_finds_for_the_new_network_passes(rate):
    pytest.importorskip("torch", reason="PyTorch is not installed: there is no network to train")
    result = verdict("03.5", rate)
    assert result.outcome == "passed" and "on average over three seeds" in result.message


def test_a_narrow_miss_is_told_in_three_decimals(monkeypatch):
    pytest.importorskip("torch", reason="PyTorch is not installed: there is no network to train")
    monkeypatch.setattr(
        "lrlib.feedback.bank.lesson_03.losses_at", lambda rate: (np.array([0.162, 0.16, 0.161]), np.float64(0.96))
    )
    message = verdict("03.5", 0.07).message
    assert "0.161 on average" in message and "narrow miss" in message and "on its way" not in message


def test_the_cliff_of_the_new_network_is_told(monkeypatch):
    pytest.importorskip("torch", reason="PyTorch is not installed: there is no network to train")
    monkeypatch.setattr(
        "lrlib.feedback.bank.lesson_03.losses_at", lambda rate: (np.array([0.16, 0.85, 0.27]), np.float64(0.84))
    )
    result = verdict("03.5", 0.085)
    assert result.misconception == "on the cliff" and "0.16 to 0.85; 84% right" in result.message


def test_six_rates_by_the_rule_end_at_one_that_passes():
    """The decade is 0.01, between 0.1 and 0.001; halfway up from it lies 0.0316. None of the six but it will do."""
    pytest.importorskip("torch", reason="PyTorch is not installed: there is no network to train")
    losses = {rate: losses_at(rate)[0].mean() for rate in (1, 0.1, 0.01, 0.001, 0.01 / 10**0.5, 0.01 * 10**0.5)}
    assert losses[0.01] < min(losses[1], losses[0.1], losses[0.001])
    assert [rate for rate in losses if losses[rate] <= GOAL] == [0.01 * 10**0.5]
