"""A stand-in for a Sentry server: takes envelopes over HTTP and keeps what stood in them."""

import gzip
import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

KEY = "b7d1c0ffee"


class Office(ThreadingHTTPServer):
    """Answers with `status`, once it is `open`. `letters` are the bodies, as they were before they were packed."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Counter)
        self.status, self.letters, self.heads, self.came = 200, [], [], Event()
        self.open = Event()
        self.open.set()

    @property
    def dsn(self):
        return f"http://{KEY}@127.0.0.1:{self.server_port}/3"

    def events(self):
        """Of each letter the event, which has a line of its own behind those of letter and item."""
        return [json.loads(letter.splitlines()[2]) for letter in self.letters]


class Counter(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.open.wait()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        self.server.letters.append(body.decode())
        self.server.heads.append(f"{self.path}\n{self.headers}")
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.came.set()

    def log_message(self, *args):
        pass


@contextmanager
def open_office():
    office = Office()
    Thread(target=office.serve_forever, daemon=True).start()
    try:
        yield office
    finally:
        office.shutdown()
        office.server_close()
