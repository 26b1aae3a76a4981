"""Every edit of an experiment's structure, its parts, data and training as a pure function.

They work on an experiment whose `state` holds the current parameters, and keep of them what still has a place; the rest starts as
the initializer says. Edits of the structure give an Edit, from which there is a way back. BadInput is raised for what cannot be.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from msgspec.structs import replace

from core.data.dataset import allowed_outputs, available_features
from core.document import parameters
from core.document.checks import checked, refused
from core.document.data import outline, steps_per_epoch
from core.document.experiment import (
    LARGEST_SEED,
    MOST_LAYERS,
    MOST_NEURONS,
    ActivationName,
    CostName,
    Experiment,
    InitializationName,
    Layer,
    Network,
    Source,
    State,
)
from core.document.growing import heard, unheard
from core.document.parameters import Parameters, initial_parameters, sizes
from core.document.places import LayerPlaces, Places, carry_over, inverse, moved, unchanged
from core.errors import BadInput
from core.network import EMPTY, Bias, Edge, Neuron

LONGEST_NAME = 40                                           # characters of a neuron's name
Mark = Literal["removed", "frozen", "off"]


class Edit(NamedTuple):
    """The experiment after an edit of its structure, and where its neurons were before."""

    experiment: Experiment
    places: Places


# The structure

def add_neuron(experiment: Experiment, l: int, keep_function: bool = False) -> Edit:
    """A further neuron at the end of layer l; to keep the function, its weights to the next layer are 0."""
    return set_neurons(experiment, l, _layer(experiment, l).neurons + 1, keep_function)


def set_neurons(experiment: Experiment, l: int, neurons: int, keep_function: bool = False) -> Edit:
    """So many neurons in layer l, which grows and shrinks at its end."""
    layer, places = _layer(experiment, l), _places(experiment)
    if neurons > MOST_NEURONS:
        raise refused(f"The number of neurons in layer {l}", f"{neurons:,}", f"1 to {MOST_NEURONS:,}")
    places[l] = _resized(places[l], neurons)
    network = _with_layer(experiment, l, replace(layer, neurons=neurons))
    return _restructured(experiment, network, places, keep_function=keep_function)


def remove_neurons(experiment: Experiment, *neurons: Neuron) -> Edit:
    """Without these neurons, each once; those after them move up."""
    network, places = experiment.network, _places(experiment)
    for l, j in neurons:
        if not 0 <= j < (count := _layer(experiment, l).neurons):
            raise refused("The neuron", j, f"0 to {count - 1}")
    for l in {neuron.l for neuron in neurons}:
        places[l] = tuple(place for place in places[l] if place not in neurons)
        layer = replace(network.layers[l - 1], neurons=len(places[l]))
        network = replace(network, layers=(*network.layers[:l - 1], layer, *network.layers[l:]))
    return _restructured(experiment, network, places)


def add_layer(
    experiment: Experiment, l: int, neurons: int = 2, activation: ActivationName | None = None, keep_function: bool = False
) -> Edit:
    """A new hidden layer that becomes layer l; without an `activation` it takes that of a neighbouring hidden layer.

    To keep the function, it is linear and has as many neurons as the layer before, whose answers it passes on.
    """
    _layer(experiment, l)
    layers, places = experiment.network.layers, _places(experiment)
    if len(layers) == MOST_LAYERS:
        raise refused("The number of layers after the inputs", len(layers) + 1, f"up to {MOST_LAYERS}")
    neighbours = [layer.activation for layer in layers[max(l - 2, 0):l] if layer is not layers[-1]]
    if keep_function:
        neurons, activation = len(places[l - 1]), "linear"
    new = Layer(neurons=neurons, activation=activation or (neighbours[0] if neighbours else "tanh"))
    places.insert(l, (None,) * neurons)
    network = replace(experiment.network, layers=(*layers[:l - 1], new, *layers[l - 1:]))
    return _restructured(experiment, network, places, keep_function=keep_function)


def remove_layer(experiment: Experiment, l: int) -> Edit:
    """Without hidden layer l."""
    layers, places = experiment.network.layers, _places(experiment)
    if not 1 <= l < len(layers):
        raise refused("The layer", l, "a hidden one")
    del places[l]
    return _restructured(experiment, replace(experiment.network, layers=(*layers[:l - 1], *layers[l:])), places)


def set_shape(
    experiment: Experiment, hidden: Sequence[int], outputs: int | None = None, keep_function: bool = False
) -> Edit:
    """So many neurons in each hidden layer, and of outputs; hidden layers are kept from the first on, further ones like the last.

    To keep the function where the network grows, further layers are linear and as wide as the one before, or wider.
    """
    *before, output = experiment.network.layers
    places = _places(experiment)
    inputs, *inner, last = places
    layers = []
    for i, neurons in enumerate(hidden):
        is_further = i >= len(before)
        narrowest = [len(inputs), *hidden][i]
        if keep_function and is_further and neurons < narrowest:
            raise BadInput("Layer {l} has {neurons} neurons; allowed to keep the function: at least {allowed}, "
                           "one for each neuron of the layer before it.", l=i + 1, neurons=neurons, allowed=narrowest)
        like_last = before[-1].activation if before else "tanh"
        further: ActivationName = "linear" if keep_function else like_last
        layers.append(Layer(neurons=neurons, activation=further if is_further else before[i].activation))
    kept = [_resized(inner[i] if i < len(inner) else (), neurons) for i, neurons in enumerate(hidden)]
    network = replace(experiment.network, layers=(*layers, replace(output, neurons=outputs or output.neurons)))
    return _restructured(experiment, network, [inputs, *kept, last], keep_function=keep_function)


def set_activation(experiment: Experiment, l: int, activation: ActivationName) -> Edit:
    """Another nonlinearity for layer l, and if l is the last, as many outputs as go with it."""
    network = _with_layer(experiment, l, replace(_layer(experiment, l), activation=activation))
    return _restructured(experiment, _fitted(network, experiment.data), _places(experiment))


def set_inputs(experiment: Experiment, names: Sequence[str] | None) -> Edit:
    """Other inputs, columns or features of them; None: all columns. Those with a name from before keep their weights."""
    columns = outline(experiment.data).columns
    before, now = experiment.network.inputs or columns, columns if names is None else tuple(names)
    network = replace(experiment.network, inputs=None if names is None else tuple(names))
    return _restructured(experiment, network, [_by_name(before, now), *_places(experiment)[1:]])


def remove_input(experiment: Experiment, k: int) -> Edit:
    """Without one input; the data keep the column."""
    names = experiment.network.inputs or outline(experiment.data).columns
    if not 0 <= k < len(names):
        raise refused("The input", k, f"0 to {len(names) - 1}")
    if len(names) == 1:
        raise BadInput("The network has one input left, {name}, and needs at least one.", name=names[k])
    return set_inputs(experiment, [*names[:k], *names[k + 1:]])


def set_data(experiment: Experiment, data: Source) -> Edit:
    """Other data, from the next epoch on: the network stays, with the inputs they still have and as many outputs as they need."""
    columns = outline(data).columns
    known = [name for name in experiment.network.inputs or () if name in available_features(columns)]
    network = _fitted(replace(experiment.network, inputs=tuple(known) or None), data)
    before = experiment.network.inputs or outline(experiment.data).columns
    _, *inner, last = _places(experiment)
    places = [_by_name(before, network.inputs or columns), *inner, _by_class(experiment, network, data, last)]
    edit = _restructured(experiment, network, places, data)
    return edit._replace(experiment=_at_next_epoch(experiment, edit.experiment))


def carried(current: Experiment, target: Experiment, places: Places) -> Experiment:
    """The target with the current parameters wherever they have a place in it, and the current progress.

    Undo carries onto the experiment before the edit, with `way_back` as places, redo onto `edit.experiment` with its own.
    """
    (old_w, old_b), (w, b) = current_parameters(current), current_parameters(target)
    state = replace(current.state, optimizer={}, weights=tuple(carry_over(old_w, w, places)[1:]),
                    biases=tuple(carry_over(old_b, b, places)[1:]))
    return replace(target, state=state)


def way_back(before: Experiment, edit: Edit) -> Places:
    """Where the neurons before an edit are after it, for its undoing."""
    return inverse(edit.places, _sizes(before))


# Parts of the structure

def mark(experiment: Experiment, kind: Mark, *parts: Edge | Bias | Neuron, marked: bool = True) -> Experiment:
    """Remove edges, freeze edges and biases, switch neurons off; or with `marked` false, back again."""
    these = dict.fromkeys(parts)
    others = tuple(other for other in getattr(experiment.network, kind) if other not in these)
    marks: dict[str, Any] = {kind: (*others, *these) if marked else others}
    return checked(replace(experiment, network=replace(experiment.network, **marks)))


def remember_removed(state: State, experiment: Experiment) -> State:
    """A state from training, where removed edges are 0, with the values that `experiment` remembers for them."""
    if state.weights is None or not experiment.network.removed:
        return state
    weights, (remembered, _) = [w.copy() for w in state.weights], current_parameters(experiment)
    for l, j, k in experiment.network.removed:
        weights[l - 1][j, k] = remembered[l][j, k]
    return replace(state, weights=tuple(weights))


def set_values(experiment: Experiment, values: Mapping[Edge | Bias, float]) -> Experiment:
    """Other current values for some weights and biases; all others stay."""
    w, b = ([array.copy() for array in arrays] for arrays in current_parameters(experiment))
    for part, value in values.items():
        if isinstance(part, Edge):
            w[part.l][part.j, part.k] = value
        else:
            b[part.l][part.j] = value
    return checked(replace(experiment, state=replace(experiment.state, weights=tuple(w[1:]), biases=tuple(b[1:]))))


def rename(experiment: Experiment, neuron: Neuron, name: str) -> Experiment:
    """A name for a neuron, in one line; an empty one takes it away."""
    key, name = f"{neuron.l},{neuron.j}", " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise BadInput("The name has {length} characters; allowed: up to {most}.", length=len(name), most=LONGEST_NAME)
    others = {other: given for other, given in experiment.network.names.items() if other != key}
    return checked(replace(experiment, network=replace(experiment.network, names=others | ({key: name} if name else {}))))


# The training

def set_cost(experiment: Experiment, cost: CostName) -> Experiment:
    """Another cost; the parameters stay, the optimizer starts anew."""
    changed = replace(experiment, network=replace(experiment.network, cost=cost), state=replace(experiment.state, optimizer={}))
    return checked(changed)


def set_training(experiment: Experiment, **settings: Any) -> Experiment:
    """Other fields of Training. Another batch size or optimizer starts the optimizer anew, another seed the training.

    With another batch size, the next epoch begins.
    """
    before, training = experiment.training, replace(experiment.training, **settings)
    changed = replace(experiment, training=training)
    if training.seed != before.seed:
        return reset(changed)
    if training.optimizer.kind != before.optimizer.kind:
        changed = replace(changed, state=replace(changed.state, optimizer={}))
    if training.batch_size != before.batch_size:
        changed = _at_next_epoch(experiment, replace(changed, state=replace(changed.state, optimizer={})))
    return checked(changed)


def set_initialization(experiment: Experiment, name: InitializationName) -> Experiment:
    """Start anew from weights of another initializer."""
    return reset(replace(experiment, network=replace(experiment.network, initialization=name, weights=None, biases=None)))


def new_weights(experiment: Experiment) -> Experiment:
    """Start anew from other weights of the same initializer."""
    training = replace(experiment.training, seed=(experiment.training.seed + 1) % (LARGEST_SEED + 1))
    return reset(replace(experiment, training=training, network=replace(experiment.network, weights=None, biases=None)))


def reset(experiment: Experiment) -> Experiment:
    """Back to step 0 and the initial parameters."""
    return replace(experiment, state=State())


# What they have in common

def current_parameters(experiment: Experiment) -> Parameters:
    """Weights and biases as they are now, trained or initial; entry 0 of both lists is empty."""
    return parameters.current_parameters(experiment, outline(experiment.data))


def _sizes(experiment: Experiment) -> tuple[int, ...]:
    return sizes(experiment, outline(experiment.data))


def _places(experiment: Experiment) -> list[LayerPlaces]:
    return list(unchanged(_sizes(experiment)))


def _layer(experiment: Experiment, l: int) -> Layer:
    """Layer l after the inputs."""
    layers = experiment.network.layers
    if not 1 <= l <= len(layers):
        raise refused("The layer", l, f"1 to {len(layers)}")
    return layers[l - 1]


def _with_layer(experiment: Experiment, l: int, layer: Layer) -> Network:
    layers = experiment.network.layers
    return replace(experiment.network, layers=(*layers[:l - 1], layer, *layers[l:]))


def _resized(places: LayerPlaces, neurons: int) -> LayerPlaces:
    """The places of a layer that grows or shrinks at its end."""
    return (*places[:neurons], *(None,) * (neurons - len(places)))


def _by_name(before: Sequence[str], now: Sequence[str]) -> LayerPlaces:
    """The places of inputs, each known by its name."""
    return tuple(Neuron(0, before.index(name)) if name in before else None for name in now)


def _by_class(before: Experiment, network: Network, data: Source, outputs: LayerPlaces) -> LayerPlaces:
    """The places of the outputs, each known by its class: the only output of two classes speaks for class 1."""
    after = network.layers[-1].neurons
    if (len(outputs) == 1) == (after == 1) or outline(before.data).classes is None or outline(data).classes is None:
        return outputs
    return (None, outputs[0]) if len(outputs) == 1 else outputs[1:2]


def _fitted(network: Network, data: Source) -> Network:
    """The network with as many outputs as the data need."""
    *hidden, output = network.layers
    fitting = allowed_outputs(outline(data), output.activation)
    if output.neurons in fitting:
        return network
    return replace(network, layers=(*hidden, replace(output, neurons=fitting[0])))


def _restructured(
    before: Experiment, network: Network, layers: Sequence[LayerPlaces], data: Source | None = None, keep_function: bool = False
) -> Edit:
    """The experiment with another network and everything in its place; to keep the function, what is new changes no answer."""
    inputs, *inner, last = layers
    places = (inputs, *inner, _resized(last, network.layers[-1].neurons))
    answers = heard(places) if keep_function else places
    after = replace(before, network=replace(network, **moved(before.network, places, answers)), data=data or before.data)
    if places == unchanged(_sizes(before)):
        return Edit(checked(after), places)
    bare = checked(replace(after, network=replace(after.network, weights=None, biases=None), state=State()))
    initial: dict[str, Any] = {}
    current: dict[str, Any] = {"optimizer": {}}
    fresh, old = initial_parameters(bare, outline(bare.data)), current_parameters(before)
    all_fresh = unheard(fresh, places) if keep_function else fresh
    for name, new, now in zip(("weights", "biases"), all_fresh, old, strict=True):
        given = getattr(before.network, name)
        if given is not None:
            initial[name] = tuple(carry_over([EMPTY, *given], new, places, answers)[1:])
        if given is None or getattr(before.state, name) is not None:
            current[name] = tuple(carry_over(now, new, places, answers)[1:])
    return Edit(replace(bare, network=replace(bare.network, **initial), state=replace(before.state, **current)), places)


def _at_next_epoch(before: Experiment, after: Experiment) -> Experiment:
    """The experiment with another number of steps to an epoch: an epoch that has begun counts as done."""
    state = before.state
    epoch, batch = divmod(state.step, steps_per_epoch(before))
    if state.epoch is not None and state.batch is not None:
        epoch, batch = state.epoch, state.batch
    epoch += batch > 0
    plain = divmod(state.step, steps_per_epoch(after)) == (epoch, 0)
    return replace(after, state=replace(after.state, epoch=None if plain else epoch, batch=None if plain else 0))
