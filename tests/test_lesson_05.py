"""What lesson 05 and its predictions say of momentum and no cell prints: each number here stands in their text."""

import numpy as np
import pytest

from lrlib import GradientDescent, Momentum, Nesterov, descend, digits, double_well, mountain, quadratic, sweep
from lrlib.explorables.rolling import BETAS

RAVINE = quadratic([1, 30])
ROOT = 30**0.5
RATE, BETA = (2 / (ROOT + 1)) ** 2, ((ROOT - 1) / (ROOT + 1)) ** 2  # Polyak's pair


def test_polyaks_pair_fits_the_window_of_swinging_pairs():
    """*Deeper*: √(ημ) = 1 − √β and √(ηL) = 1 + √β; adding and dividing the two gives his formulas."""
    assert np.sqrt(RATE * 1) == pytest.approx(1 - np.sqrt(BETA))
    assert np.sqrt(RATE * 30) == pytest.approx(1 + np.sqrt(BETA))
    assert pytest.approx(31, abs=0.01) == 2 * (1 + BETA) / RATE, "the edge is at a curvature of 31"


@pytest.mark.parametrize(("pull", "beta"), [(0.05, 0.9), (1.0, 0.9), (3.7, 0.9), (0.5, 0.3), (2.2, 0.478)])
def test_in_the_window_both_eigenvalues_are_root_beta_and_outside_one_is_larger(pull, beta):
    sizes = np.abs(np.linalg.eigvals([[1 + beta - pull, -beta], [1, 0]]))
    np.testing.assert_allclose(sizes, np.sqrt(beta))
    for outside in (0.9 * (1 - np.sqrt(beta)) ** 2, 1.01 * (1 + np.sqrt(beta)) ** 2):
        sizes = np.abs(np.linalg.eigvals([[1 + beta - outside, -beta], [1, 0]]))
        assert sizes.max() > np.sqrt(beta) * 1.001 and sizes.prod() == pytest.approx(beta)


def test_the_matrix_is_the_two_lines():
    run = descend(quadratic([7.0], start=[1.0]), Momentum(lr=0.03, beta=0.8), steps=5)
    w = run.positions[:, 0]
    np.testing.assert_allclose(w[2:], (1 + 0.8 - 0.03 * 7) * w[1:-1] - 0.8 * w[:-2])


def test_about_two_thirds_of_the_terminal_speed_after_1_over_1_minus_beta_steps():
    for beta, steps in [(0.9, 10), (0.99, 100)]:
        assert 1 - beta**steps == pytest.approx(0.64, abs=0.015)


def test_on_the_sliders_of_the_first_ball_0_84_is_the_lowest_that_jumps_and_only_0_97_comes_back_to_stay():
    runs = descend(double_well(), Momentum(lr=0.01, beta=np.array(BETAS)[:, None]), steps=2000)
    deep = dict(zip(BETAS, runs.positions[-1, :, 0] < 0.17, strict=True))
    assert [beta for beta, is_deep in deep.items() if is_deep][0] == 0.84
    assert [beta for beta, is_deep in deep.items() if not is_deep and beta > 0.84] == [0.97]
    early = descend(double_well(), Momentum(lr=0.01, beta=0.97), steps=300).positions[:, 0]
    assert (early[30:] > 0.17).all(), "as long as the explorable runs, it swings in the small hollow"


def test_the_broad_band_at_the_rate_0_01():
    betas = np.arange(0.70, 0.9651, 0.001)[:, None]
    deep = descend(double_well(), Momentum(lr=0.01, beta=betas), steps=2000).positions[-1, :, 0] < 0.17
    first = betas[deep.argmax(), 0]
    assert 0.83 < first < 0.84
    assert deep[(betas[:, 0] > 0.84) & (betas[:, 0] < 0.961)].all()
    assert not deep[betas[:, 0] < first].any()


def test_an_odd_number_of_crossings_ends_in_the_deep_hollow():
    runs = descend(double_well(), Momentum(lr=0.01, beta=np.linspace(0.5, 0.99, 99)[:, None]), steps=3000)
    x = runs.positions[..., 0]
    crossings = np.diff(x > 0.1699, axis=0).sum(axis=0)
    assert np.array_equal(crossings % 2 == 1, x[-1] < 0.17) and crossings.max() >= 7


def test_the_top_of_the_hill():
    assert double_well().gradient([0.16993]) == pytest.approx(0, abs=1e-3)


