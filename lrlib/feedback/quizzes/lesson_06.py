"""The predictions of lesson 06, adaptive rates."""

from lrlib.feedback.quiz import Choice, Quiz

ALWAYS_AS_FAR = Quiz(
    id="06.1",
    question=(
        "The curvatures are 1 and 100, and you start at (10, 1). Each coordinate moves by 0.3 at every step, whatever "
        "its slope, and always downhill. Where is the second coordinate, the steep one, after 100 steps?"
    ),
    choices=(
        Choice(
            "at 0: it is the closer one, and gets there first",
            "It gets close first. But to end at 0 it would have to take a step shorter than 0.3 there, and it has no "
            "short steps.",
        ),
        Choice(
            "far away: 0.3 is fifteen times as high as the edge, 2/100",
            "For gradient descent it is. There a step far out is long since the slope is large, and so it grows. Here "
            "the slope has only its sign left.",
        ),
        Choice(
            "hopping between 0.1 and −0.2, for ever",
            "1, 0.7, 0.4, 0.1, and the next step passes the bottom. From then on it is sent back at every step, always "
            "by 0.3.",
            right=True,
        ),
        Choice(
            "near 0, in hops that get shorter and shorter",
            "So it goes with gradient descent, below the edge: near the bottom the slope fades, and the steps with it. "
            "Here the slope's size has been divided away.",
        ),
    ),
)

TWICE_AS_FAR = Quiz(
    id="06.2",
    question=(
        "On a slope that is the same everywhere, Adagrad's steps are η, η/√2, η/√3, and so on. With the first 100 of "
        "them it gets 18.6 η far. How many more steps does it need to get twice as far?"
    ),
    choices=(
        Choice(
            "100",
            "That would be gradient descent, with steps that are all alike on such a slope. Here the steps 101 to "
            "200 are shorter than the first 100.",
        ),
        Choice(
            "about 170",
            "Shorter steps, so more of them: that is the right thought. But they go on getting shorter while you walk.",
        ),
        Choice(
            "about 270",
            "The way grows as the root of the number of steps, and for twice the way you need about four times as many "
            "in all.",
            right=True,
        ),
        Choice(
            "It never gets that far: the steps die out.",
            "They become as short as you like, and still they add up beyond every limit, since 1/√t fades slowly. "
            "(1, 1/2, 1/4, 1/8, … would come to an end.)",
        ),
    ),
)

NOT_CORRECTED = Quiz(
    id="06.3",
    question=(
        "Both averages start at 0, and somebody leaves the correction out. With β₁ = 0.9 and β₂ = 0.999, how long is "
        "the very first step?"
    ),
    choices=(
        Choice(
            "0.1 η: m holds only a tenth of the first gradient",
            "That is half of the story, and the half that most people tell: Adam without correction starts slowly. "
            "But s is too small as well, and it stands below.",
        ),
        Choice(
            "η: what m is short of, s is short of too",
            "Both are short, but not alike: m has a tenth of the gradient, s a thousandth of its square. And then "
            "comes a root.",
        ),
        Choice(
            "3.2 η",
            "0.1 above, √0.001 = 0.032 below. The divisor is short of more, so the step is longer, not shorter.",
            right=True,
        ),
        Choice(
            "32 η: s is a thousandth of g², and the step is divided by its root",
            "That is what s does by itself. m, above, holds a tenth of the gradient, and takes a factor of ten back.",
        ),
    ),
)

BY_A_MARGIN = Quiz(
    id="06.4",
    question=(
        "The digits network, 20 epochs, three seeds. Gradient descent, momentum and Adam each get a grid of rates of "
        "their own, and each is judged at its best one. Whose validation loss is lowest by a clear margin?"
    ),
    choices=(
        Choice(
            "Adam's: it gives each weight a rate of its own",
            "It does, and for some networks that decides. For this one, see how far apart the three lines end on the "
            "left.",
        ),
        Choice(
            "that of momentum: it gathers speed, and so gets farthest in 20 epochs",
            "It gets there early. But gradient descent at its own best rate, ten times as high, gets there too.",
        ),
        Choice(
            "that of gradient descent: the plainest rule ends on the flattest ground",
            "One reads that plain gradient descent does better on new data. It may; these three seeds do not show it.",
        ),
        Choice(
            "nobody's",
            "Given a good rate each, all three end within about 0.01 of each other. Where they differ is which rates "
            "are good.",
            right=True,
        ),
    ),
)

TURNED = Quiz(
    id="06.5",
    question=(
        "Take the ravine and turn it by 45°: the same shape, the same start, only that it no longer lies along an "
        "axis. Each rule may again choose its best rate. Who ends higher up than before?"
    ),
    choices=(
        Choice(
            "nobody: it is the same ravine",
            "So a skier would say. But a rule that treats each coordinate apart knows where the coordinates point.",
        ),
        Choice(
            "gradient descent, since it now zigzags across both axes",
            "It zigzags as much as before. A gradient turns with the landscape, so the whole path turns with it.",
        ),
        Choice(
            "those that divide each coordinate by its own slopes: Adagrad, RMSProp and Adam",
            "Turned, both coordinates see the steep wall at every step. Both have large slopes, both get short "
            "steps, and nothing is left to set them apart.",
            right=True,
        ),
        Choice(
            "all of them",
            "The ravine is as narrow as before. For gradient descent and momentum nothing has changed but the "
            "direction in which they walk.",
        ),
    ),
)

QUIZZES = (ALWAYS_AS_FAR, TWICE_AS_FAR, NOT_CORRECTED, BY_A_MARGIN, TURNED)
