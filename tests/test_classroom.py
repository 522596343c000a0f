"""The classroom: the table is right, and nothing that is handed in stops it, runs in it or draws on it."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest

from browsing import AXE
from lrlib import check
from lrlib.classroom.__main__ import entries_of, main, options, run_afresh
from lrlib.classroom.collecting import collect, learners
from lrlib.classroom.page import page
from lrlib.classroom.reading import BIGGEST, NOT_RUN, NOT_THERE, VERDICT, Unreadable, read
from lrlib.classroom.rerunning import rerun
from lrlib.classroom.running import LIMITED
from lrlib.classroom.safe import LONGEST, clean
from lrlib.classroom.screen import ALL_SIGNS, screen
from lrlib.classroom.sheet import cell as csv_cell
from lrlib.classroom.sheet import sheet
from lrlib.classroom.tabulating import A_COPY, NOT_READ, REMARK, STOPPED, choose, tabulate
from lrlib.feedback import progress
from lrlib.feedback.bank import TASKS
from lrlib.feedback.task import NOT_ATTEMPTED, NOT_YET, PASSED, RAISED

ROOT = Path(__file__).parent.parent
LESSON_05 = [id for id in TASKS if id.startswith("05")]
PYTHON = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


# ---- notebooks as they are handed in, with what the real `check` says in them


def said(task, answer):
    """The output that `check` leaves in a notebook."""
    bundles = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lrlib.feedback.checking.show", lambda markdown, plain, more: bundles.append((plain, more)))
        patch.setattr(progress, "remember_passed", lambda task: None)
        check(task, answer)
    ((plain, more),) = bundles
    return shown({"text/plain": plain.splitlines(keepends=True), **more})


def shown(data):
    return {"output_type": "display_data", "metadata": {}, "data": data}


def forged(task="05.1", outcome=PASSED, misconception=None, **more):
    return shown(
        {VERDICT: {"task": task, "outcome": outcome, "misconception": misconception, **more}, "text/plain": ""}
    )


def stopped(name):
    return {"output_type": "error", "ename": name, "evalue": "", "traceback": []}


def cell(source, *outputs, count=None):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": list(outputs), "execution_count": count}


def checks(task, *outputs, count=None):
    return cell(f'answer = ...\ncheck("{task}", answer)', *outputs, count=count)


def notebook(*cells, **more):
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": PYTHON, "cells": list(cells), **more}


def of_lesson_05(**answers):
    """The exercise of lesson 05 with these answers; tasks without one were not run."""
    return notebook(*(checks(id, *([said(id, answers[id])] if id in answers else [])) for id in LESSON_05))


def save(folder, name, content, when=None):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    if when is not None:
        os.utime(path, (when, when))
    return path


def table_of(folder):
    return tabulate(choose(list(entries_of(collect(folder)[0]))))


def wrong(task, id):
    (answer,) = (one.wrong for one in TASKS[task].misconceptions if one.id == id)
    return answer


def right(task):
    return TASKS[task].reference


def raises(*inputs):
    return inputs[0].no_such_thing


def returns_nothing(w, v, gradient, rate, beta):
    v = beta * v + gradient


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """Four learners: Ann has everything that is not a game; Bob, Cy and Di went wrong; Di's cell did not even run."""
    folder = tmp_path_factory.mktemp("room")
    save(folder, "Ann/05_momentum.ipynb", of_lesson_05(**{id: right(id) for id in LESSON_05[:5]}))
    bob = {"05.1": wrong("05.1", "the friction"), "05.2": [9, 9, 9], "05.3": raises, "05.4": ...}
    bob = of_lesson_05(**bob)
    bob["cells"][1]["outputs"][0]["data"][VERDICT]["misconception"] = None  # a mistake that nobody has thought of
    save(folder, "Bob/05_momentum.ipynb", bob)
    cy = of_lesson_05(**{"05.1": wrong("05.1", "the friction"), "05.2": right("05.2"), "05.3": returns_nothing})
    del cy["cells"][4]  # task 05.5
    save(folder, "Cy/05_momentum.ipynb", cy)
    di = of_lesson_05(**{"05.1": wrong("05.1", "a percentage")})
    di["cells"][1]["outputs"] = [stopped("NameError")]
    save(folder, "Di/05_momentum.ipynb", di)
    return table_of(folder)


# ---- the numbers of the table


def test_each_learner_each_task_each_outcome(room):
    assert list(room.lessons) == ["05"]
    got = {learner: [found[id].outcome for id in LESSON_05] for learner, found in room.lessons["05"].items()}
    assert got == {
        "Ann": [PASSED] * 5 + [NOT_RUN],
        "Bob": [NOT_YET, NOT_YET, RAISED, NOT_ATTEMPTED, NOT_RUN, NOT_RUN],
        "Cy": [NOT_YET, PASSED, NOT_YET, NOT_RUN, NOT_THERE, NOT_RUN],
        "Di": [NOT_YET, RAISED, NOT_RUN, NOT_RUN, NOT_RUN, NOT_RUN],
    }
    assert len(room.rows) == 4 * 6, "and nothing is said about whole notebooks"
    notes = {(row.learner, row.task): row.note for row in room.rows if row.note}
    assert notes == {("Di", "05.2"): "its cell stopped with NameError before the check"}


