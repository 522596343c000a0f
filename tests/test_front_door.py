"""README, the picture on it, the map of lessons and the look at the set-up: what they say is so."""

import importlib.util
import re
import tomllib
from pathlib import Path

import nbformat
import numpy as np
import pytest
from matplotlib.image import imread

from lrlib import GradientDescent, descend, mountain
from lrlib.feedback.course import LESSONS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def tool(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


picture, links = tool("picture"), tool("links")


def test_the_picture_is_what_the_library_draws(tmp_path):
    figure, _ = picture.draw()
    figure.savefig(tmp_path / "now.png", dpi=100)
    now, stored = imread(tmp_path / "now.png")[..., :3], imread(picture.FILE)[..., :3]
    assert now.shape == stored.shape
    assert np.abs(now - stored).mean() < 0.002, "run `make picture`"


def test_the_words_of_the_picture_are_so():
    (words,) = re.findall(r"!\[(Three skiers .*?)\]\(", README)
    slow, right, fast = (descend(mountain(), GradientDescent(lr), steps=60) for lr in (0.0003, 0.003, 0.01))
    assert f"{slow.distances()[-1]:.1f} km from the lodge" in words
    assert f"reaches the lodge after {right.settled_at(0.1)} steps" in words
    assert f"{fast.distances()[-1]:.2f} km away" in words
    assert tuple(picture.SKIERS) == (0.0003, 0.003, 0.01)
    assert f"there after {right.settled_at(0.1)} steps" in picture.SKIERS[0.003]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_the_map_the_readme_and_the_lessons_agree(lesson):
    (row,) = re.findall(rf"^\| {lesson.number} \|.*$", README, re.M)
    _, number, title, _, minutes, _ = (part.strip() for part in row.split("|"))
    path = ROOT / "notebooks" / f"{lesson.stem}.ipynb"
    if path.exists():
        assert title == f"[{lesson.title}](notebooks/{path.name})"
        first = nbformat.read(path, as_version=4).cells[0].source
        assert first.startswith(f"# {lesson.number} · {lesson.title}\n")
        assert f"In {lesson.minutes} minutes" in first
    else:
        assert title == lesson.title
    assert minutes == str(lesson.minutes)


# ---- where the course is published


def test_every_link_to_binder_points_to_where_the_course_is_published():
    place = tomllib.loads(SETTINGS)["tool"]["course"]
    assert links.settings(SETTINGS) == place
    found = []
    for page in links.pages():
        text = page.read_text(encoding="utf-8")
        assert links.pointed(text, **place) == text, f"run `make links`: {page.name}"
        found += links.LINK.findall(text)
    assert found, "README has a badge"


def test_nothing_else_names_the_repository():
    place = tomllib.loads(SETTINGS)["tool"]["course"]["repository"]
    for page in links.pages():
        text = links.LINK.sub("", page.read_text(encoding="utf-8"))
        assert place not in text, page.name


def test_links_are_repointed_as_a_whole():
    old = "[x](https://mybinder.org/v2/gh/OWNER/course/main?urlpath=lab) https://mybinder.org/badge_logo.svg"
    new = "[x](https://mybinder.org/v2/gh/a/b/v1.0?urlpath=lab) https://mybinder.org/badge_logo.svg"
    assert links.pointed(old, "a/b", "v1.0") == new
    assert links.pointed(new, "a/b", "v1.0") == new
    changed = links.with_setting(links.with_setting(SETTINGS, "repository", "a/b"), "ref", "v1.0")
    assert links.settings(changed) == {"repository": "a/b", "ref": "v1.0"}
    assert len(changed.splitlines()) == len(SETTINGS.splitlines())
