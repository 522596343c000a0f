"""README, the picture on it, the map of lessons and the look at the set-up: what they say is so."""

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import numpy as np
import pytest
import yaml
from matplotlib.image import imread

import lrlib
from lrlib import GradientDescent, descend, mountain
from lrlib.feedback.course import LESSONS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTINGS_FILE = ROOT / "pyproject.toml"
SETTINGS = SETTINGS_FILE.read_text(encoding="utf-8")


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
    rows = re.findall(rf"^\| {lesson.number} \|.*$", README, re.M)
    assert len(rows) == 1, f"the table in README.md has {len(rows)} rows for lesson {lesson.number}"
    _, number, title, _, minutes, _ = (part.strip() for part in rows[0].split("|"))
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


PLACE = tomllib.loads(SETTINGS)["tool"]["course"]
OURS = re.compile(
    r"(?:github\.com[/:]|v2/gh/|github/)([\w.-]+/" + re.escape(PLACE["repository"].split("/")[1]) + r")\b"
)


def strays(text):
    """Links to a course of this name at another address than where it is published."""
    return [found for found in OURS.findall(text) if found != PLACE["repository"]]


@pytest.mark.parametrize("page", [*links.pages(), *(ROOT / "exercises").glob("*.ipynb")], ids=lambda page: page.name)
def test_every_link_to_the_course_points_to_where_it_is_published(page):
    text = page.read_text(encoding="utf-8")
    assert links.pointed(text, **PLACE) == text, "run `make links`"
    assert strays(text) == []


def test_a_stray_link_is_found():
    assert links.settings(SETTINGS) == PLACE
    name = PLACE["repository"].split("/")[1]
    for link in (
        "https://github.com/x/{}/blob/main/a.py",
        "https://nbviewer.org/github/x/{}",
        "git@github.com:x/{}.git",
    ):
        assert strays(f"see {link.format(name)}") == [f"x/{name}"]


@pytest.mark.parametrize("path", links.lessons(), ids=lambda path: path.stem)
def test_every_lesson_has_a_badge_that_opens_that_lesson(path):
    first = nbformat.read(path, as_version=4).cells[0].source
    found = re.findall(r"^\[!\[Open this lesson on Binder\]\((\S+)\)\]\((\S+)\)$", first, re.M)
    where = f"https://mybinder.org/v2/gh/{PLACE['repository']}/{PLACE['ref']}?urlpath=lab/tree/notebooks/{path.name}"
    assert found == [("../teaching/binder.svg", where)], "run `make links`"
    again = links.pointed(links.with_badge(first, f"notebooks/{path.name}"), **PLACE)
    assert again == first, "a second time there is still one badge"


def test_the_readme_has_a_badge():
    start = f"https://mybinder.org/v2/gh/{PLACE['repository']}/{PLACE['ref']}?urlpath=lab/tree/notebooks/00_start_here.ipynb"
    assert f"[![Open the course on Binder](teaching/binder.svg)]({start})" in README


def test_the_readme_leads_to_the_website():
    owner, name = PLACE["repository"].split("/")
    assert f"[the course on the web](https://{owner}.github.io/{name}/)" in README


def test_nothing_but_links_names_the_repository():
    """What no pattern of tools/links.py knows, it could not re-point."""
    for page in links.pages():
        text = page.read_text(encoding="utf-8")
        for pattern, _ in links.LINKS.values():
            text = pattern.sub("", text)
        assert PLACE["repository"] not in text, page.name


def test_links_are_repointed_as_a_whole():
    old = (
        "[x](https://mybinder.org/v2/gh/OWNER/course/main?urlpath=lab) https://github.com/someone/else\n"
        'repository-code: "https://github.com/OWNER/course"\n'
        "https://hub.example.org/hub/user-redirect/git-pull?repo=https://github.com/OWNER/course&branch=main&urlpath=lab\n"
        "[the course on the web](https://OWNER.github.io/course/) [a source](https://someone.github.io/muon/)"
    )
    new = (
        "[x](https://mybinder.org/v2/gh/a/b/v1.0?urlpath=lab) https://github.com/someone/else\n"
        'repository-code: "https://github.com/a/b"\n'
        "https://hub.example.org/hub/user-redirect/git-pull?repo=https://github.com/a/b&branch=v1.0&urlpath=lab\n"
        "[the course on the web](https://a.github.io/b/) [a source](https://someone.github.io/muon/)"
    )
    assert links.pointed(old, "a/b", "v1.0") == new
    assert links.pointed(new, "a/b", "v1.0") == new
    changed = links.with_setting(links.with_setting(SETTINGS, "repository", "a/b"), "ref", "v1.0")
    assert links.settings(changed) == {"repository": "a/b", "ref": "v1.0"}
    assert len(changed.splitlines()) == len(SETTINGS.splitlines())


@pytest.mark.slow
def test_one_command_repoints_a_copy(tmp_path):
    """As for a workshop: the command as it is typed, on a copy of what holds links."""
    copy = tmp_path / "copy"
    for page in [SETTINGS_FILE, *links.pages(), ROOT / "tools" / "links.py", ROOT / "tools" / "notebooks.py"]:
        there = copy / page.relative_to(ROOT)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(page, there)
    command = [sys.executable, copy / "tools" / "links.py", "--repository", "uni/lr-2027", "--ref", "autumn"]
    subprocess.run(command, check=True, capture_output=True)
    for page in links.pages():
        before = page.read_text(encoding="utf-8")
        after = (copy / page.relative_to(ROOT)).read_text(encoding="utf-8")
        assert after == links.pointed(before, "uni/lr-2027", "autumn"), page.name
    assert links.settings((copy / "pyproject.toml").read_text()) == {"repository": "uni/lr-2027", "ref": "autumn"}
    for wrong in (["--repository", "no-owner"], ["--repository", "a/b/c"], ["--ref", "two words"]):
        run = subprocess.run([*command[:2], *wrong], capture_output=True, text=True)
        assert run.returncode == 2 and f"got {wrong[1]!r}" in run.stderr


# ---- releases


def test_the_version_is_the_same_everywhere():
    version = tomllib.loads(SETTINGS)["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    newest = re.search(r"^## (\S+?)[,\s]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M).group(1)
    assert lrlib.__version__ == citation["version"] == newest == version
    assert citation["license"] == tomllib.loads(SETTINGS)["project"]["license"]
