"""Every claim of speed, measured side by side in one run: lrlib beside what one would use instead (`make bench`).

Each pair does the same work on the same machine, in turns, and the ratio of the medians counts: seconds alone say more
about the machine. Before anything is timed, both are made to give the same numbers.

    python benchmarks/bench.py            all of it, some minutes
    python benchmarks/bench.py import     only what has this word in its name
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np

os.environ["TQDM_DISABLE"] = "1"  # no bars between the lines

PEERS = Path(__file__).parent.parent / "build" / "peers"


def in_turns(ours, theirs, rounds):
    """The median seconds of two functions that are called in turns."""
    seconds = {ours: [], theirs: []}
    for _ in range(rounds):
        for work in (ours, theirs):
            began = time.perf_counter()
            work()
            seconds[work].append(time.perf_counter() - began)
    return median(seconds[ours]), median(seconds[theirs])


def report(what, ours, theirs, wanted):
    ratio = theirs / ours
    verdict = "reached" if ratio >= wanted else "NOT REACHED"
    times = f"{1000 * ours:10.2f} ms {1000 * theirs:10.2f} ms"
    print(f"{what:66} {times} {ratio:8.2f} × (≥ {wanted:.3g}: {verdict})", flush=True)


# ---- a sweep of Adam, beside a loop of torch.optim.Adam


def adam_beside_a_loop_of_torch():
    import torch

    from lrlib import Adam, descend, quadratic, sweep

    bowl, rates, steps = quadratic([1, 10]), sweep(1e-4, 1, 1000), 500
    curvatures = torch.tensor([1.0, 10.0], dtype=torch.float64)

    def ours():
        return descend(bowl, Adam(lr=rates), steps).positions[-1]

    def theirs():
        ends = []
        for lr in rates[:, 0]:
            w = torch.tensor(bowl.start, requires_grad=True)
            optimizer = torch.optim.Adam([w], lr=float(lr))
            for _ in range(steps):
                w.grad = curvatures * w.detach()  # no autograd: the rule is what is measured
                optimizer.step()
            ends.append(w.detach().numpy())
        return np.array(ends)

    np.testing.assert_allclose(ours(), theirs(), rtol=1e-6, atol=1e-9)
    report("1,000 rates × 500 Adam steps, beside a loop of torch.optim.Adam", *in_turns(ours, theirs, 1), wanted=200)


# ---- all iterates of many runs, beside optax (compiled, vectorized, at the same precision)


def many_runs_beside_optax():
    sys.path.insert(0, str(PEERS))
    try:
        import jax
        import optax
    except ImportError:
        print("optax is not there: make bench installs it")
        return
    from lrlib import Adam, GradientDescent, descend, quadratic, sweep

    jax.config.update("jax_enable_x64", True)
    bowl, steps = quadratic([1, 10]), 200
    rates = sweep(1e-3, 0.19, 10_000)
    curvatures = jax.numpy.array([1.0, 10.0])

    def compiled(make):
        @jax.jit
        @jax.vmap
        def run(lr):
            optimizer = make(lr)
            start = jax.numpy.array(bowl.start)

            def step(carry, _):
                w, state = carry
                updates, state = optimizer.update(curvatures * w, state, w)
                w = optax.apply_updates(w, updates)
                return (w, state), w

            return jax.lax.scan(step, (start, optimizer.init(start)), None, length=steps)[1]

        return run

    for name, rule, make, wanted in [
        ("gradient descent", GradientDescent, optax.sgd, 2),
        ("Adam", Adam, optax.adam, 1 / 1.5),
    ]:
        run, lrs = compiled(make), jax.numpy.array(rates[:, 0])

        def ours(rule=rule):
            return descend(bowl, rule(lr=rates), steps).positions

        def theirs(run=run, lrs=lrs):
            return run(lrs).block_until_ready()

        np.testing.assert_allclose(np.moveaxis(ours()[1:], 0, 1), theirs(), rtol=1e-6, atol=1e-9)
        report(f"10,000 runs × 200 steps of {name}, beside optax", *in_turns(ours, theirs, 15), wanted=wanted)


# ---- many networks at once, beside one after the other


def networks_beside_a_loop():
    from lrlib import GradientDescent, digits, mlp, sweep, train, train_many

    data, model = digits(), mlp(64)
    for count, wanted in [(16, 2), (128, 4)]:
        rates = sweep(1e-3, 1, count)

        def ours(rates=rates):
            return train_many(model, data, GradientDescent(lr=rates), epochs=20, batch_size=64, seeds=[0])

        def theirs(rates=rates):
            for lr in rates[:, 0]:
                train(model, data, GradientDescent(lr=float(lr)), epochs=20, batch_size=64, seed=0)

        report(f"{count} learning rates × the digits network, beside a loop", *in_turns(ours, theirs, 3), wanted=wanted)


# ---- what a step costs as the sweep grows


def cost_as_the_sweep_grows():
    from lrlib import Adam, descend, quadratic, sweep

    print("\nAdam on a bowl, 200 steps, the last one kept:  runs   µs a step   ns a step and run")
    for runs in [1, 10, 100, 1_000, 10_000, 100_000]:
        rule = Adam(lr=sweep(1e-3, 0.1, runs))
        seconds = []
        for _ in range(3):
            began = time.perf_counter()
            descend(quadratic([1, 10]), rule, steps=200, keep="last")
            seconds.append(time.perf_counter() - began)
        step = median(seconds) / 200
        print(f"{'':45} {runs:7,} {1e6 * step:11.1f} {1e9 * step / runs:19.1f}", flush=True)


# ---- the import


def import_beside_numpy():
    """`import lrlib` loads nothing, not even NumPy; so what is measured is what a descent needs as well."""
    needed = "from lrlib import Adam, cosine_decay, descend, quadratic"
    ours, theirs = in_turns(lambda: python(needed), lambda: python("import numpy"), 15)
    heavy = "import sys, lrlib; print([m for m in ('torch', 'matplotlib') if m in sys.modules])"
    verdict = "reached" if ours - theirs < 0.15 and python(heavy) == "[]" else "NOT REACHED"
    print(f"{needed}: {1000 * (ours - theirs):.0f} ms more than import numpy (< 150 ms: {verdict})")


def python(code):
    """What a Python of its own prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


BENCHMARKS = [
    import_beside_numpy,
    many_runs_beside_optax,
    networks_beside_a_loop,
    cost_as_the_sweep_grows,
    adam_beside_a_loop_of_torch,
]

if __name__ == "__main__":
    words = sys.argv[1:]
    print(f"{'':66} {'lrlib':>13} {'instead':>13} {'ratio':>8}")
    for benchmark in BENCHMARKS:
        if not words or any(word in benchmark.__name__ for word in words):
            benchmark()
