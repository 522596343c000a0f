"""The course's website: what its pages are made of, and, in a real browser with the network closed, every page."""

import functools
import http.server
import json
import re
import sys
import threading
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urljoin, urlparse

import nbformat
import pytest

from browsing import AXE, HOME, OnPage, expect

sys.path[:0] = [str(HOME / "tools"), str(HOME / "tools" / "website")]

import build  # noqa: E402
import reading  # noqa: E402
from lrlib.feedback.bank import TASKS  # noqa: E402
from lrlib.feedback.course import LESSONS  # noqa: E402
from lrlib.feedback.predictions import to_html  # noqa: E402
from lrlib.feedback.quizzes import QUIZZES  # noqa: E402
from mathml import mathml  # noqa: E402

FOLDERS = ("notebooks", "exercises", "solutions")
NOTEBOOKS = [path for folder in FOLDERS for path in sorted((HOME / folder).glob("[0-9][0-9]_*.ipynb"))]
PAGES = ["index.html", "search.html", *(f"{path.parent.name}/{path.stem}.html" for path in NOTEBOOKS)]
KINDS = ("notebooks/02", "exercises/02", "solutions/02")
ONE_OF_A_KIND = [name for name in PAGES if "/" not in name or name.startswith(KINDS)]
LARGEST = 1_500_000  # bytes of a page, before its pictures and the data of its explorables

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
every_page = pytest.mark.parametrize("name", PAGES)


def read(path):
    return nbformat.read(path, as_version=4)


def parsed(html):
    """Every tag of a page with its attributes, in order."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.append((tag, dict(attributes)))

    Reader().feed(html)
    return found


# ---- formulas


def formulas(notebook):
    """Every formula of a notebook's text: (TeX, whether it stands on a line of its own)."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"```.*?```|`[^`]*`", "", cell.source, flags=re.S)
            for display, inline in re.findall(r"\$\$(.+?)\$\$|\$(.+?)\$", text, flags=re.S):
                yield display or inline, bool(display)


@every_notebook
def test_every_formula_is_translated(path):
    for tex, display in formulas(read(path)):
        made = mathml(tex, display)
        assert made.startswith(f'<math display="{"block" if display else "inline"}">')
        assert not re.search(r"menclose|namedspace|negativethin|linebreak", made), "browsers know nothing of it"


def test_there_are_formulas():
    assert sum(len(list(formulas(read(path)))) for path in NOTEBOOKS) > 300


def test_what_browsers_do_not_know_is_put_in_other_words():
    aligned = mathml(r"\begin{aligned} w &= 1 \\ &= 2 \end{aligned}", display=True)
    cells = re.findall(r"<mtd.*?(?:/>|</mtd>)", aligned)
    assert ["text-align: right" in cell for cell in cells] == [True, False, True, False]
    assert ["text-align: left" in cell for cell in cells] == [False, True, False, True]
    assert "=" not in re.sub(r"<[^>]*>", "", cells[0]) and "&" not in aligned
    assert 'style="border: 1px solid' in mathml(r"\boxed{x}")
    assert '<mo stretchy="false" lspace="0" rspace="0">|</mo>' in mathml("|g|")
    assert "<mo>±</mo>" in mathml(r"\bar d \pm s")


def test_a_function_stands_apart_from_what_it_is_of():
    thin = '<mspace width="0.167em"'
    assert f"<mi>ln</mi>{thin}" in mathml(r"\ln 0.1")
    assert f"<mi>cos</mi>{thin}" in mathml(r"\cos\frac{a}{b}")
    assert thin not in mathml(r"\ln(x)") + mathml(r"-\ln") + mathml("xy") + mathml(r"\log |x|")


@pytest.mark.parametrize("tex", [r"\nosuchsign x", r"a & b", r"\begin{nosuchplace} a & b \end{nosuchplace}"])
def test_what_is_not_understood_is_refused(tex):
    with pytest.raises(ValueError, match="formula"):
        mathml(tex)


# ---- a notebook as it is read


