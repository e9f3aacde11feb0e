"""A practice software nobody has, for tests and for trying out: a server on this machine that keeps to what is publicly
known of a maker's interface, filled with invented people. Each connector's own is in its folder's `standin.py`.

Not for a server that others can reach: whoever asks gets an answer.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class Request:
    """`headers` know no case; `query` holds every value that was given, empty ones too."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Message
    body: bytes

    def one(self, name: str, default: str = "") -> str:
        """The last value of the query by that name."""
        return self.query.get(name, [default])[-1]

    def json(self) -> Any:
        """Raises ValueError."""
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        """The fields of a form that was posted."""
        return {name: values[-1] for name, values in parse_qs(self.body.decode(), True).items()}


@dataclass(frozen=True)
class Reply:
    """`body`: bytes and texts go as they are, everything else as JSON. `after`: seconds before it begins. `cut`: only
    half of it comes, then the line is dead."""

    status: int = 200
    body: Any = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0
    cut: bool = False

    @property
    def kind(self) -> str:
        if isinstance(self.body, str | bytes):
            return "text/plain; charset=utf-8"
        return "application/json; charset=utf-8"

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        text = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return text.encode()


class Standin(Protocol):
    def answer(self, request: Request) -> Reply:
        """Called by several threads at once."""


@contextmanager
def running(standin: Standin, port: int = 0) -> Iterator[str]:
    """Its base address, without a slash at the end. Port 0: any that is free."""
    server = _Server(("127.0.0.1", port), _Answering)
    server.standin = standin
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Lines that callers keep open would hold up the end.
    block_on_close = False
    request_queue_size = 50
    standin: Standin

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.closing = Event()


class _Answering(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    # Head and body in one packet: else each call on a line that is kept waits for the other side's acknowledgement.
    wbufsize = -1

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = parse_qs(parts.query, keep_blank_values=True)
        request = Request(self.command, unquote(parts.path), query, self.headers, body)
        self._send(self.server.standin.answer(request))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _serve
    # What WebDAV adds.
    do_MKCOL = do_PROPFIND = do_OPTIONS = do_MOVE = _serve

    def _send(self, reply: Reply) -> None:
        if reply.after:
            self.server.closing.wait(reply.after)
        content = reply.content
        self.send_response(reply.status)
        for name, value in {"Content-Type": reply.kind, **reply.headers}.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if reply.cut:
            content, self.close_connection = content[: len(content) // 2], True
        if self.command != "HEAD" and reply.status != 204:
            self.wfile.write(content)

    def log_message(self, *_what: Any) -> None:
        """Nothing: a key may be part of a path, here as at the real one."""

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True  # whoever called has given up waiting