def test_misconceptions_are_counted_by_learners_and_told_in_the_courses_words(room):
    assert [(one.task, one.id, one.learners) for one in room.common] == [
        ("05.1", "the friction", ("Bob", "Cy")),
        ("05.1", "a percentage", ("Di",)),
        ("05.3", "returns nothing", ("Cy",)),
    ]
    friction, _, nothing = room.common
    assert (
        friction.known
        and friction.words == "That is what is lost of the velocity at each step: 1 − β. β is what is left."
    )
    assert not nothing.known and nothing.words.startswith("Your function returned None. That is what Python returns")
    assert "Next:" not in nothing.words and "With:" not in nothing.words


def test_no_misconception_of_the_course_is_cut():
    for task in TASKS.values():
        for one in task.misconceptions:
            assert clean(one.id) == one.id
            assert clean(one.words, 600) == " ".join(one.words.split()), (task.id, one.id)


def test_on_the_screen(room):
    lines = screen(room).splitlines()
    assert lines[:7] == [
        "05 Momentum: 4 learners",
        "           05.1   05.2   05.3   05.4   05.5   05.6",
        "Ann        ✓      ✓      ✓      ✓      ✓      ·",
        "Bob        ↻1     ↻      ▲      ○      ·      ·",
        "Cy         ↻1     ✓      ↻3     ·      –      ·",
        "Di         ↻2     ▲      ·      ·      ·      ·",
        "passed by  1      2      1      1      1      0",
    ]
    at = lines.index("The most common misconceptions")
    assert lines[at + 1] == "  1. 05.1 Top speed: “the friction”, 2 learners: Bob, Cy"
    assert lines[at + 2] == "     That is what is lost of the velocity at each step: 1 − β. β is what is left."
    assert lines[-1] == "Beside these, 1 wrong answer of kinds that the checks do not know."


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_as_a_spreadsheet(room):
    rows = rows_of(sheet(room))
    assert len(rows) == 24
    assert rows[6] == {
        "learner": "Bob",
        "lesson": "05",
        "task": "05.1",
        "outcome": "not yet",
        "misconception": "the friction",
        "note": "",
        "file": "Bob/05_momentum.ipynb",
    }