@pytest.mark.parametrize("asked", QUIZZES.values(), ids=lambda asked: asked.id)
def test_a_predictions_answers_are_there_and_not_in_sight(asked):
    made = reading.form(asked)
    assert re.findall(r"<details[^>]*>", made) == ["<details>"] * len(asked.choices), "none is open"
    in_sight = re.sub(r"</summary>.*?</details>", "", made)
    opened = re.findall(r"<summary>(.*?)</summary>(.*?)</details>", made)
    assert to_html(asked.question) in in_sight
    for letter, choice, (summary, answer) in zip(asked.letters, asked.choices, opened, strict=True):
        assert summary == f"<b>{letter}</b> {to_html(choice.text)}"
        assert to_html(choice.response) in answer and to_html(choice.response) not in in_sight
        assert {True: "is right", False: f"Not {letter}", None: "it is"}[choice.right] in answer


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.parent.name == "notebooks"], ids=lambda p: p.stem)
def test_a_lesson_as_it_is_read(path, tmp_path):
    stored = read(path)
    shown = [index for index, cell in enumerate(stored.cells) if build.shows_explorable(cell)]
    made = reading.lesson(read(path), {index: [f"model-{index}"] for index in shown}, tmp_path)
    assert [cell.source for cell in made.cells] == [cell.source for cell in stored.cells]
    pictures = 0
    for index, (cell, before) in enumerate(zip(made.cells, stored.cells, strict=True)):
        tags = cell.metadata.get("tags", [])
        assert ("hide-output" in tags) == bool(before.metadata.get("jupyter", {}).get("outputs_hidden"))
        assert not any(set(output.get("data", {})) & {"image/png", build.WIDGET} for output in cell.get("outputs", ()))
        html = "".join(output.get("data", {}).get("text/html", "") for output in cell.get("outputs", ()))
        assert html.count('<div class="live">') == html.count(f"model-{index}") == (index in shown)
        questions = re.findall(r"^quiz\(", before.source, re.M) if before.cell_type == "code" else []
        assert html.count('<div class="prediction">') == len(questions)
        for tag, attributes in parsed(html):
            if tag == "img":
                pictures += 1
                assert len(attributes["alt"]) > 20 and (tmp_path / Path(attributes["src"]).name).stat().st_size > 1000
    assert pictures == sum("image/png" in o.get("data", {}) for cell in stored.cells for o in cell.get("outputs", ()))


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.parent.name == "exercises"], ids=lambda p: p.stem)
def test_an_exercise_has_its_hints_and_the_way_to_its_solution_folded(path, tmp_path):
    made = reading.exercise(read(path), path.stem, "https://binder.example")
    text = "\n".join(cell.source for cell in made.cells)
    tasks = re.findall(r'^check\("([\d.]+)"', text, re.M)
    assert tasks and not re.search(r"^# hint\(", text, re.M)
    for hint in (hint for id in tasks for hint in TASKS[id].hints):
        assert f"</summary>\n\n{hint}\n\n</details>" in text
    end = made.cells[-1].source
    assert end.startswith("<details><summary>") and f"](../solutions/{path.stem}.ipynb)" in end
    assert text.count("../solutions/") == 1 and "https://binder.example" in made.cells[1].source
    solution = reading.solution(read(HOME / "solutions" / path.name), path.stem, tmp_path)
    assert solution.metadata.orphan and solution.metadata.nosearch
    assert solution.cells[0].source.startswith(f"# Solutions {path.stem[:2]} · ")


def test_the_map_has_every_lesson():
    for lesson in LESSONS:
        row = build.row(lesson)
        there = (HOME / "notebooks" / f"{lesson.stem}.ipynb").exists()
        assert (f"[{lesson.title}](notebooks/{lesson.stem}.ipynb)" in row) == there
        assert row.endswith(f"| {lesson.minutes} |") and lesson.idea in row


