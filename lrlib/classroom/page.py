"""The table as one HTML page that needs nothing else: no script, no network, light and dark."""

from html import escape

from lrlib.classroom.reading import NOT_RUN, NOT_THERE
from lrlib.classroom.safe import plural
from lrlib.classroom.screen import ALL_SIGNS, TITLES, unnamed
from lrlib.feedback.bank import TASKS
from lrlib.feedback.task import NOT_ATTEMPTED, NOT_YET, PASSED, RAISED

KINDS = {PASSED: "good", NOT_YET: "wrong", RAISED: "wrong", NOT_ATTEMPTED: "open", NOT_RUN: "open", NOT_THERE: "open"}
STYLE = """
:root { color-scheme: light dark; --text: #1a1a1a; --paper: #ffffff; --line: #c4c4c4; --quiet: #595959;
        --good: #00694d; --wrong: #a33f00; --shade: #f3f3f3; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8e8e8; --paper: #16181c; --line: #4a4e55; --quiet: #a9adb4;
          --good: #4fd1a5; --wrong: #ff9e5e; --shade: #22252b; }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--paper); margin: 2rem auto;
       max-width: 76rem; padding: 0 1rem; }
.wide { overflow-x: auto; margin: 1.5rem 0; }
.wide:focus-visible { outline: 3px solid var(--good); outline-offset: 2px; }
table { border-collapse: collapse; }
caption { text-align: left; font-weight: 600; font-size: 1.15rem; padding: 0.3rem 0; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
th { background: var(--shade); font-weight: 600; }
.good, .wrong, .open { white-space: nowrap; }
.good { color: var(--good); } .wrong { color: var(--wrong); } .open { color: var(--quiet); }
small { display: block; color: var(--quiet); overflow-wrap: anywhere; }
li { margin: 0.6rem 0; max-width: 46rem; overflow-wrap: anywhere; }
"""
# Nothing that is loaded or run could come in even if a text were not escaped.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(table, how):
    """The page. `how` says in a sentence where the verdicts come from."""
    parts = [matrix(table, lesson) for lesson in table.lessons] + common(table) + aside(table)
    if not parts:
        parts = ["<p>No notebooks in this folder.</p>"]
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>The classroom</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>The classroom</h1>",
            f"<p>{escape(how)}</p>",
            *parts,
            "</main>\n</body>\n</html>\n",
        ]
    )


def matrix(table, lesson):
    """One lesson as a table: learner × task."""
    tasks = [id for id in TASKS if id[:2] == lesson]
    learners = table.lessons[lesson]
    heads = "".join(f'<th scope="col">{id} {escape(TASKS[id].title)}</th>' for id in tasks)
    rows = [row(learner, [found[id] for id in tasks]) for learner, found in learners.items()]
    passed = [sum(found[id].outcome == PASSED for found in learners.values()) for id in tasks]
    foot = "".join(f"<td>{count} of {len(learners)}</td>" for count in passed)
    title = f"{lesson} {escape(TITLES.get(lesson, ''))}: {plural(len(learners), 'learner')}"
    return framed(
        title,
        f'<thead><tr><th scope="col">learner</th>{heads}</tr></thead>\n<tbody>\n'
        + "\n".join(rows)
        + f'\n</tbody>\n<tfoot><tr><th scope="row">passed by</th>{foot}</tr></tfoot>',
    )


def row(learner, found):
    """A learner's row: in each cell the sign, the outcome in words, and the misconception."""
    cells = []
    for one in found:
        more = "".join(f"<small>{escape(text)}</small>" for text in (one.misconception, one.note) if text)
        sign = f'<span aria-hidden="true">{ALL_SIGNS[one.outcome]}</span>'
        cells.append(f'<td><span class="{KINDS[one.outcome]}">{sign} {escape(one.outcome)}</span>{more}</td>')
    return f'<tr><th scope="row">{escape(learner)}</th>{"".join(cells)}</tr>'


def common(table):
    """The misconceptions of the room, the most common first, with their words and who has them."""
    if not table.lessons:
        return []
    if not table.common:
        return ["<h2>Misconceptions</h2>\n<p>No misconception has been named.</p>"]
    items = []
    for one in table.common:
        words = one.words if one.known or not one.words else f"In one notebook: {one.words}"
        items.append(
            f"<li><strong>{one.task} {escape(TASKS[one.task].title)}: “{escape(one.id)}”</strong>, "
            f"{plural(len(one.learners), 'learner')}<br>{escape(words)}"
            f"<small>{escape(', '.join(one.learners))}</small></li>"
        )
    rest = "".join(f"<p>{escape(text)}</p>" for text in unnamed(table))
    return ["<h2>The most common misconceptions</h2>\n<ol>", *items, f"</ol>{rest}"]


def aside(table):
    """What there is to say about whole notebooks, as a table."""
    if not table.aside:
        return []
    names = ("learner", "file", "what", "why")
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "\n".join(
        f'<tr><th scope="row">{escape(one.learner)}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in (one.file, one.outcome, one.note))
        + "</tr>"
        for one in table.aside
    )
    return [framed("Remarks on whole notebooks", f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>")]


def framed(title, inside):
    """A table with its caption; where it is wider than the page it can be scrolled, with the keyboard too."""
    label = f'role="region" aria-label="{title}" tabindex="0"'
    return f'<div class="wide" {label}>\n<table>\n<caption>{title}</caption>\n{inside}\n</table>\n</div>'
