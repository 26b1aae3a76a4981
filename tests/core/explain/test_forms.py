"""One operation in three forms: all about the same items, with shapes that fit and numbers that come to what they say."""
from __future__ import annotations

import gc
import math
import re
import weakref

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.explain.forms import Forms, forms
from core.explain.tokens import Line
from core.explain.walk import Item, Operation, Walk
from core.network import Edge, Neuron
from core.notation import Fraction, Power, Row, Text, latex, text
from core.optimizers import OPTIMIZERS, REGULARIZATIONS
from tests.core.explain.test_source import walk_of, walks, written
from tests.core.explain.test_walk import walk_of as walk_of_preset
from tests.core.oracle import small_network


def operation_of(walk: Walk, quantity: str, layer: int | None = None, writes: str | None = None) -> int:
    """The place of an operation; `writes` tells those of the cost apart."""
    return next(place for place, each in enumerate(walk.operations)
                if (each.quantity, each.layer) == (quantity, layer) and writes in {None, each.writes[0].quantity})


def forms_of(walk: Walk, quantity: str, layer: int | None = None, writes: str | None = None, **settings: object) -> Forms:
    return forms(walk, operation_of(walk, quantity, layer, writes), **settings)


def squared(sizes: tuple[int, ...], output: str = "sigmoid", examples: int = 1) -> Walk:
    return walk_of(*small_network([*["sigmoid"] * (len(sizes) - 2), output], "squared error", sizes=sizes, examples=examples))


# ---- the forms agree -------------------------------------------------------------------------------------------------------------


def items(line: Line, operation: Operation) -> set[Item]:
    """What a line is about; an operation on all layers is about all parameters or all of the gradient."""
    return {overall(token.item, operation) for token in line if token.item is not None}


def overall(item: Item, operation: Operation) -> Item:
    if operation.layer is not None or operation.stage == "cost":
        return item.whole
    return Item({"b": "w", "dC_db": "dC_dw"}.get(item.quantity, item.quantity))


@given(walks())
@settings(max_examples=25, deadline=None)
def test_every_form_is_about_what_the_operation_reads_and_writes_and_nothing_else(walk):
    for place, operation in enumerate(walk.operations):
        form = forms(walk, place)
        wanted = {overall(item, operation) for item in (*operation.reads, *operation.writes)}
        assert items(form.indices, operation) == wanted, written(form.indices)
        assert items(form.matrix, operation) == wanted, written(form.matrix)
        assert items(form.shapes, operation) == wanted
        assert set[Item]().union(*(items(line, operation) for line in form.source)) == wanted
        assert set[Item]().union(*(items(line, operation) for line in form.numbers)) == wanted, [*map(written, form.numbers)]


@given(walks())
@settings(max_examples=15, deadline=None)
def test_what_changes_in_place_is_old_on_the_right_and_new_on_the_left(walk):
    place = operation_of(walk, "update")
    for line in (forms(walk, place).indices, forms(walk, place).matrix):
        equations = written(line).split(" ← ")
        left, *right = [token.old for token in line if token.item is not None and token.item.quantity == "w"]
        assert len(equations) > 1
        assert any(right)
        assert not left or walk.update.regularization == "l1"


# ---- the shapes ------------------------------------------------------------------------------------------------------------------


class Shape:
    """The shape of an array or, as None, of a number; @ is the matrix product, * the product entry by entry."""

    def __init__(self, size: tuple[int, int] | None) -> None:
        self.size = size

    def __matmul__(self, other: Shape) -> Shape:
        if self.size is None or other.size is None:
            return Shape(self.size or other.size)
        assert self.size[1] == other.size[0]
        return Shape((self.size[0], other.size[1]))

    def __mul__(self, other: Shape) -> Shape:
        assert None in {self.size, other.size} or self.size == other.size
        return Shape(self.size or other.size)

    __add__ = __sub__ = __truediv__ = __mul__

    def __neg__(self) -> Shape:
        return self


def shape_of(line: str) -> tuple[int, int] | None:
    """What the shapes of a right side come to; a function or a condition has the shape of what it is of."""
    names = {"ONE": Shape(None)}
    for place, (rows, columns) in enumerate(re.findall(r"\((\d+) × (\d+)\)", line)):
        names[f"S{'abcdefghijkl'[place]}"] = Shape((int(rows), int(columns)))
        line = line.replace(f"({rows} × {columns})", f"S{'abcdefghijkl'[place]}", 1)
    line = re.sub(r" held between [^()]*| where [^()]*|softmax|sign|ln|cos|[σ√|²]", "", line)
    line = re.sub(r"1/m|½|[ημλρε]|β[₁₂](ᵗ(⁻¹)?)?|\d+(\.\d+)?", "ONE ", line).replace("·", "*").replace("⊙", "*").replace("−", "-")
    return eval(re.sub(r"(?<=[\w)]) +(?=[SO(])", " @ ", line.strip()), names).size


