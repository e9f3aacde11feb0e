"""The record of 400 answers as PDF, from the texts to the bytes: in a process of its own, as Carnet sets it; beside it
the same work without that process, and what the process costs that sets a single line."""

import resource
from collections.abc import Callable
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import django

django.setup()

from pypdfium2 import PdfDocument  # noqa: E402

from carnet.core import child  # noqa: E402
from carnet.exports.pdf import LIMITS, json_of, pdf  # noqa: E402
from carnet.exports.typeset import typeset  # noqa: E402

ANSWERS, SECTIONS, ROUNDS = 400, 10, 15
HASH = "0123456789abcdef" * 4
WORDS = dict.fromkeys(
    (
        "question",
        "answer",
        "who",
        "documents",
        "document",
        "extent",
        "declaration",
        "frozen",
        "lost",
    ),
    "Réponse",
)


def main() -> None:
    told, line = record(ANSWERS), record(0)
    print(f"{ANSWERS} answers, {pages(pdf(told))} pages, {len(pdf(told)) // 1024} KiB; ms")
    print(f"{'':<56}{'cpu':>8}{'min':>8}{'median':>8}{'p95':>8}")
    show("Carnet: in a process of its own", lambda: pdf(told))
    print(f"{'':<56}the process took {in_children()} MB at most")
    show("lower bound: such a process, a single line", lambda: pdf(line))
    show("lower bound: without the process", lambda: list(typeset(json_of(told))))
    show("lower bound: a process that does nothing", nothing)


def record(answers: int) -> dict[str, Any]:
    """As a client of a tax return fills it in: mostly short, here and there a remark or a document."""
    rows = [row(number) for number in range(answers)]
    return {
        "language": "fr", "title": "Impôt des personnes physiques 2026", "logo": None, "who": True, "words": WORDS,
        "sent_on": {"year": 2026, "month": 5, "day": 20}, "firm": {"name": "Fiduciaire", "colour": "#1f5c4a"},
        "facts": [("Client", "Ann Peeters"), ("Référence", "C-AB12-2026")],
        "sections": [{"title": f"Rubrique {n}", "rows": rows[n::SECTIONS]} for n in range(SECTIONS if rows else 0)],
        "documents": [{"name": "fiche.pdf", "question": "Fiche", "extent": "2", "sha256": HASH}] * (answers // 20),
        "declarations": [{"text": "Tout est juste et complet.", "name": "Ann Peeters", "at": "20 mai 2026"}],
        "footer": {"line": "C-AB12-2026", "sent": "", "sent_sha256": HASH, "revision": "", "revision_sha256": HASH},
    }  # fmt: skip


def row(number: int) -> dict[str, Any]:
    return {
        "group": "Noa" if number % 5 == 0 else "",
        "question": f"{number}. Avez-vous déménagé en 2025, et si oui, vers quelle adresse ?",
        "answer": ("Oui", "1 250,50 €", "Rue de la Station 12, 1300 Wavre", "Je ne sais pas")[number % 4],
        "quiet": number % 4 == 3,
        "papers": ["fiche.pdf (2 pages)"] if number % 20 == 0 else [],
        "remark": "« Voir la fiche de mon employeur. »" if number % 11 == 0 else "",
        "firm": [],
        "who": "Ann Peeters\n20/05/2026 10:42",
    }  # fmt: skip


def pages(data: bytes) -> int:
    with PdfDocument(data) as document:
        return len(document)


def nothing() -> None:
    assert child.run(len, "", limits=LIMITS) == 0


def show(name: str, work: Callable[[], Any]) -> None:
    work()
    took, before = [], cpu()
    for _round in range(ROUNDS):
        start = perf_counter()
        work()
        took.append((perf_counter() - start) * 1000)
    figures = ((cpu() - before) * 1000 / ROUNDS, min(took), median(took), quantiles(took, n=20)[-1])
    print(f"{name:<56}" + "".join(f"{figure:>8.0f}" for figure in figures))


def cpu() -> float:
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def in_children() -> int:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


if __name__ == "__main__":
    main()
