"""quiz: a prediction to commit to. The first answer is remembered; every choice is answered."""

import html
import re

from lrlib.feedback import progress
from lrlib.feedback.bank import known_ids
from lrlib.feedback.quizzes import QUIZZES
from lrlib.feedback.showing import boxed, show
from lrlib.feedback.words import code

STYLE = "font-size: var(--jp-content-font-size1, 14px); line-height: 1.5"  # like the text above the buttons


def quiz(quiz_id, choice=None):
    """Ask a question, with a button for each choice; or answer it, where there are no buttons.

    >>> quiz("01.1")
    >>> quiz("01.1", "B")
    """
    asked = QUIZZES.get(str(quiz_id))
    if asked is None:
        text = f"There is no prediction {code(str(quiz_id))}. {known_ids(quiz_id, QUIZZES)}"
        show(boxed(text, "info"), text)
    elif choice is None:
        ask(asked)
    else:
        answer(asked, choice)


def ask(asked):
    """Show the question as text, which stays in the notebook, and below it buttons, which live while a kernel runs."""
    other_way = f'No buttons here? Answer in a cell: quiz("{asked.id}", "A")'
    markdown = [f"**Prediction {asked.id}.** {asked.question}", ""]
    plain = [f"Prediction {asked.id}. {asked.question}"]
    for letter, choice in zip(asked.letters, asked.choices, strict=True):
        markdown.append(f"- **{letter}**: {choice.text}")
        plain.append(f"  {letter}: {choice.text}")
    show("\n".join([*markdown, "", f"<small>{other_way}</small>"]), "\n".join([*plain, other_way]))
    show_buttons(asked)


def answer(asked, choice):
    """Answer a choice in text."""
    letter = str(choice).strip().upper()
    if len(letter) != 1 or letter not in asked.letters:
        text = f"Prediction {asked.id} has the choices {', '.join(asked.letters)}; {code(str(choice))} is none of them."
        show(boxed(text, "info"), text)
        return
    head, response, first = respond(asked, letter)
    kind = {True: "success", False: "warning", None: "info"}[asked.choice(letter).right]
    show(boxed(f"**{head}** {response}\n\n{first}", kind), f"{head} {response}\n\n{first}")


def respond(asked, letter):
    """Remember `letter` if it is the first answer, and say what there is to say to it, in three parts."""
    progress.remember_answer(asked.id, letter)
    first = f"Your first answer was {progress.first_answer(asked.id)}."
    return heading(asked, letter), asked.choice(letter).response, first


def heading(asked, letter):
    """Whether `letter` is right, in a few words."""
    heads = {True: f"✓ {letter} is right.", False: f"↻ Not {letter}.", None: f"○ {letter} it is."}
    return heads[asked.choice(letter).right]


def show_buttons(asked):
    """Show the buttons and a place for the answer, if there is a kernel to answer a click, and ipywidgets."""
    from IPython import get_ipython
    from IPython.display import display

    if getattr(get_ipython(), "kernel", None) is None:
        return
    try:
        panel = buttons(asked)
    except ImportError:
        return
    view = panel._repr_mimebundle_()["application/vnd.jupyter.widget-view+json"]
    # The plain text is empty: it is what a page without a kernel shows, and a description of the widget helps nobody.
    display({"application/vnd.jupyter.widget-view+json": view, "text/plain": ""}, raw=True)


def buttons(asked):
    """A row of buttons, A, B, C, …, and below it the answer to the one that was pressed, or to the first one ever."""
    import ipywidgets

    page = ipywidgets.HTML(as_html(asked, progress.first_answer(asked.id)))
    row = []
    for letter, choice in zip(asked.letters, asked.choices, strict=True):
        button = ipywidgets.Button(description=letter, tooltip=f"{letter}: {choice.text}")
        button.layout.width = "4em"
        button.on_click(lambda button: pressed(asked, button.description, page))
        row.append(button)
    return ipywidgets.VBox([ipywidgets.HBox(row), page])


def pressed(asked, letter, page):
    """Answer a press of a button. What goes wrong in here nobody would see, so it is said in the answer's place."""
    try:
        page.value = as_html(asked, letter)
    except Exception:
        page.value = f'The answer could not be shown here. It is also in: quiz("{asked.id}", "{letter}")'


def as_html(asked, letter):
    """The answer to a choice as HTML, in an element whose changes are read aloud; empty where there is no choice."""
    text = ""
    if letter is not None and letter in asked.letters:
        head, response, first = (to_html(part) for part in respond(asked, letter))
        text = f"<p><strong>{head}</strong> {response}</p><p>{first}</p>"
    return f'<div role="status" aria-live="polite" style="{STYLE}">{text}</div>'


def to_html(text):
    """Plain text with `code` in backticks as HTML."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", html.escape(text))
