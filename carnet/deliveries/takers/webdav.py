"""A folder that is reached by WebDAV (RFC 4918): Nextcloud, ownCloud, a NAS, SharePoint behind a gateway.

What lies under a parcel's name was put there by us, since the folder holds our reference: a file that is whole is
left alone, whoever has worked on it since, and one that was cut short is put again.
"""

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote

from carnet.connectors.calling import Answer, Caller
from carnet.connectors.trouble import Trouble
from carnet.deliveries.parcels import Parcel, Unfit

# Of the folder itself: is it there, and may we?
ASK = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>'
PER_MINUTE = 600
TROUBLES = {401: "wrong_key", 403: "not_allowed", 404: "missing", 407: "refused", 507: "full"}
THERE = 412


def headers(settings: Mapping[str, str]) -> dict[str, str]:
    """Who we are: a token, or a name and a password."""
    if settings.get("token"):
        return {"Authorization": f"Bearer {settings['token']}"}
    if not settings.get("user"):
        return {}
    both = f"{settings['user']}:{settings.get('password', '')}"
    return {"Authorization": f"Basic {b64encode(both.encode()).decode()}"}


class WebDav:
    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.made: set[str] = set()

    def check(self) -> None:
        """Before anything is sent: a server that says no in the middle of a file only breaks off."""
        told = {"Depth": "0", "Content-Type": "application/xml"}
        answer = self.caller.call("PROPFIND", "", content=ASK, headers=told)
        if answer.status not in (200, 207):
            raise trouble(answer)

    def put(self, parcel: Parcel) -> str:
        path = "/".join(map(_quoted, (*parcel.folder, parcel.name)))
        answer = self._sent(path, parcel, {"If-None-Match": "*"})
        if answer.status in (404, 409):  # the folder is not there yet
            self._make(parcel.folder)
            answer = self._sent(path, parcel, {"If-None-Match": "*"})
        if answer.status == THERE and not self._whole(path, parcel):
            answer = self._sent(path, parcel, {})
        if answer.status == 413:
            raise Unfit("too_large")
        if answer.status not in (200, 201, 204, THERE):
            raise trouble(answer)
        return "/".join((*parcel.folder, parcel.name))

    def _sent(self, path: str, parcel: Parcel, only_if: dict[str, str]) -> Answer:
        told = {
            "Content-Length": str(parcel.size),
            "Content-Type": "application/octet-stream",
            **only_if,
        }
        return self.caller.call("PUT", path, content=parcel.pieces(), headers=told)

    def _make(self, folder: tuple[str, ...]) -> None:
        for depth in range(1, len(folder) + 1):
            path = "/".join(map(_quoted, folder[:depth])) + "/"
            answer = self.caller.call("MKCOL", path)
            # 405 says that it is there, and so do 301 and 409 of some who are asked twice.
            if answer.status not in (200, 201, 204, 301, 405, 409):
                raise trouble(answer)

    def _whole(self, path: str, parcel: Parcel) -> bool:
        answer = self.caller.call("HEAD", path)
        length = answer.headers.get("Content-Length", "")
        return answer.status == 200 and length.isdigit() and int(length) >= parcel.size


def _quoted(part: str) -> str:
    return quote(part, safe="")


def trouble(answer: Answer) -> Trouble:
    if answer.status == 429 or (answer.status == 503 and "Retry-After" in answer.headers):
        return Trouble("throttled", answer.said, wait=answer.wait(0.0))
    code = TROUBLES.get(answer.status) or ("broken" if answer.status >= 500 else "odd")
    return Trouble(code, f"{answer.status} {answer.said}".strip())
