"""A plain network, started anew from a seed, and how it does on data."""

from copy import deepcopy

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from lrlib.data import part
from lrlib.validation import whole_number


def mlp(*hidden, inputs=64, classes=10):
    """A plain network of linear layers with ReLU between them: mlp(64) is nn.Sequential of 64 → 64 → 10.

    hidden    the width of each hidden layer, whole numbers ≥ 1; mlp() has none and is a linear classifier
    inputs    numbers that go in; default 64, the pixels of a digit
    classes   numbers that come out, one score for each class; default 10

    The weights it comes with are always the same, and do not matter: `train` starts from its own seed.
    """
    named = [("inputs", inputs), *(("hidden", width) for width in hidden), ("classes", classes)]
    widths = [whole_number(name, width, low=1) for name, width in named]
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(0)
        layers = []
        for before, after in zip(widths[:-1], widths[1:], strict=True):
            layers += [nn.Linear(before, after, device="cpu", dtype=torch.float32), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def fresh(model, seed):
    """A copy of `model` on the CPU, started anew from `seed`: as if it had been built after torch.manual_seed(seed)."""
    network = deepcopy(model).to("cpu", torch.float32)
    torch.default_generator.manual_seed(seed)  # torch.manual_seed would reach for GPUs too
    for module in network.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    return network.train()


@torch.no_grad()
def evaluate(model, data):
    """How `model` does on one part of the data: its mean loss, and its accuracy, the share of inputs it gets right.

    `evaluate(history.model, data.test)` is for the very end.
    """
    inputs, targets = part("data", data)
    was_training = model.training
    outputs = model.eval()(inputs)
    model.train(was_training)
    return cross_entropy(outputs, targets).item(), right(outputs, targets).item() / len(targets)


def right(outputs, targets):
    """How many outputs have their highest score where the target is."""
    return (outputs.argmax(-1) == targets).sum(-1)
