"""The search for a rate, and decay, in JupyterLab: by keyboard, by mouse, from Python, and what they answer."""

import re

import numpy as np
import pytest

from browsing import Lab, OnPage, expect, pixels

pytest.importorskip("torch", reason="PyTorch is not installed: there is no network to search on")

from lrlib import decay, rate_search  # noqa: E402
from lrlib.explorables.decaying import SCHEDULES  # noqa: E402
from lrlib.explorables.packing import SIGNS  # noqa: E402
from lrlib.explorables.searching import BEST, RULES  # noqa: E402
from lrlib.plotting.style import number  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CELLS = ["from lrlib import rate_search\n\nsearch = rate_search()\nsearch", ""]
CELLS += ["from lrlib import decay\n\nslow = decay()\nslow"]
NAMES = list(SCHEDULES)
UP, DOWN = 1, 2  # which sentence of a rule


@pytest.fixture(scope="module")
def lab(chromium, server):
    lab = Lab(chromium, server, "search", CELLS)
    lab.open()
    lab.run_all()
    expect(lab.views()).to_have_count(2, timeout=60_000)
    return lab


@pytest.fixture(scope="module")
def meta():
    return rate_search().meta


@pytest.fixture
def search(lab):
    """The search, with nothing tried yet and the slider at its low end."""
    search = OnPage(lab.page, 0)
    lab.run('search.picked = {"rate": 0, "tried": []}')
    search.says("No rate tried yet", BEST["nothing"])
    return search


@pytest.fixture
def slow(lab):
    """Decay at its first state: a constant 0.1 at the end of its run."""
    slow = OnPage(lab.page, 1)
    lab.run('slow.picked = {"schedule": 0, "end": 3, "rate": 6, "step": 100, "playing": False}')
    slow.says(*expected_decay())
    return slow


@pytest.fixture(autouse=True)
def no_errors(lab):
    """After every test: nothing was said in the browser's console that is not known to be harmless."""
    lab.errors.clear()
    yield
    assert lab.trouble() == []


def train(search):
    return search.root.get_by_role("button", name="Train with this rate")


def drawn(one):
    """All its canvases as arrays of RGBA."""
    return [pixels(canvas.evaluate("canvas => canvas.toDataURL()")) for canvas in one.root.locator("canvas").all()]


def colors_on(picture, colors):
    """Which of the colors are to be seen, as places in the list."""
    wanted = [[*bytes.fromhex(color[1:]), 255] for color in colors]
    return [place for place, color in enumerate(wanted) if (picture == color).all(axis=-1).sum() > 20]


def answer(meta, tried, best, rule=None, side=None, last=None, other=None, between=(None, None), winner=None, more=""):
    """What is said after the last of the runs `tried`: (facts, verdict)."""
    rates, now = meta["rates"], tried[-1]
    low, high = (None if place is None else rates[place] for place in between)
    names = {"low": low, "high": high, "runs": len(tried)}
    if winner is not None:
        names |= {"best": rates[winner], "above": meta["verdicts"][winner]["above"]}
    words = [BEST[best].format(**names) + more]
    if rule:
        followed = RULES[rule][side].format(last=rates[last], other=None if other is None else rates[other])
        words.insert(0, followed)
    return f"Run {len(tried)} of {len(tried)}: {meta['verdicts'][now]['curve']}", "\n".join(words)


