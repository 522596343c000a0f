"""JupyterLab in a real browser, and what a person does there: for the tests of the explorables and for their benchmark.

Whoever uses this says what is in the notebook; nothing in here knows which explorables there are.
"""

import base64
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import nbformat
import numpy as np
from matplotlib.image import imread

HOME = Path(__file__).resolve().parent.parent
TOKEN = "slope"
NEEDLESS = ("gpu", "quic", "background-networking", "component-update", "sync")
FLAGS = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in NEEDLESS)]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NONE = f"no Chromium found: none of {', '.join(BROWSERS)} is on the path"
HARMLESS = [
    "Could not send widget sync message",  # by ipywidgets, for every change when the kernel is gone
    "widget model not found",  # by JupyterLab, when the notebook is opened again without that kernel
]
# With the rule on the size of what is touched, which axe leaves out when it is not asked for it.
AXE = "root => axe.run(root, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })"
# What is wider than its place, and which words of a slider's scale lie over each other.
MISFITS = """root => {
    const found = [];
    const room = root.getBoundingClientRect();
    const name = (element) => `${element.tagName.toLowerCase()}.${element.className} ${element.textContent.trim()}`;
    if (room.right > document.documentElement.clientWidth + 0.5) found.push("it is wider than the page");
    if (root.scrollWidth > root.clientWidth) found.push("it can be scrolled sideways");
    for (const element of root.querySelectorAll(":not(.spoken, .spoken *, option)")) {
        const box = element.getBoundingClientRect();
        if (box.width === 0) continue; // it is not shown at all
        if (box.left < room.left - 0.5 || box.right > room.right + 0.5) found.push(`cut off: ${name(element)}`);
    }
    for (const scale of root.querySelectorAll(".scale")) {
        const boxes = [...scale.children].map((word) => [word, word.getBoundingClientRect()]);
        boxes.forEach(([a, one], index) => boxes.slice(index + 1).forEach(([b, other]) => {
            if (one.left < other.right - 0.5 && other.left < one.right - 0.5 && one.top < other.bottom - 0.5
                && other.top < one.bottom - 0.5) found.push(`one over the other: ${name(a)}, ${name(b)}`);
        }));
    }
    return found;
}"""
DRAWN = ".lrlib-explorable canvas[aria-label]"
# What is picked is saved at most 100 ms later, by a timer that is due before this one; and where the kernel still has
# an earlier change to answer, ipywidgets holds the next one back until it has, which is before it answers this request.
SETTLED = """async () => {
    await new Promise((done) => setTimeout(done, 150));
    const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
    await kernel.requestExecute({ code: "", silent: true }).done;
}"""
PATIENCE = 20_000  # ms, for what will be seen as soon as a busy machine gets round to it


def chromium_path():
    """Where a Chromium is, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def chromium(path):
    """The browser at `path`, for as long as it is needed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def jupyterlab():
    """A JupyterLab of our own, with settings, progress and notebooks of its own: (address, folder)."""
    with tempfile.TemporaryDirectory(prefix="lrlib-lab-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        folder = home / "notebooks"
        folder.mkdir()
        env = os.environ | {"LRLIB_PROGRESS": str(home / "progress.json"), "IPYTHONDIR": str(home / "ipython")}
        env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(HOME), os.environ.get("PYTHONPATH")]))
        for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"):
            env[f"JUPYTER_{name}"] = str(home / name)
        for name in ("SETTINGS_DIR", "WORKSPACES_DIR"):
            env[f"JUPYTERLAB_{name}"] = str(home / name)
        news = home / "SETTINGS_DIR" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
        news.parent.mkdir(parents=True)
        news.write_text('{"fetchNews": "false"}')  # else a question about news lies over the page

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--ServerApp.ip=127.0.0.1"),
            *(f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={TOKEN}"),
            *("--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.expose_app_in_browser=True"),
            *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        ]
        address = f"http://127.0.0.1:{port}"
        with open(home / "log.txt", "w") as log:
            process = subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for_server(process, address, home / "log.txt")
            yield address, folder
        finally:
            process.terminate()  # it shuts its kernels down on the way out
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for_server(process, address, log, seconds=60):
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


