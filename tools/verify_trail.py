#!/usr/bin/env python3
"""Says whether a downloaded trail (.jsonl) is as Carnet sealed it. Needs Python alone, nothing of Carnet's.

    python3 verify_trail.py trail-2026-11-26.jsonl [FIRM:COUNT:HASH]

The second word is an end somebody noted earlier, from the page or a copy's manifest. Exit status 1 when anything
is wrong. docs/exports.md says what the lines hold.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any


def hash_of(before: str, event: dict[str, Any]) -> str:
    text = json.dumps(event, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    whole = bytes.fromhex(before) + text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()


class Trail:
    """What was read of it. Events may be chosen: only neighbours can be held against each other."""

    def __init__(self, about: dict[str, Any], noted: str = "") -> None:
        self.firm = about["firm"]["uuid"]
        self.place, self.hash = 0, about["beginning"]
        self.sealed = self.waiting = self.gaps = 0
        self.ends = {about["end"]["place"]: about["end"]["hash"]} if about["end"] else {}
        if noted:
            firm, count, end = noted.split(":")
            self.noted = (firm, int(count), end)
        else:
            self.noted = None
        if hashlib.sha256(f"carnet trail of {self.firm}".encode()).hexdigest() != self.hash:
            raise ValueError

    def faults(self, lines: Iterable[dict[str, Any]]) -> Iterator[str]:
        for line in lines:
            if "place" in line:
                yield from self._one(line)
            else:
                self.waiting += 1
        if self.noted:
            yield from self._end()

    def _one(self, line: dict[str, Any]) -> Iterator[str]:
        place = line["place"]
        self.sealed += 1
        if hash_of(line["before"], line["event"]) != line["hash"]:
            yield f"Event {place} is not what it was when it was sealed."
        if line["event"]["firm"] != self.firm:
            yield f"Event {place} is of another firm."
        if place <= self.place:
            yield f"Event {place} stands in another order than it was sealed."
        elif place > self.place + 1:
            self.gaps += 1
        elif line["before"] != self.hash:
            yield f"Between events {place - 1} and {place} something was taken out, put in or moved."
        if self.ends.get(place, line["hash"]) != line["hash"]:
            yield f"Event {place} is not the one the file names as the end."
        if self.noted and self.noted[1] == place:
            self.noted = (*self.noted[:2], "found" if self.noted[2] == line["hash"] else "")
        self.place, self.hash = place, line["hash"]

    def _end(self) -> Iterator[str]:
        firm, count, end = self.noted
        if firm != self.firm:
            yield "The end that was noted is of another firm."
        elif end != "found":
            yield f"Event {count} is not there, or is another than the one that was noted."


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main(path: str, noted: str = "") -> int:
    with open(path, encoding="utf-8", errors="surrogatepass") as file:
        try:
            about = json.loads(next(file))
            if (about["format"], about["version"]) != ("carnet-trail", 1):
                raise ValueError
            trail = Trail(about, noted)
            faults = list(trail.faults(map(json.loads, file)))
        except (StopIteration, KeyError, TypeError, ValueError):
            say("This is no trail of Carnet's, or a line of it cannot be read.")
            return 1
    for fault in faults:
        say(fault)
    say(f"{trail.sealed} sealed events, {trail.waiting} not sealed yet, {trail.gaps} gaps.")
    if not faults:
        whole = "" if trail.gaps else " in one chain"
        say(f"All{whole} as they were sealed. The last is {trail.firm}:{trail.place}:{trail.hash}")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