class Outline(HTMLParser):
    """The tags of a page with their attributes, and its text in pieces."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.texts.append(data.strip())


def test_as_a_page(room):
    outline = Outline(page(room, "How."))
    tags = [tag for tag, _ in outline.tags]
    assert tags.count("table") == tags.count("caption") == 1
    assert [attributes["scope"] for tag, attributes in outline.tags if tag == "th"] == ["col"] * 7 + ["row"] * 5
    assert outline.texts.count("✓") == outline.texts.count("passed") == 6
    for text in ("Bob", "the friction", "1 of 4", "its cell stopped with NameError before the check", "How."):
        assert text in outline.texts
    assert {tag for tag in tags} & {"script", "img", "link", "iframe"} == set()


def test_of_several_verdicts_a_pass_counts_and_else_the_latest(tmp_path):
    friction, percentage, passed = (said("05.1", answer) for answer in (0.04, 96.0, 0.96))

    def outcome(*cells):
        found = read(save(tmp_path, "x.ipynb", notebook(*cells))).tasks["05.1"]
        return found.outcome, found.misconception

    assert outcome(checks("05.1", passed, count=1), checks("05.1", friction, count=2)) == (PASSED, "")
    assert outcome(checks("05.1", percentage, count=7), checks("05.1", friction, count=2)) == (NOT_YET, "a percentage")
    assert outcome(checks("05.1", percentage, friction, count=7)) == (NOT_YET, "the friction")


def test_a_check_that_is_a_comment_is_none(tmp_path):
    path = save(tmp_path, "x.ipynb", notebook(cell('# check("05.1", β)'), cell('hint("05.1")')))
    with pytest.raises(Unreadable, match="no check of the course in it"):
        read(path)


def test_every_exercise_is_known_by_its_checks():
    for path in sorted((ROOT / "exercises").glob("*.ipynb")):
        found = read(path)
        assert found.lesson == path.stem[:2]
        assert {one.outcome for one in found.tasks.values()} == {NOT_RUN}
    for path in sorted((ROOT / "solutions").glob("*.ipynb")):
        assert {(one.outcome, one.note) for one in read(path).tasks.values()} == {(PASSED, "")}


# ---- whose it is, and which of two copies counts


def test_names_of_learners():
    paths = {
        "Ann/05_momentum.ipynb": "Ann",
        "Ann/week 2/mine.ipynb": "Ann",
        "ann_lee/lesson05/05_momentum.ipynb": "ann_lee",  # nbgrader: submitted/<student>/<assignment>/
        "Bob_05_momentum.ipynb": "Bob",
        "Bob Ray - 05_momentum (1).ipynb": "Bob Ray",
        "Cy_02_too_high_too_low-Copy1.ipynb": "Cy",
        "05_momentum (2).ipynb": "05_momentum (2)",
        "homework.ipynb": "homework",
        "Di Fox_123_assignsubmission_file_/05_momentum.ipynb": "Di Fox",
        "Ed Fox_124_assignsubmission_file_05_momentum.ipynb": "Ed Fox",
        "Flo Li_7_assignsubmission_file_/05_momentum.ipynb": "Flo Li (7)",
        "Flo Li_8_assignsubmission_file_/05_momentum.ipynb": "Flo Li (8)",
        "Ame\u0301lie/x.ipynb": "Amélie",
    }
    assert dict(zip(paths, learners([Path(path) for path in paths]), strict=True)) == paths


def test_what_nobody_hands_in_is_left_out_and_other_files_are_counted(tmp_path):
    for name in ("Ann/.ipynb_checkpoints/x.ipynb", ".git/x.ipynb", "__MACOSX/x.ipynb", "Ann/._x.ipynb"):
        save(tmp_path, name, of_lesson_05())
    for name in ("Ann/x.ipynb", "Bob/x.zip", "Cy/x.ZIP", "Di/readme"):
        save(tmp_path, name, of_lesson_05())
    handed, others = collect(tmp_path)
    assert [one.file for one in handed] == ["Ann/x.ipynb"]
    assert others == {".zip": 2, "": 1}


@pytest.mark.parametrize(
    ("one", "other", "counts", "why"),
    [
        (({"05.1": 0.04}, 10), ({}, 99), "a.ipynb", "has been run"),
        (({"05.1": 0.96}, 10), ({"05.1": 0.04}, 99), "b.ipynb", "was changed later"),
        (({"05.1": 0.96}, 10), ({"05.1": 0.04}, 10), "a.ipynb", "has more tasks passed"),
        (({"05.1": 0.96}, 10), ({"05.1": 0.96}, 10), "b.ipynb", "comes later by name"),
    ],
)
def test_of_two_copies_one_counts_and_the_other_says_so(tmp_path, one, other, counts, why):
    save(tmp_path, "Ann/a.ipynb", of_lesson_05(**one[0]), when=one[1])
    save(tmp_path, "Ann/b.ipynb", of_lesson_05(**other[0]), when=other[1])
    table = table_of(tmp_path)
    (row,) = table.aside
    assert (row.learner, row.outcome, row.note) == ("Ann", A_COPY, f"another copy counts, which {why}: Ann/{counts}")
    assert {row.file for row in table.rows if row.task} == {f"Ann/{counts}"}
    assert len(table.rows) == 1 + 6


def test_two_lessons_by_one_learner_are_no_copies(tmp_path):
    save(tmp_path, "Ann/a.ipynb", of_lesson_05())
    save(tmp_path, "Ann/b.ipynb", notebook(checks("01.1")))
    table = table_of(tmp_path)
    assert list(table.lessons) == ["01", "05"] and not table.aside


# ---- files that are no notebooks


BROKEN = {
    "nothing": (b"", "an empty file"),
    "blanks": (b" \n\n", "an empty file"),
    "binary": (b"\x89PNG\r\n\x1a\n\xff\xfe", "not text"),
    "words": (b"hello", "not a whole notebook: damaged in line 1"),
    "conflict": (b'{\n"cells": [\n<<<<<<< HEAD\n', "not a whole notebook: damaged in line 3"),
    "half": (json.dumps(of_lesson_05(), indent=1)[:200].encode(), "not a whole notebook: it breaks off"),
    "half a text": (b'{"cells": [{"source": "ab', "not a whole notebook: it breaks off"),
    "list": (b"[]", "not a notebook: JSON of another kind"),
    "null": (b"null", "not a notebook: JSON of another kind"),
    "progress": (b'{"passed": [], "answers": {}}', "not a notebook: JSON of another kind"),
    "old": (
        json.dumps({"nbformat": 3, "worksheets": [], "metadata": {}}).encode(),
        "notebook format 3; format 4 is read",
    ),
    "new": (json.dumps(notebook(nbformat=5)).encode(), "notebook format 5; format 4 is read"),
    "no cells": (json.dumps({**notebook(), "cells": {"0": 1}}).encode(), "it has no list of cells"),
    "R": (json.dumps(notebook(metadata={"kernelspec": {"language": "R"}})).encode(), "in another language: R"),
    "Julia": (json.dumps(notebook(metadata={"language_info": {"name": "julia"}})).encode(), "another language: julia"),
    "deep": (b"[" * 1_000_000, "its JSON is like no notebook's"),
    "deep inside": (json.dumps(notebook())[:-1].encode() + b', "x": ' + b'{"a":' * 100_000, "like no notebook's"),
    "number": (b'{"nbformat": ' + b"9" * 1_000_000 + b"}", "its JSON is like no notebook's"),
    "other": (json.dumps(notebook(cell("print(1)"))).encode(), "another notebook: no check of the course in it"),
    "empty": (json.dumps(notebook()).encode(), "another notebook: no check of the course in it"),
    "odd cells": (
        json.dumps(notebook(3, None, [], {"cell_type": []}, cell(7), cell([7]))).encode(),
        "another notebook",
    ),
}


def test_whatever_a_file_holds_it_is_one_row_with_its_reason(tmp_path):
    for name, (content, _) in BROKEN.items():
        save(tmp_path, f"{name}.ipynb", content)
    save(tmp_path, "zoe.ipynb", of_lesson_05())
    table = table_of(tmp_path)
    assert list(table.lessons["05"]) == ["zoe"], "and the others are read all the same"
    rows = {row.learner: (row.outcome, row.note) for row in table.aside}
    assert len(table.aside) == len(rows) == len(BROKEN)
    for name, (_, reason) in BROKEN.items():
        assert rows[name][0] == NOT_READ and reason in rows[name][1], name


def test_odd_parts_of_a_notebook_are_passed_over(tmp_path):
    odd = [3, None, {"output_type": 3}, {"data": []}, {"data": {VERDICT: None}}, {"output_type": "error", "ename": [1]}]
    for metadata in (None, [], {"kernelspec": 3, "language_info": {"name": 4}}):
        content = notebook(checks("05.1", *odd, said("05.1", 0.96), count="x"), metadata=metadata)
        content["cells"] += [
            {**checks("05.2"), "outputs": {}},
            {**checks("05.3"), "source": ['check("05', '.3", f)', 4]},
        ]
        found = read(save(tmp_path, "x.ipynb", content))
        assert [one.outcome for one in found.tasks.values()] == [PASSED, NOT_RUN, NOT_RUN] + [NOT_THERE] * 3
        assert found.remarks == ("once a verdict that check never gives: a NoneType",)


def test_a_byte_order_mark_and_other_line_ends_are_no_trouble(tmp_path):
    text = json.dumps(of_lesson_05(), indent=1).replace("\n", "\r\n")
    assert read(save(tmp_path, "x.ipynb", b"\xef\xbb\xbf" + text.encode())).lesson == "05"


def test_what_is_too_big_is_not_opened(tmp_path, monkeypatch):
    path = tmp_path / "x.ipynb"
    with open(path, "wb") as file:
        file.truncate(700_000_000)  # on most disks a file of nothing takes no room
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("it was opened"))
    with pytest.raises(Unreadable, match=f"700 MB: more than {BIGGEST} MB are not read"):
        read(path)


def test_a_crowd_of_outputs_is_one_remark(tmp_path):
    content = notebook(checks("05.1", *[forged("99.9")] * 5_000))
    found = read(save(tmp_path, "x.ipynb", content))
    assert found.tasks["05.1"].outcome == NOT_RUN
    (remark,) = found.remarks
    assert remark.startswith("5,000 times a verdict that check never gives: task “99.9”")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such files")
def test_what_is_no_plain_file_is_not_opened(tmp_path):
    target = save(tmp_path, "away/05_momentum.ipynb", of_lesson_05())
    folder = tmp_path / "room"
    save(folder, "dir.ipynb/inside.ipynb", of_lesson_05())
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "link.ipynb").symlink_to(target)
    (folder / "nowhere.ipynb").symlink_to(tmp_path / "gone")
    (folder / "self.ipynb").symlink_to(folder / "self.ipynb")
    (folder / "loop").symlink_to(folder)
    rows = {row.learner: row.note for row in table_of(folder).rows}
    link = "a link: not followed"
    assert rows == {
        "dir": "a folder, not a file",
        "pipe": "a device or a pipe, not a file",
        "link": link,
        "nowhere": link,
        "self": link,
        "loop": link,
    }
    with pytest.raises(Unreadable, match="a link: not followed"):
        read(folder / "link.ipynb")


def test_what_may_not_be_opened_or_is_gone_says_so(tmp_path, monkeypatch):
    path = save(tmp_path, "x.ipynb", of_lesson_05())
    with pytest.raises(Unreadable, match="cannot be opened: no such file or directory"):
        read(tmp_path / "gone.ipynb")

    def refused(path):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refused)
        with pytest.raises(Unreadable, match="cannot be opened: permission denied"):
            read(path)
    (tmp_path / "Bob").mkdir()
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda here: refused(here) if Path(here).name == "Bob" else scan(here))
    (row,) = table_of(tmp_path).aside
    assert (row.learner, row.note) == ("Bob", "a folder that cannot be opened: permission denied")


# ---- verdicts that `check` never gave


@pytest.mark.parametrize(
    "verdict",
    [
        forged("99.9"),
        forged("05.1\x1b[31m"),
        forged(None),
        forged(["05.1"]),
        forged(outcome="brilliant"),
        forged(outcome=["passed"]),
        forged(outcome=PASSED, misconception="the friction"),
        forged(outcome=NOT_YET, misconception={"a": 1}),
        forged(outcome="x" * 1_000_000),
        shown({VERDICT: "passed"}),
        shown({VERDICT: [["task", "05.1"]]}),
    ],
)
def test_a_verdict_that_check_never_gives_is_told_and_not_counted(tmp_path, verdict):
    found = read(save(tmp_path, "x.ipynb", notebook(checks("05.1", verdict))))
    assert found.tasks["05.1"].outcome == NOT_RUN
    (remark,) = found.remarks
    assert remark.startswith("once a verdict that check never gives: ")
    assert len(remark) < 150 and remark.isprintable()


def test_a_verdict_from_a_cell_without_its_check_is_marked(tmp_path):
    path = save(tmp_path, "x.ipynb", notebook(checks("05.1"), checks("05.2", forged("05.1"))))
    found = read(path).tasks
    assert found["05.1"].outcome == PASSED
    assert found["05.1"].note == 'the cell that shows it does not say check("05.1", …)'
    assert found["05.2"].outcome == NOT_RUN


def test_a_verdict_on_another_lesson_does_not_count(tmp_path):
    path = save(tmp_path, "x.ipynb", notebook(checks("05.1"), checks("05.2"), checks("06.1", said("06.1", ...))))
    found = read(path)
    assert set(found.tasks) == set(LESSON_05)
    assert found.remarks == ("verdicts on lesson 06 in it do not count here",)


def test_a_misconception_that_somebody_made_up_is_shown_as_what_it_is(tmp_path):
    made_up = forged(outcome=NOT_YET, misconception="\x1b[2J" + "long " * 1_000)
    save(tmp_path, "Ann.ipynb", notebook(checks("05.1", made_up)))
    (one,) = table_of(tmp_path).common
    assert not one.known and one.words == ""
    assert one.id.startswith("·[2Jlong long") and len(one.id) == LONGEST and one.id.endswith("…")


# ---- nothing in a notebook draws on the table


NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></table><h1>",
    "&lt;b&gt;",
    "\x1b[31mred\x1b]0;title\x07",
    "a\rb\nc\td\x00",
    "\u202efdp.exe",
    "\ud800",
    "\x9b31m",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    "x;=1+1",
    'x",=1+1',
    "＝1+1",
    "=cmd|' /C calc'!A0",
    "x" * 100_000,
    "",
]


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    """For each nasty text a notebook that has it in its verdict, its error and its plain text, and where a file's name
    may hold it, there too."""
    folder = tmp_path_factory.mktemp("nasty")
    for number, text in enumerate(NASTY):
        output = forged(outcome=NOT_YET, misconception=text)
        output["data"]["text/plain"] = f"head\n\n{text}"
        content = notebook(
            checks("05.1", output), checks("05.2", stopped(text)), checks("05.3", forged(text, text, text))
        )
        name = text[:100].replace("/", "\\").replace("\x00", "")
        try:
            save(folder, f"{name}{number}.ipynb", content)
        except (OSError, ValueError):
            save(folder, f"{number}.ipynb", content)
    return table_of(folder)


def test_no_control_characters_reach_a_terminal(nasty):
    text = screen(nasty)
    assert len(nasty.lessons["05"]) == len(NASTY)
    assert all(line.isprintable() for line in text.split("\n"))
    assert max(map(len, text.split("\n"))) < 500
    text.encode("utf-8")


def test_no_markup_reaches_the_page(nasty):
    outline = Outline(page(nasty, "<b>how</b>"))
    allowed = "html head meta title style body main h1 h2 p div table caption thead tbody tfoot tr th td span small br"
    assert {tag for tag, _ in outline.tags} == set(allowed.split()) | {"ol", "li", "strong"}
    known = {"lang", "charset", "http-equiv", "content", "name", "class", "role", "aria-label", "tabindex", "scope"}
    assert {name for _, attributes in outline.tags for name in attributes} == known | {"aria-hidden"}
    assert "<script>alert(1)</script>" in outline.texts, "it is shown as what it is"
    assert "&lt;b&gt;" in outline.texts
    assert all(text.isprintable() for text in outline.texts if "\n" not in text)


def test_no_formula_reaches_a_spreadsheet(nasty):
    text = sheet(nasty)
    text.encode("utf-8")
    for separator in ",;|\t":  # whatever a spreadsheet takes for one
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator):
            for found in row:
                assert not re.match(r"""[\s"]*[=+\-@＝＋－＠]""", found), (separator, found)
    rows = rows_of(text)
    assert any(row["misconception"] == "'=1+1" for row in rows)
    assert max(len(value) for row in rows for value in row.values()) < 200


