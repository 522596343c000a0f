"""Answers that break things, or try to: nothing of ours breaks, and the kernel stays as it was."""

import builtins
import dataclasses
import io
import os
import random
import sys
import warnings
from collections.abc import Sequence

import numpy as np
import pytest

import lrlib.feedback.checking as checking
from lrlib.feedback import check, progress, verdict
from lrlib.feedback.bank import TASKS


@pytest.fixture(autouse=True)
def quick_and_fresh(tmp_path, monkeypatch):
    """Tasks that stop after a third of a second, and a learner who has done nothing yet."""
    monkeypatch.setenv("LRLIB_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr(progress, "unsaved", progress.Progress())
    quick = {id: dataclasses.replace(task, seconds=0.3) for id, task in TASKS.items()}
    monkeypatch.setattr(checking, "TASKS", quick)


def right(w, gradient, rate):
    return w - rate * gradient


# ---- what is changed around it is put back


def state():
    """What a cell that comes after the check would notice."""
    return {
        "random": random.getstate(),
        "NumPy's random": tuple(map(str, np.random.get_state())),
        "floating point": np.geterr(),
        "printing": repr(np.get_printoptions()),
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        "warnings": list(warnings.filters),
        "depth": sys.getrecursionlimit(),
        "built-in names": {name: id(value) for name, value in vars(builtins).items() if name != "_"},
        "NumPy's names": [id(value) for value in (np.allclose, np.abs)],
        "streams": (id(sys.stdin), id(sys.stdout), id(sys.stderr)),
        "path": list(sys.path),
        "exits": (os._exit, sys.breakpointhook, sys.setrecursionlimit),
    }


def closes_stdout():
    sys.stdout.close()


def replaces_the_streams():
    sys.stdin = sys.stdout = sys.stderr = None


def forgets_print():
    del builtins.print


CHANGES = {
    "random.seed": lambda: random.seed(0),
    "np.random.seed": lambda: np.random.seed(0),
    "np.random": lambda: np.random.random(3),
    "np.seterr": lambda: np.seterr(all="raise"),
    "np.set_printoptions": lambda: np.set_printoptions(precision=1),
    "os.chdir": lambda: os.chdir("/"),
    "os.environ": lambda: os.environ.update(HOME="nowhere", NEW="1"),
    "os.environ.clear": lambda: os.environ.clear(),
    "warnings": lambda: warnings.simplefilter("error"),
    "warnings.warn": lambda: warnings.warn("look", stacklevel=1),
    "recursion limit": lambda: sys.setrecursionlimit(77_777),
    "builtins.sum": lambda: setattr(builtins, "sum", None),
    "builtins.new": lambda: setattr(builtins, "new_name", 1),
    "np.allclose": lambda: setattr(np, "allclose", lambda *_, **__: True),
    "del np.abs": lambda: delattr(np, "abs"),
    "del print": forgets_print,
    "closes stdout": closes_stdout,
    "replaces the streams": replaces_the_streams,
    "sys.path": lambda: sys.path.clear(),
    "sys.exit": lambda: sys.exit(0),
    "exit": lambda: exit(0),
    "os._exit": lambda: os._exit(0),
    "input": lambda: input("your name?"),
    "breakpoint": lambda: breakpoint(),
    "a million words": lambda: [print("word " * 1000) for _ in range(1000)],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_kernel_is_as_it_was(change):
    def answer(w, gradient, rate):
        change()
        return right(w, gradient, rate)

    before = state()
    result = verdict("01.3", answer)
    assert state() == before
    assert result.outcome in ("passed", "raised")
    assert verdict("01.3", right).outcome == "passed"


def test_it_is_put_back_after_a_loop_without_end_too():
    def answer(w, gradient, rate):
        os.chdir("/")
        np.random.seed(0)
        while True:
            pass

    before = state()
    assert verdict("01.3", answer).misconception == "endless"
    assert state() == before


def test_matplotlib_is_as_it_was():
    plt = pytest.importorskip("matplotlib.pyplot")

    def answer(w, gradient, rate):
        plt.rcParams["lines.linewidth"] = 99
        plt.rcParams.update({"figure.figsize": (1, 1)})
        plt.figure()
        return right(w, gradient, rate)

    plt.figure("mine")
    before, figures = dict(plt.rcParams), plt.get_fignums()
    assert verdict("01.3", answer).outcome == "passed"
    assert (dict(plt.rcParams), plt.get_fignums()) == (before, figures)
    plt.close("mine")


def test_torch_is_as_it_was():
    torch = pytest.importorskip("torch")

    def answer(w, gradient, rate):
        torch.manual_seed(0)
        torch.set_default_dtype(torch.float64)
        return right(w, gradient, rate)

    before = torch.get_rng_state(), torch.get_default_dtype()
    assert verdict("01.3", answer).outcome == "passed"
    assert torch.equal(torch.get_rng_state(), before[0]) and torch.get_default_dtype() == before[1]


@pytest.mark.filterwarnings("error")
def test_warnings_that_are_errors_do_not_reach_the_check():
    with np.errstate(all="raise"):
        assert verdict("03.3", TASKS["03.3"].reference).outcome == "passed"
        assert verdict("03.3", lambda r, t, v: r[np.argmin(v.mean(axis=1))]).misconception == "nan wins"


def test_a_warning_is_no_printed_answer():
    def answer(w, gradient, rate):
        warnings.warn("look", stacklevel=1)
        print("look", file=sys.stderr)

    assert verdict("01.3", answer).misconception == "returns nothing"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can be asked for a limit")
def test_more_memory_than_there_is_ends_the_answer_and_not_the_kernel():
    result = verdict("01.3", lambda w, g, r: np.ones(2**29))
    assert result.outcome == "raised" and "that grows and grows" in result.message
    assert np.ones(2**10).sum() == 2**10


def calls_itself(w, gradient, rate):
    sys.setrecursionlimit(10**9)
    return calls_itself(w, gradient, rate)


def test_a_recursion_without_end_and_without_a_limit():
    result = verdict("01.3", calls_itself)
    assert result.outcome == "raised"
    assert "calls itself" in result.message or result.misconception == "endless"


def test_a_library_that_is_being_loaded_is_not_stopped_halfway(tmp_path, monkeypatch):
    (tmp_path / "loads_slowly.py").write_text("import time\ntime.sleep(0.5)\nready = True\n")
    monkeypatch.syspath_prepend(tmp_path)

    def answer(w, gradient, rate):
        import loads_slowly

        return right(w, gradient, rate) if loads_slowly.ready else None

    assert verdict("01.3", answer).outcome == "passed"


# ---- objects that are not what they seem


class Raising:
    """Raises whatever it is asked."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def fails(self, *_, **__):
        raise RuntimeError("no")

    __eq__ = __hash__ = __bool__ = __len__ = __iter__ = __float__ = __repr__ = __str__ = __array__ = fails


class Liar:
    @property
    def __class__(self):
        raise RuntimeError("guess")


class Leaves:
    def __repr__(self):
        sys.exit(1)

    def __array__(self, *_, **__):
        sys.exit(1)


class NeverShown:
    def __repr__(self):
        while True:
            pass


class NeverRead:
    def __array__(self, *_, **__):
        while True:
            pass


class Endless(list):
    def __iter__(self):
        while True:
            yield 1.0


class Long(Sequence):
    def __len__(self):
        return 10**12

    def __getitem__(self, i):
        return 1.0


class Odd(float):
    def __float__(self):
        raise RuntimeError("no")


async def later():
    return 1.0


def counts():
    yield 1.0


HOSTILE = {
    "raises": Raising,
    "lies": Liar,
    "leaves": Leaves,
    "never shown": NeverShown,
    "never read": NeverRead,
    "endless list": lambda: Endless([1.0, 2.0]),
    "in a list": lambda: [Raising(), Raising()],
    "in an array": lambda: np.array([Liar(), 1.0], dtype=object),
    "masked": lambda: np.ma.masked_array([1.0, 2.0], [True, True]),
    "complex": lambda: np.array([1 + 1j, 2]),
    "strings of numbers": lambda: ["1.0", "2.0"],
    "an object array of strings": lambda: np.array(["1.0", "2.0"], dtype=object),
    "a record": lambda: np.zeros(2, dtype=[("x", float), ("y", float)]),
    "a generator": counts,
    "a coroutine": later,
    "deep": lambda: [[[[[[[[[[1.0]]]]]]]]]],
    "ragged": lambda: [1.0, [2.0, [3.0]]],
    "huge": lambda: np.zeros(10**6),
    "a huge number": lambda: 10**5000,
    "a class": lambda: Raising,
    "an exception": lambda: RuntimeError("no"),
    "a module": lambda: np,
    "nan": lambda: [float("nan")] * 2,
    "a numpy function": lambda: np.add,
    "bytes": lambda: b"12",
    "a set": lambda: {1.0, 2.0},
    "NotImplemented": lambda: NotImplemented,
}
OPEN = ("01.1", "01.5", "02.1", "02.5", "03.1", "03.5", "04.1", "04.6")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_no_object_breaks_a_check(make, capsys):
    for task_id in OPEN:
        check(task_id, make())
    check("01.3", lambda w, g, r: make())
    said = capsys.readouterr().out
    assert "This check itself failed" not in said
    assert said.count("not yet.") + said.count("your code stopped") == len(OPEN) + 1, said


def test_a_list_longer_than_any_is_given_up():
    assert verdict("01.3", lambda w, g, r: Long()).outcome in ("not yet", "raised")


class Frame:
    """Like a data frame: it has names, and knows itself as an array."""

    def __init__(self, numbers):
        self.values, self.columns = numbers, ["x", "y"]

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.values, dtype)


def test_what_knows_itself_as_an_array_is_one():
    assert verdict("01.3", lambda w, g, r: Frame(right(w, g, r))).outcome == "passed"
    assert verdict("01.3", lambda w, g, r: Frame(w + r * g)).misconception == "uphill"


# ---- functions that are not what they seem


class Step:
    def __call__(self, w, gradient, rate):
        return right(w, gradient, rate)


class NoName:
    def __getattr__(self, name):
        raise RuntimeError(name)

    def __call__(self, w, gradient, rate):
        return right(w, gradient, rate)


class NoSignature:
    __signature__ = "none"

    def __call__(self, *inputs):
        return right(*inputs) / 0 if len(inputs) != 3 else 1 / 0


def test_what_can_be_called_is_a_function():
    assert verdict("01.3", Step()).outcome == verdict("01.3", NoName()).outcome == "passed"
    assert verdict("01.3", lambda *inputs: right(*inputs)).outcome == "passed"
    assert verdict("01.3", np.vectorize(right)).outcome == "passed"


def test_a_class_in_place_of_its_object_is_told():
    result = verdict("01.3", Step)
    assert result.outcome == "raised" and "hand over an object of your class" in result.message


def test_a_function_without_a_signature():
    assert verdict("01.3", NoSignature()).outcome == "raised"


def keeps_a_list(gradient, start, rate, steps, path=[]):  # noqa: B006
    path.append(start)
    for _ in range(steps):
        path.append(path[-1] - rate * gradient(path[-1]))
    return path


calls_so_far = []


def keeps_count(t, rate, every, factor):
    calls_so_far.append(t)
    return rate * factor ** (len(calls_so_far) // every)


@pytest.mark.parametrize(
    ("task_id", "answer"),
    [
        ("01.4", keeps_a_list),
        ("04.2", keeps_count),
        ("03.2", lambda low, high, n: np.random.uniform(low, high, n)),
    ],
)
def test_what_remembers_or_draws_lots_is_told_so(task_id, answer):
    calls_so_far.clear()
    assert verdict(task_id, answer).misconception == "another answer the second time"


def empties_its_input(losses, rate, factor, patience):
    rates = TASKS["04.5"].reference(losses, rate, factor, patience)
    losses.clear()
    losses.append(Raising())
    return rates


def test_what_is_done_to_an_input_is_remarked_on_and_hurts_nobody():
    result = verdict("04.5", empties_its_input)
    assert result.outcome == "passed" and "also changes the losses" in result.message
    assert verdict("04.5", TASKS["04.5"].reference).message == TASKS["04.5"].insight


@pytest.mark.parametrize("error", [BaseException, GeneratorExit, StopIteration, MemoryError, EOFError])
def test_any_error_is_told(error):
    def answer(w, gradient, rate):
        raise error

    result = verdict("01.3", answer)
    assert result.outcome == "raised" and "in this line: `raise error`" in result.message


@pytest.mark.parametrize(
    ("task_id", "answer", "next_step"),
    [
        ("01.3", lambda w, g, r: list(w) - r * g.tolist(), "make an array of the list first"),
        ("01.3", lambda w, g, r: list(w) - list(g), "make an array of the list first"),
        ("01.4", lambda g, s, r, n: [s].append(s).append(s), "changes the list and returns None"),
        ("02.3", lambda c: c.sort()[0], "some call returned nothing"),
        ("01.3", lambda w, g, r: input(), "leave out input( )"),
    ],
)
def test_what_goes_wrong_with_lists_and_none_is_told_what_it_means(task_id, answer, next_step):
    result = verdict(task_id, answer)
    assert result.outcome == "raised" and next_step in result.message, result.message


# ---- what can be said of any numbers, whatever the task


def halved(diverges, low, high, times):
    for _ in range(times):
        middle = (low + high) / 2
        low, high = (low, middle) if diverges(middle) else (middle, high)
    return low


def writes_over_x(gradient, z, x, rate, beta, t):
    y = x  # no copy
    y *= beta
    y += (1 - beta) * z
    z = z - rate * gradient(y)
    return z, x + (z - x) / (t + 1)


def truth(task_id):
    return TASKS[task_id].reference


@pytest.mark.parametrize(
    ("task_id", "answer", "misconception"),
    [
        ("02.3", lambda c: -np.array(truth("02.3")(c)), "the other sign"),
        ("02.3", lambda c: 3 * np.array(truth("02.3")(c)), "a constant factor"),
        ("02.3", lambda c: 3 + np.array(truth("02.3")(c)), "a constant too much"),
        ("02.3", lambda c: np.square(truth("02.3")(c)), "squared"),
        ("02.3", lambda c: np.sqrt(truth("02.3")(c)), "the root"),
        ("02.3", lambda c: 1 / np.array(truth("02.3")(c)), "upside down"),
        ("02.3", lambda c: np.round(truth("02.3")(c), 2), "rounded"),
        ("02.3", lambda c: [2 // (min(c) + max(c)), (max(c) - min(c)) // (min(c) + max(c))], "whole numbers"),
        ("02.3", lambda c: (0.2, 0.8), "a fixed answer"),
        ("02.3", lambda c: np.multiply(truth("02.3")(c), [1, 100]), "a constant factor, in the second number"),
        ("02.3", lambda c: np.multiply(truth("02.3")(c), [1, len(c)]), "the second number"),
        ("02.3", lambda c: [truth("02.3")(c)], "other brackets"),
        ("02.3", lambda c: (*truth("02.3")(c), 7.0), "too many"),
        ("02.3", lambda c: (7.0, *truth("02.3")(c)), "too many before"),
        ("02.4", lambda f, low, high: [low, truth("02.4")(f, low, high)], "all on the way"),
        ("02.4", lambda f, low, high: [truth("02.4")(f, low, high), low], "something besides"),
        ("03.2", lambda low, high, n: truth("03.2")(low, high, n) / low, "a factor low is missing"),
        ("03.2", lambda low, high, n: truth("03.2")(low, high, n) * high, "a factor high is too many"),
        ("03.2", lambda low, high, n: truth("03.2")(low, high, n) + n, "n is added, and should not be"),
        ("03.2", lambda low, high, n: truth("03.2")(low, high, n) - low, "low was not added"),
        ("03.2", lambda low, high, n: np.roll(truth("03.2")(low, high, n), 1), "one place late"),
        ("03.2", lambda low, high, n: np.roll(truth("03.2")(low, high, n), -1), "one place early"),
        ("03.2", lambda low, high, n: truth("03.2")(low, high, n)[[0, -1]], "both ends only"),
        ("03.2", lambda low, high, n: truth("03.2")(low, high, n)[1:], "the first left out"),
        ("03.2", lambda low, high, n: truth("03.2")(low, high, n)[0], "only the first"),
        ("03.2", lambda low, high, n: truth("03.2")(low, high, n).sum(), "added up"),
        ("03.2", lambda low, high, n: truth("03.2")(low, high, n).mean(), "averaged"),
        ("03.2", lambda low, high, n: truth("03.2")(low, high, n) * 1.02, "a constant factor"),
        ("03.2", lambda low, high, n: truth("03.2")(low, high, n) * np.linspace(1, 1.03, n), "near, and not there"),
        ("03.2", lambda low, high, n: truth("03.2")(low, 1.0, n), "high not used"),
        ("04.2", lambda t, rate, every, factor: truth("04.2")(t, rate, 10, factor), "every not used"),
        ("04.2", lambda t, rate, every, factor: truth("04.2")(t, 0.5, every, factor), "rate not used"),
        ("01.3", lambda w, g, r: w - 0.004 * g, "rate not used"),
        ("01.4", lambda g, s, r, n: truth("01.4")(g, s, r, 3), "steps not used"),
        ("01.2", lambda w: np.trunc(truth("01.2")(w)), "whole numbers"),
        ("04.1", -0.140625, "the other sign"),
        ("02.2", 0.003, "rounded"),
        ("04.3", 0.95, "rounded"),
        ("02.2", 0.0003125, "the point in another place"),
        ("02.4", lambda f, low, high: halved(f, low, high, 20), "near, and not there"),
        ("06.3", lambda w, g, s, rate, alpha, eps: truth("06.3")(w, g, s, eps, alpha, rate), "rate and eps swapped"),
        ("08.4", lambda g, z, x, rate, beta, t: truth("08.4")(g, x, z, rate, beta, t), "z and x swapped"),
        ("02.3", lambda c: truth("02.3")(np.array(c, dtype=int)), "curvatures cut to whole numbers"),
        ("06.3", lambda w, g, s, rate, alpha, eps: truth("06.3")(w, g, s, rate / 2, alpha, eps), "half of rate"),
        ("08.3", lambda rate, base, width: truth("08.3")(rate, base, width + 1), "width + 1"),
        ("06.2", lambda w, g, s, rate, eps: [w - rate * g**3 / (s + eps), s + g**2], "the first part"),
        ("06.5", lambda *a: [*truth("06.5")(*a)[:2], np.cbrt(a[3])], "the third part"),
        ("08.4", writes_over_x, "changes its input"),
        ("08.1", lambda rate, old, new, highest: max(0, rate * new / old - highest), None),  # it does use old
        ("08.1", lambda rate, old, new, highest: highest, "rate and old and new not used"),  # and they are not swapped
    ],
)
def test_a_mistake_that_belongs_to_no_task_is_named(task_id, answer, misconception):
    result = verdict(task_id, answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1


def test_what_is_right_already_is_said():
    message = verdict("04.2", lambda t, rate, every, factor: rate * factor ** (t // every) + (t > 30)).message
    assert "With 7 of 8 inputs it returns what is expected." in message
    message = verdict("03.2", lambda low, high, n: truth("03.2")(low, high, n) * (1 + (np.arange(n) > 2))).message
    assert "Here the first 3 of 4 are right; then they part." in message


def test_the_page_that_was_there_is_there_again():
    page = io.StringIO()
    before, sys.stdout = sys.stdout, page
    try:
        verdict("01.3", right)
        assert sys.stdout is page
    finally:
        sys.stdout = before
