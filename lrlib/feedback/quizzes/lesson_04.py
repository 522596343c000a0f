"""The predictions of lesson 04, decay."""

from lrlib.feedback.quiz import Choice, Quiz

TEN_TIMES_AS_LONG = Quiz(
    id="04.1",
    question=(
        "At the rate 0.2 the skiers come down from 10. After 100 steps they are typically 0.33 from the bottom. How "
        "far after 1,000 steps?"
    ),
    choices=(
        Choice(
            "0, or as good as: they settle.",
            "Without noise they would: each step takes away a fifth of what is left. But each step also adds a fifth "
            "of a fresh error, and near the bottom that is all there is.",
        ),
        Choice(
            "about 0.1: noise averages out, as the root of the number of steps",
            "An average of ten times as many errors is about three times as small. But at a constant rate the latest "
            "errors always count the most, and the old ones are forgotten: nothing gets averaged over all the steps.",
        ),
        Choice(
            "about 0.33, as before",
            "What each step takes away and what it adds are in balance, and waiting changes neither of them.",
            right=True,
        ),
        Choice(
            "about 1: the errors add up",
            "Errors alone would, as the steps of somebody who wanders without aim do. But the slope leads back, the "
            "more strongly the farther out one is.",
        ),
    ),
)

A_TENTH_OF_THE_RATE = Quiz(
    id="04.2",
    question=(
        "The rate is 0.1 for 100 steps, by which time the loss hovers at its floor. Then it drops to 0.01. What does "
        "the loss, the mean of 400 skiers, do from there on?"
    ),
    choices=(
        Choice(
            "It stays at the same level, and only trembles less.",
            "Smaller steps do tremble less. But the level of the loss is made of that trembling: it is the mean square "
            "of how far the skiers are thrown about.",
        ),
        Choice(
            "It sinks to about a tenth, and takes some hundreds of steps for it.",
            "The new floor is a tenth of the old one. But the distance that is there has to be walked off, and at a "
            "tenth of the rate that takes ten times as long.",
            right=True,
        ),
        Choice(
            "It falls to a tenth at the very next step.",
            "The floor is a tenth from now on. But the skiers are still where the high rate has left them, and one "
            "step of 0.01 takes away 1 percent of that distance, which is 2 percent of the loss above the floor.",
        ),
        Choice(
            "It stays, since at a low rate progress has come to an end.",
            "On the way down from the start a low rate is indeed slow. Here there is only a short way left, and what "
            "held the skiers up was the noise and not the distance.",
        ),
    ),
)

PATIENCE = Quiz(
    id="04.3",
    question=(
        "A plateau rule has a patience of 2. The validation losses after the epochs 1 to 6 are 1.0, 0.8, 0.9, 0.8, "
        "0.85, 0.7. After which epoch is the rate lowered?"
    ),
    choices=(
        Choice(
            "after epoch 3, the first that is no better",
            "That would be a patience of 0. A loss of a noisy run goes up now and then; patience is there to let that "
            "pass.",
        ),
        Choice(
            "after epoch 4, when two in a row were no better",
            "This is what a rule does that acts as soon as the count has reached the patience. But a "
            "patience of 2 lets two of them pass, and acts on the next.",
        ),
        Choice(
            "after epoch 5, when three in a row were no better",
            "0.9, 0.8 and 0.85 are not below the best, 0.8. Two of them are let pass, and the third one is too many.",
            right=True,
        ),
        Choice(
            "not at all: 0.8 in epoch 4 is as good as the best, so the count begins anew",
            "As good is not better. Only a loss below the best starts the count anew.",
        ),
    ),
)

THE_WRONG_CLOCK = Quiz(
    id="04.4",
    question=(
        "You want the rate, 0.4, to be halved after each epoch, and take ExponentialLR(optimizer, gamma=0.5). An epoch "
        "has 34 batches. By mistake scheduler.step() stands in the loop over batches. What is the rate after one epoch?"
    ),
    choices=(
        Choice(
            "0.00000000002",
            "It was halved 34 times: 0.5 to the power of 34 is 6 parts in a hundred billion. Training has come to a "
            "standstill, and no error tells you so.",
            right=True,
        ),
        Choice(
            "0.2: a scheduler knows when an epoch is over",
            "It knows nothing of your loops. It counts how often its step() was called, and calls that an epoch.",
        ),
        Choice(
            "0.4 / 34 = 0.012",
            "That would be a rate that is divided by the number of batches. But halving 34 times is not dividing by "
            "34.",
        ),
        Choice(
            "none: PyTorch stops with an error",
            "One could wish for it. But a scheduler that is stepped per batch is nothing unusual, since many are meant "
            "to be. Only you know which clock you had in mind.",
        ),
    ),
)

EACH_AT_ITS_BEST = Quiz(
    id="04.5",
    question=(
        "On the bowl a schedule at its best rate came to about a third of the loss of a constant one at its best. "
        "How will it be on the digits network, on validation images, after ten epochs?"
    ),
    choices=(
        Choice(
            "About the same: a third of the loss, and clearly more images right.",
            "On the bowl the noise floor was all that was left of the loss. A network's validation loss has more in "
            "it: what these 1,077 images do not teach about others, and no rate can change that.",
        ),
        Choice(
            "A constant rate will be better, since it never stops learning.",
            "In the first epochs it is ahead, as its rate is higher. But then it swings, and where it happens to be at "
            "the end is a matter of luck.",
        ),
        Choice(
            "No difference at all: ten epochs are too short for noise to matter.",
            "The figure above speaks against it: there the loss ended lower, and lay still, once the rate had "
            "dropped. Noise does matter within ten epochs.",
        ),
        Choice(
            "A little less loss, hardly more images right.",
            "The schedule takes away the swinging. On this small network that is a small part of the loss, and a large "
            "part of the luck: the seeds end closer together.",
            right=True,
        ),
    ),
)

QUIZZES = (TEN_TIMES_AS_LONG, A_TENTH_OF_THE_RATE, PATIENCE, THE_WRONG_CLOCK, EACH_AT_ITS_BEST)
