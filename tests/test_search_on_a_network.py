"""The search on a real network: the digits, validation losses, seeds, and a model that stays as it was."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="PyTorch is not installed: there is no network to search on")

from lrlib import (  # noqa: E402
    GradientDescent,
    diagnose,
    digits,
    exponential_search,
    mlp,
    range_test,
    train,
    train_many,
)

DATA = digits()
MODEL = mlp(32)
EPOCHS = 10


@pytest.fixture(autouse=True)
def nothing_is_changed():
    """What the model held, and torch's random numbers, are the same after each test."""
    before = {name: tensor.clone() for name, tensor in MODEL.state_dict().items()}
    random = torch.random.get_rng_state()
    yield
    for name, tensor in MODEL.state_dict().items():
        assert torch.equal(tensor, before[name])
    assert all(parameter.grad is None for parameter in MODEL.parameters())
    assert torch.equal(torch.random.get_rng_state(), random)


def column(rates):
    return np.array(rates)[:, np.newaxis]


def validation_loss(rates, seeds):
    history = train_many(MODEL, DATA, GradientDescent(lr=column(rates)), epochs=EPOCHS, seeds=seeds)
    return history.validation_losses[-1]


def test_the_search_goes_beyond_the_edge_and_judges_on_validation():
    search = exponential_search(validation_loss)
    first = [trial.lr for trial in search.trials[:5]]
    np.testing.assert_allclose(first, [1, 0.1, 0.01, 0.001, 10])
    assert search.trials[4].why == "the best so far was at the high edge", "1 is the best of the first four"
    assert 0.3 <= search.best <= 2
    assert search.rates[0] < search.best < search.rates[-1]
    alone = train(MODEL, DATA, GradientDescent(lr=search.best), epochs=EPOCHS, seed=1)
    winner = next(trial for trial in search.trials if trial.lr == search.best)
    assert alone.validation_losses[-1] == pytest.approx(winner.losses[1], rel=1e-3)
    assert search.best in search.as_good and 0.001 not in search.as_good


@pytest.mark.parametrize(
    ("lr", "verdict"),
    [(1e-4, "cannot tell"), (0.01, "too low"), (0.5, "about right"), (5.0, "cannot tell"), (1000.0, "diverged")],
)
def test_what_its_curves_say(lr, verdict):
    """At both ends the curve is flat, near ln 10: too high and too low look alike."""
    history = train(MODEL, DATA, GradientDescent(lr=lr), epochs=20)
    assert diagnose(history.train_losses).verdict == verdict
    if verdict == "cannot tell":
        assert history.train_losses[-1] == pytest.approx(np.log(10), abs=0.1)


def test_the_range_test_comes_close_and_needs_its_caution():
    """The loss falls fastest at a rate that is already too high to train at: it was used for one step only."""

    def losses_of(lr, steps):
        epochs = -(-steps // DATA.batches(64))
        return train(MODEL, DATA, GradientDescent(lr=lr), epochs=epochs).batch_losses

    test = range_test(losses_of, low=1e-4, high=100, steps=120)
    assert test.stopped == "diverged" and len(test.losses) < 120
    assert 0.5 < test.suggestion < test.lowest < 5
    at_it, below_it = (
        train(MODEL, DATA, GradientDescent(lr=lr), epochs=EPOCHS).validation_accuracies[-1]
        for lr in (test.suggestion, test.suggestion / 3)
    )
    assert at_it < 0.5 and below_it > 0.9
