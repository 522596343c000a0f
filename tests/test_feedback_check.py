"""check, hint and course_map: what is shown, and that nothing a learner hands over can break it."""

import dataclasses
import re
import subprocess
import sys
import threading
import time
from html.parser import HTMLParser

import numpy as np
import pytest

import lrlib.feedback.checking as checking
from lrlib.feedback import check, course, course_map, hint, hinting, progress, verdict
from lrlib.feedback.bank import TASKS
from lrlib.feedback.quizzes import QUIZZES
from lrlib.feedback.task import Task, not_yet, passed
from lrlib.feedback.words import LONGEST, code, shown


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch):
    """A learner who has done nothing yet."""
    monkeypatch.setenv("LRLIB_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr(progress, "unsaved", progress.Progress())
    monkeypatch.setattr(hinting, "asked", {})


@pytest.fixture
def impatient(monkeypatch):
    """The tasks with a third of a second for each call."""
    quick = {id: dataclasses.replace(task, seconds=0.3) for id, task in TASKS.items()}
    monkeypatch.setattr(checking, "TASKS", quick)


@pytest.fixture
def page(monkeypatch):
    """What is displayed, as a list of mime bundles."""
    bundles = []
    monkeypatch.setattr("IPython.get_ipython", lambda: object())
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


# ---- what is shown


def test_check_shows_a_bundle_and_returns_nothing(page):
    assert check("01.1", 3.6) is None
    (bundle,) = page
    assert bundle["application/vnd.lrlib.verdict+json"] == {
        "task": "01.1",
        "outcome": "not yet",
        "misconception": "uphill",
    }
    assert bundle["text/plain"].startswith(
        "↻ 01.1 One step, by hand: not yet.\n\n- You answered: `3.6`\n\nIt looks as if"
    )
    assert "**↻ 01.1 One step, by hand: not yet.**" in bundle["text/markdown"]
    assert set(bundle) == {"text/plain", "text/markdown", "application/vnd.lrlib.verdict+json"}


def test_the_four_outcomes_have_a_word_and_a_sign_each(page):
    check("01.1")
    check("01.1", 2.4)
    check("01.1", 7)
    check("01.3", lambda w, g, r: 1 / 0)
    assert [bundle["text/plain"].splitlines()[0] for bundle in page] == [
        "○ 01.1 One step, by hand: not attempted yet.",
        "✓ 01.1 One step, by hand: passed.",
        "↻ 01.1 One step, by hand: not yet.",
        "▲ 01.3 The rule for a step: your code stopped before its end.",
    ]


def test_without_a_notebook_it_is_printed(capsys):
    check("01.1", 2.4)
    assert capsys.readouterr().out.startswith("✓ 01.1 One step, by hand: passed.\n")


def test_passing_is_remembered_and_nothing_else(page):
    check("01.1", 7)
    check("01.2", ...)
    assert progress.read() == progress.Progress()
    check("01.1", 2.4)
    check("01.1", 7)
    assert progress.read().passed == {"01.1"}


@pytest.mark.parametrize("wrong_id", ["01.9", "1.1", "", 1.1, None, ..., [], "<b>`$x$`", lambda: 0, np.zeros(3)])
def test_an_unknown_task_is_answered_with_the_known_ones(page, wrong_id):
    check(wrong_id, 2.4)
    assert page[0]["text/plain"].startswith("○ Which task?\n\nThere is no task `")
    assert "01.1, 01.2, 01.3, 01.4" in page[0]["text/plain"]


def test_a_mistake_of_ours_shows_no_traceback(page, monkeypatch):
    monkeypatch.setattr(checking, "judge", lambda task, answer: 1 / 0)
    check("01.1", 2.4)
    assert "This check itself failed (`ZeroDivisionError`)" in page[0]["text/plain"]


# ---- not attempted


def only_dots(w, gradient, rate): ...


def only_a_docstring(w, gradient, rate):
    """The new position."""


def only_pass(w, gradient, rate):
    """The new position."""
    pass
    ...


def not_implemented(w, gradient, rate):
    raise NotImplementedError("write me")


def dots_at_the_end(w, gradient, rate):
    new = ...
    return new


def dots_in_a_list(w, gradient, rate):
    return [w[0] - rate * gradient[0], ...]


def dots_in_an_array(w, gradient, rate):
    return np.array([1.0, ...])


def dots_in_the_algebra(w, gradient, rate):
    return w - ... * gradient


class NothingYet:
    def __call__(self, w, gradient, rate):
        """To do."""


@pytest.mark.parametrize(
    "stub",
    [
        ...,
        [...],
        (1.0, [...]),
        only_dots,
        only_a_docstring,
        only_pass,
        not_implemented,
        dots_at_the_end,
        dots_in_a_list,
        dots_in_an_array,
        dots_in_the_algebra,
        NothingYet(),
        lambda w, g, r: ...,
    ],
)
def test_what_has_not_been_begun_is_not_attempted(stub):
    result = verdict("01.3", stub)
    assert (result.outcome, result.misconception) == ("not attempted", None)


def test_a_missing_answer_is_not_attempted():
    assert verdict("01.1").outcome == verdict("01.3").outcome == "not attempted"


def test_a_body_is_recognized_without_its_source():
    space = {}
    exec("def empty(w, g, r):\n    'later'\ndef begun(w, g, r):\n    print(w)", space)
    assert verdict("01.3", space["empty"]).outcome == "not attempted"
    assert verdict("01.3", space["begun"]).outcome == "not yet"


# ---- code that raises, or does not end


def raises_zero_division(w, gradient, rate):
    nothing = 0
    return w / 1 + 1 / nothing


def raises_in_a_helper(w, gradient, rate):
    return helper(w)


def helper(w):
    return [1, 2][7]


def raises_in_numpy(w, gradient, rate):
    return np.reshape(w, (5, 5, 5))


def raises_in_a_gradient_of_ours(gradient, start, rate, steps):
    return gradient(start, rate)


def calls_itself(w, gradient, rate):
    return calls_itself(w, gradient, rate)


def leaves(w, gradient, rate):
    sys.exit(3)


def interrupts(w, gradient, rate):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("task_id", "function", "error", "line"),
    [
        ("01.3", raises_zero_division, "ZeroDivisionError: division by zero", "return w / 1 + 1 / nothing"),
        ("01.3", raises_in_a_helper, "IndexError: list index out of range", "return [1, 2][7]"),
        ("01.3", raises_in_numpy, "ValueError: cannot reshape array", "return np.reshape(w, (5, 5, 5))"),
        ("01.4", raises_in_a_gradient_of_ours, "TypeError: ", "return gradient(start, rate)"),
        ("01.3", calls_itself, "RecursionError: maximum recursion", "return calls_itself(w, gradient, rate)"),
        ("01.3", leaves, "SystemExit: 3", "sys.exit(3)"),
        ("01.3", interrupts, "KeyboardInterrupt`", "raise KeyboardInterrupt"),
    ],
)
def test_code_that_raises_is_told_with_the_learners_own_line(task_id, function, error, line):
    result = verdict(task_id, function)
    assert (result.outcome, result.misconception) == ("raised", None)
    assert f"- Your code raised `{error}" in result.message
    assert f", in this line: `{line}`\n\nNext: " in result.message
    assert "- With: `" in result.message
    assert "Traceback" not in result.message


