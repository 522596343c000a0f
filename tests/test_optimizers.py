"""Update rules: closed form, property, and parity with torch.optim."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import lrlib.optimizers
from every_rule import EVERY
from lrlib import (
    Adagrad,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
    at_step,
    constant,
    descend,
    double_well,
    inverse_time_decay,
    linear_decay,
    noisy,
    quadratic,
    warmup,
)

torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing to compare with")

EPS = np.finfo(float).eps

vectors = arrays(np.float64, 3, elements=st.floats(-1e3, 1e3))
squares = arrays(np.float64, 3, elements=st.floats(0, 1e6))
rates = st.floats(0, 10)
shares = st.floats(0, 0.999)
tiny = st.floats(1e-12, 1e-2)

# What each rule takes, what it remembers, and, where torch has a counterpart, what torch calls that.
OPTIONS = {
    GradientDescent: {"lr": rates},
    Momentum: {"lr": rates, "beta": shares},
    Nesterov: {"lr": rates, "beta": shares},
    Adagrad: {"lr": rates, "eps": tiny},
    RMSProp: {"lr": rates, "alpha": shares, "eps": tiny},
    Adam: {"lr": rates, "beta1": shares, "beta2": shares, "eps": tiny},
    AdamW: {"lr": rates, "beta1": shares, "beta2": shares, "eps": tiny, "weight_decay": st.floats(0, 1)},
}
STATES = {
    GradientDescent: st.tuples(),
    Momentum: st.tuples(vectors),
    Nesterov: st.tuples(vectors),
    Adagrad: st.tuples(squares),
    RMSProp: st.tuples(squares),
    Adam: st.tuples(vectors, squares, st.integers(0, 1000)),
    AdamW: st.tuples(vectors, squares, st.integers(0, 1000)),
}
REMEMBERED = {
    GradientDescent: (),
    Momentum: ("momentum_buffer",),
    Nesterov: ("momentum_buffer",),
    Adagrad: ("sum",),
    RMSProp: ("square_avg",),
    Adam: ("exp_avg", "exp_avg_sq", "step"),
    AdamW: ("exp_avg", "exp_avg_sq", "step"),
}


def counterpart(rule, parameters):
    """The torch.optim optimizer that takes the same steps as `rule`."""
    o = torch.optim
    match rule:
        case GradientDescent(lr):
            return o.SGD(parameters, lr)
        case Momentum(lr, beta):
            return o.SGD(parameters, lr, momentum=beta)
        case Nesterov(lr, beta):
            # torch refuses Nesterov without momentum, where the two are one
            return o.SGD(parameters, lr, momentum=beta, nesterov=beta > 0)
        case Adagrad(lr, eps):
            return o.Adagrad(parameters, lr, eps=eps)
        case RMSProp(lr, alpha, eps):
            return o.RMSprop(parameters, lr, alpha, eps)
        case AdamW(lr, beta1, beta2, eps, weight_decay):
            return o.AdamW(parameters, lr, (beta1, beta2), eps, weight_decay)
        case Adam(lr, beta1, beta2, eps):
            return o.Adam(parameters, lr, (beta1, beta2), eps)


def torch_step(rule, w, gradient, state):
    """One step of the counterpart from a recorded state: the new w, and the new state by its torch name."""
    parameter = torch.nn.Parameter(torch.tensor(w))
    parameter.grad = torch.tensor(gradient)
    optimizer = counterpart(rule, [parameter])
    names = REMEMBERED[type(rule)]
    for name, value in zip(names, state, strict=True):
        value = torch.tensor(float(value)) if name == "step" else torch.tensor(value)
        optimizer.state[parameter][name] = value
    if type(rule) in (Adagrad, RMSProp):
        optimizer.state[parameter]["step"] = torch.tensor(0.0)
    optimizer.step()
    return parameter.detach().numpy(), [optimizer.state[parameter].get(name) for name in names]


def test_every_rule_is_known_here():
    for table in (OPTIONS, STATES):
        missing = {rule.__name__ for rule in EVERY} - {rule.__name__ for rule in table}
        assert not missing, f"OPTIONS and STATES, above, have to say what {missing} take and remember"
    without = {type(rule) for rule in FREE} ^ set(REMEMBERED)
    assert not without, f"{without}: what is compared with torch (REMEMBERED) runs freely beside it too (FREE)"


def test_examples_in_docstrings():
    results = doctest.testmod(lrlib.optimizers)
    assert results.attempted > 0 and results.failed == 0


@pytest.mark.parametrize("make", REMEMBERED)
@given(data=st.data())
def test_a_step_from_any_state_equals_torch(make, data):
    """One step, from a recorded state, with any hyper-parameters. Dropping any part of any formula shows here."""
    rule = make(**{name: data.draw(values, name) for name, values in OPTIONS[make].items()})
    w, gradient, state = data.draw(vectors, "w"), data.draw(vectors, "g"), data.draw(STATES[make], "state")
    ours, kept = rule.step(w, gradient, state)
    theirs, recorded = torch_step(rule, w, gradient, state)
    # Every quantity is a handful of roundings away from torch's, each at most EPS of the largest number that goes in.
    step_scale = np.abs(ours - w) + np.abs(w)
    if make in (Momentum, Nesterov):
        step_scale += rule.lr * (np.abs(gradient) * 2 + np.abs(state[0]) * 2)
    elif make in (Adam, AdamW):
        m, s, t = state
        root = np.sqrt((rule.beta2 * s + (1 - rule.beta2) * gradient**2) / (1 - rule.beta2 ** (t + 1))) + rule.eps
        step_scale += rule.lr * (np.abs(m) + np.abs(gradient)) / (1 - rule.beta1 ** (t + 1)) / root * 4
    assert (np.abs(ours - theirs) <= 8 * EPS * step_scale + 1e-300).all()
    for mine, its, before in zip(kept, recorded, state, strict=True):
        if make in (Momentum, Nesterov) and rule.beta == 0:
            continue  # without momentum torch does not touch its buffer
        size = np.abs(before) + np.abs(gradient) + gradient**2
        assert (np.abs(np.asarray(mine) - its.numpy()) <= 4 * EPS * size + 1e-300).all()


FREE = [
    GradientDescent(0.02),
    Momentum(0.005, 0.9),
    Nesterov(0.005, 0.9),
    Adagrad(0.5),
    RMSProp(0.003, 0.9),
    Adam(0.01),
    AdamW(0.01, weight_decay=0.1),
]


@pytest.mark.parametrize("rule", FREE, ids=lambda rule: type(rule).__name__)
def test_500_free_steps_equal_torch(rule):
    """Nothing is recorded here: what the rule remembers from the first step to the last has to be right."""
    curvatures = np.array([1.0, 10.0, 30.0])
    run = descend(quadratic(curvatures), rule, 500, start=[3.0, -2.0, 1.0])
    w = torch.nn.Parameter(torch.tensor([3.0, -2.0, 1.0], dtype=torch.float64))
    optimizer = counterpart(rule, [w])
    for t in range(500):
        np.testing.assert_allclose(run.positions[t], w.detach().numpy(), rtol=1e-9, atol=1e-12)
        w.grad = torch.tensor(curvatures) * w.detach()
        optimizer.step()


@pytest.mark.parametrize("make", EVERY)
@given(data=st.data())
def test_a_step_is_pure(make, data):
    rule = make(**{name: data.draw(values) for name, values in OPTIONS[make].items()})
    w, gradient, state = data.draw(vectors), data.draw(vectors), data.draw(STATES[make])
    before = [np.copy(x) for x in (w, gradient, *state)]
    once, again = rule.step(w, gradient, state), rule.step(w, gradient, state)
    for x, y in zip((w, gradient, *state), before, strict=True):
        np.testing.assert_array_equal(x, y)
    for x, y in zip((once[0], *once[1]), (again[0], *again[1]), strict=True):
        np.testing.assert_array_equal(x, y)


@pytest.mark.parametrize("make", EVERY)
@settings(max_examples=20)
@given(data=st.data())
def test_arrays_for_any_hyper_parameter(make, data):
    """A column of values for one hyper-parameter is as many rules with one value each, over several steps."""
    options = {name: data.draw(values) for name, values in OPTIONS[make].items()}
    gradients = [data.draw(vectors) for _ in range(3)]
    for name, values in OPTIONS[make].items():
        column = np.array([[data.draw(values)] for _ in range(4)])
        together = make(**(options | {name: column}))
        w, state = np.ones((4, 3)), together.init(np.ones((4, 3)))
        for gradient in gradients:
            w, state = together.step(w, gradient, state)
        for i in range(4):
            alone = make(**(options | {name: column[i]}))
            v, state = np.ones(3), alone.init(np.ones(3))
            for gradient in gradients:
                v, state = alone.step(v, gradient, state)
            np.testing.assert_allclose(w[i], v, rtol=1e-13, atol=1e-13 * np.abs(w).max())


@pytest.mark.parametrize("make", EVERY)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_same_lines_drive_torch_tensors(make, dtype):
    rule = make(lr=0.1)
    w, there = np.array([1.0, -2.0], dtype), torch.tensor([1.0, -2.0], dtype=getattr(torch, dtype))
    state, kept = rule.init(w), rule.init(there)
    for t in range(5):
        gradient = np.array([3.0, -1.0 + t], dtype)
        w, state = rule.step(w, gradient, state)
        there, kept = rule.step(there, torch.tensor(gradient), kept)
    assert w.dtype == dtype and str(there.dtype) == f"torch.{dtype}"
    np.testing.assert_allclose(w, there.numpy(), rtol=1e-5 if dtype == "float32" else 1e-14)


# Closed forms


@pytest.mark.parametrize("lr", [0.001, 0.05, 0.1, 0.15, 0.19, 0.21])
def test_gradient_descent_on_a_bowl_in_closed_form(lr):
    """On curvature λ each step multiplies the coordinate by 1 − ηλ."""
    curvatures, steps = np.array([1.0, 4.0, 10.0]), 40
    run = descend(quadratic(curvatures), GradientDescent(lr), steps, start=[3.0, -2.0, 1.0])
    factors = (1 - lr * curvatures) ** np.arange(steps + 1)[:, np.newaxis]
    np.testing.assert_allclose(run.positions, factors * [3.0, -2.0, 1.0], rtol=1e-11, atol=1e-14)


def path(rule, gradients, start=0.0):
    """The positions of `rule` when it meets these gradients, one after the other."""
    w, state, positions = np.array([start]), rule.init(np.array([start])), []
    for gradient in gradients:
        w, state = rule.step(w, np.array([gradient], float), state)
        positions.append(float(w[0]))
    return positions


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(Momentum(0.3, 0.8), [0.7, 0.25, -0.185]), (Nesterov(0.3, 0.8), [0.46, 0.0196, -0.2329])],
)
def test_momentum_by_hand(rule, expected):
    """The probe of the exercises: η = 0.3, β = 0.8 on x²/2 from x = 1."""
    run = descend(quadratic([1.0]), rule, steps=3, start=[1.0])
    np.testing.assert_allclose(run.positions[1:, 0], expected, atol=5e-5)


@given(st.floats(0.001, 0.1), st.floats(0, 0.95))
def test_momentum_and_its_other_two_forms(lr, beta):
    """The averaged form at the rate η / (1 − β), and the papers' form, walk the same path at a constant rate."""
    run = descend(double_well(), Momentum(lr / 10, beta), steps=30)
    slope, eta = double_well().gradient, lr / 10
    x, average = np.array([2.0]), 0
    y, u = np.array([2.0]), 0
    for t in range(31):
        np.testing.assert_allclose(run.positions[t], x, rtol=1e-9)
        np.testing.assert_allclose(run.positions[t], y, rtol=1e-9)
        average = beta * average + (1 - beta) * slope(x)
        x = x - eta / (1 - beta) * average
        u = beta * u - eta * slope(y)
        y = y + u


