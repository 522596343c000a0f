"""The stored notebooks: run, complete, in the one form, with words for every picture, and links that lead somewhere.

That their outputs are what the code prints is tested by nbval (see the Makefile); here it is made sure that nbval has
something to compare, and that it does compare.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import notebooks  # noqa: E402

STORED = notebooks.stored()
EVERY = [*STORED, *sorted((ROOT / "exercises").glob("*.ipynb"))]


def read(path):
    return nbformat.read(path, as_version=4)


def outputs(notebook):
    return [(cell, output) for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def name(path):
    return f"{path.parent.name}/{path.stem}"


def test_there_are_notebooks():
    assert {"00_start_here", "01_the_mountain"} <= {path.stem for path in STORED}
    assert {path.name for path in (ROOT / "solutions").glob("*.ipynb")} <= {path.name for path in STORED}


@pytest.mark.parametrize("path", STORED, ids=name)
def test_every_cell_was_run_in_order_so_that_there_is_something_to_compare(path):
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1)), "run `make notebooks`"
    working = [cell for cell in cells if not cell.source.startswith("# hint(")]
    assert sum(bool(cell.outputs) for cell in working) >= len(working) / 2
    for cell in cells:
        last = cell.source.strip().splitlines()[-1]
        if re.match(r"(print|show|quiz|check|hint|course_map|set_up|skier)\(", last):
            assert cell.outputs, f"this cell shows nothing:\n{cell.source}"


@pytest.mark.parametrize("path", STORED, ids=name)
def test_nothing_went_wrong_in_it(path):
    for cell, output in outputs(read(path)):
        assert output.output_type != "error", cell.source
        assert output.get("name") != "stderr", cell.source
        data = {kind: value for kind, value in output.get("data", {}).items() if not kind.startswith("image/")}
        text = json.dumps(data) + output.get("text", "")
        assert not re.search(r"/(root|work|tmp|home|Users)/|[A-Z]:\\\\|0x[0-9a-f]{6}", text), cell.source


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_it_is_stored_in_the_one_form(path):
    """What `make notebooks` and `make exercises` write is what is there: text, ids, metadata and all."""
    assert path.read_text(encoding="utf-8") == nbformat.writes(notebooks.normalise(read(path))) + "\n"
    assert path.stat().st_size < 2_000_000


@pytest.mark.parametrize("path", STORED, ids=name)
def test_every_picture_has_words(path):
    for cell, output in outputs(read(path)):
        if "image/png" in output.get("data", {}):
            words = output.metadata["image/png"]["alt"]
            assert len(words) > 60 and re.search(r"\d", words), cell.source
            assert output.data["text/plain"] == f"[Figure: {words}]", "what is compared is what is read aloud"


LINK = re.compile(r"\]\(([^)\s]+)\)")


def links(path):
    if path.suffix == ".ipynb":
        texts = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    else:
        texts = [path.read_text(encoding="utf-8")]
    return [link for text in texts for link in LINK.findall(text)]


@pytest.mark.parametrize("path", [*EVERY, ROOT / "README.md"], ids=name)
def test_links_lead_somewhere(path):
    found = links(path)
    assert found
    for link in found:
        if not link.startswith(("http://", "https://", "#")):
            assert (path.parent / link.split("#")[0]).exists(), link


@pytest.mark.parametrize("path", [path for path in STORED if path.parent.name == "notebooks"], ids=name)
def test_a_lesson_has_its_parts(path):
    texts = [cell.source for cell in read(path).cells if cell.cell_type == "markdown"]
    assert re.match(r"# \d\d · ", texts[0]) and re.search(r"\bIn \d+ minutes\b", texts[0])
    if path.stem.startswith("00"):
        return
    whole = "\n".join(texts)
    for part in ("Play first", "What can go wrong", "In one sentence", "Sources"):
        assert part in whole, part
    assert "*Previous: " in texts[0] and "Next: " in texts[0] and "../exercises/" in texts[0]


def test_each_lesson_leads_to_its_neighbors():
    lessons = [path for path in STORED if path.parent.name == "notebooks"]
    firsts = [read(path).cells[0].source for path in lessons]
    for path, after, first, second in zip(lessons, lessons[1:], firsts, firsts[1:], strict=False):
        assert re.search(rf"\bNext: \[.*?\]\({after.name}\)", first), f"{path.name} does not lead on to {after.name}"
        assert re.search(rf"\bPrevious: \[.*?\]\({path.name}\)", second), f"{after.name} does not lead back"


NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@pytest.mark.parametrize("path", sorted((ROOT / "solutions").glob("*.ipynb")), ids=name)
def test_the_number_of_tasks_is_said_as_it_is(path):
    from lrlib.feedback.bank import TASKS

    many = sum(id.startswith(path.stem[:2]) for id in TASKS)
    words = f"{NUMBERS[many]} task{'s' * (many != 1)}, about "
    (line,) = [line for cell in read(ROOT / "notebooks" / path.name).cells for line in cell.source.splitlines()
               if line.startswith("**Exercise:**")]  # fmt: skip
    assert words in line, f"the end of notebooks/{path.name} says how many tasks there are"
    assert words in read(path).cells[0].source.lower(), f"the top of {name(path)} says how many tasks there are"


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_no_line_of_code_is_cut_off_on_a_small_screen(path):
    """JupyterLab does not wrap code: with its file browser open, a laptop shows some 85 characters of a line."""
    code = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    assert max(len(line) for source in code for line in source.splitlines()) <= 85


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_every_task_and_prediction_that_it_asks_for_is_there(path):
    from lrlib.feedback.bank import TASKS
    from lrlib.feedback.quizzes import QUIZZES

    source = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "code")
    assert set(re.findall(r'\bquiz\("(.+?)"', source)) <= set(QUIZZES)
    asked = set(re.findall(r'\b(?:check|hint)\("(.+?)"', source))
    assert asked <= set(TASKS)
    lesson = path.stem[:2]
    if path.parent.name == "notebooks":
        assert {id for id in QUIZZES if id.startswith(lesson)} <= set(re.findall(r'\bquiz\("(.+?)"', source))
    else:
        assert asked == {id for id in TASKS if id.startswith(lesson)}


@pytest.mark.parametrize("path", sorted((ROOT / "solutions").glob("*.ipynb")), ids=name)
def test_a_task_has_one_title(path):
    from lrlib.feedback.bank import TASKS

    headings = re.findall(r"^## (\d\d\.\d) (.*)$", "\n".join(cell.source for cell in read(path).cells), re.M)
    assert headings == [(task.id, task.title) for task in TASKS.values() if task.id.startswith(path.stem[:2])]


def test_a_cell_of_a_prediction_is_followed_by_a_cell_whose_output_is_folded_away():
    for path in STORED:
        code = [cell for cell in read(path).cells if cell.cell_type == "code"]
        for asking, showing in zip(code, code[1:], strict=False):
            if "quiz(" in asking.source and path.parent.name == "notebooks" and not path.stem.startswith("00"):
                assert showing.metadata.get("jupyter", {}).get("outputs_hidden"), showing.source


@pytest.mark.slow
def test_a_number_that_changes_is_found(tmp_path):
    """The comparison is not vacuous: it passes on a lesson, and fails when one stored number is another."""
    text = (ROOT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")
    for folder, content in {"same": text, "other": text.replace("(30 minutes)", "(31 minutes)", 1)}.items():
        (tmp_path / folder / "notebooks").mkdir(parents=True)
        for lesson in (ROOT / "notebooks").glob("*.ipynb"):  # the map links the lessons that are there
            (tmp_path / folder / "notebooks" / lesson.name).touch()
        (tmp_path / folder / "notebooks" / "00_start_here.ipynb").write_text(content, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "conftest", "--nbval"]
    command += ["--rootdir", tmp_path, *tmp_path.glob("*/notebooks/00_start_here.ipynb")]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    failed = re.findall(r"^FAILED .*?(\w+)/notebooks/", run.stdout, re.M)
    assert failed == ["other"], run.stdout
