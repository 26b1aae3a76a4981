"""The worked sheet: complete, right to the last printed digit, and the same on every page."""
from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.document import presets
from core.document.data import dataset
from core.errors import BadInput
from core.explain.walk import Item, Walk
from core.formats.worksheet.equation import Worksheet, result, value_of
from core.formats.worksheet.html import as_html
from core.formats.worksheet.markdown import as_markdown
from core.formats.worksheet.sheet import MOST_PARAMETERS, worksheet
from core.network import Bias, Edge, Network, Neuron
from core.notation import latex, text
from core.optimizers import OPTIMIZERS, REGULARIZATIONS, Update
from core.tape import Pass, run
from core.training import Trainer
from tests.core.formats.page import check, equations
from tests.core.oracle import HIDDEN, LECTURE, OUTPUTS, small_network


def sheet_of(preset: str) -> tuple[Worksheet, Walk]:
    experiment = presets.load(preset)
    trainer = Trainer(experiment, dataset(experiment))
    ahead = trainer.ahead([0])
    walk = Walk(ahead.network, ahead.rows, ahead.update)
    return worksheet(walk, preset), walk


def sheet_after_a_step(network: Network, rows: np.ndarray, optimizer: str, regularization: str = "none") -> tuple[Worksheet, Walk]:
    """The second step, so that the optimizer remembers something."""
    update = Update(network, optimizer, regularization)
    update.set_rates(0.05, 0.01)
    p = Pass(network, rows)
    run([*p.forward(), *p.backward(), *update.descend()])
    walk = Walk(network, rows, update)
    return worksheet(walk, "random"), walk


def names(network: Network) -> list[str]:
    return [activation.name for activation in network.activations[1:]]


def expected(walk: Walk) -> Counter[tuple[Item, bool]]:
    """Every number of the pass, and every parameter once more for its new value."""
    network = walk.network
    L, sizes = network.last, network.sizes
    found: list[tuple[Item, bool]] = [(Item("C0"), False)]
    found += [(Item(quantity, None, j), False) for quantity in ("y", "terms") for j in range(sizes[L])]
    for l in range(L + 1):
        quantities = ("a", "dC_da") if l == 0 else ("z", "a", "b", "dC_da", "da_dz", "dC_dz", "dC_db")
        found += [(Item(quantity, l, j), False) for quantity in quantities for j in range(sizes[l])]
        weights = [(l, j, k) for j in range(sizes[l]) for k in range(sizes[l - 1])] if l else []
        found += [(Item(quantity, *edge), False) for quantity in ("w", "dC_dw") for edge in weights]
        found += [(Item("w", *edge), True) for edge in weights] + [(Item("b", l, j), True) for j in range(sizes[l]) if l]
    if sizes[L] == 1:
        found.remove((Item("terms", None, 0), False))            # it is C₀ itself
    if names(network)[-1] == "softmax":
        found = [each for each in found if each[0].whole != Item("da_dz", L)]
    return Counter(found)


@pytest.mark.parametrize("preset", ["chain", "two-paths", "xor", "pinwheel"])
def test_q5_every_printed_equation_follows_from_its_printed_numbers(preset: str) -> None:
    sheet, walk = sheet_of(preset)
    printed = equations(as_html(sheet))
    assert len(printed) == len(sheet.equations)
    for each in printed:
        if each.numbers is not None:
            check(each, names(walk.network))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_q5_so_it_does_with_every_activation_cost_and_optimizer(optimizer: str) -> None:
    for turn, (cost, output) in enumerate(OUTPUTS):
        network, rows = small_network([HIDDEN[turn % len(HIDDEN)], output], cost, turn, (2, 2, 2), 1)
        sheet, walk = sheet_after_a_step(network, rows, optimizer, REGULARIZATIONS[turn % 3])
        for each in equations(as_html(sheet)):
            if each.numbers is not None:
                check(each, names(walk.network))


@pytest.mark.parametrize("preset", ["chain", "two-paths", "xor", "pinwheel"])
def test_everything_that_is_computed_is_printed_with_numbers(preset: str) -> None:
    sheet, _ = sheet_of(preset)
    for section in sheet.sections:
        computed = [each for group in section.groups for each in group.equations]
        without = [each.item for each in computed if each.numbers is None]
        assert without == {"Given": [each.item for each in computed], "After the step": [None]}.get(section.heading, [])


