"""The lodge challenge where learners meet it: in JupyterLab, by keyboard, with a kernel and without."""

import re

import numpy as np
import pytest

from browsing import Lab, expect
from lrlib import GradientDescent, Momentum, another_mountain, cosine_decay, descend, lodge_challenge, noisy

pytestmark = [pytest.mark.browser, pytest.mark.slow]

META = lodge_challenge(seed=7).meta
LAND = noisy(another_mountain(7), 10.0, 7)
PLAIN = (0, 3, None, 0)  # gradient descent at 0.002: at the lodge after 42 looks
QUICK = (1, 5, 0, 2)  # Momentum at 0.005 with β 0.5 and cosine: after 20
LOST = (0, 9, None, 0)  # gradient descent at 0.05: off the map at look 5
QUICK_WORDS = "Momentum, 0.005, β 0.5, cosine"


class Challenge:
    """The challenge on the page, and what a person does there."""

    def __init__(self, lab):
        self.lab, self.page, self.root = lab, lab.page, lab.views().last
        self.rule, self.rate, self.beta, self.schedule = (
            self.root.get_by_label(name, exact=True) for name in ("rule", "learning rate", "momentum β", "schedule")
        )
        self.ski = self.root.locator("button.primary")
        self.map, self.chart = self.root.locator(".map canvas"), self.root.locator(".chart canvas")
        self.rows, self.line = self.root.locator("tbody tr"), self.root.locator(".share code")

    def reset(self):
        first = {"rule": 0, "rate": 2, "beta": 2, "schedule": 0, "attempts": [], "step": 0, "playing": False}
        self.lab.run(f"challenge.picked = {first}")
        self.says(f"Seed 7: {META['about']}", META["aim"])

    def choose(self, rule, rate, beta, schedule):
        self.rule.select_option(index=rule)
        self.rate.fill(str(rate))
        if beta is not None:
            expect(self.beta).to_be_enabled()
            self.beta.select_option(index=beta)
        self.schedule.select_option(index=schedule)

    def ride(self, choice):
        """Choose, and ski with reduced motion, which shows the end at once."""
        self.page.emulate_media(reduced_motion="reduce")
        self.choose(*choice)
        self.ski.click()
        self.page.emulate_media(reduced_motion="no-preference")

    def says(self, facts, verdict):
        expect(self.root.locator(".facts")).to_have_text(re.compile(f"^{re.escape(facts)}"))
        expect(self.root.locator(".verdict")).to_have_text(re.compile(re.escape(verdict)))


@pytest.fixture(scope="module")
def lab(chromium, server):
    cell = "from lrlib import lodge_challenge\n\nchallenge = lodge_challenge(seed=7)\nchallenge"
    lab = Lab(chromium, server, "challenge", [cell, ""])
    lab.open()
    lab.run_all()
    return lab


@pytest.fixture(autouse=True)
def no_errors(lab):
    """After every test: nothing was said in the browser's console that is not known to be harmless."""
    lab.errors.clear()
    yield
    assert lab.trouble() == []


@pytest.fixture
def challenge(lab):
    challenge = Challenge(lab)
    challenge.reset()
    return challenge


def test_nothing_is_shown_before_one_skis(challenge):
    expect(challenge.map).to_have_attribute("aria-label", re.compile("^The mountain of seed 7 from above"))
    expect(challenge.root.locator("table")).to_be_hidden()
    expect(challenge.line).to_have_text("lodge_challenge(seed=7)")
    challenge.choose(*QUICK)
    challenge.page.wait_for_timeout(300)  # nothing is to happen, so there is nothing to wait for
    challenge.says("Seed 7: 60 looks", "Choose, then ski.")