@given(walks())
@settings(max_examples=25, deadline=None)
def test_s28_the_shapes_of_the_matrix_form_fit(walk):
    for place in range(len(walk.operations)):
        for equation in written(forms(walk, place).shapes).split(",   "):
            left, right = re.split(" = | ← ", equation, maxsplit=1)
            assert shape_of(right) in {shape_of(left), None}, equation


def test_s28_the_shapes_stand_under_the_matrices():
    form = forms_of(squared((2, 3, 1)), "z", 1)
    assert written(form.matrix) == "z⁽¹⁾ = W⁽¹⁾ a⁽⁰⁾ + b⁽¹⁾"
    assert written(form.shapes) == "(3 × 1) = (3 × 2) (2 × 1) + (3 × 1)"
    assert [token.item for token in form.shapes] == [token.item for token in form.matrix]


# ---- the numbers -----------------------------------------------------------------------------------------------------------------


FUNCTIONS = {"e": math.e, "tanh": math.tanh, "sin": math.sin, "cos": math.cos, "ln": math.log, "max": max,
             "sign": np.sign, "sqrt": math.sqrt}
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def evaluated(written_out: str) -> float:
    """What the right side of a line of numbers comes to, as a reader would work it out."""
    line = re.sub(r"\(⋯ = ([^)]*)\)", r"(\1)", written_out).replace("e−", "E-").replace("e+", "E+")
    line = re.sub(r"(.*) held between −1 and 1", r"max(−1, −max(−1, −(\1)))", line)
    line = re.sub(r"\|([^|]*)\|", r"abs(\1)", line)
    line = re.sub(r"^(\d+ · \()?(.*) where (.*), else (.*?)(\))?$", r"\1(\2) if (\3) else (\4)\5", line)
    line = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda power: f"**({power[0].translate(LOWERED)})", line)
    for sign, meant in {"·": "*", "−": "-", "^": "**", "½(": "0.5*(", "½": "0.5", "≥": ">=", "≤": "<="}.items():
        line = line.replace(sign, meant)
    line = re.sub(r"√(\d[\d.E-]*)", r"sqrt(\1)", line).replace("√", "sqrt")
    line = re.sub(r"\b(tanh|sin|cos) (\S+)", r"\1(\2)", line)
    line = re.sub(r"(?<=[\d)]) (?=[(\d])", " * ", line)
    return eval(line, FUNCTIONS)


def check_numbers(line: Line) -> None:
    _, right = re.split(" = | ← ", written(line), maxsplit=1)
    worked, _, result = re.sub(r"\(⋯ = ", "(⋯ ≡ ", right).rpartition(" = ")
    if not worked:
        return
    worked = worked.replace("≡", "=")
    came_to, numbers = evaluated(worked), [abs(float(each)) for each in re.findall(r"\d+(?:\.\d+)?", worked)]
    size = max([1.0, *numbers]) ** 2 * (1 + worked.count(" "))
    assert came_to == pytest.approx(evaluated(result), rel=1e-3, abs=2e-5 * size), written(line)


@given(walks(), st.integers(0, 3), st.integers(0, 3))
@settings(max_examples=25, deadline=None)
def test_q5_a_line_of_numbers_comes_to_what_it_says(walk, j, example):
    assume(example < walk.passed.examples)
    for place, operation in enumerate(walk.operations):
        item = operation.writes[-1]
        rows = walk.values(item, place + 1).shape[:1]
        entry = item._replace(j=min(j, rows[0] - 1)) if rows else None
        for line in forms(walk, place, entry, example).numbers:
            if not re.search("∞|undefined", written(line)):
                check_numbers(line)