def test_the_chains_last_layer_reads_as_in_the_lecture() -> None:
    sheet, _ = sheet_of("chain")
    lines = [text(each.node) for each in sheet.equations]
    for line in (
        "a⁽⁰⁾ = x = 0.5",
        "z⁽³⁾ = w⁽³⁾ a⁽²⁾ + b⁽³⁾ = 1.5 · 0.44163 + (−0.4) = 0.262445",
        "a⁽³⁾ = σ(z⁽³⁾) = σ(0.262445) = 0.565237",
        "C₀ = (a⁽³⁾ − y)² = (0.565237 − 1)² = 0.189019",
        "∂C₀/∂a⁽³⁾ = 2 (a⁽³⁾ − y) = 2 · (0.565237 − 1) = −0.869526",
        "∂a⁽³⁾/∂z⁽³⁾ = a⁽³⁾ (1 − a⁽³⁾) = 0.565237 · (1 − 0.565237) = 0.245744",
        "∂C₀/∂z⁽³⁾ = ∂a⁽³⁾/∂z⁽³⁾ · ∂C₀/∂a⁽³⁾ = 0.245744 · (−0.869526) = −0.213681",
        "∂C₀/∂w⁽³⁾ = ∂z⁽³⁾/∂w⁽³⁾ · ∂C₀/∂z⁽³⁾ = 0.44163 · (−0.213681) = −0.0943678",
        "∂C₀/∂b⁽³⁾ = ∂z⁽³⁾/∂b⁽³⁾ · ∂C₀/∂z⁽³⁾ = 1 · (−0.213681) = −0.213681",
        "∂C₀/∂a⁽²⁾ = ∂z⁽³⁾/∂a⁽²⁾ · ∂C₀/∂z⁽³⁾ = 1.5 · (−0.213681) = −0.320521",
        "w⁽³⁾ ← w⁽³⁾ − η ∂C₀/∂w⁽³⁾ = 1.5 − 0.1 · (−0.0943678) = 1.50944",
    ):
        assert line in lines


def test_s24_a_neuron_with_several_ways_to_the_cost_adds_them_up() -> None:
    sheet, _ = sheet_of("two-paths")
    assert ("∂C₀/∂a₀⁽¹⁾ = Σ_j ∂zⱼ⁽²⁾/∂a₀⁽¹⁾ · ∂C₀/∂zⱼ⁽²⁾ = 0.4 · 0.138499 + 0.5 · (−0.0380982) = 0.0363503"
            in [text(each.node) for each in sheet.equations])


def test_a_square_cannot_be_taken_for_a_layer() -> None:
    sheet, _ = sheet_of("xor")
    assert "∂a₁⁽¹⁾/∂z₁⁽¹⁾ = 1 − (a₁⁽¹⁾)² = 1 − (−0.17942)² = 0.967809" in [text(each.node) for each in sheet.equations]
    assert "</sup></span>)<sup>2</sup>" in as_html(sheet)
    assert not re.search(r"</sup></span><sup>", as_html(sheet))


def test_a_walk_over_several_examples_has_no_sheet() -> None:
    network, rows = small_network(["tanh"], "squared error", 0, (2, 1), 2)
    with pytest.raises(ValueError, match="can only convert"):
        worksheet(Walk(network, rows), "two examples")


def test_a_printed_number_that_is_wrong_is_noticed() -> None:
    sheet, walk = sheet_of("chain")
    printed = next(each for each in equations(as_html(sheet)) if each.numbers == "1.2 · 0.5 + 0.1")
    for wrong in (printed._replace(numbers="1.2 · 0.5 + 0.1001"), printed._replace(value=0.70001)):
        with pytest.raises(AssertionError):
            check(wrong, names(walk.network))


@pytest.mark.parametrize("preset", ["chain", "two-paths", "xor", "pinwheel"])
def test_q5_every_number_of_the_step_is_given_exactly_once(preset: str) -> None:
    sheet, walk = sheet_of(preset)
    assert Counter((each.item, each.becomes) for each in sheet.equations if each.item is not None) == expected(walk)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_the_optimizer_remembers_is_given_for_every_parameter(optimizer: str) -> None:
    network, rows = small_network(["tanh", "linear"], "squared error", 0, (2, 3, 1), 1)
    sheet, walk = sheet_after_a_step(network, rows, optimizer)
    remembered = Counter(each.item for each in sheet.equations if each.item is not None and each.item.quantity in walk.update.state)
    powers = OPTIMIZERS[optimizer].powers
    assert remembered == Counter(Item(name, None, None if name in powers else place) for name in OPTIMIZERS[optimizer].state
                                 for place in range(1 if name in powers else network.parameters.size))


