"""A practice software that takes documents and ticks tasks, over real HTTP."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from carnet.connectors.contract import Group
from carnet.connectors.trouble import Trouble


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.server.says.pop(0) if self.server.says else 200
        if status == 200:
            self.server.calls.append((self.path, dict(self.headers), body))
        text = json.dumps({"id": f"D-{len(self.server.calls)}"}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_words):
        """In silence."""


class Session:
    documents_assumed = True

    def __init__(self, caller):
        self.caller = caller

    def check(self):
        self._call("check", b"")

    def groups(self):
        return [Group("t7", "Tax return 2025")]

    def send_document(self, ref, name, content, *, key):
        return self._call(f"clients/{ref}/{name}", content, {"Key": key})["id"]

    def tick(self, ref, group, *, key, period_end):
        self._call(f"tasks/{group}/{ref}", b"", {"Key": key, "Period": f"{period_end}"})
        return True

    def _call(self, path, content, headers=None):
        answer = self.caller.call("POST", path, content=content, headers=headers)
        if answer.status != 200:
            raise Trouble("broken" if answer.status >= 500 else "wrong_key", answer.said)
        return answer.json()


class Takes:
    key, name, settings, pace = "takes", "Takes", (), 1000

    def open(self, settings, caller):
        return Session(caller(settings["url"]))


CONNECTOR = Takes()


@contextmanager
def open_software():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.calls, server.says = [], []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
