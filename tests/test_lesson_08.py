"""What lesson 08, its predictions and its exercise say and no cell prints, or prints of a trained network.

The lesson's own cells are run for it: what is tested is the code that a learner sees.
"""

import re
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from lrlib import Adam, GradientDescent, descend, mlp, quadratic, sweep, train, train_many
from lrlib.feedback.bank.lesson_08 import step
from lrlib.feedback.quizzes import QUIZZES
from lrlib.plotting import alt_text, plot_sharpness, plot_sweeps

ROOT = Path(__file__).parent.parent
CELLS = nbformat.read(ROOT / "notebooks" / "08_beyond.ipynb", as_version=4).cells
CODE = [cell.source for cell in CELLS if cell.cell_type == "code"]
TEXT = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")


@pytest.fixture(autouse=True)
def one_thread():
    """As in the lesson; afterwards as it was."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@cache
def lesson():
    """The names that the lesson's cells define, without what they train or draw."""
    names = {}
    for start, end in (
        ("import numpy as np", None),
        ("import torch\n", None),
        ("from torch.nn.functional import cross_entropy, one_hot", None),
        ("noise = ", None),
        ("def with_all_pictures", None),
        ("curvature = ", None),
        ("from lrlib import Adam", None),
        ("def fit", None),
        ("from dataclasses import dataclass", None),
        ("from lrlib import mlp", "doubled ="),
        ("from dataclasses import replace", None),
        ("class Corrected", "for unit"),
    ):
        (source,) = (source for source in CODE if source.startswith(start))
        exec(source.split(f"\n{end}")[0] if end else source, names)
    torch.set_num_threads(1)
    return names


def said(*words):
    """The words stand in the lesson, whatever its line breaks."""
    flat = " ".join(TEXT.split())
    for each in words:
        assert each in flat, each


# ---- the edge of stability


def slopes_and_hessian(a, b):
    off = a * b - 1
    return np.array([off * b, off * a]), np.array([[b * b, 2 * a * b - 1], [2 * a * b - 1, a * a]])


def test_the_valley_is_what_the_lesson_says():
    place = np.array([1.7, -0.4])
    slope, hessian = slopes_and_hessian(*place)
    np.testing.assert_allclose(lesson()["slopes_at"](place), slope)
    nudged = [(lesson()["slopes_at"](place + e) - lesson()["slopes_at"](place - e)) / 2e-6 for e in 1e-6 * np.eye(2)]
    np.testing.assert_allclose(nudged, hessian, atol=1e-8)
    for a in (0.5, 1.0, 3.0):
        _, hessian = slopes_and_hessian(a, 1 / a)
        np.testing.assert_allclose(np.linalg.eigvalsh(hessian), [0, a**2 + a**-2], atol=1e-12)


def test_the_power_iteration_in_words_is_the_one_in_code():
    """The curvature is read off before v becomes H v: after that, v is no longer of length 1."""
    formula = next(line for line in TEXT.splitlines() if r"\frac{v}{\lVert v \rVert}" in line)
    table, v = np.array([[2.0, 1.0], [1.0, 5.0]]), np.ones(2)
    for _ in range(30):
        for part in formula.strip("$").split(r"\qquad"):
            if r"\frac" in part:
                v = v / np.linalg.norm(v)
            elif "approx" in part:
                felt = v @ table @ v
            else:
                v = table @ v
    assert felt == pytest.approx(np.linalg.eigvalsh(table).max())


def valley_run(rate, steps=400):
    from lrlib.landscapes import Landscape

    land = Landscape(
        "valley", lesson()["loss_at"], lesson()["slopes_at"], np.array([3.0, 0.5]), None, ((-1, 4), (-1.5, 3.5))
    )
    return descend(land, GradientDescent(lr=rate), steps=steps)


def test_nobody_rests_beyond_the_edge():
    runs = valley_run(sweep(0.02, 0.45, 40), 3000)
    rests = (runs.diverged_at < 0) & (runs.losses[-1] < 1e-20)
    assert rests.sum() > 30
    assert ((runs.positions[-1] ** 2).sum(axis=-1) <= 2 / runs.lr * (1 + 1e-6))[rests].all()
    assert valley_run(0.1).losses[:30].argmax() == 0 and (np.diff(valley_run(0.1).losses[:30]) <= 0).all()
    assert (np.diff(valley_run(0.25).losses[:30]) > 0).sum() == 5, "the loss goes up on the way"
    assert valley_run(0.5).diverged_at > 0, "the hops outgrow the valley"


