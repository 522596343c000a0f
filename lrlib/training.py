"""The same update rules on a real network and real data. What comes out is a record, as of a descent.

    data = digits()
    history = train(mlp(64), data, Adam(lr=0.01), epochs=20)
    history.validation_losses[-1]

    rates = Adam(lr=sweep(1e-4, 1, 16))
    history = train_many(mlp(64), data, rates, epochs=20, seeds=range(3))
    history.best().lr

A rule of lrlib moves each of the network's tensors as it moves a skier: to `step` they are positions. `train` also
takes torch.optim's optimizers. It is this loop, and comes to the same weights to the last bit:

    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    order = torch.Generator().manual_seed(0)
    for epoch in range(20):
        for batch in torch.randperm(len(inputs), generator=order).split(64):
            loss = cross_entropy(network(inputs[batch]), targets[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

The loss is the mean cross-entropy, in nats. Whoever guesses among 10 classes without looking has ln 10 = 2.303. Nothing
here touches torch's or NumPy's global state, random numbers included, and the same call gives the same bits again.
"""

from contextlib import contextmanager
from copy import copy, deepcopy
from dataclasses import fields

import numpy as np
import torch
from torch import nn
from torch.func import functional_call, vmap
from torch.nn.functional import cross_entropy
from tqdm import tqdm

from lrlib.data import Data
from lrlib.history import Recorder, shape_of
from lrlib.networks import apart, evaluate, fresh, right
from lrlib.optimizers import every_step, is_rule, pair
from lrlib.schedules import Plateau
from lrlib.validation import whole_number

AT_ONCE = 320_000  # parameters that train_many moves at once: with what belongs to them they fit in a CPU's cache
LOOKED_AT = 8  # networks that look at all of the data at once: what lies between two layers is large then


def train(model, data, rule, epochs, batch_size=64, seed=0, plateau=None, scheduler=None):
    """Train a copy of `model` on `data.train`, and look at all of it, and at `data.validation`, after each epoch.

    model        a network such as mlp(64). It stays as it is: the trained copy is `history.model`. Training never
                 goes on from its weights but starts anew, by each module's `reset_parameters`
    data         digits(), or other Data
    rule         an update rule such as Adam(lr=0.01), of which any hyper-parameter may be a schedule of steps; or a
                 function that makes torch's optimizer: lambda parameters: torch.optim.Adam(parameters, lr=0.01)
    epochs       how often to go through the training part, a whole number ≥ 0
    batch_size   inputs per step, from 1 to all of them; default 64. The last batch of an epoch may be smaller
    seed         a whole number ≥ 0, from which come the first weights, the order of the batches (a new one each epoch)
                 and dropout's choices, if there is any. Same seed, same batches, whatever the rule and the model
    plateau      for an update rule: a Plateau, which lowers its rate when the validation loss no longer falls
    scheduler    for torch's optimizer: a function that makes its scheduler from it. Its step() is called after every
                 batch; ReduceLROnPlateau's after every epoch, with the validation loss

    Returns a History.
    """
    epochs, seed = whole_number("epochs", epochs, low=0), whole_number("seed", seed, low=0)
    batches = check(model, data, batch_size)
    record = Recorder(epochs, batches, networks=1)
    inputs, targets = data.train
    with on_one_core(), progress(epochs) as bar:
        network, order = fresh(model, seed), torch.Generator("cpu").manual_seed(seed)
        if is_rule(rule):
            mover = RuleMover(list(network.parameters()), rule, epochs * batches, plateau, scheduler)
        else:
            mover = TorchMover(list(network.parameters()), rule, plateau, scheduler)
        look(record, 0, network, data)
        t = 0
        for epoch in range(1, epochs + 1):
            for batch in torch.randperm(len(inputs), generator=order, device="cpu").split(batch_size):
                loss = cross_entropy(network(inputs[batch]), targets[batch])
                network.zero_grad()
                loss.backward()
                record.batch_losses[t], record.lrs[t] = loss.item(), mover.step()
                t += 1
            look(record, epoch, network, data)
            mover.epoch_ends(record.validation_losses[epoch])
            bar.update()
    state = dict(network.state_dict())
    return record.history((), rule=rule, seed=seed, batch_size=batch_size, network=deepcopy(model), state=state)


def look(record, epoch, network, data):
    """Write down how the network does on all of the training and the validation part."""
    record.train_losses[epoch], record.train_accuracies[epoch] = evaluate(network, data.train)
    record.validation_losses[epoch], record.validation_accuracies[epoch] = evaluate(network, data.validation)


