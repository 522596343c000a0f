"""The record of a training, or of a sweep of them: losses, accuracies and rates, and the trained networks."""

from copy import deepcopy
from dataclasses import dataclass, fields, replace

import numpy as np
import torch
from torch import nn

from lrlib.descent import picked
from lrlib.optimizers import is_rule
from lrlib.schedules import Schedule
from lrlib.validation import single


@dataclass(frozen=True, eq=False)
class History:
    """What a training (or a sweep of them) did. A frozen record, which figures and diagnoses take.

    A single training has no axes; one of `train_many` has *axes = (*sweep, seeds). An epoch of `batches` steps goes
    once through the training part, and epoch 0 is before the first step.

    rule                    the update rule, or what made torch's optimizer
    seed                    the seed, or all those along the last axis, a tuple
    batch_size, batches     inputs in a batch, batches in an epoch
    batch_losses            (steps, *axes): the loss of each step's batch, before the step
    lrs                     (steps, *axes): the learning rate of each step (of torch's first parameter group)
    train_losses            (epochs + 1, *axes): the mean loss on the whole training part, after each epoch
    train_accuracies        (epochs + 1, *axes): the share of it that is right
    validation_losses       (epochs + 1, *axes), and
    validation_accuracies   the same on the validation part
    diverged_at             (*axes): after how many steps a loss was first inf or NaN, and −1 where it never was
    network, state          the model as it was handed over, and what its state_dict() holds at the end, (*axes, …)

    A network that flies away is data, not an accident: its losses end in inf or NaN. (All its scores are NaN then, and
    it takes every image for a 0, so that its accuracy is the share of zeros.)
    """

    rule: object
    seed: int | tuple
    batch_size: int
    batches: int
    batch_losses: np.ndarray
    lrs: np.ndarray
    train_losses: np.ndarray
    train_accuracies: np.ndarray
    validation_losses: np.ndarray
    validation_accuracies: np.ndarray
    diverged_at: np.ndarray
    network: nn.Module
    state: dict

    @property
    def steps(self):
        return len(self.batch_losses)

    @property
    def epochs(self):
        return len(self.validation_losses) - 1

    @property
    def lr(self):
        """The learning rate of each setting of the sweep: shape (*sweep), a float for one. Of a schedule: its highest.

        What a Plateau lowers is in `lrs`.
        """
        rates = self.highest("lr") if is_rule(self.rule) else self.lrs.max(axis=0, initial=0)
        return float(rates) if rates.ndim == 0 else rates

    @property
    def sweep(self):
        """The shape of the sweep, without the seeds: () for one setting."""
        return np.shape(self.diverged_at)[: -1 if isinstance(self.seed, tuple) else None]

    @property
    def axes(self):
        """What varies along each axis: ('lr', 'beta', 'seed'). Along one axis it may be 'lr and beta'."""
        names = []
        for axis in range(len(self.sweep)):
            shapes = {field.name: shape_of(self.rule, field.name) for field in fields(self.rule)}
            depth = len(self.sweep) - axis + 1  # the axis's place in a hyper-parameter, counted from the end
            long = [name for name, shape in shapes.items() if len(shape) >= depth and shape[-depth] > 1]
            short = [name for name, shape in shapes.items() if len(shape) == depth]
            names.append(" and ".join(long or short))
        return (*names, "seed") if isinstance(self.seed, tuple) else ()

    @property
    def model(self):
        """The trained network of a single training: a new copy each time, ready to be evaluated."""
        if np.ndim(self.diverged_at):
            raise ValueError(f"there are {np.size(self.diverged_at)} networks here: pick one, as in at(lr=0.1, seed=0)")
        model = deepcopy(self.network).to("cpu", torch.float32)
        model.load_state_dict(self.state)
        return model.eval()

    def best(self):
        """The setting of the sweep with the lowest validation loss at its end, the mean over its seeds: with all seeds.

        One that diverged, if only from one seed, never wins.
        """
        final = self.validation_losses[-1]
        mean = final.mean(axis=-1) if isinstance(self.seed, tuple) else final
        mean = np.where(np.isfinite(mean), mean, np.inf)
        if np.isinf(mean).all():
            raise ValueError("nothing here ends with a finite validation loss from every seed, so nothing is the best")
        return self.run(np.unravel_index(mean.argmin(), mean.shape))

    def at(self, seed=None, **values):
        """The setting whose hyper-parameters lie nearest to `values`: `history.at(lr=0.1)`, with all its seeds.

        Each name is looked up by itself, in its own units; of a schedule counts its highest value. With a seed, which
        must be one of those trained from, it is that network alone: `history.at(lr=0.1, seed=0)`.
        """
        known = [field.name for field in fields(self.rule)] if is_rule(self.rule) else []
        distance = np.zeros(self.sweep)
        for name, value in values.items():
            if name not in known:
                raise TypeError(f"{name} is not a hyper-parameter of {type(self.rule).__name__}; it has {known}")
            distance = distance + np.abs(self.highest(name) - single(name, value))
        index = np.unravel_index(distance.argmin(), distance.shape)
        if seed is None:
            return self.run(index)
        seeds = self.seed if isinstance(self.seed, tuple) else (self.seed,)
        if seed not in seeds:
            raise ValueError(f"seed must be one of those trained from, {list(seeds)}; got {seed!r}")
        return self.run((*index, seeds.index(seed)) if isinstance(self.seed, tuple) else index)

    def run(self, index):
        """One setting, by its index into the sweep, or one network, by its index into sweep and seeds: a History."""
        sweep, seed = self.sweep, self.seed
        if len(index) > len(sweep):
            seed = seed[index[-1]]
        rule = self.rule
        if is_rule(rule):
            values = {field.name: getattr(rule, field.name) for field in fields(rule)}
            values = {name: picked(value, (*sweep, 1), index[: len(sweep)]) for name, value in values.items()}
            single = {name: value.item() for name, value in values.items() if getattr(value, "size", 0) == 1}
            rule = replace(rule, **values | single)
        at = (slice(None), *index)
        return replace(
            self,
            rule=rule,
            seed=seed,
            **{name: getattr(self, name)[at] for name in CURVES},
            diverged_at=self.diverged_at[index],
            state={name: tensor[index] for name, tensor in self.state.items()},
        )

    def highest(self, name):
        """The hyper-parameter `name` of each setting, (*sweep): of a schedule, its highest value on the way."""
        value = getattr(self.rule, name)
        if isinstance(value, Schedule):
            steps = np.arange(max(self.steps, 1)).reshape(-1, *[1] * (len(self.sweep) + 1))
            value = np.max(value(steps), axis=0)
        return np.broadcast_to(value, (*self.sweep, 1))[..., 0]

    def __repr__(self):
        name = type(self.rule).__name__ if is_rule(self.rule) else "torch.optim"
        count = np.size(self.diverged_at)
        return f"<History: {name}, {count} network{'s' * (count > 1)}, {self.epochs} epochs of {self.batches} steps>"


