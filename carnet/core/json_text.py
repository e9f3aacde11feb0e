"""JSON of large documents, for the `encoder` and `decoder` of a JSONField: the standard library takes ten times as
long for it."""

import json
from typing import Any

import orjson


class Writes(json.JSONEncoder):
    def encode(self, o: Any) -> str:
        return orjson.dumps(o).decode()


class Reads(json.JSONDecoder):
    def decode(self, s: str, *_how: Any) -> Any:
        return orjson.loads(s)