@given(st.floats(0.0001, 0.01), st.floats(0, 0.95))
def test_nesterov_is_the_papers_seen_from_the_point_ahead(lr, beta):
    run = descend(double_well(), Nesterov(lr, beta), steps=30)
    theta, u = np.array([2.0]), 0
    for t in range(31):
        np.testing.assert_allclose(run.positions[t], theta + beta * u, rtol=1e-9)
        u = beta * u - lr * double_well().gradient(theta + beta * u)
        theta = theta + u


@given(st.floats(0, 0.95))
def test_terminal_speed_of_momentum(beta):
    steps = np.diff(path(Momentum(0.1, beta), [2.0] * 600))
    assert steps[-1] == pytest.approx(-0.1 * 2 / (1 - beta), rel=1e-9)


@pytest.mark.parametrize("beta", [0, 0.5, 0.9])
@pytest.mark.parametrize(
    ("make", "edge"),
    [(Momentum, lambda beta: 2 * (1 + beta)), (Nesterov, lambda beta: 2 * (1 + beta) / (1 + 2 * beta))],
)
def test_limits_with_momentum(make, edge, beta):
    """On curvature L = 5 the limit is 2(1 + β) / L, with Nesterov's gradient 2(1 + β) / ((1 + 2β) L)."""
    bowl = quadratic([5.0])
    start, below, above = [descend(bowl, make(edge(beta) / 5 * f, beta), 3000).distances() for f in (1, 0.99, 1.01)]
    assert below[-1] < 1e-6 and not above[-1] < 1e6
    assert np.isfinite(start[-1])


