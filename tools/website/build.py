"""Make the course's website in build/site (`make site`): the lessons as pages, alive without Python and offline.

    python tools/website/build.py           writes build/site
    python tools/website/build.py FOLDER    writes it there

What is published are the notebooks as they are stored. Only the data of the explorables is made here, by running each
lesson up to its last one; it is kept in build/explorables, under a name that changes with the lesson, the library and
the versions of what it calls, so that the next time is quick. Sphinx makes the pages, and no warning passes.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import nbformat
import numpy as np

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import reading  # noqa: E402
from links import SETTINGS, settings  # noqa: E402
from lrlib.explorables.widget import INVITATION  # noqa: E402
from lrlib.feedback.course import LESSONS  # noqa: E402
from mathml import FONTS  # noqa: E402
from notebooks import WIDGET, execute  # noqa: E402

SITE = ROOT / "build" / "site"
KEPT = ROOT / "build" / "explorables"
STATE = "application/vnd.jupyter.widget-state+json"
PACKAGES = ("anywidget", "ipywidgets", "matplotlib", "numpy", "scikit-learn", "torch")
KINDS = {".py", ".js", ".css", ".txt"}  # of files in lrlib on which an explorable may depend
RIDES = (0.0003, 0.01, 0.003)  # on the front page, one after the other: too low, too high, about right


def stems(folder):
    return [path.stem for path in sorted((ROOT / folder).glob("[0-9][0-9]_*.ipynb"))]


def read(folder, stem):
    return nbformat.read(ROOT / folder / f"{stem}.ipynb", as_version=4)


# ---- explorables: what they need in order to live


def explorables(notebook, folder):
    """Run a notebook as far as its last explorable: ({cell: its models}, {model: its state}), the data in `folder`."""
    shown = [index for index, cell in enumerate(notebook.cells) if shows_explorable(cell)]
    if not shown:
        return {}, {}
    part = nbformat.from_dict({**notebook, "metadata": {}, "cells": notebook.cells[: shown[-1] + 1]})
    ran = kept(part)
    states = ran.metadata.widgets[STATE]["state"]
    views, models = {}, {}
    for index in shown:
        found = [
            output.data[WIDGET]["model_id"] for output in ran.cells[index].outputs if WIDGET in output.get("data", {})
        ]
        for id in found:
            models.setdefault(id, f"explorable-{len(models) + 1}")  # Jupyter's own ids are random
        views[index] = [models[id] for id in found]
    return views, {name: slim(states[id], folder) for id, name in models.items()}


def shows_explorable(cell):
    return any(output.get("data", {}).get("text/plain") == INVITATION for output in cell.get("outputs", ()))


def kept(notebook):
    """The notebook, run with the state of its widgets, or as it was when it was run before."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    library = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "lrlib").rglob("*")) if path.suffix in KINDS]
    versions = [sys.version, *(f"{name} {version(name)}" for name in PACKAGES)]
    file = KEPT / f"{hashlib.sha256(json.dumps([code, library, versions]).encode()).hexdigest()[:16]}.ipynb"
    if not file.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        execute(notebook, KEPT, store_widget_state=True)
        draft = file.with_suffix(f".{os.getpid()}")
        nbformat.write(notebook, draft)
        os.replace(draft, file)
    return nbformat.read(file, as_version=4)


def slim(model, folder):
    """A model's state as page.js takes it, with what is large in files in `folder`, named by what is in them."""
    large = {entry["path"][0]: base64.b64decode(entry["data"]) for entry in model.get("buffers", ())}
    large |= {name: model["state"][name].encode() for name in ("_esm", "_css")}
    files = {}
    for name, data in sorted(large.items()):
        ending = {"_esm": "js", "_css": "css"}.get(name, "bin")
        file = folder / f"{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
        file.write_bytes(data)
        files[name] = f"../_static/{folder.name}/{file.name}"
    return {"state": {name: model["state"][name] for name in ("kind", "meta", "picked")}, "files": files}


# ---- pages


