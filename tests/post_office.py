"""A real mail server to send to, which can be told how to answer."""

import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class PostOffice:
    """Keeps what it accepted in `mails`; `answers` are the replies to come, then everything is fine."""

    def __init__(self):
        self.mails, self.answers, self.recipient_answers, self.tries = [], [], [], []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.tries.append(message)
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            message.recipients = envelope.rcpt_tos
            self.mails.append(message)
        return answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def open_post_office(settings):
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port(), ready_timeout=60)
    controller.start()
    settings.MAIL_HOST = "127.0.0.1"
    settings.MAIL_PORT = controller.port
    settings.MAIL_SECURITY, settings.MAIL_USER = "none", ""
    settings.DEFAULT_FROM_EMAIL = "desk@example.org"
    try:
        yield office
    finally:
        controller.stop()
