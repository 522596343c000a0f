"""Lesson 06, adaptive rates: first steps by hand, the rules written, and a network trained by the learner's own Adam.

Everything is in the symbols of lesson 06: g the gradient, s squares of gradients added up or averaged, m the average of
gradients. A function returns the new position and the new memory, each with one number per coordinate.
"""

from dataclasses import replace

import numpy as np

from lrlib.feedback.answers import read_row
from lrlib.feedback.task import Misconception, Task, not_yet, passed
from lrlib.feedback.words import code, shown

# 06.1 Five first steps ----------------------------------------------------------------------------------------------

# You stand at w = 10, the slope is g = −40, the rate is 0.1; α = 0.99, β₁ = 0.9, β₂ = 0.999, ε = 0, and λ = 0.5.
FIRST = {
    "Adagrad": 10.1,
    "RMSProp": 11.0,
    "Adam": 10.1,
    "AdamW": 9.6,
    "Adam with L2": 10.1,
}
ON_THE_WAY = "think of the sign first: a slope of −40 falls toward larger numbers, and the step goes downhill."
WRONG_FIRST = {
    "Adagrad": (
        (9.9, "Adagrad uphill", "That step goes uphill: the length is right, the direction is not.", ON_THE_WAY),
        (
            14.0,
            "Adagrad not divided",
            "That is where gradient descent stands after its step, rate × slope. Adagrad divides by the root of all "
            "squares so far, and so far there is one.",
            "work out s = g² first, and divide the step by its root.",
        ),
        (
            10.0025,
            "Adagrad without the root",
            "It looks as if the slope was divided by s itself. By the root of s it is divided: only so do the units of "
            "the slope go away.",
            "take the root of s = 1600 before you divide.",
        ),
    ),
    "RMSProp": (
        (
            14.0,
            "RMSProp not divided",
            "That is where gradient descent stands after its step, rate × slope. RMSProp divides by the root of an "
            "average of squares.",
            "work out s first, and divide the step by its root.",
        ),
        (9.0, "RMSProp uphill", "That step goes uphill: the length is right, the direction is not.", ON_THE_WAY),
        (
            10.1,
            "RMSProp as Adagrad",
            "That is Adagrad's step. RMSProp starts its average at 0 too, but lets the first square count for 1 − α "
            "only. So s is smaller than g², and the step is longer.",
            "work out s = 0.99 · 0 + 0.01 · 1600, and its root.",
        ),
        (
            10 + 0.1 * 40 / np.sqrt(0.1 * 1600),
            "RMSProp with α = 0.9",
            "It looks as if α was 0.9. Many use that; here it is 0.99, as in torch.",
            "work out s with the α of the task.",
        ),
        (
            20.0,
            "RMSProp without the root of 1 − α",
            "It looks as if the step was divided by 1 − α. It stands inside s, so it comes under the root as well.",
            "work out s as a number first, then its root.",
        ),
        (
            10.25,
            "RMSProp without the root",
            "It looks as if the slope was divided by s itself, and not by its root.",
            "take the root of s before you divide.",
        ),
        (
            10 + 0.1 * 40 / np.sqrt(0.99 * 1600),
            "RMSProp's shares swapped",
            "It looks as if α and 1 − α changed places. α is the share of the old average that is kept, and here the "
            "old average is 0.",
            "give the new square the share 1 − α.",
        ),
        (
            10.01,
            "RMSProp multiplied",
            "It looks as if the step was multiplied by √(1 − α), where it is divided. A smaller s makes a longer step.",
            "look at which side of the fraction s stands.",
        ),
    ),
    "Adam": (
        (
            14.0,
            "Adam not divided",
            "That is where gradient descent stands after its step, rate × slope. Adam divides by the root of s.",
            "divide m, corrected, by the root of s, corrected.",
        ),
        (9.9, "Adam uphill", "That step goes uphill: the length is right, the direction is not.", ON_THE_WAY),
        (
            10 + 0.1 * 0.1 / np.sqrt(0.001),
            "Adam not corrected",
            "That is the step without bias correction. Both averages have started at 0 and are too small after one "
            "step: m by the factor 0.1, and √s by even more.",
            "divide m by 1 − β₁ and s by 1 − β₂ before you take the step.",
        ),
        (
            10.01,
            "Adam's m not corrected",
            "It looks as if only s was corrected. m is too small as well: after one step it is a tenth of the "
            "gradient.",
            "divide m by 1 − β₁ too.",
        ),
        (
            10 + 0.1 / np.sqrt(0.001),
            "Adam's s not corrected",
            "It looks as if only m was corrected. s is too small as well: after one step it is a thousandth of g².",
            "divide s by 1 − β₂ too, before you take its root.",
        ),
    ),
    "AdamW": (
        (
            13.5,
            "AdamW not divided",
            "The pull is right. The step is that of gradient descent; Adam divides it by the root of s.",
            "add the pull to the step that you found for Adam.",
        ),
        (
            10.1,
            "AdamW without the pull",
            "That is Adam's step. The W stands for the pull toward 0, η λ w, which comes on top of it.",
            "work out η λ w, and take it from the position as well.",
        ),
        (
            10.6,
            "AdamW's pull outward",
            "It looks as if the pull was added: it leads away from 0. It should make w smaller.",
            "look at the sign of η λ w.",
        ),
        (
            5.1,
            "AdamW's pull without the rate",
            "It looks as if the pull was λ w. Here, as in torch, it is η λ w: a lower rate pulls less.",
            "multiply λ w by the rate.",
        ),
        (
            9.5,
            "AdamW's pull alone",
            "That is the pull alone. Adam's step comes on top of it.",
            "add the step that you found for Adam.",
        ),
        (
            9.816228,
            "AdamW not corrected",
            "The pull is right. The step is one without bias correction, which Adam's place has and AdamW has too.",
            "add the pull to the step that you found for Adam.",
        ),
        (
            5.05,
            "AdamW's pull after the step, without the rate",
            "It looks as if λ was taken of the new place, without the rate. The pull is η λ w, and w is where you "
            "stood.",
            "work out η λ w from w = 10, and take it away beside the step.",
        ),
        (
            12.1,
            "AdamW's pull with the slope",
            "It looks as if the pull was taken from the slope: η λ g. It comes from the position.",
            "work out η λ w with w = 10.",
        ),
        (
            10.05,
            "AdamW's pull without w",
            "It looks as if the pull was η λ. It grows with the position: η λ w.",
            "multiply by w = 10 too.",
        ),
        (9.4, "AdamW uphill", "The pull is right, and the step goes uphill.", ON_THE_WAY),
        (
            10.1 * 0.95,
            "AdamW's pull after the step",
            "That is close: it looks as if the step was taken first, and the pull applied to the new place. It belongs "
            "to the place where you stood.",
            "work out the pull from w = 10.",
        ),
    ),
    "Adam with L2": (
        (9.9, "L2 uphill", "That step goes uphill: the length is right, the direction is not.", ON_THE_WAY),
        (
            9.6,
            "L2 as AdamW",
            "That is AdamW's place. With L2 the pull is not taken from the position: λ w is added to the gradient, and "
            "then goes through all that Adam does with a gradient.",
            "work out the gradient g + λ w, and take Adam's first step with that.",
        ),
        (
            9.5,
            "L2 as a pull alone",
            "That is a pull by η λ w, with no step. With L2, λ w is added to the gradient before anything else "
            "happens.",
            "work out the gradient g + λ w, and take Adam's first step with that.",
        ),
        (
            10.1 * 0.95,
            "L2 as a pull after the step",
            "That is Adam's step, and then a pull on the place that it led to. With L2, λ w is added to the gradient "
            "before anything else happens.",
            "work out the gradient g + λ w, and take Adam's first step with that.",
        ),
        (
            10 + 0.1 * 35 / 40,
            "L2 divided by the old slope",
            "The gradient g + λ w is right. But Adam divides it by its own size, with the λ w in it.",
            "let both averages see −35.",
        ),
        (
            10.316228,
            "L2 not corrected",
            "That is the step without bias correction.",
            "correct both averages, as for Adam.",
        ),
        (
            13.5,
            "L2 as in gradient descent",
            "That is what gradient descent makes of g + λ w. Adam divides it by its own size.",
            "take Adam's first step with the gradient g + λ w: how long is Adam's first step, whatever the gradient?",
        ),
    ),
}


def judge_first_steps(answer):
    """The verdict on five places: the first that is wrong is talked about, by its own number."""
    facts = f"- You answered: {code(shown(answer))}"
    places = read_row(answer).numbers
    if places is None or places.shape != (5,):
        return not_yet(
            f"{facts}\n\nWanted are five places, one for each rule: numbers in a list.\n\nNext: put a number in the "
            "place of each name, in the order in which they stand there.",
            "not five places",
        )
    for (rule, right), place in zip(FIRST.items(), places, strict=True):
        if np.isclose(place, right, rtol=0, atol=1e-4):
            continue
        here = f"{facts}\n- The first that is off: {rule}, {code(f'{place:.6g}')}"
        if np.isclose(place, right - 10, rtol=0, atol=1e-4):
            words, step = (
                "That is the step. The question asks where you stand after it.",
                "begin at w = 10, and take the step from there.",
            )
            return not_yet(f"{here}\n\n{words}\n\nNext: {step}", "the step, not the place")
        wrong, id, words, step = min(WRONG_FIRST[rule], key=lambda entry: abs(place - entry[0]))
        if np.isclose(place, wrong, rtol=0, atol=6e-4):  # it may have been rounded to three digits after the point
            return not_yet(f"{here}\n\n{words}\n\nNext: {step}", id)
        return not_yet(
            f"{here}\n\nWhat went wrong here is not among the mistakes that this check knows.\n\nNext: write down s, "
            "its root, and the step, each as a number, before you move.",
        )
    return passed()


FIRST_STEPS = Task(
    id="06.1",
    title="Five first steps",
    judge=judge_first_steps,
    insight=(
        "Whatever the slope, the first step is η long for Adagrad and Adam, and η/√(1 − α) for RMSProp. AdamW's pull "
        "reached you; L2's did not move you at all."
    ),
    next_step="write down s, its root, and the step, each as a number, before you move.",
    hints=(
        "Before the first step every memory is 0. So each rule's s and m hold nothing but this one gradient.",
        (
            "Adagrad: s = 40². RMSProp: s is 0.01 of that. Adam: both averages are corrected, so that m̂ = g and "
            "ŝ = g². AdamW takes η λ w away as well; with L2, Adam sees the gradient −40 + 0.5 · 10."
        ),
        (
            "The slopes' sizes cancel in all five. What is left is η, or η/√0.01, in the direction that is downhill, "
            "from 10; and for AdamW another 0.1 · 0.5 · 10 toward 0."
        ),
    ),
)

# 06.2 Adagrad -------------------------------------------------------------------------------------------------------


def adagrad(w, gradient, s, rate, eps):
    s = s + gradient**2
    return np.array([w - rate * gradient / (np.sqrt(s) + eps), s])


def adagrad_with(share=lambda s, g: s + g**2, divide=None, sign=-1, keep=None):
    """Adagrad with one part done otherwise: what is remembered, by what the step is divided, what is handed back."""

    def step(w, gradient, s, rate, eps):
        new = share(s, gradient)
        with np.errstate(divide="ignore", invalid="ignore"):
            by = np.sqrt(new) + eps if divide is None else divide(s, new, gradient, eps)
            moved = w + sign * rate * gradient / by
        return np.array([moved, new]) if keep is None else keep(w, moved, s, new)

    return step


REMEMBER_PLACE = "return both, the new w first and then the new s: the next step needs what this one has learned."
A_STEP = "try w = 1, gradient = 2, s = 0, rate = 0.1 by hand: the step is 0.1 long. And with s = 12, it is 0.05."

