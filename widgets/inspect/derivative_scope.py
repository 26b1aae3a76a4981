"""Which cost a derivative belongs to: one example's, the mean over all, or the last batch's while training."""
from __future__ import annotations

from typing import Literal

from PySide6.QtWidgets import QWidget

from core.notation import Node, Symbol, derivative
from widgets.segmented import Segmented

Scope = Literal["example", "average", "batch"]


def derivative_by(quantity: Node, scope: Scope) -> Node:
    """∂C₀ / ∂quantity for one example, otherwise ∂C / ∂quantity."""
    return derivative(Symbol("C", j=0) if scope == "example" else Symbol("C"), quantity)


def short_count(count: int) -> str:
    """A number of examples in at most four characters.

    >>> short_count(250), short_count(1_797), short_count(60_000)
    ('250', '1.8k', '60k')
    """
    return str(count) if count < 1000 else f"{count / 1000:.1f}k" if count < 10_000 else f"{count / 1000:.0f}k"


class ScopeSwitch(Segmented):
    """ "this example | average of n"; chosen(str) says "example" or "average". """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self._count = -1
        self.setAccessibleName(self.tr("Derivative for"))
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """How many examples the average is over."""
        if count == self._count:
            return
        self._count = count
        self.set_options([
            ("example", self.tr("this example")), ("average", self.tr("average of {count}").format(count=short_count(count)))])

    def remark(self, scope: Scope) -> str:
        """Which cost it is, in words."""
        return {
            "example": self.tr("for this example"),
            "average": self.tr("mean over 1 example") if self._count == 1 else (
                self.tr("mean over {count} examples").format(count=f"{self._count:,}")),
            "batch": self.tr("mean over the last batch"),
        }[scope]


if __name__ == "__main__":
    from PySide6.QtWidgets import QApplication

    from widgets import theme

    app = QApplication([])
    theme.apply(app, theme.DARK)
    switch = ScopeSwitch()
    switch.set_count(250)
    switch.chosen.connect(print)
    switch.show()
    app.exec()