class RuleMover:
    """Moves a network by an update rule of lrlib: each of its tensors is a position, with a state of its own."""

    def __init__(self, parameters, rule, steps, plateau, scheduler):
        if sweep_of(rule):
            raise ValueError(f"train takes a rule with single numbers, not a sweep {sweep_of(rule)}: use train_many")
        if scheduler is not None:
            raise TypeError(
                "scheduler is for torch's optimizers; an update rule takes a schedule as its lr, or plateau"
            )
        self.parameters, self.rules, self.plateau = parameters, every_step(rule, steps), watching(plateau)
        self.states = [rule.init(w.detach().clone()) for w in parameters]
        self.scale = 1.0

    @torch.no_grad()
    def step(self):
        now, lr = for_tensors(next(self.rules), self.scale)
        for i, w in enumerate(self.parameters):
            gradient = torch.zeros_like(w) if w.grad is None else w.grad  # None where the loss does not depend on w
            # A copy, since a rule may keep the position that it is given in its state, or write into it.
            moved, self.states[i] = pair(now.step(w.detach().clone(), gradient, self.states[i]))
            w.copy_(moved)
        return lr

    def epoch_ends(self, validation_loss):
        self.scale = self.plateau(validation_loss)


class TorchMover:
    """Moves a network by an optimizer of torch.optim, and one of its schedulers if there is one."""

    def __init__(self, parameters, make, plateau, scheduler):
        if not callable(make) or (isinstance(make, type) and not issubclass(make, torch.optim.Optimizer)):
            raise TypeError(
                "rule must be an update rule such as Adam(lr=0.01), or a function that makes torch's optimizer such as "
                f"lambda parameters: torch.optim.Adam(parameters, lr=0.01); got {make!r}"
            )
        if plateau is not None:
            raise TypeError("plateau is for update rules; torch's optimizers take a scheduler: ReduceLROnPlateau")
        self.optimizer = make(parameters)
        if not isinstance(self.optimizer, torch.optim.Optimizer):
            raise TypeError(f"rule must make one of torch's optimizers from the parameters; it made {self.optimizer!r}")
        theirs = {id(w) for group in self.optimizer.param_groups for w in group["params"]}
        if not theirs <= {id(w) for w in parameters}:
            raise ValueError("rule must make an optimizer for the parameters that it is given; it took others")
        if scheduler is not None and not callable(scheduler):
            raise TypeError(f"scheduler must be a function that makes torch's scheduler; got {scheduler!r}")
        self.scheduler = None if scheduler is None else scheduler(self.optimizer)
        if scheduler is not None and not hasattr(self.scheduler, "step"):
            raise TypeError(
                f"scheduler must make one of torch's schedulers from the optimizer; it made {self.scheduler!r}"
            )
        self.on_losses = isinstance(self.scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)

    def step(self):
        lr = float(self.optimizer.param_groups[0]["lr"])
        self.optimizer.step()
        if self.scheduler and not self.on_losses:
            self.scheduler.step()
        return lr

    def epoch_ends(self, validation_loss):
        if self.on_losses:
            self.scheduler.step(validation_loss.item())


