"""Training: closed form, a plain PyTorch loop, torch.optim, one by one against all at once, and nothing left behind."""

import doctest
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing to train with")
from sklearn.datasets import load_digits  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn.functional import cross_entropy  # noqa: E402

from lrlib import (  # noqa: E402
    Adagrad,
    Adam,
    AdamW,
    Data,
    GradientDescent,
    Momentum,
    Nesterov,
    Plateau,
    RMSProp,
    cosine_decay,
    digits,
    evaluate,
    grid,
    mlp,
    sweep,
    train,
    train_many,
    training,
    warmup,
)
from lrlib.data import split_of_digits  # noqa: E402
from lrlib.history import CURVES, Recorder  # noqa: E402

DIGITS = digits()


def test_examples_in_docstrings():
    results = doctest.testmod(sys.modules["lrlib.data"])
    assert results.attempted == 3 and results.failed == 0


# A sixth of the data, where a test is about something else.
SMALL = Data(
    "some digits", *((inputs[::6], targets[::6]) for inputs, targets in (DIGITS.train, *[DIGITS.validation] * 2))
)


def weights(history):
    return np.concatenate([tensor.flatten().numpy() for tensor in history.state.values()])


def same(one, other):
    """Are two histories the same in every bit?"""
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True) for name in (*CURVES, "diverged_at")
    ) and all(torch.equal(one.state[name], other.state[name]) for name in one.state)


# ---- the data


def test_digits_are_all_there_each_in_one_part():
    images, labels = load_digits(return_X_y=True)
    parts = (DIGITS.train, DIGITS.validation, DIGITS.test)
    assert [len(part.targets) for part in parts] == [1077, 360, 360]
    found = np.concatenate([np.c_[part.inputs.numpy() * 16, part.targets.numpy()] for part in parts])
    expected = np.c_[images, labels]
    assert np.array_equal(found[np.lexsort(found.T)], expected[np.lexsort(expected.T)])


def test_digits_are_scaled_stratified_and_split_for_good():
    counts = np.bincount(load_digits(return_X_y=True)[1])
    for part in (DIGITS.train, DIGITS.validation, DIGITS.test):
        assert part.inputs.dtype == torch.float32 and part.targets.dtype == torch.int64
        assert part.inputs.min() == 0 and part.inputs.max() == 1
        share = np.bincount(part.targets) - counts * len(part.targets) / 1797
        assert np.abs(share).max() <= 1.01  # the split is made twice, and each time rounds
    assert torch.equal(digits().test.inputs, DIGITS.test.inputs)
    assert DIGITS.test.targets[:12].tolist() == [7, 6, 3, 7, 7, 3, 2, 8, 9, 3, 2, 6]
    assert DIGITS.classes == 10


def test_the_split_is_the_one_that_scikit_learn_draws():
    from sklearn.model_selection import train_test_split

    labels = load_digits(return_X_y=True)[1]
    rest, test = train_test_split(np.arange(1797), test_size=360, stratify=labels, random_state=0)
    training, validation = train_test_split(rest, test_size=360, stratify=labels[rest], random_state=0)
    drawn = {"train": training.tolist(), "validation": validation.tolist(), "test": test.tolist()}
    assert split_of_digits() == drawn


def test_the_digits_are_read_without_loading_scikit_learn():
    code = "import sys; from lrlib import digits; digits(); print('sklearn' in sys.modules, 'scipy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False False\n"


@pytest.mark.parametrize(("size", "batches"), [(1, 1077), (64, 17), (359, 3), (360, 3), (1076, 2), (1077, 1)])
def test_batches(size, batches):
    assert DIGITS.batches(size) == batches


def test_the_last_batch_is_kept_and_every_image_has_its_turn():
    """At rate 0 the batch losses of any epoch, weighted by their sizes, are the loss on the whole part."""
    history = train(mlp(8), DIGITS, GradientDescent(lr=0), epochs=3, batch_size=100)
    sizes = [100] * 10 + [77]
    means = history.batch_losses.reshape(3, 11) @ sizes / 1077
    assert np.abs(means - history.train_losses[0]).max() < 1e-6
    assert len(set(history.batch_losses)) == 33  # and the batches are others in each epoch
    assert (history.train_losses == history.train_losses[0]).all()


# ---- the network


def test_mlp_is_plain_and_always_the_same():
    sizes = [(layer.in_features, layer.out_features) for layer in mlp(64, 32) if isinstance(layer, nn.Linear)]
    assert sizes == [(64, 64), (64, 32), (32, 10)]
    assert [type(layer) for layer in mlp(64)] == [nn.Linear, nn.ReLU, nn.Linear]
    assert [tuple(layer.weight.shape) for layer in mlp(inputs=3, classes=2)] == [(2, 3)]
    first = mlp(64)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(123)
        assert all(torch.equal(a, b) for a, b in zip(first.parameters(), mlp(64).parameters(), strict=True))