# The fields of a History that have a first axis of steps or epochs.
CURVES = (
    "batch_losses",
    "lrs",
    "train_losses",
    "train_accuracies",
    "validation_losses",
    "validation_accuracies",
)


class Recorder:
    """The arrays of a History while it is being made: NaN where nothing has come in yet."""

    def __init__(self, epochs, batches, networks):
        self.batches = batches
        self.batch_losses, self.lrs = np.full((2, epochs * batches, networks), np.nan)
        self.train_losses, self.train_accuracies = np.full((2, epochs + 1, networks), np.nan)
        self.validation_losses, self.validation_accuracies = np.full((2, epochs + 1, networks), np.nan)

    def history(self, axes, **others):
        """The History, with the networks along these axes."""
        # A loss is first bad either at a step, or in the look at all the data after an epoch.
        bad = np.zeros((len(self.batch_losses) + 1, self.batch_losses.shape[1]), bool)
        bad[:-1] = ~np.isfinite(self.batch_losses)
        bad[:: self.batches] |= ~(np.isfinite(self.train_losses) & np.isfinite(self.validation_losses))
        diverged_at = np.where(bad.any(axis=0), bad.argmax(axis=0), -1)
        curves = {name: getattr(self, name).reshape(-1, *axes) for name in CURVES}
        return History(**curves, batches=self.batches, diverged_at=diverged_at.reshape(axes), **others)


def shape_of(rule, name):
    """The shape of the hyper-parameter `name` at one step."""
    value = getattr(rule, name)
    return np.shape(value(0) if isinstance(value, Schedule) else value)