@pytest.mark.parametrize(
    "text", ["the step, not the place", "Ann-Marie", "1 − β", "a = b", "x@y.org", "Ann/05-1.ipynb"]
)
def test_a_plain_text_stays_what_it_is_in_a_spreadsheet(text):
    assert csv_cell(text) == text


def test_columns_stay_columns_whatever_a_learner_is_called(tmp_path):
    for name in ("李小龍", "n\u0302guyen", "Bo"):
        save(tmp_path, f"{name}/x.ipynb", of_lesson_05())
    lines = screen(table_of(tmp_path)).splitlines()[2:5]
    assert [line[: line.index("·")] for line in lines] == ["Bo         ", "n\u0302guyen     ", "李小龍     "]


def test_two_learners_who_look_alike_stay_two(tmp_path):
    for name in ("a\x01", "a\x02", "x" * 50 + "1", "x" * 50 + "2"):
        save(tmp_path, f"{name}/x.ipynb", of_lesson_05())
    assert len(table_of(tmp_path).lessons["05"]) == 4


# ---- the command


def test_the_command_shows_and_writes_all_three(tmp_path, capsys):
    folder = tmp_path / "room"
    save(folder, "Ann/05_momentum.ipynb", of_lesson_05(**{"05.1": 0.04}))
    save(folder, "Bob/05_momentum.zip", b"")
    table, html = tmp_path / "table.csv", tmp_path / "table.html"
    assert main([str(folder), "--csv", str(table), "--html", str(html)]) == 0
    out, err = capsys.readouterr()
    assert "Ann        ↻1     ·" in out and "1 notebook handed in. From the outputs" in out
    assert "--rerun can" in out and "not looked into: 1 .zip" in out
    assert len(rows_of(table.read_text(encoding="utf-8"))) == 6
    assert "From the outputs" in html.read_text(encoding="utf-8")
    assert sorted(os.listdir(tmp_path)) == ["room", "table.csv", "table.html"]


