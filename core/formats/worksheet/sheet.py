"""A worked sheet made from a walk: what is given, forward, cost, backward, update, and the cost after the step (Q5)."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.errors import BadInput, Sentence
from core.evaluation import forward as forward_and_cost
from core.explain.formulas import C0
from core.explain.walk import Item, Walk
from core.formats.worksheet.drawing import drawing
from core.formats.worksheet.equation import Equation, Group, Section, Worksheet, figure, value_of
from core.formats.worksheet.passes import backward, cost, forward
from core.formats.worksheet.updates import opening, settings, updates
from core.network import Bias, Edge, Network, Neuron
from core.notation import row
from core.optimizers import Update
from core.symbols import edge_symbol, name_node, neuron_symbol
from core.tape import Pass, run

MOST_PARAMETERS = 200    # about thirty pages


def worksheet(walk: Walk, title: str, input_names: Sequence[str] = ()) -> Worksheet:
    """Every number of a walk over one example, wherever its cursor stands. Raises BadInput for a network too large for paper.

    Without `input_names`, the inputs are called x₀, x₁, …
    """
    network, update = walk.network, walk.update
    count = network.parameters.size
    if count > MOST_PARAMETERS:
        raise BadInput("The network has {count:,} parameters; a worked sheet has room for {most}. "
                       "Explain a single weight instead: select its edge, or use playground explain.",
                       count=count, most=MOST_PARAMETERS)
    sections = [
        Section(Sentence("Given"), Sentence(
            "One training example, and the weights and biases as they are before the step."), tuple(_given(walk, input_names))),
        Section(Sentence("Forward"), Sentence(
            "Each neuron adds up the activations before it, each times its weight, and its bias: that is z. "
            "Its activation a is σ of that sum."), tuple(forward(walk))),
        Section(Sentence("Cost"), Sentence(
            "How wrong is the answer? The cost C₀ of this one example compares each output with the desired y."), (cost(walk),)),
        Section(Sentence("Backward"), Sentence(
            "How strongly does the cost react to each number? The chain rule answers from the outputs back to the input. "
            "In it ∂z/∂w is the activation before the weight, ∂z/∂b is 1, and ∂z/∂a is the weight; "
            "a neuron that reaches the cost on several ways adds them up."), tuple(backward(walk))),
    ]
    if update is not None:
        sections += [
            Section(Sentence("Update"), opening(update), tuple(updates(walk, update))),
            Section(Sentence("After the step"), Sentence(
                "The same example once more, with the new weights and biases: has the cost fallen?"), (_after(walk),)),
        ]
    return Worksheet(title, _summary(network, update), drawing(network), tuple(sections))


def _summary(network: Network, update: Update | None) -> Sentence:
    names = [activation.name for activation in network.activations if activation is not None]
    values = {"shape": "-".join(map(str, network.sizes)), "cost": network.cost.name,
              "activations": names[0] if len(set(names)) == 1 else ", ".join(names)}
    if update is None:
        return Sentence("Network {shape} ({activations}) · cost: {cost}", **values)
    if update.regularization == "none":
        return Sentence("Network {shape} ({activations}) · cost: {cost} · optimizer: {optimizer}",
                        **values, optimizer=update.optimizer.name)
    return Sentence("Network {shape} ({activations}) · cost: {cost} · optimizer: {optimizer} with {regularization}",
                    **values, optimizer=update.optimizer.name, regularization=update.regularization)


def _given(walk: Walk, input_names: Sequence[str]) -> Iterator[Group]:
    """The example, every weight and bias, and what the optimizer was told."""
    network, update = walk.network, walk.update
    sizes, outputs = network.sizes, network.sizes[-1]
    x = [Neuron(0, k) for k in range(sizes[0])]
    yield Group(Sentence("The example"), (
        *(Equation(Item("a", 0, neuron.j), neuron_symbol(sizes, neuron), value_of(walk, Item("a", 0, neuron.j)),
                   name_node(input_names[neuron.j]) if input_names else neuron_symbol(sizes, neuron, "x")) for neuron in x),
        *(Equation(Item("y", None, j), neuron_symbol(sizes, Neuron(network.last, j), "y"), value_of(walk, Item("y", None, j)))
          for j in range(outputs))))
    for l in range(1, network.last + 1):
        neurons = range(sizes[l])
        yield Group(Sentence("Layer {l}", l=l), (
            *(Equation(Item("w", l, j, k), edge_symbol(sizes, Edge(l, j, k)), value_of(walk, Item("w", l, j, k), 0))
              for j in neurons for k in range(sizes[l - 1])),
            *(Equation(Item("b", l, j), neuron_symbol(sizes, Bias(l, j), "b"), value_of(walk, Item("b", l, j), 0))
              for j in neurons)))
    if update is not None:
        yield Group(Sentence("The step"), tuple(Equation(None, symbol, value) for symbol, value in settings(update).items()))


def _after(walk: Walk) -> Group:
    """C₀ with the new parameters, and its change (S26)."""
    p = Pass(walk.network.twin(), walk.passed.rows)
    run(forward_and_cost(p))
    before, after = value_of(walk, Item("C0")), float(p.C0[0])
    name = row(C0, " after the step")
    return Group(None, (
        Equation(None, name, after),
        Equation(None, row("Δ", C0), after - before, row(name, " − ", C0), row(figure(after), " − ", figure(before)))))
