"""The pieces that a line of a walk is made of: how each is written, and what it stands for."""
from __future__ import annotations

from typing import NamedTuple

from core.explain.walk import Item
from core.notation import Node


class Token(NamedTuple):
    """A piece of a line: how it is written, and the item it stands for, None for what is only a sign.

    `old` tells that it is the item as it was before this operation, as on the right of w ← w − η ∂C/∂w. An item without a layer,
    where its quantity has layers, stands for all of them: w for every parameter, dC_dw for the whole gradient.
    """

    node: Node
    item: Item | None = None
    old: bool = False


Line = tuple[Token, ...]
