"""What goes back to AdminPulse: documents, by names nobody has published (names.DOCUMENT), and a task that is done."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from carnet.connectors.adminpulse.fetching import counts
from carnet.connectors.adminpulse.names import DOCUMENT, DOCUMENT_PATH
from carnet.connectors.adminpulse.paths import text

DONE = 2
# Documents; everything else may be asked 480 times (the maker's own help, of both).
A_MINUTE = 50


def names(mapping: Mapping[str, Any]) -> dict[str, str]:
    """Of the body of the call, and of what it answers."""
    return {**DOCUMENT, **mapping.get("document", {})}


def path(mapping: Mapping[str, Any]) -> str:
    return mapping.get("document_path", DOCUMENT_PATH)


def reference(said: Any, called: Mapping[str, str]) -> str:
    """What it calls the document, if it says so."""
    return text(said.get(called["reference"]) if isinstance(said, dict) else said)


def tick(
    whole: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    close: Callable[[Mapping[str, Any], str], None],
    tasks: Iterable[Mapping[str, Any]],
    whose: tuple[str, str],
    key: str,
    year: int | None = None,
) -> bool:
    """The earliest open task of a template, of that year, is done. The remark keeps the key: of a template that
    comes every quarter, the same message sent again must not close the next one."""
    ref, group = whose
    ours = [whole(task) for task in tasks if counts(task, group) and _of(task, ref)]
    if any(key in text(task.get("remark")) for task in ours if task.get("status") == DONE):
        return False
    waiting = [task for task in _of_year(ours, year) if task.get("status") != DONE]
    if not waiting:
        return False
    first = min(waiting, key=lambda task: (text(task.get("deadline")) or "9999", text(task["id"])))
    close(first, "\n".join(filter(None, [str(first.get("remark") or ""), f"Carnet {key}"])))
    return True


def _of_year(tasks: list[Mapping[str, Any]], year: int | None) -> list[Mapping[str, Any]]:
    """All, where none is of that year: nothing public says whether it is that of the income or of the return."""
    return [task for task in tasks if year and task.get("referenceYear") == year] or tasks


def _of(task: Mapping[str, Any], ref: str) -> bool:
    """Should the software not keep to the relation it was asked about."""
    return task.get("relationUniqueIdentifier", ref) == ref
