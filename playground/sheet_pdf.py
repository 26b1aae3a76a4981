"""The worked sheet as a PDF of A4 pages, its formulas set in the program's own type."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, Qt, QUuid
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgRenderer

from core.formats.worksheet.equation import Group, Section, Worksheet
from core.notation import Node
from playground.sheet_flow import Block, flowing
from widgets import formula, theme

POINT = 10                                              # units; type as large as this is laid out without rounding that shows
MARGIN = 14                                             # mm
TITLE, SUMMARY, SMALL = (round(size * POINT) for size in (20, 9.5, 9))
GAP = 12 * POINT                                        # between columns
NUMBER, APART = 100 * POINT, 18 * POINT                 # of numbers side by side
DRAWING = 0.75 * POINT                                  # units to a pixel of the drawing
FEW = 3                                                 # equations that are not parted from their section
LONG = 1 / 10                                           # of all equations, that may be broken to fit one of two columns
DATES = ((rb"D:\d{14}", b"D:20000101000000"), (rb'="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d', b'="2000-01-01T00:00:00'))


class Look(NamedTuple):
    """How a sheet is laid out: sizes of type, space between lines, and the room before equations for the headings of groups.

    All in units. Without that room these headings stand above their equations.
    """

    columns: int
    formula: int
    heading: int
    body: int
    line: int
    label: int


ROOMY, TIGHT, TWO_COLUMNS = (Look(columns, *(round(size * POINT) for size in sizes)) for columns, sizes in (
    (1, (10.5, 13, 9.5, 6, 68)), (1, (10, 12, 9.5, 4.5, 68)), (2, (9, 11, 9, 3.8, 0))))


def as_pdf(sheet: Worksheet) -> bytes:
    """The pages. The same sheet gives the same bytes, so its date is always the same too."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(72 * POINT)
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait,
                                     QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Millimeter))
    writer.setTitle(sheet.title)
    writer.setDocumentId(QUuid.createUuidV5(QUuid(), sheet.title.encode()))
    pages = Pages(writer, sheet.title)
    pages.write(sheet)
    pages.end()
    found = bytes(content.data())
    for written, same in DATES:
        found = re.sub(written, same, found)            # of the same length, since a PDF knows where everything begins
    return found


