"""A notebook as it is read on the web: by someone who has no Python, and whom nothing answers but the page.

A prediction's choices open to their answers, what a prediction would give away is folded, hints open one by one, and a
solution has a page of its own. Words and numbers are those that the notebook is stored with, which the tests compare.
"""

import hashlib
import html
import re
from base64 import b64decode

import nbformat

from lrlib.explorables.widget import INVITATION
from lrlib.feedback.bank import TASKS
from lrlib.feedback.predictions import heading, to_html
from lrlib.feedback.quizzes import QUIZZES
from notebooks import WIDGET

VERDICT = "application/vnd.lrlib.verdict+json"
QUIZ = re.compile(r'^quiz\("([\d.]+)"\)$', re.M)
HINT = re.compile(r'^# hint\("([\d.]+)"\)$')


def lesson(notebook, views, pictures):
    """A lesson's page as a notebook of its own, with `views` as in `explorable`."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cell.outputs = outputs(cell, iter(views.get(index, ())), pictures)
            if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
                cell.metadata.tags = [*cell.metadata.get("tags", []), "hide-output"]
            if QUIZ.fullmatch(cell.source.strip()):  # the question is there, and the call would tell a reader nothing
                cell.metadata.tags = [*cell.metadata.get("tags", []), "remove-input"]
    return notebook


def outputs(cell, views, pictures):
    """A cell's outputs with a form for a question, and each picture and each explorable as a figure."""
    if asked := QUIZ.search(cell.source):
        return [as_html(form(QUIZZES[asked.group(1)]))]
    shown = []
    for output in cell.outputs:
        data = output.get("data", {})
        if data.get("text/plain") == INVITATION:
            shown[-1] = as_html(explorable(shown[-1].data["text/html"], next(views)))
        elif "image/png" in data:
            shown.append(as_html(picture(output, pictures)))
        elif "lrlib-afterword" not in data.get("text/html", ""):
            data.pop(VERDICT, None)  # says again, for the tools of a teacher, what the text says
            shown.append(output)
    return shown


def as_html(text):
    return nbformat.v4.new_output("display_data", {"text/html": text})


def picture(output, folder):
    """The picture of an output, written into `folder` under a name made of what is in it, as an element of HTML."""
    png, known = b64decode(output.data["image/png"]), output.metadata["image/png"]
    file = folder / f"{hashlib.sha256(png).hexdigest()[:16]}.png"
    file.write_bytes(png)
    alt = html.escape(known["alt"])
    size = f'width="{known["width"]}" height="{known["height"]}"'
    return f'<img src="../_static/{folder.name}/{file.name}" alt="{alt}" {size}>'


def explorable(still, model, **data):
    """The place of an explorable: its plain picture `still`, and what page.js needs to find the state of `model`."""
    view = f'<script type="{WIDGET}">{{"model_id": "{model}"}}</script>'
    attributes = "".join(f' data-{name}="{value}"' for name, value in data.items())
    return f'<div class="live"{attributes}>{still}{view}</div>'


def form(asked):
    """A prediction: the question, and choices that open to their answers. None is open before it is chosen."""
    choices = [
        f"<details><summary><b>{letter}</b> {to_html(choice.text)}</summary>"
        f"<p><strong>{heading(asked, letter)}</strong> {to_html(choice.response)}</p></details>"
        for letter, choice in zip(asked.letters, asked.choices, strict=True)
    ]
    question = f"<p><strong>Prediction {asked.id}.</strong> {to_html(asked.question)} <em>Choose one.</em></p>"
    return f'<div class="prediction">{question}{"".join(choices)}</div>'


def exercise(notebook, stem, binder):
    """An exercise's page: each task with its hints, and at the end the way to the solution, both folded."""
    notebook.cells = [hints(cell) for cell in notebook.cells]
    where = f"[Open the notebook on Binder]({binder}), or on your own machine with `make lab`, and `check` does."
    note = "On this page the hints are below each task, and nothing looks at your answer."
    notebook.cells.insert(1, words(f"*{note} {where}*"))
    notebook.cells.append(words(folded("The solution", f"[All tasks, solved](../solutions/{stem}.ipynb)")))
    return notebook


def hints(cell):
    """The cell that asks for a hint as the hints themselves, any other as it is."""
    asked = HINT.match(cell.source.strip())
    if cell.cell_type != "code" or not asked:
        return cell
    texts = TASKS[asked.group(1)].hints
    return words("\n\n".join(folded(f"Hint {n} of {len(texts)}", text) for n, text in enumerate(texts, 1)))


def solution(notebook, stem, pictures):
    """A solution's page, with a head of its own. No search finds it, and only its exercise leads to it."""
    notebook = lesson(notebook, {}, pictures)
    title = re.match("# Exercises (.+)", notebook.cells[0].source).group(1)
    notebook.cells[0].source = f"# Solutions {title}\n\n*[The lesson](../notebooks/{stem}.ipynb)*"
    notebook.cells = [cell for cell in notebook.cells if not HINT.match(cell.source.strip())]
    notebook.metadata |= {"orphan": True, "nosearch": True}
    return notebook


def words(markdown):
    cell = nbformat.v4.new_markdown_cell(markdown)
    cell.id = hashlib.sha256(markdown.encode()).hexdigest()[:16]  # the same whenever it is made
    return cell


def folded(summary, markdown):
    return f"<details><summary>{summary}</summary>\n\n{markdown}\n\n</details>"