def test_evaluate_by_hand():
    model = nn.Sequential(nn.Identity(), nn.Dropout(0.9))
    scores, targets = torch.tensor([[1.0, 1.0], [1.0, 3.0], [3.0, 1.0]]).log(), torch.tensor([0, 1, 1])
    loss, accuracy = evaluate(model, (scores, targets))
    assert loss == pytest.approx(np.log([2, 4 / 3, 4]).mean(), rel=1e-6)
    assert accuracy == 2 / 3
    assert model.training  # as it was; and dropout dropped nothing


def test_evaluate_leaves_each_part_of_a_model_in_its_mode():
    """A part that is held in eval mode, as batch normalization often is, stays there; also where evaluate fails."""
    model = nn.Sequential(nn.Linear(64, 10), nn.BatchNorm1d(10))
    model[1].eval()
    evaluate(model, SMALL.test)
    assert [module.training for module in model.modules()] == [True, True, False]
    with pytest.raises(RuntimeError):
        evaluate(model, (torch.ones(2, 3), torch.zeros(2, dtype=torch.int64)))
    assert [module.training for module in model.modules()] == [True, True, False]


# ---- one network


def test_one_step_of_a_linear_classifier_in_closed_form():
    """The gradient of the mean cross-entropy is (softmax − one-hot)ᵀ x / n."""
    x, targets = (part.numpy() for part in DIGITS.train)
    torch.manual_seed(3)
    start = nn.Linear(64, 10)
    w, b = start.weight.detach().numpy().astype(float), start.bias.detach().numpy().astype(float)
    scores = x @ w.T + b
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    error = (shares - np.eye(10)[targets]) / len(x)
    history = train(mlp(), DIGITS, GradientDescent(lr=0.5), epochs=1, batch_size=1077, seed=3)
    assert history.batch_losses == pytest.approx([-np.log(shares[range(1077), targets]).mean()], rel=1e-6)
    assert history.train_accuracies[0] == (scores.argmax(axis=1) == targets).mean()
    assert np.abs(history.state["0.weight"].numpy() - (w - 0.5 * error.T @ x)).max() < 1e-7
    assert np.abs(history.state["0.bias"].numpy() - (b - 0.5 * error.sum(axis=0))).max() < 1e-7