# ---- the site


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, made as `make site` makes it: (folder, address)."""
    folder = tmp_path_factory.mktemp("website") / "site"
    build.write_site(folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(chromium, site):
    """A function that opens a page of the site with the network closed; at the end nothing has gone wrong on it."""
    said, contexts = [], []

    def visit(name, theme="light", width=1280, **options):
        options = {
            "viewport": {"width": width, "height": 900},
            "color_scheme": theme,
            "reduced_motion": "reduce",
        } | options
        context = chromium.new_context(**options)
        contexts.append(context)

        def only_ours(route):
            if route.request.url.startswith((site[1], "blob:", "data:")):
                return route.continue_()
            said.append(f"asks for {route.request.url}")
            return route.abort()

        context.route("**/*", only_ours)
        page = context.new_page()
        page.on("console", lambda m: m.type in ("error", "warning") and said.append(m.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("response", lambda response: response.ok or said.append(f"{response.status} {response.url}"))
        page.goto(site[1] + name)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert said == []


def wait_for_explorables(page):
    """Scroll to each of a page's explorables until it is drawn, and return how many there are."""
    places = page.locator(".live")
    for place in places.all():
        place.scroll_into_view_if_needed()
        expect(place.locator("canvas[aria-label]").first).to_be_visible(timeout=30_000)
    return places.count()


