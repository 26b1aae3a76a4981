"""A worked sheet as one HTML page that needs nothing else, in colours and sizes for paper."""
from __future__ import annotations

from collections.abc import Iterator
from html import escape

from core.formats.worksheet.equation import Equation, Group, Section, Worksheet
from core.notation import Fraction, Node, Partial, Power, Row, Sum, Symbol, html, text

# The quantities' colours on white, as on every light surface of the program.
COLOURS = {"w": "#1A5FBF", "b": "#7B3FCB", "z": "#0B6B61", "a": "#48690C", "x": "#48690C", "C": "#BE1E3E", "y": "#6B5A1C"}
COLUMN, LONG, RAISED = 66, 1 / 10, 0.6   # letters in one of two columns; of all equations, that may be longer; a raised letter
STYLE = """\
@page { size: A4; margin: 14mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 190mm; padding: 24px; background: #FFFFFF; color: #171B23;
  font: 15px/1.45 "STIX Two Text", "Cambria", "Times New Roman", serif; }
h1, h2, h3, .summary, .opening, .remark { font-family: Inter, "Segoe UI", Helvetica, Arial, sans-serif; }
h1 { font-size: 24px; margin: 0 0 4px; }
h2 { font-size: 17px; margin: 28px 0 2px; padding-top: 10px; border-top: 1px solid #CBD2DD; }
h3 { font-size: 13px; color: #525C6E; }
h2, h3, .opening { break-inside: avoid; break-after: avoid; }
p { margin: 0; orphans: 3; widows: 3; }
.summary { color: #525C6E; font-size: 13px; }
.opening { font-size: 13px; max-width: 62em; margin-bottom: 6px; }
.remark { color: #525C6E; font-size: 12px; }
.drawing { margin: 14px 0 0; break-inside: avoid; }
.drawing svg { max-width: 100%; height: auto; display: block; margin: 0 auto; }
.definition { margin: 0 0 4px; }
.group { position: relative; padding-left: 6.5em; margin: 7px 0; }
.group > h3 { position: absolute; left: 0; margin: 1px 0 0; break-after: avoid; }
.list { display: flex; flex-wrap: wrap; gap: 3px 12px; }
.equation { margin: 3px 0 3px 2em; text-indent: -2em; break-inside: avoid; overflow-wrap: break-word; }
.list .equation { margin: 0; text-indent: 0; flex: 0 0 11.5em; }
.equation b { font-weight: 700; }
sub, sup { font-size: 72%; line-height: 0; }
sub { vertical-align: -0.2em; }
sup { vertical-align: 0.45em; }
.fraction { display: inline-block; vertical-align: middle; text-align: center; line-height: 1.25; margin: 0 2px; text-indent: 0; }
.fraction > span { display: block; padding: 1px 3px; }
.fraction > span:first-child { border-bottom: 1px solid #171B23; }
@media (max-width: 600px) { .group { padding: 0; } .group > h3 { position: static; } }
@media print {
  body { padding: 0; max-width: none; font-size: 10.5pt; }
  h1 { font-size: 18pt; } .summary { font-size: 9pt; }
  h2 { font-size: 12pt; margin-top: 14pt; padding-top: 7pt; }
  h3, .opening, .remark { font-size: 9pt; }
  .drawing { margin: 6pt auto 0; width: 75%; }
  .sections > :first-child > h2 { border-top: 0; margin-top: 0; }
  .columns { columns: 2; column-gap: 8mm; font-size: 9pt; line-height: 1.3; }
  .columns h2 { font-size: 11pt; margin: 8pt 0 0; padding-top: 4pt; }
  .columns .opening { margin-bottom: 2pt; }
  .columns .group { padding: 0; margin: 3pt 0; }
  .columns .group > h3 { position: static; margin: 0; }
  .columns .equation, .columns .definition { margin-top: 1pt; margin-bottom: 1pt; }
  .columns .numbers { display: flex; }
  .columns .numbers > h3 { flex: 0 0 7em; padding-top: 1pt; }
  .columns .list { gap: 0 10pt; }
  .columns .list .equation { flex-basis: auto; }
  .columns .fraction { line-height: 1.12; }
  .columns .fraction > span { padding: 0.5pt 2px; }
}
"""


def as_html(sheet: Worksheet) -> str:
    """The page."""
    colours = "".join(f".{quantity} {{ color: {colour}; }}\n" for quantity, colour in COLOURS.items())
    return "\n".join([
        "<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(sheet.title)}</title>", f"<style>\n{STYLE}{colours}</style>", "</head>", "<body>",
        f"<h1>{escape(sheet.title)}</h1>", f'<p class="summary">{escape(sheet.summary)}</p>',
        f'<div class="drawing">{sheet.drawing}</div>',
        f'<div class="sections{" columns" if _has_short_lines(sheet) else ""}">',
        *(line for section in sheet.sections for line in _section(section)), "</div>", "</body>", "</html>", ""])


def _has_short_lines(sheet: Worksheet) -> bool:
    """Whether all but a few equations fit one of two columns on paper."""
    long = sum(_breadth(equation.node) > COLUMN for equation in sheet.equations)
    return long <= LONG * len(sheet.equations)


def _breadth(node: Node) -> float:
    """About how wide a formula is, in letters."""
    match node:
        case Symbol():
            return 1 + RAISED * max(len(text(node._replace(j=None, k=None))), len(text(node._replace(layer=None)))) - RAISED
        case Row():
            return sum(map(_breadth, node.parts))
        case Fraction():
            return max(_breadth(node.top), _breadth(node.bottom)) + 1
        case Power():
            return _breadth(node.base) + RAISED * _breadth(node.exponent)
        case Sum():
            return 2 + RAISED * _breadth(node.over) + _breadth(node.body)
        case Partial():
            return 1 + _breadth(node.of)
    return float(len(node.text))


def _section(section: Section) -> Iterator[str]:
    yield "<section>"
    yield f"<h2>{escape(section.heading)}</h2>"
    yield f'<p class="opening">{escape(section.opening)}</p>'
    for group in section.groups:
        yield from _group(group)
    yield "</section>"


def _group(group: Group) -> Iterator[str]:
    """The heading with the equations beside it; plain numbers stand in columns."""
    heading = "" if group.heading is None else f"<h3>{escape(group.heading)}</h3>"
    outer, inner = ("group numbers", "list") if group.is_list else ("group", "lines")
    yield f'<div class="{outer}">{heading}<div class="{inner}">'
    yield from (f'<p class="definition">{_written(node)}</p>' for node in group.definitions)
    yield from map(_equation, group.equations)
    yield "</div></div>"


def _equation(equation: Equation) -> str:
    *sides, value = map(_written, equation.sides)
    signs = equation.signs
    joined = "".join(f"{side} {sign}\u00a0" for side, sign in zip(sides, signs, strict=True))
    remark = "" if equation.remark is None else f' <span class="remark">{escape(equation.remark)}</span>'
    return f'<p class="equation">{joined}<b>{value}</b>{remark}</p>'


def _written(node: Node) -> str:
    """HTML whose lines end before a +, never within a product or a difference."""
    return html(node).replace(" · ", "\u00a0·\u00a0").replace(" − ", "\u00a0−\u00a0").replace(" + ", " +\u00a0")
