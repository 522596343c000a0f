"""The bank of tasks: what is right passes in every form, what is wrong is told apart and named."""

import ast
import itertools
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from lrlib import GradientDescent, descend, mountain
from lrlib.feedback import bank, verdict
from lrlib.feedback.answers import read, same
from lrlib.feedback.bank import TASKS
from lrlib.feedback.judging import alike, results

FUNCTION_TASKS = [task for task in TASKS.values() if callable(task.reference)]
VALUE_TASKS = [task for task in TASKS.values() if task.reference is not None and not callable(task.reference)]
MISCONCEPTIONS = [(task, m) for task in TASKS.values() for m in task.misconceptions]
FORMS = [(task, m, wrong) for task, m in MISCONCEPTIONS for wrong in m.forms]
REMEDIES = [
    *("w - rate * gradient", "80 * (x - 3)", "positions[-1] - rate", "2.4 km"),
    *("rate * factor **", "0.140", "2 / (low + high)", "high = middle"),
    *("beta * v + gradient", "w - rate * v", "rate * (gradient", "rate / (1 - beta)", "−0.185"),
    *("= beta", "= s +"),
]


def name(value):
    return getattr(value, "id", None)


# ---- every task of the bank, those to come included


@pytest.mark.parametrize("task", [*FUNCTION_TASKS, *VALUE_TASKS], ids=name)
def test_the_reference_passes(task):
    result = verdict(task.id, task.reference)
    assert (result.task, result.outcome, result.misconception) == (task.id, "passed", None)
    assert result.message == task.insight


@pytest.mark.parametrize(("task", "misconception", "wrong"), FORMS, ids=name)
def test_each_misconception_gets_its_own_words(task, misconception, wrong):
    """Hints may come close; what is said to a wrong answer names the mistake, and not the remedy's code."""
    result = verdict(task.id, wrong)
    assert (result.outcome, result.misconception) == ("not yet", misconception.id)
    assert misconception.words in result.message
    assert result.message.endswith(f"Next: {misconception.next_step}")
    assert not [solution for solution in REMEDIES if solution in result.message]


@pytest.mark.parametrize("task", TASKS.values(), ids=name)
def test_no_two_misconceptions_look_alike_and_none_looks_right(task):
    """All pairs of forms, and all probes: what behaves like two of them could not be told which one it is."""
    numbers = (lambda answer: results(answer, task)) if callable(task.reference) else (lambda answer: [read(answer)])
    behaviors = [(m.id, numbers(wrong)) for m in task.misconceptions for wrong in m.forms]
    behaviors.append(("the right answer", numbers(task.reference)))
    assert len({m.id for m in task.misconceptions}) == len(task.misconceptions), "two misconceptions share an id"
    for (one, a), (other, b) in itertools.combinations(behaviors, 2):
        assert len(a) == len(b) == max(1, len(task.probes))
        if one != other:  # forms of one misconception may be alike
            assert not alike(a, b, task) and not alike(b, a, task), f"{task.id}: {one} and {other} look alike"


@pytest.mark.parametrize("task", TASKS.values(), ids=name)
def test_every_task_is_complete(task):
    assert len(task.hints) == 3
    assert len(set(task.hints)) == 3
    assert len(task.misconceptions) >= 3 or task.judge
    assert task.next_step and task.title