def test_the_sliders_of_the_ravine_go_from_75_steps_to_15():
    """The goal beside the second ball: how many steps can be saved."""
    rates = np.geomspace(1 / 30, 3, 31)[:, None, None] * 2 / 30
    settled = descend(RAVINE, Momentum(lr=rates, beta=np.array(BETAS)[:, None]), steps=150).settled_at(0.1)
    settled = np.where(settled < 0, 1000, settled)
    assert settled[:, 0].min() == 75 and settled.min() == 15


def test_in_the_ravine_gradient_descent_flips_across_and_not_along():
    w = descend(RAVINE, GradientDescent(lr=2 / 31), steps=50).positions
    assert (w[1:, 1] * w[:-1, 1] < 0).all() and (w[1:, 0] * w[:-1, 0] > 0).all()


def test_the_lower_the_rate_the_higher_the_beta_that_suits_it():
    rates, betas = np.geomspace(0.01, 0.08, 6), np.linspace(0, 0.95, 96)
    runs = descend(RAVINE, Momentum(lr=rates[:, None, None], beta=betas[:, None]), steps=400)
    settled = np.where(runs.settled_at(0.1) < 0, 1000, runs.settled_at(0.1))
    best = betas[settled.argmin(axis=1)]
    assert (np.diff(best) < 0).all()


def test_above_the_best_beta_the_rate_no_longer_matters():
    for rate in (0.02, 0.05, 0.095):
        w = np.abs(descend(RAVINE, Momentum(lr=rate, beta=0.9), steps=1200).positions)
        shrinks = (w[700:900].max(axis=0) / w[200:400].max(axis=0)) ** (1 / 500)
        np.testing.assert_allclose(shrinks, 0.9**0.5, atol=1e-3)


def test_0_99_takes_ten_times_as_long_as_no_momentum():
    slow = descend(RAVINE, Momentum(lr=RATE, beta=0.99), steps=2000).settled_at(0.1)
    assert 10 < slow / descend(RAVINE, GradientDescent(lr=2 / 31), steps=200).settled_at(0.1) < 15


def test_too_much_momentum_shows_as_waves_in_the_loss():
    def waves(beta):
        losses = descend(RAVINE, Momentum(lr=RATE, beta=beta), steps=80).losses
        return int((np.diff(np.sign(np.diff(losses))) != 0).sum())

    assert waves(BETA) <= 1 and waves(0.9) > 10 and waves(0.99) > 10
    best = descend(RAVINE, Momentum(lr=RATE, beta=BETA), steps=80).losses
    assert best[2] > best[1] > best[0] and (np.diff(best[2:]) < 0).all(), "even the best pair may begin with a rise"


@pytest.mark.parametrize("kappa", [100, 10_000])
def test_at_the_best_pair_the_distance_falls_as_k_times_root_beta_to_the_k(kappa):
    root = kappa**0.5
    rate, beta = (2 / (root + 1)) ** 2, ((root - 1) / (root + 1)) ** 2
    flat = np.abs(descend(quadratic([1, kappa], [1, 1]), Momentum(rate, beta), 4000).positions[..., 0])
    k = np.array([500, 1000, 2000, 3000])
    k = k[k * np.log(beta) / 2 > -600]
    shares = flat[k] / (k * np.sqrt(beta) ** k)
    np.testing.assert_allclose(shares, shares[-1], rtol=0.12 if kappa > 100 else 0.02)


def test_the_noise_floor_of_the_ball():
    """η σ² (1 + β) / (λ (1 − β)(2 (1 + β) − η λ)), by solving for the variance that a step leaves as it is."""
    for rate, beta, curvature, sigma in [(0.1, 0.9, 1.0, 1.0), (0.02, 0.5, 7.0, 0.3), (0.1, 0.0, 3.0, 2.0)]:
        a, b = np.array([[1 + beta - rate * curvature, -beta], [1, 0]]), np.array([rate * sigma, 0])
        cov = np.linalg.solve(np.eye(4) - np.kron(a, a), np.outer(b, b).ravel())
        floor = rate * sigma**2 * (1 + beta) / (curvature * (1 - beta) * (2 * (1 + beta) - rate * curvature))
        assert cov[0] == pytest.approx(floor)
    assert floor == pytest.approx(0.1 * 4 / (3 * (2 - 0.3))), "at β = 0 it is lesson 04's floor"


def test_nesterov_by_what_it_shrinks_the_steep_directions():
    """A step keeps β (1 − ηλ) of the product of the two eigenvalues, where plain momentum keeps β."""
    for curvature in (1.0, 30.0):
        run = descend(quadratic([curvature], start=[1.0]), Nesterov(lr=0.02, beta=0.9), steps=40)
        w = run.positions[:, 0]
        keep = 1 - 0.02 * curvature
        np.testing.assert_allclose(w[2:], (1 + 0.9) * keep * w[1:-1] - 0.9 * keep * w[:-2], atol=1e-12)