def front_page(place, pictures, live):
    """index.md with the skier, the map of lessons and the ways to start filled in."""
    cell = nbformat.v4.new_code_cell("from lrlib import skier\n\nskier(lr=0.003)")
    notebook = kept(nbformat.v4.new_notebook(cells=[cell]))
    (output,) = [output for output in notebook.cells[0].outputs if "image/png" in output.get("data", {})]
    ((_, model),) = [
        (id, model) for id, model in notebook.metadata.widgets[STATE]["state"].items() if "_esm" in model["state"]
    ]
    state = slim(model, live)
    rates = np.array(state["state"]["meta"]["rates"], dtype=float)
    rides = " ".join(str(np.abs(np.log(rates / rate)).argmin()) for rate in RIDES)
    skier = reading.explorable(reading.picture(output, pictures), "skier", rides=rides)
    stored = json.dumps({"state": {"skier": state}}).replace("</", "<\\/")
    text = (HERE / "index.md").read_text(encoding="utf-8")
    for name, value in {
        "SKIER": (f'{skier}<script type="{STATE}">{stored}</script>').replace("../_static", "_static"),
        "MAP": "\n".join(row(lesson) for lesson in LESSONS),
        "LESSONS": "\n".join(f"notebooks/{stem}" for stem in stems("notebooks")),
        "EXERCISES": "\n".join(f"exercises/{stem}" for stem in stems("exercises")),
        "BINDER": binder(place, "notebooks/00_start_here"),
        "REPOSITORY": f"https://github.com/{place['repository']}",
        "NAME": place["repository"].split("/")[1],
    }.items():
        text = text.replace(f"%{name}%", value)
    return text


def row(lesson):
    """A lesson's line on the map."""
    there = (ROOT / "notebooks" / f"{lesson.stem}.ipynb").exists()
    title = f"[{lesson.title}](notebooks/{lesson.stem}.ipynb)" if there else f"{lesson.title} (in preparation)"
    return f"| {lesson.number} {title} | {lesson.idea} | {lesson.minutes} |"


def binder(place, page):
    return f"https://mybinder.org/v2/gh/{place['repository']}/{place['ref']}?urlpath=lab/tree/{page}.ipynb"


def write_source(source):
    """Everything that Sphinx makes pages of, in the folder `source`."""
    place = settings(SETTINGS.read_text(encoding="utf-8"))
    pictures, live = source / "_static" / "pictures", source / "_static" / "live"
    for folder in ("notebooks", "exercises", "solutions", "teaching", pictures, live):
        (source / folder).mkdir(parents=True)
    (source / "_static" / "mathml.css").write_text(FONTS, encoding="utf-8")
    shutil.copy(ROOT / "teaching" / "binder.svg", source / "teaching")
    (source / "index.md").write_text(front_page(place, pictures, live), encoding="utf-8")
    for stem in stems("notebooks"):
        notebook = read("notebooks", stem)
        views, states = explorables(notebook, live)
        page = reading.lesson(notebook, views, pictures)
        page.metadata.widgets = {STATE: {"state": states}}
        nbformat.write(page, source / "notebooks" / f"{stem}.ipynb")
    for stem in stems("exercises"):
        page = reading.exercise(read("exercises", stem), stem, binder(place, f"exercises/{stem}"))
        nbformat.write(page, source / "exercises" / f"{stem}.ipynb")
    for stem in stems("solutions"):
        page = reading.solution(read("solutions", stem), stem, pictures)
        nbformat.write(page, source / "solutions" / f"{stem}.ipynb")


def named(html):
    """A page in which what the theme leaves without a name or a level has one, for those who hear it."""
    for theirs, ours in {
        '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
        '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
        '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
        '<th class="head"><p></p></th>': "<td></td>",  # the corner of a table heads nothing
        '<div id="search-results">': '<h1>Search</h1><div id="search-results">',
    }.items():
        html = html.replace(theirs, ours)
    return re.sub('(<a href="#" class="back-to-top.*?</a>)', r'<nav aria-label="Top">\1</nav>', html, flags=re.S)


def write_site(site=SITE):
    """Make the site in the folder `site`, from nothing. If that fails, what was there before stays."""
    work = site.with_name(f"{site.name}-in-the-making")
    shutil.rmtree(work, ignore_errors=True)
    source, made = work / "source", work / "html"
    write_source(source)
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", work / "doctrees"]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}  # else the index of the search is in another order each time
    if subprocess.run([*command, "-c", HERE, source, made], env=environment).returncode:
        sys.exit(f"The site could not be made. What Sphinx was given is in {source}.")
    for page in made.rglob("*.html"):
        page.write_text(named(page.read_text(encoding="utf-8")), encoding="utf-8")
    for needless in (".buildinfo", "objects.inv"):
        (made / needless).unlink(missing_ok=True)
    (made / ".nojekyll").touch()  # GitHub would leave out every folder whose name begins with _
    shutil.rmtree(made / "_sources")  # empty
    shutil.rmtree(site, ignore_errors=True)
    shutil.move(made, site)
    shutil.rmtree(work)


if __name__ == "__main__":
    site = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else SITE
    write_site(site)
    print(f"wrote {site}. To look at it: {Path(sys.executable).name} -m http.server -d {site}")
