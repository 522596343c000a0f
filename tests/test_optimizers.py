"""Update rules: closed form, property, and parity with torch.optim."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lrlib import GradientDescent, descend, quadratic

torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing to compare with")

vectors = arrays(np.float64, 3, elements=st.floats(-1e3, 1e3))
rates = st.floats(0, 10)


@given(vectors, vectors, rates)
def test_gradient_descent_equals_torch_to_rounding(w, gradient, lr):
    ours, state = GradientDescent(lr).step(w, gradient, GradientDescent(lr).init(w))
    theirs = torch.nn.Parameter(torch.tensor(w))
    theirs.grad = torch.tensor(gradient)
    torch.optim.SGD([theirs], lr=lr).step()
    # Ours rounds the product and the difference; torch may fuse them and round once. So they differ by at most half a
    # unit in the last place of the product, and one of the result.
    rounding = np.finfo(float).eps * (np.abs(lr * gradient) / 2 + np.abs(ours)) + np.finfo(float).tiny
    assert (np.abs(ours - theirs.detach().numpy()) <= rounding).all()
    assert state == ()


@given(vectors, vectors, rates)
def test_a_step_is_pure(w, gradient, lr):
    w_before, gradient_before = w.copy(), gradient.copy()
    rule = GradientDescent(lr)
    once, _ = rule.step(w, gradient, ())
    again, _ = rule.step(w, gradient, ())
    np.testing.assert_array_equal(w, w_before)
    np.testing.assert_array_equal(gradient, gradient_before)
    np.testing.assert_array_equal(once, again)


@pytest.mark.parametrize("lr", [0.001, 0.05, 0.1, 0.15, 0.19, 0.21])
def test_gradient_descent_on_a_bowl_in_closed_form(lr):
    """On curvature λ each step multiplies the coordinate by 1 − ηλ."""
    curvatures, steps = np.array([1.0, 4.0, 10.0]), 40
    run = descend(quadratic(curvatures), GradientDescent(lr), steps, start=[3.0, -2.0, 1.0])
    factors = (1 - lr * curvatures) ** np.arange(steps + 1)[:, np.newaxis]
    np.testing.assert_allclose(run.positions, factors * [3.0, -2.0, 1.0], rtol=1e-11, atol=1e-14)


def test_it_drives_torch_tensors_too():
    w, gradient = torch.tensor([1.0, 2.0]), torch.tensor([10.0, -10.0])
    stepped, _ = GradientDescent(lr=0.1).step(w, gradient, ())
    torch.testing.assert_close(stepped, torch.tensor([0.0, 3.0]))


@pytest.mark.parametrize(
    ("lr", "error", "words"),
    [
        (-0.1, ValueError, "lr must be finite and at least 0; got -0.1"),
        (float("nan"), ValueError, "lr must be finite and at least 0; got nan"),
        (float("inf"), ValueError, "lr must be finite and at least 0; got inf"),
        ([0.1, -1], ValueError, "lr must be finite and at least 0; got -1"),
        ([], ValueError, "lr must hold at least one number"),
        ("0.1", TypeError, "lr must be a number or an array of numbers; got '0.1'"),
        (None, TypeError, "lr must be a number or an array of numbers; got None"),
        (True, TypeError, "lr must be a number or an array of numbers; got True"),
    ],
)
def test_bad_rates_are_named(lr, error, words):
    with pytest.raises(error, match=words):
        GradientDescent(lr)


def test_rate_has_no_default_and_rule_is_frozen():
    with pytest.raises(TypeError):
        GradientDescent()
    with pytest.raises(AttributeError):
        GradientDescent(0.1).lr = 1