EIGHTY = 80  # Python warns where a number itself is called, and that is not what is tested


@pytest.mark.parametrize(
    ("task_id", "function", "next_step"),
    [
        ("01.2", lambda w: [EIGHTY(w[0] - 3), 20 * (w[1] - 1)], "Python needs the *"),
        ("01.2", lambda w: [40 * (w[0] - 3) ^ 2, 0], "write a power with two stars"),
        ("01.3", lambda w, gradient, rate: w - rate * gradient(w), "it is an array already, no function"),
        ("01.4", lambda gradient, start, rate, steps: [start - rate * gradient], "call the function"),
        ("01.3", lambda w, gradient, rate: (lambda x, y: 0)(*unpacked_in_two(w)), "compute with the whole array"),
        ("01.4", lambda g, s, r, n: [hill.start], "is one of your function's inputs"),  # noqa: F821
    ],
)
def test_what_beginners_write_is_told_what_it_means(task_id, function, next_step):
    result = verdict(task_id, function)
    assert result.outcome == "raised"
    assert next_step in result.message.split("Next: ")[1]


def unpacked_in_two(w):
    x, y = w
    return x, y


@pytest.mark.parametrize("function", [lambda: 1, lambda w: w, lambda w, g, r, steps: w, lambda w, *, g, r: w])
def test_a_function_with_other_inputs_is_told_which_ones(function):
    message = verdict("01.3", function).message
    assert message.endswith("Next: let your function take 3 inputs, in this order: w, gradient, rate.")


