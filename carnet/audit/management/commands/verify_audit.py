import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser

from carnet.audit.chain import Break
from carnet.audit.models import Event
from carnet.audit.verifying import Head, chain_of, faults, read_heads
from carnet.core.backup.container import BadCopy, opened
from carnet.core.whose import across_firms

MOST = 20
SENTENCES = {
    "changed": "the event is not what it was when it was sealed",
    "missing": "an event that stood here is gone",
    "inserted": "an event was put in here",
    "moved": "the event stood in another place",
    "cut off": "the end was cut off from here on",
    "other end": "the event is another than the one that was noted as the end",
}


class Command(BaseCommand):
    help = (
        "Looks whether the trail of every firm is as it was sealed. Exit status 1 and a sentence for each event that"
        " was changed, taken out, put in or moved, and when the end was cut off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--firm", type=UUID, help="only this one, by its uuid")
        head = "an end that was noted earlier, as FIRM:COUNT:HASH; may be repeated"
        parser.add_argument("--head", action="append", default=[], help=head)
        parser.add_argument("--backup", type=Path, help="a copy, whose ends must still be there")
        parser.add_argument("--heads", type=Path, help="the same from a JSON file")

    def handle(self, *args: Any, **options: Any) -> None:
        heads = _heads(options)
        events, broken = 0, 0
        with across_firms("the trail of every firm is looked at"):
            firms = _firms(options["firm"])
            for firm in firms.order_by("pk").iterator():
                count, bad = self._verify(firm, heads.pop(firm.uuid, None), options["verbosity"])
                events, broken = events + count, broken + bad
            many = firms.count()
        if not options["firm"]:
            broken += self._gone(heads)
        if broken:
            raise CommandError("The trail is not as it was sealed.")
        self.stdout.write(
            f"{events:,} events of {many:,} firms: nothing changed, taken out, put in or moved."
        )

    def _verify(self, firm: Any, witness: Head | None, verbosity: int) -> tuple[int, int]:
        found = list(islice(faults(firm, witness), MOST + 1))
        for one in found[:MOST]:
            self.stderr.write(_sentence(firm, one))
        if len(found) > MOST:
            self.stderr.write(f"{firm.uuid}: and more.")
        chain = chain_of(firm)
        count, head = (chain.length, bytes(chain.head).hex()) if chain else (0, "")
        if verbosity and count:
            waiting = Event.objects.filter(firm=firm, place=None).count()
            more = f", {waiting:,} more wait for the worker" if waiting else ""
            self.stdout.write(f"{firm.uuid}:{count}:{head}{more}")
        return count, len(found)

    def _gone(self, heads: Mapping[UUID, Head]) -> int:
        for uuid in heads:
            self.stderr.write(f"{uuid}: the firm is gone, and its trail with it.")
        return len(heads)


def _firms(uuid: UUID | None) -> Any:
    firms = apps.get_model("firms", "Firm").objects
    found = firms.filter(uuid=uuid) if uuid else firms.all()
    if uuid and not found.exists():
        raise CommandError(f"There is no firm {uuid}.")
    return found


def _sentence(firm: Any, one: Break) -> str:
    row = f" (row {one.event})" if one.event else ""
    return f"{firm.uuid}: event {one.place:,}{row}: {SENTENCES[one.change]}."


def _heads(options: Mapping[str, Any]) -> dict[UUID, Head]:
    found: dict[UUID, Head] = {}
    for told in _told(options):
        try:
            found |= read_heads(told)
        except (TypeError, ValueError, AttributeError) as problem:
            raise CommandError("An end is written FIRM:COUNT:HASH.") from problem
    return found


def _told(options: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What was noted elsewhere: for each firm how many, and the last hash."""
    try:
        if options["backup"]:
            with opened(options["backup"]) as copy:
                yield copy.manifest.get("trails", {})
        if options["heads"]:
            yield json.loads(options["heads"].read_text())
    except (BadCopy, ValueError) as problem:
        raise CommandError(str(problem)) from problem
    except OSError as problem:
        raise CommandError(f"{problem.filename}: {problem.strerror}.") from problem
    for text in options["head"]:
        uuid, _colon, rest = text.partition(":")
        yield {uuid: rest.split(":")}