@pytest.mark.parametrize("preset", ["chain", "two-paths", "xor"])
def test_the_numbers_are_those_of_the_walk_wherever_its_cursor_stands(preset: str) -> None:
    sheet, walk = sheet_of(preset)
    for each in sheet.equations:
        if each.item is not None:
            given = each.item.quantity in "wb" and not each.becomes
            assert each.value == value_of(walk, each.item, 0 if given else None)
    walk.go_to(5)
    assert worksheet(walk, preset) == sheet


def test_the_chain_has_the_lectures_numbers() -> None:
    sheet, _ = sheet_of("chain")
    found = {each.item: each.value for each in sheet.equations if not each.becomes}
    for l, (z, a, _, da_dz, dC_da, dC_dw, dC_db) in LECTURE.items():
        assert [found[Item(quantity, l, 0)] for quantity in ("z", "a", "da_dz", "dC_da", "dC_db")] == pytest.approx(
            [z, a, da_dz, dC_da, dC_db], rel=1e-14)
        assert found[Item("dC_dw", l, 0, 0)] == pytest.approx(dC_dw, rel=1e-14)
    assert found[Item("C0")] == pytest.approx(0.18901872952762283, rel=1e-14)


def test_s26_the_cost_after_the_step_is_that_of_the_network_the_step_leads_to() -> None:
    experiment = presets.load("chain")
    trainer = Trainer(experiment, dataset(experiment))
    before = trainer.costs().training
    sheet, _ = sheet_of("chain")
    trainer.step_on([0])
    after, change = (each.value for each in sheet.sections[-1].groups[0].equations)
    assert after == pytest.approx(trainer.costs().training, rel=1e-14)
    assert change == pytest.approx(after - before, rel=1e-12)


def test_parts_that_are_removed_held_or_off_say_so_and_the_rest_still_follows() -> None:
    network, rows = small_network(["tanh", "sigmoid", "linear"], "squared error", 3, (2, 3, 2, 1), 1)
    network.mark(removed=[Edge(1, 0, 0), Edge(1, 0, 1)], frozen=[Edge(2, 0, 1), Bias(3, 0)], off=[Neuron(1, 2)])
    sheet, walk = sheet_after_a_step(network, rows, "momentum")
    said = {(each.item, each.becomes): each for each in sheet.equations if each.remark is not None}
    assert set(said) == {
        (Item("dC_dw", 1, 0, 0), False), (Item("dC_dw", 1, 0, 1), False), (Item("w", 1, 0, 0), True), (Item("w", 1, 0, 1), True),
        (Item("w", 2, 0, 1), True), (Item("b", 3, 0), True), (Item("a", 1, 2), False), (Item("da_dz", 1, 2), False)}
    for item in (Item("w", 2, 0, 1), Item("b", 3, 0)):
        assert said[item, True].value == value_of(walk, item, 0)
    page = as_html(sheet)
    assert page.count("removed") == 4
    for each in equations(page):
        if each.numbers is not None:
            check(each, names(network))


def test_a_weight_that_l1_stops_at_0_says_so() -> None:
    network, rows = small_network(["linear"], "squared error", 0, (2, 1), 1)
    update = Update(network, "sgd", "l1")
    update.set_rates(0.01, 1.0)
    network.w[1][0, 0], network.b[1][0] = 1e-4, 0.5
    sheet = worksheet(Walk(network, rows, update), "l1")
    stopped = [each for each in sheet.equations if each.remark is not None]
    assert [(each.item, each.value) for each in stopped] == [(Item("w", 1, 0, 0), 0.0)]
    assert "l1" in str(stopped[0].remark)


@pytest.mark.parametrize(("cost", "output", "z"), [
    ("cross-entropy", "sigmoid", 30.0), ("cross-entropy", "sigmoid", -30.0), ("cross-entropy", "sigmoid", 600.0),
    ("categorical cross-entropy", "softmax", 30.0), ("squared error", "sigmoid", 40.0), ("squared error", "tanh", -20.0),
])
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_a_saturated_output_still_follows_from_what_is_printed(cost: str, output: str, z: float, y: float) -> None:
    network, rows = small_network([output], cost, 0, (1, 2), 1)
    network.w[1][:], network.b[1][:] = 0.0, [z, 0.25]
    rows[:, -2:] = [y, 1 - y]
    sheet, walk = sheet_after_a_step(network, rows, "sgd")
    for each in equations(as_html(sheet)):
        if each.numbers is not None:
            check(each, names(walk.network))


