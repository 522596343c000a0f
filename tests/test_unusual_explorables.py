"""Explorables as nobody shows them by default: other landscapes, one run, one step, no noise, rates beyond all reason.

Each has every control moved to both its ends, every choice chosen and every button pressed, wide and narrow.
"""

import sys
from contextlib import contextmanager

import nbformat
import pytest

from browsing import HOME, OnPage

sys.path.insert(0, str(HOME / "tools"))

import notebooks  # noqa: E402
import page as pages  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IMPORTS = """import numpy as np

from lrlib import Adam, ball, decay, lodge_challenge, mountain, noisy, quadratic, race, rate_search, regimes
from lrlib import Landscape, rosenbrock, skier

window = ((-1, 1), (-1, 1))
plain = Landscape("plain", lambda w: 0 * w[..., 0], lambda w: 0 * w, np.array([0.5, 0.2]), None, window)


def fall(w):
    return np.where(w[..., 0] > 0, (w**2).sum(axis=-1), np.nan)


cliff = Landscape("cliff <b>edge</b>", fall, lambda w: 2 * w, np.array([0.5, 0.2]), None, window, unit="<i>m</i>")"""

UNUSUAL = [
    "skier(rosenbrock(), lr=0.001)",
    "skier(steps=1, rates=[1.0])",
    "skier(steps=0)",
    "skier(quadratic([1e-6, 1e6]))",
    "skier(noisy(mountain(), 10, 0))",
    "skier(rates=np.geomspace(1e-300, 1e300, 40), lr=1)",
    "regimes([1, 1], lr=1)",
    "regimes([1, 1e12])",
    "regimes(rates=[100.0])",
    "regimes(steps=2000)",
    "race(rules=Adam, steps=0)",
    "race(rates=[1.0])",
    "race(quadratic([1, 10]), rates=[100.0, 1000.0])",
    "ball(quadratic([4.0]), lr=0.1)",
    "ball(rates=[0.01], betas=[0.5])",
    "ball(rosenbrock(), steps=20)",
    "decay(sigma=0)",
    "decay(sigma=50)",
    "decay(sigma=1e200, steps=10)",
    "decay(steps=1)",
    "decay([1e-6, 1e6])",
    "decay(rates=[5.0])",
    "skier(plain)",
    "race(plain, steps=3)",
    "ball(plain, steps=3)",
    "skier(cliff, rates=[0.1, 1.0, 10.0], lr=1)",
    "race(cliff)",
    "lodge_challenge(seed=34, fog=1e6)",
    "rate_search(rates=[0.1], epochs=1)",
    "rate_search(rates=np.geomspace(10, 1000, 5), epochs=2, lr=10)",
]