@pytest.mark.parametrize("batch_size", [64, 50])
def test_train_is_the_plain_loop_bit_for_bit(batch_size):
    """The loop that the file begins with, and that a lesson shows."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    inputs, targets = DIGITS.train
    torch.manual_seed(7)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    order = torch.Generator().manual_seed(7)
    losses = []
    for _ in range(2):
        for batch in torch.randperm(len(inputs), generator=order).split(batch_size):
            loss = cross_entropy(network(inputs[batch]), targets[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    torch.set_num_threads(threads)
    made = train(mlp(64), DIGITS, lambda w: torch.optim.Adam(w, lr=0.01), epochs=2, batch_size=batch_size, seed=7)
    assert made.batch_losses.tolist() == losses
    assert all(torch.equal(a, b) for a, b in zip(network.parameters(), made.model.parameters(), strict=True))
    assert (made.validation_losses[-1], made.validation_accuracies[-1]) == evaluate(network, DIGITS.validation)
    assert (made.train_losses[-1], made.train_accuracies[-1]) == evaluate(network, DIGITS.train)


o = torch.optim
PAIRS = [
    (GradientDescent(0.3), lambda w: o.SGD(w, 0.3)),
    (Momentum(0.05, 0.9), lambda w: o.SGD(w, 0.05, momentum=0.9)),
    (Nesterov(0.05, 0.9), lambda w: o.SGD(w, 0.05, momentum=0.9, nesterov=True)),
    (Adagrad(0.02), lambda w: o.Adagrad(w, 0.02)),
    (RMSProp(0.001, 0.9), lambda w: o.RMSprop(w, 0.001, 0.9)),
    (Adam(0.003), lambda w: o.Adam(w, 0.003)),
    (AdamW(0.003, weight_decay=0.5), lambda w: o.AdamW(w, 0.003, weight_decay=0.5)),
]


def test_every_rule_is_among_the_pairs():
    """Or else torch has no counterpart of it, as `REMEMBERED` in test_optimizers.py says."""
    from test_optimizers import REMEMBERED

    missing = {rule.__name__ for rule in REMEMBERED} - {type(rule).__name__ for rule, _ in PAIRS}
    assert not missing, f"PAIRS, above, has to train a network by {missing} too"


@pytest.mark.parametrize(("rule", "make"), PAIRS, ids=[type(rule).__name__ for rule, _ in PAIRS])
def test_an_epoch_of_each_rule_equals_torch(rule, make):
    ours, theirs = train(mlp(64), DIGITS, rule, epochs=1), train(mlp(64), DIGITS, make, epochs=1)
    assert np.abs(weights(ours) - weights(theirs)).max() < 5e-7  # they moved by 0.04 to 0.2; float32 has 6e-8 at 1
    assert np.abs(ours.batch_losses - theirs.batch_losses).max() < 1e-6
    assert np.array_equal(ours.lrs, theirs.lrs) and (ours.lrs == rule.lr).all()


def test_a_schedule_equals_lambda_lr():
    rate = warmup(5) * cosine_decay(34)
    ours = train(mlp(64), DIGITS, Momentum(lr=0.1 * rate), epochs=2)
    theirs = train(
        mlp(64),
        DIGITS,
        lambda w: o.SGD(w, 0.1, momentum=0.9),
        epochs=2,
        scheduler=lambda optimizer: o.lr_scheduler.LambdaLR(optimizer, lambda t: float(rate(t))),
    )
    assert np.array_equal(ours.lrs, 0.1 * rate(np.arange(34)))
    assert np.abs(ours.lrs - theirs.lrs).max() < 1e-16
    assert np.abs(weights(ours) - weights(theirs)).max() < 5e-7
    assert ours.lr == ours.lrs.max()


@dataclass
class MyRule:
    """As a learner may write it: not frozen, with names of its own."""

    lr: float
    decay: float = 0.0

    def init(self, w):
        return 1

    def step(self, w, gradient, count):
        return w - self.lr / (1 + self.decay * count) * gradient, count + 1


def test_a_rule_of_ones_own():
    plain = train(mlp(8), SMALL, GradientDescent(0.1), epochs=1)
    assert np.abs(weights(train(mlp(8), SMALL, MyRule(0.1), epochs=1)) - weights(plain)).max() < 5e-7
    many = train_many(mlp(8), SMALL, MyRule(0.2, decay=np.array([[0.0], [1.0]])), epochs=1)
    assert (
        np.abs(weights(many.at(decay=1, seed=0)) - weights(train(mlp(8), SMALL, MyRule(0.2, 1.0), epochs=1))).max()
        < 3e-6
    )
    assert many.axes == ("decay", "seed")


@dataclass
class HeavyBall:
    """Momentum as Polyak wrote it: the state is the position before, as it was handed over."""

    lr: float
    beta: float = 0.9

    def init(self, w):
        return w

    def step(self, w, gradient, before):
        return w - self.lr * gradient + self.beta * (w - before), w


@dataclass
class InPlace:
    """Gradient descent that writes into what it is handed."""

    lr: float

    def init(self, w):
        return ()

    def step(self, w, gradient, state):
        w -= self.lr * gradient
        return w, state


@pytest.mark.parametrize(
    ("rule", "same"), [(HeavyBall, Momentum), (InPlace, GradientDescent)], ids=["keeps a position", "writes into it"]
)
def test_a_rule_may_keep_the_position_that_it_is_handed_or_write_into_it(rule, same):
    one, other = (train(mlp(8), SMALL, kind(0.1), epochs=2) for kind in (rule, same))
    assert np.abs(weights(one) - weights(other)).max() < 5e-7
    some, others = (train_many(mlp(8), SMALL, kind(sweep(0.05, 0.1, 2)), epochs=2) for kind in (rule, same))
    assert np.abs(some.train_losses - others.train_losses).max() < 5e-7


def test_every_hyper_parameter_may_be_a_schedule():
    history = train(mlp(8), SMALL, Momentum(lr=0.1, beta=0.9 * warmup(10)), epochs=3)
    steady = train(mlp(8), SMALL, Momentum(lr=0.1, beta=0.9), epochs=3)
    assert history.batch_losses[0] == steady.batch_losses[0]
    assert history.batch_losses[2] != steady.batch_losses[2]


def test_a_plateau_equals_reduce_lr_on_plateau():
    plateau = Plateau(factor=0.5, patience=0, threshold=0.02)
    ours = train(mlp(8), SMALL, GradientDescent(2.0), epochs=12, plateau=plateau)
    theirs = train(
        mlp(8),
        SMALL,
        lambda w: o.SGD(w, 2.0),
        epochs=12,
        scheduler=lambda optimizer: o.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=0, threshold=0.02),
    )
    assert np.array_equal(ours.lrs, theirs.lrs)
    assert 2 < len(set(ours.lrs)) < 12  # it did something
    per_epoch, losses, state = ours.lrs[:: ours.batches], ours.validation_losses, plateau.init()
    for epoch in range(1, 12):
        state = plateau.update(state, losses[epoch])  # the validation loss, from epoch 1 on
        assert per_epoch[epoch] == 2.0 * state.scale
    many = train_many(mlp(8), SMALL, GradientDescent(np.array([[2.0], [1e-3]])), epochs=12, plateau=plateau)
    assert np.array_equal(many.at(lr=2, seed=0).lrs, ours.lrs)
    assert np.abs(many.at(lr=2, seed=0).validation_losses - losses).max() < 1e-4


def test_same_seed_same_batches_whatever_the_rule_and_the_model():
    """A model that shows which images it was given, by its loss at rate 0."""
    plain = train(mlp(8), SMALL, GradientDescent(lr=0), epochs=2, seed=5)
    for rule in (Adam(lr=0), lambda w: o.SGD(w, 0.0)):
        assert np.array_equal(train(mlp(8), SMALL, rule, epochs=2, seed=5).batch_losses, plain.batch_losses)

    class Watched(nn.Linear):
        seen = []

        def forward(self, x):
            if self.training:
                self.seen.append(x.sum(dim=1))
            return super().forward(x)

    for hidden in (8, 32):
        model = nn.Sequential(Watched(64, hidden), nn.ReLU(), nn.Linear(hidden, 10))
        train(model, SMALL, GradientDescent(lr=0.1), epochs=1, seed=5)
    assert torch.equal(torch.cat(Watched.seen[:3]), torch.cat(Watched.seen[3:]))


def test_twice_gives_the_same_bits_and_other_seeds_do_not():
    rule, rates = Adam(0.01), Adam(sweep(1e-3, 1e-1, 3))
    first = train(mlp(16), SMALL, rule, epochs=2)
    assert same(first, train(mlp(16), SMALL, rule, epochs=2))
    assert not same(first, train(mlp(16), SMALL, rule, epochs=2, seed=1))
    many = train_many(mlp(16), SMALL, rates, epochs=2, seeds=[3, 1])
    assert same(many, train_many(mlp(16), SMALL, rates, epochs=2, seeds=[3, 1]))


def test_before_training_and_no_training_at_all():
    history = train(mlp(64), DIGITS, GradientDescent(lr=0.1), epochs=0)
    assert history.steps == 0 and history.epochs == 0 and history.lrs.shape == history.batch_losses.shape == (0,)
    assert history.train_losses.shape == history.validation_accuracies.shape == (1,)
    assert abs(history.validation_losses[0] - np.log(10)) < 0.1  # it knows nothing yet
    assert history.diverged_at == -1 and history.lr == 0.1
    assert train(mlp(8), SMALL, lambda w: o.SGD(w, 0.1), epochs=0).lrs.shape == (0,)
    assert train_many(mlp(8), SMALL, Adam(sweep(0.1, 1, 2)), epochs=0).batch_losses.shape == (0, 2, 1)


def test_divergence_is_recorded_and_silent(recwarn):
    history = train(mlp(8), SMALL, GradientDescent(lr=1e30), epochs=2)
    assert history.diverged_at == 1 and np.isfinite(history.batch_losses[0])
    assert np.isnan(history.validation_losses[1:]).all() and np.isfinite(history.validation_losses[0])
    assert history.validation_accuracies[-1] == (SMALL.validation.targets == 0).float().mean()
    many = train_many(mlp(8), SMALL, GradientDescent(np.array([[1e30], [0.1]])), epochs=2)
    assert many.diverged_at.tolist() == [[1], [-1]]  # and the one beside it is not touched
    one = train(mlp(8), SMALL, GradientDescent(lr=0.1), epochs=2)
    assert np.abs(many.validation_losses[:, 1, 0] - one.validation_losses).max() < 1e-5
    assert not recwarn.list


def test_the_last_step_may_be_the_one_that_diverges():
    history = train(mlp(8), SMALL, GradientDescent(lr=1e30), epochs=1, batch_size=len(SMALL.train.targets))
    assert np.isfinite(history.batch_losses).all() and history.diverged_at == history.steps == 1


@given(data=st.data(), epochs=st.integers(0, 3), batches=st.integers(1, 3))
def test_diverged_at_is_the_first_bad_loss(data, epochs, batches):
    record = Recorder(epochs, batches, networks=1)
    losses = st.sampled_from([1.0, 2.0, np.nan, np.inf])
    for name in ("batch_losses", "train_losses", "validation_losses"):
        getattr(record, name)[:, 0] = [data.draw(losses) for _ in getattr(record, name)]
    found = record.history((), rule=None, seed=0, batch_size=1, network=None, state={}).diverged_at
    first = -1
    for t in reversed(range(epochs * batches + 1)):
        looked_at = [record.batch_losses[t, 0]] if t < epochs * batches else []
        if t % batches == 0:
            looked_at += [record.train_losses[t // batches, 0], record.validation_losses[t // batches, 0]]
        if not np.isfinite(looked_at).all():
            first = t
    assert found == first


def test_dropout_and_batch_normalization():
    """They depend on mode, buffers and random numbers: learnt in training, left alone in the looks between."""
    model = nn.Sequential(nn.Linear(64, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 10))
    one, two = (train(model, SMALL, Adam(0.01), epochs=2) for _ in range(2))
    assert same(one, two) and one.state["1.num_batches_tracked"] == 6
    assert evaluate(one.model, SMALL.validation) == (one.validation_losses[-1], one.validation_accuracies[-1])
    assert model[1].num_batches_tracked == 0


# ---- many networks

SWEEPS = [
    GradientDescent(lr=sweep(1e-3, 0.5, 3)),
    Momentum(**grid(lr=sweep(1e-3, 0.05, 2), beta=[0, 0.9])),
    Adam(lr=sweep(1e-4, 1e-2, 2) * cosine_decay(34), beta2=np.array([[0.9], [0.99]])),
    AdamW(lr=0.003, weight_decay=0.1),
]


@pytest.mark.parametrize("at_once", [320_000, 10_000])
@pytest.mark.parametrize("rule", SWEEPS, ids=lambda rule: type(rule).__name__)
def test_many_at_once_equal_one_by_one(rule, at_once, monkeypatch):
    """To 3e-6 in losses and weights. The smaller `at_once` takes two networks at a time, and the last one alone."""
    monkeypatch.setattr(training, "AT_ONCE", at_once)
    many = train_many(mlp(64), DIGITS, rule, epochs=1, seeds=[0, 4, 1])
    assert many.diverged_at.shape == (*many.sweep, 3)
    for index in np.ndindex(many.sweep):
        for place, seed in enumerate([0, 4, 1]):
            mine = many.run((*index, place))
            one = train(mlp(64), DIGITS, mine.rule, epochs=1, seed=seed)
            assert mine.seed == seed and mine.diverged_at == one.diverged_at == -1
            assert np.array_equal(mine.lrs, one.lrs)
            for name in ("batch_losses", "train_losses", "validation_losses"):
                assert np.abs(getattr(mine, name) - getattr(one, name)).max() < 3e-6, name
            for name in ("train_accuracies", "validation_accuracies"):
                assert np.abs(getattr(mine, name) - getattr(one, name)).max() <= 1 / 360, name  # one image at a tie
            assert np.abs(weights(mine) - weights(one)).max() < 3e-6
            assert evaluate(mine.model, DIGITS.validation)[0] == pytest.approx(mine.validation_losses[-1], abs=1e-6)


def layers(*modules):
    return torch.nn.Sequential(*modules)


@pytest.mark.parametrize(
    "model",
    [mlp(), mlp(8), mlp(16, 8), layers(torch.nn.Linear(64, 8, bias=False), torch.nn.ReLU(), torch.nn.Linear(8, 10))],
    ids=str,
)
def test_layer_by_layer_is_what_vmap_comes_to_in_every_bit(model, monkeypatch):
    assert training.only_layers(model)
    rule, seeds = Adam(sweep(1e-3, 0.1, 5)), [0, 3]  # ten networks: eight look at the data, and then two
    quick = train_many(model, SMALL, rule, epochs=2, seeds=seeds)
    monkeypatch.setattr(training, "only_layers", lambda model: False)
    monkeypatch.setattr(training, "LOOKED_AT", 100)
    assert same(quick, train_many(model, SMALL, rule, epochs=2, seeds=seeds))


@pytest.mark.parametrize("kind", ["another layer", "one layer twice", "no row of layers"])
def test_what_is_no_row_of_plain_layers_equals_one_by_one_too(kind):
    twice = torch.nn.Linear(64, 64)
    model = {
        "another layer": layers(torch.nn.Linear(64, 8), torch.nn.Tanh(), torch.nn.Linear(8, 10)),
        "one layer twice": layers(twice, torch.nn.ReLU(), twice, torch.nn.ReLU(), torch.nn.Linear(64, 10)),
        "no row of layers": torch.nn.Linear(64, 10),
    }[kind]
    assert not training.only_layers(model)
    many = train_many(model, SMALL, GradientDescent(sweep(0.01, 0.1, 2)), epochs=1, seeds=[0, 4])
    for index, seed in [((0, 0), 0), ((1, 1), 4)]:
        one = train(model, SMALL, many.run(index).rule, epochs=1, seed=seed)
        assert np.abs(many.run(index).batch_losses - one.batch_losses).max() < 3e-6
        assert np.abs(many.run(index).validation_losses - one.validation_losses).max() < 3e-6


def test_all_settings_start_alike_and_seeds_do_not():
    many = train_many(mlp(8), SMALL, GradientDescent(sweep(1e-3, 1, 3)), epochs=1, seeds=range(2))
    start = many.train_losses[0]
    assert (start == start[0]).all() and start[0, 0] != start[0, 1]
    assert (many.batch_losses[0] == many.batch_losses[0, 0]).all()


def test_axes_at_best_and_run():
    rule = Momentum(**grid(lr=[1e-3, 0.1, 1e30], beta=[0, 0.5]))
    many = train_many(mlp(8), SMALL, rule, epochs=4, seeds=[0, 7])
    assert many.axes == ("lr", "beta", "seed") and many.sweep == (3, 2)
    assert many.validation_losses.shape == (5, 3, 2, 2) and many.batch_losses.shape == (12, 3, 2, 2)
    assert many.lr[:, 0].tolist() == [1e-3, 0.1, 1e30]
    best = many.best()  # NaN never wins
    assert best.lr == 0.1 and best.axes == ("seed",) and best.validation_losses.shape == (5, 2)
    assert best.validation_losses[-1].mean() == np.nanmin(many.validation_losses[-1].mean(axis=-1))
    assert np.array_equal(many.at(lr=0.09, beta=0.4).validation_losses, many.validation_losses[:, 1, 1])
    one = many.at(lr=0.09, beta=0.4, seed=7)
    assert one.seed == 7 and one.axes == () and repr(one.rule) == "Momentum(lr=0.1, beta=0.5)"
    assert np.array_equal(one.validation_losses, many.validation_losses[:, 1, 1, 1])
    assert torch.equal(one.model[0].weight, many.state["0.weight"][1, 1, 1])
    assert same(one.at(lr=5), one) and same(one.best(), one)
    assert train_many(mlp(8), SMALL, Adam(0.1), epochs=1).axes == ("seed",)
    both = Momentum(lr=sweep(0.1, 1, 2), beta=np.array([[0], [0.9]]))
    assert train_many(mlp(8), SMALL, both, epochs=1).axes == ("lr and beta", "seed")
    assert repr(many) == "<History: Momentum, 12 networks, 4 epochs of 3 steps>"
    assert repr(one) == "<History: Momentum, 1 network, 4 epochs of 3 steps>"


def test_the_best_is_judged_on_the_mean_of_validation_and_diverging_once_is_out():
    many = train_many(mlp(8), SMALL, GradientDescent(sweep(1e-3, 1, 4)), epochs=1, seeds=[0, 1])
    last = np.array([[0.1, 1.9], [1.9, 0.1], [0.2, np.nan], [0.9, 0.8]])
    losses = np.stack([many.validation_losses[0], last])
    judged = replace(many, validation_losses=losses)
    assert judged.best().lr == 1  # neither the first seed's choice nor the second's
    with pytest.raises(ValueError, match="nothing is the best"):
        replace(many, validation_losses=losses * np.nan).best()


def test_a_sweep_of_schedules_is_found_by_its_highest_rate():
    rule = GradientDescent(lr=sweep(0.01, 1, 3) * warmup(6))
    many = train_many(mlp(8), SMALL, rule, epochs=2)
    assert many.lr == pytest.approx([0.01, 0.1, 1])
    found = many.at(lr=0.1, seed=0)
    assert found.lrs == pytest.approx(0.1 * np.arange(1, 7) / 6)
    assert np.abs(train(mlp(8), SMALL, found.rule, epochs=2).validation_losses - found.validation_losses).max() < 1e-5


# ---- nothing is left behind


@pytest.mark.parametrize("run", [train, train_many], ids=lambda run: run.__name__)
def test_no_global_state_is_touched(run, capfd):
    threads, broken = torch.get_num_threads(), nn.Sequential(nn.Linear(64, 10), Broken())
    torch.set_num_threads(2)
    try:
        before = torch.get_rng_state(), np.random.get_state()[1].tolist(), random.getstate()
        run(mlp(8), SMALL, Adam(0.1), epochs=1)
        with pytest.raises(ValueError):
            run(mlp(8), SMALL, Adam(np.ones((2, 3))), epochs=1)
        with pytest.raises(RuntimeError):
            run(broken, SMALL, Adam(0.1), epochs=1)
        digits()
        assert torch.equal(torch.get_rng_state(), before[0])
        assert np.random.get_state()[1].tolist() == before[1] and random.getstate() == before[2]
        assert torch.get_num_threads() == 2
        assert torch.is_grad_enabled() and torch.get_default_dtype() == torch.float32
    finally:
        torch.set_num_threads(threads)
    assert capfd.readouterr() == ("", "")  # no bar for what takes a moment


class Broken(nn.Module):
    """Fails as soon as training begins."""

    def forward(self, x):
        if self.training:
            raise RuntimeError("broken")
        return x


@pytest.mark.slow
def test_a_bar_on_stderr_only_after_two_seconds_and_gone_afterwards(monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    code = "import time; from lrlib.training import progress\nwith progress(2) as bar:\n"
    code += "    for _ in range(2): time.sleep({}); bar.update()"
    for seconds in (0.01, 1.1):
        run = subprocess.run([sys.executable, "-c", code.format(seconds)], capture_output=True, check=True)
        *frames, last = run.stderr.decode().split("\r")
        assert run.stdout == b"" and last == ""
        assert [frame for frame in frames if "2/2" in frame] if seconds > 1 else not frames
        assert not frames or frames[-1].isspace()  # wiped


@pytest.mark.parametrize("run", [train, train_many], ids=lambda run: run.__name__)
def test_no_global_state_is_listened_to(run):
    expected = run(mlp(8), SMALL, Adam(0.1), epochs=1)
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(123)
    try:
        with torch.no_grad():
            assert same(run(mlp(8), SMALL, Adam(0.1), epochs=1), expected)
            assert not torch.is_grad_enabled()
            assert digits().train.inputs.dtype == mlp(8)[0].weight.dtype == torch.float32
    finally:
        torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("run", [train, train_many], ids=lambda run: run.__name__)
def test_the_model_stays_as_it_is(run):
    model = mlp(8).eval()
    before = [w.clone() for w in model.parameters()]
    history = run(model, SMALL, Adam(0.1), epochs=1)
    assert not model.training and all(w.grad is None for w in model.parameters())
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), before, strict=True))
    trained = history.at(seed=0).model
    with torch.no_grad():
        trained[0].weight.zero_()  # the record keeps its own
    assert not torch.equal(history.at(seed=0).model[0].weight, trained[0].weight)
    with torch.no_grad():
        model[0].weight.fill_(5.0)  # where training starts is the seed's business
    assert same(run(model, SMALL, Adam(0.1), epochs=1), history)
    model[1] = nn.Tanh()
    assert isinstance(history.at(seed=0).model[1], nn.ReLU)


# ---- apart from all that is around


def test_threads_do_not_disturb_each_other():
    """torch has one generator for all threads: without a lock one thread draws from what another one has seeded."""
    model = nn.Sequential(nn.Linear(64, 8), nn.Dropout(), nn.Linear(8, 10))  # which draws at every step
    alone = [train(model, SMALL, Adam(0.01), epochs=2, seed=seed) for seed in range(4)]
    plain = list(mlp(8).parameters())
    with ThreadPoolExecutor(4) as threads:
        runs = [threads.submit(train, model, SMALL, Adam(0.01), epochs=2, seed=seed % 4) for seed in range(12)]
        networks = [threads.submit(mlp, 8) for _ in range(100)]
        for i, run in enumerate(runs):
            np.testing.assert_array_equal(run.result().batch_losses, alone[i % 4].batch_losses)
        for network in networks:
            assert all(torch.equal(a, b) for a, b in zip(plain, network.result().parameters(), strict=True))


def train_both():
    """A training, and one of many, on new data and with a new model: their losses."""
    small = Data(
        "some digits", *((part[0][::6], part[1][::6]) for part in (digits().train, *[digits().validation] * 2))
    )
    one = train(mlp(8), small, Adam(0.01), epochs=2, seed=3)
    many = train_many(mlp(8), small, Adam(sweep(0.01, 0.1, 2)), epochs=2, seeds=[3])
    return one.batch_losses, many.batch_losses, evaluate(one.model, small.test)


def test_it_trains_the_same_in_inference_mode_and_beside_another_device():
    """The device "meta" stands for a GPU that somebody has made the default: it computes nothing at all."""
    expected = train_both()
    with torch.inference_mode():
        in_inference_mode = train_both()
        assert torch.is_inference_mode_enabled()
    torch.set_default_device("meta")
    try:
        beside = train_both()
        assert torch.ones(1).is_meta
    finally:
        torch.set_default_device(None)
    for found in (in_inference_mode, beside):
        for mine, its in zip(found, expected, strict=True):
            np.testing.assert_array_equal(mine, its)


class Spare(nn.Module):
    """A linear classifier with a layer that it does not use."""

    def __init__(self):
        super().__init__()
        self.used, self.spare = nn.Linear(64, 10), nn.Linear(3, 3)

    def forward(self, x):
        return self.used(x)


@pytest.mark.parametrize("rule", [Adam(0.01), Momentum(0.1), RMSProp(0.01), Adagrad(0.1)])
def test_what_a_network_does_not_use_has_the_gradient_0(rule):
    history = train(Spare(), SMALL, rule, epochs=2)
    many = train_many(Spare(), SMALL, rule, epochs=2)
    np.testing.assert_allclose(history.batch_losses, many.batch_losses[:, 0], rtol=1e-5)
    start = train(Spare(), SMALL, rule, epochs=0).state
    assert torch.equal(history.state["spare.weight"], start["spare.weight"])
    assert not torch.equal(history.state["used.weight"], start["used.weight"])


class DrawsAlways(nn.Linear):
    def forward(self, x):
        return super().forward(nn.functional.dropout(x, 0.5))


def test_a_look_at_the_model_draws_nothing_either():
    model, before = DrawsAlways(64, 10), torch.get_rng_state()
    train(model, SMALL, Adam(0.01), epochs=1)
    assert torch.equal(torch.get_rng_state(), before)


@dataclass(frozen=True)
class Forgetful:
    lr: float

    def init(self, w):
        return ()

    def step(self, w, gradient, state):
        return w - self.lr * gradient


# ---- errors name what is wrong


class NoReset(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(64, 10))

    def forward(self, x):
        return x @ self.w


def frozen():
    model = mlp(8)
    model[0].weight.requires_grad_(False)
    return model


OTHERS = [torch.zeros(3, requires_grad=True)]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"rule": "adma"}, TypeError, r"rule must be an update rule such as Adam\(lr=0.01\).*got 'adma'"),
        ({"rule": Adam}, TypeError, "rule must be an update rule.*class 'lrlib.optimizers.Adam'"),
        ({"rule": o.SGD([torch.zeros(1)], 0.1)}, TypeError, "a function that makes torch's optimizer"),
        ({"rule": lambda w: 3}, TypeError, "rule must make one of torch's optimizers.*it made 3"),
        ({"rule": lambda w: o.SGD(OTHERS, 0.1)}, ValueError, "the parameters that it is given"),
        ({"rule": Adam(sweep(0.1, 1, 2))}, ValueError, r"not a sweep \(2,\): use train_many"),
        ({"rule": Adam(np.ones(64))}, ValueError, r"lr must be a number, or a sweep.*its shape is \(64,\)"),
        ({"epochs": -1}, ValueError, "epochs must be at least 0; got -1"),
        ({"epochs": 1.5}, TypeError, "epochs must be a whole number; got 1.5"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1; got 0"),
        ({"batch_size": 1078}, ValueError, "batch_size must be at most 1077, all of the training part; got 1078"),
        ({"seed": 0.5}, TypeError, "seed must be a whole number; got 0.5"),
        ({"seed": -1}, ValueError, "seed must be at least 0; got -1"),
        ({"model": mlp(8, classes=9)}, ValueError, r"model must give 10 scores.*\(2, 9\)"),
        ({"model": mlp(8, inputs=63)}, ValueError, r"model does not take inputs of the shape \(64,\)"),
        ({"model": mlp}, TypeError, "model must be a network such as"),
        ({"model": NoReset()}, ValueError, r"reset_parameters\(\), which its NoReset"),
        ({"model": frozen()}, ValueError, "all of them free"),
        ({"model": nn.Flatten()}, ValueError, "model must have parameters"),
        ({"data": DIGITS.train}, TypeError, r"data must be digits\(\), or other Data"),
        ({"plateau": 3}, TypeError, "plateau must be a Plateau"),
        (
            {"plateau": Plateau(factor=[0.1, 0.5])},
            ValueError,
            "plateau must be of single numbers.*its factor is a sweep",
        ),
        ({"rule": Forgetful(0.1)}, TypeError, "step must return two things, w and the state"),
        ({"model": nn.Sequential(nn.LSTM(64, 10))}, TypeError, "model must give one tensor, the scores; .* is a tuple"),
        ({"rule": lambda w: o.SGD(w, 0.1), "scheduler": 3}, TypeError, "scheduler must be a function.*got 3"),
        ({"scheduler": lambda optimizer: None}, TypeError, "scheduler is for torch's optimizers"),
        ({"rule": lambda w: o.SGD(w, 0.1), "plateau": Plateau()}, TypeError, "plateau is for update rules"),
        ({"rule": lambda w: o.SGD(w, 0.1), "scheduler": lambda optimizer: 3}, TypeError, "scheduler must make one"),
    ],
)
def test_errors_of_train(change, error, words):
    call = {"model": mlp(8), "data": DIGITS, "rule": Adam(0.1), "epochs": 1} | change
    with pytest.raises(error, match=words):
        train(**call)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"rule": "adma"}, TypeError, "rule must be an update rule.*got 'adma'"),
        ({"rule": lambda w: o.SGD(w, 0.1)}, TypeError, "rule must be an update rule"),
        ({"rule": Momentum(sweep(0.1, 1, 2), sweep(0.1, 0.9, 3))}, ValueError, "must broadcast with each other"),
        ({"rule": Adam(np.ones((3, 2)))}, ValueError, "lr must be a number, or a sweep"),
        ({"seeds": 3}, TypeError, r"seeds must be a list of whole numbers, such as range\(3\); got 3"),
        ({"seeds": [0.5]}, TypeError, "seeds must be a list of whole numbers"),
        ({"seeds": []}, ValueError, "at least one seed"),
        ({"seeds": [1, 1]}, ValueError, "each only once"),
        ({"seeds": [-1]}, ValueError, "seeds must be at least 0"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1"),
        ({"epochs": True}, TypeError, "epochs must be a whole number"),
        ({"model": nn.Sequential(nn.BatchNorm1d(64), nn.Linear(64, 10))}, ValueError, "no dropout, and no buffers"),
        ({"model": nn.Sequential(nn.Dropout(), nn.Linear(64, 10))}, ValueError, "no dropout"),
        ({"plateau": 3}, TypeError, "plateau must be a Plateau"),
        (
            {"plateau": Plateau(patience=[1, 2])},
            ValueError,
            "plateau must be of single numbers.*its patience is a sweep",
        ),
        ({"rule": Forgetful(0.1)}, TypeError, "step must return two things, w and the state"),
    ],
)
def test_errors_of_train_many(change, error, words):
    call = {"model": mlp(8), "data": DIGITS, "rule": Adam(0.1), "epochs": 1} | change
    with pytest.raises(error, match=words):
        train_many(**call)


def test_errors_of_the_rest():
    inputs, targets = SMALL.train
    with pytest.raises(TypeError, match="validation must be a pair"):
        Data("mine", SMALL.train, inputs, SMALL.test)
    with pytest.raises(TypeError, match="train must be a pair"):
        Data("mine", (inputs.double(), targets), SMALL.validation, SMALL.test)
    with pytest.raises(ValueError, match="test must have one target for each input"):
        Data("mine", SMALL.train, SMALL.validation, (inputs, targets[1:]))
    with pytest.raises(ValueError, match="hidden must be at least 1"):
        mlp(0)
    many = train_many(mlp(8), SMALL, Adam(sweep(0.1, 1, 2)), epochs=0)
    with pytest.raises(ValueError, match="there are 2 networks here: pick one"):
        _ = many.model
    with pytest.raises(ValueError, match=r"seed must be one of those trained from, \[0\]; got 4"):
        many.at(seed=4)
    with pytest.raises(TypeError, match="beta is not a hyper-parameter of Adam"):
        many.at(beta=0.9)
