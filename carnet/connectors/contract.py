"""What a practice software is to Carnet. A folder below this one gives a `Connector`; everything else (keeping secrets,
pacing, going on after a stop, planning, undoing) is the same for all and knows no software by name.

Fetching goes step by step: each step is a call or a few, and gives back `Piece`s as the software said them and the
`State` from which the next step goes on. Both are kept before the next step begins, so that a killed worker goes on
where it was. Only when all is there are the pieces made into `Record`s: by a pure function, tested without a network.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, runtime_checkable

from carnet.connectors.calling import Caller


@dataclass(frozen=True)
class Setting:
    """A field of the page on which a connection is made. `kind`: text, secret or url."""

    name: str
    label: Any  # a lazy translation
    kind: str = "text"
    help: Any = ""
    required: bool = True


class Settings(dict[str, str]):
    """What was entered on the page, by Setting.name, and what a session kept for the next one. Its repr tells nothing.

    `mapping`: the names of fields an administrator corrected, in the connector's own form; {}: as they come.
    """

    def __init__(
        self,
        values: Mapping[str, str],
        *,
        mapping: Mapping[str, Any] | None = None,
        keep: Callable[[Mapping[str, str]], None] | None = None,
        again: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        super().__init__(values)
        self.mapping = mapping or {}
        self._keep, self._again = keep, again

    def keep(self, **values: str) -> None:
        """Now and for good, sealed: a renewed token outlives a worker that is killed."""
        self.update(values)
        if self._keep:
            self._keep(values)

    def again(self) -> "Settings":
        """With what another process has kept meanwhile: a token that is renewed there is the one that counts."""
        if self._again:
            self.update(self._again())
        return self

    def __repr__(self) -> str:
        return f"Settings of {', '.join(self)}"


@dataclass(frozen=True)
class Group:
    """A task template or taskflow: the clients of one may be imported alone."""

    key: str
    name: str


@dataclass(frozen=True)
class Piece:
    """What one call said about one thing. `kind` and `key` are the connector's own words; the same kind and key again
    (a list that moved while it was read) replaces the earlier one."""

    kind: str
    key: str
    data: Any  # as JSON holds it


@dataclass(frozen=True)
class Scope:
    """Whom to fetch: everybody, or those of one group; all of them, or what changed `since` (the `mark` of an earlier
    run, which a connector may ignore) and, besides, those of the references `also`: with what was known of them they
    could not be taken, and nobody may change them there for a year."""

    group: str = ""
    since: str = ""
    also: Collection[str] = ()


@dataclass(frozen=True)
class Step:
    """`state` goes into the next call; None when everything was fetched. `done` of `total` calls, as far as they can be
    told. `mark`, in the last step, is what `Scope.since` of the next run may be."""

    pieces: Sequence[Piece]
    state: Mapping[str, Any] | None
    done: int = 0
    total: int | None = None
    mark: str = ""


@dataclass(frozen=True)
class Record:
    """A client as the software knows them. `values` are texts by field key, as the cells of a spreadsheet would hold
    them (docs/users, "fields"); `ref` is the software's own reference, which outlives a new name or address."""

    ref: str
    values: Mapping[str, str]
    active: bool = True
    # The same client's partner, where the software keeps them as a client of their own.
    partner_ref: str = ""


@dataclass(frozen=True)
class Sample:
    """A value as it stood in what was fetched, for the page on which names of fields are corrected."""

    name: str
    values: Sequence[str] = field(default=())


class Session(Protocol):
    """An open connection. Every method but `records` may raise Trouble (connectors/trouble.py)."""

    def check(self) -> None:
        """One cheap call that proves address, key and rights."""

    def groups(self) -> Sequence[Group]: ...

    def fetch(self, scope: Scope, state: Mapping[str, Any] | None) -> Step:
        """The next step; `state` is None at first."""

    def records(self, pieces: Iterable[Piece]) -> Iterable[Record]:
        """Pure. Nothing of a client who lacks a name or an address is left out here: the plan says what is missing."""


@runtime_checkable
class GivesFile(Protocol):
    """A session whose pieces are a file that people could have brought themselves: it is read as such, columns and all,
    and has no records. Its connector has `gives_file = True`: nobody is asked whom to fetch."""

    def file(self, pieces: Iterable[Piece]) -> bytes:
        """Pure."""


class SendsDocuments(Protocol):
    """A session of software that takes documents back. Where its maker says nowhere how, and what is done here is only
    assumed, it has `documents_assumed = True`; pages say so."""

    def send_document(self, ref: str, name: str, content: bytes, *, key: str) -> str:
        """The reference the software gave it. `key` is the same when the same document is sent again."""


class TicksTasks(Protocol):
    """A session of software whose tasks can be ticked."""

    def tick(self, ref: str, group: str, *, key: str, period_end: date | None = None) -> bool:
        """False if there is no such task of that client, or it was done already. `period_end`: the last day of what was
        asked about, by which the task of one year is told from that of another."""


class Connector(Protocol):
    key: str  # as in addresses and rows: adminpulse
    name: str  # as its maker writes it
    settings: Sequence[Setting]
    # Calls a minute that are surely allowed, until the software says otherwise.
    pace: int

    def open(self, settings: Settings, caller: "Opener") -> Session: ...


class SignsIn(Protocol):
    """A connector whose maker lets people sign in instead of copying a key."""

    @property
    def signs_in(self) -> bool:
        """Has the operator registered Carnet with the maker?"""

    def sign_in_url(self, connection: Any) -> str:
        """Where the button leads; the way back ends in actions.signed_in."""


class Mapped(Protocol):
    """A connector whose names of fields an administrator may correct."""

    def fields_url(self, connection: Any) -> str: ...


class Opener(Protocol):
    """Makes the caller of a session: `connection` code hands it over, so that tests and pages share one pace."""

    def __call__(self, base: str, *, headers: Mapping[str, str] | None = None) -> Caller: ...
