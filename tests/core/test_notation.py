"""Formulas as trees: symbols replaced, and the forms in which powers and zeros are written."""
import pytest

from core.notation import (
    Fraction,
    Partial,
    Power,
    Row,
    Sum,
    Symbol,
    Text,
    derivative,
    fixed,
    latex,
    number,
    row,
    signed,
    substituted,
    text,
)

A, Z = Symbol("a", 2, 1), Symbol("z", 2, 1)


def test_every_symbol_of_a_tree_is_replaced():
    tree = row(derivative(A, Z), " = ", Sum(Symbol("i"), Power(Fraction(A, Text("2")), Z)))
    seen = []
    same = substituted(tree, lambda symbol: seen.append(symbol) or symbol)
    assert same == tree
    assert seen == [A, Z, Symbol("i"), A, Z]
    assert text(substituted(tree, lambda symbol: Text("1"))) == "∂1/∂1 = Σ_1 1/2¹"


def test_a_fraction_is_not_a_power_of_the_same_parts():
    assert len({Fraction(A, Z), Power(A, Z), Sum(A, Z)}) == 3


def test_a_second_derivative_is_not_a_row_of_one():
    assert Partial(Partial(A)) != Row((A,))


def test_a_power_of_a_symbol_with_a_layer_has_brackets():
    assert text(Power(A, Text("2"))) == "(a₁⁽²⁾)²"
    assert text(Power(Symbol("a"), Text("2"))) == "a²"


def test_an_exponent_that_cannot_be_raised_in_text_stands_in_brackets():
    assert text(Power(Text("e"), row("−", Z))) == "e^(−z₁⁽²⁾)"


def test_zero_has_no_sign():
    assert number(-0.0) == "0"
    assert (fixed(-0.0, 5), signed(-0.0)) == ("+0.00000", "+0.00000")


def test_latex_keeps_the_spaces_around_words_and_knows_functions_and_greek_letters():
    C0 = Symbol("C", j=0)
    assert latex(row(C0, " after the step")) == r"C_{0}\text{ after the step}"
    assert latex(row("Δ", C0)) == r"{\Delta}C_{0}"
    assert latex(row("softmax(", Symbol("z", 2), ")")) == r"\operatorname{softmax}(z^{(2)})"
    assert latex(row("tanh", Symbol("z", 2))) == r"\tanh{}z^{(2)}"
    assert latex(row("ln ", Symbol("a", 2))) == r"\ln a^{(2)}"
    assert latex(Symbol("step", "l", "j", "k")) == r"\mathit{step}_{jk}^{(l)}"
    assert latex(row(Symbol("β₁"), "ᵗ⁻¹ · weights_only")) == r"{\beta}_{1}^{t-1}\ \cdot\text{ weights\_only}"


def test_latex_keeps_the_indices_of_every_sum():
    assert latex(Sum(Symbol("i"), Symbol("w", 3, "i", 4))) == r"\sum_{i} w_{i,4}^{(3)}"


@pytest.mark.parametrize("write", [fixed, signed])
@pytest.mark.parametrize("decimals", [3, 4, 5])
def test_an_exponent_of_three_digits_makes_a_number_no_wider(write, decimals):
    for short, long in ((1.25e20, 1.25e200), (-1.25e99, -1.25e100), (9.99e99, 9.999999e99)):
        assert len(write(long, decimals)) <= len(write(short, decimals))
        assert float(write(long, decimals).replace("\u2212", "-")) == pytest.approx(long, rel=0.3)
    assert len(signed(-1.25e-105, decimals)) == len(signed(-1.25e-5, decimals))