def test_the_goals_of_the_valley_can_be_reached():
    np.testing.assert_allclose(valley_run(0.1, 60).positions[-1], [2.97, 0.34], atol=0.01)
    a, b = valley_run(0.3, 60).positions[-1]
    assert a < 2 and abs(a * b - 1) < 0.01, "elsewhere, nearer to the bend"
    twin = valley_run(0.4, 60).positions[-1]
    assert (twin > -2.5).all() and (twin < 0).all(), "the valley's twin, and in the picture"


def test_the_sharpness_is_the_largest_eigenvalue():
    table = torch.tensor([[2.0, 1.0, 0.0], [1.0, 3.0, -1.0], [0.0, -1.0, 0.5]])
    w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    felt, _ = lesson()["sharpness"](lambda w: w @ table @ w / 2, w, torch.ones(3), 50)
    assert felt == pytest.approx(torch.linalg.eigvalsh(table).max().item(), rel=1e-5)


@cache
def with_all_pictures(rate, steps=800):
    return lesson()["with_all_pictures"](rate, steps)


def test_the_sharpness_comes_to_the_edge_and_stays():
    losses, sharp = with_all_pictures(0.2)
    assert sharp[0] == pytest.approx(7.2, abs=0.05) and sharp.max() < 12
    assert (sharp[:12] == np.sort(sharp[:12])).all(), "it climbs first"
    assert abs(sharp[15:] - 10).max() < 1.5 and sharp[15:].mean() == pytest.approx(10.2, abs=0.4)
    assert 150 < (np.diff(losses) > 0).sum() < 350, "uphill at hundreds of steps"
    assert losses[750:].mean() < losses[350:450].mean() < losses[150:250].mean(), "over all it goes on falling"


def test_the_network_comes_to_meet_the_rate_within_limits_only():
    said("At the first weights it is 0.28, and 0.4 went well.", "0.5 still goes well here, and at 0.6 everything is")
    assert 2 / with_all_pictures(0.2)[1][0] == pytest.approx(0.28, abs=0.005)
    assert not np.isfinite(with_all_pictures(0.6, 60)[0][-1])
    losses, _ = with_all_pictures(0.5, 200)
    assert losses[-1] < 0.2 < losses[0]


@pytest.mark.slow
def test_a_low_rate_only_climbs_and_a_high_one_is_brought_down_to_the_edge():
    losses, sharp = with_all_pictures(0.1)
    assert (np.diff(sharp) > 0).all() and sharp[-1] == pytest.approx(12.4, abs=0.3)
    assert (np.diff(losses) > 0).sum() == 0 and losses[-1] < 0.155
    losses, sharp = with_all_pictures(0.4)
    assert sharp[0] > 5 and 4.7 < sharp[2:].min() < sharp[2:].max() < 6.3
    assert sharp[10:].mean() == pytest.approx(5.4, abs=0.2) and (np.diff(losses) > 0).sum() > 250


@pytest.mark.slow
def test_with_the_cross_entropy_it_sinks_again():
    names = lesson()

    def entropy(w):
        parts = [p.reshape(s) for p, s in zip(w.split(names["sizes"]), names["shapes"], strict=True)]
        return cross_entropy(torch.tanh(names["pictures"] @ parts[0] + parts[1]) @ parts[2] + parts[3], names["labels"])

    w, v, sharp = names["first"].clone().requires_grad_(), torch.ones(len(names["first"])), []
    for t in range(801):
        if t % 20 == 0:
            largest, v = names["sharpness"](entropy, w, v, 10)
            sharp.append(largest)
        (slope,) = torch.autograd.grad(entropy(w), w)
        with torch.no_grad():
            w -= 1.0 * slope
    assert max(sharp) > 1.5 * sharp[0] and sharp[-1] < max(sharp) / 2
    said("With the cross-entropy it sinks again, once the pictures are learned.")


# ---- the batch and the rate


def test_the_floor_of_a_batch_is_where_the_line_of_lesson_04_rests():
    for batch, rate in ((1, 0.05), (4, 0.2), (16, 0.8), (32, 1.6)):
        floor = rate / batch / (2 - rate)
        assert (1 - rate) ** 2 * floor + rate**2 / batch == pytest.approx(floor)
    assert 64 * 0.05 == 3.2 and 3.2 > 2, "the next row would be beyond the edge"