ADAGRAD = Task(
    id="06.2",
    title="Adagrad",
    reference=adagrad,
    probes=(
        (np.array([1.0, -2.0, 3.0]), np.array([2.0, -0.5, 30.0]), np.zeros(3), 0.1, 1e-10),
        (np.array([0.5, 4.0]), np.array([-3.0, 0.01]), np.array([16.0, 0.002]), 0.3, 1e-10),
        (np.array([1.0, 1.0]), np.array([1e-4, -2e-4]), np.array([3e-8, 1e-9]), 0.5, 1e-4),
    ),
    insight="Three lines, and each coordinate has a rate of its own, which it has earned by the slopes it has seen.",
    hints=(
        "Two lines do it: one brings s up to date, the other takes the step. Which of them has to come first?",
        (
            "s grows by the square of each slope, coordinate by coordinate. The step is rate × gradient, divided by "
            "the root of the new s; eps is added to that root."
        ),
        "First s = s + gradient**2. Then the step is rate * gradient / (np.sqrt(s) + eps). Return w and s.",
    ),
    next_step=A_STEP,
    misconceptions=(
        Misconception(
            "no root",
            adagrad_with(divide=lambda s, new, g, eps: new + eps),
            "It looks as if the step was divided by s itself. s is made of squares; only its root is a slope again, so "
            "that the two slopes cancel. Without the root a steep coordinate almost stops.",
            "divide by the root of s.",
        ),
        Misconception(
            "the sum written over",
            adagrad_with(share=lambda s, g: g**2),
            "It looks as if s holds the last square only: the old sum is gone. Then every step is as long as the rate, "
            "and nothing ever settles.",
            "add the new square to what s was.",
        ),
        Misconception(
            "this square twice",
            adagrad_with(divide=lambda s, new, g, eps: np.sqrt(new + g**2) + eps),
            "The new s is right. But it looks as if s was brought up to date first, and the square of this slope "
            "was then added once more in the step.",
            "look at which s stands in the line for the step: is this slope in it already?",
        ),
        Misconception(
            "divided by this slope alone",
            adagrad_with(divide=lambda s, new, g, eps: np.abs(g) + eps),
            "The sum is right, but it looks as if the step was divided by the slope of this step alone.",
            "divide by the root of the sum that you have brought up to date.",
        ),
        Misconception(
            "slopes added, not squares",
            adagrad_with(share=lambda s, g: s + np.abs(g)),
            "It looks as if s adds up the slopes without squaring them.",
            "add the square of each slope.",
        ),
        Misconception(
            "uphill, and no root",
            adagrad_with(sign=1, divide=lambda s, new, g, eps: new + eps),
            "Two things differ: the step goes uphill, and it is divided by s itself and not by its root.",
            "look at the sign in front of the step, and then divide by the root.",
        ),
        Misconception(
            "the old sum, and not kept",
            adagrad_with(
                divide=lambda s, new, g, eps: np.sqrt(s) + eps, keep=lambda w, moved, s, new: np.array([moved, s])
            ),
            "It looks as if this slope never went into s: the step is divided by the old sum, and the old sum "
            "comes back.",
            "bring s up to date first, take the step with it, and return it.",
        ),
        Misconception(
            "the square subtracted",
            adagrad_with(share=lambda s, g: s - g**2, divide=lambda s, new, g, eps: np.sqrt(np.abs(new)) + eps),
            "It looks as if the new square was taken away from s. It is added.",
            "look at the sign in the line for s.",
        ),
        Misconception(
            "multiplied into s",
            adagrad_with(share=lambda s, g: s * g**2),
            "It looks as if s was multiplied by the new square. s is a sum.",
            "add the new square.",
        ),
        Misconception(
            "eps subtracted",
            adagrad_with(divide=lambda s, new, g, eps: np.sqrt(new) - eps),
            "It looks as if eps was taken away from the root. It is added, so that nothing is divided by 0.",
            "look at the sign in front of eps.",
        ),
        Misconception(
            "slopes added, and no root",
            adagrad_with(share=lambda s, g: s + np.abs(g), divide=lambda s, new, g, eps: new + eps),
            "It looks as if s adds up the slopes without squaring them, and the step is divided by that sum. The "
            "units fit, but it is another rule: the root of a sum of squares grows more slowly than the sum.",
            "square each slope for s, and divide by the root.",
        ),
        Misconception(
            "signed slopes added",
            adagrad_with(share=lambda s, g: s + g),
            "It looks as if the slopes themselves were added up. Slopes of either sign cancel, and the root of a "
            "number below 0 is nan.",
            "square the gradient in the line for s.",
        ),
        Misconception(
            "signed slopes added, without their sign",
            adagrad_with(share=lambda s, g: s + g, divide=lambda s, new, g, eps: np.sqrt(np.abs(new)) + eps),
            "It looks as if the slopes themselves were added up, and the sign of the sum left out. Slopes of "
            "either sign cancel in such a sum; their squares do not.",
            "square the gradient in the line for s.",
        ),
        Misconception(
            "doubled, not squared",
            adagrad_with(share=lambda s, g: s + 2 * g),
            "It looks as if the slope was doubled, where it should be squared. In Python a square is gradient**2,"
            " with two stars.",
            "count the stars in the line for s.",
        ),
        Misconception(
            "doubled without its sign",
            adagrad_with(share=lambda s, g: s + 2 * g, divide=lambda s, new, g, eps: np.sqrt(np.abs(new)) + eps),
            "It looks as if the slope was doubled, where it should be squared, and the sign of the sum left out.",
            "count the stars in the line for s.",
        ),
        Misconception(
            "the sum squared",
            adagrad_with(share=lambda s, g: (s + g) ** 2),
            "It looks as if the slope was added first, and then all of it squared. s is made of squares already.",
            "square the gradient alone, and add that.",
        ),
        Misconception(
            "a mean for all",
            adagrad_with(share=lambda s, g: s + np.mean(g**2)),
            "It looks as if the mean of the squares was added for all coordinates. Then all of them share a rate "
            "again; each should have its own.",
            "leave the array as it is: gradient**2 squares each coordinate for itself.",
        ),
        Misconception(
            "one root for all",
            adagrad_with(divide=lambda s, new, g, eps: np.sqrt(new.sum()) + eps),
            "The new s is right. But it looks as if all coordinates are divided by one number, the root of all of"
            " s together.",
            "take the root of s coordinate by coordinate: no sum, no norm.",
        ),
        Misconception(
            "eps in the sum",
            lambda w, g, s, rate, eps: np.array([w - rate * g / np.sqrt(s + g**2 + eps), s + g**2 + eps]),
            "It looks as if eps was added to s itself, so that it is kept, and grows with every step. It belongs "
            "to the root, for this one step.",
            "leave eps out of the line for s, and add it to the root.",
        ),
        Misconception(
            "brackets missing",
            lambda w, g, s, rate, eps: np.array([w - rate * g / np.sqrt(s + g**2) + eps, s + g**2]),
            "The new s is right. In the step brackets seem to be missing: Python divides by the root first, and "
            "then adds eps to the position.",
            "put brackets around the root and eps.",
        ),
        Misconception(
            "the slope left out of the step",
            lambda w, g, s, rate, eps: np.array([w - rate / (np.sqrt(s + g**2) + eps), s + g**2]),
            "The new s is right. The step is the rate over the root: the slope itself is missing from it, and so "
            "is its sign.",
            "multiply the rate by the gradient.",
        ),
        Misconception(
            "its own rate kept",
            lambda w, g, s, rate, eps: np.array([adagrad(w, g, s, rate, eps)[0], rate / (np.sqrt(s + g**2) + eps)]),
            "The position is right. What comes back second is the rate of each coordinate. What is to be "
            "remembered is s; the rates come of it anew at every step.",
            "return s.",
        ),
        Misconception(
            "the last square, and no root",
            adagrad_with(share=lambda s, g: g**2, divide=lambda s, new, g, eps: new + eps),
            "It looks as if s holds the last square only, and the step is divided by s itself. So the old sum is "
            "gone, and the root is missing.",
            "first add the new square to what s was. Then see to the root.",
        ),
        Misconception(
            "two roots",
            adagrad_with(divide=lambda s, new, g, eps: np.sqrt(np.sqrt(new)) + eps),
            "The new s is right. It looks as if its root was taken twice.",
            "take one root.",
        ),
        Misconception(
            "the square of s",
            adagrad_with(divide=lambda s, new, g, eps: new**2 + eps),
            "The new s is right. It looks as if the step was divided by the square of s, in place of its root.",
            "write the root as s**0.5, or with np.sqrt.",
        ),
        Misconception(
            "uphill",
            adagrad_with(sign=1),
            "The lengths are right, but the step goes uphill.",
            "look at the sign in front of the step.",
        ),
        Misconception(
            "the old sum",
            adagrad_with(divide=lambda s, new, g, eps: np.sqrt(s) + eps),
            "It looks as if the step was divided by the sum from before this slope was added. At the very first step "
            "that is 0, and the step is endless.",
            "bring s up to date first, and then take the step.",
        ),
        Misconception(
            "one length for all",
            adagrad_with(divide=lambda s, new, g, eps: np.linalg.norm(new) + eps),
            "The new s is right. But all coordinates are divided by one number: np.linalg.norm makes one length of a "
            "whole array. Each coordinate has a rate of its own.",
            "take the root entry by entry.",
            also=(adagrad_with(divide=lambda s, new, g, eps: np.sqrt(new.mean()) + eps),),
        ),
        Misconception(
            "the mean of old and new",
            adagrad_with(share=lambda s, g: (s + g**2) / 2),
            "It looks as if s became the mean of the old s and the new square. Adagrad adds up, and never forgets.",
            "add the new square, and leave it at that.",
        ),
        Misconception(
            "eps multiplied",
            adagrad_with(divide=lambda s, new, g, eps: np.sqrt(new) * eps),
            "The steps are huge. It looks as if the root was multiplied by eps; eps is so small that dividing by it "
            "throws everything off the map.",
            "add eps to the root.",
        ),
        Misconception(
            "s squared again",
            adagrad_with(share=lambda s, g: s**2 + g**2),
            "It looks as if the old s was squared before the new square was added. It is made of squares already.",
            "add the square of the slope to s as it is.",
        ),
        Misconception(
            "the position divided too",
            lambda w, g, s, rate, eps: np.array([(w - rate * g) / (np.sqrt(s + g**2) + eps), s + g**2]),
            "The new s is right. But the brackets take the position in with the step, so that it is divided as well.",
            "divide the slope alone, and then take the step from w.",
        ),
        Misconception(
            "one sum for all",
            adagrad_with(share=lambda s, g: s + np.sum(g**2)),
            "It looks as if the squares of all coordinates went into one sum. Then all coordinates share a rate again; "
            "each should have its own.",
            "leave the array as it is: gradient**2 squares each coordinate for itself.",
        ),
        Misconception(
            "eps under the root",
            adagrad_with(divide=lambda s, new, g, eps: np.sqrt(new + eps)),
            "It looks as if eps was added under the root, where it weighs as much as √eps does outside: a hundredth in "
            "place of a ten-thousandth. Some libraries do that; torch and this course add it to the root.",
            "take the root first, then add eps.",
        ),
        Misconception(
            "no eps",
            adagrad_with(divide=lambda s, new, g, eps: np.sqrt(new)),
            "It looks as if eps is missing. It matters where slopes are tiny, and where a coordinate has never seen a "
            "slope it is all that stands between you and 0/0.",
            "add eps to the root of s.",
        ),
        Misconception(
            "the sum not kept",
            adagrad_with(keep=lambda w, moved, s, new: np.array([moved, s])),
            "The step is right, but the s that comes back is the old one. So the next step has learned nothing.",
            "return the s that you have brought up to date.",
        ),
        Misconception(
            "only the position",
            adagrad_with(keep=lambda w, moved, s, new: moved),
            "The position is right, but s did not come back, so that nobody can take the next step.",
            REMEMBER_PLACE,
        ),
        Misconception(
            "s first",
            adagrad_with(keep=lambda w, moved, s, new: np.array([new, moved])),
            "Both are right, but they come in the other order: s first.",
            "return w first, and then s.",
        ),
        Misconception(
            "the step, not the place",
            adagrad_with(keep=lambda w, moved, s, new: np.array([moved - w, new])),
            "That is the step. What should come back first is where you stand after it.",
            "begin at w, and take the step from there.",
        ),
        Misconception(
            "the root kept",
            adagrad_with(keep=lambda w, moved, s, new: np.array([moved, np.sqrt(new)])),
            "The step is right, but it looks as if the root of s came back. The next square has to be added to the "
            "sum, not to its root.",
            "keep s as it is, and take the root only where you divide.",
        ),
        Misconception(
            "rate forgotten",
            lambda w, g, s, rate, eps: adagrad(w, g, s, 1.0, eps),
            "It looks as if the rate is missing: each step is as if it were 1.",
            "multiply the gradient by the rate.",
        ),
        Misconception(
            "an average",
            adagrad_with(share=lambda s, g: 0.9 * s + 0.1 * g**2),
            "It looks as if s forgets: a share of the old, a share of the new. That is RMSProp, the next task. Adagrad "
            "adds up and forgets nothing.",
            "add the new square to all of the old sum.",
        ),
        Misconception(
            "not divided",
            adagrad_with(divide=lambda s, new, g, eps: 1),
            "The sum is right, but the step is that of gradient descent: it is not divided by anything.",
            "divide the step by the root of s.",
        ),
        Misconception(
            "the slope squared in the step",
            lambda w, g, s, rate, eps: np.array([w - rate * g**2 / (np.sqrt(s + g**2) + eps), s + g**2]),
            "It looks as if the slope was squared in the step too. A square has no sign, so every step goes the same "
            "way.",
            "square the gradient for s only.",
        ),
        Misconception(
            "multiplied by the root",
            lambda w, g, s, rate, eps: np.array([w - rate * g * (np.sqrt(s + g**2) + eps), s + g**2]),
            "It looks as if the step was multiplied by the root, where it should be divided: the steep coordinates "
            "become even faster.",
            "make a quotient of the product.",
        ),
    ),
)

