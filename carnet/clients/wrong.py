"""How a check says no, and how it looks at a number without its dots and dashes."""

import re

SEPARATORS = re.compile(r"[\s.\-/·]")


class Wrong(Exception):
    """A value that cannot be kept. The sentence tells the person what is wrong and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def bare(text: str) -> str:
    return SEPARATORS.sub("", text).upper()
