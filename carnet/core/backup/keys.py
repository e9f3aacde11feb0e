"""The keys are never in a copy. What is in it: their ids, one sealed word and its index, by which the way back knows
the right keys before anything is put in place."""

from typing import Any
from uuid import UUID

from carnet.core.backup.container import BadCopy
from carnet.core.crypto import Place, UnknownKey, blind_index, key_ids, seal, unseal

WORD = "carnet"
NOBODY = UUID(int=0)
PLACE = Place(NOBODY, "core.backup.word", NOBODY)


def witness() -> dict[str, Any]:
    return {
        "ids": key_ids(),
        "word": seal(WORD, PLACE).hex(),
        "index": blind_index(WORD, NOBODY),
    }


def check(witness: dict[str, Any]) -> None:
    """Raises BadCopy, naming the key that is missing."""
    try:
        unseal(bytes.fromhex(witness["word"]), PLACE)
    except UnknownKey:
        raise BadCopy(
            f"The copy is sealed with key {witness['ids'][0]}, which is not among ENCRYPTION_KEYS "
            f"({', '.join(key_ids())}). Give the key that was in use when it was made."
        ) from None
    if blind_index(WORD, NOBODY) != witness["index"]:
        raise BadCopy(
            "INDEX_KEY is another one than when the copy was made. Without the right one no national "
            "number is found."
        )


def older_missing(witness: dict[str, Any]) -> list[str]:
    """Ids of keys that stood behind the newest then and are not given now. Nothing may be sealed with them any more."""
    return [key for key in witness["ids"] if key not in key_ids()]