def test_the_numbers_are_those_of_the_chosen_entry_and_example():
    walk = squared((2, 3, 2), examples=4)
    form = forms_of(walk, "z", 1, entry=Item("z", 1, 2), example=3)
    (line,) = form.numbers
    w, x, b = walk.values(Item("w", 1, 2), 0), walk.values(Item("a", 0), 0)[:, 3], walk.values(Item("b", 1, 2), 0)
    shown = [float(text(token.node).strip("()").replace("−", "-")) for token in line if isinstance(token.node, Text) and token.item]
    assert shown == pytest.approx([w[0], x[0], w[1], x[1], b, w @ x + b], rel=1e-4)
    assert [token.item for token in line if token.item][1] == Item("w", 1, 2, 0)
    form = forms_of(walk, "dC_dw", None, entry=Item("dC_dw", 2, 1, 2))
    assert written(form.numbers[0]).startswith("∂C/∂w₁,₂⁽²⁾ = 1/4 · ")
    form = forms_of(walk, "dC_dw", None, entry=Item("dC_db", 2, 1))
    assert written(form.numbers[0]).startswith("∂C/∂b₁⁽²⁾ = 1/4 · ")


def test_of_a_flat_quantity_the_entry_is_a_place_among_the_parameters():
    form = forms_of(squared((2, 3, 2)), "step", entry=Item("step", None, 3))
    assert written(form.numbers[0]).startswith("step₁⁽¹⁾ = 0.1 · ")                # the bias of the second neuron


# ---- what the lecture writes -----------------------------------------------------------------------------------------------------


def test_s5_s6_s12_s13_s14_the_chain_is_written_as_in_the_lecture():
    walk = walk_of_preset("chain")
    assert written(forms_of(walk, "z", 3).indices) == "z⁽³⁾ = w⁽³⁾ a⁽²⁾ + b⁽³⁾"
    assert written(forms_of(walk, "z", 3).numbers[0]) == "z⁽³⁾ = 1.5 · 0.44163 + (−0.4) = 0.26244"
    assert written(forms_of(walk, "a", 3).indices) == "a⁽³⁾ = σ(z⁽³⁾) = 1/(1 + e^(−z⁽³⁾))"
    assert written(forms_of(walk, "C", None, "terms").indices) == "term = (a⁽³⁾ − y)²"
    assert written(forms_of(walk, "C", None, "C0").indices) == "C₀ = term"
    assert written(forms_of(walk, "dC_da", 3).indices) == "∂C₀/∂a⁽³⁾ = 2 (a⁽³⁾ − y)"
    assert written(forms_of(walk, "da_dz", 3).indices) == "∂a⁽³⁾/∂z⁽³⁾ = σ′(z⁽³⁾) = a⁽³⁾ (1 − a⁽³⁾)"
    assert written(forms_of(walk, "dC_dz", 3).indices) == "∂C₀/∂z⁽³⁾ = ∂C₀/∂a⁽³⁾ · ∂a⁽³⁾/∂z⁽³⁾"
    assert written(forms_of(walk, "dC_dw", 3).indices) == "∂C₀/∂w⁽³⁾ = ∂C₀/∂z⁽³⁾ a⁽²⁾,   ∂C₀/∂b⁽³⁾ = ∂C₀/∂z⁽³⁾"
    assert [written(line) for line in forms_of(walk, "dC_dw", 3).numbers] == [
        "∂C₀/∂w⁽³⁾ = (−0.21368) · 0.44163 = −0.094368", "∂C₀/∂b⁽³⁾ = −0.21368"]


def test_s20_a_small_sum_is_written_out_and_a_large_one_has_its_sign():
    assert written(forms_of(squared((2, 3, 2)), "z", 1).indices) == "zⱼ⁽¹⁾ = wⱼ,₀⁽¹⁾ a₀⁽⁰⁾ + wⱼ,₁⁽¹⁾ a₁⁽⁰⁾ + bⱼ⁽¹⁾"
    assert written(forms_of(squared((4, 3, 2)), "z", 1).indices).count("w") == 4
    assert written(forms_of(squared((5, 3, 2)), "z", 1).indices) == "zⱼ⁽¹⁾ = Σ_k wⱼₖ⁽¹⁾ aₖ⁽⁰⁾ + bⱼ⁽¹⁾"
    assert written(forms_of(squared((5, 1, 5)), "dC_da", 1).indices) == "∂C₀/∂a⁽¹⁾ = Σ_j wⱼ,₀⁽²⁾ ∂C₀/∂zⱼ⁽²⁾"


def test_of_a_long_sum_the_first_numbers_are_shown_and_what_the_others_add_up_to():
    network, rows = small_network(["linear"], "squared error", sizes=(12, 1), examples=1)
    network.parameters[:], rows[:, 1:13] = 1.0, np.arange(12)
    line = written(forms_of(walk_of(network, rows), "z", 1).numbers[0])
    assert line == "z⁽¹⁾ = " + " + ".join(f"1 · {k}" for k in range(8)) + " + (⋯ = 38) + 1 = 67"


