"""Slides: what a room sees of a lesson, and what it must not see yet. The decks themselves are opened in a browser."""

import re
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import slides  # noqa: E402
from lrlib.feedback.predictions import to_html  # noqa: E402
from lrlib.feedback.quizzes import QUIZZES  # noqa: E402

LESSONS = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def made(*cells):
    title = words("# 01 · A title\n\n*Next: x*\n\n**In 10 minutes you learn to fly.**\n\nYou need wings.")
    return slides.slides_of(nbformat.v4.new_notebook(cells=[title, *cells]))


def words(text):
    return nbformat.v4.new_markdown_cell(text)


def code(source, *outputs):
    return nbformat.v4.new_code_cell(source, outputs=list(outputs))


def printed(text):
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def test_a_deck_begins_with_the_title_and_the_promise():
    (first,) = made()
    assert (first.kind, first.heading) == ("title", "01 · A title")
    assert first.body == ["<p>In 10 minutes you learn to fly.</p>"]
    assert first.notes == ["You need wings."]


def test_what_is_in_bold_is_on_the_wall_and_the_rest_in_the_notes():
    text = "## Steps\n\nA long story. **The slope sets the pace of a step.** And more.\n\n"
    text += "$$w - \\eta g$$\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    _, slide = made(words(text))
    assert slide.heading == "Steps"
    seen = "".join(slide.body)
    assert "The slope sets the pace of a step." in seen and "<math" in seen and "<td>2</td>" in seen
    assert "A long story" not in seen and "A long story" in slide.notes[0]


def test_a_section_with_nothing_to_show_begins_with_its_first_sentence():
    _, slide = made(words("## Fog\n\nToday it is foggy. Nobody sees anything."))
    assert slide.body == ["<p>Today it is foggy.</p>"]


def test_words_without_heading_and_without_claims_belong_to_the_slide_before():
    _, slide, *others = made(words("## Fog\n\nIt is foggy."), words("Wait."))
    assert others == [] and "Wait." in slide.notes[-1]


def test_code_and_what_it_prints_share_a_slide_if_there_is_room():
    heading = words("## Two\n\nWords.")
    short = made(heading, code("print(1)", printed("1\n")))
    assert [slide.kind for slide in short[2:]] == ["code"] and len(short[2].body) == 2
    long = made(heading, code("\n".join(["x = 1"] * 12), printed("1\n" * 12)))
    assert [(slide.kind, len(slide.body)) for slide in long[2:]] == [("code", 1), ("code", 1)]
    assert all(slide.heading == "Two" for slide in long[2:])


def test_an_answer_does_not_lend_its_heading_to_what_comes_after():
    text = "<details><summary>What you saw, and why</summary>\n\n**Each step is half as long as the last.**\n</details>"
    *_, answer, last = made(words("## Two\n\nWords."), words(text), code("print(1)", printed("1")))
    assert answer.heading == "What you saw, and why" and "Each step is half" in answer.body[0]
    assert last.heading == "Two"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_prediction_is_asked_and_none_is_answered(path):
    notebook = nbformat.read(path, as_version=4)
    questions = [slide for slide in slides.slides_of(notebook) if slide.kind == "question"]
    ids = [id for id in QUIZZES if id.startswith(path.stem[:2])]
    assert [slide.heading for slide in questions] == [f"Prediction {id}" for id in ids]
    for id, slide in zip(ids, questions, strict=True):
        shown = slide.html()
        for choice in QUIZZES[id].choices:
            assert to_html(choice.text) in shown
            assert to_html(choice.response) not in shown


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_figure_has_a_slide_with_its_words(path):
    notebook = nbformat.read(path, as_version=4)
    figures = [
        output.metadata["image/png"]["alt"]
        for cell in notebook.cells[1:] if cell.cell_type == "code"
        for output in cell.outputs if "image/png" in output.get("data", {})
    ]  # fmt: skip
    pictures = [slide for slide in slides.slides_of(notebook) if slide.kind == "picture"]
    assert [slide.notes[0] for slide in pictures] == figures
    assert all(re.search(r'<img src="data:image/png;base64,[^"]{1000,}" alt="[^"]{60,}">', s.html()) for s in pictures)


# ---- as a room sees them


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("slides")
    slides.write_decks(LESSONS, folder)
    return folder


MEASURE = """
() => Reveal.getSlides().flatMap((slide, index) => {
  Reveal.slide(index);
  const box = slide.getBoundingClientRect(), scale = box.width / slide.offsetWidth, wrong = [];
  for (const element of slide.querySelectorAll("*")) {
    if (element.closest("aside")) continue;
    const { right, bottom } = element.getBoundingClientRect();
    const outside = (right - box.left) / scale > 1281 || (bottom - box.top) / scale > 721;
    if (outside) wrong.push(`${index}: ${element.tagName}`);
    const written = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (written && !element.closest("math") && size < 22) wrong.push(`${index}: ${size} px`);
  }
  return wrong;
})
"""


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_everything_fits_and_can_be_read_from_the_back_row(chromium, decks, path):
    """On a wall of 1280 by 720: nothing is cut off, nothing is smaller than a 32nd of the height, nothing is loaded."""
    page = chromium.new_page(viewport={"width": 1280, "height": 720})
    errors, asked = [], []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((decks / f"{path.stem}.html").as_uri())
    page.wait_for_function("() => window.Reveal?.isReady()")
    assert page.evaluate(MEASURE) == []
    count = page.evaluate("Reveal.getTotalSlides()")
    page.evaluate("Reveal.slide(0)")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == 1 and count > 5
    assert errors == []
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)
    page.close()