class Pages:
    """The sheet in the roomiest look of those that take the fewest pages."""

    def __init__(self, writer: QPdfWriter, title: str) -> None:
        self._writer, self._title = writer, title
        self._painter = QPainter(writer)
        self._width, self._bottom = float(writer.width()), float(writer.height())
        self._look, self._room = ROOMY, self._width
        self._long = 0                                  # equations that did not fit one line

    def write(self, sheet: Worksheet) -> None:
        heading = self._heading(sheet)
        top = sum(block.height + block.before for block in heading)
        made = [(look, blocks) for look in (ROOMY, TIGHT, TWO_COLUMNS) if (blocks := self._laid_out(sheet, look)) is not None]
        flown = [(look, blocks, flowing(blocks, look.columns, top, self._bottom)) for look, blocks in made]
        self._look, blocks, places = min(flown, key=lambda each: each[2][-1].page)
        for block, place in zip(heading, flowing(heading, 1, 0.0, self._bottom), strict=True):
            block.paint(0.0, place.y)
        page = 0
        for block, place in zip(blocks, places, strict=True):
            if place.page > page:
                self._footer(page)
                self._writer.newPage()
                page = place.page
            x = place.column * (self._width + GAP) / self._look.columns
            if block.ruled and not place.first:
                line = QRectF(x, place.y - block.before / 2, self._room_of(self._look), 0.7 * POINT)
                self._painter.fillRect(line, theme.LIGHT.line)
            block.paint(x, place.y)
        self._footer(page)

    def end(self) -> None:
        self._painter.end()

    # ---- parts of the sheet ------------------------------------------------------------------------------------------------------

    def _heading(self, sheet: Worksheet) -> list[Block]:
        """What stands over all columns of the first page."""
        colours, drawing = theme.LIGHT, QSvgRenderer(QByteArray(sheet.drawing.encode()))
        self._room = self._width
        size = drawing.defaultSize().toSizeF() * DRAWING
        left = (self._width - size.width()) / 2
        return [self._text(sheet.title, theme.ui_font(TITLE, bold=True), colours.text),
                self._text(sheet.summary, theme.ui_font(SUMMARY), colours.muted, 3 * POINT),
                Block(size.height(), lambda x, y: drawing.render(self._painter, QRectF(QPointF(x + left, y), size)), 6 * POINT),
                Block(0.0, lambda x, y: None, 12 * POINT)]

    def _laid_out(self, sheet: Worksheet, look: Look) -> list[Block] | None:
        """Everything below, in this look; None where too much of it is too long for one of several columns."""
        self._look, self._room, self._long = look, self._room_of(look), 0
        blocks = [block for section in sheet.sections for block in self._section(section)]
        return None if look.columns > 1 and self._long > LONG * len(sheet.equations) else blocks

    def _room_of(self, look: Look) -> float:
        return (self._width - (look.columns - 1) * GAP) / look.columns

    def _section(self, section: Section) -> Iterator[Block]:
        """A heading, which is never parted from what follows, nor are a few equations from theirs."""
        look, colours = self._look, theme.LIGHT
        heading = self._text(section.heading, theme.ui_font(look.heading, bold=True), colours.text, 1.5 * look.heading)
        yield heading._replace(keeps=True, ruled=True)
        yield self._text(section.opening, theme.ui_font(look.body), colours.text, 0.5 * look.line)._replace(keeps=True)
        blocks = [block for group in section.groups for block in self._group(group)]
        together = len(blocks) <= FEW
        for block in blocks[:-1]:
            yield block._replace(keeps=block.keeps or together)
        yield from blocks[-1:]

    def _group(self, group: Group) -> Iterator[Block]:
        """The heading with the equations beside it or below; plain numbers stand in columns."""
        look, label, above = self._look, group.heading or "", 1.5 * self._look.line
        if label and not look.label and not group.is_list:
            yield self._text(label, theme.ui_font(look.body, bold=True), theme.LIGHT.muted, above)._replace(keeps=True)
            label, above = "", 0.5 * look.line
        for definition in group.definitions:
            yield self._equation(definition, "", label, above)._replace(keeps=True)
            label, above = "", look.line
        lines = self._list([formula.layout(equation.node, look.formula) for equation in group.equations], label, above) \
            if group.is_list else self._equations(group, label, above)
        yield from lines

    def _equations(self, group: Group, label: str, above: float) -> Iterator[Block]:
        for place, equation in enumerate(group.equations):
            yield self._equation(equation.node, equation.remark or "", "" if place else label, self._look.line if place else above)

    def _list(self, boxes: list[formula.Box], label: str, above: float) -> Iterator[Block]:
        indent = ROOMY.label
        width = max(NUMBER if self._look.columns == 1 else 0, *(box.width + APART for box in boxes))
        columns = max(1, int((self._room - indent + APART) / width))
        for start in range(0, len(boxes), columns):
            boxes_here = [(box, indent + place * width) for place, box in enumerate(boxes[start:start + columns])]
            yield self._line(boxes_here, "" if start else label, self._look.line if start else above)

    # ---- blocks ------------------------------------------------------------------------------------------------------------------

    def _equation(self, node: Node, remark: str, label: str, above: float) -> Block:
        """A formula in as many lines as it takes, on one page; a remark stands behind it."""
        look, font = self._look, theme.ui_font(SMALL)
        box = formula.wrapped(node, look.formula, self._room - look.label)
        end = look.label + box.width + look.formula
        said = QFontMetricsF(font, self._writer).horizontalAdvance(remark)
        self._long += max(formula.layout(node, look.formula).width + look.label, end + said - look.formula) > self._room
        line = self._line([(box, float(look.label))], label, above)

        def paint(x: float, y: float) -> None:
            line.paint(x, y)
            self._words(remark, QPointF(x + end, y + max(look.formula, box.ascent)), font)

        return line._replace(paint=paint)

    def _line(self, boxes: list[tuple[formula.Box, float]], label: str, above: float) -> Block:
        """Formulas side by side, the group's heading before the first."""
        look, size = self._look, self._look.formula
        ascent, descent = max(size, *(box.ascent for box, _ in boxes)), max(0.3 * size, *(box.descent for box, _ in boxes))

        def paint(x: float, y: float) -> None:
            self._words(label, QPointF(x, y + ascent), theme.ui_font(look.body, bold=True))
            for box, left in boxes:
                self.draw(box, x + left, y + ascent)

        return Block(ascent + descent, paint, above)

    def draw(self, box: formula.Box, x: float, baseline: float) -> None:
        """In the quantities' colours on white, whatever theme the window has."""
        for glyphs in box.glyphs:
            self._painter.setFont(theme.maths_font(glyphs.size))
            self._painter.setPen(theme.quantity_colour(glyphs.quantity, theme.LIGHT))
            self._painter.drawText(QPointF(x + glyphs.x, baseline + glyphs.y), glyphs.text)
        for bar in box.bars:
            self._painter.fillRect(bar.translated(x, baseline), theme.LIGHT.text)

    def _text(self, words: str, font: QFont, colour: QColor, above: float = 0.0) -> Block:
        """A paragraph as wide as its column."""
        flags, room = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft, self._room
        height = QFontMetricsF(font, self._writer).boundingRect(QRectF(0, 0, room, 1e6), flags, words).height()

        def paint(x: float, y: float) -> None:
            self._painter.setFont(font)
            self._painter.setPen(colour)
            self._painter.drawText(QRectF(x, y, room, height), flags, words)

        return Block(height, paint, above)

    def _words(self, words: str, place: QPointF, font: QFont) -> None:
        """A few words on a baseline."""
        self._painter.setFont(font)
        self._painter.setPen(theme.LIGHT.muted)
        self._painter.drawText(place, words)

    def _footer(self, page: int) -> None:
        """The title and the number of the page, in its lower margin."""
        font, baseline, number = theme.ui_font(SMALL), self._bottom + 2 * SMALL, str(page + 1)
        metrics = QFontMetricsF(font, self._writer)
        end = self._width - metrics.horizontalAdvance(number)
        title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, end - ROOMY.label)
        self._words(title, QPointF(0, baseline), font)
        self._words(number, QPointF(end, baseline), font)