# What is written on canvas, in the order in which it is.
LISTEN = """
    window.written = [];
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
        window.written.push(text);
        return write.call(this, text, ...place);
    };
"""
BLANK = """root => [...root.querySelectorAll("canvas")].filter((canvas) => {
    const { width, height } = canvas;
    return canvas.toDataURL() === Object.assign(document.createElement("canvas"), { width, height }).toDataURL();
}).length"""
IN_A_FRAME = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A page with all of them."""
    folder = tmp_path_factory.mktemp("unusual")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in [IMPORTS, *UNUSUAL]])
    notebooks.execute(notebook, folder, store_widget_state=True)
    path = folder / "unusual.html"
    path.write_text(pages.page(notebook, "unusual"), encoding="utf-8")
    return path


@contextmanager
def opened(chromium, file, width=1100):
    """The page as it is at first; and at the end nothing has gone wrong on it."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, offline=True)
    context.add_init_script(LISTEN)
    page = context.new_page()
    said = []
    page.on("console", lambda message: message.type in ("error", "warning") and said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_function(
        "count => document.querySelectorAll('.lrlib-explorable .facts:not(:empty)').length === count", arg=len(UNUSUAL)
    )
    page.wait_for_timeout(500)  # the ground is laid a little later
    yield page
    context.close()
    assert said == []


@pytest.fixture(scope="module", params=[1100, 400])
def worn(chromium, file, request):
    """The page, wide or narrow, the same for all of them."""
    with opened(chromium, file, request.param) as page:
        yield page


@pytest.fixture(scope="module")
def fresh(chromium, file):
    """The page, on which nobody has picked anything."""
    with opened(chromium, file) as page:
        yield page


def find(page, code):
    return OnPage(page, UNUSUAL.index(code))


@pytest.mark.parametrize("code", UNUSUAL)
def test_it_holds_whatever_is_picked(worn, code):
    one = find(worn, code)

    def whole(what):
        worn.evaluate(IN_A_FRAME)
        assert (one.root.evaluate(BLANK), one.misfits()) == (0, []), what
        words = one.root.locator(".status").inner_text()
        assert not {"NaN", "undefined", "null", "Infinity"} & set(words.replace(".", " ").split()), (what, words)

    whole("at first")
    for number in range(one.root.locator("select:enabled").count()):
        choices = one.root.locator("select:enabled").nth(number)
        for option in range(choices.locator("option").count()):
            choices.select_option(index=option)
            whole(f"choice {number}: {option}")
    for number in range(one.sliders.count()):
        for key in ("Home", "End"):
            one.press(one.sliders.nth(number), key)
            whole(f"slider {number}: {key}")
    for name in one.root.locator("button").all_inner_texts():
        button = one.root.get_by_role("button", name=name, exact=True)
        if button.count() and button.get_attribute("aria-disabled") != "true":
            button.click()
            whole(name)


@pytest.mark.parametrize(("code", "verdict"), [
    ("skier(rosenbrock(), lr=0.001)", "🐁 Still on the way."),  # far from any rest, however flat it is there
    ("skier(quadratic([1e-6, 1e6]))", "🐘 Higher than at the start, and far from the minimum."),
    ("regimes([1, 1], lr=1)", "Settles (ηL = 1): every step covers 100 % of the way in every direction."),
    ("skier(plain)", "At rest."),
    ("skier(cliff, rates=[0.1, 1.0, 10.0], lr=1)", "🐘 Left the map at step 1."),
    ("ball(rates=[0.01], betas=[0.5])", "At rest elsewhere, at x = 1.13, loss -1.1."),
    ("decay(sigma=1e200, steps=10)", "🐘 Ends beyond all numbers, by noise alone."),
])  # fmt: skip
def test_what_is_said_at_first(fresh, code, verdict):
    assert find(fresh, code).root.locator(".verdict").inner_text() == verdict


def written(page, code):
    """What is written on the axes of an explorable, which is drawn anew for that."""
    one = find(page, code)
    page.evaluate("window.written = []")
    one.root.evaluate("root => (root.style.width = '500px')")
    page.wait_for_function("window.written.length > 0")
    page.evaluate(IN_A_FRAME)
    one.root.evaluate("root => (root.style.width = '')")
    page.wait_for_timeout(100)
    return page.evaluate("window.written")


def test_axes_say_small_and_large_numbers_and_few_decades(fresh):
    tiny = written(fresh, "decay([1e-6, 1e6])")
    assert {"1e-07", "2e-07", "3e-07", "4e-07"} <= set(tiny), "a rate of 4e-07 is not 0"
    large = written(fresh, "skier(quadratic([1e-6, 1e6]))")
    assert {"500,000", "1e+06"} <= set(large)
    short = written(fresh, "rate_search(rates=[0.1], epochs=1)")
    assert {"1", "2"} <= set(short) and "10⁰" not in short


def test_a_bowl_from_the_side_is_a_bowl(fresh):
    """Its axis is linear, though the loss over the steps has one in decades."""
    said = written(fresh, "ball(quadratic([4.0]), lr=0.1)")
    assert {"0", "100", "200"} <= set(said) and "10²" in said


def test_a_floor_below_the_frame_is_not_drawn_and_no_noise_has_none(fresh):
    assert not [text for text in written(fresh, "decay(steps=1)") if "noise floor" in text]
    assert [text for text in written(fresh, "decay(sigma=50)") if "noise floor" in text]
    told = find(fresh, "decay(sigma=0)").root.locator(".chart.wide canvas").get_attribute("aria-label")
    assert told.endswith("Without noise there is no floor.")
