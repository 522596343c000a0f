"""Real data in three parts: to train on, to choose by, and to be opened once. Nothing is downloaded.

>>> data = digits()
>>> data
<Data: digits, 1077 to train on, 360 to validate with, 360 to test with>
>>> data.batches(64)
17
"""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
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
    rows = split_of_digits()
    pixels = np.loadtxt(file_of_digits(), delimiter=",")  # 64 of them and the label, in each line
    inputs = torch.tensor(pixels[:, :-1] / 16, dtype=torch.float32, device="cpu")
    targets = torch.tensor(pixels[:, -1], dtype=torch.int64, device="cpu")
    return Data("digits", *(Part(inputs[rows[name]], targets[rows[name]]) for name in ("train", "validation", "test")))


def file_of_digits():
    """The file in which scikit-learn brings the digits: found, not imported, which would take a second and 80 MB."""
    package = find_spec("sklearn")
    if package is None:
        raise FileNotFoundError("the digits come with scikit-learn, which is not installed: pip install scikit-learn")
    file = Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz"
    if not file.exists():
        raise FileNotFoundError(
            "the digits (digits.csv.gz) are missing from this scikit-learn: pip install --force-reinstall scikit-learn"
        )
    return file


def split_of_digits():
    """Which lines of the file belong to which part, in the order in which they are trained on: {part: line numbers}.

    Drawn once by scikit-learn's `train_test_split`, stratified by digit, with the seed 0 (a test repeats it), and
    kept in digits_split.txt, so that no version of any library draws another.
    """
    rows, name = {}, ""
    for line in (Path(__file__).parent / "digits_split.txt").read_text(encoding="utf-8").splitlines():
        if line.isalpha():
            name = line
        else:
            rows[name] = [*rows.get(name, []), *map(int, line.split())]
    return rows


def within(data, batch_size):
    """`batch_size` as an int from 1 to the size of the training part."""
    batch_size = whole_number("batch_size", batch_size, low=1)
    if batch_size > len(data.train.targets):
        raise ValueError(
            f"batch_size must be at most {len(data.train.targets)}, all of the training part; got {batch_size}"
        )
    return batch_size
