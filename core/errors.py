"""What core has to say to a person: a sentence that remembers its template and values, and the error that bad input raises."""
from __future__ import annotations

from collections.abc import Iterable


class Sentence(str):
    """A finished sentence; `template` and `values` are what it was made of, so that the window can translate it.

    >>> Sentence("{field} is {value}; allowed: {allowed}.", field="noise", value=2, allowed="0 to 0.8")
    'noise is 2; allowed: 0 to 0.8.'
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Sentence:
        sentence = super().__new__(cls, template.format(**values))
        sentence.template, sentence.values = template, values
        return sentence


class BadInput(ValueError):
    """Something the user gave cannot be used; the sentence names the field, the value and what is allowed."""

    def __init__(self, template: str, **values: object) -> None:
        self.sentence = Sentence(template, **values)
        super().__init__(self.sentence)


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names with commas between; of more than `most`, which a sentence can hold, the first three and the last.

    >>> listed("abcde", most=4)
    'a, b, c, …, e'
    """
    every = list(names)
    return ", ".join(every if len(every) <= most else [*every[:3], "…", every[-1]])