# 06.3 Make it forget ------------------------------------------------------------------------------------------------


def rmsprop(w, gradient, s, rate, alpha, eps):
    s = alpha * s + (1 - alpha) * gradient**2
    return np.array([w - rate * gradient / (np.sqrt(s) + eps), s])


def rmsprop_with(share=lambda s, g, alpha: alpha * s + (1 - alpha) * g**2, divide=None, sign=-1, keep=None):
    """RMSProp with one part done otherwise."""

    def step(w, gradient, s, rate, alpha, eps):
        new = share(s, gradient, alpha)
        with np.errstate(divide="ignore", invalid="ignore"):
            by = np.sqrt(new) + eps if divide is None else divide(s, new, gradient, alpha, eps)
            moved = w + sign * rate * gradient / by
        return np.array([moved, new]) if keep is None else keep(w, moved, s, new)

    return step


RMSPROP = Task(
    id="06.3",
    title="Make it forget",
    reference=rmsprop,
    probes=(
        (np.array([1.0, -2.0, 3.0]), np.array([2.0, -0.5, 30.0]), np.zeros(3), 0.1, 0.99, 1e-8),
        (np.array([0.5, 4.0]), np.array([-3.0, 0.01]), np.array([16.0, 0.002]), 0.3, 0.8, 1e-8),
        (np.array([1.0, 1.0]), np.array([1e-4, -2e-4]), np.array([3e-8, 1e-9]), 0.5, 0.9, 1e-4),
    ),
    insight="One line of Adagrad changed: an average in place of a sum, so that old slopes fade and steps need not.",
    hints=(
        "Take your Adagrad, and change the one line that brings s up to date. The rest stays.",
        "The new s is made of two shares: alpha of the old s, and 1 − alpha of the new square. Together they make 1.",
        "s = alpha * s + (1 - alpha) * gradient**2, and then the step as before.",
    ),
    next_step="try w = 1, gradient = 2, s = 0, rate = 0.1, alpha = 0.99 by hand: s becomes 0.04, and the step is 1.",
    misconceptions=(
        Misconception(
            "shares swapped",
            rmsprop_with(share=lambda s, g, alpha: (1 - alpha) * s + alpha * g**2),
            "It looks as if the shares changed places. alpha is what is kept of the old average: with 0.99 each step "
            "forgets only a hundredth.",
            "give alpha to the old s, and 1 − alpha to the new square.",
        ),
        Misconception(
            "the new square in full",
            rmsprop_with(share=lambda s, g, alpha: alpha * s + g**2),
            "It looks as if the new square counts in full. Then s is no average: on a steady slope it grows to 1 / (1 "
            "− alpha) times the square, and the steps are too short by the root of that.",
            "give the new square the share 1 − alpha.",
        ),
        Misconception(
            "still a sum",
            rmsprop_with(share=lambda s, g, alpha: s + g**2),
            "That is still Adagrad: s adds up and forgets nothing.",
            "keep only the share alpha of the old s, and give the new square the rest.",
        ),
        Misconception(
            "the old one in full",
            rmsprop_with(share=lambda s, g, alpha: s + (1 - alpha) * g**2),
            "It looks as if the old s is kept in full, so nothing is ever forgotten.",
            "multiply the old s by alpha.",
        ),
        Misconception(
            "all of it times alpha",
            rmsprop_with(share=lambda s, g, alpha: alpha * (s + g**2)),
            "It looks as if alpha multiplies the old s and the new square alike.",
            "give alpha to the old s alone, and 1 − alpha to the new square.",
        ),
        Misconception(
            "slopes averaged, not squares",
            rmsprop_with(share=lambda s, g, alpha: alpha * s + (1 - alpha) * np.abs(g)),
            "It looks as if the slopes were averaged without being squared.",
            "square the gradient in the line for s.",
        ),
        Misconception(
            "squared after averaging",
            rmsprop_with(share=lambda s, g, alpha: (alpha * s + (1 - alpha) * g) ** 2),
            "It looks as if the average was squared, where squares should be averaged. Slopes of either sign would "
            "cancel in such an average; their squares do not.",
            "square the gradient first, and then average.",
        ),
        Misconception(
            "the last square only",
            rmsprop_with(share=lambda s, g, alpha: g**2),
            "It looks as if s holds the last square only: everything before it is forgotten at once.",
            "keep the share alpha of the old s.",
        ),
        Misconception(
            "no root",
            rmsprop_with(divide=lambda s, new, g, alpha, eps: new + eps),
            "It looks as if the step was divided by s itself, and not by its root.",
            "divide by the root of s.",
        ),
        Misconception(
            "the old average",
            rmsprop_with(divide=lambda s, new, g, alpha, eps: np.sqrt(s) + eps),
            "It looks as if the step was divided by the average from before this slope came in.",
            "bring s up to date first, and then take the step.",
        ),
        Misconception(
            "eps under the root",
            rmsprop_with(divide=lambda s, new, g, alpha, eps: np.sqrt(new + eps)),
            "It looks as if eps was added under the root, as TensorFlow does it. There it weighs as much as √eps does "
            "outside. Torch and this course add it to the root.",
            "take the root first, then add eps.",
        ),
        Misconception(
            "no eps",
            rmsprop_with(divide=lambda s, new, g, alpha, eps: np.sqrt(new)),
            "It looks as if eps is missing. It matters where slopes are tiny, and keeps 0/0 away.",
            "add eps to the root of s.",
        ),
        Misconception(
            "an average of slopes moves it",
            lambda w, g, s, rate, alpha, eps: np.array(
                [w - rate * (alpha * s + (1 - alpha) * g), alpha * s + (1 - alpha) * g]
            ),
            "That is momentum in its averaged form: an average of slopes, and a step along it. RMSProp averages "
            "squares, and divides the step by their root.",
            "begin with your Adagrad, and change the line for s alone.",
        ),
        Misconception(
            "no root, and no eps",
            rmsprop_with(divide=lambda s, new, g, alpha, eps: new),
            "It looks as if the step was divided by s itself: the root is missing, and eps too.",
            "divide by the root of s, plus eps.",
        ),
        Misconception(
            "shares swapped, and eps under the root",
            rmsprop_with(
                share=lambda s, g, alpha: (1 - alpha) * s + alpha * g**2,
                divide=lambda s, new, g, alpha, eps: np.sqrt(new + eps),
            ),
            "Two things differ: the shares changed places, and eps was added under the root.",
            "give alpha to the old s first. Then add eps to the root.",
        ),
        Misconception(
            "uphill, and no root",
            rmsprop_with(sign=1, divide=lambda s, new, g, alpha, eps: new + eps),
            "Two things differ: the step goes uphill, and it is divided by s itself and not by its root.",
            "look at the sign in front of the step, and then divide by the root.",
        ),
        Misconception(
            "the share squared too",
            rmsprop_with(share=lambda s, g, alpha: alpha * s + ((1 - alpha) * g) ** 2),
            "It looks as if the share 1 − alpha was squared together with the slope. Only the slope is.",
            "square the gradient first, and multiply by 1 − alpha after.",
        ),
        Misconception(
            "the old average forgotten",
            rmsprop_with(share=lambda s, g, alpha: (1 - alpha) * g**2),
            "It looks as if s holds the share of the new square only, and nothing of the old s. From a start at 0"
            " nobody would notice.",
            "keep alpha times the old s, and add the new share.",
        ),
        Misconception(
            "a mean for all",
            rmsprop_with(share=lambda s, g, alpha: alpha * s + (1 - alpha) * np.mean(g**2)),
            "It looks as if the mean of the squares went in for all coordinates. Each coordinate has an s of its own.",
            "leave the array as it is: gradient**2 squares each coordinate for itself.",
        ),
        Misconception(
            "one root for all",
            rmsprop_with(divide=lambda s, new, g, alpha, eps: np.sqrt(new.sum()) + eps),
            "The new s is right. But it looks as if all coordinates are divided by one number, the root of all of"
            " s together.",
            "take the root of s coordinate by coordinate: no sum, no norm.",
        ),
        Misconception(
            "slopes averaged, and no root",
            rmsprop_with(
                share=lambda s, g, alpha: alpha * s + (1 - alpha) * np.abs(g),
                divide=lambda s, new, g, alpha, eps: new + eps,
            ),
            "It looks as if the slopes were averaged without being squared, and the step divided by that. The "
            "units fit, but it is another rule.",
            "square the gradient for s, and divide by the root.",
        ),
        Misconception(
            "signed slopes averaged",
            rmsprop_with(share=lambda s, g, alpha: alpha * s + (1 - alpha) * g),
            "It looks as if the slopes themselves were averaged. The root of a number below 0 is nan.",
            "square the gradient in the line for s.",
        ),
        Misconception(
            "signed slopes averaged, without their sign",
            rmsprop_with(
                share=lambda s, g, alpha: alpha * s + (1 - alpha) * g,
                divide=lambda s, new, g, alpha, eps: np.sqrt(np.abs(new)) + eps,
            ),
            "It looks as if the slopes themselves were averaged, and the sign of the average left out. Slopes of "
            "either sign cancel in such an average; their squares do not.",
            "square the gradient in the line for s.",
        ),
        Misconception(
            "the new square subtracted",
            rmsprop_with(share=lambda s, g, alpha: alpha * s - (1 - alpha) * g**2),
            "It looks as if the new square was taken away from the old share. The two shares are added; the root "
            "of a number below 0 is nan.",
            "look at the sign between the two shares.",
        ),
        Misconception(
            "the new square subtracted, without the sign",
            rmsprop_with(
                share=lambda s, g, alpha: alpha * s - (1 - alpha) * g**2,
                divide=lambda s, new, g, alpha, eps: np.sqrt(np.abs(new)) + eps,
            ),
            "It looks as if the new square was taken away from the old share, and the sign of what came left out."
            " The two shares are added.",
            "look at the sign between the two shares.",
        ),
        Misconception(
            "averaged twice",
            rmsprop_with(share=lambda s, g, alpha: alpha * (alpha * s + (1 - alpha) * g**2) + (1 - alpha) * g**2),
            "It looks as if the line for s was run twice in one step. Or α was squared in both places.",
            "let this slope come into s once.",
        ),
        Misconception(
            "brackets missing in s",
            rmsprop_with(share=lambda s, g, alpha: alpha * s + 1 - alpha * g**2),
            "It looks as if brackets are missing in the line for s: Python multiplies before it subtracts, so "
            "that 1 was added, and alpha times the square taken away.",
            "put brackets around 1 − alpha.",
        ),
        Misconception(
            "brackets missing in s, without the sign",
            rmsprop_with(
                share=lambda s, g, alpha: alpha * s + 1 - alpha * g**2,
                divide=lambda s, new, g, alpha, eps: np.sqrt(np.abs(new)) + eps,
            ),
            "It looks as if brackets are missing in the line for s, and the sign of what came was left out. "
            "Python multiplies before it subtracts: 1 was added, and alpha times the square taken away.",
            "put brackets around 1 − alpha.",
        ),
        Misconception(
            "half and half",
            rmsprop_with(share=lambda s, g, alpha: (s + g**2) / 2),
            "It looks as if the old s and the new square were given a half each. alpha says how the shares are.",
            "use alpha and 1 − alpha in place of the halves.",
        ),
        Misconception(
            "alpha over the whole bracket",
            rmsprop_with(share=lambda s, g, alpha: alpha * (s + (1 - alpha) * g**2)),
            "It looks as if alpha multiplies the new square as well. The share of the new square is 1 − alpha, "
            "and the two shares make 1.",
            "let alpha multiply the old s alone.",
        ),
        Misconception(
            "this square twice",
            rmsprop_with(divide=lambda s, new, g, alpha, eps: np.sqrt(alpha * new + (1 - alpha) * g**2) + eps),
            "The new s is right. But it looks as if s was brought up to date first, and the square of this slope "
            "was then averaged in once more in the step.",
            "look at which s stands in the line for the step: is this slope in it already?",
        ),
        Misconception(
            "0.9, whatever alpha is",
            rmsprop_with(share=lambda s, g, alpha: 0.9 * s + 0.1 * g**2),
            "It looks as if the shares were 0.9 and 0.1, whatever alpha is.",
            "use alpha and 1 − alpha.",
        ),
        Misconception(
            "0.99, whatever alpha is",
            rmsprop_with(share=lambda s, g, alpha: 0.99 * s + 0.01 * g**2),
            "It looks as if the shares were 0.99 and 0.01, whatever alpha is.",
            "use alpha and 1 − alpha.",
        ),
        Misconception(
            "alpha on the new square too",
            rmsprop_with(share=lambda s, g, alpha: s + alpha * g**2),
            "It looks as if alpha multiplies the new square, and the old s is kept whole. alpha is what is kept "
            "of the old.",
            "give alpha to the old s, and 1 − alpha to the new square.",
        ),
        Misconception(
            "eps in the average",
            lambda w, g, s, rate, alpha, eps: np.array(
                [w - rate * g / np.sqrt(alpha * s + (1 - alpha) * g**2 + eps), alpha * s + (1 - alpha) * g**2 + eps]
            ),
            "It looks as if eps was added to s itself, so that it is kept. It belongs to the root, for this one step.",
            "leave eps out of the line for s, and add it to the root.",
        ),
        Misconception(
            "brackets missing",
            lambda w, g, s, rate, alpha, eps: rmsprop(w, g, s, rate, alpha, 0) + np.array([eps + 0 * w, 0 * w]),
            "The new s is right. In the step brackets seem to be missing: Python divides by the root first, and "
            "then adds eps to the position.",
            "put brackets around the root and eps.",
        ),
        Misconception(
            "a share of the slope in the step",
            rmsprop_with(divide=lambda old, s, g, alpha, eps: (np.sqrt(s) + eps) / (1 - alpha)),
            "The new s is right, and the step is 1 − alpha times as long as it should be: it looks as if the slope was "
            "averaged as well. RMSProp averages the squares alone.",
            "put the slope itself above the root.",
        ),
        Misconception(
            "the slope left out of the step",
            lambda w, g, s, rate, alpha, eps: np.array(
                [
                    w - rate / (np.sqrt(rmsprop(w, g, s, rate, alpha, eps)[1]) + eps),
                    rmsprop(w, g, s, rate, alpha, eps)[1],
                ]
            ),
            "The new s is right. The step is the rate over the root: the slope itself is missing from it, and so "
            "is its sign.",
            "multiply the rate by the gradient.",
        ),
        Misconception(
            "the slope squared in the step",
            lambda w, g, s, rate, alpha, eps: np.array(
                [
                    w - rate * g**2 / (np.sqrt(rmsprop(w, g, s, rate, alpha, eps)[1]) + eps),
                    rmsprop(w, g, s, rate, alpha, eps)[1],
                ]
            ),
            "The new s is right. It looks as if the slope was squared in the step too. A square has no sign, so "
            "every step goes the same way.",
            "square the gradient for s only.",
        ),
        Misconception(
            "multiplied by the root",
            rmsprop_with(divide=lambda s, new, g, alpha, eps: 1 / (np.sqrt(new) + eps)),
            "It looks as if the step was multiplied by the root, where it should be divided: the steep "
            "coordinates become even faster.",
            "make a quotient of the product.",
        ),
        Misconception(
            "still a sum, and no root",
            rmsprop_with(share=lambda s, g, alpha: s + g**2, divide=lambda s, new, g, alpha, eps: new + eps),
            "s adds up and forgets nothing, as Adagrad's does, and the step is divided by s itself.",
            "first give the old s and the new square their shares. Then see to the root.",
        ),
        Misconception(
            "uphill",
            rmsprop_with(sign=1),
            "The lengths are right, but the step goes uphill.",
            "look at the sign in front of the step.",
        ),
        Misconception(
            "one average for all",
            rmsprop_with(share=lambda s, g, alpha: alpha * s + (1 - alpha) * np.sum(g**2)),
            "It looks as if the squares of all coordinates went into one number. Each coordinate has an s of its own.",
            "leave the array as it is: gradient**2 squares each coordinate for itself.",
        ),
        Misconception(
            "the average not kept",
            rmsprop_with(keep=lambda w, moved, s, new: np.array([moved, s])),
            "The step is right, but the s that comes back is the old one. So the next step has learned nothing.",
            "return the s that you have brought up to date.",
        ),
        Misconception(
            "only the position",
            rmsprop_with(keep=lambda w, moved, s, new: moved),
            "The position is right, but s did not come back, so that nobody can take the next step.",
            REMEMBER_PLACE,
        ),
        Misconception(
            "s first",
            rmsprop_with(keep=lambda w, moved, s, new: np.array([new, moved])),
            "Both are right, but they come in the other order: s first.",
            "return w first, and then s.",
        ),
        Misconception(
            "the step, not the place",
            rmsprop_with(keep=lambda w, moved, s, new: np.array([moved - w, new])),
            "That is the step. What should come back first is where you stand after it.",
            "begin at w, and take the step from there.",
        ),
        Misconception(
            "the root kept",
            rmsprop_with(keep=lambda w, moved, s, new: np.array([moved, np.sqrt(new)])),
            "The step is right, but it looks as if the root of s came back. What is averaged are squares.",
            "keep s as it is, and take the root only where you divide.",
        ),
        Misconception(
            "rate forgotten",
            lambda w, g, s, rate, alpha, eps: rmsprop(w, g, s, 1.0, alpha, eps),
            "It looks as if the rate is missing: each step is as if it were 1.",
            "multiply the gradient by the rate.",
        ),
        Misconception(
            "not divided",
            rmsprop_with(divide=lambda s, new, g, alpha, eps: 1),
            "The average is right, but the step is that of gradient descent: it is not divided by anything.",
            "divide the step by the root of s.",
        ),
        Misconception(
            "corrected",
            rmsprop_with(divide=lambda s, new, g, alpha, eps: np.sqrt(new / (1 - alpha)) + eps),
            "It looks as if s was divided by 1 − alpha before the step. As a correction for the start that is right at "
            "the first step only, and RMSProp has none: that is Adam's idea, and the next task.",
            "take the root of s as it is.",
        ),
    ),
)