def test_what_a_larger_batch_saves_and_where_that_ends():
    fewest = lesson()["fewest"]
    (most, low), (least, high) = fewest(1), fewest(100_000)
    assert (most, least) == (313, 22) and high == pytest.approx(2 / 11, rel=0.03)
    critical = most / least - 1
    assert critical == pytest.approx(13.2, abs=0.05)
    steps = fewest(13)[0]
    assert steps / least == pytest.approx(2, rel=0.1), "at the critical batch, twice as many steps as the fewest,"
    assert 13 * steps / (least * critical) == pytest.approx(2, rel=0.1), "and twice the examples"
    for batch in 2 ** np.arange(11):
        steps, rate = fewest(batch)
        assert steps == pytest.approx(least * (1 + critical / batch), rel=0.1), "within a tenth"
    assert fewest(2)[1] / low > 1.8 and fewest(2)[0] / most < 0.55, "nearly twice the rate, half the steps"
    assert 70 < fewest(1024)[0] * 1024 / most < 73, "seventy times the examples"


def test_the_expected_loss_is_what_many_skiers_have_in_the_mean():
    chance, rate, batch = np.random.default_rng(1), 0.1, 4
    curvature, v = np.array([1.0, 10.0]), np.array([100.0, 1.0])
    w = np.ones((20_000, 1)) * [10.0, 1.0]
    for _ in range(40):
        w = w - rate * (curvature * w + chance.normal(size=w.shape) / batch**0.5)
        v = (1 - rate * curvature) ** 2 * v + rate**2 / batch
    np.testing.assert_allclose((w**2).mean(axis=0), v, rtol=0.03)


@cache
def five_epochs(batch, rates):
    rule = GradientDescent(lr=np.array(rates)[:, None])
    many = train_many(mlp(64), lesson()["data"], rule, 5, batch_size=batch, seeds=range(2))
    return many.validation_losses[-1].mean(axis=-1), many.steps


def test_the_same_rate_per_example_comes_to_the_same_loss():
    few, steps = five_epochs(8, (0.025, 0.05))
    many, sixteenth = five_epochs(128, (0.4, 0.8))
    assert (steps, sixteenth) == (675, 45)
    assert few[0] == pytest.approx(0.59, abs=0.03) and many[0] == pytest.approx(few[0], rel=0.1)
    assert many[1] == pytest.approx(few[1], rel=0.3), "nearly the same"
    (none,), steps = five_epochs(512, (0.8,))
    assert steps == 15 and none > 0.9, "512 cannot catch up"


@pytest.mark.slow
def test_every_batch_size_has_the_same_edge():
    rates = tuple(0.0125 * 2.0 ** np.arange(9))
    rows = {batch: five_epochs(batch, rates)[0] for batch in (8, 32, 128, 512)}
    for losses in rows.values():
        assert losses[6] < 1.2 and losses[7] > 1.7, "between 0.8 and 1.6"
    assert [rates[losses.argmin()] for losses in rows.values()] == [0.2, 0.8, 0.8, 0.8]
    for batch in (8, 32):
        np.testing.assert_allclose(rows[4 * batch][2:7], rows[batch][:5], rtol=0.25)


# ---- the width and the rate


def test_at_the_base_width_both_are_one_network():
    (one, shares), (other, mup_shares) = lesson()["build"](16, False, 3), lesson()["build"](16, True, 3)
    assert shares == mup_shares == [1.0, 1.0, 1.0]
    assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))
    wide, shares = lesson()["build"](256, True, 3)
    assert shares == [1.0, 1 / 16, 1 / 16]
    assert wide[2].std().item() == pytest.approx(16**0.5 / 256, rel=0.05), "it shrinks as 1/n"


def moved(width, mup, seeds=5):
    changes = []
    for seed in range(seeds):
        before, after = lesson()["build"](width, mup, seed)[0], lesson()["fit"](width, 0.001, mup, seed, 1)
        change = lesson()["scores"](after, lesson()["pictures"]) - lesson()["scores"](before, lesson()["pictures"])
        changes.append(change.abs().mean().item())
    return np.mean(changes)


