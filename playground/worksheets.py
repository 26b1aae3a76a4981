"""The worked sheet as the bytes of a file: HTML, Markdown or PDF."""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from core.errors import BadInput
from core.explain.walk import Walk
from core.formats.worksheet.html import as_html
from core.formats.worksheet.markdown import as_markdown
from core.formats.worksheet.sheet import worksheet

Kind = Literal["html", "md", "pdf"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def sheet_content(walk: Walk, title: str, kind: Kind, input_names: Sequence[str] = ()) -> bytes:
    """A walk over one example written out; a PDF needs a QApplication. Raises BadInput."""
    sheet = worksheet(walk, title, input_names)
    if kind == "pdf":
        from playground.sheet_pdf import as_pdf

        return as_pdf(sheet)
    return (as_html(sheet) if kind == "html" else as_markdown(sheet)).encode()


def kind_of(name: str | Path) -> Kind:
    """Which page a file's name asks for. Raises BadInput."""
    suffix = Path(name).suffix.lower().removeprefix(".")
    for kind in KINDS:
        if suffix == kind:
            return kind
    raise BadInput("{name} is no worked sheet; allowed: a name that ends with .html, .md or .pdf.", name=Path(name).name)


def sheet_title(title: str, example: int) -> str:
    """What a sheet is called."""
    return f"{title}: one training step on example {example}"
