"""Make slides of the lessons, for a room (`make slides`): what one looks at on the wall, what one says in the notes.

    python tools/slides.py                              build/slides: a deck for every lesson, and an index
    python tools/slides.py notebooks/01_the_mountain.ipynb   only this one

A deck is the lesson as it is stored, cut by a few rules: a heading begins a slide; formulas, tables and what the lesson
says in bold stay on it; code, its printed output, each figure and each prediction have slides of their own; all other
text is for the speaker's notes (press S). The answer to a prediction is not on its slide. reveal.js shows them; it lies
beside the decks, so that they work from a disk, with no network.
"""

import html
import re
import shutil
import sys
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import nbformat
from nbconvert.filters import Highlight2HTML

sys.path.insert(0, str(Path(__file__).parent.parent))

from lrlib.explorables.widget import INVITATION  # noqa: E402
from lrlib.feedback.predictions import to_html  # noqa: E402
from lrlib.feedback.quizzes import QUIZZES  # noqa: E402
from mathml import FONTS  # noqa: E402
from notebooks import ROOT  # noqa: E402
from page import markdown  # noqa: E402

SLIDES = ROOT / "build" / "slides"
QUIZ = re.compile(r'\bquiz\("([\d.]+)"\)')
HEADING = re.compile(r"#{2,3} (.+)\n?")
CLAIM = re.compile(r"(?<!\*)\*\*(?=\S)(.{25,}?)(?<=\S)\*\*(?!\*)", re.S)
ROWS = 11  # of a table that a slide holds beside its heading
SHORT = 500  # letters of a list
LINES = 15  # of code, or of what it prints; of both together there may be two more
WIDTH, HEIGHT = 1280, 720
ANSWER = "What you saw, and why"
DECK = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="reveal/reset.css">
<link rel="stylesheet" href="reveal/reveal.css">
<style>{style}</style>
</head>
<body>
<div class="reveal"><main class="slides">
{slides}
</main></div>
<script src="reveal/reveal.js"></script>
<script src="reveal/notes.js"></script>
<script>
// A formula that is wider than the slide is made as small as it has to be.
function fit({{ currentSlide: slide }}) {{
  for (const formula of slide.querySelectorAll('math[display="block"]')) {{
    const width = (element) => element.getBoundingClientRect().width;
    formula.style.width = "max-content";
    const share = width(formula.parentElement) / width(formula);
    formula.style.width = "";
    if (share < 1) formula.style.fontSize = `${{Math.floor(share * 105)}}%`;
  }}
}}
Reveal.on("ready", fit);
Reveal.on("slidechanged", fit);
Reveal.initialize({{
  width: {width}, height: {height}, margin: 0.03, hash: true, slideNumber: "c/t", transition: "none",
  plugins: [RevealNotes],
}});
</script>
</body>
</html>
"""
STYLE = (Path(__file__).parent / "slides.css").read_text(encoding="utf-8")


@dataclass
class Slide:
    """A heading, what is seen below it, and what is said.

    kind   "title", "words", "code", "picture" or "question"
    """

    kind: str
    heading: str = ""
    body: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def html(self):
        heading = f"<h2>{inline(self.heading)}</h2>" if self.heading else ""
        notes = f'<aside class="notes">{markdown(chr(10).join(self.notes))}</aside>' if self.notes else ""
        return f'<section class="{self.kind}">{heading}{"".join(self.body)}{notes}</section>'


def inline(text):
    """A line of Markdown without the paragraph around it."""
    return re.sub(r"^<p>|</p>\s*$", "", markdown(text))


def slides_of(notebook):
    """The slides of a lesson."""
    slides, section = [title_slide(notebook.cells[0].source)], ""
    for cell in notebook.cells[1:]:
        if cell.cell_type == "code":
            slides += code_slides(cell, section)
            continue
        for part in re.split(r"(?m)^(?=#{2,3} )", cell.source):
            if match := HEADING.match(part):
                section = match.group(1)
            add_words(slides, part, section)
    return slides


def title_slide(source):
    """The first cell: its title, and the promise, which is in bold."""
    title = re.match(r"# (.+)", source).group(1)
    promise = CLAIM.search(source).group(1)
    return Slide("title", title, [f"<p>{inline(promise)}</p>"], [source.split(promise)[1].strip("* \n")])


def add_words(slides, text, section):
    """What a piece of text shows, on a slide of its own; where there is nothing to show it is for the notes alone."""
    heading = HEADING.match(text)
    text = re.sub(r"</?(details|summary|b|i)>|<details[^>]*>", "", HEADING.sub("", text, count=1)).strip()
    pieces = seen(text)
    if heading and heading.group(1).startswith("Source"):
        slides.append(Slide("words", heading.group(1), notes=[text]))
    elif heading or pieces:
        name = ANSWER if not heading and text.startswith(ANSWER) else section
        slides.append(Slide("words", name, pieces or [f"<p>{inline(first_sentence(text))}</p>"], [text]))
    elif text:
        slides[-1].notes.append("\n" + text)


def first_sentence(text):
    """The first sentence of a text, with its emphasis: what a slide says that has nothing else to show."""
    match = re.match(r"(.+?[.?])(?=\s|$)", re.sub(r"\s+", " ", text))
    return match.group(1) if match else text


def seen(text):
    """The pieces of a text that are worth a wall: formulas on lines of their own, tables, lists, claims in bold."""
    pieces = []
    for block in re.split(r"\n\s*\n", text):
        if block.startswith("|"):
            head, rule, *rows = block.splitlines()
            pieces.append(markdown("\n".join([head, rule, *rows[:ROWS]])))
        elif block.startswith("$$") or (re.match(r"(1\.|-) ", block) and len(block) < SHORT):
            pieces.append(markdown(block))
        else:
            claims = [re.sub(r"\s+", " ", claim) for claim in CLAIM.findall(block)]
            pieces += [f"<p class='claim'>{inline(claim)}</p>" for claim in claims]
    return pieces


def code_slides(cell, heading):
    """A code cell: a question if it asks one, else the code with what it prints, and a slide for each picture."""
    if asked := QUIZ.search(cell.source):
        return [question(QUIZZES[asked.group(1)])]
    printed, pictures, live = [], [], False
    for output in cell.outputs:
        data = output.get("data", {})
        live |= data.get("text/plain") == INVITATION
        if "image/png" in data:
            pictures.append((data["image/png"], output.metadata["image/png"]["alt"]))
        elif output.output_type == "stream":
            printed += output.text.rstrip("\n").splitlines()
    slides = []
    lines = cell.source.count("\n") + 1
    shown = printed[:LINES] + (["…"] if len(printed) > LINES else [])
    text = [f"<pre class='printed'>{html.escape(chr(10).join(shown))}</pre>"] if shown else []
    if lines <= LINES and not live:
        source = f"<div class='source'>{color(cell.source)}</div>"
        together = lines + len(shown) <= LINES + 2
        slides.append(Slide("code", heading, [source, *text] if together else [source]))
        text = [] if together else text
    if text:
        slides.append(Slide("code", heading, text))
    for png, alt in pictures:
        words = "<p class='live'>Live in the notebook: play it there.</p>" if live else ""
        image = f'<img src="data:image/png;base64,{png.strip()}" alt="{html.escape(alt)}">'
        slides.append(Slide("picture", heading if live else "", [image, words], [alt]))
    return slides


def color(source):
    """Python as HTML with the classes that slides.css gives colors to."""
    return Highlight2HTML()(source)


def question(asked):
    """A prediction, with its choices and without their answers."""
    choices = "".join(f"<li>{to_html(choice.text)}</li>" for choice in asked.choices)
    body = [f"<p>{to_html(asked.question)}</p>", f'<ol type="A">{choices}</ol>']
    return Slide("question", f"Prediction {asked.id}", body, ["Hands first, then two minutes with a neighbor."])


def deck(notebook, title):
    """The whole page of a lesson's slides."""
    slides = "\n".join(slide.html() for slide in slides_of(notebook))
    return DECK.format(title=html.escape(title), style=FONTS + STYLE, slides=slides, width=WIDTH, height=HEIGHT)