def violations(page):
    """What axe-core has to say against a page, a line each; it takes a head with only a formula in it for empty."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(f"({AXE})(document)")["violations"]
    lines = [f"{one['id']}: {one['help']}: {node['html']}" for one in found for node in one["nodes"]]
    return [
        line for line in lines if not line.startswith("empty-table-header") or "<math" not in line
    ]  # it reads no math


browser = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.slow
def test_every_link_and_anchor_leads_somewhere_and_nothing_comes_from_elsewhere(site):
    folder = site[0]
    assert sorted(PAGES) == sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    tags = {name: parsed((folder / name).read_text(encoding="utf-8")) for name in PAGES}
    ids = {name: {attributes.get("id") for _, attributes in found} for name, found in tags.items()}
    links = 0
    for name, found in tags.items():
        for tag, attributes in found:
            for key in {"href", "src"} & set(attributes):
                address, where = (
                    urlparse(urljoin(f"http://site/{name}", attributes[key] or "")),
                    (name, attributes[key]),
                )
                if address.netloc == "site":
                    target = unquote(address.path).lstrip("/")
                    assert (folder / target).is_file(), where
                    assert not address.fragment or unquote(address.fragment) in ids[target], where
                    links += 1
                else:
                    assert tag == "a" and address.scheme == "https", where
    assert links > 100


@pytest.mark.slow
def test_no_page_is_large_and_none_shows_tex(site):
    for name in PAGES:
        html = (site[0] / name).read_text(encoding="utf-8")
        assert len(html.encode()) < LARGEST, name
        assert "mathjax" not in html.lower().replace("mathjax_ignore", "") and "$$" not in html and "\\frac" not in html


@pytest.mark.slow
def test_a_solution_is_linked_from_its_exercise_alone_and_found_by_no_search(site):
    for name in PAGES:
        html = (site[0] / name).read_text(encoding="utf-8")
        found = [known["href"] for tag, known in parsed(html) if tag == "a" and "solutions/" in known["href"]]
        assert found == ([f"../solutions/{Path(name).name}"] if name.startswith("exercises/") else [])
    index = json.loads(re.search(r"\{.*\}", (site[0] / "searchindex.js").read_text(encoding="utf-8")).group())
    for kind in ("terms", "titleterms"):
        found = {number for each in index[kind].values() for number in (each if isinstance(each, list) else [each])}
        assert {index["docnames"][number].split("/")[0] for number in found} == {"index", "notebooks", "exercises"}
    assert not any("Solutions" in title for title in index["alltitles"])


@pytest.mark.slow
def test_the_same_source_makes_the_same_site(site, tmp_path):
    build.write_site(tmp_path / "site")
    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (site[0], tmp_path / "site")
    )
    assert set(first) == set(second)
    assert [str(path) for path in first if first[path] != second[path]] == []


class TestEveryPage:
    pytestmark = browser

    @every_page
    def test_as_it_is_opened(self, visit, name):
        page = visit(name)
        wait_for_explorables(page)
        assert violations(page) == []

    @every_page
    def test_in_the_dark_on_a_phone(self, visit, name):
        page = visit(name, theme="dark", width=360, has_touch=True, is_mobile=True)
        wait_for_explorables(page)
        for width in (360, 400):
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_timeout(100)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        if name in ONE_OF_A_KIND:
            assert violations(page) == []


class TestAPage:
    pytestmark = browser

    def test_the_skier_moves_until_somebody_takes_over(self, visit):
        page = visit("index.html", reduced_motion="no-preference")
        one = OnPage(page)
        page.wait_for_function("""() => {
            const place = document.querySelector("[data-rides]");
            const [rate, step] = place.querySelectorAll("input");
            return rate?.value === place.dataset.rides.split(" ")[0] && step.value > 3;
        }""")
        before = one.drawn()
        one.changes_from(before)
        page.wait_for_function("document.querySelectorAll('[data-rides] input')[1].value > 10", timeout=20_000)
        one.press(one.rate, "Home")
        expect(one.root.locator("output").first).to_have_text("0.0001")
        one.press(one.step, "Home")
        page.wait_for_timeout(3000)
        expect(one.root.locator("output").first).to_have_text("0.0001")
        expect(one.root.locator("output").nth(1)).to_have_text("0 of 60")

    def test_the_skier_stands_still_for_who_asked_for_it(self, visit):
        page = visit("index.html")
        wait_for_explorables(page)
        one = OnPage(page)
        page.wait_for_timeout(300)
        before = one.drawn()
        page.wait_for_timeout(2500)
        assert one.drawn() == before
        assert "Arrived after 22 steps" in one.root.inner_text()

    def test_an_explorable_answers_a_key(self, visit):
        page = visit("notebooks/01_the_mountain.html")
        wait_for_explorables(page)
        one = OnPage(page)
        before = one.drawn()
        one.press(one.rate, "Home")
        one.changes_from(before)
        assert page.locator(".live > img").first.is_hidden()

    def test_an_explorable_follows_the_switch_of_the_theme(self, visit):
        page = visit("notebooks/01_the_mountain.html")
        wait_for_explorables(page)
        one = OnPage(page)
        inks = []
        for theme in ("dark", "light"):
            before = one.drawn()
            while page.evaluate("document.body.dataset.theme") != theme:
                page.locator(".content-icon-container .theme-toggle").click()
            one.changes_from(before)
            color = one.chart.evaluate("canvas => getComputedStyle(canvas.parentElement).color")
            inks.append([int(part) for part in re.findall(r"\d+", color)])
            assert (one.picture()[1][..., :3] == inks[-1]).all(axis=-1).sum() > 100, "its frame has the theme's color"
        assert inks[0] != inks[1]

    def test_what_a_prediction_would_give_away_is_not_in_sight(self, visit):
        page = visit("notebooks/01_the_mountain.html")
        folded = page.locator("details.hide")
        stored = read(HOME / "notebooks" / "01_the_mountain.ipynb")
        assert folded.count() == sum(
            cell.metadata.get("jupyter", {}).get("outputs_hidden", False) for cell in stored.cells
        )
        for each in folded.all():
            assert each.locator(".cell_output").is_hidden()
        folded.first.locator("summary").click()
        assert folded.first.locator(".cell_output").is_visible()

    def test_on_paper_there_is_the_picture(self, visit):
        page = visit("notebooks/01_the_mountain.html")
        wait_for_explorables(page)
        page.emulate_media(media="print")
        assert page.locator(".live > img").first.is_visible()
        assert page.locator(".lrlib-explorable").first.is_hidden()

    def test_the_search_finds_a_lesson_and_no_solution(self, visit):
        page = visit("search.html?q=bias+correction")
        page.locator("#search-results li").first.wait_for(timeout=20_000)
        found = [link.get_attribute("href") for link in page.locator("#search-results li > a").all()]
        assert any("06_adaptive_rates" in link for link in found)
        assert not any("solutions" in link for link in found)
