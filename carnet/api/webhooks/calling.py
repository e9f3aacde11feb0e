"""One call to one address: no redirects, no proxies, no second look at the name, little time, little reading.

Knows no rows. Whatever the other side does, an Answer comes back.
"""

import re
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from carnet.core.lookup import asking
from carnet.core.targets import Refused, Target, Unresolved, parse, resolve

CONNECT, EACH, ALTOGETHER = 5.0, 10.0, 15.0  # seconds
MOST_READ, SHOWN = 2000, 200
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class Answer:
    """`status` where one came; otherwise `problem`: refused, unresolved, connection, encryption, timeout or cut."""

    status: int | None
    ms: int
    said: str = ""
    problem: str = ""

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        return self.status == 410


def post(url: str, body: str, headers: Mapping[str, str]) -> Answer:
    began = monotonic()
    try:
        target = resolve(parse(url), asking())
    except Refused:
        return Answer(None, _since(began), problem="refused")
    except Unresolved:
        return Answer(None, _since(began), problem="unresolved")
    connection = _connection(target)
    try:
        connection.connect()
        status, said = _call(connection, target, body.encode(), headers)
    except (OSError, HTTPError, ValueError) as problem:
        return Answer(None, _since(began), problem=_problem(problem))
    finally:
        connection.close()
    return Answer(status, _since(began), said=cleaned(said))


def _since(began: float) -> int:
    return round((monotonic() - began) * 1000)


def _connection(target: Target) -> HTTPConnection:
    """To the address that was looked at; the certificate must be the name's."""
    place = target.place
    if not place.secure:
        return HTTPConnection(target.address, place.port, timeout=CONNECT)
    return HTTPSConnection(
        target.address,
        place.port,
        timeout=CONNECT,
        cert_reqs="CERT_REQUIRED",
        ssl_context=ssl.create_default_context(),
        server_hostname=place.host,
    )


def _call(
    connection: HTTPConnection, target: Target, body: bytes, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    """Within the time there is, whoever may send a byte now and then to hold us."""
    connection.sock.settimeout(EACH)
    over = threading.Event()
    watch = threading.Timer(ALTOGETHER, _cut, [connection.sock, over])
    watch.daemon = True
    watch.start()
    try:
        return _exchange(connection, target, body, headers)
    finally:
        watch.cancel()
        if over.is_set():
            raise TimeoutError


def _exchange(
    connection: HTTPConnection, target: Target, body: bytes, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    sent = {"Host": target.place.header, "Content-Type": "application/json", **headers}
    connection.request(
        "POST", target.place.path, body, sent, preload_content=False, decode_content=False
    )
    response = connection.getresponse()
    return response.status, _beginning(response)


def _beginning(response) -> bytes:
    """What was said is only for people to read; the status has decided already."""
    try:
        return response.read(MOST_READ, decode_content=False)
    except (OSError, HTTPError):
        return b""


def _cut(sock: socket.socket, over: threading.Event) -> None:
    over.set()
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:  # it has ended by itself at this moment
        return


def _problem(problem: Exception) -> str:
    if isinstance(problem, ssl.SSLError | SSLError):
        return "encryption"
    if isinstance(problem, NewConnectionError):
        return "connection"
    return "timeout" if isinstance(problem, TimeoutError | ConnectTimeoutError) else "cut"


def cleaned(said: bytes) -> str:
    """The beginning of an answer, harmless to show."""
    text = CONTROLS.sub(" ", said.decode("utf-8", "replace"))
    return " ".join(text.split())[:SHOWN]
