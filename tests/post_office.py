"""A real mail server to send to, which can be told how to answer."""

import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class PostOffice:
    """Keeps what it accepted in `mails`; `answers` are the replies to come, then everything is fine.
    `refuse` answers a verb so every time: EHLO, MAIL, RCPT, DATA or `text`."""

    def __init__(self):
        self.mails, self.answers, self.recipient_answers, self.tries = [], [], [], []
        self.raw, self.refuse = [], {}
        self.connections, self.most_per_connection = 0, 10**6

    async def handle_HELO(self, server, session, envelope, hostname):
        session.host_name = hostname
        return self.refuse.get("EHLO") or f"250 {server.hostname}"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name, session.taken = hostname, 0
        return [self.refuse["EHLO"]] if "EHLO" in self.refuse else responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "MAIL" in self.refuse or session.taken >= self.most_per_connection:
            return self.refuse.get("MAIL", "421 4.7.0 enough for now")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.recipient_answers or "RCPT" in self.refuse:
            return self.refuse.get("RCPT") or self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.tries.append(message)
        answer = self.answers.pop(0) if self.answers else "250 OK"
        answer = self.refuse.get("text", answer)
        if answer.startswith("250"):
            session.taken += 1
            message.recipients = envelope.rcpt_tos
            self.mails.append(message)
            self.raw.append(envelope.content)
        return answer


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if refused := self.event_handler.refuse.get("DATA"):
            await self.push(refused)
        else:
            await super().smtp_DATA(arg)


class Opened(Controller):
    def factory(self):
        return Server(self.handler, **self.SMTP_kwargs)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def open_post_office(settings, office=None, **more):
    office = office or PostOffice()
    controller = Opened(office, hostname="127.0.0.1", port=free_port(), ready_timeout=60, **more)
    controller.start()
    settings.MAIL_HOST = "127.0.0.1"
    settings.MAIL_PORT = controller.port
    settings.MAIL_SECURITY, settings.MAIL_USER = "none", ""
    settings.DEFAULT_FROM_EMAIL = "desk@example.org"
    try:
        yield office
    finally:
        controller.stop()
