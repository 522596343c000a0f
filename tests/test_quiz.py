"""Predictions: each choice has its answer, the first one is remembered, and the stored notebook stays the same."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from lrlib.feedback import predictions, progress, quiz
from lrlib.feedback.quiz import Choice, Quiz
from lrlib.feedback.quizzes import QUIZZES

CHOICES = [(asked, letter) for asked in QUIZZES.values() for letter in asked.letters]


@pytest.fixture(autouse=True)
def fresh(tmp_path, monkeypatch):
    monkeypatch.setenv("LRLIB_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr(progress, "unsaved", progress.Progress())


@pytest.mark.parametrize("asked", QUIZZES.values(), ids=lambda asked: asked.id)
def test_every_quiz_is_complete(asked):
    assert len(asked.letters) == len(asked.choices) >= 3, "a prediction has three choices or more"
    right = [choice.right for choice in asked.choices]
    assert right.count(True) == 1 and None not in right or set(right) == {None} and asked.id == "00.1"
    assert len({choice.response for choice in asked.choices}) == len(asked.choices)
    for text in (asked.question, *(t for choice in asked.choices for t in (choice.text, choice.response))):
        assert "!" not in text
        assert not set("*_<>$[]") & set(text), "plain text, so that it reads the same as Markdown and as HTML"


def test_the_right_answer_is_not_always_the_same_letter():
    right = [letter for asked, letter in CHOICES if asked.choice(letter).right]
    assert len(set(right)) > 2


@pytest.mark.parametrize("asked", QUIZZES.values(), ids=lambda asked: asked.id)
def test_the_question_is_text_and_gives_nothing_away(asked, capsys):
    assert quiz(asked.id) is None
    out = capsys.readouterr().out
    assert out.startswith(f"Prediction {asked.id}. {asked.question}\n  A: {asked.choices[0].text}\n")
    assert not any(choice.response in out for choice in asked.choices)
    assert progress.read().answers == {}


@pytest.mark.parametrize(("asked", "letter"), CHOICES, ids=lambda value: getattr(value, "id", value))
def test_each_choice_has_its_answer(asked, letter, capsys):
    quiz(asked.id, letter)
    choice = asked.choice(letter)
    head = {True: f"✓ {letter} is right.", False: f"↻ Not {letter}.", None: f"○ {letter} it is."}
    assert capsys.readouterr().out == f"{head[choice.right]} {choice.response}\n\nYour first answer was {letter}.\n"
    assert progress.first_answer(asked.id) == letter


def test_the_first_answer_is_the_commitment(capsys):
    quiz("01.1", "b")
    quiz("01.1", " C ")
    first, second = capsys.readouterr().out.split("Your first answer was B.\n")[:2]
    assert first.startswith("↻ Not B.")
    assert second.startswith("✓ C is right.")


@pytest.mark.parametrize("choice", ["E", "", "AB", 1, ..., [], "<b>"])
def test_a_choice_that_is_not_there(choice, capsys):
    quiz("01.1", choice)
    out = capsys.readouterr().out
    assert out.startswith("Prediction 01.1 has the choices A, B, C, D; `")
    assert progress.read().answers == {}


@pytest.mark.parametrize("quiz_id", ["01.9", "", None, 1.1])
def test_a_prediction_that_is_not_there(quiz_id, capsys):
    quiz(quiz_id)
    out = capsys.readouterr().out
    assert out.startswith("There is no prediction `")
    assert "01.1, 01.2, 01.3, 01.4" in out


# ---- the buttons


def parts(panel):
    row, page = panel.children
    return row.children, page


def test_a_button_for_each_choice_and_an_answer_to_each_press():
    asked = QUIZZES["01.1"]
    buttons, page = parts(predictions.buttons(asked))
    assert [button.description for button in buttons] == ["A", "B", "C", "D"]
    assert buttons[1].tooltip == "B: due south, since the slope north is by far the larger one"
    assert page.value.startswith('<div role="status" aria-live="polite"')
    assert page.value.endswith("></div>"), "nothing is said before a choice is made"
    buttons[0].click()
    assert "<strong>↻ Not A.</strong>" in page.value
    assert "the gradient points to where it rises most" in page.value
    buttons[2].click()
    assert "<strong>✓ C is right.</strong>" in page.value
    assert "<p>Your first answer was A.</p>" in page.value
    assert progress.first_answer("01.1") == "A"


def test_the_first_answer_is_shown_again_when_the_cell_runs_again():
    progress.remember_answer("01.1", "D")
    _, page = parts(predictions.buttons(QUIZZES["01.1"]))
    assert "<strong>↻ Not D.</strong>" in page.value
    assert "<p>Your first answer was D.</p>" in page.value


def test_an_answer_from_a_file_that_names_no_choice_is_passed_over():
    progress.remember_answer("01.1", "<script>")
    _, page = parts(predictions.buttons(QUIZZES["01.1"]))
    assert page.value.endswith("></div>")
    quiz("01.1", "A")


def test_what_goes_wrong_in_a_press_is_said(monkeypatch):
    buttons, page = parts(predictions.buttons(QUIZZES["01.1"]))
    monkeypatch.setattr(predictions, "respond", lambda asked, letter: 1 / 0)
    buttons[2].click()
    assert page.value == 'The answer could not be shown here. It is also in: quiz("01.1", "C")'


def test_an_answer_is_escaped():
    asked = Quiz("x", "?", (Choice("a", "1 < 2 & `w <b>` $x$"), Choice("b", "b", right=True)))
    assert "1 &lt; 2 &amp; <code>w &lt;b&gt;</code> $x$" in predictions.as_html(asked, "A")


# ---- in a notebook


@pytest.fixture
def notebook(tmp_path):
    """A notebook with a prediction, run in a kernel and stored."""
    cells = [
        "from lrlib.feedback import check, course_map, hint, quiz",
        'quiz("01.1")',
        'quiz("01.1", "A")',
        'quiz("01.1")',
        "def step(w, gradient, rate):\n    return w + rate * undefined",
        'check("01.3", step)',
        'check("01.1", 3.6)',
        'hint("01.3")',
        "course_map()",
        "def never(w, gradient, rate):\n    while True:\n        pass",
        "from lrlib.feedback.bank import TASKS\n"
        'object.__setattr__(TASKS["01.3"], "seconds", 0.3)\n'
        'check("01.3", never)',
        "1 + 1",
    ]
    path = tmp_path / "notebook.ipynb"
    stored = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    stored.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    NotebookClient(stored, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    nbformat.write(stored, path)
    return path


def test_a_notebook_with_predictions_is_stored_and_compared_strictly(notebook):
    cells = nbformat.read(notebook, 4).cells
    outputs = [[output.get("data", output) for output in cell.outputs] for cell in cells]
    question, view = outputs[1]
    assert question["text/plain"].startswith("Prediction 01.1.")
    assert view["text/plain"] == ""
    assert "application/vnd.jupyter.widget-view+json" in view
    assert outputs[3][0] == question, "what is stored does not depend on what was answered"
    assert "in this line: `return w + rate * undefined`" in outputs[5][0]["text/plain"]
    stopped = outputs[10][0]["text/plain"]
    assert "in this line: `while True:`" in stopped or "in this line: `pass`" in stopped
    assert outputs[11][0]["text/plain"] == "2", "the kernel is usable after an endless loop"
    # run again from the top, by a learner who has not answered yet
    Path(os.environ["LRLIB_PROGRESS"]).unlink()
    # (the last loop is stopped in whichever of its lines it happens to be)
    stored = nbformat.read(notebook, 4)
    del stored.cells[10]
    nbformat.write(stored, notebook)
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "-p", "no:cacheprovider", str(notebook)]
    result = subprocess.run(command, capture_output=True, text=True, cwd=notebook.parent)
    assert result.returncode == 0, result.stdout
    assert "11 passed" in result.stdout