def test_three_attempts_their_scores_and_the_line_to_share(challenge):
    challenge.ride(PLAIN)
    run = descend(LAND, GradientDescent(lr=0.002), steps=60)
    altitude, away = run.losses[-1], run.distances()[-1]
    challenge.says(
        f"Attempt 1 (Gradient descent, 0.002, constant), step 60 of 60, altitude {altitude:.0f} m, {away:.2f} km from",
        f"At the lodge after {run.settled_at(0.1)} looks.",
    )
    expect(challenge.line).to_have_text("Seed 7 · Gradient descent, 0.002, constant · 42 looks · attempt 1")
    challenge.ride(QUICK)
    quick = descend(LAND, Momentum(lr=0.005 * cosine_decay(40), beta=0.5), steps=60)
    assert quick.settled_at(0.1) == 20
    challenge.says(f"Attempt 2 ({QUICK_WORDS}), step 60 of 60", "At the lodge after 20 looks. Your best so far.")
    challenge.ride(LOST)
    challenge.says(
        "Attempt 3 (Gradient descent, 0.05, constant)", "Off the map at look 5: nearest 2.2 km at the start."
    )
    expect(challenge.line).to_have_text(f"Seed 7 · {QUICK_WORDS} · 20 looks · attempt 2")
    expect(challenge.rows).to_have_text([
        "3Gradient descent, 0.05, constantOff the map at look 5: nearest 2.2 km at the start",
        f"2{QUICK_WORDS}At the lodge after 20 looks ★ best",
        "1Gradient descent, 0.002, constantAt the lodge after 42 looks",
    ])  # fmt: skip
    expect(challenge.map).to_have_attribute("aria-label", re.compile("with the best path and the latest"))
    challenge.ski.click()  # the same choice again is shown again, and is no other attempt
    expect(challenge.rows.first).to_have_text("3Gradient descent, 0.05, constantunder way")
    challenge.says("Attempt 3 (Gradient descent, 0.05, constant), step 60 of 60", "Off the map at look 5")
    expect(challenge.rows).to_have_count(3)


def test_the_result_is_told_when_the_run_is_over_and_not_before(challenge):
    challenge.choose(*QUICK)
    challenge.ski.click()
    expect(challenge.rows).to_have_text([f"1{QUICK_WORDS}under way"])
    expect(challenge.line).to_have_text("lodge_challenge(seed=7)")
    expect(challenge.root.locator(".verdict")).to_have_text("")
    challenge.says("Attempt 1", "At the lodge after 20 looks.")  # it has played to its end
    expect(challenge.rows).to_have_text([f"1{QUICK_WORDS}At the lodge after 20 looks ★ best"])


def test_all_of_it_by_keyboard(challenge):
    page = challenge.page
    challenge.rule.focus()
    page.keyboard.press("ArrowDown")
    expect(challenge.beta).to_be_enabled()
    page.keyboard.press("Tab")
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(challenge.rate).to_have_attribute("aria-valuetext", "0.005")
    page.keyboard.press("Tab")
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(challenge.ski).to_have_text("Skip to the end")
    page.keyboard.press(" ")
    challenge.says(f"Attempt 1 ({QUICK_WORDS})", "At the lodge after 20 looks.")
    expect(challenge.root.get_by_role("status")).to_have_text(re.compile("At the lodge after 20 looks"))


def test_beta_is_there_where_the_rule_has_one(challenge):
    note = challenge.root.locator("select:disabled + span, select + span").nth(1)
    for rule, words in [(0, "has no β"), (1, "β"), (2, "β"), (3, "has no β"), (4, "has no β"), (5, "β₁")]:
        challenge.rule.select_option(index=rule)
        expect(note).to_have_text(words)
        (expect(challenge.beta).to_be_disabled if words == "has no β" else expect(challenge.beta).to_be_enabled)()
    assert challenge.beta.get_attribute("aria-describedby") == note.get_attribute("id")


def test_with_reduced_motion_the_run_is_there_at_once(challenge):
    said = challenge.root.locator(".facts").evaluate_handle("""element => {
        const said = [];
        new MutationObserver(() => said.push(element.textContent)).observe(element, { childList: true });
        return said;
    }""")
    challenge.ride(PLAIN)
    challenge.says("Attempt 1 (Gradient descent, 0.002, constant), step 60 of 60", "At the lodge after 42 looks.")
    assert len(said.evaluate("said => said")) == 1