def test_powers_beyond_all_numbers_are_infinite_among_those_that_are_left_out():
    network, rows = small_network(["softmax"], "categorical cross-entropy", sizes=(1, 10), examples=1)
    network.b[1][:] = np.linspace(0, 900, 10)
    walk = Walk(network, rows)
    for form in (forms_of(walk, "a", 1), forms_of(walk, "C", writes="terms")):
        assert "(⋯ = ∞)" in written(form.numbers[0])


def test_s21_the_cost_is_the_sum_of_the_terms_of_all_outputs():
    network, rows = small_network(["linear"], "squared error", sizes=(1, 3), examples=1)
    network.parameters[:], rows[:, 1:] = [1.0, 0.0, 2.0, 0.0, 3.0, 0.0], 0.0
    form = forms_of(walk_of(network, rows), "C", None, "C0")
    assert written(form.indices) == "C₀ = term₀ + term₁ + term₂"
    assert written(form.numbers[0]) == "C₀ = 1 + 4 + 9 = 14"


def test_s28_the_transpose_gathers_the_column_of_weights_that_leave_a_neuron():
    walk = squared((2, 3, 2))
    form = forms_of(walk, "dC_da", 1)
    assert written(form.indices) == "∂C₀/∂aₖ⁽¹⁾ = w₀,ₖ⁽²⁾ ∂C₀/∂z₀⁽²⁾ + w₁,ₖ⁽²⁾ ∂C₀/∂z₁⁽²⁾"
    transposed = form.matrix[2]
    assert isinstance(transposed.node, Power)
    assert transposed.item == Item("w", 2)
    assert written(form.shapes) == "(3 × 1) = (3 × 2) (2 × 1)"
    assert "Column k of W holds the weights that leave neuron k of layer 1" in form.remark
    of_weights = forms_of(walk, "dC_dw", 2)
    assert written(of_weights.shapes) == "(2 × 3) = (2 × 1) (1 × 3),   (2 × 1) = (2 × 1)"


def test_a_derivative_is_one_token():
    form = forms_of(squared((2, 3, 2)), "dC_dz", 1)
    assert [type(token.node) for token in form.indices if token.item] == [Fraction] * 3
    assert [token.item for token in form.matrix if token.item] == [Item("dC_dz", 1), Item("dC_da", 1), Item("da_dz", 1)]
    assert "Hadamard" in form.remark


def test_s17_with_several_examples_they_are_added_up_and_then_divided_by_their_number():
    walk = squared((2, 1), examples=3)
    assert written(forms_of(walk, "C", None, "C").indices) == "C = 1/m Σ_i Cᵢ"
    assert written(forms_of(walk, "dC_dw", 1).indices) == (
        "Σ_i ∂Cᵢ/∂w₀,ₖ⁽¹⁾ = Σ_i ∂Cᵢ/∂z⁽¹⁾ aₖ⁽⁰⁾,   Σ_i ∂Cᵢ/∂b⁽¹⁾ = Σ_i ∂Cᵢ/∂z⁽¹⁾")
    assert written(forms_of(walk, "dC_dw").indices) == (
        "∂C/∂wⱼₖ⁽ˡ⁾ = 1/m Σ_i ∂Cᵢ/∂wⱼₖ⁽ˡ⁾,   ∂C/∂bⱼ⁽ˡ⁾ = 1/m Σ_i ∂Cᵢ/∂bⱼ⁽ˡ⁾")


def test_where_cost_and_output_belong_together_delta_is_the_error():
    walk = walk_of(*small_network(["softmax"], "categorical cross-entropy", sizes=(2, 3), examples=1))
    assert written(forms_of(walk, "dC_dz", 1).indices) == "∂C₀/∂zⱼ⁽¹⁾ = aⱼ⁽¹⁾ − yⱼ"
    assert written(forms_of(walk, "C", None, "terms").indices) == "termⱼ = −yⱼ (zⱼ⁽¹⁾ − ln(Σ_i e^(zᵢ⁽¹⁾)))"


