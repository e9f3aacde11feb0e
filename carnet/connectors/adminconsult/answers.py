"""What an answer of Admin-Consult means. Pure.

An error is {"ErrorMessage": …}, an array of such objects or a plain text; some refusals are no errors at all.
"""

from collections.abc import Mapping
from typing import Any

from carnet.connectors.calling import SHOWN, Answer
from carnet.connectors.trouble import Trouble

Row = Mapping[str, Any]

NOTHING = ("nothing found", "no extradata found", "no taskdata found")
THROTTLED = "you are throttling the system"
NOT_ALLOWED = "no valid configuration for token"
# Whoever was throttled has used up a minute, and the software counts a little longer.
A_MINUTE = 63.0


class TooLong(Trouble):
    """The address of the call. Fewer at once will do."""


def message(answer: Answer) -> str:
    """What it says went wrong, in its own words; empty where it says nothing in its usual ways."""
    try:
        said = answer.json()
    except Trouble:
        return ""
    errors = said if isinstance(said, list) else [said]
    texts = [error.get("ErrorMessage") for error in errors if isinstance(error, dict)]
    return "; ".join(text for text in texts if isinstance(text, str) and text)


def said(answer: Answer) -> str:
    return (message(answer) or answer.said)[:SHOWN]


def is_throttled(answer: Answer) -> bool:
    return answer.status == 429 or (answer.status == 403 and THROTTLED in said(answer).lower())


def is_forbidden(answer: Answer) -> bool:
    """The key may not use this endpoint."""
    return answer.status == 403 and NOT_ALLOWED in said(answer).lower()


def refuses_token(answer: Answer, *, proven: bool) -> bool:
    """`proven`: the token was accepted before. One that was not may be old, whatever the words are."""
    if answer.status not in (401, 403) or is_throttled(answer):
        return False
    return not (proven and is_forbidden(answer))


def rows(answer: Answer, endpoint: str, *, missing: bool = False) -> list[Row]:
    """The objects it holds. `missing`: that there is no such thing counts as none. Raises Trouble and TooLong."""
    if answer.status == 204 or (answer.status == 404 and (missing or _nothing(answer))):
        return []
    if not 200 <= answer.status <= 203:
        raise _trouble(answer, endpoint)
    if not answer.content.strip():
        return []
    found = answer.json()
    found = [found] if isinstance(found, dict) else found
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise Trouble("odd", f"{endpoint}: {answer.said}"[:SHOWN])
    if found and "ErrorMessage" in found[0]:
        raise Trouble("odd", f"{endpoint}: {said(answer)}"[:SHOWN])
    return found


def _nothing(answer: Answer) -> bool:
    return any(words in said(answer).lower() for words in NOTHING)


def _trouble(answer: Answer, endpoint: str) -> Exception:
    if answer.status == 414:
        return TooLong("odd", f"{endpoint}: 414")
    if is_throttled(answer):
        return Trouble("throttled", said(answer), wait=A_MINUTE)
    code = {401: "wrong_key", 403: "not_allowed", 404: "missing"}.get(answer.status, "odd")
    code = "broken" if answer.status >= 500 else code
    return Trouble(code, f"{endpoint}: {said(answer)}"[:SHOWN])