def test_a_search_by_keyboard(search, lab, meta):
    before = drawn(search)
    assert [colors_on(picture, meta["colors"]) for picture in before] == [[], []]
    search.press(search.rate, *["ArrowRight"] * 8)
    expect(search.rate).to_have_attribute("aria-valuetext", "0.01")
    search.says("No rate tried yet", BEST["nothing"])  # to look at a rate is not to try it
    search.press(train(search), "Enter")
    search.says(*answer(meta, [8], "only"))
    for picture in drawn(search):  # and nothing of the others is drawn
        assert colors_on(picture, meta["colors"]) == [8]

    search.press(search.rate, *["ArrowLeft"] * 4)
    search.press(train(search), " ")
    search.says(*answer(meta, [8, 4], "high edge", "higher", DOWN, last=8, winner=8))
    search.press(search.rate, "End", *["ArrowLeft"] * 4)
    search.press(train(search), "Enter")
    search.says(*answer(meta, [8, 4, 16], "high edge", "too low", UP, last=4, other=8, winner=16))
    search.press(search.rate, "End")
    search.press(train(search), "Enter")
    verdict = answer(
        meta, [8, 4, 16, 20], "found", "near", UP, last=16, winner=16, between=(8, 20),
        more=" " + BEST["finer"],
    )  # fmt: skip
    search.says(*verdict)
    curves, dots = (colors_on(picture, meta["colors"]) for picture in drawn(search))
    assert dots == [4, 8, 16, 20] and {16, 20} <= set(curves) <= set(dots)  # flat curves lie on top of each other
    # Back at a rate that was tried, its run is spoken of again; how the search stands stays the same.
    search.press(search.rate, "Home", *["ArrowRight"] * 8)
    search.says(f"Run 1 of 4: {meta['verdicts'][8]['curve']}", verdict[1].split("\n")[1])
    ends = "; ".join(meta["verdicts"][rate]["ends"] for rate in (4, 8, 16, 20))
    for canvas in search.root.locator("canvas").all():
        expect(canvas).to_have_attribute("aria-label", re.compile(re.escape(ends)))
    cell = lab.run("search.picked")
    expect(cell.locator(".jp-OutputArea")).to_contain_text("{'rate': 8, 'tried': [8, 4, 16, 20]}")


@pytest.mark.parametrize(
    ("tried", "said"),
    [
        ([8, 12], dict(best="high edge", winner=12, rule="higher", side=UP, last=8)),
        # Flat: lower it once and compare. Of two flat curves the one that ends lower shows the way.
        ([4, 2], dict(best="flat", rule="compare", side=DOWN, last=4)),
        ([4, 6], dict(best="high edge", winner=6, rule="compare", side=UP, last=4)),
        ([0, 4], dict(best="flat", rule="lowest", side=UP, last=0)),
        ([4, 2, 0], dict(best="flat", rule="too low", side=DOWN, last=2, other=4)),
        ([4, 2, 8], dict(best="high edge", winner=8, rule="too low", side=UP, last=2, other=4)),
        ([19, 18, 20], dict(best="flat", rule="too high", side=UP, last=19, other=18)),
        ([19, 18, 12], dict(best="low edge", winner=12, rule="too high", side=DOWN, last=19, other=18)),
        # A curve that is not flat decides what a flat one means.
        ([8, 20, 12], dict(best="found", winner=12, rule="too high", side=DOWN, last=20, other=8, between=(8, 20))),
        ([14, 18, 19], dict(best="low edge", winner=14, rule="too high", side=UP, last=18, other=14)),
        # The last curve that was gone against is named, though a later one says nothing against it.
        ([10, 12, 9], dict(best="high edge", winner=12, rule="higher", side=DOWN, last=10)),
        ([14, 13], dict(best="high edge", winner=14, rule="near", side=DOWN, last=14)),
        # Between worse ones, but its own curve asks for more.
        ([4, 20, 10], dict(best="higher", winner=10, rule="too high", side=DOWN, last=20, other=4, between=(4, 20))),
        ([14, 16, 15], dict(best="found", winner=15, rule="near", side=DOWN, last=16, between=(14, 16))),
        ([12, 8, 20], dict(best="found", winner=12, rule="higher", side=UP, last=8, between=(8, 20))),
    ],
)
def test_every_answer_to_a_sequence(search, lab, meta, tried, said):
    low, high = said.get("between", (None, None))
    wide = said["best"] == "found" and high - low > 2
    lab.run(f"search.picked = {{'rate': {tried[-1]}, 'tried': {tried}}}")
    search.says(*answer(meta, tried, **said, more=f" {BEST['finer']}" if wide else ""))


