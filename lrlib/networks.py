"""A plain network, started anew from a seed, and how it does on data."""

from contextlib import contextmanager, nullcontext
from copy import deepcopy
from threading import RLock

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
    with apart():
        torch.default_generator.manual_seed(0)
        layers = []
        for before, after in zip(widths[:-1], widths[1:], strict=True):
            layers += [nn.Linear(before, after, device="cpu", dtype=torch.float32), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


ALONE = RLock()  # torch's generator is one for all threads: who has seeded it has to be the only one to draw from it


@contextmanager
def apart():
    """Work apart from torch's global state: random numbers, grad mode and default device are afterwards what they were.

    One thread of Python at a time, or what one draws would depend on the others.
    """
    with ALONE, torch.random.fork_rng(devices=[]), torch.inference_mode(False), torch.enable_grad(), on_the_cpu():
        yield


def on_the_cpu():
    """Where another device is the default, new tensors come to lie on the CPU all the same, as the network does."""
    # Only then, since this costs a little at every operation.
    return nullcontext() if torch.get_default_device().type == "cpu" else torch.device("cpu")


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
    training = [module for module in model.modules() if module.training]  # some of its parts may be in eval mode
    try:
        outputs = model.eval()(inputs)
    finally:
        for module in training:
            module.training = True
    return cross_entropy(outputs, targets).item(), right(outputs, targets).item() / len(targets)


def right(outputs, targets):
    """How many outputs have their highest score where the target is."""
    return (outputs.argmax(-1) == targets).sum(-1)
