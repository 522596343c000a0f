"""Every explorable in JupyterLab: what holds for all of them alike, from a table. What is particular to one of them is
in test_browser.py, and what needs no JupyterLab in test_pages.py.
"""

import pytest

from browsing import Lab, OnPage
from every_explorable import EVERY

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALL = """from IPython.display import display
from lrlib import {names}

shown = [make() for make in ({names},)]
for one in shown:
    display(one)"""
every = pytest.mark.parametrize(("number", "case"), list(enumerate(EVERY)), ids=[case.name for case in EVERY])


@pytest.fixture(scope="module")
def lab(chromium, server):
    """A notebook with all of them below one cell, and below it two cells to work in."""
    names = ", ".join(case.name for case in EVERY)
    lab = Lab(chromium, server, "every", [ALL.format(names=names), "", ""])
    lab.open()
    lab.page.keyboard.press("Control+b")  # the side bar
    lab.run_all()
    lab.page.wait_for_function(
        "count => document.querySelectorAll('.lrlib-explorable').length === count", arg=len(EVERY), timeout=60_000
    )
    return lab


@pytest.fixture(autouse=True)
def no_trouble(lab):
    """After every test: nothing was said in the browser's console that is not known to be harmless."""
    lab.errors.clear()
    yield
    assert lab.trouble() == []


@every
@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_nothing_that_axe_finds(lab, theme, number, case):
    if lab.page.locator("body").get_attribute("data-jp-theme-name") != f"JupyterLab {theme}":
        lab.choose("Settings", "Theme", f"JupyterLab {theme}")
        lab.page.wait_for_selector(f'body[data-jp-theme-name="JupyterLab {theme}"]', state="attached")
        lab.page.wait_for_timeout(500)  # the style sheet comes a little later
    assert OnPage(lab.page, number).violations() == []


@every
def test_in_a_narrow_window(lab, number, case):
    one = OnPage(lab.page, number)
    lab.page.set_viewport_size({"width": 400, "height": 1800})
    try:
        lab.page.wait_for_function("root => root.getBoundingClientRect().width < 400", arg=one.root.element_handle())
        lab.page.wait_for_timeout(200)
        assert one.misfits() == []
    finally:
        lab.page.set_viewport_size({"width": 1200, "height": 1800})


@every
def test_while_the_kernel_is_busy(lab, number, case):
    one = OnPage(lab.page, number)
    one.press(one.sliders.first, "Home")
    lab.page.wait_for_timeout(300)
    before = one.drawn()
    lab.run("import time; time.sleep(4)", wait=False)
    one.drag(0.8)
    one.changes_from(before)
    assert lab.page.locator('.jp-NotebookPanel-toolbar [data-status="busy"]').count() == 1
    value = int(one.sliders.first.evaluate("slider => slider.value"))
    for _ in range(5):  # once the kernel has time it is told, but one thing after the other
        told = lab.run(f"{value} in shown[{number}].picked.values()", cell=2).locator(".jp-OutputArea-output")
        if told.inner_text() == "True":
            break
    assert told.inner_text() == "True"
    assert int(one.sliders.first.evaluate("slider => slider.value")) == value  # and its echo sets nothing back


@every
def test_by_finger(lab, number, case):
    """JupyterLab, which moves cells and panels by touch, leaves a slider's touches to the slider."""
    one = OnPage(lab.page, number)
    before = one.drawn()
    for share in (0.9, 0.2):
        one.drag(share, touch=True)
        before = one.changes_from(before)
    value, most = one.sliders.first.evaluate("slider => [slider.valueAsNumber, Number(slider.max)]")
    assert value == pytest.approx(0.2 * most, abs=1 + 0.02 * most)


@every
def test_another_of_the_same(lab, number, case):
    """Two of the same in one notebook are two: each label is its own slider's, and each goes its own way."""
    lab.run(case.code)
    first, second = OnPage(lab.page, number), OnPage(lab.page, len(EVERY))
    second.root.wait_for()
    for one in (first, second):
        one.press(one.sliders.first, "Home")
    lab.page.wait_for_timeout(300)
    before, other = first.drawn(), second.drawn()
    second.drag(0.8)
    second.changes_from(other)
    assert first.drawn() == before
    assert lab.page.evaluate("""() => {
        const named = [...document.querySelectorAll(".lrlib-explorable [id]")].map((element) => element.id);
        return named.length === new Set(named).size;
    }""")
    assert second.root.evaluate(
        """root => [...root.querySelectorAll("label")].every((l) => root.contains(l.control))"""
    )
    lab.run("None")
    second.root.wait_for(state="detached")


@every
def test_hidden_behind_another_notebook_while_it_plays(lab, number, case):
    one = OnPage(lab.page, number)
    play = one.root.get_by_role("button", name="Play")
    if play.count():
        play.first.click()
    lab.choose("File", "New Launcher")
    one.root.wait_for(state="hidden")
    lab.page.wait_for_timeout(500)
    lab.page.locator(".lm-TabBar-tabLabel", has_text="every.ipynb").click()
    one.root.wait_for()
    one.press(one.sliders.first, "Home")
    lab.page.wait_for_timeout(200)
    before = one.drawn()
    one.press(one.sliders.first, "End")
    one.changes_from(before)
    for canvas in one.root.locator("canvas").all():
        assert canvas.evaluate("canvas => Math.abs(canvas.width - canvas.getBoundingClientRect().width)") <= 1
    if (pause := one.root.get_by_role("button", name="Pause")).count():
        pause.click()
    for close in lab.page.locator(".lm-TabBar-tab:has-text('Launcher') .lm-TabBar-tabCloseIcon").all():
        close.click()


@every
def test_a_cell_that_is_run_again_leaves_nothing_behind(lab, number, case):
    """Of the page next to nothing stays for each time (as much as of a widget with nothing in it), and in the kernel
    what ipywidgets keeps of each widget for as long as the kernel lives: the explorable, and its layout.
    """
    devtools = lab.page.context.new_cdp_session(lab.page)

    def widgets():
        code = "import gc, ipywidgets; gc.collect(); len(ipywidgets.widgets.widget._instances)"
        return int(lab.run(code, cell=2).locator(".jp-OutputArea-output").inner_text())

    def on_the_page():
        for _ in range(3):  # what refers to itself is found the second time
            devtools.send("HeapProfiler.collectGarbage")
            lab.page.wait_for_timeout(100)
        now = devtools.send("Memory.getDOMCounters")
        return now["jsEventListeners"], now["nodes"]

    def run(times):
        for _ in range(times):
            lab.run(case.code)
            OnPage(lab.page, len(EVERY)).root.wait_for()
            lab.page.wait_for_timeout(200)

    kept = widgets()
    run(1)
    before = on_the_page()
    run(3)
    listeners, nodes = ((b - a) / 3 for a, b in zip(before, on_the_page(), strict=True))
    kept = (widgets() - kept) / 4
    lab.run("None")
    devtools.detach()
    assert (listeners < 8, nodes < 25, kept) == (True, True, 2), (listeners, nodes, kept)


def test_without_its_kernel_each_goes_on(lab):
    lab.save()
    lab.shut_kernels_down()
    for number in range(len(EVERY)):
        one = OnPage(lab.page, number)
        one.press(one.sliders.first, "Home")
        lab.page.wait_for_timeout(200)
        before = one.drawn()
        one.drag(0.6)  # a choice that no other test makes: the challenge skis the same one to the same end
        assert one.changes_from(before) != before
