"""Every explorable on a page from the disk: no kernel, no JupyterLab, no network. Wide, narrow, by finger, at rest."""

import sys

import nbformat
import pytest

from browsing import DRAWN, HOME, OnPage
from every_explorable import EVERY

sys.path.insert(0, str(HOME / "tools"))

import notebooks  # noqa: E402
import page as pages  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"viewport": {"width": 400, "height": 800}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}

# In a tab that nobody sees, the browser calls back for no frame, and timers are slow. A headless browser has no such
# tab, so that this is what it would do: while `away` is true, frames wait.
AWAY = """
    const frame = window.requestAnimationFrame.bind(window);
    const waiting = [];
    let away = false;
    window.requestAnimationFrame = (work) => (away ? waiting.push(work) : frame(work));
    Object.defineProperty(document, "hidden", { get: () => away });
    Object.defineProperty(document, "visibilityState", { get: () => (away ? "hidden" : "visible") });
    window.goAway = (yes) => {
        away = yes;
        document.dispatchEvent(new Event("visibilitychange"));
        if (!away) waiting.splice(0).forEach((work) => frame(work));
    };
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A notebook with every explorable and a formula, run, and its page in both themes: {theme: file}."""
    folder = tmp_path_factory.mktemp("pages")
    cells = [nbformat.v4.new_markdown_cell("All of them, at a rate $\\eta$:\n\n$$\n\\frac{2}{L}\n$$")]
    cells += [nbformat.v4.new_code_cell(case.code) for case in EVERY]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebooks.execute(notebook, folder, store_widget_state=True)
    written = {}
    for theme in ("light", "dark"):
        written[theme] = folder / f"{theme}.html"
        written[theme].write_text(pages.page(notebook, "every explorable", theme), encoding="utf-8")
    return written


@pytest.fixture
def visit(chromium, files):
    """A function that opens the page, and at the end nothing has gone wrong on it."""
    said, contexts = [], []

    def visit(theme="light", **options):
        context = chromium.new_context(offline=True, **({"viewport": {"width": 1200, "height": 1000}} | options))
        contexts.append(context)
        context.add_init_script(AWAY)
        page = context.new_page()
        page.on("console", lambda m: m.type in ("error", "warning") and said.append(f"{m.text} {m.location['url']}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url))
        page.goto(files[theme].as_uri())
        page.wait_for_function(
            "([drawn, count]) => document.querySelectorAll(drawn).length >= count", arg=[DRAWN, len(EVERY)]
        )
        return page

    yield visit
    for context in contexts:
        context.close()
    ours = (*(file.as_uri() for file in files.values()), "blob:", "data:")
    assert [line for line in said if not line.startswith(ours)] == []


every = pytest.mark.parametrize(("number", "case"), list(enumerate(EVERY)), ids=[case.name for case in EVERY])


@every
def test_alive_without_kernel_and_network(visit, number, case):
    page = visit()
    one = OnPage(page, number)
    assert one.root.count() == 1
    words = one.root.inner_text()
    at_first = one.drawn()
    one.drag(0.9)
    pulled = one.changes_from(at_first)
    assert one.root.inner_text() != words
    one.press(one.sliders.first, "Home")
    home = one.changes_from(pulled)
    one.press(one.sliders.first, "ArrowRight")
    one.changes_from(home)
    assert page.locator(".jp-RenderedImage").nth(number).is_hidden()  # its plain picture


@every
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_that_axe_finds(visit, number, case, theme):
    assert OnPage(visit(theme), number).violations() == []


@every
@pytest.mark.parametrize("width", [400, 320])
def test_narrow(visit, number, case, width):
    page = visit(**(PHONE | {"viewport": {"width": width, "height": 800}}))
    one = OnPage(page, number)
    for key in ("Home", "End"):  # the shortest and the longest words may be at the ends
        one.press(one.sliders.first, key)
        page.wait_for_timeout(50)
        assert one.misfits() == []
    for canvas in one.root.locator("canvas").all():
        assert canvas.evaluate("canvas => canvas.width / canvas.getBoundingClientRect().width") == pytest.approx(
            2, 0.01
        )


@every
@pytest.mark.parametrize("width", [1200, 400])
def test_nothing_jumps_under_the_finger(visit, number, case, width):
    """However many lines the words take at each stop of the slider, the slider stays where it is."""
    one = OnPage(visit(viewport={"width": width, "height": 1000}), number)
    heights = one.sliders.first.evaluate("""async (slider) => {
        const root = slider.closest(".lrlib-explorable");
        const found = new Set();
        for (let stop = Number(slider.min); stop <= slider.max; stop += 1) {
            slider.value = stop;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
            found.add(Math.round(slider.getBoundingClientRect().top - root.getBoundingClientRect().top));
        }
        return [...found];
    }""")
    assert len(heights) == 1


@every
def test_by_finger(visit, number, case):
    page = visit(**PHONE)
    one = OnPage(page, number)
    before = one.drawn()
    for share in (0.9, 0.2):
        one.drag(share, touch=True)
        before = one.changes_from(before)
    value, most = one.sliders.first.evaluate("slider => [slider.valueAsNumber, Number(slider.max)]")
    assert value == pytest.approx(0.2 * most, abs=1 + 0.02 * most)
    one.root.get_by_role("button").first.tap()
    one.changes_from(before)


@every
def test_reduced_motion(visit, number, case):
    """Play shows still pictures, at most one a second, and without the wish for rest it shows more."""
    shown = {}
    for wish in ("no-preference", "reduce"):
        one = OnPage(visit(reduced_motion=wish), number)
        play = one.root.get_by_role("button", name="Play")
        if not play.count():
            pytest.skip("there is nothing to play")
        play.first.scroll_into_view_if_needed()
        shown[wish] = one.root.evaluate("""async (root) => {
            const own = CanvasRenderingContext2D.prototype.clearRect;
            const frames = new Set();
            CanvasRenderingContext2D.prototype.clearRect = function (...box) {
                if (root.contains(this.canvas)) frames.add(document.timeline.currentTime);
                return own.apply(this, box);
            };
            [...root.querySelectorAll("button")].find((button) => button.textContent.startsWith("Play")).click();
            await new Promise((done) => setTimeout(done, 1500));
            return frames.size;
        }""")
    assert shown["reduce"] <= 3  # the start, and one a second
    assert shown["no-preference"] > 2 * shown["reduce"]


@every
def test_in_a_tab_that_nobody_sees_for_a_while(visit, number, case):
    page = visit()
    one = OnPage(page, number)
    one.press(one.sliders.first, "Home")
    page.wait_for_timeout(100)
    before = one.drawn()
    page.evaluate("goAway(true)")
    one.press(one.sliders.first, "End", "ArrowLeft")
    page.wait_for_timeout(200)
    assert one.drawn() == before
    page.evaluate("goAway(false)")
    after = one.changes_from(before)
    one.press(one.sliders.first, "Home")
    one.changes_from(after)


def test_a_page_is_one_file_and_asks_for_no_network(visit, files):
    html = files["light"].read_text(encoding="utf-8")
    for elsewhere in ("cdnjs", "unpkg.com", "jsdelivr", "mathjax.js", "<script src", '<link rel="stylesheet" href'):
        assert elsewhere not in html
    inline, display = visit().locator("math").all()
    assert (inline.text_content(), display.get_attribute("display")) == ("η", "block")
    assert display.locator("mfrac").bounding_box()["height"] > 1.5 * inline.bounding_box()["height"]
