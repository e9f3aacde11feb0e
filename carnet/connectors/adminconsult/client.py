"""Speaks Admin-Consult's interface ("Hermes Consult API" 1.2.2): its addresses, pages and filters, and a new token
where the old one is refused."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from carnet.connectors.adminconsult import answers
from carnet.connectors.adminconsult.answers import Row
from carnet.connectors.adminconsult.tokens import Tokens, Wall
from carnet.connectors.calling import Answer
from carnet.connectors.contract import Opener, Settings
from carnet.connectors.trouble import Trouble

API = "api/v1"
NEXT = re.compile(r'<([^>]*)>\s*;\s*rel="?next"?', re.IGNORECASE)
# It counts over a little more than a minute.
A_LITTLE_LESS = 60 / 63


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    following: str = ""  # the query that asks for the next page


class Client:
    """Every method may raise Trouble."""

    def __init__(self, settings: Settings, opener: Opener) -> None:
        self._caller = opener(base_of(settings["address"]))
        self.now = Wall(self._caller.pace)
        self._tokens = Tokens(settings, self._caller, self.now, API)
        self.calls = 0

    def keep_pace(self, per_minute: int) -> None:
        if per_minute > 0:
            self._caller.pace.per_minute = max(1, int(per_minute * A_LITTLE_LESS))

    @property
    def wait(self) -> float:
        """Seconds until one more call is allowed."""
        return self._caller.pace.left()

    def page(self, endpoint: str, query: str = "", *, missing: bool = False) -> Page:
        answer = self._call("GET", endpoint, query)
        rows = self._masking(answers.rows, answer, endpoint, missing=missing)
        following = _following(answer) if rows else ""
        if following and following == query:
            raise Trouble("odd", f"{endpoint}: a page that follows itself")
        return Page(rows, following)

    def all(self, endpoint: str, query: str = "") -> list[Row]:
        """For lists of which little is wanted: all their pages."""
        page = self.page(endpoint, query)
        rows, asked = page.rows, {query}
        while page.following and page.following not in asked:
            asked.add(page.following)
            page = self.page(endpoint, page.following)
            rows = rows + page.rows
        return rows

    def post(self, endpoint: str, body: Mapping[str, Any]) -> None:
        answer = self._call("POST", endpoint, body=body)
        self._masking(answers.rows, answer, endpoint)

    def _call(self, method: str, endpoint: str, query: str = "", body: Any = None) -> Answer:
        token = self._token()
        answer = self._send(token, method, endpoint, query, body)
        if answers.refuses_token(answer, proven=self._tokens.proven) and not self._tokens.new:
            self._tokens.renew()
            self.calls += 1
            answer = self._send(self._tokens.token, method, endpoint, query, body)
        if answer.status not in (401, 403):
            self._tokens.used()
        return answer

    def _token(self) -> str:
        before = self._tokens.token
        token = self._tokens.current()
        self.calls += token != before
        return token

    def _send(self, token: str, method: str, endpoint: str, query: str, body: Any) -> Answer:
        self.calls += 1
        how: dict[str, Any] = {"headers": {"synetonToken": token}}
        if body is not None:
            how["json"] = body
        path = f"{API}/{endpoint}"
        return self._caller.call(method, f"{path}?{query}" if query else path, **how)

    def _masking(self, read: Any, *what: Any, **how: Any) -> list[Row]:
        try:
            return read(*what, **how)
        except answers.TooLong:
            raise
        except Trouble as trouble:
            said = self._tokens.masked(trouble.said)
            raise Trouble(trouble.code, said, wait=trouble.wait) from None


def base_of(address: str) -> str:
    """What people paste is often the address of a call or of the documentation."""
    return re.split(r"/(?:api|doc)(?:[/#?]|$)", address.strip().rstrip("/"))[0]


def _following(answer: Answer) -> str:
    """Only the query of the address is to be trusted: its host may be a name inside the firm's network."""
    found = NEXT.search(answer.headers.get("link", ""))
    return urlsplit(found[1]).query if found else ""


def asking(size: int, *conditions: str, **more: str) -> str:
    """A query for pages of `size` records that meet all the conditions."""
    parts = {"Filter": " and ".join(conditions), "per_page": str(size or ""), **more}
    return "&".join(f"{name}={quote(text, safe='(),:')}" for name, text in parts.items() if text)


def among(field: str, ids: Collection[int | str]) -> str:
    """A condition. Texts hold no quote: how one is written inside them is not known."""
    return f"{field} in ({','.join(str(each) if isinstance(each, int) else _text(each) for each in ids)})"


def since(field: str, moment: str) -> str:
    return f"{field} ge {_text(moment)}"


def _text(text: str) -> str:
    return f"'{text}'"