@pytest.mark.parametrize(("beta", "lr"), [(0.5, 0.3), (0.9, 0.1), (0.9, 1.0)])
def test_momentum_shrinks_by_the_root_of_beta(beta, lr):
    """Between (1 − √β)² and (1 + √β)², ηλ does not matter: what is left shrinks by √β a step."""
    run = descend(quadratic([1.0]), Momentum(lr, beta), 200, start=[1.0])
    # The pair (x, v) turns and shrinks; over many steps the determinant of its matrix is what is left.
    eta, x = lr, run.positions[:, 0]
    v = -(x[1:] - x[:-1]) / eta
    trajectory = np.stack([x[1:], v])
    area = np.abs(trajectory[0, :-1] * trajectory[1, 1:] - trajectory[0, 1:] * trajectory[1, :-1])
    kept = area[1:100] / area[:99]  # an area shrinks by β where each length shrinks by √β
    np.testing.assert_allclose(kept, beta, rtol=1e-8)


def test_heavy_ball_at_its_best():
    """η = (2 / (√L + √μ))², β = ((√L − √μ) / (√L + √μ))²: the rate is √β, up to the factor k of a defective matrix."""
    mu, L = 1.0, 100.0
    eta = (2 / (L**0.5 + mu**0.5)) ** 2
    beta = ((L**0.5 - mu**0.5) / (L**0.5 + mu**0.5)) ** 2
    distances = descend(quadratic([mu, L]), Momentum(eta, beta), 200, start=[1.0, 1.0]).distances()
    k = np.arange(1, 201)
    assert (distances[1:] <= 4 * k * beta ** (k / 2)).all()
    assert distances[200] ** (1 / 200) == pytest.approx(beta**0.5, rel=0.03)
    plain = descend(quadratic([mu, L]), GradientDescent(2 / (L + mu)), 200, start=[1.0, 1.0]).distances()
    assert plain[200] == pytest.approx((99 / 101) ** 200 * 2**0.5, rel=1e-9)