def test_how_far_one_step_moves_the_scores():
    narrow = moved(16, False)
    assert narrow == pytest.approx(0.0167, rel=0.02) and moved(16, True) == narrow
    assert moved(512, False, 2) == pytest.approx(0.30, rel=0.15), "nearly twenty times"
    assert moved(512, True, 2) == pytest.approx(0.0062, rel=0.15) and moved(256, True, 2) < narrow


def test_with_the_usual_last_weights_the_scores_would_move_farther_in_a_wide_network(monkeypatch):
    names, build = lesson(), lesson()["build"]

    def with_usual_last(width, mup, seed):
        (first, middle, last), shares = build(width, mup, seed)
        return [first, middle, last * (width / 16) ** 0.5], shares

    as_it_is = moved(512, True, 2)
    monkeypatch.setitem(names, "build", with_usual_last)
    assert moved(512, True, 2) > 3 * as_it_is


@cache
def after_20_steps(mup, width, rate, seeds=3):
    ends = [lesson()["fit"](width, rate, mup, seed) for seed in range(seeds)]
    names = lesson()
    return np.mean([cross_entropy(names["scores"](w, names["pictures"]), names["labels"]).item() for w in ends])


def test_the_narrow_rate_serves_the_wide_network_with_mup_only():
    assert after_20_steps(False, 16, 0.056) < 0.8
    usual = after_20_steps(False, 256, 0.056), after_20_steps(False, 256, 0.0056)
    assert usual[0] > 1.8 * usual[1], "more than twice the loss that it could have"
    carried = after_20_steps(True, 256, 0.056)
    assert carried < 1.1 * min(after_20_steps(True, 256, rate) for rate in (0.018, 0.032, 0.1))
    draw = [after_20_steps(False, 256, rate) for rate in (0.01, 0.018)]
    assert max(draw) < 1.15 * usual[1], "from 0.0056 to 0.018 it is nearly a draw"
    assert usual[1] < carried, "at its own best rate the usual parametrization is ahead"


@pytest.mark.slow
def test_the_best_rate_sinks_with_the_width_and_with_mup_it_stays():
    rates = 10 ** np.arange(-3, -0.4, 0.25)
    best = {}
    for mup in (False, True):
        for width in (16, 64, 256):
            best[mup, width] = int(np.argmin([after_20_steps(mup, width, rate) for rate in rates]))
    assert best[False, 16] in (6, 7) and best[False, 64] in (5, 6) and best[False, 256] in (3, 4, 5)
    assert all(best[True, width] in (6, 7, 8) for width in (16, 64, 256))
    assert after_20_steps(True, 64, rates[7]) < 1.15 * after_20_steps(True, 64, rates[best[True, 64]])


# ---- without a rate


def test_prodigy_is_the_paper_s_rule():
    """Its sums written out, step by step, with scalars."""
    chance = np.random.default_rng(2)
    rule, w = lesson()["Prodigy"](0.7), np.array([1.0, -2.0, 0.5])
    state, start, slopes, ds, places = rule.init(w), w, [], [1e-6], [w]
    for _ in range(12):
        slopes.append(chance.normal(size=3) + 2)
        w, state = rule.step(w, slopes[-1], state)
        n, root = len(slopes), 0.999**0.5
        age = np.arange(n)[::-1]
        weight = root**age * 0.7 * np.array(ds) ** 2
        r = sum(k * g @ (start - x) for k, g, x in zip(weight, slopes, places, strict=True))
        s = sum(k * g for k, g in zip(weight, slopes, strict=True))
        m = 0.1 * sum(0.9**a * d * g for a, d, g in zip(age, ds, slopes, strict=True))
        v = 0.001 * sum(0.999**a * (d * g) ** 2 for a, d, g in zip(age, ds, slopes, strict=True))
        places.append(places[-1] - 0.7 * ds[-1] * m / (np.sqrt(v) + 1e-8 * ds[-1]))
        np.testing.assert_allclose(w, places[-1], rtol=1e-9)
        ds.append(max(ds[-1], r / np.abs(s).sum()))
        assert state[-1][0] == pytest.approx(ds[-1], rel=1e-9)
    assert ds[-1] > ds[1] == 1e-6, "it has something to estimate"


