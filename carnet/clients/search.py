"""How names are folded for sorting and searching. Knows no database: both databases get the same text."""

import unicodedata
from typing import Any


def fold(text: str) -> str:
    """Lower case, without accents: what two spellings of a name have in common."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def sort_name(first_name: str, last_name: str, company: str) -> str:
    return fold(f"{last_name} {first_name}".strip() or company)[:200]


def search_text(*parts: str) -> str:
    return fold(" ".join(part for part in parts if part))


def prepare(client: Any) -> None:
    """Fill in what is sorted and searched by."""
    client.sort_name = sort_name(client.first_name, client.last_name, client.company)
    client.search = search_text(
        client.first_name, client.last_name, client.company, client.email, client.client_number
    )