def test_escape_is_not_monotone_in_momentum():
    betas = np.array([0, 0.5, 0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99])
    runs = descend(double_well(), Momentum(lr=0.01, beta=betas[:, np.newaxis]), steps=4000)
    right, left = 1.131, -1.301
    expected = [right, right, right, left, left, left, right, left, left]
    np.testing.assert_allclose(runs.positions[-1, :, 0], expected, atol=5e-4)
    np.testing.assert_allclose(runs.losses[-1], [-1.070 if x == right else -3.514 for x in expected], atol=5e-4)


def test_adagrad_by_hand():
    """Constant gradient 2, η = 0.1: step t is η / √t, so T steps lead about η (2√T − 1.46) away."""
    assert path(Adagrad(0.1), [2.0] * 3) == pytest.approx([-0.1, -0.1707, -0.2284], abs=5e-5)
    far = path(Adagrad(0.1), [2.0] * 10_000)[-1]
    assert far == pytest.approx(-0.1 * (2 * 100 - 1.46), rel=1e-3)
    assert far == pytest.approx(-0.1 * (np.arange(1, 10_001) ** -0.5).sum(), rel=1e-11)


@pytest.mark.parametrize("alpha", [0.0, 0.9, 0.99])
def test_first_step_of_rmsprop(alpha):
    assert path(RMSProp(0.1, alpha, eps=0), [-7.0])[0] == pytest.approx(0.1 / (1 - alpha) ** 0.5, rel=1e-14)