def train_many(model, data, rule, epochs, batch_size=64, seeds=(0,), plateau=None):
    """Train a network for each setting of a sweep and each seed, many at once.

    rule    an update rule whose hyper-parameters may be sweeps, (n, 1), or a grid of them: Adam(lr=sweep(1e-4, 1, 16))
    seeds   whole numbers ≥ 0, each once, such as range(3). All settings start from the same weights, and see the same
            batches, for the same seed

    The others are those of `train`. Returns a History with the axes (*sweep, seeds), even where these have length 1.

    Each network is one flat row of parameters, w of shape (networks, parameters), and each hyper-parameter that varies
    a column, (networks, 1). So `rule.step` moves all networks by the lines that move one. They do not touch each other,
    so the gradient of the sum of their losses holds the gradient of each.

    It equals `train` one by one but for the rounding of float32, which sums in another order: after an epoch at a rate
    that settles, losses agree to 3e-6. At a rate where training is chaotic (it oscillates, or almost diverges) any
    rounding grows. Models with buffers (batch normalization) or dropout are for `train`.
    """
    epochs, batches = whole_number("epochs", epochs, low=0), check(model, data, batch_size)
    if not is_rule(rule):
        raise TypeError(f"rule must be an update rule such as Adam(lr=sweep(1e-4, 1, 16)); got {rule!r}")
    if list(model.buffers()) or any("Dropout" in type(module).__name__ for module in model.modules()):
        raise ValueError(
            "model must have no dropout, and no buffers such as batch normalization's, to be one of many trained at "
            "once: use train"
        )
    sweep, seeds = sweep_of(rule), distinct(seeds)
    inputs, targets = data.train
    at_once = max(1, AT_ONCE // sum(w.numel() for w in model.parameters()))
    settings, starts = np.divmod(np.arange(int(np.prod(sweep)) * len(seeds)), len(seeds))

    with on_one_core():
        networks = [fresh(model, seed) for seed in seeds]
        rows = torch.stack([nn.utils.parameters_to_vector(network.parameters()) for network in networks])
        rows = rows.detach()[starts]
        forward = (layer_by_layer if only_layers(model) else by_vmap)(networks[0])
        record = Recorder(epochs, batches, len(rows))

        def look_at_all(epoch, some, w):
            """Write down how some of the networks do on all of the training and the validation part."""
            for name, (inputs, targets) in (("train", data.train), ("validation", data.validation)):
                outputs = torch.cat([forward(few, inputs, own=False) for few in w.split(LOOKED_AT)])
                targets = targets.expand(len(w), -1)
                getattr(record, f"{name}_losses")[epoch, some] = each_loss(outputs, targets)
                getattr(record, f"{name}_accuracies")[epoch, some] = right(outputs, targets).double() / targets.shape[1]

        groups = np.array_split(np.arange(len(rows)), -(-len(rows) // at_once))  # equal ones: small ones are slow
        with progress(epochs * len(groups)) as bar:
            for some in groups:
                w, t, scale, watch = rows[some], 0, 1.0, watching(plateau)
                state, rules = rule.init(w), every_step(rule, epochs * batches)
                orders = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
                look_at_all(0, some, w)
                for epoch in range(1, epochs + 1):
                    shuffled = [torch.randperm(len(inputs), generator=order, device="cpu") for order in orders]
                    for batch in torch.stack(shuffled)[starts[some]].split(batch_size, dim=1):
                        leaf = w.detach().requires_grad_()  # not w itself, which a rule may keep in its state
                        losses = each_loss(forward(leaf, inputs[batch]), targets[batch])
                        (gradient,) = torch.autograd.grad(losses.sum(), leaf)
                        now, lr = for_tensors(next(rules), scale, sweep, settings[some])
                        w, state = pair(now.step(w, gradient, state))
                        record.batch_losses[t, some], record.lrs[t, some] = losses.detach(), lr
                        t += 1
                    look_at_all(epoch, some, w)
                    scale = watch(record.validation_losses[epoch, some])
                    bar.update()
                rows[some] = w
    axes = (*sweep, len(seeds))
    shapes = {name: w.shape for name, w in model.named_parameters()}
    parts = zip(shapes.items(), rows.split(sizes_of(model), dim=1), strict=True)
    state = {name: part.reshape(*axes, *shape) for (name, shape), part in parts}
    return record.history(axes, rule=rule, seed=seeds, batch_size=batch_size, network=deepcopy(model), state=state)


def by_vmap(network):
    """A function of many networks, each a row of parameters, and of inputs: what each network makes of its own ones.

    With own=False all networks have the same inputs.
    """
    shapes, sizes = {name: w.shape for name, w in network.named_parameters()}, sizes_of(network)

    def outputs_of(row, inputs):
        parts = zip(shapes.items(), row.split(sizes), strict=True)
        return functional_call(network, {name: part.view(shape) for (name, shape), part in parts}, (inputs,))

    def outputs(rows, inputs, own=True):
        return vmap(outputs_of, in_dims=(0, 0 if own else None))(rows, inputs)

    return outputs


def layer_by_layer(network):
    """The same for linear layers with ReLU between them: one product of matrices for all networks.

    It comes to the same bits. But vmap finds out at every step anew what there is to do, and with a few small networks
    that takes as long as doing it.
    """
    sizes = sizes_of(network)

    def outputs(rows, inputs, own=True):
        parts = iter(rows.split(sizes, dim=1))
        values = inputs if own else inputs.expand(len(rows), -1, -1)
        for layer in network:
            if isinstance(layer, nn.Linear):
                weights = next(parts).view(len(rows), layer.out_features, layer.in_features)
                values = values.bmm(weights.mT)
                if layer.bias is not None:
                    values = values + next(parts).unsqueeze(1)
            else:
                values = values.relu()
        return values

    return outputs


def only_layers(model):
    """Whether `model` is what `layer_by_layer` knows: linear layers and ReLU in a row, none of which share weights."""
    known = isinstance(model, nn.Sequential) and all(type(layer) in (nn.Linear, nn.ReLU) for layer in model)
    return known and sum(len(list(layer.parameters())) for layer in model) == len(list(model.parameters()))


def sizes_of(model):
    """How many numbers each of a model's tensors of parameters holds."""
    return [w.numel() for w in model.parameters()]


def sweep_of(rule):
    """The shape of the sweep that `rule` is, without the last axis: () for single numbers."""
    shapes = {field.name: shape_of(rule, field.name) for field in fields(rule)}
    for name, shape in shapes.items():
        if shape[-1:] not in ((), (1,)):
            raise ValueError(
                f"{name} must be a number, or a sweep such as (n, 1) with a last axis of length 1, since a "
                f"network has no value for each coordinate; its shape is {shape}"
            )
    try:
        return np.broadcast_shapes((1,), *shapes.values())[:-1]
    except ValueError:
        raise ValueError(f"hyper-parameters must broadcast with each other; their shapes are {shapes}") from None


def for_tensors(rule, scale, sweep=(), settings=(0,)):
    """`rule` with what tensors can be multiplied by, its lr times `scale`; and that lr, an array.

    A single value becomes a Python float, which torch rounds to float32 as late as it can; what varies in the sweep
    becomes a float32 column, the row i of which is the value of settings[i].
    """
    now = copy(rule)
    for field in fields(rule):
        value = np.asarray(getattr(rule, field.name), float)
        if value.size > 1:
            value = np.broadcast_to(value, (*sweep, 1)).reshape(-1, 1)[settings]
        if field.name == "lr":
            value = lr = value * scale
        # Not `replace`, which would check each number again at each step.
        object.__setattr__(
            now, field.name, value.item() if value.size == 1 else torch.tensor(value, dtype=torch.float32)
        )
    return now, lr.ravel()


def each_loss(outputs, targets):
    """The mean loss of each network: outputs (networks, inputs, classes) and targets (networks, inputs)."""
    # Ten classes are a short row. With the inputs along the last axis torch is ten times as fast here.
    return cross_entropy(outputs.transpose(1, 2), targets, reduction="none").mean(1)


def watching(plateau):
    """A function of each epoch's validation losses: what the rates are multiplied by from then on."""
    if plateau is None:
        return lambda losses: 1.0
    if not isinstance(plateau, Plateau):
        raise TypeError(f"plateau must be a Plateau, such as Plateau(patience=3); got {plateau!r}")
    for field in fields(plateau):
        if np.size(getattr(plateau, field.name)) > 1:
            raise ValueError(
                f"plateau must be of single numbers, the same for all networks; its {field.name} is a sweep"
            )
    state = plateau.init()

    def watch(losses):
        nonlocal state
        state = plateau.update(state, losses)
        return np.reshape(state.scale, (-1, 1))

    return watch


def progress(epochs):
    """A bar on stderr for work that takes longer than two seconds; nothing of it stays. TQDM_DISABLE=1 turns it off."""
    return tqdm(total=epochs, desc="training", unit=" epochs", delay=2, leave=False)


@contextmanager
def on_one_core():
    """Work apart from torch's global state, and on one thread of torch's; afterwards there are as many as before.

    One thread is as fast as two for one small network, and much faster where other programs want the cores too, since
    threads wait for each other at every operation. Nor do the last digits depend on the number of cores then.
    """
    with apart():
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(threads)


def distinct(seeds):
    """`seeds` as a tuple of different whole numbers ≥ 0, at least one."""
    try:
        seeds = tuple(whole_number("seeds", seed, low=0) for seed in seeds)
    except TypeError:
        raise TypeError(f"seeds must be a list of whole numbers, such as range(3); got {seeds!r}") from None
    if len(set(seeds)) < max(len(seeds), 1):
        raise ValueError(f"seeds must hold at least one seed, and each only once; got {list(seeds)}")
    return seeds


def check(model, data, batch_size):
    """The number of batches in an epoch; an error where model, data and batch size do not go together."""
    if not isinstance(data, Data):
        raise TypeError(f"data must be digits(), or other Data; got {data!r}")
    if not isinstance(model, nn.Module):
        raise TypeError(f"model must be a network such as mlp(64), a torch.nn.Module; got {model!r}")
    parameters = list(model.parameters())
    if not parameters or not all(w.requires_grad for w in parameters):
        raise ValueError(
            "model must have parameters, all of them free: each training starts anew, and so would frozen ones"
        )
    for name, module in model.named_modules():
        if list(module.parameters(recurse=False)) and not hasattr(module, "reset_parameters"):
            raise ValueError(
                f"model must start anew by reset_parameters(), which its {type(module).__name__} {name!r} does not have"
            )
    inputs = data.train.inputs[:2]
    with apart(), torch.no_grad():
        try:
            outputs = deepcopy(model).to("cpu", torch.float32).eval()(inputs)
        except RuntimeError as error:
            raise ValueError(f"model does not take inputs of the shape {tuple(inputs.shape[1:])}: {error}") from error
    if not torch.is_tensor(outputs):
        raise TypeError(f"model must give one tensor, the scores; its output is a {type(outputs).__name__}")
    if outputs.shape != (len(inputs), data.classes):
        raise ValueError(
            f"model must give {data.classes} scores for each input, one for each class; for {len(inputs)} inputs its "
            f"output has the shape {tuple(outputs.shape)}"
        )
    return data.batches(batch_size)
