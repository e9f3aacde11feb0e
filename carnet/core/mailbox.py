"""The mailbox in which bounces arrive, read by IMAP (RFC 3501). Deletes nothing; what was understood is
marked as read, so that a person who looks sees what was not. Knows no mails of ours."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings

from carnet.core import dsn

PATIENCE = 30
UIDVALIDITY = re.compile(rb"\d+")


class Unreachable(Exception):
    """The mailbox cannot be opened or answers nonsense; why stands in the words."""


class Folder:
    """An open folder. `validity` changes when the server numbers its messages anew."""

    def __init__(self, imap: imaplib.IMAP4, validity: int) -> None:
        self._imap, self.validity = imap, validity

    def after(self, uid: int) -> list[int]:
        """The numbers of the messages that came later, oldest first."""
        found = self._ask("SEARCH", "UID", f"{uid + 1}:*")
        numbers = {int(word) for word in b" ".join(filter(None, found)).split() if word.isdigit()}
        # "12:*" means the last message, too, when it is older than 12.
        return sorted(number for number in numbers if number > uid)

    def message(self, uid: int) -> bytes:
        """Its beginning, without marking it as read; empty when it is gone."""
        found = self._ask("FETCH", str(uid), f"(BODY.PEEK[]<0.{dsn.LARGEST}>)")
        return next((part[1] for part in found if isinstance(part, tuple)), b"")

    def mark_read(self, uid: int) -> None:
        self._ask("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, command: str, *words: str) -> list:
        answer, found = self._imap.uid(command, *words)
        if answer != "OK":
            raise Unreachable(f"{command} {answer}")
        return found


@contextmanager
def opened() -> Iterator[Folder]:
    try:
        imap = _connect()
        try:
            yield _folder(imap)
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                imap.logout()
            imap.shutdown()
    except (imaplib.IMAP4.error, OSError) as problem:
        raise Unreachable(type(problem).__name__) from problem


def _connect() -> imaplib.IMAP4:
    host, port = settings.BOUNCE_HOST, settings.BOUNCE_PORT
    if settings.BOUNCE_SECURITY == "tls":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=PATIENCE)
    return imaplib.IMAP4(host, port, timeout=PATIENCE)


def _folder(imap: imaplib.IMAP4) -> Folder:
    if settings.BOUNCE_SECURITY == "starttls":
        imap.starttls(ssl.create_default_context())
    imap.login(settings.BOUNCE_USER, settings.BOUNCE_PASSWORD)
    quoted = settings.BOUNCE_FOLDER.replace("\\", "\\\\").replace('"', '\\"')
    answer, _found = imap.select(f'"{quoted}"')
    if answer != "OK":
        raise Unreachable("the folder cannot be opened")
    _answer, found = imap.response("UIDVALIDITY")
    number = UIDVALIDITY.search(found[0] or b"") if found else None
    return Folder(imap, int(number[0]) if number else 0)