def write_decks(paths, folder=SLIDES):
    """A deck for each lesson, reveal.js beside them, and an index of all decks that are there."""
    reveal = Path(find_spec("sphinx_revealjs").origin).parent / "_static" / "revealjs"
    (folder / "reveal").mkdir(parents=True, exist_ok=True)
    for file in ("dist/reset.css", "dist/reveal.css", "dist/reveal.js", "plugin/notes/notes.js", "LICENSE"):
        shutil.copy(reveal / file, folder / "reveal")
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        title = re.match(r"# (.+)", notebook.cells[0].source).group(1)
        (folder / f"{path.stem}.html").write_text(deck(notebook, title), encoding="utf-8", newline="\n")
        print(f"wrote {folder / path.stem}.html", flush=True)
    decks = sorted(folder.glob("[0-9][0-9]_*.html"))
    titles = [re.search(r"<title>(.+)</title>", file.read_text(encoding="utf-8")).group(1) for file in decks]
    items = "".join(f'<li><a href="{file.name}">{title}</a></li>' for file, title in zip(decks, titles, strict=True))
    page = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Slides</title><h1>Slides</h1><ul>{items}</ul>'
    (folder / "index.html").write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    named = [Path(name).resolve() for name in sys.argv[1:]]
    write_decks(named or sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")))