def never_ends(w, gradient, rate):
    while True:
        w = w + 0


def never_ends_and_catches_everything(w, gradient, rate):
    while True:
        try:  # noqa: SIM105
            w = w + 0
        except:  # noqa: E722
            pass


def swallows_the_first_attempts(w, gradient, rate):
    for _ in range(3):
        try:  # noqa: SIM105
            never_ends(w, gradient, rate)
        except:  # noqa: E722
            pass
    never_ends(w, gradient, rate)


def prints_for_ever(w, gradient, rate):
    while True:
        print("still here")


LOOPS = [never_ends, never_ends_and_catches_everything, swallows_the_first_attempts, prints_for_ever]


@pytest.mark.parametrize("function", LOOPS)
def test_an_endless_loop_is_stopped(impatient, function, capsys):
    before, began = threading.active_count(), time.monotonic()
    result = verdict("01.3", function)
    assert (result.outcome, result.misconception) == ("raised", "endless")
    assert "still running after 0.3 seconds and was stopped, in this line: `" in result.message
    assert time.monotonic() - began < 3
    assert threading.active_count() == before, "the loop still runs"
    print("the page is given back")
    assert capsys.readouterr().out == "the page is given back\n"


def test_a_call_that_cannot_be_stopped_is_left_behind(impatient):
    result = verdict("01.3", lambda w, g, r: time.sleep(2))
    assert (result.outcome, result.misconception) == ("raised", "endless")
    assert "after 0.3 seconds and was given up. It could not be stopped and runs on: restart the ker" in result.message


class CannotBeShown:
    def __repr__(self):
        raise RuntimeError("no")

    __str__ = __repr__


class UnreadableError(Exception):
    def __str__(self):
        raise RuntimeError("no")


def raises_something_unreadable(w, gradient, rate):
    raise UnreadableError


def cycle():
    loop = []
    loop.append(loop)
    return loop