def test_rmsprop_ends_in_a_cycle_of_half_a_step():
    run = descend(quadratic([3.0]), RMSProp(0.1, 0.9), 2000, start=[1.0])
    np.testing.assert_allclose(np.abs(run.positions[-10:, 0]), 0.05, rtol=1e-3)
    assert (run.positions[-10:-1, 0] * run.positions[-9:, 0] < 0).all()


@given(st.floats(1e-3, 1e3), st.sampled_from([-1, 1]))
def test_first_step_of_adam_is_eta(size, sign):
    assert path(Adam(0.1, eps=0), [sign * size])[0] == pytest.approx(-0.1 * sign, rel=1e-14)
    assert path(AdamW(0.1, eps=0, weight_decay=0.5), [sign * size], start=2.0)[0] == pytest.approx(
        2 * (1 - 0.1 * 0.5) - 0.1 * sign, rel=1e-14
    )


def test_epsilon_lies_outside_the_root():
    """At |g| = 1e-4 and ε = 1e-8 it costs one part in 10,000; inside the root it would cost 29 in 100."""
    assert path(Adam(1.0), [1e-4])[0] == pytest.approx(-1 / (1 + 1e-4), rel=1e-12)
    assert path(RMSProp(1.0, 0), [1e-4])[0] == pytest.approx(-1 / (1 + 1e-4), rel=1e-12)
    assert path(Adagrad(1.0, 1e-8), [1e-4])[0] == pytest.approx(-1 / (1 + 1e-4), rel=1e-12)


def test_bounds_on_a_step_of_adam():
    """A spike after silence moves 3.16 η, the paper's bound. Gradients that grow by β₂/β₁ exceed it, up to 7.27 η."""
    silence = [1e-150] * 20_000
    spike = np.abs(np.diff(path(Adam(1.0, eps=0), [*silence, 1.0]))).max()
    assert spike == pytest.approx(0.1 / 0.001**0.5, rel=1e-6)
    growth = 1e-150 * (0.999 / 0.9) ** np.arange(2000)
    growing = np.abs(np.diff(path(Adam(1.0, eps=0), [*silence, *growth]))).max()
    bound = 0.1 / (0.001 * (1 - 0.9**2 / 0.999)) ** 0.5
    assert bound == pytest.approx(7.27, abs=0.005)
    assert 3.17 < growing <= bound * (1 + 1e-9)
    assert growing == pytest.approx(bound, rel=1e-3)


@pytest.mark.parametrize("rule", [Adagrad(0.1, 0), RMSProp(0.1, eps=0), Adam(0.1, eps=0)])
@given(gradients=st.lists(st.floats(0.01, 100), min_size=5, max_size=20), exponent=st.integers(-20, 20))
def test_adaptive_rules_do_not_see_the_gradients_scale(rule, gradients, exponent):
    """With ε = 0, all gradients times c is the same path. For a power of 2 no rounding enters: the same bits."""
    scaled = [gradient * 2.0**exponent for gradient in gradients]
    assert path(rule, scaled) == path(rule, gradients)


