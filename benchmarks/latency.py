"""How quick the explorables are, in JupyterLab in a real browser, beside ipywidgets.interact (`make latency`).

    python benchmarks/latency.py            every explorable of tests/every_explorable.py, a minute or two each
    python benchmarks/latency.py skier      only those with this word in their names

Four questions about each, beside what the course asks for:

    compute   how long does Python compute? the first call in a fresh kernel, and the median of the next five
    payload   how much is sent to the browser? the runs, the ground and the words
    key       how long is it from a key to the new picture on the screen?
    drag      and from a movement of the mouse that drags the slider?

Where dragging draws nothing new, since one chooses first and then presses a button, the slider is moved before every
press, and what is timed is the press: by key, and by a click in place of a drag.

A picture counts as shown when the browser has painted the frame that it is in: a message that is posted just before a
frame is painted arrives just after. A screen paints 60 frames a second, so that a key waits 8 ms for the next one on
average even if nothing at all is to be drawn; keys come at random between two frames. Beside it the same runs
are computed, drawn by Matplotlib and shown by `interact`, in the same notebook, with the same keys: one after the
other, the next when the last is shown, which flatters whatever is slow.
"""

import json
import os
import random
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from browsing import Lab, OnPage, chromium, chromium_path, jupyterlab  # noqa: E402
from every_explorable import EVERY  # noqa: E402

MEDIAN, SELDOM = 16.7, 33.4  # ms: one frame, and two
PRESSES = 120  # of keys and movements each
SLOW = 40  # of each for what redraws its picture, which takes some ten times as long

SET_UP = """import json
import time

import numpy as np
from ipywidgets import IntSlider, interact
from matplotlib.figure import Figure

import lrlib
from lrlib import GradientDescent, Momentum, cosine_decay, descend, double_well, grid, mountain, noisy, quadratic
from lrlib import plot_descent, plot_loss, plot_map, plot_paths, plot_profile, plot_schedule, plot_side, show
from lrlib.explorables.racing import RUNNERS
from lrlib.explorables.rolling import BETAS


def redrawn(low, high, make, *plots):
    # the plots of what `make` makes of each of 61 rates, side by side
    rates = np.geomspace(low, high, 61)

    def draw(rate):
        axes = Figure(figsize=(5 * len(plots), 4.5), layout="constrained").subplots(1, len(plots))
        what = make(rates[rate])
        for ax, plot in zip(axes, plots):
            plot(what, ax=ax)
        show(axes)

    interact(draw, rate=IntSlider(value=0, min=0, max=60))


def downhill(landscape):
    return lambda rate: descend(landscape, GradientDescent(rate), steps=60)


def field(rate):
    return {rule.__name__: descend(mountain(), rule(rate), steps=60) for rule in RUNNERS}


rolls = descend(double_well(), Momentum(**grid(lr=np.geomspace(1e-3, 0.1, 31), beta=BETAS)), steps=300)


def roll(rate):
    return descend(double_well(), Momentum(rate, 0.85), steps=300)


def ends(run, ax):
    plot_map(rolls, value="steps", ax=ax)


def decaying(rate):
    bowl = noisy(quadratic([1, 4], start=[6, 4]), 2, 0)
    return descend(bowl, GradientDescent(rate * cosine_decay(100, floor=0.01)), steps=100)


def rate_of(run, ax):
    plot_schedule(run.rule.lr, 100, ax=ax)


def measured(make, times=6):
    seconds, busy = [], []
    for _ in range(times):
        began, worked = time.perf_counter(), time.process_time()
        one = make()
        seconds.append(time.perf_counter() - began)
        busy.append(time.process_time() - worked)
    size = [len(one.buffer), len(one.ground), len(json.dumps(one.meta))]
    return json.dumps({"seconds": seconds, "busy": busy, "bytes": size})


print("ready")"""

