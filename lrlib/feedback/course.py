"""course_map: the lessons of the course, and how far you have come."""

from dataclasses import dataclass
from pathlib import Path

from lrlib.feedback import carrying, progress
from lrlib.feedback.bank import TASKS
from lrlib.feedback.quizzes import QUIZZES
from lrlib.feedback.showing import show


@dataclass(frozen=True)
class Lesson:
    """A row of the course map: its number, its notebook's name, its title, its idea, and how long it takes."""

    number: str
    stem: str
    title: str
    idea: str
    minutes: int


LESSONS = (
    Lesson("00", "00_start_here", "Start here", "how the course works, the set-up check, the map", 10),
    Lesson("01", "01_the_mountain", "The mountain", "a step is the rate times the slope, downhill", 30),
    Lesson(
        "02",
        "02_too_high_too_low",
        "Too high, too low",
        "crawl, settle, oscillate, diverge: and what tells them apart",
        30,
    ),
    Lesson("03", "03_exponential_search", "Exponential search", "1, 0.1, 0.01, …: a good rate in six runs", 30),
    Lesson("04", "04_decay", "Decay", "large steps first, small ones later, and how to get from one to the other", 30),
    Lesson("05", "05_momentum", "Momentum", "the ball that rolls downhill, and what it rolls past", 30),
    Lesson("06", "06_adaptive_rates", "Adaptive rates", "a rate for every weight: from Adagrad to AdamW", 30),
    Lesson(
        "07",
        "07_the_whole_descent",
        "The whole descent",
        "a real network on real data, from the search to the one test",
        30,
    ),
    Lesson("08", "08_beyond", "Beyond", "batch size, width, the edge of stability, and what to read next", 25),
)


def stem(number):
    """The name of lesson `number`'s notebook, without folder and ending."""
    return next((lesson.stem for lesson in LESSONS if lesson.number == number), LESSONS[0].stem)


def course_map():
    """Show the lessons with their minutes, a link to each that is there, and what you have done of it."""
    done = progress.read()
    markdown = ["| lesson | what it is about | minutes | done |", "|---|---|---|---|"]
    plain = []
    for lesson in LESSONS:
        path, did = notebook(lesson), so_far(lesson, done)
        title = f"[{lesson.title}]({path})" if path else lesson.title
        markdown.append(f"| {lesson.number} {title} | {lesson.idea} | {lesson.minutes} | {did} |")
        plain.append(f"{lesson.number} {lesson.title} ({lesson.minutes} minutes): {did}")
    notes = [line for note in (progress.trouble(), carrying.reminder()) if note for line in ("", note)]
    show("\n".join(markdown + notes), "\n".join(plain + notes))


def so_far(lesson, done):
    """What is done of a lesson: predictions made, tasks passed."""
    tasks = [id for id in TASKS if id.startswith(lesson.number)]
    quizzes = [id for id in QUIZZES if id.startswith(lesson.number)]
    parts = []
    if quizzes:
        parts.append(f"{len(set(quizzes) & set(done.answers))} of {len(quizzes)} predictions")
    if tasks:
        parts.append(f"{len(set(tasks) & set(done.passed))} of {len(tasks)} tasks")
    return ", ".join(parts) or "in preparation"


def notebook(lesson):
    """The way from the notebook that is running to a lesson's notebook, or None if it is not there."""
    folders = ("",) if Path.cwd().name == "notebooks" else ("../notebooks/", "notebooks/")
    paths = [f"{folder}{lesson.stem}.ipynb" for folder in folders]
    return next((path for path in paths if Path(path).exists()), None)