@pytest.mark.parametrize("make", [GradientDescent, Momentum, Nesterov])
@given(gradients=st.lists(st.floats(0.01, 100), min_size=5, max_size=20), exponent=st.integers(-20, 20))
def test_others_move_in_proportion(make, gradients, exponent):
    scaled = [gradient * 2.0**exponent for gradient in gradients]
    np.testing.assert_array_equal(path(make(0.1), scaled), np.array(path(make(0.1), gradients)) * 2.0**exponent)


@pytest.mark.parametrize("make", [rule for rule in EVERY if rule is not AdamW])
def test_no_rule_but_adamw_knows_where_zero_is(make):
    gradients = [1.0, -2.0, 0.5, 3.0]
    here, there = path(make(0.1), gradients), path(make(0.1), gradients, start=8.0)
    np.testing.assert_allclose(np.array(here) + 8, there, rtol=1e-14)


def test_weight_decay_pulls_by_the_rate():
    """With no gradient, w shrinks by 1 − η λ a step: lower η, and the pull is weaker too."""
    assert path(AdamW(0.1, weight_decay=0.5), [0.0] * 3, start=2.0) == pytest.approx(2 * 0.95 ** np.arange(1, 4))


# Noise


@pytest.mark.parametrize("lr", [0.05, 0.4, 1.2])
def test_noise_floor_of_a_constant_rate(lr):
    """E x² = η σ² / (λ (2 − η λ)) on curvature λ, here 1.5 with σ = 2; 400 seeds, averaged over 1,000 steps."""
    land = noisy(quadratic([1.5], start=[0.0]), sigma=2.0, seed=np.arange(400)[:, np.newaxis])
    squares = descend(land, GradientDescent(lr), 1200).positions[200:, :, 0] ** 2
    per_seed = squares.mean(axis=0)
    error = per_seed.std() / 20
    floor = lr * 2**2 / (1.5 * (2 - lr * 1.5))
    assert abs(per_seed.mean() - floor) < 3 * error < 0.1 * floor


def test_noise_floor_of_an_inverse_time_rate():
    """With η = 1 / (λ (t + 1)) the position after T steps is the average of T noises: E x² = σ² / (λ² T)."""
    land = noisy(quadratic([2.0], start=[5.0]), sigma=3.0, seed=np.arange(4000)[:, np.newaxis])
    runs = descend(land, GradientDescent(1 / 2 * inverse_time_decay(1)), 100, keep="last")
    squares = runs.positions[-1, :, 0] ** 2
    expected = 3**2 / (2**2 * 100)
    assert squares.mean() == pytest.approx(expected, abs=3 * expected * (2 / 4000) ** 0.5)


# Schedules


def test_at_step_puts_numbers_in_place_of_schedules():
    rule = AdamW(lr=0.1 * warmup(4), weight_decay=0.2 * linear_decay(10))
    now = at_step(rule, 1)
    assert type(now) is AdamW
    assert (float(now.lr), float(now.weight_decay), now.beta1) == (0.05, 0.2 * 0.9, 0.9)
    assert at_step(now, 7).lr == now.lr


@pytest.mark.parametrize("make", EVERY)
def test_a_rule_at_a_step_moves_tensors_and_float32_too(make):
    now = at_step(make(lr=0.1 * warmup(4)), 1)
    there, here = torch.tensor([1.0, -2.0]), np.array([1.0, -2.0], np.float32)
    there, _ = now.step(there, 3 * there, now.init(there))
    here, _ = now.step(here, 3 * here, now.init(here))
    assert there.dtype == torch.float32 and here.dtype == np.float32
    np.testing.assert_allclose(there.numpy(), here, rtol=1e-6)
    assert "(lr=0.05" in repr(now)


