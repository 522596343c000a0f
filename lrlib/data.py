"""Real data in three parts: to train on, to choose by, and to be opened once. Nothing is downloaded.

>>> data = digits()
>>> data
<Data: digits, 1077 to train on, 360 to validate with, 360 to test with>
>>> data.batches(64)
17
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from lrlib.validation import whole_number


class Part(NamedTuple):
    """Inputs, float32, (n, …), and targets, the number of each one's class, int64, (n,)."""

    inputs: torch.Tensor
    targets: torch.Tensor


@dataclass(frozen=True, eq=False)
class Data:
    """Data in three parts, each a pair (inputs, targets) of tensors.

    name         what to call it
    train        what the gradients are taken from
    validation   what a learning rate, a schedule, a rule is chosen by
    test         for the end, and only once: what has been chosen by it can no longer be judged by it
    """

    name: str
    train: Part
    validation: Part
    test: Part

    def __post_init__(self):
        for name in ("train", "validation", "test"):
            object.__setattr__(self, name, part(name, getattr(self, name)))

    @property
    def classes(self):
        """How many classes there are: the highest target and 1."""
        return 1 + max(int(each.targets.max()) for each in (self.train, self.validation, self.test))

    def batches(self, batch_size):
        """How many batches, and so steps, an epoch has. The last may be smaller: every image has its turn."""
        return -(-len(self.train.targets) // within(self, batch_size))

    def __repr__(self):
        sizes = [len(each.targets) for each in (self.train, self.validation, self.test)]
        return f"<Data: {self.name}, {sizes[0]} to train on, {sizes[1]} to validate with, {sizes[2]} to test with>"


def part(name, pair):
    """`pair` as a Part; an error that names it where it is not one."""
    inputs, targets = pair if isinstance(pair, tuple) and len(pair) == 2 else (None, None)
    if not (torch.is_tensor(inputs) and inputs.dtype == torch.float32 and torch.is_tensor(targets)):
        raise TypeError(f"{name} must be a pair (inputs, targets) of tensors, the inputs float32; got {type(pair)}")
    if targets.dtype != torch.int64 or targets.shape != inputs.shape[:1] or not len(targets) or targets.min() < 0:
        raise ValueError(
            f"{name} must have one target for each input, int64 and at least 0; its inputs have the shape "
            f"{tuple(inputs.shape)}, its targets the shape {tuple(targets.shape)} and {targets.dtype}"
        )
    return Part(inputs, targets)


def digits():
    """Handwritten digits, 8 × 8 pixels: 1,077 to train on, 360 to validate with and 360 to test with, as Data.

    Scikit-learn's copy of the 1,797 test digits of UCI's "Optical Recognition of Handwritten Digits" (Alpaydin and
    Kaynak 1998): nothing is downloaded. Split once, with a fixed seed, each digit in the same proportion in every part.

    An input is a row of 64 pixels from 0 (paper) to 1 (ink): the gray levels 0 … 16, divided by 16. They are not
    standardized: so no statistic has to be learned from the training part and carried along, a pixel that is always
    blank stays 0 rather than 0 / 0, and `inputs[0].reshape(8, 8)` is a picture.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    images, labels = load_digits(return_X_y=True)
    rest, test = train_test_split(np.arange(len(labels)), test_size=360, stratify=labels, random_state=0)
    training, validation = train_test_split(rest, test_size=360, stratify=labels[rest], random_state=0)
    inputs, targets = torch.tensor(images / 16, dtype=torch.float32), torch.tensor(labels, dtype=torch.int64)
    return Data("digits", *(Part(inputs[rows], targets[rows]) for rows in (training, validation, test)))


def within(data, batch_size):
    """`batch_size` as an int from 1 to the size of the training part."""
    batch_size = whole_number("batch_size", batch_size, low=1)
    if batch_size > len(data.train.targets):
        raise ValueError(
            f"batch_size must be at most {len(data.train.targets)}, all of the training part; got {batch_size}"
        )
    return batch_size
