"""Lesson 08, beyond: a rate for another batch, the sharpness felt, rates for a width, and a schedule-free step."""

import numpy as np

from lrlib.feedback.task import Misconception, Task

# 08.1 A rate for another batch --------------------------------------------------------------------------------------


def scale(rate, old, new, highest):
    return min(rate * new / old, highest)


BATCH = Task(
    id="08.1",
    title="A rate for another batch",
    reference=scale,
    probes=(
        (0.02, 32, 128, 1.0),
        (0.3, 64, 512, 0.9),
        (0.4, 256, 32, 0.5),
        (0.05, 8, 60, 10.0),
        (0.8, 16, 256, 1.5),
        (0.9, 64, 32, 0.5),  # found where more was borne
    ),
    insight="In proportion to the batch, up or down, and never above what the network bears.",
    hints=(
        "There are two parts: what the rule says, and what the network bears.",
        "What counts for gradient descent is η/B. Which new rate leaves it as it was? And if that is above the limit?",
        "The rule says rate * new / old. Take the smaller one of that and highest.",
    ),
    next_step="work out one by hand: the rate 0.1 with batches of 10. What with batches of 30, and what if 0.2 is all?",
    misconceptions=(
        Misconception(
            "the root",
            lambda rate, old, new, highest: min(rate * (new / old) ** 0.5, highest),
            "It looks as if the rate went with the root of the batch. That is the rule for Adam. For gradient descent "
            "the rate itself is what should stay in proportion.",
            "keep η/B as it was.",
        ),
        Misconception(
            "upside down",
            lambda rate, old, new, highest: min(rate * old / new, highest),
            "It looks as if the fraction stands upside down: a larger batch gets a lower rate. But a larger batch has "
            "less noise, and bears a higher one.",
            "ask which way the rate should go when the batch grows.",
        ),
        Misconception(
            "no limit",
            lambda rate, old, new, highest: rate * new / old,
            "The rule is right. But nothing holds the rate back where it gets above the limit, and the edge does not "
            "move with the batch.",
            "see what is to happen when the rule asks for more than the highest rate.",
        ),
        Misconception(
            "the root, and no limit",
            lambda rate, old, new, highest: rate * (new / old) ** 0.5,
            "It looks as if the rate went with the root of the batch, which is the rule for Adam, and as if nothing "
            "held it back at the limit.",
            "begin with the rule: keep η/B as it was.",
        ),
        Misconception(
            "max for min",
            lambda rate, old, new, highest: max(rate * new / old, highest),
            "What comes out is never below the limit. It looks as if max stands where min should.",
            "ask which of the two should win when the rule says 0.1 and the limit is 1.",
        ),
        Misconception(
            "the same rate",
            lambda rate, old, new, highest: min(rate, highest),
            "The rate stays what it was. With a larger batch there are fewer steps in an epoch, so that the way gets "
            "shorter.",
            "let each step make up for the steps that there are no longer.",
            also=(lambda rate, old, new, highest: rate,),
        ),
        Misconception(
            "never down",
            lambda rate, old, new, highest: min(rate * max(1, new / old), highest),
            "Larger batches come out right. For a smaller one the rate stays as it was, and there the noise gets "
            "larger.",
            "use the same rule for smaller batches.",
        ),
        Misconception(
            "the difference of the batches",
            lambda rate, old, new, highest: min(rate * (new - old), highest),
            "It looks as if the rate was multiplied by how many examples more there are. It is how many *times* as "
            "many that counts.",
            "divide one batch by the other.",
            also=(
                lambda rate, old, new, highest: min(rate + new / old, highest),
                lambda rate, old, new, highest: min(rate + (new - old), highest),
            ),
        ),
        Misconception(
            "the square",
            lambda rate, old, new, highest: min(rate * (new / old) ** 2, highest),
            "It looks as if the factor was taken twice. Twice the batch bears twice the rate, not four times.",
            "keep η/B as it was.",
        ),
        Misconception(
            "whole numbers only",
            lambda rate, old, new, highest: min(rate * (new // old), highest),
            "It looks as if the batches were divided by //, which throws away what is behind the point.",
            "divide by / instead.",
        ),
        Misconception(
            "the difference as a share",
            lambda rate, old, new, highest: min(rate * (1 + (new - old) / new), highest),
            "It looks as if the rate was raised by a share of the difference. The rule is a proportion: as many times "
            "as large as the batch.",
            "ask how many times as large the new batch is, and multiply by that.",
        ),
        Misconception(
            "always up",
            lambda rate, old, new, highest: min(rate * max(new / old, old / new), highest),
            "For a larger batch this is right. For a smaller one the rate goes up too, and it should go down.",
            "leave out the question which of the two is larger: new / old is below 1 by itself when it should be.",
        ),
        Misconception(
            "the limit too early",
            lambda rate, old, new, highest: min(rate, highest) * new / old,
            "It looks as if the rate that you were given was held below the limit, and then multiplied: the rate that "
            "comes back can be above it.",
            "multiply first, and compare with the limit then.",
        ),
        Misconception(
            "a share of both batches",
            lambda rate, old, new, highest: min(rate * new / (old + new), highest),
            "It looks as if the new batch was divided by the sum of both. The rule asks how many times as large as the "
            "old one it is.",
            "divide by the old batch alone.",
            also=(lambda rate, old, new, highest: min(rate * old / (old + new), highest),),
        ),
        Misconception(
            "the factor held back",
            lambda rate, old, new, highest: rate * min(new / old, highest),
            "It looks as if the limit was put on the factor. It is a limit for the rate.",
            "multiply first, and compare with the limit then.",
        ),
        Misconception(
            "the old rate at the limit",
            lambda rate, old, new, highest: rate * new / old if rate * new / old <= highest else rate,
            "Up to the limit all is right. Where the rule asks for more, the old rate comes back, though the "
            "network bears a higher one.",
            "ask how much of what the rule wants may be had.",
        ),
        Misconception(
            "upside down, and no limit",
            lambda rate, old, new, highest: rate * old / new,
            "It looks as if the fraction stands upside down, so that a larger batch gets a lower rate, and "
            "nothing holds the rate back at the limit.",
            "begin with the rule: ask which way the rate should go when the batch grows.",
        ),
        Misconception(
            "a difference for a factor",
            lambda rate, old, new, highest: min(rate + rate * (new - old), highest),
            "It looks as if the rate grew by itself once for each example more. In proportion means: by how many "
            "times as many examples there are.",
            "work out how many times as large the new batch is.",
        ),
    ),
)

# 08.2 Feel the sharpness --------------------------------------------------------------------------------------------


def largest(turn, v, rounds):
    for _ in range(rounds):
        v = v / np.sqrt((v**2).sum())
        turned = turn(v)
        curvature, v = (v * turned).sum(), turned
    return curvature


def two_directions(v):
    """(x, y) → (2 x + y, x + 2 y)"""
    return np.array([2.0 * v[0] + v[1], v[0] + 2.0 * v[1]])


def three_directions(v):
    """(x, y, z) → (0.5 x, −7 y, z)"""
    return np.array([0.5, -7.0, 1.0]) * v


def a_hilltop(v):
    """(x, y) → (5 x − 3 y, −3 x − 6 y)"""  # nearly as curved upward as downward
    return np.array([5.0 * v[0] - 3.0 * v[1], -3.0 * v[0] - 6.0 * v[1]])


def shortened_by(size):
    """A wrong answer in which `size(v)` is taken for the length of v."""

    def wrong(turn, v, rounds):
        for _ in range(rounds):
            v = v / size(v)
            turned = turn(v)
            curvature, v = (v * turned).sum(), turned
        return curvature

    return wrong


def ending_in(last):
    """A wrong answer that goes the right way and then returns `last(v, Hv)`, with v of length 1."""

    def wrong(turn, v, rounds):
        for _ in range(rounds):
            v = v / np.sqrt((v**2).sum())
            kept, v = v, turn(v)
        return last(kept, v)

    return wrong


def shortened_once(turn, v, rounds):
    v = v / np.sqrt((v**2).sum())
    for _ in range(rounds):
        turned = turn(v)
        curvature, v = (v * turned).sum(), turned
    return curvature


def in_the_product(product):
    """A wrong answer whose product is `product(v as it came, v of length 1, turned)`."""

    def wrong(turn, v, rounds):
        for _ in range(rounds):
            short = v / np.sqrt((v**2).sum())
            turned = turn(short)
            curvature, v = product(v, short, turned), turned
        return curvature

    return wrong


def added_to_the_old(turn, v, rounds):
    for _ in range(rounds):
        v = v / np.sqrt((v**2).sum())
        turned = turn(v)
        curvature, v = (v * turned).sum(), v + turned
    return curvature


def turned_at_the_end(turn, v, rounds):
    for _ in range(rounds):
        v = turn(v / np.sqrt((v**2).sum()))
    return (v * turn(v)).sum()


def never_turned(turn, v, rounds):
    v = v / np.sqrt((v**2).sum())
    return (v * turn(v)).sum()


SHARPNESS = Task(
    id="08.2",
    title="Feel the sharpness",
    reference=largest,
    probes=(
        (two_directions, np.array([3.0, 0.0]), 40),
        (three_directions, np.array([4.0, 1.0, 2.0]), 30),
        (a_hilltop, np.array([1.0, 1.0]), 60),
        (three_directions, np.array([0.0, -2.0, 0.0]), 1),  # so few rounds that one less is seen
    ),
    insight="Shorten, turn, and again: what is most curved is soon all that is left.",
    hints=(
        "Three things happen in each round: v gets the length 1, it is turned, and it is compared with what it was.",
        (
            "Keep v and turn(v) apart: the curvature is the product of the two, entry by entry, added up. Then the "
            "turned one is the v of the next round."
        ),
        (
            "In the loop: v = v / np.linalg.norm(v), turned = turn(v), curvature = np.sum(v * turned), v = turned. "
            "After it, return the curvature."
        ),
    ),
    next_step="try turn = lambda v: np.array([3.0, 1.0]) * v from v = np.array([1.0, 1.0]), and print v in each round.",
    misconceptions=(
        Misconception(
            "not shortened",
            shortened_by(lambda v: 1.0),
            "The number that comes back is huge. It looks as if v was never shortened: it grows with each turn.",
            "give v the length 1 before each turn.",
        ),
        Misconception(
            "shortened once",
            shortened_once,
            "It looks as if v was shortened before the loop only. From the first turn on it grows.",
            "shorten it in each round.",
        ),
        Misconception(
            "the length of what was turned",
            ending_in(lambda v, turned: np.sqrt((turned**2).sum())),
            "Where the strongest curvature is upward this is right. Where it is downward, on a hilltop, its sign is "
            "lost: a length has none.",
            "compare what was turned with the v that it came from.",
        ),
        Misconception(
            "what was turned times itself",
            ending_in(lambda v, turned: (turned**2).sum()),
            "What comes back is the square of the curvature. It looks as if what was turned was multiplied by itself.",
            "multiply it by the v that it came from.",
        ),
        Misconception(
            "the direction",
            ending_in(lambda v, turned: v),
            "What comes back is the direction in which the curvature is strongest. The number is wanted.",
            "multiply that direction by what turn makes of it, entry by entry, and add up.",
        ),
        Misconception(
            "what was turned",
            ending_in(lambda v, turned: turned),
            "What comes back is the turned direction, a row of numbers. A single number is wanted: how much of it lies "
            "along the direction that it came from.",
            "multiply the two entry by entry, and add up.",
        ),
        Misconception(
            "a round too few",
            lambda turn, v, rounds: largest(turn, v, rounds - 1) if rounds > 1 else 0.0,
            "After many rounds it is right. With a single one nothing is done: it looks as if the loop goes round once "
            "too seldom.",
            "count how often your loop goes round: range(1, n) has one number less than range(n).",
        ),
        Misconception(
            "all rounds added up",
            lambda turn, v, rounds: sum(largest(turn, v, k) for k in range(1, rounds + 1)),
            "It looks as if the products of all rounds were added up. The last one alone is wanted.",
            "let each round replace the product of the round before.",
            also=(lambda turn, v, rounds: sum(largest(turn, v, k) for k in range(1, rounds + 1)) / rounds,),
        ),
        Misconception(
            "not shortened at the end",
            turned_at_the_end,
            "It looks as if the product was taken after the loop, with a v that had been turned and not shortened "
            "since.",
            "take the product inside the loop, while v has the length 1.",
        ),
        Misconception(
            "the first direction kept",
            never_turned,
            "This is the curvature along the direction that you were given, whatever the number of rounds. It looks "
            "as if v stays the same, or as if the return stands inside the loop.",
            "let what was turned be the v of the next round.",
        ),
        Misconception(
            "the largest entry for the length",
            shortened_by(lambda v: np.abs(v).max()),
            "It looks as if v was divided by its largest entry. Then its length is not 1, but for directions along an "
            "axis, and the product comes out too large.",
            "divide by the root of the sum of the squares.",
        ),
        Misconception(
            "absolute values for the length",
            shortened_by(lambda v: np.abs(v).sum()),
            "It looks as if v was divided by the sum of its absolute values. Then its length is below 1, but for "
            "directions along an axis, and the product comes out too small.",
            "divide by the root of the sum of the squares.",
        ),
        Misconception(
            "no root",
            shortened_by(lambda v: (v**2).sum()),
            "It looks as if v was divided by the sum of its squares. The length is the root of that.",
            "print the length of v in each round: it should be 1.",
        ),
        Misconception(
            "the long v in the product",
            in_the_product(lambda v, short, turned: (v * turned).sum()),
            "It looks as if the product was taken with the v from before it was shortened.",
            "multiply by the short v, the one that was turned.",
        ),
        Misconception(
            "the root of the mean for the length",
            shortened_by(lambda v: np.sqrt((v**2).mean())),
            "It looks as if v was divided by the root of the mean of its squares. Then it is longer than 1, and the "
            "more so the more numbers it has.",
            "take the sum of the squares in place of their mean.",
        ),
        Misconception(
            "both shortened",
            ending_in(lambda v, turned: (v * turned).sum() / np.sqrt((turned**2).sum())),
            "What comes back is 1 or −1: it looks as if what was turned was shortened too before it was "
            "multiplied. How long it has become is what you want to know.",
            "multiply first, and shorten in the next round.",
        ),
        Misconception(
            "the mean in place of the sum",
            ending_in(lambda v, turned: (v * turned).mean()),
            "It looks as if the mean of the products was taken. A product of two arrays is their sum.",
            "add the products up.",
        ),
        Misconception(
            "added to the old v",
            added_to_the_old,
            "It looks as if what was turned was added to the old v. That favors curvature upward: on a hilltop "
            "the strongest is downward, and it is missed.",
            "let what was turned take the place of v.",
        ),
    ),
)

# 08.3 Rates for a width ---------------------------------------------------------------------------------------------


def rates(rate, base, width):
    return [rate, rate * base / width, rate * base / width]


def times(first, middle, last):
    """A wrong answer: three functions of base / width, by which the rate is multiplied."""
    return lambda rate, base, width: [rate * factor(base / width) for factor in (first, middle, last)]


def one(share):
    return 1.0


def share(share):
    return share


WIDTH = Task(
    id="08.3",
    title="Rates for a width",
    reference=rates,
    probes=((0.056, 16, 256), (0.01, 64, 512), (0.02, 128, 32), (0.003, 100, 100)),
    insight="What adds up as many terms as the network is wide gets its share of the rate; the first layer keeps it.",
    hints=(
        "For each of the three layers: how many terms does one of its units add up?",
        (
            "The first layer adds up pixels, and their number does not change. The two others add up as many terms as "
            "the network is wide: twice the width, half the rate."
        ),
        "[rate, rate * base / width, rate * base / width].",
    ),
    next_step="take base = 10 and width = 20, and ask for each layer whether its sums have got longer.",
    misconceptions=(
        Misconception(
            "the same for all",
            times(one, one, one),
            "All three keep the rate: that is the usual parametrization, whose best rate moves with the width.",
            "ask which layers add up more terms when the network gets wider.",
        ),
        Misconception(
            "the first one too",
            times(share, share, share),
            "All three are divided. That is near the mark, but the first layer adds up pixels: its sums do not get "
            "longer.",
            "ask how many terms a unit of the first layer adds up, at either width.",
        ),
        Misconception(
            "the last one forgotten",
            times(one, share, one),
            "The middle layer is right. The last one has the size width × 10, and a score adds up as many terms as a "
            "unit of the middle layer.",
            "ask how many terms one of the ten scores adds up.",
        ),
        Misconception(
            "the middle one forgotten",
            times(one, one, share),
            "The last layer is right. But each unit of the second middle layer also adds up as many terms as the "
            "network is wide.",
            "ask how many terms a unit of the second middle layer adds up.",
        ),
        Misconception(
            "the first one only",
            times(share, one, one),
            "It is the other way round: the first layer's sums keep their length, and those of the others grow.",
            "ask for each layer how many terms one of its units adds up.",
        ),
        Misconception(
            "upside down",
            times(one, lambda s: 1 / s, lambda s: 1 / s),
            "The right layers, but the fraction stands upside down: a wider network gets a higher rate.",
            "ask which way the rate should go when more terms are added up.",
        ),
        Misconception(
            "all three upside down",
            times(lambda s: 1 / s, lambda s: 1 / s, lambda s: 1 / s),
            "All three were multiplied, and the fraction stands upside down: a wider network gets higher rates.",
            "ask which way a rate should go when more terms are added up, and for which layers there are more.",
        ),
        Misconception(
            "all three by the root",
            times(lambda s: s**0.5, lambda s: s**0.5, lambda s: s**0.5),
            "All three were divided by the root. The first layer adds up pixels, whose number stays; and what a "
            "step adds in the others does not cancel, so that the root is too little.",
            "ask for each layer how many terms one of its units adds up.",
        ),
        Misconception(
            "the square",
            times(one, lambda s: s**2, lambda s: s**2),
            "The right layers, with the square of the fraction: it looks as if the rate was divided twice.",
            "divide once: twice the terms, half the rate.",
        ),
        Misconception(
            "first up, middle kept",
            times(lambda s: 1 / s, one, share),
            "The last layer is right. The first got a higher rate, and the middle one kept its own. But the sums "
            "of the first do not change with the width, and those of the middle one do.",
            "ask for each layer how many terms one of its units adds up.",
        ),
        Misconception(
            "the root",
            times(one, lambda s: s**0.5, lambda s: s**0.5),
            "The right layers, with the root of the fraction. First weights are scaled by the root, since random terms "
            "partly cancel. What a step adds does not cancel: all terms pull the same way.",
            "leave out the root.",
        ),
        Misconception(
            "the square in the middle",
            times(one, lambda s: s**2, share),
            "The middle layer has width × width weights, true, and it looks as if the rate was divided for both. But "
            "each of its units adds up only one row of them.",
            "ask how many terms one unit of the middle layer adds up.",
        ),
        Misconception(
            "the width where it was found ignored",
            lambda rate, base, width: [rate, rate / width, rate / width],
            "It looks as if the rate was divided by the width alone. At the width at which it was found it should come "
            "out unchanged.",
            "divide by how many times as wide the network has become.",
        ),
        Misconception(
            "whole numbers only",
            lambda rate, base, width: [rate, rate * (base // width), rate * (base // width)],
            "It looks as if the widths were divided by //, which throws away what is behind the point: of a share"
            " below 1 nothing is left.",
            "divide by / instead.",
        ),
        Misconception(
            "the square in the last",
            times(one, share, lambda s: s**2),
            "The first two are right. In the last layer it looks as if the rate was divided twice. A score adds "
            "up as many terms as a unit of the middle layer, and no more.",
            "ask how many terms one of the ten scores adds up.",
        ),
        Misconception(
            "never up",
            times(one, lambda s: min(1.0, s), lambda s: min(1.0, s)),
            "Wider networks come out right. For a narrower one the two rates stay as they were; its sums are "
            "shorter, and bear more.",
            "use the same rule for narrower networks.",
        ),
    ),
)

# 08.4 A step without a schedule -------------------------------------------------------------------------------------


def step(gradient, z, x, rate, beta, t):
    y = (1 - beta) * z + beta * x
    z = z - rate * gradient(y)
    return z, x + (z - x) / (t + 1)


def steep(w):
    """(a, b) → (6 a − b, 2 b − a)"""
    return np.array([6.0 * w[0] - w[1], 2.0 * w[1] - w[0]])


def bent(w):
    """(a, b) → (a³, 3 b − 1)"""
    return np.array([w[0] ** 3, 3.0 * w[1] - 1.0])


def free_step(look=None, start=None, averaged=None, share=None, sign=1.0):
    """A wrong answer: a step in which one part is another.

    look       where the slope is felt, from z, x, beta; default y
    start      where the step begins, from z, x, y; default z
    averaged   what goes into the average, from the old z, the new z, y; default the new z
    share      how much of it, from t and beta; default 1 / (t + 1)
    """

    def wrong(gradient, z, x, rate, beta, t):
        y = (1 - beta) * z + beta * x if look is None else look(z, x, beta)
        new = (z if start is None else start(z, x, y)) - sign * rate * gradient(y)
        part = 1 / (t + 1) if share is None else share(t, beta)
        return new, (1 - part) * x + part * (new if averaged is None else averaged(z, new, y))

    return wrong


def x_from(average):
    """A wrong answer whose z is right, and whose x is `average(old x, new z, t)`."""

    def wrong(gradient, z, x, rate, beta, t):
        z = step(gradient, z, x, rate, beta, t)[0]
        return z, average(x, z, t)

    return wrong


def z_fades(gradient, z, x, rate, beta, t):
    new = beta * z - rate * gradient((1 - beta) * z + beta * x)
    return new, x + (new - x) / (t + 1)


def stepped_twice(gradient, z, x, rate, beta, t):
    new, average = step(gradient, z, x, rate, beta, t)
    return new - rate * gradient((1 - beta) * new + beta * x), average


def x_first(gradient, z, x, rate, beta, t):
    x = x + (z - x) / (t + 1)
    return z - rate * gradient((1 - beta) * z + beta * x), x


FREE = Task(
    id="08.4",
    title="A step without a schedule",
    reference=step,
    probes=(
        (steep, np.array([2.0, -1.0]), np.array([3.0, 0.5]), 0.1, 0.9, 1),
        (bent, np.array([1.5, 0.0]), np.array([-0.5, 2.0]), 0.05, 0.75, 4),
        (steep, np.array([-1.0, 4.0]), np.array([0.25, 1.0]), 0.2, 0.6, 30),
    ),
    insight="z runs, x is the average of all places where it has been, and the slope is felt in between.",
    hints=(
        "There are three places: z, which runs, x, which averages, and y between the two. In which order are they met?",
        (
            "First y, from the old z and the old x. Then the new z: a step from the old z, by the slope at y. Last the "
            "new x: mostly the old one, with a share of 1/(t + 1) of the new z."
        ),
        (
            "y = (1 - beta) * z + beta * x, then z = z - rate * gradient(y), then x = (1 - c) * x + c * z with "
            "c = 1 / (t + 1), and return z, x."
        ),
    ),
    next_step="take one number in place of an array, gradient = lambda w: w, and go through the three lines by hand.",
    misconceptions=(
        Misconception(
            "slope at z",
            free_step(look=lambda z, x, beta: z),
            "It looks as if the slope was felt at z. It is to be felt at y, between z and the average.",
            "work out y first, and hand it to gradient.",
        ),
        Misconception(
            "slope at x",
            free_step(look=lambda z, x, beta: x),
            "It looks as if the slope was felt at the average, x. It is to be felt at y, a part of the way from there "
            "to z.",
            "work out y first, and hand it to gradient.",
        ),
        Misconception(
            "the shares swapped",
            free_step(look=lambda z, x, beta: beta * z + (1 - beta) * x),
            "In y the two shares are swapped: β belongs to the average x, and with β = 0.9 most of y is x.",
            "look again at which of the two is multiplied by β.",
        ),
        Misconception(
            "brackets missing in y",
            free_step(look=lambda z, x, beta: 1 - beta * z + beta * x),
            "It looks as if brackets are missing in the line for y: Python multiplies before it subtracts.",
            "put brackets around 1 − beta.",
        ),
        Misconception(
            "the shares in y do not make 1",
            free_step(look=lambda z, x, beta: z + beta * x),
            "It looks as if the two shares in y do not make 1. Then y does not lie between z and x.",
            "take z = x = 1: y should be 1 too.",
            also=(
                free_step(look=lambda z, x, beta: beta * z + beta * x),
                free_step(look=lambda z, x, beta: (1 - beta) * z + x),
            ),
        ),
        Misconception(
            "z fades",
            z_fades,
            "It looks as if β multiplies the old z, as it does a velocity. z is a place, and all of it stays.",
            "look again at what the slope is subtracted from.",
        ),
        Misconception(
            "a step from y",
            free_step(start=lambda z, x, y: y),
            "The slope is the right one, but it looks as if the step began at y. The slope is felt there; the step is "
            "taken from z.",
            "look again at what the slope is subtracted from.",
        ),
        Misconception(
            "a step from x",
            free_step(start=lambda z, x, y: x),
            "The slope is the right one, but it looks as if the step began at the average. It is z that runs.",
            "look again at what the slope is subtracted from.",
        ),
        Misconception(
            "the share 1/t",
            free_step(share=lambda t, beta: 1 / t),
            "It looks as if the new z got the share 1/t. After step t there are t + 1 places to average, with the "
            "start.",
            "count the places for t = 1: the start, and one more.",
        ),
        Misconception(
            "a fixed share",
            free_step(share=lambda t, beta: 1 - beta),
            "It looks as if the average was taken with β, as in momentum. Then old places are forgotten, and the noise "
            "never averages out. Here all places count alike, so the share of a new one shrinks with t.",
            "take the share of the new place from t.",
        ),
        Misconception(
            "the old z averaged",
            free_step(averaged=lambda z, new, y: z),
            "It looks as if the z from before the step went into the average.",
            "take the step first, and average then.",
        ),
        Misconception(
            "y in the place of z",
            lambda gradient, z, x, rate, beta, t: (
                (1 - beta) * z + beta * x,
                step(gradient, z, x, rate, beta, t)[1],
            ),
            "The new x is right. In the place of z came y, where the slope was felt. The next step begins at z.",
            "look at what stands first behind return.",
        ),
        Misconception(
            "two steps of z",
            stepped_twice,
            "The new x is right, and z has taken two steps in place of one.",
            "compute the new z once, give it a name, and use that name in the line for x and behind return.",
        ),
        Misconception(
            "y averaged",
            free_step(averaged=lambda z, new, y: y),
            "It looks as if y went into the average. What is averaged are the places of z.",
            "look again at the line for x.",
        ),
        Misconception(
            "no average",
            free_step(share=lambda t, beta: 1.0),
            "x comes out equal to z. It looks as if the average was left out, so that x is as restless as z.",
            "keep most of the old x, and add a share of the new z.",
        ),
        Misconception(
            "x left as it was",
            x_from(lambda x, z, t: x),
            "The new z is right, and x is the old one: it looks as if the average was not brought up to date.",
            "take the share of the new place into x before you return it.",
        ),
        Misconception(
            "the shares of the average do not make 1",
            x_from(lambda x, z, t: x + z / (t + 1)),
            "The new z is right. In the line for x the two shares do not make 1, so that x is no average.",
            "take two places that are the same, z = x = 1: the average of them should be 1.",
            also=(
                x_from(lambda x, z, t: (x + z) / (t + 1)),
                x_from(lambda x, z, t: t / (t + 1) * x + z),
                x_from(lambda x, z, t: x + z / t),
            ),
        ),
        Misconception(
            "brackets missing in the share",
            x_from(lambda x, z, t: x + (z - x) * (1 / t + 1)),
            "The new z is right. In the share brackets seem to be missing: Python divides 1 by t first, and then "
            "adds 1.",
            "put brackets around t + 1.",
        ),
        Misconception(
            "the share 1/(t + 2)",
            x_from(lambda x, z, t: x + (z - x) / (t + 2)),
            "The new z is right. It looks as if it got the share 1/(t + 2): steps count from 1 here, so that "
            "after the first there are two places.",
            "count the places for t = 1: the start, and one more.",
        ),
        Misconception(
            "x brought up to date first",
            x_first,
            "It looks as if x took in the old z, and the step came after. The order of the three lines matters.",
            "go through the lines in the order in which they stand.",
        ),
        Misconception(
            "the place for the slope",
            lambda gradient, z, x, rate, beta, t: step(lambda y: y, z, x, rate, beta, t),
            "It looks as if y itself was taken for the slope there. y is a place; gradient says how steep it is.",
            "hand y to gradient, and step by what comes back.",
        ),
        Misconception(
            "the rate forgotten",
            lambda gradient, z, x, rate, beta, t: step(gradient, z, x, 1.0, beta, t),
            "It looks as if the step was not multiplied by the rate.",
            "look at what the slope is multiplied by in the line for z.",
        ),
        Misconception(
            "a rate that falls",
            lambda gradient, z, x, rate, beta, t: step(gradient, z, x, rate / (t + 1), beta, t),
            "It looks as if the step was multiplied by the share 1/(t + 1) too. The rate stays as it is: that "
            "there is no schedule is the point of it.",
            "use the share in the line for x alone.",
        ),
        Misconception(
            "the shares of the average swapped",
            free_step(share=lambda t, beta: t / (t + 1)),
            "It looks as if the old average got the share 1/(t + 1) and the new place all the rest. The later it is, "
            "the less a single place should count.",
            "swap the two shares in the line for x.",
        ),
        Misconception(
            "uphill",
            free_step(sign=-1.0),
            "It looks as if the step goes up the slope.",
            "look at the sign before the rate.",
        ),
        Misconception(
            "x before z",
            lambda *a: step(*a)[::-1],
            "Both are right, in the other order: x came first.",
            "return z first, and x after it.",
        ),
        Misconception(
            "y in the place of x",
            lambda gradient, z, x, rate, beta, t: (
                step(gradient, z, x, rate, beta, t)[0],
                (1 - beta) * z + beta * x,
            ),
            "z is right. What came after it is y, the place where the slope was felt. The next step makes a new y; it "
            "needs the new x.",
            "return z and x.",
        ),
        Misconception(
            "only x",
            lambda *a: step(*a)[1],
            "That is the new x. The next step needs the new z as well.",
            "return both, z and x.",
        ),
        Misconception(
            "only z",
            lambda *a: step(*a)[0],
            "That is the new z. The average x is wanted as well: it is what you go home with.",
            "return both, z and x.",
        ),
    ),
)

TASKS = (BATCH, SHARPNESS, WIDTH, FREE)
