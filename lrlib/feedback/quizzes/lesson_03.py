"""The predictions of lesson 03, exponential search."""

from lrlib.feedback.quiz import Choice, Quiz

THE_CURVE_THAT_SWINGS = Quiz(
    id="03.1",
    question=(
        "Look at curve D. It swings, and over the forty epochs it falls. You train once more with a tenth of its rate, "
        "for as long. Where does that run end?"
    ),
    choices=(
        Choice(
            "lower, since no step is lost to swinging any more",
            "That is the rule, and mostly it holds. But between its swings this curve falls a long way, and a tenth of "
            "the rate goes a tenth as far with each step. In forty steps that is not far.",
        ),
        Choice(
            "at about the same loss, only more smoothly",
            "It does go more smoothly. But smooth steps of a tenth of the length have to cover the same ground, and "
            "there are only forty of them.",
        ),
        Choice(
            "higher, since it does not get as far in forty epochs",
            "Swinging looks bad, and still this rate gets far in the time there is. To swing is a sign, not yet a "
            "verdict: only a second run can tell whether a lower rate ends lower.",
            right=True,
        ),
        Choice(
            "One cannot say: a curve that swings may belong to a rate that is too high, or to a good one.",
            "It may, and so the run is worth making. But something can be worked out: forty steps of a tenth of the "
            "length lead about as far as four of D's. Look at where D is after four.",
        ),
    ),
)

TEN_RATES = Quiz(
    id="03.2",
    question=(
        "You can afford ten rates between 0.001 and 10, and space them evenly, from 0.001 to 10. How many of the ten "
        "lie below 1?"
    ),
    choices=(
        Choice(
            "one",
            "The spacing is 10 / 9, which is more than 1: so only the very first lies below 1. Nine of ten tries are "
            "spent on a single decade, from 1 to 10.",
            right=True,
        ),
        Choice(
            "three",
            "Between 0.001 and 1 lie three powers of ten, and it is natural to give each of them a try. Even spacing "
            "does not: it measures with a ruler, on which those three are a tenth of the way.",
        ),
        Choice(
            "five",
            "Half of them would lie below the middle, and the middle of an even grid is 5, not 1.",
        ),
        Choice(
            "seven",
            "That is the answer for a grid spaced by factors, where three of the four decades lie below 1. This one "
            "is spaced by differences.",
        ),
    ),
)

THE_BEST_IS_THE_HIGHEST = Quiz(
    id="03.3",
    question=(
        "On a network that you have never seen, somebody has tried 1, 0.1, 0.01 and 0.001. The validation loss is the "
        "lowest at 1, and by far. What would you try next?"
    ),
    choices=(
        Choice(
            "Nothing: 1 has won, and by far.",
            "By far is exactly what makes it suspicious. From 0.001 to 1 each rate was better than the one below it; "
            "nothing that was seen says that this ends at 1.",
        ),
        Choice(
            "0.3, halfway between the best two",
            "That will be worth a run, later. But it can only tell you about the inside, and the best may lie outside: "
            "no rate was seen yet that is too high.",
        ),
        Choice(
            "10",
            "The search stopped at 1 because one has to stop somewhere, and not because of anything that was seen. As "
            "long as no higher rate is worse, 1 is no winner, only the last one asked.",
            right=True,
        ),
        Choice(
            "1 again, with other seeds",
            "Seeds tell you how much of a difference is luck. Here the differences are far larger than luck; what is "
            "missing is a rate on the other side.",
        ),
    ),
)

TWO_IMAGES = Quiz(
    id="03.4",
    question=(
        "Two networks, one trained with the rate 0.56 and one with 1, from the same seed. Of the 360 validation images "
        "the first gets 347 right and the second 349: 96.4 % and 96.9 %. Is 1 the better rate?"
    ),
    choices=(
        Choice(
            "Yes: same seed, same images, and it gets more of them right.",
            "It is a fair race, but a single one. Two images of 360 are half a point. From another seed, the same two "
            "rates may well finish the other way round.",
        ),
        Choice(
            "One cannot say: another seed may turn it round.",
            "The weights start at random, and the images come in a random order. What you want to know of a rate is "
            "how it does on average over that.",
            right=True,
        ),
        Choice(
            "Yes: I ran both again, and got exactly the same numbers.",
            "From the same seed you get the same numbers, as here everything random comes from it. That shows that the "
            "program is in order. It does not show that the difference is real.",
        ),
        Choice(
            "No: 0.56 is lower, and lower is safer.",
            "It does lie farther from what is too high, and that counts where two rates are equally good. Whether they "
            "are is the question.",
        ),
    ),
)

WHERE_IT_IS_LOWEST = Quiz(
    id="03.5",
    question=(
        "On this bowl every constant rate above 0.2 diverges. You raise the rate at each of 100 steps, from 0.001 to "
        "10, and note the loss. At about which rate is the loss the lowest?"
    ),
    choices=(
        Choice(
            "0.18, the best constant rate",
            "The best rate for a whole run is not where a run with a rising rate is lowest: the steps before, at other "
            "rates, have had their part in it.",
        ),
        Choice(
            "0.2, since from there on it diverges",
            "From there on each step does take one coordinate farther out. But it has come very close to the bottom "
            "by then, and first has to get back up.",
        ),
        Choice(
            "0.8, four times what still converges",
            "At 0.2 the loss begins to grow along the steep direction, but from almost nothing. Until that shows, the "
            "rate has risen on, and the loss has gone on falling along the other direction.",
            right=True,
        ),
        Choice(
            "0.05, where it falls fastest",
            "Where it falls fastest it is still falling. The lowest place comes later.",
        ),
    ),
)

QUIZZES = (THE_CURVE_THAT_SWINGS, TEN_RATES, THE_BEST_IS_THE_HIGHEST, TWO_IMAGES, WHERE_IT_IS_LOWEST)