@pytest.mark.parametrize("make", EVERY)
def test_a_list_is_as_good_as_an_array(make):
    """2 · [0.1, 0.2] is a list of four in Python, and 1 − [0.5, 0.6] an error."""
    w, gradient = np.array([1.0, -2.0]), np.array([3.0, 0.5])
    for name in OPTIONS[make]:
        lists, arrays = (make(**({"lr": 0.1} | {name: values})) for values in ([0.1, 0.2], np.array([0.1, 0.2])))
        ours, theirs = (rule.step(w, gradient, rule.init(w))[0] for rule in (lists, arrays))
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (-1 * linear_decay(10), r"lr, the schedule -1 \* linear_decay\(10\), must be finite and at least 0; got -1"),
        (constant(-0.1), r"lr, the schedule constant\(-0.1\), must be finite and at least 0; got -0.1"),
    ],
)
def test_a_schedule_of_bad_rates_is_named(schedule, words):
    rule = GradientDescent(schedule)  # what it gives is not known yet
    with pytest.raises(ValueError, match=words):
        at_step(rule, 0)
    with pytest.raises(ValueError, match=words):
        descend(quadratic(), rule, steps=5)


def test_a_schedule_that_turns_bad_later_is_named_before_the_first_step():
    rule = Momentum(0.1, beta=0.01 * (1 / linear_decay(3)(0)) * warmup(1) * constant(150.0))
    with pytest.raises(ValueError, match=r"beta, the schedule .*, must be at least 0 and below 1; got 1.5"):
        descend(quadratic(), rule, steps=5)


# Input


BAD_RATES = [
    (-0.1, ValueError, "must be finite and at least 0; got -0.1"),
    (float("nan"), ValueError, "must be finite and at least 0; got nan"),
    (float("inf"), ValueError, "must be finite and at least 0; got inf"),
    ([0.1, -1], ValueError, "must be finite and at least 0; got -1"),
    ([], ValueError, "must hold at least one number"),
    ("0.1", TypeError, "must be a number or an array of numbers; got '0.1'"),
    (None, TypeError, "must be a number or an array of numbers; got None"),
    (True, TypeError, "must be a number or an array of numbers; got True"),
]
BAD_SHARES = [
    (1, ValueError, "must be at least 0 and below 1; got 1"),
    (-0.1, ValueError, "must be at least 0 and below 1; got -0.1"),
    (90, ValueError, "must be at least 0 and below 1; got 90"),
    (float("nan"), ValueError, "must be at least 0 and below 1; got nan"),
    ([[0.5], [1.0]], ValueError, "must be at least 0 and below 1; got 1"),
    ("0.9", TypeError, "must be a number or an array of numbers; got '0.9'"),
]


@pytest.mark.parametrize("make", EVERY)
def test_bad_hyper_parameters_are_named(make):
    for name in OPTIONS[make]:
        cases = BAD_SHARES if name in ("beta", "alpha", "beta1", "beta2") else BAD_RATES
        for value, error, words in cases:
            with pytest.raises(error, match=f"^{name} {words}"):
                make(**({"lr": 0.1} | {name: value}))


@pytest.mark.parametrize("make", EVERY)
def test_rate_has_no_default_and_rule_is_frozen(make):
    with pytest.raises(TypeError):
        make()
    with pytest.raises(AttributeError):
        make(0.1).lr = 1


@pytest.mark.parametrize("make", [rule for rule in REMEMBERED if "beta" not in OPTIONS[rule]])  # there torch has 0
def test_defaults_are_those_of_torch(make):
    ours, parameters = make(lr=0.1), [torch.nn.Parameter(torch.zeros(1))]
    defaults = type(counterpart(ours, parameters))(parameters).defaults
    if "betas" in defaults:
        defaults["beta1"], defaults["beta2"] = defaults["betas"]
    for name in OPTIONS[make].keys() - {"lr"}:
        assert name in defaults, f"what does torch call {name}? It has {sorted(defaults)}"
        assert getattr(ours, name) == defaults[name]


def test_rules_with_arrays_can_be_kept_in_a_set():
    """Two rules are the same only if they are one: comparing arrays would have no single answer."""
    one, other = (Adam(lr=np.array([[0.1], [0.2]])) for _ in range(2))
    assert len({one, other, one}) == 2 and one != other


@pytest.mark.parametrize("make", EVERY)
def test_two_rules_are_the_same_only_if_they_are_one(make):
    """To compare field by field would raise where a field is an array."""
    rule, twin = make(np.array([0.1, 0.2])), make(np.array([0.1, 0.2]))
    assert rule == rule and rule != twin
    assert len({rule, twin, rule}) == 2