@pytest.mark.parametrize("far", [1e-3, 1, 1000])
def test_on_a_bowl_the_estimate_grows_and_stays_below_the_distance(far):
    rule, bowl = lesson()["Prodigy"](), quadratic([1, 10])
    w, d = far * bowl.start, []
    state = rule.init(w)
    for _ in range(400):
        w, state = rule.step(w, bowl.gradient(w), state)
        d.append(float(state[-1][0]))
    assert (np.diff(d) >= 0).all() and d[-1] == d[60], "it only ever grows, and then stays"
    assert 0.05 * 10 * far < d[-1] < 10 * far and np.abs(w).max() < 0.001 * max(far, 0.01)
    if far == 1:
        assert d[19] == pytest.approx(1.7, abs=0.05) and d[9] < 0.01, "in some twenty steps"
    if far == 1000:
        assert d[-1] == pytest.approx(780, abs=5)


def units(unit, network, rules):
    return [lesson()["ends_of"](rule, unit, network) for rule in rules]


def test_prodigy_needs_no_rate_where_adam_s_rate_depends_on_the_units():
    cosine, prodigy = lesson()["cosine"], lesson()["Prodigy"]
    two = Adam(lr=np.array([[0.01], [0.1]]) * cosine)
    adam, free = units(16, mlp(64), [two, prodigy(cosine)])
    assert adam[1].mean() > 1.8, "with 0.1, nothing is learned"
    assert free.mean() < 1.15 * adam[0].mean(), "about as good as the best, or better"


@pytest.mark.slow
def test_prodigy_is_about_as_good_as_the_best_of_four():
    for unit in (1 / 16, 1, 16):
        four, free, bare = units(
            unit, mlp(64), [lesson()["four"], lesson()["Prodigy"](lesson()["cosine"]), lesson()["Prodigy"]()]
        )
        ends = four.mean(axis=-1)
        assert free.mean() < 1.15 * ends.min() and bare.mean() < 0.25
        best = {1 / 16: (2, 3), 1: (2,), 16: (0, 1)}[unit]
        fifth = lesson()["ends_of"](Adam(lr=0.3 * lesson()["cosine"]), unit, mlp(64)).mean()
        assert fifth > 5 * ends.min(), "0.3 would be far worse in every row"
        assert ends.argmin() in best, "the best rate sinks as the numbers grow"


def test_the_bet_can_be_lost_and_the_bias_correction_wins_it():
    """With pixels as they are; see below for pale ones."""
    deep, names = mlp(32, 32, 32), lesson()
    adam = names["ends_of"](Adam(lr=0.03 * names["cosine"]), 1, deep).mean()
    free, corrected = units(1, deep, [names["Prodigy"](names["cosine"]), names["Corrected"](names["cosine"])])
    assert adam == pytest.approx(0.17, abs=0.03)
    assert (free > 2 * adam).sum() == 2, "with two of three seeds"
    assert (corrected < 1.2 * adam).all(), "about as good as Adam's best, or better"


@pytest.mark.slow
def test_with_pale_pixels_it_is_lost_with_two_of_three_seeds_and_won_with_the_correction():
    deep, names = mlp(32, 32, 32), lesson()
    rules = [names["four"], names["Prodigy"](names["cosine"]), names["Corrected"](names["cosine"])]
    four, free, corrected = units(1 / 16, deep, rules)
    assert (free > 2.25).sum() == 2 and free.min() > 1.4
    assert (corrected < 1.2 * four.mean(axis=-1).min()).all()


@pytest.mark.slow
def test_the_correction_helps_with_fresh_seeds_as_well():
    names, ends = lesson(), {}
    for name in ("Prodigy", "Corrected"):
        rule = names[name](names["cosine"])
        many = train_many(mlp(32, 32, 32), names["data"], rule, 10, batch_size=32, seeds=range(3, 11))
        ends[name] = many.validation_losses[-1]
    assert (ends["Prodigy"] > 0.34).sum() >= 2 and (ends["Corrected"] < 0.25).all()


def test_without_the_correction_steps_are_too_long_by_what_the_lesson_says():
    """On a slope that never changes, with d held: lesson 06's two averages, and the class that divides by it."""
    t = np.arange(1, 341)
    factor = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    said("which is 3.2 at the first, 6.6 at the twelfth and still 1.9 at the last of 340")
    np.testing.assert_allclose(factor[[0, 11, 339]], [3.2, 6.6, 1.9], atol=0.05)
    assert factor.argmax() == 11
    bare, corrected = lesson()["Prodigy"](), lesson()["Corrected"]()
    w = np.array([1.0, -1.0])
    states = [bare.init(w), corrected.init(w)]
    for i in range(20):
        places = [None, None]
        for k, rule in enumerate((bare, corrected)):
            states[k] = (*states[k][:5], np.array([1e-6]), *states[k][6:])
            places[k], states[k] = rule.step(w, np.array([2.0, 0.5]), states[k])
        np.testing.assert_allclose((w - places[0]) / 1e-6, factor[i], rtol=1e-3)
        np.testing.assert_allclose((w - places[1]) / 1e-6, 1, rtol=1e-3)