class Lab:
    """JupyterLab on one notebook with these cells, and what a person does there."""

    def __init__(self, browser, server, name, cells, **context):
        self.address, folder = server
        self.file = folder / f"{name}.ipynb"
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.file)
        self.page = browser.new_page(**({"viewport": {"width": 1200, "height": 1800}} | context))
        self.errors = []
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def trouble(self):
        """What the browser's console said that is not known to be harmless."""
        return [error for error in self.errors if not any(known in error for known in HARMLESS)]

    def open(self):
        self.page.goto(f"{self.address}/lab/tree/{self.file.name}?token={TOKEN}&reset")
        self.page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        name = self.page.locator(".jp-NotebookPanel-toolbar .jp-KernelName")
        name.get_by_text("Python 3").wait_for(timeout=60_000)
        self.page.wait_for_selector('.jp-NotebookPanel-toolbar [data-status="idle"]', timeout=60_000)

    def choose(self, menu, *entries):
        self.page.locator(f'.lm-MenuBar-itemLabel:text-is("{menu}")').click()
        for entry in entries:
            self.page.locator(f'.lm-Menu-itemLabel:text-is("{entry}")').click()

    def run_all(self, until=DRAWN):
        """Run the notebook, until there is what this selector selects."""
        from playwright.sync_api import TimeoutError

        prompt = self.page.locator(".jp-InputPrompt").first
        for _ in range(6):  # right after the server starts, one in about ten is lost
            self.choose("Run", "Run All Cells")
            try:
                prompt.filter(has_text=re.compile(r"\[[*\d]+\]")).wait_for(timeout=3000)
                break
            except TimeoutError:
                if (question := self.page.locator(".jp-Dialog .jp-mod-accept")).is_visible():
                    question.click()  # which kernel, it may ask when it is asked too early
        self.page.wait_for_selector(until, timeout=60_000)

    def run(self, code, cell=1, wait=True):
        """Run `code` in a cell, by default the second, and return its place on the page once it has run.

        The kernel has heard before of everything that was picked: else an older choice could arrive after `code`.
        """
        if wait:
            self.page.evaluate(SETTLED)
        where = self.page.locator(".jp-CodeCell").nth(cell)
        before = where.locator(".jp-InputPrompt").inner_text()
        where.locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(code)
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_function(
            "([cell, before, sign]) => (p => p !== before && (/\\d/.test(p) || p.includes(sign)))"
            "(document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')[cell].innerText)",
            arg=[cell, before, "no sign" if wait else "*"],
            timeout=60_000,
        )
        return where

    def save(self):
        with self.page.expect_response(lambda r: r.request.method == "PUT" and "/api/contents/" in r.url):
            self.choose("File", "Save Notebook")
        return json.loads(self.file.read_text(encoding="utf-8"))

    def shut_kernels_down(self):
        """End every kernel of the server, as when the machine on Binder is gone."""
        head = {"Authorization": f"token {TOKEN}"}
        for session in self.page.request.get(f"{self.address}/api/sessions", headers=head).json():
            assert self.page.request.delete(f"{self.address}/api/sessions/{session['id']}", headers=head).ok
        assert self.page.request.get(f"{self.address}/api/kernels", headers=head).json() == []

    def views(self):
        return self.page.locator(".lrlib-explorable")


def expect(locator):
    """Playwright's `expect`, which is not there to import where Playwright is not, with more patience."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
    return expect(locator)


class OnPage:
    """One explorable on a page: its controls, its words, its pictures."""

    def __init__(self, page, number=0):
        self.page, self.root = page, page.locator(".lrlib-explorable").nth(number)
        self.sliders = self.root.locator("input[type=range]:enabled")
        self.rate = self.root.get_by_label("learning rate")
        self.step = self.root.get_by_label("step", exact=True)
        self.map = self.root.locator(".map canvas")
        self.chart = self.root.locator(".chart canvas")

    def press(self, control, *keys):
        control.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def drag(self, share, slider=None, touch=False):
        """Take a slider's thumb, by default the first slider's, and pull it to where this share of the track is left
        of it, in some steps, with the mouse or with a finger."""
        slider = self.sliders.first if slider is None else slider
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        at = slider.evaluate("slider => (slider.valueAsNumber - slider.min) / (slider.max - slider.min)")
        places = [box["x"] + 8 + (at + (share - at) * k / 8) * (box["width"] - 16) for k in range(9)]
        middle = box["y"] + box["height"] / 2
        if touch:
            fingers = self.page.context.new_cdp_session(self.page)
            for kind, x in [("Start", places[0]), *(("Move", x) for x in places[1:]), ("End", None)]:
                points = [] if x is None else [{"x": x, "y": middle}]
                fingers.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
            fingers.detach()
            return
        self.page.mouse.move(places[0], middle)
        self.page.mouse.down()
        for x in places[1:]:
            self.page.mouse.move(x, middle)
        self.page.mouse.up()

    def drawn(self):
        """What is on all of its canvases now, to be compared."""
        return self.root.evaluate("root => [...root.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL())")

    def changes_from(self, before):
        """Wait until something else is drawn than `before`, and return it. Where choosing alone draws nothing, press
        the button that does; again if nothing came of it, since the first press may have skipped to the end of a run
        of which all was drawn already."""
        self.root.locator("canvas").first.evaluate(
            """(canvas, before) => new Promise((done, failed) => {
                const root = canvas.closest(".lrlib-explorable");
                const end = performance.now() + 10_000;
                let pressed = -Infinity;
                const look = () => {
                    if (performance.now() - pressed > 1000) {
                        root.querySelector("button.primary")?.click();
                        pressed = performance.now();
                    }
                    const now = [...root.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL());
                    if (now.some((picture, index) => picture !== before[index])) done();
                    else if (performance.now() > end) failed(new Error("nothing else is drawn"));
                    else setTimeout(look, 50);
                };
                look();
            })""",
            before,
        )
        return self.drawn()

    def violations(self):
        """What axe-core has to say against it, a line each."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
        found = self.root.evaluate(AXE)["violations"]
        return [f"{one['id']}: {one['help']}: {node['html']}" for one in found for node in one["nodes"]]

    def misfits(self):
        """What is cut off, or lies over something else, or is wider than there is room for: a line each."""
        return self.root.evaluate(MISFITS)

    def says(self, facts, verdict):
        expect(self.root.locator(".facts")).to_have_text(facts)
        expect(self.root.locator(".verdict")).to_have_text(verdict)

    def record_steps(self):
        """A list, in the page, of every step that the slider shows from now on."""
        return self.step.evaluate_handle("""slider => {
            const shown = [];
            const write = () => {
                const now = parseInt(slider.getAttribute("aria-valuetext"));
                if (now !== shown.at(-1)) shown.push(now);
            };
            new MutationObserver(write).observe(slider, { attributeFilter: ["aria-valuetext"] });
            return shown;
        }""")

    def picture(self):
        """The map and the chart as arrays of RGBA, one pixel for each of the page's."""
        return [pixels(canvas.evaluate("canvas => canvas.toDataURL()")) for canvas in (self.map, self.chart)]


def pixels(address):
    """The picture in a data address as an array of RGBA."""
    png = base64.b64decode(address.removeprefix("data:image/png;base64,"))
    return np.round(255 * imread(io.BytesIO(png), format="png")).astype(int)
