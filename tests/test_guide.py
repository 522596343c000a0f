"""The instructor's guide: its minutes add up, and what it names in lessons and exercises is there."""

import re
from pathlib import Path

import nbformat
import pytest

from lrlib.feedback.bank import TASKS
from lrlib.feedback.course import LESSONS
from lrlib.feedback.quizzes import QUIZZES

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "teaching" / "guide.md").read_text(encoding="utf-8")
LESSON_PARTS = dict(re.findall(r"^### (\d\d) · (.*?)(?=^##|\Z)", GUIDE, re.M | re.S))
PLANS = {
    title: [row.split("|")[1:-1] for row in body.splitlines() if re.match(r"\| \d", row)]
    for title, body in re.findall(r"^### ([^\d\n][^\n]*|90 minutes[^\n]*)\n(.*?)(?=^##|\Z)", GUIDE, re.M | re.S)
}
HOURS = {"90 minutes": 90, "Half a day": 210, "A day": 435}


def plain(text):
    """Words without the signs that Markdown puts around them."""
    return re.sub(r"[*`_]", "", text)


@pytest.fixture(scope="module")
def headings():
    """The headings of each lesson, by its number."""
    found = {}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        text = "\n".join(
            cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"
        )
        found[path.stem[:2]] = [plain(heading) for heading in re.findall(r"^#+ (.*)$", text, re.M)]
    return found


def test_there_are_the_three_plans():
    assert [title.split(":")[0] for title in PLANS] == list(HOURS)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.split(":")[0])
def test_the_minutes_of_a_plan_add_up(plan):
    clock = 0
    for at, minutes, *_ in PLANS[plan]:
        assert int(at) == clock, f"{plan}: a part begins at {at.strip()}, and the ones before take {clock} minutes"
        clock += int(minutes)
    assert clock == HOURS[plan.split(":")[0]]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.split(":")[0])
def test_nobody_sits_for_much_more_than_an_hour_and_a_half(plan):
    sitting = 0
    for _, minutes, part, _ in PLANS[plan]:
        sitting = 0 if part.strip() in ("break", "lunch") else sitting + int(minutes)
        assert sitting <= 95, part


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.split(":")[0])
def test_a_plan_names_parts_that_are_there(plan, headings):
    for _, _, part, what in PLANS[plan]:
        if number := re.match(r" (\d\d)\b", part):
            for name in re.findall(r"\*(.+?)\*", part + what):
                assert name in headings[number.group(1)], f"{part.strip()}: {name}"
        for task in re.findall(r"\b\d\d\.\d\b", what):
            assert task in (TASKS if part.strip().startswith("exercise") else QUIZZES), f"{part.strip()}: {task}"


def test_every_lesson_has_its_part_with_its_minutes():
    for lesson in LESSONS[1:]:
        heading = f"{lesson.number} · {lesson.title} ({lesson.minutes} minutes)"
        assert lesson.number in LESSON_PARTS, f"teaching/guide.md has no part `### {heading}`"
        assert LESSON_PARTS[lesson.number].startswith(f"{lesson.title} ({lesson.minutes} minutes)\n")


@pytest.mark.parametrize("lesson", [number for number in LESSON_PARTS if number != "08"])
def test_a_lesson_has_what_to_say_what_goes_wrong_and_where_to_break(lesson):
    text = LESSON_PARTS[lesson]
    for part in ("**Say.**", "**People get wrong**", "**Break point.**"):
        assert part in text
    assert text.count("?") >= 3, "what to ask back"


@pytest.mark.parametrize("lesson", LESSON_PARTS)
def test_what_people_get_wrong_is_a_wrong_choice_or_a_misconception_of_the_course(lesson):
    for id, said in re.findall(r"^- (\d\d\.\d), \*(.+?)\*", LESSON_PARTS[lesson], re.M):
        wrong = [plain(choice.text).lower() for choice in QUIZZES[id].choices if not choice.right]
        assert sum(said.lower() in choice for choice in wrong) == 1, f"{id}: {said}"
    for id, named in re.findall(r"^- Exercise (\d\d\.\d), (.+?):", LESSON_PARTS[lesson], re.M):
        known = {misconception.id for misconception in TASKS[id].misconceptions}
        assert set(re.findall(r"`(.+?)`", named)) <= known, id


def test_the_break_points_are_headings(headings):
    for number, text in LESSON_PARTS.items():
        for where in re.findall(r"\*\*Break point\.\*\* (?:After|Before) \*(.+?)\*", text):
            assert where in headings[number], f"{number}: {where}"


def test_links_and_commands_lead_somewhere():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for target in re.findall(r"(?:`|^)make ([a-z-]+)", GUIDE, re.M):
        assert target in targets, target
    titles = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in re.findall(r"^#+ (.*)$", GUIDE, re.M)
    }
    for link in re.findall(r"\]\(([^)\s]+)\)", GUIDE):
        assert link[1:] in titles if link.startswith("#") else (ROOT / "teaching" / link).exists(), link