# 06.4 Bias correction -----------------------------------------------------------------------------------------------


def corrected(values, beta):
    a, out = 0.0, []
    for t, value in enumerate(values, start=1):
        a = beta * a + (1 - beta) * value
        out.append(a / (1 - beta**t))
    return np.array(out)


def adding_up(values, beta):
    return (1 - beta) * np.cumsum(values) / (1 - beta ** np.arange(1, len(values) + 1))


def averages(values, beta, start=0.0):
    """The running averages, as they are: uncorrected."""
    a, out = start, []
    for value in values:
        a = beta * a + (1 - beta) * value
        out.append(a)
    return np.array(out)


def by_share(share):
    """The running averages, the one after t values divided by share(beta, t, number of values)."""

    def answer(values, beta):
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.array([a / share(beta, t, len(values)) for t, a in enumerate(averages(values, beta), start=1)])

    return answer


def late(values, beta):
    """Each average handed back before its value has come in."""
    return np.array([0.0, *averages(values, beta)[:-1]]) / (1 - beta ** np.arange(1, len(values) + 1))


def carried_on(values, beta):
    a, out = 0.0, []
    for t, value in enumerate(values, start=1):
        a = (beta * a + (1 - beta) * value) / (1 - beta**t)
        out.append(a)
    return np.array(out)