def test_an_empty_folder_and_one_without_lessons(tmp_path, capsys):
    assert main([str(tmp_path), "--html", str(tmp_path / "x.html")]) == 0
    assert "No notebooks in this folder." in capsys.readouterr().out
    assert "No notebooks in this folder." in (tmp_path / "x.html").read_text(encoding="utf-8")
    save(tmp_path, "x.ipynb", b"")
    assert main([str(tmp_path)]) == 0
    assert "x: not read: an empty file" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{}/gone"], "there is no folder"),
        (["{}/x.ipynb"], "there is no folder"),
        (["{}", "--csv", "{}/x.ipynb"], "a table is not written over a notebook"),
        (["{}", "--html", "{}/X.IPYNB"], "a table is not written over a notebook"),
        (["{}", "--csv", "{}"], "is a folder"),
        (["{}", "--csv", "{}/gone/x.csv"], "its folder is not there"),
        (["{}", "--seconds", "0"], "it has to be above 0"),
        (["{}", "--megabytes", "nan"], "it has to be above 0"),
    ],
)
def test_what_cannot_be_is_said(tmp_path, capsys, arguments, words):
    save(tmp_path, "x.ipynb", of_lesson_05())
    with pytest.raises(SystemExit) as ended:
        main([argument.format(tmp_path) for argument in arguments])
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_reading_needs_no_pytorch_and_no_figures(tmp_path):
    save(tmp_path, "Ann/x.ipynb", of_lesson_05())
    code = (
        "import sys; from lrlib.classroom.__main__ import main; main(sys.argv[1:]);"
        "print([name for name in ('torch', 'matplotlib', 'IPython', 'ipywidgets', 'nbformat') if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, encoding="utf-8", env=environment, check=True
    )
    assert ran.stdout.splitlines()[-1] == "[]"


