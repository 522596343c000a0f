"""What lesson 07, its predictions and its exercise say and no cell prints, or prints of a trained network.

The lesson's own cells are run for it: what is tested is the code that a learner sees.
"""

import re
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch

from lrlib import Adam, GradientDescent, Momentum, lodge_challenge, sweep, train_many
from lrlib.feedback import verdict
from lrlib.feedback.bank.lesson_07 import HIDDEN, RUNS, few_digits
from lrlib.plotting import alt_text

ROOT = Path(__file__).parent.parent
LESSON = ROOT / "notebooks" / "07_the_whole_descent.ipynb"
CELLS = nbformat.read(LESSON, as_version=4).cells
CODE = [cell.source for cell in CELLS if cell.cell_type == "code"]
TEXT = "\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")
SEEDS = (0, 1, 2)


@pytest.fixture(autouse=True)
def small_machine():
    """As in the lesson; afterwards as it was."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    before = torch.backends.mkldnn.set_flags(False)
    yield
    torch.backends.mkldnn.set_flags(*before)
    torch.set_num_threads(threads)


@cache
def lesson():
    """The names that the lesson's cells define, without running a search."""
    names = {}
    for start in ("import torch", "def one_step", "from lrlib import constant", "def fit", "optim = torch.optim",
                  "import numpy as np", "def versus", "from lrlib import exponential_decay", "sick = ",
                  "@torch.no_grad()\ndef switched_off"):  # fmt: skip
        (source,) = (source for source in CODE if source.startswith(start))
        exec(source.split("\nwinner = {}")[0].split("\nprint(")[0], names)
    return names


