"""Exercises: made from the solutions, unsolved they say so and raise nothing, and nobody's work is written over."""

import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import exercises  # noqa: E402
import notebooks  # noqa: E402

VERDICT = "application/vnd.lrlib.verdict+json"
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))


def name(path):
    return path.stem


def verdicts(notebook):
    """Every verdict that the cells of a notebook gave: (task, outcome)."""
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    found = [output.data[VERDICT] for output in outputs if VERDICT in output.get("data", {})]
    return [(verdict["task"], verdict["outcome"]) for verdict in found]


def tasks_of(path):
    from lrlib.feedback.bank import TASKS

    return [id for id in TASKS if id.startswith(path.stem[:2])]


@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_the_exercise_is_what_its_solution_makes_of_it(path):
    made = nbformat.writes(exercises.exercise_of(nbformat.read(path, as_version=4))) + "\n"
    there = ROOT / "exercises" / path.name
    if exercises.is_worked_on(there):
        pytest.skip(f"somebody works in {there.name}")
    assert there.read_text(encoding="utf-8") == made, "run `make exercises`"


@pytest.mark.slow
@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_unsolved_it_runs_to_the_end_and_says_not_attempted(path, tmp_path):
    exercise = exercises.exercise_of(nbformat.read(path, as_version=4))
    notebooks.execute(exercise, tmp_path)
    assert verdicts(exercise) == [(task, "not attempted") for task in tasks_of(path)]


@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_the_solution_passes_every_check(path):
    found = verdicts(nbformat.read(path, as_version=4))
    assert {outcome for _, outcome in found} == {"passed"}
    assert {task for task, _ in found} == set(tasks_of(path))


@pytest.mark.parametrize("path", SOLUTIONS, ids=name)
def test_nothing_of_the_solution_is_left(path):
    solution = nbformat.read(path, as_version=4)
    text = "\n".join(cell.source for cell in exercises.exercise_of(solution).cells)
    assert "# solution" not in text
    for cell in solution.cells:
        for line in cell.source.splitlines():
            if line.endswith("# solution"):
                assert line.removesuffix("# solution").strip() not in text
        if "solution" in cell.metadata.get("tags", []):
            assert cell.source not in text


@pytest.mark.parametrize(
    ("solved", "blank"),
    [
        ("x = 3 * 4  # solution", "x = ..."),
        ("a, b = 3, 4  # solution", "a, b = ..."),
        ("def f(w):\n    return w + 1  # solution\n\n\nf(1)", "def f(w):\n    return ...\n\n\nf(1)"),
        ("def f(w):\n    w = w + 1  # solution\n    return w  # solution", "def f(w):\n    ..."),
        ("x = 1\ny = x == 2  # solution\nz = 3", "x = 1\ny = ...\nz = 3"),
        ("show(x)  # solution", "..."),
        ("x += 1  #solution  ", "..."),
        ("x = 1  # the solution, in words", "x = 1  # the solution, in words"),
    ],
)
def test_blanks(solved, blank):
    assert exercises.blanked(solved) == blank


@pytest.fixture
def folders(tmp_path):
    """A solution, and the exercise made from it."""
    solutions, made = tmp_path / "solutions", tmp_path / "exercises"
    solutions.mkdir()
    cells = [nbformat.v4.new_markdown_cell("Task"), nbformat.v4.new_code_cell("x = 3  # solution")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), solutions / "01.ipynb")
    assert exercises.make(solutions, made) == []
    return solutions, made


def change_the_solution(solutions):
    notebook = nbformat.read(solutions / "01.ipynb", as_version=4)
    notebook.cells[0].source = "Another task"
    nbformat.write(notebook, solutions / "01.ipynb")


def test_an_exercise_that_nobody_has_touched_is_made_anew(folders):
    solutions, made = folders
    change_the_solution(solutions)
    ran = nbformat.read(made / "01.ipynb", as_version=4)
    ran.cells[1].outputs = [nbformat.v4.new_output("stream", text="3")]  # running it is not working in it
    nbformat.write(ran, made / "01.ipynb")
    assert exercises.make(solutions, made) == []
    assert nbformat.read(made / "01.ipynb", as_version=4).cells[0].source == "Another task"


@pytest.mark.parametrize("work", ["an answer", "a new cell", "half a file"])
def test_what_somebody_has_worked_in_is_kept(folders, work):
    solutions, made = folders
    mine = nbformat.read(made / "01.ipynb", as_version=4)
    if work == "an answer":
        mine.cells[1].source = "x = 4"
    else:
        mine.cells.append(nbformat.v4.new_code_cell("my = 'notes'"))
    text = nbformat.writes(mine)
    (made / "01.ipynb").write_text(text[: len(text) // 2] if work == "half a file" else text, encoding="utf-8")
    before = (made / "01.ipynb").read_bytes()
    change_the_solution(solutions)
    assert exercises.make(solutions, made) == [made / "01.ipynb"]
    assert (made / "01.ipynb").read_bytes() == before
