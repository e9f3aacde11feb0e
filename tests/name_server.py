"""A real, tiny name server to ask: it answers over UDP from a table, or keeps silent."""

import socket
import threading
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


class NameServer:
    """`records` maps (name, kind) to texts; other names do not exist. `silent` answers nothing, `broken` says
    SERVFAIL. `asked` keeps the questions."""

    def __init__(self, records=(), *, silent=False, broken=False):
        self.records, self.silent, self.broken, self.asked = dict(records), silent, broken, []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = self.socket.getsockname()
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        while True:
            try:
                question, sender = self.socket.recvfrom(4096)
            except OSError:
                return
            if question == b"stop":
                return
            answer = self._answer(dns.message.from_wire(question))
            if not self.silent:
                self.socket.sendto(answer.to_wire(), sender)

    def _answer(self, query):
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        asked = query.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(asked.rdtype)
        self.asked.append((name, kind))
        texts = self.records.get((name, kind))
        if self.broken:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif texts:
            response.answer.append(dns.rrset.from_text(asked.name, 300, "IN", kind, *texts))
        elif not any(known == name for known, _kind in self.records):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response


@contextmanager
def open_name_server(settings, records=(), **behaviour):
    server = NameServer(records, **behaviour)
    server.thread.start()
    settings.NAME_SERVER = server.address
    try:
        yield server
    finally:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as knock:
            knock.sendto(b"stop", server.address)
        server.thread.join(5)
        server.socket.close()