def test_by_mouse_and_a_rate_counts_once(search, lab, meta):
    track = search.rate.bounding_box()
    middle = track["y"] + track["height"] / 2
    search.page.mouse.move(track["x"] + 8, middle)
    search.page.mouse.down()
    for share in (0.2, 0.4, 0.6):
        search.page.mouse.move(track["x"] + 8 + share * (track["width"] - 16), middle)
    search.page.mouse.up()
    expect(search.rate).to_have_attribute("aria-valuetext", meta["rates"][12])
    expect(train(search)).to_have_attribute("aria-disabled", "false")
    train(search).click()
    search.says(*answer(meta, [12], "only"))
    expect(train(search)).to_have_attribute("aria-disabled", "true")
    search.press(train(search), "Enter", " ")
    expect(lab.run("search.picked").locator(".jp-OutputArea")).to_contain_text("{'rate': 12, 'tried': [12]}")
    search.root.get_by_role("button", name="Start over").click()
    search.says("No rate tried yet", BEST["nothing"])
    expect(search.root.get_by_role("button", name="Start over")).to_have_attribute("aria-disabled", "true")


def test_what_python_says_is_tried_is_checked(search, lab, meta):
    lab.run('search.picked = {"rate": 99, "tried": [3, 3, -1, "x", 99, 2.5, None]}')
    search.says(*answer(meta, [3], "flat"))
    expect(search.rate).to_have_attribute("aria-valuetext", "10")
    lab.run('search.picked = {"rate": 2}')
    search.says("No rate tried yet", BEST["nothing"])


def test_a_rate_that_diverged_is_drawn_at_the_top_and_one_rate_alone_is_no_search(search, lab):
    code = "from lrlib import rate_search\n\nwild = rate_search(rates={}, epochs=2)\n{}"
    lab.run(code.format("[0.1, 1e30]", 'wild.picked = {"rate": 1, "tried": [1]}') + "\nwild")
    expect(lab.views()).to_have_count(3)
    wild = OnPage(lab.page, 1)
    expect(wild.root.locator(".verdict")).to_have_text(BEST["diverged"])
    expect(wild.root.locator(".facts")).to_contain_text("🐘 Diverged: lower it.")
    top = drawn(wild)[1]
    color = [*bytes.fromhex("d55e00"), 255]
    rows = np.flatnonzero((top == color).all(axis=-1).any(axis=1))
    assert rows.size and rows.max() < 20, "only at the top of the frame"
    train(wild).focus()
    wild.press(wild.rate, "ArrowLeft")
    wild.press(train(wild), "Enter")
    expect(wild.root.locator(".verdict")).to_contain_text("is at the end of the slider")
    lab.run(code.format("[0.1]", 'wild.picked = {"rate": 0, "tried": [0]}') + "\nwild")
    expect(OnPage(lab.page, 1).root.locator(".verdict")).to_have_text(BEST["only"])
    lab.run("None")
    expect(lab.views()).to_have_count(2)


def test_two_views_of_one_search(search, lab, meta):
    lab.run("search")
    expect(lab.views()).to_have_count(3)
    other = OnPage(lab.page, 1)
    search.press(train(search), "Enter")
    other.says(*answer(meta, [0], "flat"))
    other.press(other.rate, "ArrowRight")
    other.press(train(other), "Enter")
    search.says(*answer(meta, [0, 1], "flat", "lowest", UP, last=0))
    lab.run("None")
    expect(lab.views()).to_have_count(2)


# Decay --------------------------------------------------------------------------------------------------------------

SLOW = decay()
RUNS = np.frombuffer(SLOW.buffer, "<f4")[: np.prod(SLOW.meta["shape"])].reshape(SLOW.meta["shape"])
RATES, ENDS = np.geomspace(0.01, 1, 13), [0.3, 0.1, 0.03, 0.01, 0.003]


def expected_decay(name="constant", end=3, rate=6, step=100):
    """What the status line has to say: (facts, verdict)."""
    schedule = NAMES.index(name)
    first, (_, _, loss, mean) = RATES[rate], RUNS[schedule, end, rate, step]
    facts = name[0].upper() + name[1:]
    if name == "constant":
        facts += f" {number(first)} (last ÷ first is ignored)"
    else:
        now = np.frombuffer(SLOW.buffer, "<f4")[RUNS.size :].reshape(7, 5, 101)[schedule, end, step]
        facts += f" from {number(first)} to {number(first * ENDS[end])}, rate {number(first * now)}"
    facts += f", step {step} of 100"
    if np.isfinite(loss):
        facts += f", loss {number(float(loss))} ({number(float(mean))} expected)"
    regime, words = SLOW.meta["verdicts"][schedule][end][rate]
    over = step == 100 or not np.isfinite(loss)
    return facts, f"{SIGNS.get(regime, '')} {words[0].upper()}{words[1:]}.".strip() if over else ""