def test_removed_edges_frozen_parameters_and_neurons_switched_off_are_factors_of_0():
    network, rows = small_network(["tanh", "tanh"], "squared error", sizes=(2, 2, 1), examples=1)
    network.mark(removed=[Edge(1, 0, 0)], frozen=[Edge(2, 0, 1)], off=[Neuron(1, 1)])
    walk = walk_of(network, rows)
    assert written(forms_of(walk, "a", 1).indices) == "aⱼ⁽¹⁾ = onⱼ⁽¹⁾ · σ(zⱼ⁽¹⁾)"
    assert re.fullmatch(r"a₁⁽¹⁾ = 0 · \(tanh .*\) = 0", written(forms_of(walk, "a", 1, entry=Item("a", 1, 1)).numbers[0]))
    assert written(forms_of(walk, "dC_dw").numbers[0]).endswith(" · 0 = 0")
    held = forms_of(walk, "step", entry=Item("step", None, 8))
    assert written(held.indices).endswith(" · movableⱼₖ⁽ˡ⁾")
    assert written(held.numbers[0]).endswith(" · 0 = 0")


@pytest.mark.parametrize(("optimizer", "formula"), [
    ("sgd", "stepⱼₖ⁽ˡ⁾ = η · ∂C/∂wⱼₖ⁽ˡ⁾"),
    ("momentum", "vⱼₖ⁽ˡ⁾ ← μ · vⱼₖ⁽ˡ⁾ + ∂C/∂wⱼₖ⁽ˡ⁾,   stepⱼₖ⁽ˡ⁾ = η · vⱼₖ⁽ˡ⁾"),
    ("rmsprop", "sⱼₖ⁽ˡ⁾ ← ρ · sⱼₖ⁽ˡ⁾ + (1 − ρ) · (∂C/∂wⱼₖ⁽ˡ⁾)²,   stepⱼₖ⁽ˡ⁾ = η · ∂C/∂wⱼₖ⁽ˡ⁾ / (√sⱼₖ⁽ˡ⁾ + ε)")])
def test_q11_the_step_is_the_optimizer_s_own(optimizer, formula):
    network, rows = small_network(["tanh", "tanh"], "squared error", sizes=(2, 2, 1))
    form = forms_of(walk_of(network, rows, optimizer), "step")
    assert written(form.indices) == formula
    assert optimizer in form.remark


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("regularization", REGULARIZATIONS)
def test_every_optimizer_s_numbers_come_to_its_step(optimizer, regularization):
    walk = walk_of(*small_network(["tanh", "tanh"], "squared error", sizes=(2, 2, 1)), optimizer, regularization)
    for entry in (Item("step", None, 0), Item("step", None, 4)):
        for line in forms_of(walk, "step", entry=entry).numbers:
            check_numbers(line)


def test_under_l1_a_weight_whose_sign_would_turn_stays_at_0():
    network, rows = small_network(["linear"], "squared error", sizes=(1, 1), examples=1)
    network.parameters[:], rows[:, 1:] = [0.0, 1e-3], [1.0, -5.0]
    walk = walk_of(network, rows, regularization="l1")
    assert [written(line) for line in forms_of(walk, "update").numbers][1].endswith(" ≥ 0, else 0 = 0")
    assert written(forms_of(walk, "update", entry=Item("b", 1, 0)).numbers[0]).startswith("b⁽¹⁾ ← 0 − ")


@given(walks())
@settings(max_examples=20, deadline=None)
def test_every_operation_has_a_remark(walk):
    for place in range(len(walk.operations)):
        assert forms(walk, place).remark.endswith(".")


def test_a_walk_that_nobody_has_any_more_is_not_kept_for_its_forms():
    walk = squared((1, 1))
    forms(walk, 0)
    kept = weakref.ref(walk)
    del walk
    gc.collect()
    assert kept() is None


def test_a_walk_without_an_update_has_its_forms():
    network, rows = small_network(["tanh"], "squared error", sizes=(2, 1))
    walk = Walk(network, rows)
    assert written(forms(walk, len(walk.operations) - 1).matrix) == "∇C = 1/m Σ_i ∇Cᵢ"


@given(walks(), st.sampled_from(sorted(OPTIMIZERS)), st.sampled_from(sorted(REGULARIZATIONS)))
@settings(max_examples=20, deadline=None)
def test_every_line_can_be_set_by_latex_letters_by_their_commands_and_words_as_words(walk, optimizer, regularization):
    update = walk_of(*small_network(["tanh", "tanh"], "squared error", sizes=(2, 2, 1)), optimizer, regularization)
    for form in (forms(each, place) for each in (walk, update) for place in range(len(each.operations))):
        for line in (form.indices, form.matrix, *form.numbers):
            written = latex(Row(tuple(token.node for token in line)))
            assert written.isascii(), written
            letters = re.sub(r"\\(text|mathit|operatorname){[^}]*}|\\[a-zA-Z]+|_{jk}", " ", written)
            assert not re.search("[A-Za-z]{2}", letters), written
