"""The one error that bad input raises: a sentence as a template and its values, so that the window can translate it."""


class BadInput(ValueError):
    """Something the user gave cannot be used; the sentence names the field, the value and what is allowed.

    >>> str(BadInput("{field} is {value}; allowed: {allowed}.", field="noise", value=2, allowed="0 to 0.8"))
    'noise is 2; allowed: 0 to 0.8.'
    """

    def __init__(self, template: str, **values: object) -> None:
        self.template, self.values = template, values
        super().__init__(template.format(**values))
