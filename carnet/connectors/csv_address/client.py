"""One call, whose answer is the file."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from carnet.connectors.calling import Answer
from carnet.connectors.contract import Group, Opener, Piece, Record, Scope, Settings, Step
from carnet.connectors.trouble import Trouble

TROUBLES = {401: "wrong_key", 403: "not_allowed", 404: "missing", 410: "missing", 429: "throttled"}


class ListSession:
    def __init__(self, settings: Settings, caller: Opener) -> None:
        self._settings, self._caller = settings, caller

    def _get(self) -> Answer:
        """A Caller puts a slash behind its base; a file has none, so its path is called, query and all."""
        parts = urlsplit(self._settings["url"])
        path = parts._replace(scheme="", netloc="").geturl()
        caller = self._caller(f"{parts.scheme}://{parts.netloc}", headers=_headers(self._settings))
        answer = caller.call("GET", path)
        if answer.status == 200:
            return answer
        code = TROUBLES.get(answer.status, "broken" if answer.status >= 500 else "odd")
        raise Trouble(code, answer.said)

    def check(self) -> None:
        if not self._get().content:
            raise Trouble("odd")

    def groups(self) -> Sequence[Group]:
        return ()

    def fetch(self, scope: Scope, state: Mapping[str, Any] | None) -> Step:
        data = b64encode(self._get().content).decode()
        return Step([Piece("file", "", data)], None, done=1, total=1)

    def file(self, pieces: Iterable[Piece]) -> bytes:
        return b64decode(next(iter(pieces)).data)

    def records(self, pieces: Iterable[Piece]) -> Iterable[Record]:
        return ()


def _headers(settings: Settings) -> dict[str, str]:
    """With a user name as browsers send it; a key alone as programs do."""
    user, password = settings.get("user", ""), settings.get("password", "")
    if user:
        return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}
    return {"Authorization": f"Bearer {password}"} if password else {}
