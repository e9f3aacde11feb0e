"""Calls of another program's HTTP interface: to the address that was looked at and no other, without redirects, within
some seconds and megabytes, at the pace that is allowed. What can go wrong is a Trouble.

Nothing here logs: a key may be part of a path.
"""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

from carnet.connectors.trouble import Trouble
from carnet.core.lookup import asking
from carnet.core.targets import Refused, Unresolved, parse, resolve

TIMES = httpx.Timeout(10.0, read=30.0)
MOST_READ = 20 * 1024 * 1024
SHOWN = 200


LONGEST_WAIT = 3600.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: httpx.Headers
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    @property
    def said(self) -> str:
        """Its beginning, to show."""
        shown = "".join(sign if sign.isprintable() else " " for sign in self.text[: 4 * SHOWN])
        return " ".join(shown.split())[:SHOWN]

    def wait(self, usual: float) -> float:
        """Seconds before which it wants no further call (RFC 9110, 10.2.3), never too many; `usual` if it does not
        say, or names a day."""
        said = self.headers.get("retry-after", "").strip()
        return min(float(said), LONGEST_WAIT) if said.isascii() and said.isdigit() else usual

    def json(self) -> Any:
        """Raises Trouble."""
        try:
            return httpx.Response(200, content=self.content).json()
        except ValueError as wrong:
            raise Trouble("odd", self.said) from wrong


class Pace:
    """So many calls in any minute. `now` and `sleep` are a clock's, which tests bring."""

    def __init__(
        self,
        per_minute: int,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.per_minute, self.now, self.sleep = per_minute, now, sleep
        self._calls: list[float] = []
        self._lanes: dict[str, Pace] = {}

    def lane(self, name: str, per_minute: int) -> "Pace":
        """For one kind of call that has a lower limit of its own, by the same clock. It counts beside the others."""
        fresh = Pace(per_minute, now=self.now, sleep=self.sleep)
        return self._lanes.setdefault(name, fresh)

    def wait(self) -> None:
        """Until one more call is allowed."""
        while (left := self.left()) > 0:
            self.sleep(left)
        self._calls.append(self.now())

    def left(self) -> float:
        """Seconds until one more call is allowed."""
        now = self.now()
        self._calls = [at for at in self._calls if at > now - 60]
        return self._calls[0] + 60 - now if len(self._calls) >= self.per_minute else 0.0


class Caller:
    """Below one base address. Use as a context, or close."""

    def __init__(self, base: str, *, headers: Mapping[str, str] | None = None, pace: Pace) -> None:
        self.pace = pace
        try:
            self._target = resolve(parse(base.rstrip("/") + "/", settings.INNER_HOSTS), asking())
        except Refused as refused:
            raise Trouble("refused", str(refused)) from refused
        except Unresolved as unknown:
            raise Trouble("unreachable") from unknown
        place = self._target.place
        address = self._target.address
        inside = f"[{address}]" if ":" in address else address
        self._client = httpx.Client(
            base_url=f"{place.scheme}://{inside}:{place.port}{place.path}",
            headers={"Host": place.header, **(headers or {})},
            timeout=TIMES,
            follow_redirects=False,
            trust_env=False,
            verify=ssl.create_default_context() if place.secure else False,
        )

    def __enter__(self) -> "Caller":
        return self

    def __exit__(self, *_error: Any) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def call(self, method: str, path: str, **how: Any) -> Answer:
        """`how` as httpx takes it: params, json, data, content, files, headers. Any status is an answer."""
        self.pace.wait()
        more: dict[str, Any] = {"extensions": {"sni_hostname": self._target.place.host}}
        try:
            with self._client.stream(method, path.lstrip("/"), **how, **more) as response:
                return Answer(response.status_code, response.headers, _read(response))
        except httpx.ConnectTimeout as problem:
            raise Trouble("unreachable") from problem
        except httpx.TimeoutException as problem:
            raise Trouble("slow") from problem
        except httpx.ConnectError as problem:
            known = isinstance(problem.__context__, ssl.SSLError) or "CERTIFICATE" in str(problem)
            raise Trouble("encryption" if known else "unreachable") from problem
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise Trouble("cut") from problem


def _read(response: httpx.Response) -> bytes:
    read = bytearray()
    for part in response.iter_bytes():
        read += part
        if len(read) > MOST_READ:
            raise Trouble("odd", f"more than {MOST_READ // 1024 // 1024} MB")
    return bytes(read)