# ---- run afresh


def afresh(folder, seconds=60, megabytes=2000):
    return tabulate(run_afresh(choose(list(entries_of(collect(folder)[0]))), seconds, megabytes))


START = 'from lrlib import check\ncheck("05.1", 0.96)'
HOSTILE = {  # what a second cell does, and what is said about it
    "error": ("1 / 0", REMARK, "code cell 2 stopped with ZeroDivisionError; the others were run"),
    "exit": ("import sys; sys.exit()", REMARK, "code cell 2 stopped with SystemExit; the others were run"),
    "quit": ("quit()", REMARK, "code cell 2 stopped with SystemExit; the others were run"),
    "os._exit": ("import os; os._exit(0)", STOPPED, "it ended its own Python, in code cell 2 of 3"),
    "abort": ("import os; os.abort()", STOPPED, "its Python was ended by SIGABRT, in code cell 2 of 3"),
    "hog": (
        "x = [0]\nwhile True: x += x",
        REMARK,
        "code cell 2 asked for more memory than 600 MB; the others were run",
    ),
}
if not LIMITED:
    del HOSTILE["hog"]
if os.name == "nt":
    del HOSTILE["abort"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    for name, (code, _, _) in HOSTILE.items():
        save(folder, f"{name}/x.ipynb", notebook(cell(START, said("05.1", 0.04)), cell(code), checks("05.2")))
    before = {path: (path.read_bytes(), path.stat().st_mtime) for path in folder.rglob("*.ipynb")}
    table = afresh(folder, megabytes=600)
    assert {path: (path.read_bytes(), path.stat().st_mtime) for path in folder.rglob("*.ipynb")} == before
    return table


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_notebook_does_it_is_one_row_with_its_reason(hostile, name):
    _, outcome, reason = HOSTILE[name]
    (row,) = [row for row in hostile.aside if row.learner == name]
    assert (row.outcome, row.note) == (outcome, reason)
    found = hostile.lessons["05"][name]
    assert found["05.1"].outcome == PASSED, "what came before counts, and what was stored does not"
    assert found["05.2"].outcome == (NOT_ATTEMPTED if outcome == REMARK else NOT_RUN), "`answer` is ..."


def test_an_endless_notebook_is_stopped():
    ((name, found, reason),) = rerun([("mine", ('while True: pass\ncheck("05.1", 1)',))], seconds=2, megabytes=2000)
    assert name == "mine"
    assert reason.startswith("stopped after 2 seconds, ")
    assert found.tasks["05.1"].outcome == NOT_RUN


@pytest.mark.slow
def test_an_endless_notebook_is_stopped_with_all_that_it_has_started(tmp_path):
    started = tmp_path / "started"
    code = (
        "import subprocess, sys, time, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(started)!r}).write_text(str(child.pid))\n"
        "while True:\n"
        "    try:\n"
        "        time.sleep(1)\n"
        "    except BaseException:\n"
        "        pass\n"
    )
    ((name, found, reason),) = rerun([("mine", (START, code, 'check("05.2", [1])'))], seconds=15, megabytes=2000)
    assert name == "mine"
    assert reason.startswith("stopped after 15 seconds, in code cell 2 of 3")
    assert [one.outcome for one in found.tasks.values()][:2] == [PASSED, NOT_RUN]
    if sys.platform == "linux":
        assert state(int(started.read_text())) in ("", "Z"), "killed; who fetches it is not ours to say"


def state(pid):
    """A process's state as Linux tells it: "" if there is none, Z if it has ended and nobody has asked for its code."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def test_a_learners_own_progress_and_folder_are_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("LRLIB_PROGRESS", str(tmp_path / "mine.json"))
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    look = (
        "import os, pathlib\n"
        "from lrlib.feedback import progress\n"
        "pathlib.Path('note.txt').write_text('here')\n"
        "pathlib.Path('~/note.txt').expanduser().write_text('home')\n"
        "raise type(f'{progress.read().passed} {os.listdir(chr(46))}', (Exception,), {})\n"
    )
    save(tmp_path, "room/Ann/05_momentum.ipynb", notebook(cell(START), cell(look)))
    table = afresh(tmp_path / "room")
    (row,) = table.aside
    assert row.note.startswith("code cell 2 stopped with frozenset({'05.1'}) ['note.txt']")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["05_momentum.ipynb", "Ann", "room"]


@pytest.mark.slow
def test_a_notebook_may_spoil_its_record(tmp_path):
    spoil = "import glob, os\nrecord = glob.glob('../record')[0]\n"
    spoils = {
        "removed": "os.remove(record)",
        "a folder": "os.remove(record); os.mkdir(record)",
        "a link": "os.remove(record); os.symlink('/dev/zero', record)",
        "noise": "open(record, 'ab').write(b'[' * 100000 + bytes([255, 10]) + b'{\"cell\": {}}' + bytes([10, 51, 10]))",
        "too long": "open(record, 'ab').write(b'x' * 6_000_000)",
    }
    notebooks = [(name, (START, f"{spoil}{code}\nos._exit(0)")) for name, code in spoils.items()]
    for name, found, reason in rerun(notebooks, seconds=60, megabytes=2000):
        kept = name == "noise"
        assert found.tasks["05.1"].outcome == (PASSED if kept else NOT_RUN), name
        assert reason == ("it ended its own Python, " + ("in code cell 2 of 2" if kept else "before the first cell"))


def test_whoever_interrupts_leaves_no_process_behind(monkeypatch):
    started = []
    popen = subprocess.Popen
    monkeypatch.setattr(
        "lrlib.classroom.rerunning.subprocess.Popen",
        lambda *arguments, **more: started.append(popen(*arguments, **more)) or started[-1],
    )
    endless = "while True: pass"
    runs = rerun([(0, ("import os; os._exit(0)",)), (1, (endless,))], seconds=600, megabytes=2000, at_once=2)
    assert next(runs)[0] == 0
    runs.close()  # what an exception in whoever asked does
    assert len(started) == 2 and all(process.poll() is not None for process in started)


@pytest.mark.slow
@pytest.mark.skipif(not LIMITED, reason="only Linux ends a process with the one that started it")
def test_whoever_is_killed_leaves_no_process_behind(tmp_path):
    pid = tmp_path / "pid"
    cell = f"import os, pathlib; pathlib.Path({str(pid)!r}).write_text(str(os.getpid()) + '.')\nwhile True: pass"
    code = f"from lrlib.classroom.rerunning import rerun; list(rerun([(0, ({cell!r},))], seconds=600, megabytes=2000))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    parent = subprocess.Popen([sys.executable, "-c", code], env=environment)
    while not (pid.exists() and pid.read_text().endswith(".")):
        assert parent.poll() is None
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    end = time.monotonic() + 30
    while state(int(pid.read_text()[:-1])) not in ("", "Z"):
        assert time.monotonic() < end, "it runs on"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_solution_as_it_is_runs_and_passes(tmp_path):
    """A whole notebook of the course, in a process of its own, and nothing is said about it."""
    save(tmp_path, "Ann/06_adaptive_rates.ipynb", (ROOT / "solutions" / "06_adaptive_rates.ipynb").read_bytes())
    save(tmp_path, "Bob/06_adaptive_rates.ipynb", (ROOT / "exercises" / "06_adaptive_rates.ipynb").read_bytes())
    table = afresh(tmp_path)
    assert not table.aside
    ann, bob = ({one.outcome for one in table.lessons["06"][name].values()} for name in ("Ann", "Bob"))
    assert (ann, bob) == ({PASSED}, {NOT_ATTEMPTED})


@pytest.mark.slow
def test_jupyters_own_way_of_storing_an_output_is_read(tmp_path):
    """The same by a real kernel, as nbformat writes it."""
    import nbformat
    from nbclient import NotebookClient

    ran = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(START), nbformat.v4.new_code_cell('check("05.2", 1)')]
    )
    NotebookClient(ran, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    nbformat.write(ran, tmp_path / "x.ipynb")
    found = read(tmp_path / "x.ipynb").tasks
    assert found["05.1"].outcome == PASSED
    assert (found["05.2"].outcome, found["05.2"].misconception) == (NOT_YET, "not three places")


def test_where_memory_cannot_be_limited_it_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("lrlib.classroom.running.LIMITED", False)
    save(tmp_path, "x.ipynb", b"")
    assert main([str(tmp_path), "--rerun"]) == 0
    out = capsys.readouterr().out
    assert "the memory of a process cannot be limited (it can on Linux): --megabytes is ignored" in out
    assert "2000 MB" not in out


# ---- what is written about it, and how it looks


def test_the_guide_says_what_is_so():
    guide = (ROOT / "teaching" / "classroom.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\S) \| ([a-z ]+) \|", guide, re.M)
    assert [(outcome, sign) for sign, outcome in rows] == list(ALL_SIGNS.items())
    assert f"bigger than {BIGGEST} MB" in guide
    chosen = options([str(ROOT)])
    assert f"--seconds {chosen.seconds} --megabytes {chosen.megabytes}" in guide
    assert set(re.findall(r"--[a-z]+", guide)) == {f"--{name}" for name in vars(chosen) if name != "folder"}


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_in_a_browser(chromium, room, nasty, tmp_path, scheme):
    """Nothing in it runs or is fetched, axe has nothing against it, and on a phone it is the table that scrolls."""
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    for name, table in (("room", room), ("nasty", nasty)):
        file = tmp_path / f"{name}.html"
        file.write_text(page(table, "How."), encoding="utf-8")
        phone = {"viewport": {"width": 400, "height": 800}, "color_scheme": scheme}
        with chromium.new_context(offline=True, bypass_csp=True, **phone) as context:  # its policy is a second lock
            tab, said = context.new_page(), []
            tab.on("console", lambda message, said=said: said.append(message.text))
            tab.on("dialog", lambda dialog, said=said: (said.append("a dialog"), dialog.dismiss()))
            tab.on("request", lambda request, said=said: said.append(request.url))
            tab.goto(file.as_uri())
            assert said == [file.as_uri()]
            assert tab.evaluate("document.documentElement.scrollWidth") == 400
            tab.evaluate(axe)
            assert [one["help"] for one in tab.evaluate(f"({AXE})(document)")["violations"]] == []
