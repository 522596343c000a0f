"""The predictions of lesson 05, momentum."""

from lrlib.feedback.quiz import Choice, Quiz

A_STEADY_SLOPE = Quiz(
    id="05.1",
    question=(
        "The slope is 1 everywhere, the rate is 0.1. Without momentum every step is 0.1 long. With β = 0.9, how long "
        "do the steps become?"
    ),
    choices=(
        Choice(
            "0.1, as without: the slope is the same everywhere",
            "The push is the same everywhere. But a ball adds each push to what it has left of the earlier ones, so "
            "its second step is longer than its first.",
        ),
        Choice(
            "0.19: what is left of one step is added to the next",
            "That is the second step: 0.1 and 0.09 of the first. At the third there is 0.081 left of the first as "
            "well, and so on. Everything before counts, faded.",
        ),
        Choice(
            "1: they grow to ten times the length, and no more",
            "The faster the ball, the more friction takes: a tenth of its velocity at each step. When a tenth of the "
            "velocity is as much as the slope adds, it gets no faster.",
            right=True,
        ),
        Choice(
            "longer without end: each step is longer than the one before",
            "Without friction, at β = 1, they would. But a tenth of the velocity is lost at every step, and the more "
            "velocity there is, the more that is.",
        ),
    ),
)

MORE_STILL = Quiz(
    id="05.2",
    question="Same start, same rate of 0.01, and now β = 0.97. Where does the ball end?",
    choices=(
        Choice(
            "in the deep hollow: more momentum, so it clears the hill all the more easily",
            "It does clear the hill easily. But it arrives in the deep hollow with all that speed, and has to get rid "
            "of it there. Look at how far up the other side it rolls.",
        ),
        Choice(
            "in the small hollow: it goes over the hill, and comes back over it",
            "What carries it over once can carry it over twice. The last of its speed is spent on the wrong side.",
            right=True,
        ),
        Choice(
            "nowhere: it swings to and fro for good",
            "For a long time it does swing. But 3 % of the velocity is lost at every step, so in the end it rests.",
        ),
        Choice(
            "outside: it is so fast that it leaves the valley",
            "These walls get steeper the higher the ball rolls, so with 0.97 they turn it back. (At a rate of 0.1 some "
            "pairs do leave: they are hatched on the map.)",
        ),
    ),
)

A_HUNDRED_TIMES_NARROWER = Quiz(
    id="05.3",
    question=(
        "One ravine has κ = 100, another κ = 10,000. Gradient descent at its best takes 231 steps in the first, until "
        "1 % of the way is left, and 100 times as many in the second. And momentum, each time with its best pair?"
    ),
    choices=(
        Choice(
            "100 times as many as well: it is quicker in both, by the same factor",
            "A fixed factor is what a higher rate would bring. But look at the formulas: there stand the roots of the "
            "curvatures. The narrower the ravine, the more momentum gains.",
        ),
        Choice(
            "10 times as many, or a little more",
            "The root of 100. That is why momentum matters most where the ravine is narrowest: it turns κ into the "
            "root of κ.",
            right=True,
        ),
        Choice(
            "as many as in the first: β makes up for the narrowness",
            "A higher β does make up for some of it, and the best β grows with κ. But a ball with a high β has to be "
            "slowed down again in the end, and that takes its steps.",
        ),
        Choice(
            "more than 100 times as many: in a narrow ravine the ball bounces from wall to wall",
            "With a rate that is too high it would. At the best pair it does not: across the ravine pushes flip, and "
            "momentum damps what flips.",
        ),
    ),
)

THE_RATE_WITH_MOMENTUM = Quiz(
    id="05.4",
    question=(
        "Without momentum, 0.68 is as good a rate as any for this network. Now with β = 0.9: which rate is about as "
        "good?"
    ),
    choices=(
        Choice(
            "0.68: rate and momentum are two separate settings",
            "Two sliders suggest it. But with β = 0.9 every slope counts about ten times before it has faded, so the "
            "same number moves the weights ten times as far.",
        ),
        Choice(
            "1.3: the edge moves up with 1 + β, so nearly twice as much is allowed",
            "The edge does move up, on a bowl exactly so. But what is allowed is not what is best: with slopes that "
            "are noisy, ten of them added up bring ten times the noise.",
        ),
        Choice(
            "0.07: a tenth",
            "The steps grow to 1 / (1 − β) = 10 times the length, on steady slopes and in noise. A tenth of the rate "
            "makes up for it.",
            right=True,
        ),
        Choice(
            "6.8: momentum smooths the steps, so they may be ten times as long",
            "Smoothing would speak for longer steps. But in this form momentum does not average the slopes, it adds "
            "them up, so the steps are ten times as long already.",
        ),
    ),
)

QUIZZES = (A_STEADY_SLOPE, MORE_STILL, A_HUNDRED_TIMES_NARROWER, THE_RATE_WITH_MOMENTUM)
