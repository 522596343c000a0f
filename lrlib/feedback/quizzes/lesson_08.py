"""The predictions of lesson 08, beyond."""

from lrlib.feedback.quiz import Choice, Quiz

AT_THE_EDGE = Quiz(
    id="08.1",
    question=(
        "At its first weights the sharpness of this network is 7. At a low rate it climbs, and goes on climbing. "
        "Now the rate is 0.2, so that 2/η is 10. What will the sharpness do in 800 steps?"
    ),
    choices=(
        Choice(
            "It climbs past 10, and the training diverges.",
            "On a bowl it would: there the sharpness is the same everywhere. In the valley above, a hop that grew "
            "carried the skier to gentler walls. See whether the network has such places.",
        ),
        Choice(
            "It climbs to about 10 and stays there, and the loss goes on falling, in fits and starts.",
            "Beyond 10 a hop grows and throws the weights toward gentler walls; below it they climb again. So it "
            "hovers at the edge that the rate has set.",
            right=True,
        ),
        Choice(
            "It climbs to the same height as at the low rate: it belongs to the network, not to the rate.",
            "One thinks of the curvature as a property of the landscape. But a landscape is curved differently at "
            "each place, and the rate decides at which places one can be.",
        ),
        Choice(
            "It falls toward 0 as the loss falls.",
            "That happens with some losses when nearly everything is learned. Here there is much left to learn after "
            "800 steps, and on the way the sharpness climbs.",
        ),
    ),
)

SIXTEEN_TIMES_THE_BATCH = Quiz(
    id="08.2",
    question=(
        "With batches of 8 and the rate 0.025 this network comes to a validation loss of about 0.6 in five epochs, "
        "which are 675 steps. With batches of 128, five epochs are 45 steps. Which rate brings it to the same loss "
        "in them?"
    ),
    choices=(
        Choice(
            "0.025: the network and its valley are the same.",
            "The valley is the same, and so is its edge. But 45 steps of the old length are a fifteenth of the way.",
        ),
        Choice(
            "0.1: the noise of a batch falls with the root of its size, and the root of 16 is 4.",
            "The size of the noise falls with the root, true. But what counts is its square, and how many steps there "
            "are; for gradient descent both give the factor 16. (The root is the rule for Adam.)",
        ),
        Choice(
            "0.4: sixteen times as high.",
            "A fifteenth of the steps, each sixteen times as long, and each with a gradient in which a sixteenth of "
            "the squared noise is left: about the same way. It works here since 0.4 is still below the edge.",
            right=True,
        ),
        Choice(
            "None: 45 steps cannot do what 675 did.",
            "That will be true of 15 steps, with batches of 512: their rate would have to be beyond the edge. For 45 "
            "there is still room.",
        ),
    ),
)

WIDER = Quiz(
    id="08.3",
    question=(
        "In the usual parametrization the best rate of Adam at width 16 is 0.056. Where is it at width 256, sixteen "
        "times as wide?"
    ),
    choices=(
        Choice(
            "At the same rate: Adam divides by the size of the slopes.",
            "That is why one might expect it: each weight moves by about η, however wide the network is. But sixteen "
            "times as many of them move together, and their effects add up.",
        ),
        Choice(
            "Lower, by a factor of about ten.",
            "Each sum has sixteen times as many terms, and Adam moves them all the same way.",
            right=True,
        ),
        Choice(
            "Higher: each weight matters less in a wide network, and can move farther.",
            "Each matters less, but there are more of them, and a step does not move them at random: they all pull "
            "the scores the same way.",
        ),
        Choice(
            "Lower, by a factor of 250: there are about that many times as many weights between the middle layers.",
            "There are 256 times as many. But each sum adds up only the terms of one row, and there are sixteen times "
            "as many of those.",
        ),
    ),
)

FROM_A_MILLIONTH = Quiz(
    id="08.4",
    question=(
        "On the bowl of lesson 02, 10 away from the bottom, Prodigy begins with d = 0.000001, and its steps are a few "
        "times as long as d. What will d do in 400 steps?"
    ),
    choices=(
        Choice(
            "Stay tiny: steps of a millionth tell nothing about a way of 10.",
            "The steps are tiny at first. But all slopes point the same way then, and that is just what makes the "
            "estimate grow.",
        ),
        Choice(
            "Grow a millionfold in some twenty steps, and then stay where it is.",
            "While it is far too small it multiplies itself. Once the steps are of the size of the way, the slopes "
            "turn, and nothing more is added.",
            right=True,
        ),
        Choice(
            "Grow and shrink with the slopes.",
            "In Adam the size of the slopes goes up and down, and is divided away. This d is a guess of a distance, "
            "and the rule takes a maximum: it never shrinks.",
        ),
        Choice(
            "Grow for ever, since it never shrinks, so that the steps get too long in the end.",
            "It never shrinks, true. But it grows only while the fraction is above it, and near the bottom the slopes "
            "point now one way and now the other.",
        ),
    ),
)

QUIZZES = (AT_THE_EDGE, SIXTEEN_TIMES_THE_BATCH, WIDER, FROM_A_MILLIONTH)
