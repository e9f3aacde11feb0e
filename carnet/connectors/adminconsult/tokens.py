"""The token Admin-Consult gives for a key, and for how long it is good.

The key is part of the path of this one call. Nothing here says it: no message, no repr, no log.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import quote

from django.utils import timezone

from carnet.connectors.adminconsult import answers
from carnet.connectors.calling import Answer, Caller, Pace
from carnet.connectors.contract import Settings
from carnet.connectors.trouble import Trouble

BEFORE = timedelta(seconds=30)
HIDDEN = "•••"


class Wall:
    """The time of day; it passes as the pace's clock does, which may be a simulated one."""

    def __init__(self, pace: Pace) -> None:
        self._pace, self._began, self._at = pace, timezone.now(), pace.now()

    def __call__(self) -> datetime:
        return self._began + timedelta(seconds=self._pace.now() - self._at)


class Tokens:
    """Kept from session to session, as each costs a call."""

    def __init__(self, settings: Settings, caller: Caller, now: Wall, path: str) -> None:
        self._settings, self._caller, self._now = settings, caller, now
        self._key = settings["key"].strip()
        self._path = f"{path}/token/{quote(self._key, safe='')}"
        # A token that was kept is another's once the key or the address was changed.
        whose = sha256(f"{settings['address']} {self._key}".encode()).hexdigest()[:16]
        self._whose = whose
        kept = settings if settings.get("token_of") == whose else {}
        self.token, self._until = kept.get("token", ""), _moment(kept.get("token_until", ""))
        self.new = self.proven = False

    def current(self) -> str:
        if not self.token or (self._until is not None and self._now() >= self._until):
            self.renew()
        return self.token

    def renew(self) -> None:
        """Raises Trouble."""
        answer = self._ask()
        self.token, lasts = _read(answer)
        self._until = good_until(lasts, self._now())
        self.new, self.proven = True, False
        until = self._until.isoformat() if self._until else ""
        self._settings.keep(token=self.token, token_until=until, token_of=self._whose)

    def used(self) -> None:
        """It was accepted."""
        self.new, self.proven = False, True

    def masked(self, text: str) -> str:
        """Without key and token, whoever repeats them."""
        for secret in (self._key, quote(self._key, safe=""), self.token):
            text = text.replace(secret, HIDDEN) if secret else text
        return text

    def _ask(self) -> Answer:
        answer = self._caller.call("GET", self._path)
        if answer.status == 200:
            return answer
        if answers.is_throttled(answer):
            raise Trouble("throttled", self.masked(answers.said(answer)), wait=answers.A_MINUTE)
        code = "wrong_key"
        if answer.status >= 500:
            code = "broken"
        elif answer.status == 404 and not answers.message(answer):
            code = "missing"  # there is another program at this address
        raise Trouble(code, self.masked(answers.said(answer)))


def good_until(said: str, now: datetime) -> datetime | None:
    """A little before the moment that was told, which is one by the clock on their wall. None: it cannot be told, as
    theirs is not ours; then the token is good until it is refused."""
    moment = _moment(said)
    if moment is None or moment <= now:
        return None
    return moment - min(BEFORE, (moment - now) / 2)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _read(answer: Answer) -> tuple[str, str]:
    """The token, and what it says of its end. What it says cannot be shown: it is a secret."""
    try:
        given = answer.json()
    except Trouble:
        raise Trouble("odd") from None
    token = given.get("TokenGuid") if isinstance(given, dict) else None
    if not (isinstance(token, str) and token.isascii() and token.isprintable() and token.strip()):
        raise Trouble("odd")
    return token.strip(), str((given or {}).get("TimeToLive") or "")