@pytest.mark.parametrize("path", sorted(Path(bank.__file__).parent.glob("lesson_*.py")), ids=lambda path: path.stem)
def test_no_name_of_a_lesson_is_given_twice(path):
    """The files are long: a task that took the name of another's constant would change that other task."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    names = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    names += [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    twice = {each for each in names if names.count(each) > 1}
    assert not twice, f"{path.name} gives {twice} twice: another name, please"


@pytest.mark.parametrize("task", TASKS.values(), ids=name)
def test_the_words_are_plain(task):
    words = [*task.hints, task.insight, task.next_step]
    words += [text for m in task.misconceptions for text in (m.words, m.next_step)]
    for text in words:
        assert "!" not in text
        assert not any(word in text.lower() for word in ("obviously", "simply", "stupid", "careless", "just "))
        assert text == "" or text.rstrip()[-1] in ".?)…", text
    assert len({m.words for m in task.misconceptions}) == len(task.misconceptions)


# ---- lesson 01: right answers in other forms


class Stepper:
    def __call__(self, w, gradient, rate):
        return w - rate * gradient


class Skier:
    def __init__(self, factor=1):
        self.factor = factor

    def step(self, w, gradient, rate):
        return w - self.factor * rate * gradient


def step_in_place(w, gradient, rate):
    w -= rate * gradient
    return w


def step_by_loop(w, gradient, rate):
    new = []
    for i in range(len(w)):
        new.append(w[i] - rate * gradient[i])
    return new


def step_that_talks(a, b, c):
    print("at", a)
    return a + (-c) * b


def step_in_torch(w, gradient, rate):
    import torch

    w = torch.tensor(w, requires_grad=True)
    return w - rate * torch.tensor(gradient)


RIGHT_STEPS = {
    "plain": lambda w, g, r: w - r * g,
    "other algebra": lambda w, g, r: -(g * r - w),
    "in place": step_in_place,
    "list": step_by_loop,
    "tuple": lambda w, g, r: tuple(a - r * b for a, b in zip(w, g, strict=True)),
    "list of arrays of size 0": lambda w, g, r: [np.asarray(a - r * b) for a, b in zip(w, g, strict=True)],
    "float32": lambda w, g, r: w.astype(np.float32) - np.float32(r) * g.astype(np.float32),
    "extra prints, other names": step_that_talks,
    "a callable object": Stepper(),
    "a method": Skier().step,
    "partial": partial(lambda unused, w, g, r: w - r * g, None),
    "np functions": lambda w, g, r: np.subtract(w, np.multiply(r, g)),
    "fractions": lambda w, g, r: [Fraction(a) - Fraction(r) * Fraction(b) for a, b in zip(w, g, strict=True)],
    "torch": step_in_torch,
    "default arguments": lambda w, g, r=0.1, verbose=False: w - r * g,
}


def h(x, y):
    return 40 * (x - 3) ** 2 + 10 * (y - 1) ** 2 + 240


RIGHT_GRADIENTS = {
    "tuple": lambda w: (80 * (w[0] - 3), 20 * (w[1] - 1)),
    "list": lambda w: [80 * w[0] - 240, 20 * w[1] - 20],
    "array": lambda w: np.array([80, 20]) * (w - np.array([3, 1])),
    "float32": lambda w: np.array([80 * (w[0] - 3), 20 * (w[1] - 1)], dtype=np.float32),
    "in place": lambda w: w.__isub__([3, 1]).__imul__([80, 20]),
    "differences": lambda w: [
        (h(w[0] + 1e-5, w[1]) - h(w[0] - 1e-5, w[1])) / 2e-5,
        (h(w[0], w[1] + 1e-5) - h(w[0], w[1] - 1e-5)) / 2e-5,
    ],
    "unpacked": lambda w: (lambda x, y: np.array([2 * 40 * (x - 3), 2 * 10 * (y - 1)]))(*w),
}


def walk_with_a_while(gradient, start, rate, steps):
    w, path = start, []
    while len(path) <= steps:
        path.append(w)
        w = w - rate * gradient(w)
    return path


def walk_into_an_array(gradient, start, rate, steps):
    path = np.zeros((steps + 1, len(start)))
    path[0] = start
    for t in range(steps):
        path[t + 1] = path[t] - rate * gradient(path[t])
    return path


def walk_in_place_with_copies(gradient, start, rate, steps):
    path = [start.copy()]
    for _ in range(steps):
        start -= rate * gradient(start)
        path.append(start.copy())
    return path


def walk_by_itself(gradient, start, rate, steps):
    if steps == 0:
        return [start]
    return [start, *walk_by_itself(gradient, start - rate * gradient(start), rate, steps - 1)]


def walk_in_tuples(gradient, start, rate, steps):
    x, y = start
    path = [(x, y)]
    for _ in range(steps):
        east, north = gradient((x, y))
        x, y = x - rate * east, y - rate * north
        path.append((x, y))
        print(x, y)
    return tuple(path)


RIGHT_WALKS = {
    "while": walk_with_a_while,
    "an array": walk_into_an_array,
    "in place": walk_in_place_with_copies,
    "recursion": walk_by_itself,
    "tuples": walk_in_tuples,
    "float32": lambda g, s, r, n: np.array(walk_by_itself(g, s.astype(np.float32), r, n), dtype=np.float32),
    "a list of lists": lambda g, s, r, n: [list(w) for w in walk_by_itself(g, s, r, n)],
}

RIGHT_VALUES = {
    "int and float": 3.0 - 0.004 * 150,
    "other algebra": 3 * (1 - 0.004 * 50),
    "NumPy": np.float64(2.4),
    "float32": np.float32(2.4),
    "array of one": np.array([2.4]),
    "zero-dimensional": np.array(2.4),
    "list of one": [2.4],
    "fraction": Fraction(12, 5),
}


RIGHT = [
    pytest.param(task_id, form, id=f"{task_id} {words}")
    for task_id, forms in {
        "01.1": RIGHT_VALUES,
        "01.2": RIGHT_GRADIENTS,
        "01.3": RIGHT_STEPS,
        "01.4": RIGHT_WALKS,
    }.items()
    for words, form in forms.items()
]


@pytest.mark.parametrize(("task_id", "form"), RIGHT)
def test_a_right_answer_in_another_form_passes(task_id, form, capsys):
    result = verdict(task_id, form)
    assert (result.outcome, result.misconception) == ("passed", None), result.message
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("task_id", "form"), [("01.3", step_in_place), ("01.4", walk_in_place_with_copies)])
def test_a_right_answer_that_changes_its_input_passes_with_a_remark(task_id, form):
    result = verdict(task_id, form)
    changed = {"01.3": "w", "01.4": "start"}[task_id]
    assert result.outcome == "passed"
    assert f"One thing to know: your function also changes the {changed} that it was given" in result.message
    assert "One thing to know" not in verdict(task_id, TASKS[task_id].reference).message


# ---- lesson 01: wrong answers as people write them, and not as the bank does


def walk_same_array(gradient, start, rate, steps):
    w = start
    path = [w]
    for _ in range(steps):
        w -= rate * gradient(w)
        path.append(w)
    return path


def walk_returning_too_early(gradient, start, rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * gradient(path[-1]))
        return path


def walk_two_lists(gradient, start, rate, steps):
    path = walk_by_itself(gradient, start, rate, steps)
    return [w[0] for w in path], [w[1] for w in path]


def walk_extending(gradient, start, rate, steps):
    path = list(start)
    w = start
    for _ in range(steps):
        w = w - rate * gradient(w)
        path += list(w)
    return path


def step_uphill_in_place(w, gradient, rate):
    w += rate * gradient
    return w


def step_nothing_returned(w, gradient, rate):
    w -= rate * gradient


def step_printed(w, gradient, rate):
    print(w - rate * gradient)


def step_without_return(w, gradient, rate):
    new = w - rate * gradient  # noqa: F841


def gradient_by_yield(w):
    yield 80 * (w[0] - 3)
    yield 20 * (w[1] - 1)


@pytest.mark.parametrize(
    ("task_id", "answer", "misconception"),
    [
        ("01.1", [3.6], "uphill"),
        ("01.1", "2.4", "text"),
        ("01.1", None, "nothing"),
        ("01.1", lambda: 2.4, "a function"),
        ("01.1", float("nan"), "not a number"),
        ("01.1", float("inf"), "infinite"),
        ("01.1", 2.4 + 1j, "complex numbers"),
        ("01.1", True, "true or false"),
        ("01.1", {2.4}, "set"),
        ("01.1", [2.4, 2.4], "another shape"),
        ("01.1", [], "another shape"),
        ("01.1", 7.0, None),
        ("01.2", lambda w: np.array([[80 * (w[0] - 3)], [20 * (w[1] - 1)]]), "other brackets"),
        ("01.2", lambda w: [80 * (w[0] - 3), "20"], "text"),
        ("01.2", lambda w: {"east": 1, "north": 2}, "dict"),
        ("01.2", gradient_by_yield, "a generator"),
        ("01.2", lambda w: [[1, 2], 3], "uneven"),
        ("01.2", lambda w: object(), "another object"),
        ("01.2", lambda w: lambda: w, "a function"),
        ("01.2", lambda w: (-80 * (w[0] - 3), -20 * (w[1] - 1)), "downhill"),
        ("01.3", step_uphill_in_place, "uphill"),
        ("01.3", step_nothing_returned, "changes its input"),
        ("01.3", step_printed, "prints instead of returning"),
        ("01.3", step_without_return, "returns nothing"),
        ("01.3", lambda w, g, r: np.array([w[0] - r * g[0], w[1] - r * g[1]]), "only two coordinates"),
        ("01.3", lambda w, g, r: (w - r * g) * np.nan, "not a number"),
        ("01.3", lambda w, g, r: w - 3 * r * g, None),
        ("01.3", np.array([2.4, 5.32]), "not a function"),
        ("01.4", walk_same_array, "one array, many times"),
        ("01.4", walk_returning_too_early, "return inside the loop"),
        ("01.4", walk_two_lists, "each coordinate a row"),
        ("01.4", walk_extending, "all in one row"),
        ("01.4", lambda g, s, r, n: map(g, [s] * n), "a generator"),
    ],
)
def test_wrong_answers_are_named(task_id, answer, misconception):
    result = verdict(task_id, answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1


@pytest.mark.parametrize(
    ("answer", "misconception", "words"),
    [
        (0.0003, "too low", "still 2.47 km from the lodge, and no step led away from it"),
        (0.0002, "too low", "Next: multiply the rate by ten"),
        (0.003, "arrives late", "At the lodge after 22 steps"),
        ([0.003], "arrives late", "At the lodge after 22 steps"),
        (0.01, "passes by", "Near the lodge after 7 steps, and 0.36 km away at step 60"),
        ([0.029, 0.013, 0.0], "too low", "still 0.19 km from the lodge"),
        ([0.029, 0.013, 0.0002], "arrives late", "At the lodge after 17 steps"),
        (0.02, "too high", "some steps led away from it"),
        (0.05, "off the map", "Step 4 leads off the map"),
        (-0.003, "negative", "uphill"),
        (float("nan"), "negative", "no number"),
        ("fast", "not a rate", "You answered: `'fast'`"),
        ([], "not a rate", "a list of them"),
        ([[0.1]], "not a rate", "a list of them"),
        (0, "zero", "With a rate of 0 nobody moves"),
        (0.001, "too low", "Next: double the rate"),
    ],
)
def test_the_way_to_the_lodge_is_judged_by_what_the_skier_does(answer, misconception, words):
    result = verdict("01.5", answer)
    assert (result.outcome, result.misconception) == ("not yet", misconception), result.message
    assert result.message.count("Next: ") == 1
    assert words is None or words in result.message


@pytest.mark.parametrize(
    ("answer", "steps"),
    [(0.007, 10), (0.008, 9), (0.0085, 8), ([0.029, 0.013, 0.006, 0.004], 3), (np.array(0.007), 10)],
)
def test_the_lodge_is_reached_in_as_many_steps_as_descend_says(answer, steps):
    result = verdict("01.5", answer)
    assert result.outcome == "passed"
    assert f"At the lodge after {steps} steps" in result.message
    if np.ndim(answer) == 0:
        assert descend(mountain(), GradientDescent(lr=answer), steps=60).settled_at(0.1) == steps


def test_what_is_not_known_is_said_plainly_with_the_facts():
    assert verdict("01.3", lambda w, g, r: w - 3 * r * g).message == (
        "- With: `w = [3, 5]`, `gradient = [150, -80]`, `rate = 0.004`\n"
        "- Your function returned: `[1.2, 5.96]`\n"
        "- Expected: `[2.4, 5.32]`\n\n"
        "What went wrong here is not among the mistakes that this check knows.\n\n"
        "Next: call your function with step(np.array([3.0]), np.array([150.0]), 0.004), and compare with task 01.1."
    )


def test_a_value_task_does_not_show_the_answer():
    for answer in (3.6, 7.0, None, "text", [1, 2]):
        assert "2.4" not in verdict("01.1", answer).message


def test_the_first_input_that_shows_it_is_shown():
    message = verdict("01.3", lambda w, g, r: w[:2] - r * g[:2]).message
    assert message.startswith("- With: `w = [1, 2, -4]`, `gradient = [-30, 8, 0.5]`, `rate = 0.05`\n")
    assert "\n- Your function returned: `[2.5, 1.6]`\n- Expected: `[2.5, 1.6, -4.025]`\n" in message


def test_a_misconception_may_return_something_other_than_numbers():
    assert same(read(None), read(None), 1e-4)
    assert not same(read(None), read("text"), 1e-4)
    assert not same(read(None), read(0.0), 1e-4)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ([1, 1e-9], [1, 1e-9], True),
        ([1, 2], [1, 2.0001], True),
        ([1, 2], [1, 2.001], False),
        ([1.0, 0.001], [1.0, 0.0011], False),
        ([1e-8, 2e-8], [1e-8, 2.1e-8], False),
        (6e-17, 0, True),
        (0, 6e-17, True),
        (1e-13, 0, False),
        ([1, np.nan], [1, np.nan], True),
        ([1, np.nan], [1, 2], False),
        ([1, np.inf], [1, np.inf], True),
        ([1, 2], [[1, 2]], False),
        (1, [[1]], True),
    ],
)
def test_what_counts_as_the_same_numbers(one, other, alike):
    assert same(read(one), read(other), 1e-4) is alike
