"""How well a few typed letters fit a name."""
from __future__ import annotations


def fit(typed: str, name: str) -> float | None:
    """None when the letters do not occur in this order; otherwise higher is better.

    Letters in a row count most, then letters that begin a word; a letter far from the one before costs a little.

    >>> fit("st", "Step") > fit("st", "Last change"), fit("xy", "Step")
    (True, None)
    """
    letters, name = typed.casefold().replace(" ", ""), name.casefold()
    score, place = 0.0, -1
    for letter in letters:
        found = _nearest(letter, name, place)
        if found < 0:
            return None
        begins_word = found == 0 or not name[found - 1].isalnum()
        score += 3.0 * (found == place + 1) + 2.0 * begins_word - 0.1 * (found - place - 1)
        place = found
    return score - 0.01 * len(name)


def _nearest(letter: str, name: str, place: int) -> int:
    """Where `letter` comes next after `place`: directly, else at the beginning of a word, else anywhere; −1 when nowhere."""
    following = name.find(letter, place + 1)
    if following == place + 1:
        return following
    starts = (at for at in range(place + 2, len(name)) if name[at] == letter and not name[at - 1].isalnum())
    return next(starts, following)
