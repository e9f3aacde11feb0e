"""A value that the firm sets in place of a calculation: what was typed, as the calculation would have stored it."""

from carnet.questionnaires import typed
from carnet.questionnaires.compiled import Node
from carnet.questionnaires.given import Value


def value_by_hand(node: Node, words: str) -> Value:
    """What `words` mean as the result of this calculation: yes or no, an amount or figure, or text. Raises
    typed.InvalidAnswer with a sentence."""
    returns = node.value.rule.returns if node.value else "any"
    if returns == "yes":
        return words == "yes"
    raw = {"": [words]}
    if returns == "text":
        return typed.parse_text(node.item, raw)
    try:
        return typed.parse_money(node.item, raw)
    except typed.InvalidAnswer:
        if returns == "number":
            raise
        return typed.parse_text(
            node.item, raw
        )  # What this calculation returns, nobody knows beforehand.