@pytest.mark.parametrize(
    "value",
    [
        CannotBeShown(),
        [CannotBeShown()],
        cycle(),
        "\ud800 half a character",
        10**400,
        [10**400],
        np.array(["a", None], dtype=object),
        np.zeros((0, 2)),
        np.zeros((3, 0, 2)),
        np.array([np.nan, np.inf]),
        np.ma.masked_array([1.0, 2.0], [True, False]),
        np.datetime64("2026-01-01"),
        np.zeros(2, dtype=[("x", float)]),
        range(10**9),
        "x" * 10**6,
        [[]],
        type,
        Exception("x"),
        np.zeros(10**6),
        memoryview(b"ab"),
        iter([1, 2]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_value_breaks_the_check(page, value):
    check("01.1", value)
    check("01.3", lambda w, g, r: value)
    for bundle in page:
        assert bundle["application/vnd.lrlib.verdict+json"]["outcome"] == "not yet"
        assert len(bundle["text/plain"]) < 2000
        bundle["text/markdown"].encode()  # fails for half a character


def test_an_exception_that_cannot_be_shown(page):
    check("01.3", raises_something_unreadable)
    assert "Your code raised `UnreadableError`" in page[0]["text/plain"]


def test_global_state_and_stdout_are_given_back():
    out, err = sys.stdout, sys.stderr
    for function in (never_begins, leaves, raises_zero_division):
        verdict("01.3", function)
    assert (sys.stdout, sys.stderr) == (out, err)


def never_begins(w, gradient, rate, more):
    return w


def test_every_call_gets_fresh_arguments():
    """A function that spoils its arguments spoils them for nobody else."""

    def spoils(w, gradient, rate):
        right = w - rate * gradient
        w[:] = 0
        gradient[:] = np.nan
        return right

    assert verdict("01.3", spoils).outcome == "passed"
    assert verdict("01.3", lambda w, g, r: w - r * g).outcome == "passed"


# ---- what a learner wrote is shown as text, whatever it is

NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</div></code><b>bold</b>",
    "`code` ``more`` ```most```",
    "`",
    "``",
    "`starts and ends`",
    "$x^2$ and $$y$$ and \\(z\\)",
    "**bold** _it_ [link](http://example.org) ![i](x.png)",
    "a | b | c",
    "line\n\n# heading\n- item",
    "&lt;b&gt; &amp;",
    "\x1b[31mred\x00\u202eback",
    "\\",
    "http://example.org",
    "",
]


class Text(HTMLParser):
    """The tags of a page, and the text inside its code elements."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.codes = set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "code":
            self.codes.append("")

    def handle_data(self, data):
        if self.codes and self.lasttag == "code":
            self.codes[-1] += data


@pytest.mark.parametrize("nasty", NASTY)
def test_learners_text_is_text(page, nasty):
    from nbconvert.filters import markdown2html

    def raises(w, gradient, rate):
        raise ValueError(nasty)

    check("01.1", nasty)
    check("01.3", raises)
    for bundle, prefix in zip(page, ("", "ValueError: "), strict=True):
        parsed = Text(markdown2html(bundle["text/markdown"]))
        assert parsed.tags <= {"div", "p", "strong", "ul", "li", "code"}
        seen = " ".join(text.strip() for text in parsed.codes)
        visible = "".join(c if c.isprintable() else "·" for c in " ".join(nasty.split()))
        if prefix:
            assert (prefix + visible).strip().removesuffix(":") in seen
        else:
            assert shown(nasty).strip() in seen or nasty == ""


def test_long_text_is_cut():
    assert len(code("x" * 10**6)) <= LONGEST + 2
    assert code("x" * 10**6).endswith("…`")
    message = verdict("01.1", list(range(10**5))).message
    assert len(message) < 1000


def test_messages_do_not_tell_where_in_memory_things_lie():
    def raises(w, gradient, rate):
        raise ValueError(f"bad {object()} and {raises}")

    for answer in (raises, lambda w, g, r: object(), lambda w, g, r: [object()], lambda w, g, r: (x for x in w)):
        assert not re.search("0x|x[0-9a-f]{6}", verdict("01.3", answer).message)


# ---- a task of another kind


def test_a_task_with_a_judge_of_its_own(page, monkeypatch):
    def judge(answer):
        if answer() == 3:
            return passed("Three it is.")
        return not_yet("That is not three.\n\nNext: count again.", "miscounted")

    task = Task("01.9", "Three", ("a", "b", "c"), "count.", judge=judge, seconds=0.3)
    monkeypatch.setattr(checking, "TASKS", {"01.9": task})
    assert verdict("01.9", lambda: 3).message == "Three it is."
    assert verdict("01.9", lambda: 4).misconception == "miscounted"
    assert verdict("01.9").outcome == "not attempted"
    assert verdict("01.9", lambda: undefined_name).outcome == "raised"  # noqa: F821
    assert "in this line: `assert" in verdict("01.9", lambda: undefined_name).message  # noqa: F821
    assert verdict("01.9", lambda: never_ends(0, 0, 0)).misconception == "endless"


# ---- hints


def test_hints_come_one_by_one_and_then_the_way_to_the_solution(page):
    for _ in range(5):
        hint("01.3")
    hints = TASKS["01.3"].hints
    texts = [bundle["text/plain"] for bundle in page]
    assert [sum(one in text for one in hints) for text in texts] == [1, 2, 3, 3, 3]
    assert [text.count("Hint") for text in texts] == [1, 2, 3, 3, 3]
    assert "for one more." in texts[0]
    assert "the way to the solution." in texts[2]
    assert "../solutions/" not in texts[2]
    assert "(../solutions/01_the_mountain.ipynb)" in texts[3]
    assert texts[3] == texts[4]


def test_each_task_has_its_own_count_of_hints(page):
    hint("01.3")
    hint("01.2")
    assert "Hint 2 of 3" not in page[1]["text/plain"]


def test_a_hint_can_be_asked_for_by_its_number(page):
    hint("01.3", step=2)
    hint("01.3", step=2)
    assert page[0]["text/plain"] == page[1]["text/plain"] == f"Hint 2 of 3 for task 01.3: {TASKS['01.3'].hints[1]}"


@pytest.mark.parametrize("step", [0, 4, "two", ..., [1], np.zeros(2), 1.5])
def test_a_step_that_is_not_there(page, step):
    hint("01.3", step=step)
    assert page[0]["text/plain"] == "There are three hints for task 01.3: step=1, step=2 and step=3."


def test_a_hint_for_a_task_that_is_not_there(page):
    hint("01.9")
    assert page[0]["text/plain"] == "There is no task `01.9`. In lesson 01 there are: 01.1, 01.2, 01.3, 01.4, 01.5."


# ---- the map


def test_the_map_shows_what_is_done_and_links_what_is_there(page, tmp_path, monkeypatch):
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    (notebooks / "01_the_mountain.ipynb").touch()
    monkeypatch.chdir(notebooks)
    progress.remember_passed("01.1")
    progress.remember_passed("77.7")  # of a lesson that is no more
    progress.remember_answer("01.2", "A")
    assert course_map() is None
    (bundle,) = page
    rows = bundle["text/markdown"].splitlines()
    assert rows[3].startswith("| 01 [The mountain](01_the_mountain.ipynb) | ")
    quizzes, tasks = (sum(id.startswith("01.") for id in table) for table in (QUIZZES, TASKS))
    assert rows[3].endswith(f" | 30 | 1 of {quizzes} predictions, 1 of {tasks} tasks |")
    assert rows[2].startswith("| 00 Start here | ") and rows[2].endswith("| 0 of 1 predictions, 0 of 1 tasks |")
    assert len(rows) == 2 + len(course.LESSONS)
    assert all(row.count("|") == 5 for row in rows)
    plain = f"01 The mountain (30 minutes): 1 of {quizzes} predictions, 1 of {tasks} tasks"
    assert bundle["text/plain"].splitlines()[1] == plain


def test_the_map_finds_the_lessons_from_an_exercise_too(page, tmp_path, monkeypatch):
    for folder in ("notebooks", "exercises"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "01_the_mountain.ipynb").touch()
    monkeypatch.chdir(tmp_path / "exercises")
    course_map()
    assert "[The mountain](../notebooks/01_the_mountain.ipynb)" in page[0]["text/markdown"]


def test_the_lessons_of_the_map():
    assert [lesson.number for lesson in course.LESSONS] == [f"{n:02d}" for n in range(len(course.LESSONS))]
    assert all(10 <= lesson.minutes <= 30 for lesson in course.LESSONS)
    assert all(lesson.stem.startswith(lesson.number + "_") for lesson in course.LESSONS)


# ---- the floor above loads nothing heavy


def test_feedback_loads_neither_torch_nor_matplotlib_nor_widgets():
    heavy = "[m for m in ('torch', 'matplotlib', 'ipywidgets', 'IPython') if m in sys.modules]"
    code = (
        f"import sys, lrlib.feedback as f; f.verdict('01.1', 3.6); f.verdict('01.3', lambda w, g, r: w); print({heavy})"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