@cache
def tried(name, rate, schedule=None, seeds=SEEDS):
    """Trainings of the lesson's network: (losses, shares right), one for each seed."""
    steps = 8 * lesson()["data"].batches(32)
    from lrlib import cosine_decay, warmup

    schedules = {"cosine": cosine_decay(steps), "warm": warmup(steps // 10) * cosine_decay(steps)}
    options = {} if schedule is None else {"schedule": schedules[schedule]}
    runs = [lesson()["trial"](name, rate, seed, **options) for seed in seeds]
    return np.array([run["loss"] for run in runs]), np.array([run["right"].mean() for run in runs]), runs


def loss(*setting):
    return tried(*setting)[0].mean()


# ---- play first


def test_the_goals_of_the_challenge_can_be_reached():
    challenge = lodge_challenge()
    looks = challenge.looks  # (rules and their βs, rates, schedules)
    arrived = [row for row in looks.reshape(len(looks), -1) if (row >= 0).any()]
    assert len(arrived) >= 2, "with two different rules"
    fewest = looks[looks >= 0].min()
    assert ((looks >= 0) & (looks <= fewest + 3)).sum() >= 2, "within three looks of the fewest"


# ---- the network and the loop


def test_the_network_is_what_its_comments_say():
    network, shapes = lesson()["build"](0), []
    x = lesson()["data"].train.inputs[:5]
    for layer in network:
        x = layer(x)
        shapes.append(tuple(x.shape[1:]))
    assert shapes == [(1, 8, 8), (16, 6, 6), (16, 6, 6), (16, 3, 3), (144,), (10,)]
    assert sum(w.numel() for w in network.parameters()) == 1610


def test_the_loop_is_the_one_that_lrlib_is_tested_by():
    """The same weights, to the last bit, as `train` comes to with the same optimizer."""
    from lrlib import train

    mine = lesson()["trial"]("Adam", 0.01, seed=3, epochs=2)["network"]
    history = train(mine, lesson()["data"], lambda w: torch.optim.Adam(w, lr=0.01), epochs=2, batch_size=32, seed=3)
    for one, other in zip(mine.parameters(), history.model.parameters(), strict=True):
        torch.testing.assert_close(one.detach(), other.detach(), rtol=1e-5, atol=1e-6)


def test_the_schedule_is_used_from_its_first_rate_to_its_last():
    from lrlib import linear_decay

    used = []

    class Watched(torch.optim.SGD):
        def step(self):
            used.append(self.param_groups[0]["lr"])
            super().step()

    network = lesson()["build"](0)
    lesson()["fit"](network, Watched(network.parameters(), lr=0.5), linear_decay(34), epochs=1)
    np.testing.assert_allclose(used, 0.5 * (1 - np.arange(34) / 34))


# ---- three optimizers, one budget


def test_what_has_been_trained_once_is_not_trained_again_and_nothing_else_is_taken_for_it():
    trial, train = lesson()["trial"], lesson()["data"].train
    one = trial("SGD", 0.1, epochs=1)
    assert trial("SGD", 0.1, 0, epochs=1) is one
    part = train._replace(inputs=train.inputs.clone())
    others = [trial("SGD", 0.1, 1, epochs=1), trial("SGD", 0.2, epochs=1), trial("Adam", 0.1, epochs=1),
              trial("SGD", 0.1, epochs=1, clip=3), trial("SGD", 0.1, epochs=1, part=part)]  # fmt: skip
    assert len({id(run) for run in [one, *others]}) == 6


def test_each_optimizer_gets_thirteen_trainings():
    """Five powers of ten with one seed; the best and its two neighbors with three, of which one is done."""
    decades = {(rate, 0) for rate in (10, 1, 0.1, 0.01, 0.001)}
    for best in (1, 0.1, 0.01):
        near = {(rate, seed) for rate in (0.3 * best, best, 3 * best) for seed in SEEDS}
        assert len(decades | near) == 13
    assert (0.01, 0.03) == (1 * 0.01, 3 * 0.01), "so the constant 0.01 and 0.03 are found again, to the last bit"


def test_at_one_rate_adam_is_thirty_points_ahead_and_at_their_own_they_draw():
    at_one = [tried(name, 0.01, None, (0,))[1][0] for name in ("SGD", "Adam")]
    assert at_one[0] < 0.8 and at_one[1] > 0.95 and 0.2 < at_one[1] - at_one[0] < 0.45
    best = {name: tried(name, rate) for name, rate in (("SGD", 1.0), ("momentum", 0.1), ("Adam", 0.01))}
    for losses, right, _ in best.values():
        assert 0.08 < losses.mean() < 0.115 and 0.96 < right.mean() < 0.985, "about 97 %, and 0.09 or 0.10"
    for one, other in (("SGD", "Adam"), ("momentum", "Adam"), ("SGD", "momentum")):
        gap, error = lesson()["versus"](best[one][2], best[other][2])
        assert abs(gap) <= 2 * error


@pytest.mark.slow
def test_with_sixteen_seeds_sgd_is_a_little_behind_and_momentum_still_draws():
    seeds = tuple(range(16))
    best = {name: tried(name, rate, None, seeds) for name, rate in (("SGD", 1.0), ("momentum", 0.1), ("Adam", 0.01))}
    for name, mean in (("Adam", 0.100), ("momentum", 0.106), ("SGD", 0.125)):
        assert best[name][0].mean() == pytest.approx(mean, abs=0.012), name
    gap, error = lesson()["versus"](best["momentum"][2], best["Adam"][2])
    assert abs(gap) <= 2 * error and gap == pytest.approx(0.007, abs=0.008)
    gap, error = lesson()["versus"](best["SGD"][2], best["Adam"][2])
    assert gap > 2 * error and gap == pytest.approx(0.026, abs=0.012), "SGD is behind"
    assert 0 < best["Adam"][1].mean() - best["SGD"][1].mean() < 0.012, "by less than a point or so in digits"
    assert best["SGD"][0][:3].mean() < best["SGD"][0].mean() - 0.015, "its first three seeds were lucky ones"
    for name in ("SGD", "momentum"):
        apart = np.hypot(*(best[who][0].std(ddof=1) / 4 for who in (name, "Adam")))
        assert lesson()["versus"](best[name][2], best["Adam"][2])[1] < apart, "part of the luck is shared"


@pytest.mark.parametrize(
    ("name", "losses"),
    [
        ("SGD", {10: 2.4, 1: 0.095, 0.1: 0.29, 0.01: 2.06, 0.001: 2.3}),
        ("momentum", {1: 2.4, 0.1: 0.09, 0.01: 0.29, 0.001: 2.08}),
        ("Adam", {1: 2.5, 0.1: 0.23, 0.01: 0.09, 0.001: 0.51}),
    ],
)
def test_the_powers_of_ten_find_the_decade(name, losses):
    found = {rate: tried(name, rate, None, (0,))[0][0] for rate in losses}
    assert min(found, key=found.get) == min(losses, key=losses.get), "and it is not at the edge"
    for rate, value in losses.items():
        assert found[rate] == pytest.approx(value, rel=0.3)


@pytest.mark.slow
def test_half_a_decade_to_either_side_is_worse_but_for_adam():
    for name, rate in (("SGD", 1.0), ("momentum", 0.1)):
        assert loss(name, 0.3 * rate) > 1.2 * loss(name, rate), name
    assert loss("SGD", 3.0) > 2, "a cliff"
    assert loss("momentum", 3 * 0.1) > 1.7 * loss("momentum", 0.1)
    assert abs(loss("Adam", 0.03) - loss("Adam", 0.01)) < 0.03 and loss("Adam", 0.003) > 0.15


# ---- a schedule


@pytest.mark.slow
def test_a_schedule_is_a_draw_at_its_best_and_a_warm_up_widens_the_valley():
    best = [min(loss("Adam", rate, schedule) for rate in (0.01, 0.03)) for schedule in (None, "cosine", "warm")]
    assert max(best) - min(best) < 0.02, "a few thousandths"
    assert loss("Adam", 0.1) > 0.2 and loss("Adam", 0.1, "cosine") > 0.2
    assert loss("Adam", 0.1, "warm") < 0.14
    assert loss("Adam", 0.01, "warm") > loss("Adam", 0.03, "warm") + 0.02, "a schedule wants a higher rate"
    off = {plan: [lesson()["switched_off"](run["network"]) for run in tried("Adam", 0.1, plan)[2]]
           for plan in (None, "cosine", "warm")}  # fmt: skip
    assert min(off[None] + off["cosine"]) >= 11 and max(off["warm"]) <= 6, "of 16 windows"


def test_it_is_the_first_steps_of_0_1_that_switch_windows_off():
    """Ten steps are enough; and the windows begin within 1/3 of 0."""
    names = lesson()
    assert 0.3 < names["build"](0)[1].weight.abs().max() < 1 / 3 + 1e-6
    for seed in SEEDS:
        network = names["build"](seed)
        rows = torch.randperm(1077, generator=torch.Generator().manual_seed(seed))[:320]
        few = names["data"].train._replace(
            inputs=names["data"].train.inputs[rows], targets=names["data"].train.targets[rows]
        )
        names["fit"](network, torch.optim.Adam(network.parameters(), lr=0.1), epochs=1, part=few, seed=seed)
        assert names["switched_off"](network) >= 9, "most of them"


# ---- the clinic


@cache
def patient(letter, factor):
    """The mean loss of the last of four epochs, and the loss of each batch."""
    if letter == "healthy":
        losses = lesson()["trial"]("Adam", 0.01, epochs=4)["losses"]
    else:
        losses = lesson()["patient"](letter, factor)
    return np.mean(losses[-34:]), losses


def test_the_letters_are_the_ones_that_the_text_speaks_of():
    names, train = lesson(), lesson()["data"].train
    assert [names["patients"][letter][:2] for letter in "ABCDEF"] == [
        ("careless Adam", 0.01), ("momentum", 0.5), ("Adam", 0.01), ("Adam", 0.01), ("Adam", 0.0002), ("Adam", 0.01)
    ]  # fmt: skip
    faults = {letter: names["patients"][letter][2] for letter in "ABCDEF"}
    assert faults["A"] == faults["B"] == faults["E"] == {}
    assert set(faults["C"]) == {"schedule"}
    assert torch.isnan(faults["D"]["part"].inputs).sum() == 1 and faults["D"]["part"].targets is train.targets
    assert faults["F"]["part"].inputs is train.inputs
    assert (faults["F"]["part"].targets == train.targets).float().mean() < 0.2, "shuffled"


@pytest.mark.slow
def test_two_of_six_were_the_rate():
    end = {(letter, factor): patient(letter, factor)[0] for letter in "ABCDEF" for factor in (0.1, 1, 10)}
    healthy = patient("healthy", 1)[0]
    assert healthy == pytest.approx(0.2, abs=0.06)
    assert end["E", 0.1] > 2.2 and end["E", 1] > 2.1 and end["E", 10] < 1.1, "on its way at ten times"
    assert end["B", 0.1] < healthy + 0.08 and 0.5 < end["B", 1] < 1.6, "well at a tenth"
    assert all(2.2 < end["F", factor] < 2.5 for factor in (0.1, 1, 10)), "flat at all three"
    assert 2 * healthy < end["A", 0.1] < end["A", 1], "better at a tenth, but not well"
    assert end["A", 1] > 1 and all(np.isnan(end["D", factor]) for factor in (0.1, 1, 10))
    assert end["C", 1] == pytest.approx(1.9, abs=0.1) and 0.4 < end["C", 10] < end["C", 1]


def test_the_missing_pixel_shows_at_the_same_step_whatever_the_rate():
    first = {int(np.isnan(patient("D", factor)[1]).argmax()) for factor in (0.1, 1, 10)}
    assert first == {2}, "nan after two steps, so in the third batch"
    order = torch.Generator().manual_seed(0)
    batches = torch.randperm(1077, generator=order).split(32)
    assert 700 in batches[2]


def test_no_clipping_mends_a_nan():
    w = torch.nn.Parameter(torch.ones(2))
    w.grad = torch.tensor([float("nan"), 1.0])
    torch.nn.utils.clip_grad_norm_([w], 1.0)
    assert torch.isnan(w.grad).any()


def test_of_the_schedule_for_epochs_nothing_is_left_after_forty_batches():
    assert 0.9**40 < 0.02


# ---- one long gradient


@cache
def with_bright_pictures(name, rate, clip):
    train = lesson()["data"].train
    bright = train.inputs.clone()
    bright[:3] *= 255
    part = train._replace(inputs=bright)
    return np.mean([lesson()["trial"](name, rate, seed, part=part, clip=clip)["right"].mean() for seed in SEEDS])


@pytest.mark.slow
def test_one_line_gives_back_what_three_pictures_took():
    assert with_bright_pictures("momentum", 0.1, None) < 0.97 - 1 / 6
    assert with_bright_pictures("momentum", 0.1, 3) > 0.95
    lost = tried("Adam", 0.01)[1].mean() - with_bright_pictures("Adam", 0.01, None)
    assert 0 < lost < 0.06, "Adam loses far less"


def test_healthy_gradients_are_mostly_shorter_than_2():
    lengths, network = [], lesson()["build"](0)

    class Watched(torch.optim.SGD):
        def step(self):
            lengths.append(torch.cat([w.grad.flatten() for w in network.parameters()]).norm().item())
            super().step()

    lesson()["fit"](network, Watched(network.parameters(), lr=0.1, momentum=0.9))
    assert 0.2 < np.median(lengths) < 1 and np.quantile(lengths, 0.95) < 2.5
    assert np.mean(np.array(lengths) < 2) > 0.9


# ---- the test, and what can go wrong


def test_the_test_part_is_opened_in_one_cell_and_after_the_recipe():
    opened = [i for i, source in enumerate(CODE) if "data.test" in source]
    recipe = next(i for i, source in enumerate(CODE) if source.startswith("recipe = "))
    assert len(opened) == 1 and opened[0] > recipe
    assert CODE[opened[0]].count("data.test") == 1
    solution = nbformat.read(ROOT / "solutions" / LESSON.name, as_version=4)
    assert not any(".test" in cell.source for cell in solution.cells if cell.cell_type == "code")


def test_the_test_says_what_validation_said():
    losses, right, runs = tried("Adam", 0.03, "warm", tuple(range(100, 105)))
    data = lesson()["data"]
    test = np.mean([lesson()["look"](run["network"], data.test)[1] for run in runs])
    assert abs(test - right.mean()) < 0.02 and 0.95 < test < 0.985
    assert (test * (1 - test) / 360) ** 0.5 == pytest.approx(0.009, abs=0.002)


@pytest.mark.slow
def test_the_number_by_which_one_chose_is_nearly_two_points_too_good():
    settings = [(name, best * factor, None) for name, best in (("SGD", 1.0), ("momentum", 0.1), ("Adam", 0.01))
                for factor in (0.3, 1, 3)]  # fmt: skip
    settings += [("Adam", 0.1, None)]
    settings += [("Adam", rate, schedule) for schedule in ("cosine", "warm") for rate in (0.01, 0.03, 0.1)]
    right = np.array([run["right"] for setting in settings for run in tried(*setting)[2]])
    assert right.shape == (48, 360)
    chance, chosen_by, judged_by = np.random.default_rng(0), [], []
    for _ in range(1000):
        images = chance.permutation(360)
        first, second = (right[:, half].mean(axis=1) for half in (images[:180], images[180:]))
        chosen_by.append(first.max())
        judged_by.append(second[first.argmax()])
    assert np.mean(chosen_by) == pytest.approx(0.985, abs=0.004)
    lost = np.mean(chosen_by) - np.mean(judged_by)
    assert lost == pytest.approx(0.018, abs=0.006)
    best = [("SGD", 1.0), ("momentum", 0.1), ("Adam", 0.01), ("Adam", 0.03, "cosine"), ("Adam", 0.03, "warm")]
    shares = [tried(*(setting if len(setting) == 3 else (*setting, None)))[1].mean() for setting in best]
    assert np.ptp(shares) < lost, "more than all that optimizers and schedules brought"


# ---- deeper: fine-tuning


def test_a_pretrained_network_wants_a_lower_rate_and_forgets_at_a_high_one():
    names = dict(lesson())
    names["runs"] = {("Adam", 0.01): tried("Adam", 0.01)[2]}
    for start in ("from copy import deepcopy", "def go_on"):
        (source,) = (source for source in CODE if source.startswith(start))
        exec(source, names)
    kept, few, trained, data = names["kept"], names["few"], names["trained"], names["data"]
    assert 5 not in few.targets and len(few.targets) == 30
    fives = (kept.targets == 5).numpy()

    def tuned(rate):
        return np.mean([names["go_on"](net, rate, seed)["right"] for seed, net in enumerate(trained)], axis=0)

    before = np.mean([names["look"](net, kept)[1] for net in trained], axis=0)
    still, low, high = tuned(1e-4), tuned(1e-3), tuned(1e-2)
    assert before.mean() == pytest.approx(0.69, abs=0.06) and before[fives].mean() > 0.7, "most of the fives"
    assert abs(still.mean() - before.mean()) < 0.12, "hardly moves"
    assert low.mean() == pytest.approx(0.9, abs=0.03) and low.mean() > high.mean() + 0.05
    assert low[fives].mean() > 0.55 and high[fives].mean() < 0.06, "gone, to the last one"
    assert 0 < low[~fives].mean() - high[~fives].mean() < 0.06, "a few points only"
    fresh = {rate: np.mean([names["go_on"](names["build"](seed), rate, seed)["right"] for seed in SEEDS])
             for rate in (0.001, 0.01, 0.03)}  # fmt: skip
    assert max(fresh, key=fresh.get) == 0.03 and fresh[0.03] == pytest.approx(0.67, abs=0.06), "two in three"

    # With three of each digit it is a matter of a point or two.
    new = names["new"]
    rows = torch.cat([torch.nonzero(new.targets == digit)[:3, 0] for digit in range(10)])
    names["few"] = type(new)(*(tensor[rows] for tensor in new))
    even = {rate: tuned(rate).mean() for rate in (0.001, 0.003, 0.01)}
    assert max(even, key=even.get) == 0.003 and even[0.003] - even[0.01] < 0.045 and even[0.01] > 0.89
    assert data is names["data"]


# ---- the exercise


def test_on_the_exercise_s_problem_the_optimizers_do_not_draw():
    data = few_digits()
    assert len(data.train.targets) == 100 and data.batches(20) * 15 == 75
    best = {}
    for name, rule in {
        "gradient descent": GradientDescent(lr=sweep(0.03, 3, 9)),
        "momentum": Momentum(lr=sweep(0.003, 0.3, 9)),
        "Adam": Adam(lr=sweep(0.0003, 0.03, 9)),
    }.items():
        import lrlib

        runs = train_many(lrlib.mlp(*HIDDEN), data, rule, 15, batch_size=20, seeds=range(5))
        best[name] = runs.best().validation_accuracies[-1].mean()
    assert best["Adam"] > 0.77 and best["gradient descent"] < 0.6 and best["momentum"] < 0.68


@pytest.mark.parametrize(("hidden", "epochs", "behind"), [((32,), 15, 0.06), (HIDDEN, 60, 0.03)])
def test_with_one_layer_or_with_more_steps_the_gap_closes(hidden, epochs, behind):
    from lrlib import mlp

    right = [
        train_many(mlp(*hidden), few_digits(), rule, epochs, batch_size=20, seeds=range(5))
        .best()
        .validation_accuracies[-1]
        .mean()
        for rule in (GradientDescent(lr=sweep(0.03, 3, 9)), Adam(lr=sweep(0.0003, 0.03, 9)))
    ]
    assert right[0] > 0.8 and right[1] - right[0] < behind


def test_the_runs_of_the_second_task_are_the_ones_that_it_judges():
    source = nbformat.read(ROOT / "solutions" / LESSON.name, as_version=4)
    (cell,) = (cell.source for cell in source.cells if 'check("07.2"' in cell.source)
    named = re.findall(r'^([a-f]) = "(.*?)"', cell, re.M)
    assert dict(named) == {run: advice for run, (advice, _) in RUNS.items()}
    assert verdict("07.2", [advice for _, advice in named]).outcome == "passed"


# ---- what the lesson is


def test_cells_are_short():
    assert max(len(source.splitlines()) for source in CODE) <= 17


def test_the_tree_names_lessons_and_the_page_has_nine_steps():
    names = {}
    from lrlib import plot_tree

    for start in ("jumps =", "swings =", "from lrlib import plot_tree"):
        (source,) = (source for source in CODE if source.startswith(start))
        exec(source.replace("show(", "("), names)
    words = alt_text(plot_tree(names["tree"]))
    ends = re.findall(r"\(((?:\d\d, )*\d\d)\)", words)
    assert len(ends) == 13 and {number for end in ends for number in end.split(", ")} <= {f"0{i}" for i in range(1, 8)}
    page = TEXT.split("## The recipe, on one page")[1].split("And when it does not")[0]
    assert re.findall(r"^(\d)\. \*\*", page, re.M) == [str(i) for i in range(1, 10)]