def test_decay_by_keyboard(slow, lab):
    schedule = slow.root.get_by_label("schedule")
    first, end = slow.root.get_by_label("first rate", exact=True), slow.root.get_by_label("last ÷ first rate")
    expect(schedule.locator("option")).to_have_text(NAMES)
    expect(end).to_have_attribute("aria-valuetext", "ignored")
    before = drawn(slow)
    expect(end).to_be_disabled()
    lab.run('slow.picked = slow.picked | {"end": 0}')  # to which a constant rate is blind
    slow.says(*expected_decay(end=0))
    assert all((new == old).all() for new, old in zip(drawn(slow), before, strict=True))
    schedule.focus()
    for index, name in enumerate(NAMES[1:], start=1):
        slow.page.keyboard.press("ArrowDown")
        slow.says(*expected_decay(name, end=0))
        assert schedule.evaluate("list => list.selectedIndex") == index
        after = drawn(slow)
        assert len(after) == 3 and all(
            (new != old).any(axis=-1).sum() > 20 for new, old in zip(after, before, strict=True)
        )
        before = after
    slow.press(end, "End", "ArrowLeft")
    expect(end).to_have_attribute("aria-valuetext", "0.01")
    slow.press(first, "End", "ArrowLeft")
    slow.says(*expected_decay("warm-up + cosine", end=3, rate=11))
    slow.press(slow.step, *["ArrowLeft"] * 60)
    slow.says(*expected_decay("warm-up + cosine", end=3, rate=11, step=40))
    cell = lab.run("slow.picked")
    expect(cell.locator(".jp-OutputArea")).to_contain_text(
        "{'schedule': 6, 'end': 3, 'rate': 11, 'step': 40, 'playing': False}"
    )


def test_the_noise_floor_is_told_and_where_there_is_none_that_too(slow):
    first = slow.root.get_by_label("first rate", exact=True)
    rate, path, loss = slow.root.locator("canvas").all()
    expect(loss).to_have_attribute("aria-label", re.compile(r"The noise floor of a constant 0\.1 is 0\.23\.$"))
    expect(rate).to_have_attribute("aria-label", "The learning rate at every step. Constant 0.1; 0.1 at step 100.")
    facts, verdict = expected_decay()
    expect(path).to_have_attribute("aria-label", re.compile(re.escape(f"{facts}. {verdict}")))
    slow.press(first, "End")
    slow.says(*expected_decay(rate=12))
    label = re.compile(r"leaves the frame at the top, at step 3\. A constant rate as high as the first has no floor\.$")
    expect(loss).to_have_attribute("aria-label", label)


def test_decay_plays_and_stops(slow):
    slow.root.get_by_role("button", name="Play").press("Enter")
    expect(slow.step).to_have_attribute("aria-valuetext", re.compile(r"^([2-9]|1\d) of 100"))
    slow.root.get_by_role("button", name="Pause").press(" ")
    at = int(slow.step.get_attribute("aria-valuetext").split()[0])
    slow.root.get_by_role("button", name="Step forward").click()
    slow.says(*expected_decay(step=at + 1))


def test_narrow_both_fit_and_every_control_can_be_hit(lab, search, slow):
    lab.page.set_viewport_size({"width": 760, "height": 1800})  # of which JupyterLab leaves about 400 px
    lab.page.wait_for_timeout(300)
    for root in (search.root, slow.root):
        box = root.bounding_box()
        for canvas in root.locator("canvas").all():
            inner = canvas.bounding_box()
            assert box["x"] <= inner["x"] and inner["x"] + inner["width"] <= box["x"] + box["width"] + 0.5
        for control in root.locator("input, select, button").all():
            assert control.bounding_box()["height"] >= 20
        for button in root.locator("select, button").all():
            assert button.bounding_box()["height"] >= 24
    lab.page.set_viewport_size({"width": 1200, "height": 1800})