def test_a_network_beyond_the_limit_is_refused_with_what_can_be_done_instead() -> None:
    largest, rows = small_network(["tanh", "linear"], "squared error", 0, (1, (MOST_PARAMETERS - 1) // 3, 1), 1)
    assert worksheet(Walk(largest, rows), "largest").sections[-1].heading == "Backward"
    network, rows = small_network(["tanh"], "squared error", 0, (MOST_PARAMETERS, 1), 1)
    with pytest.raises(BadInput, match=r"has 201 parameters; a worked sheet has room for 200\. Explain a single weight instead"):
        worksheet(Walk(network, rows), "large")


# ---- pages -----------------------------------------------------------------------------------------------------------------------


def listed(markdown: str) -> Iterator[str]:
    yield from (line for line in markdown.splitlines() if line.startswith("- "))


@pytest.mark.parametrize("preset", ["chain", "two-paths", "pinwheel"])
def test_markdown_has_the_same_equations_in_latex(preset: str) -> None:
    sheet, _ = sheet_of(preset)
    lines = list(listed(as_markdown(sheet)))
    assert len(lines) == len(sheet.equations)
    for line, each in zip(lines, sheet.equations, strict=True):
        pieces = re.findall(r"\$([^$\s](?:[^$]*[^$\s])?)\$", line)
        assert "- " + " ".join(f"${piece}$" for piece in pieces) == line
        assert pieces[0] == latex(each.left)
        assert pieces[-1].removeprefix("= ").removeprefix(r"\leftarrow ") == latex(result(each.value))
        assert " ".join(pieces).count("{") == " ".join(pieces).count("}")


def test_a_long_sum_has_places_where_a_line_may_end() -> None:
    network, rows = small_network(["tanh", "linear"], "squared error", 0, (30, 2, 1), 1)
    markdown = as_markdown(sheet_after_a_step(network, rows, "sgd")[0])
    assert max(len(piece) for line in listed(markdown) for piece in line.split("$ $")) < 120


def test_html_needs_nothing_else_and_has_no_script() -> None:
    page = as_html(sheet_of("xor")[0])
    assert page.startswith("<!DOCTYPE html>")
    assert not re.search(r"<script|<link|<img|url\(|@import|src=|href=", page)
    assert "@page { size: A4;" in page
    assert "break-inside: avoid" in page
    assert page.count("<svg") == 1


@pytest.mark.parametrize(("preset", "columns"), [("chain", True), ("two-paths", True), ("xor", False), ("pinwheel", False)])
def test_on_paper_html_has_two_columns_where_nearly_all_equations_fit_one(preset: str, columns: bool) -> None:
    page = as_html(sheet_of(preset)[0])
    assert ('<div class="sections columns">' in page) == columns
    assert page.index("@media print") < page.index(".columns { columns: 2;")


BROWSER = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.skipif(BROWSER is None, reason="no browser that prints is installed")
@pytest.mark.parametrize(("preset", "pages"), [("chain", 1), ("two-paths", 2)])
def test_q5_a_browser_prints_the_chain_on_one_page_and_two_paths_on_two(preset: str, pages: int, tmp_path: Path) -> None:
    page, paper = tmp_path / "sheet.html", tmp_path / "sheet.pdf"
    page.write_text(as_html(sheet_of(preset)[0]), encoding="utf-8")
    assert BROWSER is not None
    subprocess.run([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                    f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={paper}", page.as_uri()],
                   check=True, timeout=60, capture_output=True)
    assert len(re.findall(rb"/Type /Page\b(?!s)", paper.read_bytes())) == pages


@pytest.mark.parametrize("title", ["<b>&\"*_[x]$`|#\\"])
def test_a_title_is_text_and_nothing_else(title: str) -> None:
    sheet = sheet_of("chain")[0]._replace(title=title)
    assert "<h1>&lt;b&gt;&amp;" in as_html(sheet)
    first = as_markdown(sheet).splitlines()[0]
    assert re.sub(r"\\(.)", r"\1", first.removeprefix("# ")) == title
    assert not re.search(r"(?<!\\)[*_\[\]$`|#<>]", re.sub(r"\\\\", "", first.removeprefix("# ")))


def test_the_drawing_has_every_neuron_and_every_edge_that_is_there() -> None:
    network, rows = small_network(["tanh", "linear"], "squared error", 3, (2, 3, 1), 1)
    network.mark(removed=[Edge(1, 0, 0)])
    sheet, _ = sheet_after_a_step(network, rows, "sgd")
    assert (sheet.drawing.count("<circle"), sheet.drawing.count("<line")) == (6, 8)
    assert sheet.drawing.count("stroke-dasharray") == sum(int((w < 0).sum()) for w in network.w[1:])


def test_powers_of_ten_are_written_as_powers() -> None:
    assert [text(result(value)) for value in (1.5e-7, -2e12, 0.25, 0.0)] == ["1.5×10⁻⁷", "−2×10¹²", "0.25", "0"]
