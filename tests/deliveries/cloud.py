"""A real WebDAV server of a few lines, strict where RFC 4918 is, which can be told how to misbehave."""

import threading
from base64 import b64encode
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from urllib.parse import unquote

USER, PASSWORD = "claire", "pässword: 1"
PASS = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def begin(self):
        """The mood for this call, after it was noted."""
        self.cloud = self.server.cloud
        self.where = unquote(self.path).strip("/")
        self.cloud.calls.append((self.command, self.where))
        mood = self.cloud.mood(self.command, self.where)
        if mood == "hang":
            self.cloud.released.wait(60)
            self.break_off()
        return mood

    def say(self, status, **headers):
        self.send_response(status)
        text = b"" if self.command == "HEAD" else self.cloud.text
        for name, value in {"Content_Length": str(len(text)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(text)

    def allowed(self):
        if self.headers.get("Authorization") in (PASS, "Bearer s3cret"):
            return True
        self.close_connection = True  # as many do, without reading on
        self.say(401)
        return False

    def do_PROPFIND(self):
        mood = self.begin()
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.allowed():
            return
        if isinstance(mood, int):
            self.say(mood, **self.cloud.headers)
        else:
            self.say(207 if self.where in self.cloud.folders else 404)

    def do_MKCOL(self):
        mood = self.begin()
        if not self.allowed():
            return
        if isinstance(mood, int):
            self.say(mood)
        elif self.where in self.cloud.folders:
            self.say(405)
        elif str(PurePosixPath(self.where).parent) not in self.cloud.folders:
            self.say(409)
        else:
            self.cloud.folders.add(self.where)
            self.say(201)

    def do_HEAD(self):
        mood = self.begin()
        if not self.allowed():
            return
        file = self.cloud.files.get(self.where)
        if isinstance(mood, int) or file is None:
            self.say(mood if isinstance(mood, int) else 404)
        else:
            self.say(200, Content_Length=str(len(file)))

    def do_PUT(self):
        mood = self.begin()
        if not self.allowed():
            return
        size = int(self.headers["Content-Length"])
        body = self.rfile.read(size)
        there = self.headers.get("If-None-Match") == "*" and self.where in self.cloud.files
        if mood == "cut" or len(body) < size:  # or who sent it was killed
            self.keep_half(body[: size // 2], there)
        elif isinstance(mood, int):
            self.say(mood, **self.cloud.headers)
        elif str(PurePosixPath(self.where).parent) not in self.cloud.folders:
            self.say(409)
        elif there:
            self.say(412)
        else:
            self.take(body, unsaid=mood == "taken, unsaid")

    def keep_half(self, half, there):
        """As Apache does."""
        if not there:
            self.cloud.files[self.where] = half
        self.break_off()

    def take(self, body, *, unsaid):
        self.cloud.files[self.where] = body
        self.cloud.puts.append(self.where)
        if unsaid:
            self.break_off()
        else:
            self.say(201)

    def break_off(self):
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(2)

    def log_message(self, *_words):
        """In silence."""


class Cloud(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.cloud = self
        self.calls, self.puts = [], []
        self.files, self.folders = {}, {"dav", "dav/Clients"}
        # One after another for calls of this method; afterwards all is well.
        self.moods = {}
        self.headers, self.text = {}, b""
        self.released = threading.Event()

    def mood(self, command, where):
        waiting = self.moods.get(command, [])
        return waiting.pop(0) if waiting else None

    def handle_error(self, request, client_address):
        """Who called has gone."""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/dav/Clients"

    @property
    def names(self):
        """Of the files, below the folder."""
        return sorted(name.removeprefix("dav/Clients/") for name in self.files)


@contextmanager
def open_cloud():
    cloud = Cloud()
    thread = threading.Thread(target=cloud.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield cloud
    finally:
        cloud.released.set()
        cloud.shutdown()
        cloud.server_close()
        thread.join(5)
