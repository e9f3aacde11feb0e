"""A small IMAP server (RFC 3501) with one folder: as much as a reader of bounces asks for."""

import re
import socketserver
import threading
from contextlib import contextmanager

COMMAND = re.compile(rb"(\S+) (UID \S+|\S+) ?(.*)\r\n")
PART = re.compile(rb"BODY\.PEEK\[\]<0\.(\d+)>")


class Box:
    """`messages`: bytes by number. `dies_at`: closes the line when that message is asked for."""

    def __init__(self):
        self.messages, self.seen, self.validity, self.dies_at = {}, set(), 7, None
        self.user, self.password, self.commands = "bounces", 'se"cret', []

    def deliver(self, raw):
        number = max(self.messages, default=0) + 1
        self.messages[number] = raw
        return number

    @property
    def unread(self):
        return sorted(self.messages.keys() - self.seen)


class Visit(socketserver.StreamRequestHandler):
    def handle(self):
        self.box = self.server.box
        self.say(b"* OK ready")
        while line := self.rfile.readline():
            tag, command, rest = COMMAND.fullmatch(line).groups()
            self.box.commands.append(command.decode())
            act = getattr(self, command.decode().lower().replace(" ", "_"))
            if (answer := act(rest)) is None:
                return
            self.say(tag + b" " + answer)

    def say(self, line):
        self.wfile.write(line + b"\r\n")

    def capability(self, rest):
        self.say(b"* CAPABILITY IMAP4rev1")
        return b"OK done"

    def login(self, rest):
        quoted = self.box.password.replace('"', '\\"')
        right = rest == f'{self.box.user} "{quoted}"'.encode()
        return b"OK in" if right else b"NO [AUTHENTICATIONFAILED] no"

    def select(self, rest):
        if rest != b'"INBOX"':
            return b"NO no such folder"
        self.say(b"* %d EXISTS" % len(self.box.messages))
        self.say(b"* OK [UIDVALIDITY %d]" % self.box.validity)
        return b"OK [READ-WRITE] selected"

    def uid_search(self, rest):
        first = int(re.fullmatch(rb"UID (\d+):\*", rest)[1])
        numbers = sorted(self.box.messages)
        found = [number for number in numbers if number >= first] or numbers[-1:]
        self.say(b" ".join([b"* SEARCH", *(b"%d" % number for number in found)]))
        return b"OK done"

    def uid_fetch(self, rest):
        number = int(rest.split()[0])
        if number == self.box.dies_at:
            return None
        raw = self.box.messages.get(number)
        if raw is not None:
            raw = raw[: int(PART.search(rest)[1])]
            head = b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n" % (number, number, len(raw))
            self.wfile.write(head + raw + b")\r\n")
        return b"OK done"

    def uid_store(self, rest):
        number = int(rest.split()[0])
        assert rest.endswith(rb"+FLAGS.SILENT (\Seen)"), rest
        self.box.seen.add(number)
        return b"OK done"

    def logout(self, rest):
        self.say(b"* BYE")
        return b"OK done"


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def open_mailbox(settings):
    box = Box()
    with Server(("127.0.0.1", 0), Visit) as server:
        server.box = box
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        settings.BOUNCE_HOST, settings.BOUNCE_PORT = server.server_address
        settings.BOUNCE_SECURITY, settings.BOUNCE_FOLDER = "none", "INBOX"
        settings.BOUNCE_USER, settings.BOUNCE_PASSWORD = box.user, box.password
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