# A stopwatch in the page. From each event of this `kind` until the first frame is painted in which something is new:
# on a canvas within `place`, or a picture in it that was loaded. Once stopped it is gone: what it leaves behind would
# be measured with the next explorable.
STOPWATCH = """(place, kind) => {
    const watch = { times: [], running: false };
    const stopped = new AbortController();
    watch.stop = () => stopped.abort();
    let drawn = 0;
    for (const name of ["clearRect", "drawImage", "fill", "stroke", "putImageData"]) {
        const own = CanvasRenderingContext2D.prototype[name];
        CanvasRenderingContext2D.prototype[name] = function (...given) {
            if (place.contains(this.canvas)) drawn += 1;
            return own.apply(this, given);
        };
        stopped.signal.addEventListener("abort", () => (CanvasRenderingContext2D.prototype[name] = own));
    }
    const load = (image) => image.decode().then(() => (drawn += 1), () => {});
    const observer = new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) {
            if (target.tagName === "IMG") load(target);
            for (const node of addedNodes) {
                if (node.tagName === "IMG") load(node);
                node.querySelectorAll?.("img").forEach(load);
            }
        }
    });
    observer.observe(place, { childList: true, subtree: true, attributeFilter: ["src"] });
    stopped.signal.addEventListener("abort", () => observer.disconnect());

    let began, before;
    const channel = new MessageChannel();
    const nextFrame = () => requestAnimationFrame(() => channel.port2.postMessage(null));
    channel.port1.onmessage = () => {
        if (drawn === before && performance.now() - began < 3000) return nextFrame();
        if (drawn !== before) watch.times.push(performance.now() - began);
        watch.running = false;
    };
    window.addEventListener(kind, (event) => {
        if (watch.running || (kind === "pointermove" && !event.buttons)) return;
        [began, before, watch.running] = [event.timeStamp, drawn, true];
        nextFrame();
    }, { capture: true, passive: true, signal: stopped.signal });
    return watch;
}"""


@contextmanager
def watch(place, kind):
    stopwatch = place.evaluate_handle(f"(place, kind) => ({STOPWATCH})(place, kind)", kind)
    yield stopwatch
    stopwatch.evaluate("watch => watch.stop()")


def shown(page, stopwatch):
    """Wait until the new picture is on the screen, and then some part of a frame, so that keys come at any time."""
    page.wait_for_function("watch => !watch.running", arg=stopwatch, timeout=10_000)
    page.wait_for_timeout(random.uniform(5, 40))