def test_python_and_the_page_agree(challenge):
    challenge.ride(QUICK)
    cell = challenge.lab.run("challenge.best, challenge.picked['attempts']")
    output = cell.locator(".jp-OutputArea")
    expect(output).to_contain_text("'lr': 0.005, 'beta': 0.5, 'schedule': 'cosine', 'looks': 20}")
    expect(output).to_contain_text("[{'rule': 1, 'rate': 5, 'beta': 0, 'schedule': 2}]")
    # What cannot be is left out, and the rest is shown.
    attempts = [{"rule": 9}, None, 3, {"rule": 0, "rate": 3, "beta": 2, "schedule": 0}]
    challenge.lab.run(f"challenge.picked = dict(rule=99, rate=-1, beta=1, schedule=1, step=60, attempts={attempts})")
    challenge.says("Attempt 1 (Gradient descent, 0.002, constant)", "At the lodge after 42 looks.")
    expect(challenge.rule).to_have_value("5")
    expect(challenge.rate).to_have_attribute("aria-valuetext", "0.0003")


def test_only_the_last_ten_attempts_are_listed(challenge):
    attempts = [{"rule": 0, "rate": i % 15, "beta": 2, "schedule": 0} for i in range(13)]
    challenge.lab.run(f"challenge.picked = challenge.picked | dict(step=60, attempts={attempts})")
    expect(challenge.rows).to_have_count(10)
    expect(challenge.rows.first.locator("th")).to_have_text("13")
    expect(challenge.rows.last.locator("th")).to_have_text("4")


def test_what_is_drawn_is_where_it_belongs(challenge):
    """The lodge yellow, the latest run vermilion at its end, and the best before it blue at its own."""
    challenge.ride(PLAIN)
    challenge.ride(LOST)
    box = challenge.map.bounding_box()
    wide, high = box["width"] - 62, box["height"] - 54  # what the margins leave

    def color_at(x, y):
        return challenge.map.evaluate(
            "(canvas, [x, y]) => [...canvas.getContext('2d').getImageData(x, y, 1, 1).data]",
            [round(50 + wide * x / 6), round(8 + high * (1 - y / 6.6))],
        )

    assert color_at(*LAND.minimum) == [0xF0, 0xE4, 0x42, 255]
    lost = descend(LAND, GradientDescent(lr=0.05), steps=60).positions
    inside = lost[np.isfinite(lost).all(axis=-1) & (lost > 0.2).all(axis=-1) & (lost < [5.8, 6.4]).all(axis=-1)]
    assert len(inside) > 1  # the start, and a step at least
    assert color_at(*inside[-1]) == [0xD5, 0x5E, 0x00, 255]
    best = descend(LAND, GradientDescent(lr=0.002), steps=60).positions
    assert color_at(*best[12]) == [0x00, 0x72, 0xB2, 255]


def test_the_line_is_copied(challenge):
    challenge.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    challenge.ride(QUICK)
    challenge.root.get_by_role("button", name="Copy").click()
    expect(challenge.root.get_by_role("button", name="Copied")).to_be_visible()
    assert challenge.page.evaluate("navigator.clipboard.readText()") == f"Seed 7 · {QUICK_WORDS} · 20 looks · attempt 1"


def test_on_a_small_screen_nothing_is_cut_off_and_all_can_be_touched(challenge):
    challenge.ride(QUICK)
    size = challenge.page.viewport_size
    challenge.page.set_viewport_size({"width": 768, "height": 1800})
    challenge.page.wait_for_function(
        "root => root.getBoundingClientRect().width < 430", arg=challenge.root.element_handle()
    )
    root = challenge.root.bounding_box()
    assert root["width"] > 330
    parts = challenge.root.locator("canvas, select, input, button, code, table, p")
    for part in (parts.nth(i) for i in range(parts.count())):
        box = part.bounding_box()
        assert box["x"] >= root["x"] - 1 and box["x"] + box["width"] <= root["x"] + root["width"] + 1
    for touched in (challenge.rule, challenge.beta, challenge.schedule, challenge.ski):
        assert touched.bounding_box()["height"] >= 24
    challenge.page.set_viewport_size(size)


def test_it_needs_no_kernel(challenge):
    challenge.lab.save()
    challenge.lab.shut_kernels_down()
    challenge.ride(PLAIN)
    challenge.says("Attempt 1 (Gradient descent, 0.002, constant)", "At the lodge after 42 looks.")
