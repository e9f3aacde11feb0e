"""A mail server that says what it is told to, and then hangs or cuts the line: what aiosmtpd is too polite for."""

import socket
import threading
import time
from contextlib import contextmanager


class Peer:
    """Says one line of the script to each line it hears; `hang` keeps silent. What it heard is in `heard`."""

    def __init__(self, script, pause):
        self.script, self.pause = script, pause
        self.heard, self.over = [], threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))

    def serve(self):
        while not self.over.is_set():
            try:
                connection, _address = self.listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                self.converse(connection, lines)

    def converse(self, connection, lines):
        before = None
        for line in self.script:
            if before and not self.listen(lines, whole_text=before.startswith("354")):
                return
            if line == "hang":
                self.over.wait(20)
                return
            self.say(connection, f"{line}\r\n".encode())
            before = line

    def listen(self, lines, *, whole_text):
        while (line := lines.readline()) and whole_text and line != b".\r\n":
            pass
        self.heard.append(line)
        return line

    def say(self, connection, text):
        pieces = [bytes([byte]) for byte in text] if self.pause else [text]
        for piece in pieces:
            try:
                connection.send(piece)
            except OSError:
                return
            time.sleep(self.pause)


@contextmanager
def peer(settings, *script, pause=0.0):
    """As our mail server; `pause` seconds after each letter."""
    server = Peer(script, pause)
    thread = threading.Thread(target=server.serve)
    thread.start()
    settings.MAIL_HOST, settings.MAIL_PORT = server.listener.getsockname()
    settings.MAIL_SECURITY, settings.MAIL_USER = "none", ""
    try:
        yield server.heard
    finally:
        server.over.set()
        server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()
        thread.join()
