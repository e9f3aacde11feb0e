"""The record as PDF, set by typst in a process of its own: whatever a client has typed, it hangs no web worker, and the
memory it takes goes back when it ends (docs/adr/0016-records.md)."""

import base64
import json

from carnet.core import child
from carnet.exports.record import Told
from carnet.exports.signs import MISSING, cleaned

PDF = "application/pdf"
# A record of 400 answers takes 0.2 s and 90 MB; the address space of typst's threads is wider than what they use.
TYPESET = "carnet.exports.typeset.typeset"
LIMITS = child.Limits(megabytes=2048, cpu_seconds=60, seconds=120, output_megabytes=100)


def pdf(told: Told) -> bytes:
    """Tagged (PDF/UA-1) and to be kept (PDF/A-2a)."""
    try:
        return typeset_by_child(told)
    except child.ChildFailed as problem:
        if problem.reason != "TypstError":
            raise
        # Signs whose combination no font has. Better a record in Western letters than none.
        return typeset_by_child(told, plain=True)


def typeset_by_child(told: Told, *, plain: bool = False) -> bytes:
    for made in child.stream(TYPESET, json_of(told, plain=plain), limits=LIMITS):
        return base64.b64decode(made)
    raise child.ChildFailed("broken")


def json_of(told: Told, *, plain: bool = False) -> bytes:
    """What record.typ reads: the record in signs that can be set, and whether one is lost."""
    text = json.dumps(cleaned(told, plain=plain), ensure_ascii=False)
    lost = text.count(MISSING) > told["words"]["lost"].count(MISSING)
    return f'{{"told": {text}, "lost": {json.dumps(lost)}}}'.encode()
