"""The line of NumPy that really runs for every call of a walk, with the arrays under the names of the tape."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from core.activations import Array
from core.explain.tokens import Line, Token
from core.explain.walk import Item, Operation, Walk, written
from core.notation import Text
from core.tape import Call

_NUMBERS = {float(np.finfo(float).tiny): "np.finfo(float).tiny"}    # that are known by a name
_Key = tuple[int, tuple[int, ...], tuple[int, ...]]


class Source:
    """What the arrays of a walk are called, and its calls written with these names.

    z[l], a[l], a1[l], wb[l], w[l] and their like are entry l of a list, as in core/tape.py; parameters and gradient are flat. A
    number stands for itself. `scratch` are the arrays that nobody else knows by name, in the order in which the walk fills them.
    """

    def __init__(self, walk: Walk) -> None:
        self.scratch: dict[str, np.ndarray[Any, Any]] = {}
        self._names: dict[_Key, Line] = {_key(array): name for array, name in _named(walk)}
        for operation in walk.operations:
            for array in map(written, operation.calls):
                if _key(array) not in self._names:
                    name = f"scratch{len(self.scratch) + 1}"
                    self.scratch[name], self._names[_key(array)] = array, _name(name)

    def lines(self, operation: Operation) -> tuple[Line, ...]:
        """The lines of an operation, one for each of its calls."""
        lines, fresh = list[Line](), set[Item | None]()
        for call in operation.calls:
            reads, writes = ([token for part in parts for token in self._tokens(part)] for parts in _parts(call))
            before = [token._replace(old=token.item not in fresh and _is_changed(token, operation)) for token in reads]
            lines.append((*before, *writes))
            fresh.update(token.item for token in self._tokens(written(call)))
        return tuple(lines)

    def _tokens(self, part: str | Array) -> Line:
        """An array by its name, or a number by itself."""
        if isinstance(part, str):
            return (Token(Text(part)),)
        return self._names.get(_key(part)) or (Token(Text(_NUMBERS.get(float(part)) or repr(float(part)))),)


def _parts(call: Call) -> tuple[list[str | Array], list[str | Array]]:
    """A call in signs and arrays, up to what it reads and from what it writes on."""
    function, arguments = call.function, call.arguments
    owner = getattr(function, "__self__", None)
    if isinstance(function, np.ufunc):
        first, *others = arguments[:function.nin]
        reads = [f"np.{function.__name__}(", first, *(part for other in others for part in (", ", other))]
        return reads, [", out=", arguments[function.nin], ")"]
    if isinstance(owner, np.ufunc):                              # ufunc.reduce(array, axis, dtype, out, keepdims)
        array, axis, _, out, *keeps = arguments
        reads = [f"np.{owner.__name__}.{function.__name__}(", array, f", axis={axis}"]
        return reads, [", out=", out, ", keepdims=True)" if keeps else ")"]
    if isinstance(owner, np.ndarray) and function.__name__ == "fill":
        return [], [owner, f".fill({arguments[0]})"]
    if isinstance(owner, np.ndarray):
        return [owner, f".{function.__name__}(", arguments[0]], [", out=", arguments[1], ")"]
    to, source, *where = arguments                                # np.copyto(to, from, casting, where)
    return [], ["np.copyto(", to, ", ", source, *([", where=", where[1]] if where else []), ")"]


def _is_changed(token: Token, operation: Operation) -> bool:
    """Whether an operation writes what a token stands for; one without a layer stands for all."""
    return any(token.item in {each, each._replace(layer=None)} for each in operation.writes)


def _key(array: np.ndarray[Any, Any]) -> _Key:
    """What two views of the same numbers in the same order have in common."""
    return array.__array_interface__["data"][0], array.shape, array.strides


def _name(*pieces: str | tuple[str, Item]) -> Line:
    return tuple(Token(Text(piece)) if isinstance(piece, str) else Token(Text(piece[0], piece[1].quantity), piece[1])
                 for piece in pieces)


def _named(walk: Walk) -> Iterator[tuple[Array, Line]]:
    """Every array of a pass and an update that a call may name."""
    p, network, update = walk.passed, walk.network, walk.update
    for l in range(network.last + 1):
        a = Item("a", l)
        yield p.a1[l], _name((f"a1[{l}]", a))
        yield p.a1[l].T, _name((f"a1[{l}].T", a))
        yield p.dC_da[l], _name((f"dC_da[{l}]", Item("dC_da", l)))
        if l == 0:
            continue
        w, b = Item("w", l), Item("b", l)
        yield network.value.wb[l], _name(("w", w), (f"b[{l}]", b))
        yield network.w[l].T, _name((f"w[{l}].T", w))
        yield network.derivative.wb[l], _name(("dC_dw", Item("dC_dw", l)), (f"b[{l}]", Item("dC_db", l)))
        for quantity, array in (("z", p.z[l]), ("a", p.a[l]), ("da_dz", p.da_dz[l]), ("dC_dz", p.dC_dz[l])):
            yield array, _name((f"{quantity}[{l}]", Item(quantity, l)))
        if (on := network.on[l]) is not None:
            yield on, _name(f"on[{l}]")
    for quantity, array in (("y", p.y), ("terms", p.terms), ("C0", p.C0), ("C", p.C)):
        yield array, _name((quantity, Item(quantity)))
    yield p.one_mth, _name("1 / m")
    yield network.parameters, _name(("parameters", Item("w")))
    yield network.gradient, _name(("gradient", Item("dC_dw")))
    for name, mask in (("present", network.present), ("movable", network.movable), ("weights_only", network.weights_only)):
        yield mask, _name(name)
    if update is not None:
        for name, array in (("g", update.g), ("step", update.step), *update.state.items()):
            yield array, _name((name, Item(name)))
        rates = {"learning_rate": update.learning_rate, "regularization_rate": update.regularization_rate}
        yield from ((array, _name(name)) for name, array in (rates | update.settings).items())