CORRECTED = Task(
    id="06.4",
    title="An average that starts at 0",
    reference=corrected,
    # beta is one of NumPy's numbers, so that a division by 0 does not raise, and a count from 0 can be named
    probes=(
        ([4.0, 2.0, -1.0], np.float64(0.9)),
        ([5.0, 5.0, 5.0, 5.0], np.float64(0.5)),
        ([0.3, 20.0, -3.0, 7.5], np.float64(0.99)),
        ([3.0], np.float64(0.8)),
    ),
    insight=(
        "Divided by the share that has come in, the average after one value is that value, and a constant stays what "
        "it is."
    ),
    hints=(
        "How large is the average after one value, 4, with beta = 0.9? How large should it be?",
        (
            "After t values the shares that have come in add up to 1 − betaᵗ. Divide by that, but only what you hand "
            "back: the average itself goes on as it is."
        ),
        (
            "In a loop, for t, value in enumerate(values, start=1): a = beta * a + (1 - beta) * value, and then put "
            "a / (1 - beta**t) into the list."
        ),
    ),
    next_step="try values = [4, 2] and beta = 0.9 by hand: the average is 0.4, then 0.56. By what is each divided?",
    misconceptions=(
        Misconception(
            "not corrected",
            averages,
            "These are the averages as they are. They have started at 0, and 0 still has most of the say in them.",
            "divide the average after t values by 1 − beta to the power t.",
        ),
        Misconception(
            "one too few",
            by_share(lambda beta, t, n: 1 - beta ** (t - 1)),
            "It looks as if the count begins at 0. Then the first average is divided by 1 − beta⁰, which is 0.",
            "let t be 1 for the first value.",
        ),
        Misconception(
            "one too many",
            by_share(lambda beta, t, n: 1 - beta ** (t + 1)),
            "It looks as if the count begins at 2: every average is divided by a share that has not come in yet.",
            "let t be 1 for the first value.",
        ),
        Misconception(
            "always the first share",
            by_share(lambda beta, t, n: 1 - beta),
            "The first is right. After that it looks as if every average was divided by 1 − beta. The share that has "
            "come in grows: 1 − beta, then 1 − beta², and so on.",
            "put the number of values so far into the exponent.",
        ),
        Misconception(
            "times t",
            by_share(lambda beta, t, n: (1 - beta) * t),
            "The first is right. After that it looks as if each value had brought in the same share, 1 − beta. But the "
            "older shares fade: after t values they add up to 1 − betaᵗ.",
            "use the power, beta**t.",
        ),
        Misconception(
            "beta times t",
            by_share(lambda beta, t, n: 1 - beta * t),
            "The first is right. After that it looks as if beta was multiplied by t. It is beta to the power t.",
            "write the power with two stars: beta**t.",
        ),
        Misconception(
            "the power of the whole",
            by_share(lambda beta, t, n: (1 - beta) ** t),
            "The first is right. After that it looks as if 1 − beta was taken to the power t. Only beta is.",
            "put the power at beta alone: 1 - beta**t.",
        ),
        Misconception(
            "the share of the start",
            by_share(lambda beta, t, n: beta**t),
            "It looks as if betaᵗ was the divisor. That is the share that the 0 of the start still has; the values "
            "have the rest.",
            "divide by 1 minus that.",
        ),
        Misconception(
            "multiplied",
            by_share(lambda beta, t, n: 1 / (1 - beta**t)),
            "It looks as if the average was multiplied by 1 − betaᵗ: what was too small has become smaller.",
            "divide in place of multiplying.",
        ),
        Misconception(
            "the last share for all",
            by_share(lambda beta, t, n: 1 - beta**n),
            "The last is right. It looks as if all were divided by the share that has come in at the end.",
            "let the exponent grow with each value.",
        ),
        Misconception(
            "corrected and carried on",
            carried_on,
            "The first is right. After that it looks as if the corrected average was written over the average itself, "
            "so that the next step corrects it again.",
            "keep two names: the average, which goes on as it is, and the corrected one, which goes into the list.",
        ),
        Misconception(
            "started from the first value, and corrected",
            lambda values, beta: np.array(
                [a / (1 - beta**t) for t, a in enumerate(averages(values, beta, start=values[0]), start=1)]
            ),
            "It looks as if the average began at the first value, and was corrected for a start at 0 as well. So "
            "the first comes out too large.",
            "begin at 0: the correction is for that start.",
        ),
        Misconception(
            "only the first corrected",
            lambda values, beta: np.array(
                [a / (1 - beta) if t == 1 else a for t, a in enumerate(averages(values, beta), start=1)]
            ),
            "The first is right; the others were not corrected. The start at 0 weighs on them as well, less and less.",
            "correct each, the one after t values by the share 1 − betaᵗ.",
        ),
        Misconception(
            "a sum, corrected",
            lambda values, beta: corrected(values, beta) / (1 - beta),
            "It looks as if each new value counts in full. Then it is a sum that fades, as a velocity is, and the"
            " correction for an average does not fit.",
            "give the new value the share 1 − beta.",
        ),
        Misconception(
            "the old one in full",
            adding_up,
            "The first is right. After that it looks as if the old average is kept in full, so that the shares "
            "make more than 1 and it only grows.",
            "let the old average count for beta.",
        ),
        Misconception(
            "divided by the count",
            lambda values, beta: averages(values, beta) / np.arange(1, len(values) + 1),
            "It looks as if every average was divided by how many values there have been. The shares are in it "
            "already; what is missing is that the 0 of the start has one too.",
            "ask which share of the average the 0 of the start still has after t values.",
        ),
        Misconception(
            "brackets missing",
            lambda values, beta: np.array([a - beta**t for t, a in enumerate(averages(values, beta), start=1)]),
            "It looks as if brackets are missing: Python divides the average by 1 first, and then takes betaᵗ away.",
            "put brackets around 1 − betaᵗ.",
        ),
        Misconception(
            "no memory, and not corrected",
            lambda values, beta: (1 - beta) * np.array(values),
            "Each is the new value's share alone: it looks as if the average begins at 0 again with each value.",
            "set the average to 0 once, before the loop.",
        ),
        Misconception(
            "the values themselves",
            lambda values, beta: np.array(values),
            "Those are the values as they came in. After the first the average should lag behind them.",
            "keep an average from value to value: beta of the old, 1 − beta of the new.",
        ),
        Misconception(
            "the new value subtracted",
            lambda values, beta: -corrected(values, beta),
            "The sizes are right and the signs are not: it looks as if the new value was subtracted from the average.",
            "look at the sign between the two shares.",
        ),
        Misconception(
            "one too few, but for the first",
            lambda values, beta: np.array(
                [a / (1 - beta ** (t - 1)) if t > 1 else a for t, a in enumerate(averages(values, beta), start=1)]
            ),
            "It looks as if the count begins at 0, and the first average was left uncorrected so that nothing is "
            "divided by 0.",
            "let t be 1 for the first value: then no exception is needed.",
        ),
        Misconception(
            "one too few, and the first value as it is",
            lambda values, beta: np.array(
                [
                    a / (1 - beta ** (t - 1)) if t > 1 else values[0]
                    for t, a in enumerate(averages(values, beta), start=1)
                ]
            ),
            "The first is right. After it the exponent is one too low: it looks as if the count begins at 0.",
            "let t be 1 for the first value: then the first needs no exception either.",
        ),
        Misconception(
            "no memory",
            lambda values, beta: np.array(
                [(1 - beta) * value / (1 - beta**t) for t, value in enumerate(values, start=1)]
            ),
            "The first is right. After that it looks as if nothing was left of the old average.",
            "keep beta times the old average, and add the new share.",
        ),
        Misconception(
            "values squared",
            lambda values, beta: corrected(np.square(values), beta),
            "It looks as if the values were squared. That belongs to Adam's other average, s. Here it is the "
            "values themselves.",
            "leave out the square.",
        ),
        Misconception(
            "the share subtracted",
            lambda values, beta: np.array([a - (1 - beta**t) for t, a in enumerate(averages(values, beta), start=1)]),
            "It looks as if 1 − betaᵗ was subtracted. It is a share, so the average is divided by it.",
            "divide in place of subtracting.",
        ),
        Misconception(
            "a plus in the share",
            by_share(lambda beta, t, n: 1 + beta**t),
            "It looks as if the divisor is 1 + betaᵗ, which is above 1: what was too small has become smaller.",
            "look at the sign in the share: how much has come in after one value?",
        ),
        Misconception(
            "handed back a value late",
            lambda values, beta: late(values, beta),
            "It looks as if each average was put into the list before its value had come in: the first is 0, and "
            "the last is missing.",
            "bring the average up to date first, and then put it into the list.",
        ),
        Misconception(
            "the start as well",
            lambda values, beta: np.concatenate([[0.0], corrected(values, beta)]),
            "All averages are right. But the 0 of the start stands before them.",
            "begin with an empty list.",
        ),
        Misconception(
            "return inside the loop",
            lambda values, beta: corrected(values, beta)[:1],
            "One average came, the first, and it is right. It looks as if return stands inside the loop, so that "
            "the function ends after the first value.",
            "move return to the left, so that it comes after the loop.",
        ),
        Misconception(
            "shares swapped, and its own correction",
            lambda values, beta: corrected(values, 1 - beta),
            "It looks as if beta and 1 − beta changed places throughout. beta is what is kept of the old average.",
            "give beta to the old average, and 1 − beta to the new value.",
        ),
        Misconception(
            "shares swapped, and not corrected",
            lambda values, beta: averages(values, 1 - beta),
            "It looks as if the shares changed places: beta is what is kept of the old average. And the start at "
            "0 is not corrected for.",
            "give beta to the old average first. Then see to the start.",
        ),
        Misconception(
            "only the last, not corrected",
            lambda values, beta: averages(values, beta)[-1],
            "One number came, the last average as it is. Wanted is one after each value, corrected.",
            "put each average into a list, divided by the share that has come in.",
        ),
        Misconception(
            "started from the first value",
            lambda values, beta: averages(values, beta, start=values[0]),
            "It looks as if the average began at the first value. That avoids the 0, but gives the first value far "
            "more say than the others, and for a long time.",
            "begin at 0, and divide by the share that has come in.",
        ),
        Misconception(
            "plain means",
            lambda values, beta: np.cumsum(values) / np.arange(1, len(values) + 1),
            "These are plain means: each value counts alike, and nothing is forgotten.",
            "give the old average the share beta and the new value the share 1 − beta.",
        ),
        Misconception(
            "shares swapped",
            lambda values, beta: np.array(
                [a / (1 - beta**t) for t, a in enumerate(averages(values, 1 - beta), start=1)]
            ),
            "It looks as if the shares changed places: beta is what is kept of the old average.",
            "give beta to the old average, and 1 − beta to the new value.",
        ),
        Misconception(
            "only the last",
            lambda values, beta: corrected(values, beta)[-1],
            "That is the corrected average after the last value, and it is right. Wanted is one after each value.",
            "put each into a list, and return the list.",
        ),
    ),
)

# 06.5 Adam, and AdamW -----------------------------------------------------------------------------------------------


def adam(w, gradient, m, s, t, rate, beta1, beta2, eps, decay=0.0):
    m = beta1 * m + (1 - beta1) * gradient
    s = beta2 * s + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    return np.array([w - rate * decay * w - rate * m_hat / (np.sqrt(s_hat) + eps), m, s])


