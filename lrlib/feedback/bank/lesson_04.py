"""Lesson 04, decay: the noise floor, schedules written by hand, and the plateau rule.

A schedule's step t counts from 0. Rates of a plateau rule are those that the next epoch uses.
"""

import numpy as np

from lrlib.descent import descend
from lrlib.feedback.answers import read
from lrlib.feedback.task import Misconception, Task, not_yet, passed
from lrlib.feedback.words import code, shown
from lrlib.landscapes import mountain, noisy
from lrlib.optimizers import GradientDescent
from lrlib.schedules import Schedule

# 04.1 How close a constant rate gets --------------------------------------------------------------------------------

FLOOR = Task(
    id="04.1",
    title="How close a constant rate gets",
    reference=0.1 * 9 / (4 * (2 - 0.1 * 4)),
    tolerance=5e-3,  # 0.14 will do
    insight="0.1 × 9 / (4 × 1.6) = 0.14. It is a mean of squares: the typical distance is its root, 0.375.",
    hints=(
        "The lesson boxes the formula for the noise floor, under 'How high is the floor?'. It has three letters in it.",
        "Put in η = 0.1, σ = 3 and λ = 4, one after the other. The noise enters as a variance: σ².",
        "Above the line stands 0.1 × 9. Below it stands λ times a bracket; in the bracket, 2 minus 0.1 × 4.",
    ),
    next_step="work out what stands above the line, then the bracket, then what stands below the line, each by itself.",
    misconceptions=(
        Misconception(
            "the formula for small rates",
            0.1 * 9 / (2 * 4),
            "It looks as if the bracket (2 − ηλ) was taken for 2. That is nearly right for small rates, but here ηλ is "
            "0.4, and the true floor is a quarter higher.",
            "keep the − ηλ in the bracket.",
        ),
        Misconception(
            "the root",
            np.sqrt(0.1 * 9 / (4 * 1.6)),
            "That is the typical distance from the bottom, the root of the mean of x². The question asks for the mean "
            "of x² itself. (By chance the bracket gives the same number if 1 stands in it in place of 2.)",
            "leave the root out, and look at the 2 of the bracket.",
        ),
        Misconception(
            "half of it",
            0.5 * 0.1 * 9 / (4 * 1.6),
            "That is half of it. The ½ belongs to the loss, ½ λ x²; the question asks for the mean of x².",
            "leave the ½ out.",
        ),
        Misconception(
            "noise not squared",
            0.1 * 3 / (4 * 1.6),
            "It looks as if σ itself was put in. Squared distances come from squared errors, so it is σ² that counts.",
            "square the 3 first.",
        ),
        Misconception(
            "noise forgotten",
            0.1 / (4 * 1.6),
            "It looks as if σ was left out, as if it were 1. Here the errors are three times as large as that.",
            "multiply by σ² = 9 above the line.",
        ),
        Misconception(
            "rate forgotten",
            9 / (4 * 1.6),
            "It looks as if the rate above the line was left out. Then the floor would hardly depend on the rate.",
            "multiply by η = 0.1 above the line.",
            also=(9 / (2 * 4),),
        ),
        Misconception(
            "curvature only in the bracket",
            0.1 * 9 / 1.6,
            "It looks as if the λ in front of the bracket was left out. A steeper bowl holds the skier closer, so it "
            "has to divide.",
            "multiply the bracket by λ = 4 before you divide.",
        ),
        Misconception(
            "curvature only before the bracket",
            0.1 * 9 / (4 * 1.9),
            "It looks as if the bracket was (2 − η), or as if only the 2 was multiplied by λ. In the bracket stands "
            "the product of rate and curvature, and all of the bracket is multiplied.",
            "work out ηλ = 0.4 first, then 2 minus that, and then multiply by λ.",
        ),
        Misconception(
            "the rate forgotten in the bracket",
            0.1 * 9 / (4 * (2 - 4)),
            "It looks as if the bracket was 2 − λ. Then a mean of squares comes out below zero, and no mean of squares "
            "is. In the bracket stands the product of rate and curvature.",
            "work out ηλ first, and then the bracket.",
            also=(0.1 * 9 / (2 - 4),),
        ),
        Misconception(
            "curvature forgotten",
            0.1 * 9 / 1.9,
            "It looks as if the curvature was taken to be 1, as in the lesson's table. Here it is 4.",
            "put λ = 4 in both places: before the bracket and in it.",
        ),
        Misconception(
            "curvature squared",
            0.1 * 9 / (16 * 1.6),
            "It looks as if λ² was put before the bracket. That is what 1/(λt) comes to, a rate that falls; at a "
            "constant rate it is λ.",
            "divide by λ once.",
        ),
        Misconception(
            "the loss",
            0.5 * 4 * 0.1 * 9 / (4 * 1.6),
            "That is the loss, ½ λ times the mean of x². The question asks for the mean of x².",
            "leave out the ½ λ.",
        ),
        Misconception(
            "the noise of one step",
            0.1**2 * 9,
            "That is η²σ²: what a single step adds. But most of what the steps before it have added is still there, "
            "and each step takes away only a part.",
            "look for the value at which what is added and what is taken away are in balance.",
        ),
        Misconception(
            "plus in the bracket",
            0.1 * 9 / (4 * 2.4),
            "It looks as if the bracket was (2 + ηλ). Then a higher rate would be safe, however high; but at ηλ = 2 "
            "the floor has to go through the roof.",
            "look at the sign in the bracket again.",
        ),
        Misconception(
            "noise not squared, and the formula for small rates",
            0.1 * 3 / (2 * 4),
            "Two things at once. It looks as if σ itself was put in, where σ² belongs; and the bracket was taken for "
            "2, though ηλ is 0.4 here.",
            "square the 3 first, and then keep the − ηλ in the bracket.",
        ),
        Misconception(
            "noise squared twice",
            0.1 * 81 / (4 * 1.6),
            "It looks as if 9 was squared once more. The noise has the standard deviation 3, and σ² is 9.",
            "put in σ² = 9.",
        ),
        Misconception(
            "no brackets at all",
            0.1 * 9 / 4 * 2 - 0.1 * 4,
            "It looks as if the formula was typed without brackets. Python goes from left to right then, and subtracts "
            "last.",
            "put brackets around everything that stands below the line, and around 2 − ηλ.",
        ),
        Misconception(
            "multiplied by the bracket",
            0.1 * 9 / 4 * 1.6,
            "It looks as if the bracket multiplies. In Python a / b * c is (a / b) times c; what stands below the line "
            "needs brackets of its own.",
            "put brackets around everything that stands below the line.",
        ),
        Misconception(
            "no floor",
            0.0,
            "It looks as if the skier comes to rest at the bottom. That is so without noise. With it each step adds "
            "an error anew, and a constant rate never lets it get smaller.",
            "look up the formula for the noise floor, under 'How high is the floor?'.",
        ),
        Misconception(
            "the bracket forgotten",
            0.1 * 9 / 4,
            "It looks as if the bracket (2 − ηλ) was left out, or taken for 1.",
            "divide by the bracket too.",
        ),
        Misconception(
            "curvature multiplied",
            0.1 * 9 * 4 / 1.6,
            "It looks as if λ stands above the line. A steeper bowl holds the skier closer, so it has to divide.",
            "put λ below the line.",
        ),
        Misconception(
            "above the line only",
            0.1 * 9,
            "That is what stands above the line, ησ². It has still to be divided.",
            "work out what stands below the line, and divide by it.",
        ),
        Misconception(
            "rate squared",
            0.01 * 9 / (4 * 1.6),
            "It looks as if the rate above the line was squared. Each step adds η²σ², but what is left of the steps "
            "before cancels one η.",
            "use η once above the line.",
            also=(
                0.01 * 9 / 1.6,
                0.01 * 9 / 4,
            ),
        ),
        Misconception(
            "the noise itself",
            9.0,
            "That is the noise, σ² or σ. The skier averages over many looks at the slope, so the floor lies lower.",
            "put η, σ and λ into the formula for the floor.",
            also=(
                3.0,
                0.3,
            ),
        ),
        Misconception(
            "the slope's error as a distance",
            3 / 4,
            "It looks as if the noise was turned into a distance by dividing by λ: where the slope is as large as "
            "its error. But the rate decides how closely that error is followed.",
            "put η, σ and λ into the formula for the floor.",
        ),
        Misconception(
            "a share in place of what it leaves",
            0.09 / 0.36,
            "It looks as if η²σ² was divided by (1 − ηλ)². What matters is how much a step takes away: 1 − (1 − ηλ)².",
            "take the square from 1 first.",
            also=(0.09 / 0.6,),
        ),
        Misconception(
            "the root of the loss",
            np.sqrt(0.5 * 4 * 0.1 * 9 / (4 * 1.6)),
            "That is the root of the loss. The question asks for the mean of x², which is neither a loss nor a root.",
            "leave out the root and the ½ λ.",
        ),
        Misconception(
            "the brackets of the small steps",
            np.sqrt(0.1 * 9 / 8),
            "That is a root, of the formula for small rates. The question asks for the mean of x² itself, and ηλ is "
            "not small here.",
            "leave the root out, and keep the − ηλ in the bracket.",
        ),
    ),
)