# ---- the exercise


def in_noise(rate, steps=10_000, beta=0.9):
    chance = np.random.default_rng(0)
    z = x = np.full(1000, 10.0)
    marks = {}
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(1, steps + 1):
            z, x = step(lambda w: w + chance.normal(size=1000), z, x, rate, beta, t)
            if t in (100, 1000, 10_000):
                marks[t] = np.sqrt(np.mean(z**2)), np.sqrt(np.mean(x**2))
    return marks


def test_schedule_free_comes_to_rest_and_its_rate_is_free_within_limits():
    marks = in_noise(0.2)
    for t, z, x in ((100, 0.84, 0.325), (1000, 1.0, 0.069), (10_000, 1.03, 0.024)):
        np.testing.assert_allclose(marks[t], [z, x], rtol=0.02)
    assert marks[1000][0] > 0.33, "even more restless than those skiers were"
    assert in_noise(0.002, 1000)[1000][1] == pytest.approx(3.0, abs=0.1)
    assert in_noise(15)[10_000][1] == pytest.approx(marks[10_000][1], rel=0.1)
    assert in_noise(25, 100)[100][1] > 1e6


def test_what_the_exercise_says_of_batches():
    losses = []
    for batch, rate in ((8, 0.05), (128, 0.8), (512, 0.8)):
        run = train(mlp(64), lesson()["data"], GradientDescent(lr=rate), epochs=5, batch_size=batch)
        losses.append(run.validation_losses[-1])
    assert losses[0] == pytest.approx(0.3, abs=0.03) and losses[1] < 1.35 * losses[0] and losses[2] > 0.8


# ---- the figures


def test_the_figures_say_what_was_measured():
    runs = {0.5: (np.array([3.0, 1.0, 2.0, 0.5]), [1.0, 4.2]), 1.0: (np.array([3.0, 2.0, 1.0, 0.9]), [1.0, 1.5])}
    left, right = plot_sharpness(runs, every=2)
    assert left.get_title() == "The loss rises at 1 and 0 of 3 steps"
    assert right.get_title() == "The sharpness ends at 4.2 and 1.5"
    assert "at rate 0.5 from 3 to 0.5, uphill at 1 steps" in alt_text(left)
    assert "ends at 4.2, where 2/η is 4; at rate 1 it begins at 1" in alt_text(right)
    assert right.lines[0].get_xdata().tolist() == [0, 2], "a sharpness at every second step"
    edges = [collection.get_segments()[0][0, 1] for collection in right.collections]
    assert edges == [4, 2]

    places, losses = np.array([0.1, 0.2, 0.4]), np.array([1.0, 0.3, np.nan])
    panels = {"One": {"a": (places, losses)}, "Other": {"a": (places / 2, losses), "b": (places, losses[::-1])}}
    left, right = plot_sweeps(panels, ["η", "η / 2"], "loss")
    assert (left.get_title(), right.get_title()) == ("One: lowest at 0.2", "Other: lowest at 0.1 and 0.2")
    assert "a begins at 1, is lowest at 0.1, 0.3" in alt_text(right) and left.get_ylim() == right.get_ylim()
    assert right.lines[0].get_color() == left.lines[0].get_color() != right.lines[2].get_color()


# ---- the predictions, and the words


def test_each_prediction_has_one_right_answer():
    for id in ("08.1", "08.2", "08.3", "08.4"):
        assert [choice.right for choice in QUIZZES[id].choices].count(True) == 1


def test_every_source_that_is_named_is_listed():
    body, sources = TEXT.split("### Sources")
    names = re.findall(r"\b([A-Z]\w+)(?: and [A-Z]\w+| and others)?,? \(?(20\d\d)\)?", body)
    names += re.findall(r"\b([A-Z]\w+) and others, (20\d\d)", body)
    assert len(names) >= 15
    for name, year in names:
        if name not in ("Cohen",):
            assert name in sources and year in sources, (name, year)
