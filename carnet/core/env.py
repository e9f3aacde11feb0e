"""Reads settings from the environment. A wrong value stops the start with a sentence, never a traceback."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off", ""}


class WrongSetting(SystemExit):
    """Raised while settings load; Python prints the sentence and exits with status 1."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in YES | NO:
        return value in YES
    raise WrongSetting(f"{name} is “{value}”. Write 1 for yes or 0 for no.")


def number(name: str, default: int, *, low: int = 0, high: int = 2**31) -> int:
    value = text(name) or str(default)
    if value.isascii() and value.isdigit() and low <= int(value) <= high:
        return int(value)
    raise WrongSetting(f"{name} is “{value}”. Write a whole number from {low} to {high}.")


def choice(name: str, default: str, options: list[str]) -> str:
    value = text(name) or default
    if value in options:
        return value
    raise WrongSetting(f"{name} is “{value}”. Write one of: {', '.join(options)}.")


def words(name: str, default: str) -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    path = Path(text(name) or default).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise WrongSetting(
            f"{name} is “{path}”, which cannot be used as a folder: {problem.strerror}."
        ) from None
    if not os.access(path, os.W_OK):
        raise WrongSetting(f"{name} is “{path}”, but Carnet may not write there.")
    return path


def database(name: str, default: str) -> dict:
    """A Django database entry from an address such as postgres://user:password@host/name."""
    value = text(name) or default
    try:
        entry = dict(dj_database_url.parse(value, conn_max_age=60, conn_health_checks=True))
    except (ValueError, KeyError):
        entry = {}
    if entry.get("ENGINE") in ENGINES and entry.get("NAME"):
        return entry
    raise WrongSetting(
        f"{name} cannot be read. Write sqlite:///path/to/file or postgres://user:password@host/name."
    )


ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}


def sentry(name: str) -> str:
    """The address of a project in Sentry (DSN), or none. No sentence quotes it, for its key is part of it."""
    value = text(name)
    if not value:
        return value
    try:
        parts = urlsplit(value)
        whole = bool(parts.hostname and parts.username) and parts.port != 0
    except ValueError:
        parts, whole = urlsplit(""), False
    project = parts.path.rpartition("/")[2]
    if parts.scheme not in {"http", "https"} or not whole or " " in value:
        wrong = "is no web address with a key before the @"
    elif parts.query or parts.fragment or not (project.isascii() and project.isdigit()):
        wrong = "does not end with the number of a project"
    else:
        return value
    raise WrongSetting(
        f"{name} {wrong}. Copy the whole DSN from the project's settings in Sentry, such as"
        " https://key@sentry.example.org/1, or leave it out."
    )


def token(name: str) -> str:
    """A secret that may be left out."""
    value = text(name)
    if value and len(value) < 32:
        raise WrongSetting(f"{name} is too short. Give at least 32 random characters.")
    return value


def secret(name: str, file: Path, *, required: bool) -> str:
    """The secret from the environment, or one made once and kept in a file only we can read.

    `required` refuses the second way: in production a secret is given, never made up on the side.
    """
    if value := token(name):
        return value
    if required:
        raise WrongSetting(f"{name} is not set. In production Carnet does not start without it.")
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(48))
    return file.read_text().strip()


def _write_once(file: Path, value: str) -> None:
    """Two processes may start at the same time: the first to finish its file wins."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(value)
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
