"""Bad input: each is answered by an error of the fitting type that names the parameter, the value, what is allowed."""

import numpy as np
import pytest

import lrlib

torch = pytest.importorskip("torch", reason="PyTorch is not installed: there is no network to hand bad input to")
NAMES = {name: getattr(lrlib, name) for name in lrlib.__all__} | {"np": np, "torch": torch}
NAMES |= {"bowl": lrlib.quadratic([1, 10]), "hill": lrlib.mountain(), "data": lrlib.digits(), "net": lrlib.mlp(8)}

# What is called, the error's type, and what it says (or how that begins)
TABLE = [
    ("GradientDescent(-0.1)", ValueError, "lr must be finite and at least 0; got -0.1"),
    ("GradientDescent(np.nan)", ValueError, "lr must be finite and at least 0; got nan"),
    ("GradientDescent([0.1, -1])", ValueError, "lr must be finite and at least 0; got -1"),
    ('GradientDescent("0.1")', TypeError, "lr must be a number or an array of numbers; got '0.1'"),
    ("GradientDescent([])", ValueError, "lr must hold at least one number; got an empty array of shape (0,)"),
    ("GradientDescent(None)", TypeError, "lr must be a number or an array of numbers; got None"),
    ("GradientDescent(0.1j)", TypeError, "lr must be a number or an array of numbers; got 0.1j"),
    ("Momentum(0.1, beta=1)", ValueError, "beta must be at least 0 and below 1; got 1"),
    ("Momentum(0.1, beta=-0.1)", ValueError, "beta must be at least 0 and below 1; got -0.1"),
    ("Momentum(0.1, beta=1.5)", ValueError, "beta must be at least 0 and below 1; got 1.5"),
    ("Momentum(-1)", ValueError, "lr must be finite and at least 0; got -1"),
    ("Nesterov(0.1, beta=1.0)", ValueError, "beta must be at least 0 and below 1; got 1"),
    ("Nesterov(np.inf)", ValueError, "lr must be finite and at least 0; got inf"),
    ("Adagrad(0.1, eps=-1e-8)", ValueError, "eps must be finite and at least 0; got -1e-08"),
    ("Adagrad(-1)", ValueError, "lr must be finite and at least 0; got -1"),
    ("RMSProp(0.1, alpha=1)", ValueError, "alpha must be at least 0 and below 1; got 1"),
    ("RMSProp(0.1, alpha=[0.9, 2])", ValueError, "alpha must be at least 0 and below 1; got 2"),
    ("RMSProp(0.1, eps=np.nan)", ValueError, "eps must be finite and at least 0; got nan"),
    ("Adam(0.1, beta1=1)", ValueError, "beta1 must be at least 0 and below 1; got 1"),
    ("Adam(0.1, beta2=1)", ValueError, "beta2 must be at least 0 and below 1; got 1"),
    ('Adam(0.1, beta1="high")', TypeError, "beta1 must be a number or an array of numbers; got 'high'"),
    ("Adam(0.1, eps=-1)", ValueError, "eps must be finite and at least 0; got -1"),
    ("AdamW(0.1, weight_decay=-0.01)", ValueError, "weight_decay must be finite and at least 0; got -0.01"),
    ("AdamW(np.nan)", ValueError, "lr must be finite and at least 0; got nan"),
    ("constant(np.nan)", ValueError, "value must be finite; got nan"),
    ("step_decay(0)", ValueError, "every must be finite and at least 1; got 0"),
    ("step_decay(2.5)", TypeError, "every must be a whole number, or an array of them; got 2.5"),
    ("step_decay(10, factor=0)", ValueError, "factor must be above 0 and at most 1; got 0"),
    ("step_decay(10, factor=2)", ValueError, "factor must be above 0 and at most 1; got 2"),
    ("milestones([])", ValueError, "at must hold at least one step; got an empty list"),
    ("milestones([20, 10])", ValueError, "at must hold steps that grow; got 10 after 20"),
    ("exponential_decay(-0.5)", ValueError, "factor must be above 0 and at most 1; got -0.5"),
    ("exponential_decay(1.5)", ValueError, "factor must be above 0 and at most 1; got 1.5"),
    ("inverse_time_decay(0)", ValueError, "steps must be greater than 0; got 0"),
    ("polynomial_decay(10, power=0)", ValueError, "power must be greater than 0; got 0"),
    ("linear_decay(0)", ValueError, "steps must be finite and at least 1; got 0"),
    ("linear_decay(10, floor=2)", ValueError, "floor must be at least 0 and at most 1; got 2"),
    ("cosine_decay(0)", ValueError, "steps must be finite and at least 1; got 0"),
    ("cosine_decay(-5)", ValueError, "steps must be finite and at least 1; got -5"),
    ("cosine_decay(10, floor=-0.1)", ValueError, "floor must be at least 0 and at most 1; got -0.1"),
    ("cosine_restarts(0, cycles=2)", ValueError, "period must be finite and at least 1; got 0"),
    ("cosine_restarts(10, cycles=0)", ValueError, "cycles must be at least 1; got 0"),
    ("warmup(0)", ValueError, "steps must be finite and at least 1; got 0"),
    ("warmup(1.5)", TypeError, "steps must be a whole number, or an array of them; got 1.5"),
    ("one_cycle(1)", ValueError, "steps must be finite and at least 2; got 1"),
    ("one_cycle(10, rise=1)", ValueError, "rise must be at least 0 and below 1; got 1"),
    ("warmup_stable_decay(0, 5, 5)", ValueError, "warm must be finite and at least 1; got 0"),
    ("geometric(1, 0.1, 10)", ValueError, "low must not be above high; got low = 1.0 and high = 0.1"),
    ("geometric(0, 1, 10)", ValueError, "low must be greater than 0; got 0"),
    ("geometric(0.1, 1, 1)", ValueError, "steps must be finite and at least 2; got 1"),
    ("join([], at=[])", ValueError, "schedules must hold at least two; it has 0"),
    ("join([warmup(5), cosine_decay(5)], at=[])", ValueError, "at must hold at least one step; got an empty list"),
    ("join([warmup(5), cosine_decay(5)], at=[-1])", ValueError, "at must be finite and at least 0; got -1"),
    ("per_epoch(cosine_decay(5), 0)", ValueError, "batches must be finite and at least 1; got 0"),
    ("warmup(5)(-1)", ValueError, "t must be finite and at least 0; got -1"),
    ("warmup(5)(0.5)", TypeError, "t must be a whole number, or an array of them; got 0.5"),
    ('warmup(5) * "fast"', TypeError, "the factor must be a number or an array of numbers; got 'fast'"),
    ("Plateau(factor=1)", ValueError, "factor must be above 0 and below 1; got 1"),
    ("Plateau(patience=-1)", ValueError, "patience must be finite and at least 0; got -1"),
    ("Plateau(threshold=2)", ValueError, "threshold must be at least 0 and at most 1; got 2"),
    ("quadratic([1, -2])", ValueError, "curvatures must be finite and at least 0; got -2"),
    ("quadratic([])", ValueError, "curvatures must hold at least one number; got an empty array of shape (0,)"),
    ('quadratic("steep")', TypeError, "curvatures must be a number or an array of numbers; got 'steep'"),
    ("double_well(start=[1, 2])", ValueError, "start must be one number; its shape is (2,)"),
    ("saddle(start=[1])", ValueError, "start must have 2 coordinates; its shape is (1,)"),
    ("noisy(bowl, sigma=-1, seed=0)", ValueError, "sigma must be finite and at least 0; got -1"),
    ("noisy(bowl, sigma=1, seed=-1)", ValueError, "seed must be finite and at least 0; got -1"),
    ("noisy(bowl, sigma=1, seed=0.5)", TypeError, "seed must be a whole number, or an array of them; got 0.5"),
    ("hill([1, 2, 3])", ValueError, "w must have 2 coordinates on its last axis; its shape is (3,)"),
    ("sweep(0, 1, 5)", ValueError, "low must be greater than 0; got 0"),
    ("sweep(1, 0.1, 5)", ValueError, "low must not be above high; got low = 1 and high = 0.1"),
    ("sweep(0.1, 1, 0)", ValueError, "count must be at least 1; got 0"),
    ("sweep(0.1, 1, 2.5)", TypeError, "count must be a whole number; got 2.5"),
    ("grid(lr=[])", ValueError, "lr must hold at least one number; got an empty array of shape (0,)"),
    ("descend(bowl, GradientDescent(0.1), -1)", ValueError, "steps must be at least 0; got -1"),
    ("descend(bowl, GradientDescent(0.1), 2.5)", TypeError, "steps must be a whole number; got 2.5"),
    ('descend(bowl, GradientDescent(0.1), 5, keep="some")', ValueError, "keep must be 'all' or 'last'; got 'some'"),
    (
        "descend(hill, GradientDescent(0.1), 5, start=[99, 0])",
        ValueError,
        "start must be on the mountain, where the loss is finite; got [99.0, 0.0]",
    ),
    (
        "descend(bowl, GradientDescent(0.1), 5, start=[1, 2, 3])",
        ValueError,
        "start must have 2 coordinates on its last axis; its shape is (3,)",
    ),
    (
        "descend(bowl, GradientDescent([0.1] * 3), 5)",
        ValueError,
        "lr must be a number, or have 1 or 2 values on its last axis, the one for the coordinates",
    ),
    (
        "descend(bowl, GradientDescent(0.1 * constant(-1)), 5)",
        ValueError,
        "lr, the schedule 0.1 * constant(-1), must be finite and at least 0; got -0.1",
    ),
    (
        "descend(bowl, GradientDescent, 5)",
        TypeError,
        "rule must be an update rule, such as GradientDescent(lr=0.1); got <class 'lrlib.optimize",
    ),
    ('descend(bowl, "Adam", 5)', TypeError, "rule must be an update rule, such as GradientDescent(lr=0.1); got 'Adam'"),
    (
        'descend("bowl", GradientDescent(0.1), 5)',
        TypeError,
        "landscape must be a Landscape, such as quadratic([1, 10]) or mountain(); got 'bowl'",
    ),
    (
        "descend(bowl, GradientDescent(0.1), 5).at(rate=1)",
        TypeError,
        "rate is not a hyper-parameter of GradientDescent; it has ['lr']",
    ),
    ("diagnose([])", ValueError, "losses must be one run's, a list of at least one number; its shape is (0,)"),
    ("diagnose([np.nan])", ValueError, "losses must begin with a finite number; got nan, before any step was taken"),
    ('diagnose("falling")', TypeError, "losses must be a number or an array of numbers; got 'falling'"),
    (
        "exponential_search(lambda r, s: [1.0])",
        ValueError,
        "score(rates, seeds) must return a loss for each rate and each seed, shape (4, 3); its sh",
    ),
    ("exponential_search(lambda r, s: r, start=-1)", ValueError, "start must be finite and at least 0; got -1"),
    (
        "exponential_search(lambda r, s: r, seeds=[])",
        ValueError,
        "seeds must hold at least one seed; got an empty list",
    ),
    ('exponential_search("train")', TypeError, "score must be a function score(rates, seeds); got 'train'"),
    ("range_test([1.0, 2.0])", TypeError, "losses_of must be a function losses_of(lr, steps); got [1.0, 2.0]"),
    ("range_test(lambda lr, steps: [])", ValueError, "losses_of must give at least 2 finite losses; it gave 0"),
    (
        "range_test(lambda lr, steps: [1.0] * steps, low=1, high=0.1)",
        ValueError,
        "low must not be above high; got low = 1.0 and high = 0.1",
    ),
    (
        "range_test(lambda lr, steps: [1.0] * steps, smoothing=1)",
        ValueError,
        "smoothing must be at least 0 and below 1; got 1",
    ),
    ("mlp(0)", ValueError, "hidden must be at least 1; got 0"),
    (
        'train(net, data, "Adam", 1)',
        TypeError,
        "rule must be an update rule such as Adam(lr=0.01), or a function that makes torch's opti",
    ),
    (
        "train(net, data, Adam, 1)",
        TypeError,
        "rule must be an update rule such as Adam(lr=0.01), or a function that makes torch's opti",
    ),
    ("train(net, data, torch.optim.Adam, -1)", ValueError, "epochs must be at least 0; got -1"),
    ("train(net, data, Adam(0.1), 1, batch_size=0)", ValueError, "batch_size must be at least 1; got 0"),
    (
        "train(net, data, Adam(0.1), 1, batch_size=5000)",
        ValueError,
        "batch_size must be at most 1077, all of the training part; got 5000",
    ),
    ("train(net, data, Adam(0.1), 1, seed=0.5)", TypeError, "seed must be a whole number; got 0.5"),
    ('train(net, "digits", Adam(0.1), 1)', TypeError, "data must be digits(), or other Data; got 'digits'"),
    (
        'train("net", data, Adam(0.1), 1)',
        TypeError,
        "model must be a network such as mlp(64), a torch.nn.Module; got 'net'",
    ),
    (
        "train(mlp(8, classes=3), data, Adam(0.1), 1)",
        ValueError,
        "model must give 10 scores for each input, one for each class; for 2 inputs its output ha",
    ),
    (
        "train(mlp(8, inputs=9), data, Adam(0.1), 1)",
        ValueError,
        "model does not take inputs of the shape (64,): mat1 and mat2 shapes cannot be multiplied",
    ),
    (
        "train(net, data, Adam(sweep(0.1, 1, 3)), 1)",
        ValueError,
        "train takes a rule with single numbers, not a sweep (3,): use train_many",
    ),
    (
        "train_many(net, data, Adam(0.1), 1, seeds=[])",
        ValueError,
        "seeds must hold at least one seed, and each only once; got []",
    ),
    (
        "train_many(net, data, Adam(0.1), 1, seeds=[0, 0])",
        ValueError,
        "seeds must hold at least one seed, and each only once; got [0, 0]",
    ),
    (
        "train_many(net, data, lambda p: 0, 1)",
        TypeError,
        "rule must be an update rule such as Adam(lr=sweep(1e-4, 1, 16)); got <function <lambda>",
    ),
    ("plot_loss([])", ValueError, "runs must hold at least one run; got none"),
    (
        "plot_descent(descend(bowl, GradientDescent(sweep(0.1, 1, 3)), 5))",
        ValueError,
        "one path at a time: pick a run with .at(lr=…); got a sweep of (3,)",
    ),
    (
        "plot_descent(descend(double_well(), GradientDescent(0.1), 5))",
        ValueError,
        "a view from above needs 2 coordinates; the double well has 1",
    ),
    (
        'plot_map(descend(bowl, GradientDescent(sweep(0.1, 1, 3)), 5), x="lr", y="beta")',
        ValueError,
        "a map needs a sweep along two axes, as grid(lr=…, beta=…) makes; its axes are ('lr',)",
    ),
    (
        "plot_loss_against_rate(descend(bowl, GradientDescent(0.1), 5))",
        ValueError,
        "runs must be a sweep over lr, with no other axis than one for seeds (for two hyper-param",
    ),
    ("plot_schedule(0.1, 10)", TypeError, "schedule must be a schedule, or a list or dict of them; got 0.1"),
    ("plot_schedule(warmup(5), 0)", ValueError, "steps must be at least 1; got 0"),
    ("skier(double_well())", ValueError, "a skier needs a landscape of 2 coordinates; the double well has 1"),
    ("skier(rates=[-1])", ValueError, "rates must be finite and at least 0; got -1"),
    ("skier(steps=-1)", ValueError, "steps must be at least 0; got -1"),
    ("regimes([1, 2, 3])", ValueError, "curvatures must be 2 numbers, for a bowl that is seen from above; got 3"),
    ("regimes(lr=0)", ValueError, "lr must be greater than 0; got 0"),
    ("rate_search(epochs=0)", ValueError, "epochs must be at least 1; got 0"),
    ("rate_search(rule=GradientDescent(0.1))", TypeError, "rule must make an update rule of a rate, such as Gradient"),
    ("decay(ends=[0.1, 1])", ValueError, "ends must be above 0 and below 1; got 1"),
    ("decay(sigma=[1, 2])", ValueError, "sigma must be a single number; its shape is (2,)"),
    ("decay(schedule='cosin')", ValueError, "schedule must be one of 'constant', 'step', 'exponential', "),
]


def test_the_table_is_long_and_without_repetition():
    calls = [call for call, _, _ in TABLE]
    assert len(set(calls)) == len(calls) >= 60


@pytest.mark.parametrize(("call", "error", "words"), TABLE, ids=[call for call, _, _ in TABLE])
def test_bad_input_is_answered_clearly(call, error, words):
    with pytest.raises(error) as caught:
        eval(call, NAMES)
    assert type(caught.value) is error, "of the very type, and none that happens to be raised farther in"
    assert str(caught.value).startswith(words)
