"""A prediction: a question, and an answer to each of its choices."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """One choice of a quiz.

    text       what can be chosen
    response   what is said to those who choose it: if it is wrong, why one might think so and what shows otherwise;
               if it is right, why
    right      whether it is; None where a question has no wrong answer
    """

    text: str
    response: str
    right: bool | None = False


@dataclass(frozen=True)
class Quiz:
    """A question with its choices, which are called A, B, C, … in their order. Plain text; `code` in backticks."""

    id: str
    question: str
    choices: tuple

    @property
    def letters(self):
        return "ABCDEFGH"[: len(self.choices)]

    def choice(self, letter):
        return self.choices[self.letters.index(letter)]
