"""A real receiver of webhooks, which can be told how to behave."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Call:
    def __init__(self, handler, body):
        self.path, self.headers, self.body = handler.path, dict(handler.headers), body


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.calls.append(Call(self, body))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        ANSWERS[answer](self) if answer in ANSWERS else self.say(answer)

    do_GET = do_POST

    def say(self, status, text=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def hang(self):
        self.server.released.wait(60)
        self.close_connection = True

    def drip(self):
        """A byte of the head now and then, for ever."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.released.wait(0.1):
            self.wfile.write(b"X-Slow: yes\r\n" if self.server.fast_drip else b"X")

    def cut(self):
        self.connection.shutdown(2)
        self.close_connection = True

    def cut_in_the_body(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf")
        self.close_connection = True

    def lead_away(self):
        self.say(302, Location=f"http://127.0.0.1:{self.server.server_port}/elsewhere")

    def talk(self):
        self.say(200, b"\x1b[31mThank\x00 you \xff\r\n\t" + b"very much " * 10_000)

    def log_message(self, *_words):
        """In silence."""


ANSWERS = {
    "hang": Handler.hang,
    "drip": Handler.drip,
    "cut": Handler.cut,
    "cut in the body": Handler.cut_in_the_body,
    "lead away": Handler.lead_away,
    "talk": Handler.talk,
}


class Receiver(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 50

    def __init__(self, answers, port=0):
        super().__init__(("127.0.0.1", port), Handler)
        self.calls, self.answers, self.released = [], list(answers), threading.Event()
        self.fast_drip = False

    def handle_error(self, request, client_address):
        """Who called has gone."""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook"

    @property
    def ids(self):
        return [call.headers["webhook-id"] for call in self.calls]


@contextmanager
def open_receiver(*answers):
    """The last answer is given again and again."""
    receiver = Receiver(answers or [204])
    thread = threading.Thread(target=receiver.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        receiver.shutdown()
        receiver.server_close()
        thread.join(5)


def wait_until(what, seconds=20):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it hangs"
        time.sleep(0.01)