def arrows(times, stops):
    """As many keys: to the right as far as it goes, but 50 at most, and back, and so on."""
    return ["ArrowRight" if press // min(stops, 50) % 2 == 0 else "ArrowLeft" for press in range(times)]


def press(page, handle, place, times, stops):
    """Milliseconds from a key to the picture, for the arrows to the right and back."""
    with watch(place, "keydown") as stopwatch:
        handle.focus()
        page.keyboard.press("Home")
        shown(page, stopwatch)
        stopwatch.evaluate("watch => (watch.times = [])")
        for key in arrows(times, stops):
            page.keyboard.press(key)
            shown(page, stopwatch)
        return stopwatch.evaluate("watch => watch.times")


def drag(page, handle, track, place, times, stops):
    """Milliseconds from a movement of the mouse to the picture, a stop at a time, to the right and back."""
    handle.focus()
    page.keyboard.press("Home")
    page.wait_for_timeout(1000)
    box, thumb = track.bounding_box(), handle.bounding_box()
    left, width = box["x"], box["width"]
    if handle is track:  # a slider of the browser's own: its thumb stays within the track
        left, width = left + 8, width - 16
    y = thumb["y"] + thumb["height"] / 2
    page.mouse.move(left, y)
    page.mouse.down()
    with watch(place, "pointermove") as stopwatch:
        for move in range(times):
            stop = (move + 1) % (2 * stops)
            page.mouse.move(left + width * min(stop, 2 * stops - stop) / stops, y)
            shown(page, stopwatch)
        page.mouse.up()
        return stopwatch.evaluate("watch => watch.times")


def press_button(page, handle, button, place, kind, times, stops):
    """Milliseconds from a press of the button to the picture of the whole run, at another choice every time. `kind` is
    the event that presses it: "keydown" or "pointerup"."""
    page.emulate_media(
        reduced_motion="reduce"
    )  # the run is there at once, which is the most that is ever drawn at once
    handle.press("Home")
    milliseconds = []
    with watch(place, kind) as stopwatch:
        for key in arrows(times, stops):
            handle.press(key)
            shown(page, stopwatch)
            button.focus()
            stopwatch.evaluate("watch => (watch.times = [])")
            button.press("Enter") if kind == "keydown" else button.click(delay=random.uniform(40, 80))  # as by a hand
            shown(page, stopwatch)
            milliseconds += stopwatch.evaluate("watch => watch.times")
    page.emulate_media(reduced_motion="no-preference")
    return milliseconds


def explorable(lab, case):
    """One explorable as a learner has it: milliseconds to a picture, by key and by mouse."""
    lab.run(case.code)
    one = OnPage(lab.page)
    one.root.wait_for()
    lab.page.wait_for_timeout(1000)
    slider = one.sliders.first
    stops = int(slider.get_attribute("max"))
    if case.button:
        button = one.root.get_by_role("button", name=case.button, exact=True)
        return [
            press_button(lab.page, slider, button, one.root, kind, PRESSES, stops) for kind in ("keydown", "pointerup")
        ]
    keys = press(lab.page, slider, one.root, PRESSES, stops)
    return keys, drag(lab.page, slider, slider, one.root, PRESSES, stops)


def redrawn(lab, case):
    """The same picture by Matplotlib and `interact`."""
    cell = lab.run(case.instead)
    cell.locator("img").wait_for()
    lab.page.wait_for_timeout(1000)
    place, handle, track = (cell.locator(name) for name in (".jp-OutputArea", ".noUi-handle", ".noUi-base"))
    keys = press(lab.page, handle, place.first, SLOW, 60)
    return keys, drag(lab.page, handle, track, place.first, SLOW, 60)


def line(case, what, value, limit, unit, more=""):
    verdict = "holds" if value <= limit else "DOES NOT HOLD"
    print(f"{case.name:16} {what:28} {value:12,.4g} {unit:3} (≤ {limit:9,.4g}: {verdict:13}) {more}", flush=True)


def report(lab, case):
    """All that is measured of one explorable, a line each."""
    if case.trains:
        cell = lab.run("import time; began = time.perf_counter(); import torch; print(time.perf_counter() - began)")
        seconds = float(cell.locator(".jp-OutputArea-output").inner_text())
        print(f"{case.name:16} loading PyTorch takes {seconds:.2f} s, which are not counted below", flush=True)
    cell = lab.run(f"print(measured(lrlib.{case.name}))")
    figures = json.loads(cell.locator(".jp-OutputArea-output").inner_text())
    (first, *next_ones), (busy, *busy_then) = figures["seconds"], figures["busy"]
    runs, ground, words = figures["bytes"]
    parts = f"runs {runs:,}, ground {ground:,}, words {words:,} bytes"
    line(case, "payload", (runs + ground + words) / 1000, case.payload / 1000, "kB", parts)
    line(case, "compute, at first", first, case.seconds, "s", f"{busy:.2f} s of them at work")
    then, busy = float(np.median(next_ones)), float(np.median(busy_then))
    line(case, "compute, from then on", then, case.seconds, "s", f"{busy:.2f} s of them at work")
    ours = explorable(lab, case)
    theirs = redrawn(lab, case) if case.instead else (None, None)
    for what, here, there in zip(("key", "click" if case.button else "drag"), ours, theirs, strict=True):
        for name, share, limit in (("median", 50, MEDIAN), ("95 of 100", 95, SELDOM)):
            more = f"of {len(here)}"
            value = float(np.percentile(here, share))
            if there:
                slow = float(np.percentile(there, share))
                more += f"; interact {slow:,.0f} ms (of {len(there)}), {slow / value:.1f} × as long"
            line(case, f"{what} to picture, {name}", value, limit, "ms", more)


def main(words):
    path = chromium_path() or sys.exit("There is no Chromium to measure in.")
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{os.cpu_count()} cores{load}: other work on this machine makes every time longer")
    random.seed(0)
    with chromium(path) as browser, jupyterlab() as server:
        lab = Lab(browser, server, "latency", [SET_UP, ""])
        lab.open()
        lab.run_all(until=".jp-OutputArea-output")
        for case in EVERY:
            if not words or any(word in case.name for word in words):
                report(lab, case)


if __name__ == "__main__":
    main(sys.argv[1:])