def adam_with(
    new_m=lambda m, g, b1: b1 * m + (1 - b1) * g,
    new_s=lambda s, g, b2: b2 * s + (1 - b2) * g**2,
    m_share=lambda b1, b2, t: 1 - b1**t,
    s_share=lambda b1, b2, t: 1 - b2**t,
    by=lambda s_hat, eps: np.sqrt(s_hat) + eps,
    top=lambda m_hat, g: m_hat,
    sign=-1,
    keep=None,
):
    """AdamW with one part done otherwise; `keep` says what comes back, of everything that there is."""

    def step(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
        old_m, old_s = m, s
        m, s = new_m(m, gradient, beta1), new_s(s, gradient, beta2)
        with np.errstate(divide="ignore", invalid="ignore"):
            m_hat, s_hat = m / m_share(beta1, beta2, t), s / s_share(beta1, beta2, t)
            moved = w - rate * decay * w + sign * rate * top(m_hat, gradient) / by(s_hat, eps)
        if keep is None:
            return np.array([moved, m, s])
        return keep(w=w, moved=moved, m=m, s=s, m_hat=m_hat, s_hat=s_hat, old_m=old_m, old_s=old_s)

    return step


def betas_swapped_in_the_averages(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    """Wrong: each average with the other's β, and the corrections as they should be."""
    m = beta2 * m + (1 - beta2) * gradient
    s = beta1 * s + (1 - beta1) * gradient**2
    step = rate * m / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + eps)
    return np.array([w - rate * decay * w - step, m, s])


def handed_back(*names):
    """What comes back, by its names: several in a stack, or one alone."""
    return lambda **all: np.array([all[name] for name in names]) if len(names) > 1 else all[names[0]]


def in_the_step(m_too=True, s_too=True):
    """A wrong answer that takes the step with averages from before this gradient came in: m, s, or both."""

    def step(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
        _, new_m, new_s = adam(w, gradient, m, s, t, rate, beta1, beta2, eps)
        m_hat = (m if m_too else new_m) / (1 - beta1**t)
        s_hat = (s if s_too else new_s) / (1 - beta2**t)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.array([w - rate * decay * w - rate * m_hat / (np.sqrt(s_hat) + eps), new_m, new_s])

    return step


def with_betas(change):
    """A wrong answer in which `change(beta1, beta2)` are the betas."""
    return lambda w, g, m, s, t, rate, b1, b2, eps, decay: adam(w, g, m, s, t, rate, *change(b1, b2), eps, decay)


def with_one_beta_for_the_averages(pick):
    """A wrong answer in which both averages are made with one beta, and corrected each with its own."""

    def step(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
        m, s = (
            pick(beta1, beta2) * old + (1 - pick(beta1, beta2)) * new for old, new in ((m, gradient), (s, gradient**2))
        )
        m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
        return np.array([w - rate * decay * w - rate * m_hat / (np.sqrt(s_hat) + eps), m, s])

    return step


def square_of_m(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    m = beta1 * m + (1 - beta1) * gradient
    s = beta2 * s + (1 - beta2) * m**2
    return np.array([w - rate * decay * w - rate * m / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + eps), m, s])


def eps_before_the_correction(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    return adam(w, gradient, m, s, t, rate, beta1, beta2, eps / np.sqrt(1 - beta2**t), decay)


def corrected_after_the_root(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    _, m, s = adam(w, gradient, m, s, t, rate, beta1, beta2, eps)
    by = np.sqrt(s) / (1 - beta2**t) + eps
    return np.array([w - rate * decay * w - rate * m / (1 - beta1**t) / by, m, s])


def step_plus_eps(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    return adam(w, gradient, m, s, t, rate, beta1, beta2, 0, decay) + np.array([eps + 0 * w, 0 * w, 0 * w])


def brackets_missing(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    _, m, s = adam(w, gradient, m, s, t, rate, beta1, beta2, eps)
    with np.errstate(invalid="ignore"):
        return np.array([w - rate * decay * w - rate * (m - beta1**t) / (np.sqrt(s - beta2**t) + eps), m, s])


def nadam(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    _, m, s = adam(w, gradient, m, s, t, rate, beta1, beta2, eps)
    ahead = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1**t)
    return np.array([w - rate * decay * w - rate * ahead / (np.sqrt(s / (1 - beta2**t)) + eps), m, s])


def with_pull(pull):
    """A wrong answer with Adam's step and another pull: `pull(w, where Adam's step leads, gradient, rate, decay)`."""

    def step(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
        moved, m, s = adam(w, gradient, m, s, t, rate, beta1, beta2, eps)
        return np.array([moved - pull(w, moved, gradient, rate, decay), m, s])

    return step


def l2(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    return adam(w, gradient + decay * w, m, s, t, rate, beta1, beta2, eps)


def l2_in_m_only(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    m = beta1 * m + (1 - beta1) * (gradient + decay * w)
    s = beta2 * s + (1 - beta2) * gradient**2
    return np.array([w - rate * m / (1 - beta1**t) / (np.sqrt(s / (1 - beta2**t)) + eps), m, s])


def pull_divided(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
    _, m, s = adam(w, gradient, m, s, t, rate, beta1, beta2, eps)
    return np.array([w - rate * (m / (1 - beta1**t) + decay * w) / (np.sqrt(s / (1 - beta2**t)) + eps), m, s])


def without_pull(wrong):
    """A wrong answer that leaves the pull of `decay` out besides."""

    def step(w, gradient, m, s, t, rate, beta1, beta2, eps, decay):
        return wrong(w, gradient, m, s, t, rate, beta1, beta2, eps, 0.0)

    return step


TWO_AVERAGES = "compare the two lines for m and for s: they differ in beta1 and beta2, and in the square."

ADAM_MISTAKES = (
    Misconception(
        "no bias correction",
        adam_with(m_share=lambda b1, b2, t: 1, s_share=lambda b1, b2, t: 1),
        "It looks as if the averages went into the step uncorrected. Then the first step is not shorter but 3.16 "
        "times as long as the rate, since s is short of more than m is.",
        "divide m by 1 − beta1ᵗ, and s by 1 − beta2ᵗ, for the step.",
    ),
    Misconception(
        "only m corrected",
        adam_with(s_share=lambda b1, b2, t: 1),
        "It looks as if only m was corrected. Then the first step is 31.6 times as long as the rate.",
        "correct s as well, with beta2.",
    ),
    Misconception(
        "only s corrected",
        adam_with(m_share=lambda b1, b2, t: 1),
        "It looks as if only s was corrected. Then the first step is a tenth of the rate.",
        "correct m as well, with beta1.",
    ),
    Misconception(
        "t one too low",
        adam_with(m_share=lambda b1, b2, t: 1 - b1 ** (t - 1), s_share=lambda b1, b2, t: 1 - b2 ** (t - 1)),
        "It looks as if the exponent is one too low: at the first step that divides 0 by 0. Here t is 1 at the "
        "first step already.",
        "use t as it is.",
    ),
    Misconception(
        "t one too high",
        adam_with(m_share=lambda b1, b2, t: 1 - b1 ** (t + 1), s_share=lambda b1, b2, t: 1 - b2 ** (t + 1)),
        "It looks as if the exponent is one too high: the first step comes out as 0.74 of the rate. Here t is 1 at "
        "the first step already.",
        "use t as it is.",
    ),
    Misconception(
        "t left out",
        adam_with(m_share=lambda b1, b2, t: 1 - b1, s_share=lambda b1, b2, t: 1 - b2),
        "At the first step this is right. After that it looks as if the averages are divided by 1 − beta for ever, "
        "with no t in the exponent.",
        "put t into the exponent: the correction fades as t grows.",
    ),
    Misconception(
        "times t",
        adam_with(m_share=lambda b1, b2, t: 1 - b1 * t, s_share=lambda b1, b2, t: 1 - b2 * t),
        "At the first step this is right. After that it looks as if beta was multiplied by t. It is beta to the "
        "power t.",
        "write the power with two stars.",
    ),
    Misconception(
        "brackets missing in the corrections",
        brackets_missing,
        "It looks as if brackets are missing in the corrections: Python divides m by 1 first, and then takes "
        "beta1ᵗ away, and so with s.",
        "put brackets around 1 − betaᵗ.",
    ),
    Misconception(
        "m first",
        adam_with(keep=handed_back("m", "moved", "s")),
        "All three are right, but m came back before the position.",
        "return w, m and s, in this order.",
    ),
    Misconception(
        "no correction, and the gradient on top",
        adam_with(m_share=lambda b1, b2, t: 1, s_share=lambda b1, b2, t: 1, top=lambda m_hat, g: g),
        "It looks as if the step goes along this gradient, and nothing is corrected: that is RMSProp. m is never used.",
        "correct both averages, and put m_hat where the gradient stands in the step.",
    ),
    Misconception(
        "m_hat ahead",
        nadam,
        "It looks as if the step looks ahead, as Nesterov's does: that is Nadam, a rule of its own. Adam "
        "steps along m_hat.",
        "put m_hat alone above the line.",
    ),
    Misconception(
        "the larger s kept",
        adam_with(new_s=lambda s, g, b2: np.maximum(s, b2 * s + (1 - b2) * g**2)),
        "It looks as if s never becomes smaller, as in AMSGrad. Adam's s forgets.",
        "let s be the average, whether it grows or not.",
    ),
    Misconception(
        "the power of the whole",
        adam_with(m_share=lambda b1, b2, t: (1 - b1) ** t, s_share=lambda b1, b2, t: (1 - b2) ** t),
        "At the first step this is right. After that it looks as if 1 − beta was taken to the power t. Only beta is.",
        "put the power at beta alone.",
    ),
    Misconception(
        "corrections swapped",
        adam_with(m_share=lambda b1, b2, t: 1 - b2**t, s_share=lambda b1, b2, t: 1 - b1**t),
        "It looks as if m was corrected with beta2, and s with beta1.",
        "give each average the beta that it was made with.",
    ),
    Misconception(
        "corrected and carried on",
        adam_with(keep=handed_back("moved", "m_hat", "s_hat")),
        "The position is right, but the corrected averages came back as the new memory. The next step would "
        "correct them again, and the steps would die out: η, 0.24 η, 0.04 η.",
        "hand back the uncorrected m and s: the corrected ones are copies for one step.",
    ),
    Misconception(
        "corrected m carried on",
        adam_with(keep=handed_back("moved", "m_hat", "s")),
        "The position is right, but in place of m the corrected m came back. The next step would correct it again, "
        "and the steps would grow and grow.",
        "hand back the uncorrected m.",
    ),
    Misconception(
        "corrected s carried on",
        adam_with(keep=handed_back("moved", "m", "s_hat")),
        "The position is right, but in place of s the corrected s came back. The next step would correct it again.",
        "hand back the uncorrected s.",
    ),
    Misconception(
        "eps under the root",
        adam_with(by=lambda s_hat, eps: np.sqrt(s_hat + eps)),
        "It looks as if eps was added under the root, where it weighs as much as √eps does outside.",
        "take the root of s_hat first, then add eps.",
    ),
    Misconception(
        "no eps",
        adam_with(by=lambda s_hat, eps: np.sqrt(s_hat)),
        "It looks as if eps is missing. It matters where slopes are tiny, and keeps 0/0 away from a weight that "
        "has never had a slope: with the digits, each pixel that is always blank.",
        "add eps to the root of s_hat.",
    ),
    Misconception(
        "no root",
        adam_with(by=lambda s_hat, eps: s_hat + eps),
        "It looks as if the step was divided by s_hat itself, and not by its root.",
        "divide by the root.",
    ),
    Misconception(
        "the old m forgotten",
        adam_with(new_m=lambda m, g, b1: (1 - b1) * g),
        "It looks as if m holds a share of this gradient only, and nothing of the old m. From a start at 0 nobody "
        "would notice.",
        "keep beta1 times the old m, and add the new share.",
    ),
    Misconception(
        "the old s forgotten",
        adam_with(new_s=lambda s, g, b2: (1 - b2) * g**2),
        "It looks as if s holds a share of this square only, and nothing of the old s. From a start at 0 nobody "
        "would notice.",
        "keep beta2 times the old s, and add the new share.",
    ),
    Misconception(
        "m without 1 − beta1",
        adam_with(new_m=lambda m, g, b1: b1 * m + g),
        "It looks as if the gradient counts in full in m, as in the velocity of lesson 05. Adam's m is an average: "
        "the new gradient has the share 1 − beta1.",
        "give the gradient the share 1 − beta1.",
    ),
    Misconception(
        "s without 1 − beta2",
        adam_with(new_s=lambda s, g, b2: b2 * s + g**2),
        "It looks as if the square counts in full in s. s is an average: the new square has the share 1 − beta2.",
        "give the square the share 1 − beta2.",
    ),
    Misconception(
        "s is a sum",
        adam_with(new_s=lambda s, g, b2: s + g**2),
        "It looks as if s adds up squares, as Adagrad's does, and forgets nothing.",
        "keep beta2 of the old s, and give the square the share 1 − beta2.",
    ),
    Misconception(
        "shares swapped in m",
        adam_with(new_m=lambda m, g, b1: (1 - b1) * m + b1 * g),
        "It looks as if beta1 and 1 − beta1 changed places in m. beta1 is the share that is kept.",
        "give beta1 to the old m.",
    ),
    Misconception(
        "shares swapped in s",
        adam_with(new_s=lambda s, g, b2: (1 - b2) * s + b2 * g**2),
        "It looks as if beta2 and 1 − beta2 changed places in s. beta2 is the share that is kept.",
        "give beta2 to the old s.",
    ),
    Misconception(
        "betas swapped",
        with_betas(lambda b1, b2: (b2, b1)),
        "It looks as if beta1 and beta2 changed places. beta1 belongs to m, beta2 to s.",
        TWO_AVERAGES,
        also=(betas_swapped_in_the_averages,),
    ),
    Misconception(
        "brackets missing in m",
        adam_with(new_m=lambda m, g, b1: b1 * m + 1 - b1 * g),
        "It looks as if brackets are missing in the line for m: Python multiplies before it subtracts, so that 1 was "
        "added, and beta1 times the slope taken away.",
        "put brackets around 1 − beta1.",
    ),
    Misconception(
        "brackets missing in both averages",
        adam_with(
            new_m=lambda m, g, b1: b1 * m + 1 - b1 * g,
            new_s=lambda s, g, b2: b2 * s + 1 - b2 * g**2,
        ),
        "It looks as if brackets are missing in the lines for m and s: Python multiplies before it subtracts, so that "
        "1 was added, and β times the new one taken away.",
        "put brackets around 1 − beta1 and 1 − beta2.",
    ),
    Misconception(
        "slopes averaged in s",
        adam_with(new_s=lambda s, g, b2: b2 * s + (1 - b2) * np.abs(g)),
        "It looks as if s averages the slopes without squaring them.",
        TWO_AVERAGES,
        also=(
            adam_with(new_s=lambda s, g, b2: b2 * s + (1 - b2) * g, by=lambda s_hat, eps: np.sqrt(np.abs(s_hat)) + eps),
        ),
    ),
    Misconception(
        "one s for all",
        adam_with(new_s=lambda s, g, b2: b2 * s + (1 - b2) * np.sum(g**2)),
        "It looks as if the squares of all coordinates went into one number. Each coordinate has an s of its own.",
        "leave the array as it is: gradient**2 squares each coordinate for itself.",
    ),
    Misconception(
        "the gradient on top",
        adam_with(top=lambda m_hat, g: g),
        "It looks as if the step goes along this gradient, and m is never used. That is RMSProp, corrected.",
        "put m_hat where the gradient stands in the step.",
    ),
    Misconception(
        "not divided",
        adam_with(by=lambda s_hat, eps: 1),
        "It looks as if the step was not divided by anything. That is momentum in its averaged form.",
        "divide the step by the root of s_hat, plus eps.",
    ),
    Misconception(
        "the old averages",
        in_the_step(),
        "It looks as if the step was taken with the averages from before this gradient came in. At the first step "
        "there is nothing in them.",
        "bring m and s up to date first, and use those.",
    ),
    Misconception(
        "uphill",
        adam_with(sign=1),
        "The lengths are right, but the step goes uphill.",
        "look at the sign in front of the step.",
    ),
    Misconception(
        "rate forgotten",
        lambda w, g, m, s, t, rate, b1, b2, eps, decay: adam(w * (1 - rate * decay), g, m, s, t, 1.0, b1, b2, eps),
        "It looks as if the rate is missing: each step is as if it were 1.",
        "multiply the step by the rate.",
    ),
    Misconception(
        "averages not kept",
        adam_with(keep=handed_back("moved", "old_m", "old_s")),
        "The position is right, but the m and s that come back are the old ones. The next step has learned nothing.",
        "return the m and s that you have brought up to date.",
    ),
    Misconception(
        "only the position",
        adam_with(keep=handed_back("moved")),
        "The position is right, but m and s did not come back, so that nobody can take the next step.",
        "return all three: w, m and s, in this order.",
    ),
    Misconception(
        "s and m swapped",
        adam_with(keep=handed_back("moved", "s", "m")),
        "All three are right, but s came back before m.",
        "return w, m and s, in this order.",
    ),
    Misconception(
        "the position last",
        adam_with(keep=handed_back("m", "s", "moved")),
        "All three are right, but the position came last.",
        "return w, m and s, in this order.",
    ),
    Misconception(
        "the step, not the place",
        lambda w, *others: adam(w, *others) - np.array([w, 0 * w, 0 * w]),
        "That is the step. What should come back first is where you stand after it.",
        "begin at w, and take the step from there.",
    ),
    Misconception(
        "m and s without their shares",
        adam_with(new_m=lambda m, g, b1: b1 * m + g, new_s=lambda s, g, b2: b2 * s + g**2),
        "It looks as if the gradient counts in full in m, and its square in s. Both are averages: what is new"
        " has the shares 1 − beta1 and 1 − beta2.",
        "give what is new its share in both lines.",
    ),
    Misconception(
        "both old averages forgotten",
        adam_with(new_m=lambda m, g, b1: (1 - b1) * g, new_s=lambda s, g, b2: (1 - b2) * g**2),
        "It looks as if m and s hold the shares of this gradient only, and nothing of what was. From a start "
        "at 0 nobody would notice.",
        "keep beta1 times the old m and beta2 times the old s.",
    ),
    Misconception(
        "shares swapped in both",
        adam_with(new_m=lambda m, g, b1: (1 - b1) * m + b1 * g, new_s=lambda s, g, b2: (1 - b2) * s + b2 * g**2),
        "It looks as if the shares changed places in both averages. beta1 and beta2 are what is kept of the old ones.",
        "give beta1 to the old m, and beta2 to the old s.",
    ),
    Misconception(
        "beta on both in m",
        adam_with(new_m=lambda m, g, b1: b1 * m + b1 * g),
        "It looks as if beta1 multiplies the gradient as well as the old m. The gradient has the rest, 1 − beta1.",
        "compare the line for m with that for s, and with the average of 06.4.",
    ),
    Misconception(
        "the old m in full",
        adam_with(new_m=lambda m, g, b1: m + (1 - b1) * g),
        "It looks as if the old m was kept whole, so that nothing is ever forgotten.",
        "keep the share beta1 of the old m.",
    ),
    Misconception(
        "the old s in full",
        adam_with(new_s=lambda s, g, b2: s + (1 - b2) * g**2),
        "It looks as if the old s was kept whole, so that nothing is ever forgotten.",
        "keep the share beta2 of the old s.",
    ),
    Misconception(
        "the share squared too",
        adam_with(new_s=lambda s, g, b2: b2 * s + ((1 - b2) * g) ** 2),
        "It looks as if the share 1 − beta2 was squared together with the gradient. Only the gradient is.",
        "square the gradient first, and multiply by 1 − beta2 after.",
    ),
    Misconception(
        "signed slopes in s",
        adam_with(new_s=lambda s, g, b2: b2 * s + (1 - b2) * g),
        "It looks as if s averages the gradient itself, as m does. Its square is wanted; the root of a number"
        " below 0 is nan.",
        "square the gradient in the line for s.",
    ),
    Misconception(
        "signed slopes in s, without their sign",
        adam_with(new_s=lambda s, g, b2: np.abs(b2 * s + (1 - b2) * g)),
        "It looks as if s averages the gradient itself, with the sign left out after. It is the squares that "
        "are averaged.",
        "square the gradient in the line for s.",
    ),
    Misconception(
        "the square of m in s",
        square_of_m,
        "It looks as if s averages the squares of m. It averages those of the gradient: where slopes cancel, "
        "m is small, and s is not.",
        "square the gradient in the line for s.",
    ),
    Misconception(
        "a mean s for all",
        adam_with(new_s=lambda s, g, b2: b2 * s + (1 - b2) * np.mean(g**2)),
        "It looks as if the mean of the squares went into s for all coordinates. Each coordinate has an s of its own.",
        "leave the array as it is: gradient**2 squares each coordinate for itself.",
    ),
    Misconception(
        "corrections multiplied",
        adam_with(m_share=lambda b1, b2, t: 1 / (1 - b1**t), s_share=lambda b1, b2, t: 1 / (1 - b2**t)),
        "It looks as if the averages were multiplied by the shares that have come in: what was too small has "
        "become smaller.",
        "divide in place of multiplying.",
    ),
    Misconception(
        "both corrected with beta1",
        adam_with(s_share=lambda b1, b2, t: 1 - b1**t),
        "It looks as if s was corrected with beta1 too. It was made with beta2.",
        "give each average the beta that it was made with.",
    ),
    Misconception(
        "both corrected with beta2",
        adam_with(m_share=lambda b1, b2, t: 1 - b2**t),
        "It looks as if m was corrected with beta2 too. It was made with beta1.",
        "give each average the beta that it was made with.",
    ),
    Misconception(
        "a plus in the corrections",
        adam_with(m_share=lambda b1, b2, t: 1 + b1**t, s_share=lambda b1, b2, t: 1 + b2**t),
        "It looks as if the averages were divided by 1 + betaᵗ, which is above 1. The share that has come in "
        "is below 1.",
        "look at the sign in both corrections.",
    ),
    Misconception(
        "the power of t on beta times",
        adam_with(m_share=lambda b1, b2, t: b1**t, s_share=lambda b1, b2, t: b2**t),
        "It looks as if the averages were divided by betaᵗ. That is the share that the 0 of the start still has.",
        "divide by 1 minus that.",
    ),
    Misconception(
        "beta1 for both",
        with_betas(lambda b1, b2: (b1, b1)),
        "It looks as if beta1 was used for s as well, throughout. s has beta2.",
        "see which beta stands in each line that has to do with s.",
    ),
    Misconception(
        "beta2 for both",
        with_betas(lambda b1, b2: (b2, b2)),
        "It looks as if beta2 was used for m as well, throughout. m has beta1.",
        "see which beta stands in each line that has to do with m.",
    ),
    Misconception(
        "beta1 in both averages",
        with_one_beta_for_the_averages(lambda b1, b2: b1),
        "It looks as if the average s was made with beta1. Its correction has beta2, and that is right.",
        "use beta2 in the line for s.",
    ),
    Misconception(
        "beta2 in both averages",
        with_one_beta_for_the_averages(lambda b1, b2: b2),
        "It looks as if the average m was made with beta2. Its correction has beta1, and that is right.",
        "use beta1 in the line for m.",
    ),
    Misconception(
        "corrected after the root",
        corrected_after_the_root,
        "It looks as if the root of s was taken first and then divided by 1 − beta2ᵗ. The share belongs to s,"
        " so it comes under the root with it.",
        "correct s first, and take the root of that.",
    ),
    Misconception(
        "eps before the correction",
        eps_before_the_correction,
        "That is almost Adam: eps was added to the root of the uncorrected s, and the correction came after. "
        "Some libraries do that, and their eps then means something else. Here it is added to the root of "
        "s_hat.",
        "correct s, take its root, and then add eps.",
    ),
    Misconception(
        "brackets missing",
        step_plus_eps,
        "m and s are right. In the step brackets seem to be missing: Python divides by the root first, and "
        "then adds eps to the position.",
        "put brackets around the root and eps.",
    ),
    Misconception(
        "the step squared",
        adam_with(top=lambda m_hat, g: m_hat * g),
        "It looks as if the step has both in it, the gradient and m. The gradient is in m already.",
        "let m_hat alone stand above the line.",
    ),
    Misconception(
        "the old m in the step",
        in_the_step(s_too=False),
        "It looks as if the step was taken with the m from before this gradient came in.",
        "bring m up to date first, and correct that one.",
    ),
    Misconception(
        "the old s in the step",
        in_the_step(m_too=False),
        "It looks as if the step was divided by the root of the s from before this gradient came in.",
        "bring s up to date first, and correct that one.",
    ),
    Misconception(
        "m not kept",
        adam_with(keep=handed_back("moved", "old_m", "s")),
        "The position and s are right, but the m that comes back is the old one.",
        "return the m that you have brought up to date.",
    ),
    Misconception(
        "s not kept",
        adam_with(keep=handed_back("moved", "m", "old_s")),
        "The position and m are right, but the s that comes back is the old one.",
        "return the s that you have brought up to date.",
    ),
    Misconception(
        "s left out",
        adam_with(keep=handed_back("moved", "m")),
        "The position and m are right, and s did not come back.",
        "return all three: w, m and s, in this order.",
    ),
    Misconception(
        "something else among the three",
        lambda w, g, m, s, t, *others: [*adam(w, g, m, s, t, *others), t],
        "Wanted are three arrays, w, m and s, each with one number per coordinate. Among what came there is "
        "something of another length: a single number, such as t, or a part for one coordinate only.",
        "return w, m, s, and nothing else: whoever calls your function counts the steps.",
    ),
    Misconception(
        "no correction, and no root",
        adam_with(m_share=lambda b1, b2, t: 1, s_share=lambda b1, b2, t: 1, by=lambda s_hat, eps: s_hat + eps),
        "It looks as if two things are missing: the correction for the start, and the root.",
        "divide by the root of s first, then see to the correction.",
    ),
    Misconception(
        "no correction, and eps under the root",
        adam_with(m_share=lambda b1, b2, t: 1, s_share=lambda b1, b2, t: 1, by=lambda s_hat, eps: np.sqrt(s_hat + eps)),
        "It looks as if the averages went into the step uncorrected, and eps was added under the root.",
        "correct m and s first, then add eps to the root of s_hat.",
    ),
)
# What people get wrong while they write Adam first, and leave the pull for later.
WITHOUT_A_PULL_AS_YET = (
    *("no bias correction", "only m corrected", "only s corrected", "t one too low", "t one too high", "t left out"),
    *("corrected and carried on", "corrected m carried on", "corrected s carried on", "averages not kept"),
    *("eps under the root", "no eps", "no root", "uphill", "rate forgotten", "only the position", "the position last"),
    *("the old m forgotten", "the old s forgotten", "m without 1 − beta1", "s without 1 − beta2", "betas swapped"),
    *("the gradient on top", "the old averages", "shares swapped in both"),
)


def and_no_pull(misconception):
    """The same with the pull left out as well: as it is while the pull is yet to be written."""
    return replace(
        misconception,
        id=f"{misconception.id}, and no pull",
        wrong=without_pull(misconception.wrong),
        also=tuple(without_pull(wrong) for wrong in misconception.also),
        words=f"{misconception.words} (The pull of decay is still missing too; leave that for later.)",
    )


PULLS = (
    Misconception(
        "the pull left out",
        lambda w, g, m, s, t, rate, b1, b2, eps, decay: adam(w, g, m, s, t, rate, b1, b2, eps),
        "That is Adam, and all of it is right. What is missing is the W: the pull of decay, which comes on "
        "top of the step.",
        "take the pull from w as well, beside the step.",
    ),
    Misconception(
        "L2",
        l2,
        "It looks as if decay * w was added to the gradient. That is L2 in Adam: the pull then goes through m"
        " and s, and is divided by the root as a slope is. AdamW keeps it apart.",
        "leave the gradient as it is, and take the pull from w directly.",
    ),
    Misconception(
        "L2, and the pull as well",
        lambda w, g, m, s, t, rate, b1, b2, eps, decay: adam(w, g + decay * w, m, s, t, rate, b1, b2, eps, decay),
        "The pull is there. But decay * w was added to the gradient as well, so that it counts twice, and the"
        " averages are not those of the slopes.",
        "leave the gradient as it is.",
    ),
    Misconception(
        "L2 in m only",
        l2_in_m_only,
        "It looks as if decay * w was added to the gradient in the line for m. There it is averaged and "
        "divided by the root as a slope is. AdamW keeps it apart.",
        "leave the gradient as it is, and take the pull from w directly.",
    ),
    Misconception(
        "the pull divided",
        pull_divided,
        "It looks as if the pull stands above the line together with m_hat, so that the root divides it too. "
        "Then it depends on the slopes.",
        "take the pull outside of the fraction.",
    ),
    Misconception(
        "the pull without the rate",
        with_pull(lambda w, moved, g, rate, decay: decay * w),
        "Adam's step is right. It looks as if the pull was taken without the rate.",
        "multiply the pull by the rate, too.",
    ),
    Misconception(
        "the pull outward",
        with_pull(lambda w, moved, g, rate, decay: -rate * decay * w),
        "Adam's step is right, and the pull is as long as it should be. But it leads away from 0.",
        "look at the sign of the pull.",
    ),
    Misconception(
        "the pull after the step",
        with_pull(lambda w, moved, g, rate, decay: rate * decay * moved),
        "That is close: it looks as if the step was taken first, and the pull made of the new w. It belongs "
        "to the w from which the step sets out.",
        "work out the pull before w has changed.",
    ),
    Misconception(
        "the pull without w",
        with_pull(lambda w, moved, g, rate, decay: rate * decay),
        "Adam's step is right. The pull is the same number for each coordinate, whatever w is; it should be "
        "longer the farther w is from 0.",
        "multiply the pull by w.",
    ),
    Misconception(
        "a pull by the gradient",
        with_pull(lambda w, moved, g, rate, decay: rate * decay * g),
        "Adam's step is right. It looks as if the pull was made of the gradient. It comes from the position, "
        "whatever the slope.",
        "make the pull of w.",
    ),
    Misconception(
        "a pull by the square",
        with_pull(lambda w, moved, g, rate, decay: rate * decay * w**2),
        "Adam's step is right. It looks as if the pull has the square of w in it: a square has no sign, and "
        "does not always lead to 0.",
        "make the pull of w itself.",
    ),
    Misconception(
        "the pull after the step, without the rate",
        with_pull(lambda w, moved, g, rate, decay: decay * moved),
        "Adam's step is right. It looks as if the pull was made of the new w, and without the rate.",
        "multiply by the rate first, and then work the pull out before w has changed.",
    ),
    Misconception(
        "the pull alone",
        lambda w, g, m, s, t, rate, b1, b2, eps, decay: np.array(
            [w * (1 - rate * decay), *adam(w, g, m, s, t, rate, b1, b2, eps)[1:]]
        ),
        "m and s are right, and so is the pull. Adam's step is missing from the position: it may have been "
        "taken from a w that was not kept.",
        "take both from w, the pull and the step.",
    ),
    Misconception(
        "stands still",
        lambda w, g, m, s, t, rate, b1, b2, eps, decay: np.array([w, *adam(w, g, m, s, t, rate, b1, b2, eps)[1:]]),
        "m and s are right, but the position is the one from before the step.",
        "return the position that you have computed.",
    ),
)

ADAM = Task(
    id="06.5",
    title="Adam, and AdamW",
    reference=adam,
    probes=(
        (np.array([1.0, -2.0]), np.array([0.4, -30.0]), np.zeros(2), np.zeros(2), 1, 0.1, 0.9, 0.999, 1e-8, 0.0),
        (
            np.array([0.5, 2.0, -1.0]),
            np.array([1.5, -0.2, 3.0]),
            np.array([-0.4, 0.3, 1.0]),
            np.array([5.0, 0.02, 2.0]),
            7,
            0.03,
            0.8,
            0.95,
            1e-8,
            0.5,
        ),
        (np.array([1.0, 1.0]), np.array([1e-4, -3e-4]), np.zeros(2), np.zeros(2), 1, 0.5, 0.9, 0.999, 1e-4, 0.0),
        (
            np.array([3.0, -1.0]),
            np.array([20.0, -0.01]),
            np.array([1.0, 0.002]),
            np.array([10.0, 1e-4]),
            3,
            0.2,
            0.9,
            0.99,
            1e-8,
            0.1,
        ),
    ),
    insight="Every symbol of Adam, and no more than five lines; the pull of AdamW. Next, yours trains a network.",
    hints=(
        (
            "Adam is two averages and a step. You have written all three parts: the average of squares in 06.3, the "
            "correction in 06.4, the step in 06.2. Leave the pull for the end."
        ),
        (
            "Bring m and s up to date: m with beta1 and the gradient, s with beta2 and its square. Then make corrected "
            "copies of both, and take the step with the copies. The pull is taken from w beside the step, and knows "
            "nothing of m and s. Hand back the uncorrected m and s."
        ),
        (
            "m_hat = m / (1 - beta1**t), and s_hat likewise with beta2. The step is rate * m_hat / (s_hat**0.5 + eps), "
            "against the direction of m_hat. The pull is rate * decay * w. Return w, m, s."
        ),
    ),
    next_step="try t = 1, m = s = 0, decay = 0 and any gradient by hand: the step must be rate, against the gradient.",
    misconceptions=(
        *ADAM_MISTAKES,
        *(and_no_pull(m) for m in ADAM_MISTAKES if m.id in WITHOUT_A_PULL_AS_YET),
        *PULLS,
    ),
)

# 06.6 Your Adam learns to read --------------------------------------------------------------------------------------

EPOCHS, BATCH = 10, 64  # what everybody has
SHARE = 0.94  # of the validation digits, read right
GOAL = 0.2  # nats of validation loss; a guess without looking has 2.303


def judge_training(answer):
    """The verdict on a History of the learner's own rule."""
    if not hasattr(answer, "validation_losses") or np.ndim(answer.validation_losses) != 1:
        return not_yet(
            f"- You handed in: {code(shown(answer))}\n\nWanted is the record of one training, as train( ) returns it."
            "\n\nNext: history = train(mlp(64), digits(), MyAdam(lr=…), epochs=10), and hand in history.",
            "not a history",
        )
    rule, losses = answer.rule, answer.validation_losses
    end, rate = float(losses[-1]), answer.lr
    facts = f"- Your rule: {code(type(rule).__name__)}, rate {rate:.3g}, {answer.epochs} epochs"
    if type(rule).__module__.split(".")[0] in ("lrlib", "torch") or not hasattr(rule, "step"):
        return not_yet(
            f"{facts}\n\nThat is not a rule of your own. It may well be a good one, but here yours is to do the work."
            "\n\nNext: train with MyAdam, which calls your adam_step.",
            "not your own rule",
        )
    if answer.epochs > EPOCHS or answer.batch_size != BATCH:
        return not_yet(
            f"{facts}, batches of {answer.batch_size}\n\nEverybody has {EPOCHS} epochs and batches of {BATCH} here, so "
            f"that results can be compared.\n\nNext: train with epochs={EPOCHS} and leave batch_size as it is.",
            "another budget",
        )
    if not np.isfinite(losses).all():
        return not_yet(
            f"{facts}\n- Validation loss: not a number\n\nSomewhere a step led off the map. With these digits that "
            "need not be the rate: a pixel that is always blank has the slope 0 at every step, and 0/0 is not a "
            "number.\n\nNext: look for eps in your adam_step, and whether it stands outside the root.",
            "not a number",
        )
    share = float(answer.validation_accuracies[-1])
    facts += f"\n- Validation loss: {losses[0]:.2f} at the start, {end:.3f} at the end; {share:.1%} read right"
    if end <= GOAL and share < SHARE:
        return not_yet(
            f"{facts}\n\nThe loss is low enough, and too few digits are read right. That is "
            "rare.\n\nNext: change the rate a little, and train once more.",
            "too few right",
        )
    if end <= GOAL:
        return passed(
            f"Your own rule has taught a network to read: {share:.1%} of the digits that it was not trained on are "
            f"right, and the validation loss is {end:.3f}. The lesson's Adam gets to about 0.13, in twice the time."
        )
    if end >= 0.8 * losses[0] and rate > 0.1:
        return not_yet(
            f"{facts}\n\nThe loss has hardly fallen, at a rate at which each weight may move by {rate:.3g} in every "
            "step (they start out at about 0.1). That is too high.\n\nNext: divide the rate by a hundred.",
            "far too high",
        )
    if rate <= 0.004:
        steps = len(answer.batch_losses)
        return not_yet(
            f"{facts}\n\nThat is on its way, and too slow: in {steps} steps of about {rate:.3g} a weight cannot get "
            "far.\n\nNext: raise the rate; three times as high is a good next try.",
            "too low",
        )
    if rate >= 0.06:
        return not_yet(
            f"{facts}\n\nAt this rate the loss no longer gets down: the steps are as long as the weights are large."
            "\n\nNext: lower the rate; a third of it is a good next try.",
            "too high",
        )
    return not_yet(
        f"{facts}\n\nThe rate is one at which Adam gets below {GOAL} here, so look at the rule: does MyAdam hand its "
        "memory from one step to the next, and does check 06.5 say that your adam_step is right?\n\nNext: run the "
        "check of 06.5 again, and the cells below it in their order.",
        "not the rate",
    )


TRAINED = Task(
    id="06.6",
    title="Your Adam learns to read",
    judge=judge_training,
    seconds=30.0,
    next_step="train with MyAdam at another rate, and hand in the history.",
    hints=(
        "You have one number to choose, the rate. The lesson has a figure of what each rate comes to for Adam.",
        (
            f"The lesson trained for twenty epochs, here there are {EPOCHS}. With half the steps, would you take a "
            "higher rate or a lower one?"
        ),
        "The default, 0.001, is too low here. Try ten times that.",
    ),
)

TASKS = (FIRST_STEPS, ADAGRAD, RMSPROP, CORRECTED, ADAM, TRAINED)