# 04.2 A staircase ---------------------------------------------------------------------------------------------------


def staircase(t, rate, every, factor):
    return rate * factor ** (t // every)


STAIRCASE = Task(
    id="04.2",
    title="A staircase",
    reference=staircase,
    probes=(
        (0, 0.5, 10, 0.5),
        (9, 0.5, 10, 0.5),
        (10, 0.5, 10, 0.5),
        (27, 0.5, 10, 0.5),
        (11, 0.8, 4, 0.3),
        (6, 0.6, 5, 0.4),
        (35, 2.0, 7, 0.1),
        (20, 0.4, 5, 0.7),
    ),
    insight="torch calls it StepLR. One line, and no state: ask it for any step, in any order.",
    hints=(
        "How many drops have there been by step t? With every = 10: none up to step 9, one from step 10 to step 19.",
        "That number is t divided by every, rounded down: // does both at once. Each drop multiplies by factor.",
        "Multiplying by factor n times is factor ** n. So: rate times factor to the power of how many drops.",
    ),
    next_step="work out by hand what the rate is at the steps 0, 9, 10 and 20 with every = 10, and compare.",
    misconceptions=(
        Misconception(
            "no stairs",
            lambda t, rate, every, factor: rate * factor ** (t / every),
            "The rate falls a little at every step: that is an exponential decay, which meets the staircase only where "
            "a stair begins. It looks as if t / every was not rounded down.",
            "count whole drops only: what does // do?",
        ),
        Misconception(
            "rounded to the nearest",
            lambda t, rate, every, factor: rate * factor ** round(t / every),
            "It looks as if t / every was rounded to the nearest whole number. Then the first drop comes halfway.",
            "round down, in place of rounding to the nearest.",
        ),
        Misconception(
            "rounded up",
            lambda t, rate, every, factor: rate * factor ** -(-t // every),
            "It looks as if t / every was rounded up. Then the first drop comes right after step 0.",
            "round down: by step 9 there has been no drop yet.",
        ),
        Misconception(
            "a step early",
            lambda t, rate, every, factor: rate * factor ** ((t + 1) // every),
            "Every drop comes one step early. Steps count from 0 here: the first ten of them are 0 to 9, and step 10 "
            "is the eleventh.",
            "divide t itself, without adding 1.",
        ),
        Misconception(
            "a step late",
            lambda t, rate, every, factor: rate * factor ** (max(t - 1, 0) // every),
            "Every drop comes one step late. Step number `every` is the first at the new rate.",
            "look at t = every: there should have been one drop.",
            also=(lambda t, rate, every, factor: rate * factor ** ((t - 1) // every),),
        ),
        Misconception(
            "times the number of drops",
            lambda t, rate, every, factor: rate * factor * (t // every),
            "It looks as if factor was multiplied by the number of drops. Then the rate grows with each of them.",
            "multiply by factor once for each drop: which sign is that in Python, * or **?",
            also=(lambda t, rate, every, factor: rate * factor * (t // every + 1),),
        ),
        Misconception(
            "one drop only",
            lambda t, rate, every, factor: rate * factor if t >= every else rate,
            "The first drop is right, and then there is no other. A staircase goes on.",
            "count how many drops there have been, in place of asking whether there has been one.",
        ),
        Misconception(
            "the division upside down",
            lambda t, rate, every, factor: rate * factor ** (every // max(t, 1)),
            "It looks as if `every` was divided by t. Then the drops come at the beginning, and later there are fewer.",
            "ask how often `every` fits into t: which of them is divided by which?",
            also=(
                lambda t, rate, every, factor: rate * factor ** (every // t if t else 0),
                lambda t, rate, every, factor: rate * factor ** (every // (t + 1)),
            ),
        ),
        Misconception(
            "the remainder",
            lambda t, rate, every, factor: rate * factor ** (t % every),
            "It looks as if % was used: what is left over after dividing. That says how far into a stair you are, not "
            "which stair you are on.",
            "use // in place of %.",
        ),
        Misconception(
            "a drop at every step",
            lambda t, rate, every, factor: rate * factor**t,
            "The rate drops at every single step: `every` has no say in it.",
            "count a drop only once for every so many steps.",
        ),
        Misconception(
            "rate forgotten",
            lambda t, rate, every, factor: factor ** (t // every),
            "That is the factor by which the rate has fallen, and it is right. The rate itself is missing.",
            "multiply by rate.",
        ),
        Misconception(
            "taken away, not multiplied",
            lambda t, rate, every, factor: rate - factor * (t // every),
            "It looks as if factor was taken away at each drop. Then the rate is below zero before long, and steps go "
            "uphill.",
            "multiply by factor in place of subtracting it.",
        ),
        Misconception(
            "inverse-time stairs",
            lambda t, rate, every, factor: rate / (1 + factor * (t // every)),
            "The drops come at the right steps. But it looks as if the rate was divided by 1 + factor × the "
            "number of drops, as inverse-time decay does with steps.",
            "let each drop multiply the rate once more.",
        ),
        Misconception(
            "divided",
            lambda t, rate, every, factor: rate / factor ** (t // every),
            "The rate goes up where it should go down: it looks as if it was divided by factor.",
            "multiply by factor: it is below 1.",
        ),
        Misconception(
            "the power of both",
            lambda t, rate, every, factor: (rate * factor) ** (t // every),
            "It looks as if rate was raised to the power as well. So at the first stair, where nothing has happened "
            "yet, there is 1 in place of the rate.",
            "raise factor alone to the power, and then multiply by rate.",
        ),
        Misconception(
            "falls by, not to",
            lambda t, rate, every, factor: rate * (1 - factor) ** (t // every),
            "It looks as if each drop takes the share `factor` away: 0.1 would mean a tenth less. Here it means down "
            "to a tenth.",
            "multiply by factor itself, not by 1 − factor.",
        ),
        Misconception(
            "a drop at the multiples alone",
            lambda t, rate, every, factor: rate * factor if t % every == 0 else rate,
            "The rate is lower only at the steps that `every` divides, and full again right after. A function "
            "forgets what it did in an earlier call: it has to work out all drops from t.",
            "count how many drops there have been by step t.",
            also=(lambda t, rate, every, factor: rate * factor if t % every == 0 and t > 0 else rate,),
        ),
        Misconception(
            "base and exponent swapped",
            lambda t, rate, every, factor: rate * float(t // every) ** factor,
            "It looks as if base and exponent changed places: the number of drops to the power of factor.",
            "multiply by factor once for each drop: factor to the power of their number.",
        ),
        Misconception(
            "an exponential in place of a power",
            lambda t, rate, every, factor: rate * np.exp(-factor * (t // every)),
            "The stairs are right, but each falls to exp(−factor) of the one before. Wanted is factor itself.",
            "raise factor to a power.",
        ),
        Misconception(
            "a straight staircase",
            lambda t, rate, every, factor: rate * (1 - factor * (t // every)),
            "Each drop takes the same amount away, the share `factor` of the first rate. So before long the rate is "
            "below zero. Each drop should multiply the rate as it is then.",
            "raise factor to the power of the number of drops.",
            also=(lambda t, rate, every, factor: rate - rate * (1 - factor) * (t // every),),
        ),
        Misconception(
            "two drops only",
            lambda t, rate, every, factor: rate * factor ** min(t // every, 2),
            "The first two drops are right, and then there are no more. A staircase goes on.",
            "count how many drops there have been, in place of an if for each.",
            also=(lambda t, rate, every, factor: rate * factor ** min(t // every, 3),),
        ),
        Misconception(
            "divided by the number of drops",
            lambda t, rate, every, factor: rate * factor / (t // every + 1),
            "It looks as if the rate is divided by the number of stairs. Each drop should multiply by factor.",
            "raise factor to the power of the number of drops.",
            also=(lambda t, rate, every, factor: rate / (t // every + 1),),
        ),
        Misconception(
            "rounded down to a step",
            lambda t, rate, every, factor: rate * factor ** (t // every * every),
            "It looks as if factor has the power of the *step* at which this stair began. It should have the number "
            "of the stair.",
            "leave out the last product with every.",
        ),
        Misconception(
            "a drop too many",
            lambda t, rate, every, factor: rate * factor ** (t // every + 1),
            "Every stair is one drop too low, the first one included. By step 0 there has been no drop.",
            "count the drops from 0.",
            also=(lambda t, rate, every, factor: rate * factor ** -(-(t + 1) // every),),
        ),
    ),
)

# 04.3 By batch, not by epoch ----------------------------------------------------------------------------------------

PER_BATCH = Task(
    id="04.3",
    title="By batch, not by epoch",
    reference=0.1 ** (1 / 50),
    insight="0.955 to the power of 50 is 0.1: a small share each time, and many times.",
    hints=(
        "The scheduler multiplies the rate by gamma 50 times in an epoch. What is that in one formula?",
        "gamma to the power of 50 should be 0.1. Which number, multiplied by itself 50 times, is 0.1?",
        "The 50th root of 0.1. In Python a root is a power with a fraction: ** (1 / …). Mind the brackets.",
    ),
    next_step="test your number: gamma ** 50 should be 0.1.",
    misconceptions=(
        Misconception(
            "a tenth at every batch",
            0.1,
            "With 0.1 the rate falls to a tenth at every batch: after an epoch it has 50 zeros behind the point. That "
            "factor belongs to a scheduler that is stepped once an epoch.",
            "look for the factor that does the same in 50 small portions.",
        ),
        Misconception(
            "divided by the batches",
            0.1 / 50,
            "It looks as if 0.1 was divided by 50 (0.1 ** 1 / 50 is that too, for want of brackets). But a gamma of "
            "0.002 leaves two thousandths of the rate after a single batch: the smaller gamma, the faster the fall.",
            "factors multiply, so share them out with a root and not with a quotient.",
        ),
        Misconception(
            "the power in place of the root",
            0.1**50,
            "It looks as if 0.1 was raised to the power of 50. That is what is left of the rate if each batch takes it "
            "to a tenth; wanted is the way back.",
            "take the 50th root in place of the 50th power.",
        ),
        Misconception(
            "a fiftieth of a tenth less",
            1 - 0.1 / 50,
            "0.998 to the power of 50 is 0.9: the rate would fall *by* a tenth in an epoch, and not *to* a tenth.",
            "test it, gamma ** 50, and look for what gives 0.1.",
        ),
        Misconception(
            "equal portions",
            1 - 0.9 / 50,
            "That would be right if every batch took the same amount away, a fiftieth of 0.9. A factor takes away the "
            "same *share*, so the amounts get smaller: 0.982 to the power of 50 is 0.4.",
            "look for the number that is 0.1 when it is raised to the power of 50.",
        ),
        Misconception(
            "by a tenth",
            0.9 ** (1 / 50),
            "The root is right, but of 0.9: with it the rate falls by a tenth in an epoch. Wanted is down to a tenth.",
            "take the root of what should be left.",
        ),
        Misconception(
            "upward",
            10 ** (1 / 50),
            "The number is above 1, so the rate would grow, to ten times as much in an epoch.",
            "what should be left after an epoch is 0.1 and not 10.",
        ),
        Misconception(
            "times the batches",
            0.1 * 50,
            "With a gamma of 5 the rate grows fivefold at every batch.",
            "look for a factor a little below 1.",
        ),
        Misconception(
            "one batch too few",
            0.1 ** (1 / 49),
            "It looks as if 49 was counted: the gaps between 50 batches. But the scheduler is stepped after each of "
            "the 50, the last one included.",
            "count how often step() is called in an epoch.",
        ),
        Misconception(
            "base and exponent swapped",
            50 ** (-0.1),
            "It looks as if the two numbers changed places. 0.1 is what should be left, 50 is how often.",
            "write it down as gamma ** 50 = 0.1, and solve that for gamma.",
        ),
        Misconception(
            "down to 1/e",
            np.exp(-1 / 50),
            "With exp(−1/50) the rate falls to 1/e, 0.37, in an epoch. For another share its logarithm comes in.",
            "look for the 50th root of 0.1.",
        ),
        Misconception(
            "one batch too many",
            0.1 ** (1 / 51),
            "It looks as if 51 was counted. The scheduler is stepped after each of the 50 batches.",
            "count how often step() is called in an epoch.",
        ),
        Misconception(
            "one over the batches",
            1 / 50,
            "That is 1/50. With it the rate would fall to a fiftieth at every single batch.",
            "look for the number that is 0.1 when it is raised to the power of 50.",
        ),
        Misconception(
            "a fiftieth less",
            1 - 1 / 50,
            "0.98 to the power of 50 is 0.36. It looks as if each batch takes a fiftieth of the rate: that leaves "
            "about 1/e of it in an epoch.",
            "look for the number that is 0.1 when it is raised to the power of 50.",
        ),
        Misconception(
            "the logarithm itself",
            np.log(0.1) / 50,
            "That is the logarithm of gamma, or its size. It is on the way.",
            "undo the logarithm with np.exp.",
            also=(
                -np.log(0.1) / 50,
                np.log10(0.1) / 50,
            ),
        ),
        Misconception(
            "the root to first order",
            1 + np.log(0.1) / 50,
            "That is 1 − ln(10)/50, which is near: the beginning of the series for exp. It comes to a little less "
            "than a tenth in an epoch.",
            "take np.exp of the logarithm in place of 1 plus it.",
        ),
        Misconception(
            "down to half",
            0.5 ** (1 / 50),
            "The root is right, but of 0.5. Wanted is down to a tenth.",
            "take the root of what should be left.",
        ),
        Misconception(
            "down to a fiftieth",
            0.02 ** (1 / 50),
            "The root is right, but of 1/50. Wanted is down to a tenth.",
            "take the root of what should be left.",
        ),
        Misconception(
            "a tenth off each batch",
            0.9,
            "With 0.9 the rate falls by a tenth at every *batch*: after 50 of them half a percent is left.",
            "look for the number that is 0.1 when it is raised to the power of 50.",
        ),
        Misconception(
            "the share that goes",
            1 - 0.1 ** (1 / 50),
            "That is the share that each batch takes away. gamma is what it leaves.",
            "take it from 1.",
        ),
        Misconception(
            "unchanged",
            1.0,
            "With 1 the rate never changes.",
            "look for a factor a little below 1.",
        ),
        Misconception(
            "above 1",
            10.0,
            "A gamma above 1 lets the rate grow at every batch.",
            "look for a factor a little below 1.",
            also=(
                50.0,
                500.0,
                50**0.1,
                0.1 ** (-50),
            ),
        ),
        Misconception(
            "a logarithm to the wrong base",
            np.exp(-0.1),
            "It looks as if exp was taken of the tenth itself, or of the wrong logarithm.",
            "look for the number that is 0.1 when it is raised to the power of 50.",
            also=(
                10 ** (-0.1),
                10 ** (-1 / 5),
                np.exp(-10 / 50),
            ),
        ),
    ),
)

# 04.4 A warm-up, then a cosine --------------------------------------------------------------------------------------


def rate_at(t, rate, warm, steps):
    if t < warm:
        return rate * (t + 1) / warm
    x = min((t - warm) / (steps - warm), 1)
    return rate * (1 + np.cos(np.pi * x)) / 2


def warmed(t, rate, warm, fall):
    """A right warm-up, and then what `fall` makes of it."""
    return rate * (t + 1) / warm if t < warm else rate * fall


def share(t, warm, steps):
    """How much of the fall lies behind: from 0 to 1."""
    return min((t - warm) / (steps - warm), 1)


def cos(x):
    """Half a wave, from 1 to 0 while x goes from 0 to 1."""
    return (1 + np.cos(np.pi * x)) / 2


def fallen(fall):
    """A right warm-up and then `fall(share, t, warm, steps)`: with what comes after the end left to the wave itself,
    held at the end, and 0."""

    def wave(t, rate, warm, steps):
        return warmed(t, rate, warm, fall((t - warm) / (steps - warm), t, warm, steps) if t >= warm else 0)

    def held(t, rate, warm, steps):
        return wave(min(t, steps), rate, warm, steps)

    def ended(t, rate, warm, steps):
        return wave(t, rate, warm, steps) if t < steps else 0.0

    def ended_late(t, rate, warm, steps):
        return wave(t, rate, warm, steps) if t <= steps else 0.0

    return wave, held, ended, ended_late


def warmed_up(rise):
    """`rise(t, rate, warm, steps)`, and then a right fall."""
    return lambda t, rate, warm, steps: rise(t, rate, warm, steps) if t < warm else rate_at(t, rate, warm, steps)


WARM_COSINE = Task(
    id="04.4",
    title="A warm-up, then a cosine",
    reference=rate_at,
    probes=(
        (0, 0.8, 5, 25),
        (2, 0.8, 5, 25),
        (4, 0.8, 5, 25),
        (5, 0.8, 5, 25),
        (9, 0.8, 5, 25),
        (20, 0.8, 5, 25),
        (25, 0.8, 5, 25),
        (33, 0.8, 5, 25),
        (11, 0.3, 4, 14),
    ),
    insight="join([warmup(5), cosine_decay(20)], at=[5]) is the same schedule, and so is torch's SequentialLR.",
    hints=(
        "There are three stretches: the warm-up, the fall, and what comes after it. Write an if for the first of them.",
        "In the warm-up, step 0 has rate / warm and step warm − 1 has the full rate. For the fall, ask how much of it "
        "lies behind you: 0 at step warm, 1 at step `steps`, and never more than 1.",
        (
            "With x for that share, (t − warm) / (steps − warm), capped at 1 by min, the fall is rate · (1 + cos(π "
            "x)) / 2."
        ),
    ),
    next_step="call your function for t = 0, warm − 1, warm, steps and steps + 5, and compare with what is asked for.",
    misconceptions=(
        Misconception(
            "warm-up from 0",
            lambda t, rate, warm, steps: rate * t / warm if t < warm else rate_at(t, rate, warm, steps),
            "The warm-up begins at 0, so its first step goes nowhere. It looks as if it is t / warm.",
            "begin at rate / warm: the step number 0 is the first step.",
        ),
        Misconception(
            "warm-up too long",
            lambda t, rate, warm, steps: rate * (t + 1) / (warm + 1) if t < warm else rate_at(t, rate, warm, steps),
            "The last step of the warm-up is not yet at the full rate. It looks as if it divides by warm + 1.",
            "step warm − 1 should have the full rate: what has (t + 1) to be divided by?",
        ),
        Misconception(
            "warm-up a step too long",
            lambda t, rate, warm, steps: rate * (t + 1) / warm if t <= warm else rate_at(t, rate, warm, steps),
            "At step warm the rate is above the highest that it should reach. It looks as if the warm-up has one step "
            "too many, <= in place of <.",
            "the steps of the warm-up are 0 to warm − 1.",
        ),
        Misconception(
            "warm-up without end",
            lambda t, rate, warm, steps: rate * (t + 1) / warm,
            "The warm-up is right, but it never ends: the rate goes on rising.",
            "put an if around it, and add the fall.",
        ),
        Misconception(
            "no warm-up",
            lambda t, rate, warm, steps: rate * (1 + np.cos(np.pi * min(t / steps, 1))) / 2,
            "That is a cosine over all the steps, from the first one on: the warm-up is missing.",
            "treat the steps below `warm` by themselves, with an if.",
            also=(
                lambda t, rate, warm, steps: rate * cos(t / steps),
                lambda t, rate, warm, steps: rate * cos(t / steps) if t < steps else 0.0,
            ),
        ),
        Misconception(
            "warm-up in whole numbers",
            lambda t, rate, warm, steps: rate * ((t + 1) // warm) if t < warm else rate_at(t, rate, warm, steps),
            "The warm-up is 0 until its last step. It looks as if // was used: it rounds down.",
            "use / in the warm-up.",
        ),
        Misconception(
            "warm-up upside down",
            lambda t, rate, warm, steps: rate * warm / (t + 1) if t < warm else rate_at(t, rate, warm, steps),
            "The warm-up begins far above the rate and comes down. It looks as if its fraction stands on its head.",
            "the first step should have a fraction of the rate: (t + 1) belongs above the line.",
        ),
        Misconception(
            "the fall counts from step 0",
            lambda t, rate, warm, steps: warmed(t, rate, warm, (1 + np.cos(np.pi * min(t / steps, 1))) / 2),
            "The fall is under way when the warm-up ends, so that the rate jumps down there. It looks as if the cosine "
            "counts from step 0.",
            "let the fall begin at step warm: how many steps lie behind it at step t?",
            also=fallen(lambda x, t, warm, steps: cos(t / steps)),
        ),
        Misconception(
            "the fall counts from step 0, and ends early",
            lambda t, rate, warm, steps: warmed(t, rate, warm, (1 + np.cos(np.pi * min(t / (steps - warm), 1))) / 2),
            "The length of the fall is right, but it counts from step 0: so it is under way when the warm-up ends, and "
            "over too early.",
            "in the fall, put t − warm in the place of t.",
            also=fallen(lambda x, t, warm, steps: cos(t / (steps - warm))),
        ),
        Misconception(
            "the fall is too long",
            lambda t, rate, warm, steps: warmed(t, rate, warm, (1 + np.cos(np.pi * min((t - warm) / steps, 1))) / 2),
            "The fall begins at the right step, but at step `steps` it has not arrived. It looks as if it takes "
            "`steps` steps; the warm-up has used some of them.",
            "divide by the number of steps that are left for the fall.",
            also=fallen(lambda x, t, warm, steps: cos((t - warm) / steps)),
        ),
        Misconception(
            "both at once",
            lambda t, rate, warm, steps: rate * min((t + 1) / warm, 1) * (1 + np.cos(np.pi * min(t / steps, 1))) / 2,
            "It looks as if the warm-up and a cosine over all the steps are multiplied. Many do it so, but then the "
            "full rate is never reached; here the one should follow the other.",
            "use an if: below `warm` the warm-up alone, from there on the cosine alone, counting from 0.",
            also=(
                lambda t, rate, warm, steps: rate * min((t + 1) / warm, 1) * cos(t / steps),
                lambda t, rate, warm, steps: rate * min((t + 1) / warm, 1) * cos((t - warm) / (steps - warm)),
                lambda t, rate, warm, steps: (
                    rate_at(t, rate, warm, steps) * (cos((t - warm) / (steps - warm)) if t < warm else 1)
                ),
            ),
        ),
        Misconception(
            "climbs again",
            lambda t, rate, warm, steps: warmed(t, rate, warm, (1 + np.cos(np.pi * (t - warm) / (steps - warm))) / 2),
            "Everything is right up to the last step, and then the rate climbs again: a cosine is a wave. torch's "
            "CosineAnnealingLR does the same.",
            "let the share that lies behind you never exceed 1: min( … , 1).",
        ),
        Misconception(
            "warm-up from 0, and climbs again",
            lambda t, rate, warm, steps: rate * (t / warm if t < warm else cos((t - warm) / (steps - warm))),
            "Two things at once. The warm-up begins at 0, so its first step goes nowhere. And after the last step"
            " the rate climbs again, since a cosine is a wave.",
            "begin at rate / warm. Then see what the rate is long after step `steps`.",
        ),
        Misconception(
            "warm-up from 0, and the fall counts from step 0",
            lambda t, rate, warm, steps: rate * (t / warm if t < warm else cos(min(t / steps, 1))),
            "Two things at once. The warm-up begins at 0, so its first step goes nowhere. And the fall is under "
            "way when the warm-up ends: it looks as if the cosine counts from step 0.",
            "begin at rate / warm. Then let the fall begin at step warm.",
        ),
        Misconception(
            "a whole wave",
            lambda t, rate, warm, steps: warmed(t, rate, warm, (1 + np.cos(2 * np.pi * share(t, warm, steps))) / 2),
            "The rate is at 0 halfway, and at the end as high as before. It looks as if a whole wave fits into the "
            "fall: 2π.",
            "let half a wave fit in: the cosine goes from 1 to −1 between 0 and π.",
            also=fallen(lambda x, *_: (1 + np.cos(2 * np.pi * x)) / 2),
        ),
        Misconception(
            "a quarter of a wave",
            lambda t, rate, warm, steps: warmed(t, rate, warm, np.cos(np.pi / 2 * share(t, warm, steps))),
            "It looks as if a quarter of a wave is used, from 1 to 0. It ends with a steep fall, where half a wave "
            "lands gently.",
            "take half a wave, which goes from 1 to −1, and shift and halve it so that it goes from 1 to 0.",
            also=(*fallen(lambda x, *_: np.cos(np.pi / 2 * x)), *fallen(lambda x, *_: abs(np.cos(np.pi / 2 * x)))),
        ),
        Misconception(
            "a wave below zero",
            lambda t, rate, warm, steps: warmed(t, rate, warm, np.cos(np.pi * share(t, warm, steps))),
            "In its second half the rate is below zero: steps would go uphill. A cosine goes from 1 to −1.",
            "add 1 to the cosine, and halve the sum.",
            also=(
                *fallen(lambda x, *_: np.cos(np.pi * x)),
                *fallen(lambda x, *_: max(0, np.cos(np.pi * x))),
                *fallen(lambda x, *_: abs(np.cos(np.pi * x))),
            ),
        ),
        Misconception(
            "not halved",
            lambda t, rate, warm, steps: warmed(t, rate, warm, 1 + np.cos(np.pi * share(t, warm, steps))),
            "The fall begins at twice the rate. 1 + cos goes from 2 to 0.",
            "halve it.",
            also=fallen(lambda x, *_: 1 + np.cos(np.pi * x)),
        ),
        Misconception(
            "whole numbers in both parts",
            lambda t, rate, warm, steps: (
                rate * ((t + 1) // warm) if t < warm else rate * cos(min((t - warm) // (steps - warm), 1))
            ),
            "It looks as if // was used: it cuts off what stands behind the point, so that there are two heights only, "
            "0 and the full rate.",
            "use / in place of //.",
        ),
        Misconception(
            "ends at a tenth",
            lambda t, rate, warm, steps: warmed(t, rate, warm, 0.1 + 0.9 * cos(share(t, warm, steps))),
            "The fall ends at a tenth of the rate, as LLaMA's did. This one ends at 0.",
            "let the wave fall all the way.",
            also=fallen(lambda x, *_: 0.1 + 0.9 * cos(x)),
        ),
        Misconception(
            "upside down",
            lambda t, rate, warm, steps: warmed(t, rate, warm, (1 - np.cos(np.pi * share(t, warm, steps))) / 2),
            (
                "The fall is a rise: it begins at 0 and ends at the rate. It looks as if there is a minus before the "
                "cosine."
            ),
            "at the beginning of the fall the cosine is 1: what has to be done with it to get the full rate?",
            also=fallen(lambda x, *_: (1 - np.cos(np.pi * x)) / 2),
        ),
        Misconception(
            "a straight line",
            lambda t, rate, warm, steps: warmed(t, rate, warm, 1 - share(t, warm, steps)),
            "The fall is a straight line. That is a good schedule too (linear decay), but not a cosine.",
            "put the share that lies behind you into (1 + cos(π x)) / 2.",
            also=fallen(lambda x, *_: 1 - x),
        ),
        Misconception(
            "in degrees",
            lambda t, rate, warm, steps: warmed(t, rate, warm, (1 + np.cos(180 * share(t, warm, steps))) / 2),
            "It looks as if the cosine was given degrees. In Python it takes radians: half a turn is π, not 180.",
            "put np.pi in the place of 180.",
            also=fallen(lambda x, *_: (1 + np.cos(180 * x)) / 2),
        ),
        Misconception(
            "a sine",
            lambda t, rate, warm, steps: warmed(t, rate, warm, (1 + np.sin(np.pi * share(t, warm, steps))) / 2),
            "The fall begins and ends at half the rate: that is a sine. A cosine is 1 at 0.",
            "use np.cos.",
            also=(*fallen(lambda x, *_: (1 + np.sin(np.pi * x)) / 2), *fallen(lambda x, *_: np.sin(np.pi * x))),
        ),
        Misconception(
            "rate forgotten",
            lambda t, rate, warm, steps: rate_at(t, 1.0, warm, steps),
            "These are the factors, from 0 to 1, and they are right. The rate is missing.",
            "multiply both stretches by rate.",
        ),
        Misconception(
            "rate forgotten in the fall",
            lambda t, rate, warm, steps: rate_at(t, rate if t < warm else 1.0, warm, steps),
            "The warm-up is right. In the fall the rate is missing: it begins at 1.",
            "multiply the fall by rate too.",
            also=(lambda t, rate, warm, steps: rate_at(t, rate if t < warm or t > steps else 1.0, warm, steps),),
        ),
        Misconception(
            "brackets missing in the share",
            fallen(lambda x, t, warm, steps: (1 + np.cos(np.pi * t - warm / steps - warm)) / 2)[2],
            "It looks as if brackets are missing in the share of the fall that lies behind: Python divides before it "
            "subtracts.",
            "put brackets around what stands above the line, and around what stands below it.",
            also=(
                *fallen(lambda x, t, warm, steps: (1 + np.cos(np.pi * t - warm / steps - warm)) / 2),
                *fallen(lambda x, t, warm, steps: (1 + np.cos(np.pi * (t - warm) / steps - warm)) / 2),
                *fallen(lambda x, t, warm, steps: (1 + np.cos(np.pi * (t - warm / steps - warm))) / 2),
            ),
        ),
        Misconception(
            "stays at the last step's rate",
            lambda t, rate, warm, steps: rate_at(min(t, steps - 1), rate, warm, steps),
            "Up to step steps − 1 all is right. After that the rate stays what it was there, a little above 0.",
            "let it be 0 from step `steps` on.",
        ),
        Misconception(
            "no π",
            lambda *a: fallen(lambda x, *_: (1 + np.cos(x)) / 2)[0](*a),
            "It looks as if the cosine was given the share itself. From 0 to 1 it only goes from 1 to 0.54; it "
            "comes to −1 at π.",
            "multiply the share by np.pi.",
            also=(*fallen(lambda x, *_: (1 + np.cos(x)) / 2),),
        ),
        Misconception(
            "the fall a step too short",
            fallen(lambda x, t, warm, steps: cos((t - warm) / (steps - warm - 1)))[1],
            "The fall begins as it should, and is over one step too early: at step steps − 1. It should arrive at "
            "step `steps`.",
            "count the steps from `warm` to `steps`.",
            also=(
                *fallen(lambda x, t, warm, steps: cos(min((t - warm) / (steps - warm - 1), 1))),
                *fallen(lambda x, t, warm, steps: cos((t - warm) / (steps - warm - 1)) if t < steps - 1 else 0),
                *fallen(lambda x, t, warm, steps: cos((t - warm) / (steps - warm - 1))),
            ),
        ),
        Misconception(
            "the fall a step early",
            fallen(lambda x, t, warm, steps: cos((t + 1 - warm) / (steps - warm)))[1],
            "The fall is under way when it begins: at step warm it should still be at the full rate.",
            "count the steps since `warm`: at t = warm there are none.",
            also=(
                *fallen(lambda x, t, warm, steps: cos((t + 1 - warm) / (steps - warm))),
                *fallen(lambda x, t, warm, steps: cos(min((t + 1 - warm) / (steps - warm), 1))),
                *fallen(lambda x, t, warm, steps: cos((t + 1 - warm) / (steps - warm + 1))),
            ),
        ),
        Misconception(
            "half of the 1 only",
            fallen(lambda x, *_: 0.5 + np.cos(np.pi * x))[0],
            "It looks as if only the 1 was halved, and not the cosine: 0.5 * 1 + cos is not 0.5 * (1 + cos).",
            "put brackets around 1 + cos(…).",
            also=(
                *fallen(lambda x, *_: 0.5 + np.cos(np.pi * x)),
                *fallen(lambda x, *_: 1 + np.cos(np.pi * x) / 2),
                lambda t, rate, warm, steps: (
                    rate_at(t, rate, warm, steps)
                    if t < warm
                    else (0.5 * rate + np.cos(np.pi * (t - warm) / (steps - warm)) if t < steps else 0.0)
                ),
            ),
        ),
        Misconception(
            "the cosine before the rate",
            lambda t, rate, warm, steps: (
                rate_at(t, rate, warm, steps) if t < warm else 0.5 * rate + 0.5 * np.cos(np.pi * share(t, warm, steps))
            ),
            "It looks as if the rate multiplies the 1 alone, and not the cosine.",
            "put brackets around 1 + cos(…), and multiply by rate.",
            also=(
                lambda t, rate, warm, steps: (
                    rate_at(t, rate, warm, steps)
                    if t < warm
                    else (0.5 * rate + 0.5 * np.cos(np.pi * (t - warm) / (steps - warm)) if t < steps else 0.0)
                ),
            ),
        ),
        Misconception(
            "an exponential fall",
            fallen(lambda x, *_: np.exp(-x))[0],
            "The fall is exponential: steep at first, and never at 0. Wanted is half a wave of a cosine.",
            "put the share that lies behind you into (1 + cos(π x)) / 2.",
            also=(
                *fallen(lambda x, *_: np.exp(-x)),
                *fallen(lambda x, *_: np.exp(-5 * x)),
                *fallen(lambda x, *_: 0.5**x),
                *fallen(lambda x, *_: 0.1**x),
                *fallen(lambda x, *_: 0.01**x),
            ),
        ),
        Misconception(
            "a wave to a power",
            fallen(lambda x, *_: cos(x) ** 2)[0],
            "The shape is a cosine raised to a power: it falls sooner than half a wave does.",
            "use the wave itself, once.",
            also=(*fallen(lambda x, *_: cos(x) ** 2),),
        ),
        Misconception(
            "full rate at the end",
            lambda t, rate, warm, steps: rate_at(t, rate, warm, steps) if t < steps else rate,
            "Up to the last step all is right. After it the rate is back at its full height, where it should stay 0.",
            "look at what your function returns for t >= steps.",
            also=(lambda t, rate, warm, steps: rate_at(t, rate, warm, steps) if t <= steps else rate,),
        ),
        Misconception(
            "no fall",
            lambda t, rate, warm, steps: rate * min((t + 1) / warm, 1),
            "The warm-up is right, and then the rate stays where it is.",
            "let it fall, on half a wave of a cosine, from step warm on.",
            also=(
                lambda t, rate, warm, steps: rate * min((t + 1) / warm, 1) if t < steps else 0.0,
                lambda t, rate, warm, steps: rate * min((t + 1) / warm, 1) if t <= steps else 0.0,
            ),
        ),
        Misconception(
            "at the full rate from the first step",
            warmed_up(lambda t, rate, warm, steps: rate),
            "The fall is right. In the warm-up the rate is at its full height from the first step on.",
            "let it rise from rate / warm to rate in these steps.",
        ),
        Misconception(
            "rate forgotten in the warm-up",
            warmed_up(lambda t, rate, warm, steps: (t + 1) / warm),
            "The fall is right. In the warm-up the rate is missing: it ends at 1.",
            "multiply the warm-up by rate.",
        ),
        Misconception(
            "warm-up from 0 to the full rate",
            warmed_up(lambda t, rate, warm, steps: rate * t / (warm - 1)),
            "The warm-up ends as it should, and begins at 0, so its first step goes nowhere. It looks as if it is t "
            "/ (warm − 1).",
            "begin at rate / warm: the step number 0 is the first step.",
        ),
        Misconception(
            "the warm-up counts all steps",
            warmed_up(lambda t, rate, warm, steps: rate * (t + 1) / steps),
            "It looks as if the warm-up takes all the steps: it is divided by `steps`, and has hardly begun when it "
            "ends.",
            "divide by the number of steps of the warm-up.",
            also=(warmed_up(lambda t, rate, warm, steps: rate * t / steps),),
        ),
        Misconception(
            "brackets lost in the warm-up",
            warmed_up(lambda t, rate, warm, steps: rate * t + 1 / warm),
            "It looks as if brackets are missing in the warm-up: rate * t + 1 / warm is not rate * (t + 1) / warm.",
            "put brackets around t + 1.",
            also=(warmed_up(lambda t, rate, warm, steps: rate * (t + 1 / warm)),),
        ),
        Misconception(
            "the warm-up stands still",
            warmed_up(lambda t, rate, warm, steps: rate / warm),
            "The warm-up stays at its first rate, rate / warm.",
            "let it grow with t: at step t it is t + 1 times that.",
        ),
        Misconception(
            "the warm-up comes down",
            warmed_up(lambda t, rate, warm, steps: rate * (1 - t / warm)),
            "In the warm-up the rate comes down from its full height. It should rise to it.",
            "let the first step have rate / warm, and each later one as much more.",
            also=(
                warmed_up(lambda t, rate, warm, steps: rate * (1 - (t + 1) / warm)),
                warmed_up(lambda t, rate, warm, steps: rate * (warm - t) / warm),
            ),
        ),
        Misconception(
            "a warm-up on a wave",
            warmed_up(lambda t, rate, warm, steps: rate * cos(1 - (t + 1) / warm)),
            "The warm-up rises on a wave. Here it rises in a straight line.",
            "let every step of the warm-up add the same.",
            also=(
                warmed_up(lambda t, rate, warm, steps: rate * cos(1 - t / warm)),
                warmed_up(lambda t, rate, warm, steps: rate * np.sin(np.pi / 2 * (t + 1) / warm)),
            ),
        ),
        Misconception(
            "the warm-up written over",
            lambda t, rate, warm, steps: rate * cos((t - warm) / (steps - warm)) if t < steps else 0.0,
            "The cosine is there from the first step on. It looks as if the warm-up is computed and then written "
            "over: after an if, the lines below it run as well.",
            "put the fall into an else, or return from within the if.",
            also=(
                lambda t, rate, warm, steps: rate * cos(share(t, warm, steps)),
                lambda t, rate, warm, steps: rate * cos((t - warm) / (steps - warm)),
            ),
        ),
    ),
)

# 04.5 When the loss stalls ------------------------------------------------------------------------------------------


def plateau(losses, rate, factor, patience, better=lambda loss, best: loss < best, too_long=lambda n, p: n > p):
    rates, best, waited = [], np.inf, 0
    for loss in losses:
        if better(loss, best):
            best, waited = loss, 0
        else:
            waited += 1
        if too_long(waited, patience):
            rate, waited = rate * factor, 0
        rates.append(rate)
    return rates


def rates_on_plateau(losses, rate, factor, patience):
    return plateau(losses, rate, factor, patience)


def drops_at_the_count(losses, rate, factor, patience):
    rates, best, waited = [], np.inf, 0
    for loss in losses:
        if loss < best:
            best, waited = loss, 0
        elif waited == patience - 1:
            rate, waited = rate * factor, 0
        else:
            waited += 1
        rates.append(rate)
    return rates


def lower_for_one_epoch(losses, rate, factor, patience):
    after = [rate, *plateau(losses, rate, factor, patience)]
    return [rate * factor if one < before else rate for before, one in zip(after, after[1:], strict=False)]


def compares_with_the_last(losses, rate, factor, patience):
    rates, last, waited = [], np.inf, 0
    for loss in losses:
        waited = 0 if loss < last else waited + 1
        last = loss
        if waited > patience:
            rate, waited = rate * factor, 0
        rates.append(rate)
    return rates


def goes_on_dropping(losses, rate, factor, patience):
    rates, best, waited = [], np.inf, 0
    for loss in losses:
        waited = 0 if loss < best else waited + 1
        best = min(best, loss)
        if waited > patience:
            rate = rate * factor
        rates.append(rate)
    return rates


def counts_all(losses, rate, factor, patience):
    rates, best, waited = [], np.inf, 0
    for loss in losses:
        waited = waited if loss < best else waited + 1
        best = min(best, loss)
        if waited > patience:
            rate, waited = rate * factor, 0
        rates.append(rate)
    return rates


def forgets_the_best(losses, rate, factor, patience):
    rates, best, waited = [], np.inf, 0
    for loss in losses:
        waited = 0 if loss < best else waited + 1
        best = min(best, loss)
        if waited > patience:
            rate, waited, best = rate * factor, 0, np.inf
        rates.append(rate)
    return rates


def begins_with_the_first(losses, rate, factor, patience):
    rates, best, waited = [], losses[0], 0
    for loss in losses:
        waited = 0 if loss < best else waited + 1
        best = min(best, loss)
        if waited > patience:
            rate, waited = rate * factor, 0
        rates.append(rate)
    return rates


def once(losses, rate, factor, patience):
    return [max(each, rate * factor) for each in plateau(losses, rate, factor, patience)]


def waited_after_a_drop(start, best_too=False):
    """A wrong answer in which the count begins at `start` after a drop, or in which the best is then the last loss."""

    def rule(losses, rate, factor, patience):
        rates, best, waited = [], np.inf, 0
        for loss in losses:
            waited = 0 if loss < best else waited + 1
            best = min(best, loss)
            if waited > patience:
                rate, waited, best = rate * factor, start, loss if best_too else best
            rates.append(rate)
        return rates

    return rule


def drops_exactly_once_per_stall(losses, rate, factor, patience, more=1):
    rates, best, waited = [], np.inf, 0
    for loss in losses:
        waited = 0 if loss < best else waited + 1
        best = min(best, loss)
        if waited == patience + more:
            rate = rate * factor
        rates.append(rate)
    return rates


def early_and_on(losses, rate, factor, patience):
    return goes_on_dropping(losses, rate, factor, patience - 1)


def compares_with_the_first(losses, rate, factor, patience):
    return plateau(losses, rate, factor, patience, better=lambda loss, _: loss < losses[0] or loss is losses[0])


def compares_with_a_window(losses, rate, factor, patience):
    rates = []
    for i, loss in enumerate(losses):
        if i > patience and loss >= losses[i - patience]:
            rate = rate * factor
        rates.append(rate)
    return rates


def back_to_the_first(losses, rate, factor, patience):
    rates, best, waited, first = [], np.inf, 0, rate
    for loss in losses:
        if loss < best:
            best, waited, rate = loss, 0, first
        else:
            waited += 1
        if waited > patience:
            rate, waited = rate * factor, 0
        rates.append(rate)
    return rates


def past_rates_too(losses, rate, factor, patience):
    rates, best, waited = [], np.inf, 0
    for loss in losses:
        waited = 0 if loss < best else waited + 1
        best = min(best, loss)
        if waited > patience:
            rate, waited, rates = rate * factor, 0, [one * factor for one in rates]
        rates.append(rate)
    return rates


def takes_away(losses, rate, factor, patience):
    drops = np.round(np.log(np.array(plateau(losses, 1.0, factor, patience))) / np.log(factor))
    return rate - factor * drops


def only_where_it_drops(losses, rate, factor, patience):
    rates = [rate, *plateau(losses, rate, factor, patience)]
    return [after for before, after in zip(rates, rates[1:], strict=False) if after != before]


PLATEAU = Task(
    id="04.5",
    title="When the loss stalls",
    reference=rates_on_plateau,
    probes=(
        ([1.0, 0.8, 0.9, 0.8, 0.85, 0.7], 0.4, 0.1, 2),
        ([1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7], 1.0, 0.5, 1),
        ([1.0, 0.5, 0.9, 0.7, 0.6, 0.55, 0.45, 0.4], 0.2, 0.3, 2),
        ([1.0, 0.9, 0.95, 0.8, 0.85, 0.7], 0.4, 0.5, 0),
        ([1.0, 0.6, 0.7, 0.5, 0.6, 0.4, 0.5, 0.3], 0.1, 0.5, 1),
        ([1.0, 2.0, 2.0, 1.8, 1.8, 1.6, 1.6, 1.6], 0.8, 0.25, 2),
        ([1.0, 0.8, 0.79995, 0.79992, 0.7999, 0.9, 0.9, 0.9, 0.9, 0.85, 0.84, 0.7, 0.9], 0.3, 0.5, 1),
    ),
    insight="The same as lrlib's Plateau and torch's ReduceLROnPlateau, but for their threshold.",
    hints=(
        "You need three things that live on from epoch to epoch: the rate, the best loss so far, and for how many "
        "epochs nothing better has come.",
        "A loss below the best makes a new best and sets the count to 0; any other adds 1 to it. Once the count is "
        "*above* the patience, the rate falls and the count begins anew.",
        "Begin with best = np.inf and waited = 0. At the end of each turn of the loop, after the rate may have "
        "fallen, append it to a list; return the list after the loop.",
    ),
    next_step="follow the losses 1.0, 0.8, 0.9, 0.8, 0.85, 0.7 with a patience of 2 by hand, and note the count.",
    misconceptions=(
        Misconception(
            "an epoch early",
            lambda *a: plateau(*a, too_long=lambda n, p: n >= p),
            "Each drop comes an epoch early. It looks as if the count only has to reach the patience, >= in place of "
            ">. A patience of 2 lets two losses pass and acts on the third.",
            "look at the comparison of the count with the patience.",
            also=(drops_at_the_count,),
        ),
        Misconception(
            "lower for one epoch only",
            lower_for_one_epoch,
            "The drop comes at the right loss, and in the epoch after it the rate is back where it was. It looks as if "
            "the lower rate went into the list, and `rate` itself stayed.",
            "give the lower rate the name that the next round uses.",
        ),
        Misconception(
            "an epoch late",
            lambda *a: plateau(*a, too_long=lambda n, p: n > p + 1),
            "Each drop comes an epoch late: one loss more than the patience allows is let pass.",
            "drop as soon as the count is above the patience.",
        ),
        Misconception(
            "as good is better",
            lambda *a: plateau(*a, better=lambda loss, best: loss <= best),
            "It looks as if a loss that is as good as the best starts the count anew. As good is not better: the loss "
            "has stalled.",
            "ask for a loss below the best, and not for one that is no higher.",
        ),
        Misconception(
            "compared with the epoch before",
            compares_with_the_last,
            "It looks as if each loss is compared with the one before it. Then a loss that went up and comes slowly "
            "down again counts as progress, though it has been lower.",
            "compare with the lowest loss so far, and keep that one.",
        ),
        Misconception(
            "goes on dropping",
            goes_on_dropping,
            "The first drop is right, and then one follows in every epoch. It looks as if the count is not set back.",
            "when the rate falls, let the count begin anew at 0.",
        ),
        Misconception(
            "an epoch early, and goes on dropping",
            early_and_on,
            "Two things at once. The first drop comes an epoch early: it looks as if the count only has to reach "
            "the patience. And then a drop follows in every epoch, since the count is not set back.",
            "read once more when the rate is to fall. Then let the count begin anew at 0.",
        ),
        Misconception(
            "counts them all",
            counts_all,
            "It looks as if the count goes on after a better loss, and so counts all the worse ones there have been. "
            "Patience is for losses in a row.",
            "set the count to 0 whenever a loss is better than the best.",
        ),
        Misconception(
            "forgets the best",
            forgets_the_best,
            "It looks as if the best loss is forgotten when the rate falls. Then the next loss, however bad, counts as "
            "the best so far.",
            "keep the best loss when the rate falls; only the count begins anew.",
        ),
        Misconception(
            "the first loss counts against you",
            begins_with_the_first,
            "It looks as if the best begins as the first loss, and then the first loss is found to be no better than "
            "itself. So the count is one too high from the start.",
            "let the best begin at infinity, np.inf: then the first loss is the best so far.",
        ),
        Misconception(
            "one drop only",
            once,
            "The first drop is right, and there is no other. It looks as if the lowered rate is always worked out from "
            "the first one.",
            "multiply the rate as it is now, and keep the result.",
        ),
        Misconception(
            "noted before the drop",
            lambda losses, rate, factor, patience: [rate, *plateau(losses, rate, factor, patience)[:-1]],
            "Every rate comes an epoch late. It looks as if the rate is noted before it may fall: that is the one that "
            "this epoch has used. Wanted is the one that the next epoch will use.",
            "append the rate at the end of the loop.",
        ),
        Misconception(
            "the start as well",
            lambda losses, rate, factor, patience: [rate, *plateau(losses, rate, factor, patience)],
            "The rates are right, but there is one too many: the list begins with the rate before the first loss.",
            "let the list begin empty: one rate for each loss.",
        ),
        Misconception(
            "only the last rate",
            lambda *a: plateau(*a)[-1],
            "That is the rate at the end, and it is right. Wanted is a list: the rate after each loss.",
            "append the rate to a list in every turn of the loop, and return the list.",
        ),
        Misconception(
            "divided",
            lambda losses, rate, factor, patience: plateau(losses, rate, 1 / factor, patience),
            "The drops come at the right epochs, but they are rises: it looks as if the rate is divided by factor.",
            "multiply by factor: it is below 1.",
        ),
        Misconception(
            "higher is better",
            lambda *a: plateau(*a, better=lambda loss, best: loss > best or best == np.inf),
            "It looks as if a higher loss counts as better. That is right for accuracies; losses should fall.",
            "look at the comparison with the best.",
        ),
        Misconception(
            "never drops",
            lambda losses, rate, factor, patience: [rate] * len(losses),
            "The rate never falls. Perhaps it is lowered in a variable from which nothing is read afterwards, or the "
            "count never gets there.",
            "print the count in every turn of the loop, and see whether it gets above the patience.",
        ),
        Misconception(
            "the best set to the last loss",
            waited_after_a_drop(0, best_too=True),
            "It looks as if the loss at which the rate falls becomes the best. It was not better than the best: "
            "that is why the rate falls.",
            "keep the best loss when the rate falls; only the count begins anew.",
        ),
        Misconception(
            "the best begins at 0",
            lambda losses, rate, factor, patience: plateau(
                losses, rate, factor, patience, better=lambda loss, best: False
            ),
            "No loss ever counts as better. Perhaps the best begins at 0, and losses do not get below that; or the "
            "new best is not kept.",
            "let the best begin at infinity, np.inf, and lower it at every better loss.",
            also=(
                lambda losses, rate, factor, patience: (
                    [rate] + plateau(losses[1:], rate, factor, patience, better=lambda loss, best: False)
                ),
            ),
        ),
        Misconception(
            "taken away, not multiplied",
            takes_away,
            "The drops come at the right epochs, but factor is taken away from the rate in place of multiplying it.",
            "multiply by factor.",
        ),
        Misconception(
            "compared with the first loss",
            compares_with_the_first,
            "It looks as if every loss is compared with the first one. Once it is below that, everything counts as "
            "progress.",
            "lower the best whenever a loss is better.",
            also=(lambda losses, *a: plateau(losses, *a, better=lambda loss, _: loss < losses[0]),),
        ),
        Misconception(
            "a pause after a drop",
            waited_after_a_drop(-1),
            "After a drop there is one epoch more before the next: as if the count begins at −1. (Some libraries "
            "have such a cooldown; here there is none.)",
            "let the count begin anew at 0.",
        ),
        Misconception(
            "the count begins at 1",
            waited_after_a_drop(1),
            "After the first drop the next comes an epoch early. It looks as if the count begins anew at 1: the "
            "loss that made the rate fall is counted twice.",
            "let the count begin anew at 0.",
        ),
        Misconception(
            "one drop for a stall",
            drops_exactly_once_per_stall,
            "The rate falls once, and then no more until a loss is better. It looks as if the count is not set "
            "back, and asked whether it is *equal* to something.",
            "when the rate falls, let the count begin anew at 0.",
            also=(lambda *a: drops_exactly_once_per_stall(*a, more=0),),
        ),
        Misconception(
            "no patience",
            lambda losses, rate, factor, patience: plateau(losses, rate, factor, 0),
            "The rate falls at every loss that is not better: patience has no say in it.",
            "drop only once the count is above the patience.",
        ),
        Misconception(
            "compared with some epochs before",
            compares_with_a_window,
            "It looks as if each loss is compared with the one `patience` epochs before. Wanted is the count of "
            "losses in a row that were not below the lowest so far.",
            "keep the lowest loss so far, and count.",
        ),
        Misconception(
            "back to the first rate",
            back_to_the_first,
            "It looks as if the rate goes back to its first height when a loss is better. A rate that has fallen "
            "stays where it is.",
            "at a better loss change the best and the count, and nothing else.",
        ),
        Misconception(
            "past rates changed too",
            past_rates_too,
            "It looks as if a drop also lowers the rates that are in the list already. Those epochs are over.",
            "multiply rate alone, and leave the list as it is.",
        ),
        Misconception(
            "the losses",
            lambda losses, rate, factor, patience: losses,
            "These are the losses. Wanted are the rates.",
            "append the rate to your list, and not the loss.",
        ),
        Misconception(
            "only where it drops",
            only_where_it_drops,
            "The list has an entry only where the rate falls. Wanted is one for each loss. It looks as if the "
            "append stands inside the if.",
            "append after the if, in every turn of the loop.",
        ),
        Misconception(
            "a threshold",
            lambda losses, rate, factor, patience: plateau(
                losses, rate, factor, patience, better=lambda loss, best: loss < best * (1 - 1e-4)
            ),
            "It looks as if a loss has to be better by a little, as torch's ReduceLROnPlateau asks by default "
            "(threshold=1e-4). Here any loss below the lowest so far is better.",
            "ask only whether it is below the best; in torch, set the threshold to 0.",
            also=(
                lambda losses, rate, factor, patience: plateau(
                    losses, rate, factor, patience, better=lambda loss, best: loss < best - 1e-4
                ),
                lambda losses, rate, factor, patience: plateau(
                    losses, rate, factor, patience, better=lambda loss, best: loss < best * (1 - 1e-3)
                ),
            ),
        ),
    ),
)

# 04.6 Home on foggy days --------------------------------------------------------------------------------------------

DAYS = 50
STEPS = 60
FOG = 20  # m per km
GOAL = 0.042  # km, the mean over the days: nearer than the lesson's own cosine comes at any rate


def foggy(rates):
    """How far from the lodge the skier is, in km, after the last of STEPS steps: on each foggy day, and without fog."""
    lr = Schedule(lambda t: rates[np.minimum(t, len(rates) - 1)], "the learner's rates")
    days = noisy(mountain(), FOG, seed=np.arange(1000, 1000 + DAYS)[:, np.newaxis])
    in_fog = descend(days, GradientDescent(lr), STEPS, keep="last").distances()[-1]
    return in_fog, descend(mountain(), GradientDescent(lr), STEPS).distances()


def judge_schedule(answer):
    """The verdict on a rate, a list of rates, or a function of the step."""
    given = answer  # as it came, for the learner to recognize
    if callable(answer):
        answer = [answer(t) for t in range(STEPS)]
        if any(value is None for value in answer):
            return not_yet(
                "Your function returned None for some of the steps 0 to 59.\n\nNext: end it with return and the rate.",
                "returns nothing",
            )
    rates = read(answer).numbers
    if rates is not None and callable(given):
        rates = rates.reshape(len(rates), -1)
        rates = rates[:, 0] if rates.shape[1] == 1 else None
    if rates is None or rates.ndim > 1 or rates.size == 0:
        return not_yet(
            f"- You answered: {code(shown(given))}\n\nWanted is a learning rate, a list of them, or a function of the "
            "step such as a schedule.\n\nNext: hand over something like 0.003 * cosine_decay(60).",
            "not a schedule",
        )
    rates = np.atleast_1d(rates)
    if not np.isfinite(rates).all() or (rates < 0).any():
        return not_yet(
            "There is a rate below zero, or one that is no number. With a negative rate a step goes uphill.\n\nNext: "
            "print your rates for the steps 0 to 59.",
            "negative",
        )
    if not rates.any():
        return not_yet("With a rate of 0 nobody moves.\n\nNext: use rates above zero.", "zero")
    in_fog, clear = foggy(rates)
    if not np.isfinite(in_fog).all():
        return not_yet(
            f"- On {int((~np.isfinite(in_fog)).sum())} of {DAYS} days the skier leaves the map.\n\nThe first rates are "
            "so high that a step in the fog can lead anywhere.\n\nNext: halve the highest rate.",
            "off the map",
        )
    mean = f"On {DAYS} foggy days you end up {1000 * in_fog.mean():.0f} m from the lodge, in the mean"
    if in_fog.mean() <= GOAL:
        return passed(f"{mean}. Can you get closer? The lesson has ten schedules to try, each with a rate of its own.")
    facts = f"- {mean}; without fog it would be {1000 * clear[-1]:.0f} m."
    if clear[-1] > GOAL / 2 and (np.diff(clear) <= 1e-6).all():
        return not_yet(
            f"{facts}\n\nEven in clear air you would not quite have arrived: the rates are too low, or they fall too "
            "soon.\n\nNext: raise the rate, or let it fall more slowly.",
            "too slow",
        )
    if clear[-1] > GOAL:
        return not_yet(
            f"{facts}\n\nEven in clear air you would hop past the lodge: near it these steps are too long.\n\nNext: "
            "lower the last rates.",
            "too high",
        )
    if rates[:STEPS][-1] < rates[:STEPS].max() / 2:
        return not_yet(
            f"{facts}\n\nYou do begin high and end low, and in clear air you would arrive. But what the fog did in the "
            "steps between is not made good yet.\n\nNext: let the rate fall sooner and stay low for longer; if you "
            "then no longer arrive, begin higher.",
            "not low for long",
        )
    return not_yet(
        f"{facts}\n\nIn clear air you would arrive. What keeps you away is the fog, which a high rate follows wherever "
        "it leads.\n\nNext: begin high and end low, so that the last steps are short.",
        "hovers",
    )


FOGGY_DAYS = Task(
    id="04.6",
    title="Home on foggy days",
    judge=judge_schedule,
    seconds=20.0,
    next_step="try 0.003, and see what the check says about it.",
    hints=(
        "Try a constant rate first: 0.003, and then 0.0015. What does the check say keeps the skier from the lodge?",
        "Begin as high as the mountain allows, 0.003 or a little more, and let the rate fall over the 60 steps.",
        "0.003 * cosine_decay(60) comes near. Take one that is low for longer, your staircase say, and try its rates.",
    ),
)

TASKS = (FLOOR, STAIRCASE, PER_BATCH, WARM_COSINE, PLATEAU, FOGGY_DAYS)