def test_the_forms_in_torch():
    """SGD's momentum, nesterov and, for the averaged form, dampening (but for its first step) are what we say."""
    import torch

    def torchs(**options):
        w = torch.tensor([10.0, 1.0], dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=0.03, **options)
        for _ in range(50):
            optimizer.zero_grad()
            ((w[0] ** 2 + 30 * w[1] ** 2) / 2).backward()
            optimizer.step()
        return w.detach().numpy()

    for options, rule in [
        ({"momentum": 0.9}, Momentum(0.03, 0.9)),
        ({"momentum": 0.9, "nesterov": True}, Nesterov(0.03, 0.9)),
        ({}, GradientDescent(0.03)),
    ]:
        np.testing.assert_allclose(torchs(**options), descend(RAVINE, rule, steps=50).positions[-1])


def test_where_beta_changes_on_the_way_the_translation_no_longer_holds():
    v = m = 0.0
    w, x = [0.0], [0.0]
    for t in range(100):
        beta = 0.5 if t < 50 else 0.9
        v, m = beta * v + 1, beta * m + (1 - beta)
        w.append(w[-1] - 0.1 * v)
        x.append(x[-1] - 0.1 / (1 - beta) * m)
    np.testing.assert_allclose(w[:51], x[:51])
    assert abs(w[60] - x[60]) > 1


def test_on_the_mountain_no_rate_makes_up_for_a_beta_of_0_9():
    hill = mountain()
    sweeps = {beta: descend(hill, Momentum(sweep(1e-4, 0.01, 60), beta), steps=100) for beta in (0, 0.5, 0.9)}
    fewest = {beta: runs.settled_at(0.1)[runs.settled_at(0.1) >= 0].min() for beta, runs in sweeps.items()}
    assert fewest[0.9] > 40 and fewest[0.5] <= 9 and fewest[0] <= 9, "with rates of their own: nothing gained"
    ahead = descend(hill, Nesterov(sweep(1e-4, 0.01, 60), 0.9), steps=100).settled_at(0.1)
    assert ahead[ahead >= 0].min() < 15, "the plain ball only: looking ahead mends it"
    settled = [int(descend(hill, Momentum(0.008, beta), 60).settled_at(0.1)) for beta in (0, 0.5)]
    assert settled == [9, 9] and descend(hill, Nesterov(0.0046, 0.9), 60).settled_at(0.1) == 11
    run = descend(hill, Momentum(lr=0.003, beta=0.9), steps=60)
    assert run.distances()[10] < 0.5 and run.distances()[10:].max() > 1


@pytest.mark.parametrize(("where", "curvature"), [(0, 72), (1, 238)])
def test_the_curvatures_at_the_lodge(where, curvature):
    hill, nudge = mountain(), 1e-4
    ways = nudge * np.eye(2)
    matrix = (hill.gradient(hill.minimum + ways) - hill.gradient(hill.minimum - ways)) / (2 * nudge)
    assert round(np.linalg.eigvalsh(matrix)[where]) == curvature
    assert abs(238 / 72 - 3.3) < 0.01


def test_a_tenth_of_the_rate_on_the_digits():
    """Prediction 05.4, its table and its figure: to the digits that hold on any machine."""
    from lrlib import mlp, train_many

    data, network = digits(), mlp(64)
    rules = GradientDescent(lr=sweep(0.068, 3.16, 6)), Momentum(lr=sweep(0.0068, 0.68, 7))
    without, rolling = (
        train_many(network, data, rule, 20, seeds=range(2)).validation_losses[-1].mean(axis=-1) for rule in rules
    )
    np.testing.assert_allclose(rolling[:3], without[:3], rtol=0.08)  # side by side, ten times apart
    assert without[0] == pytest.approx(0.39, abs=0.03) and rolling[0] == pytest.approx(0.41, abs=0.03)
    assert without[3] < 1.1 * without.min() and rolling[3] < 1.1 * rolling.min()  # 0.68, and 0.068
    assert without[3] == pytest.approx(0.13, abs=0.015) and rolling[3] == pytest.approx(0.14, abs=0.015)
    assert without[-1] > 2 and 1.4 < rolling[-1] / rolling.min() < 4, "a cliff at 3.16; at 0.68 about twice the loss"
    assert rolling.min() == pytest.approx(without.min(), rel=0.12), "the best losses are alike"
    ten = train_many(network, data, GradientDescent(lr=1.4664), 20, seeds=range(10)).validation_losses[-1]
    assert np.ravel(ten).max() > 1, "1.47 looks good by luck"
