"""Puts together what the page of the register shows: rows, columns, filters with their links, letters. Always
the same number of queries, however many clients there are."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from carnet.clients import columns as table
from carnet.clients.columns import Column
from carnet.clients.criteria import FILTERS, Criteria, read
from carnet.clients.letters import letters
from carnet.clients.list_filters import Filters, Link, country_options, link
from carnet.clients.listing import Listing, listing
from carnet.clients.models import Client
from carnet.clients.paging import Page, fetch
from carnet.clients.saved import columns_of, views_for
from carnet.core.keyset import number_in


@dataclass(frozen=True)
class ListPage:
    firm: Any
    by: Any
    params: QueryDict

    @cached_property
    def criteria(self) -> Criteria:
        return read(self.params)

    @cached_property
    def listing(self) -> Listing:
        return listing(self.firm, self.criteria, by=self.by)

    @cached_property
    def found(self) -> Page:
        after, before = (number_in(self.params.get(side, "")) for side in ("after", "before"))
        return fetch(self.listing, after=after, before=before)

    @cached_property
    def columns(self) -> list[Column]:
        return table.chosen(columns_of(self.by))

    @cached_property
    def labels(self) -> list[tuple[int, str]]:
        return list(self.firm.labels.values_list("pk", "name"))

    @cached_property
    def views(self) -> list[Any]:
        return views_for(self.by)

    @property
    def empty_register(self) -> bool:
        return not self.found.count.number and not self.criteria.query

    def rows(self) -> list[Link]:
        """The clients of this page, ready to be printed: a template that looks up each cell by itself
        takes longer than all queries together."""
        rows = read_rows(self.firm, self.found.ids, self.columns)
        starts = [
            format_html(
                '<td data-label="{}"{}>',
                column.title,
                format_html(' class="{}"', column.css) if column.css else "",
            )
            for column in self.columns
        ]
        return [
            {
                "pk": row["pk"],
                "url": reverse("clients:card", args=[row["pk"]]),
                "name": table.name(row),
                "first_name": row["first_name"],
                "last_name": row["last_name"],
                "company": row["company"],
                "temporary": table.day(row["erase_on"]),
                "archived": row["archived_at"] is not None,
                "cells": format_html_join(
                    "",
                    "{}{}</td>",
                    (
                        (start, table.shown(column, row))
                        for start, column in zip(starts, self.columns, strict=True)
                    ),
                ),
            }
            for row in rows
        ]

    def heads(self) -> list[Link]:
        name = {"title": _("Name"), "css": "", **self._sorting("name")}
        return [
            name,
            *({"title": c.title, "css": c.css, **self._sorting(c.sort)} for c in self.columns),
        ]

    def _sorting(self, key: str) -> Link:
        """Pressing a head sorts by it; pressing again turns the order round."""
        if not key:
            return {"url": "", "sorted": ""}
        now = self.criteria.sort or "name"
        turned = f"-{key}" if now == key else key
        descending = self.listing.order.descending
        direction = "descending" if descending else "ascending"
        return {
            "url": self.url(sort="" if turned == "name" else turned),
            "sorted": direction if now.removeprefix("-") == key else "",
        }

    def url(self, **changes: str) -> str:
        return self.criteria.url(**changes)

    @property
    def clear_url(self) -> str:
        """Without filters; the words and the order stay."""
        return self.url(**dict.fromkeys([*FILTERS, "letter"], ""))

    @property
    def all_letters_url(self) -> str:
        return self.url(letter="")

    @property
    def without_words_url(self) -> str:
        return self.url(q="")

    @property
    def previous_url(self) -> str:
        return self._page_url("before", self.found.previous)

    @property
    def next_url(self) -> str:
        return self._page_url("after", self.found.next)

    def _page_url(self, side: str, pk: int | None) -> str:
        query = self.criteria.query
        return f"?{query}{'&' if query else ''}{side}={pk}" if pk else ""

    def letters(self) -> list[Link]:
        """None while searching: the few rows found are their own alphabet."""
        if self.criteria.q or (self.criteria.sort or "name").removeprefix("-") != "name":
            return []
        return [
            {
                "letter": letter.upper(),
                "url": self.url(letter=letter),
                "current": letter == self.criteria.letter,
            }
            for letter in letters(self.firm, archived=bool(self.criteria.archived))
        ]

    @cached_property
    def filters(self) -> Filters:
        return Filters(self.criteria, self.labels, self._imported())

    def _imported(self) -> str:
        """The name of the file, where the list is narrowed to those it brought."""
        number = number_in(self.criteria.imported)
        found = self.firm.imports.filter(pk=number) if number else self.firm.imports.none()
        return found.values_list("name", flat=True).first() or ""

    def countries(self) -> SafeString:
        return country_options(self.criteria.country)

    def hidden(self) -> list[tuple[str, str]]:
        """What the search field must not lose when it is sent without a script."""
        kept = [key for key in (*FILTERS, "letter", "sort") if key != "country"]
        return [(key, value) for key in kept if (value := getattr(self.criteria, key))]

    def sorts(self) -> list[SafeString]:
        names = {
            "": _("Name"),
            "added": _("Recently added"),
            "activity": _("Last activity"),
            "due": _("Due date"),
        }
        now = self.criteria.sort
        return [link(self.url(sort=key), name, current=now == key) for key, name in names.items()]

    def all_columns(self) -> list[Link]:
        keys = {column.key for column in self.columns}
        return [
            {"key": column.key, "title": column.title, "chosen": column.key in keys}
            for column in table.COLUMNS
        ]


def read_rows(firm: Any, ids: list[int], columns: list[Column]) -> list[table.Row]:
    """Plain rows in the order of the ids, each with the names of its labels: two queries."""
    found = {
        row["pk"]: row for row in firm.clients.filter(pk__in=ids).values(*table.fields(columns))
    }
    labels: dict[int, list[str]] = defaultdict(list)
    links = Client.labels.through.objects.filter(client__in=ids).order_by("label__name")
    for pk, name in links.values_list("client_id", "label__name"):
        labels[pk].append(name)
    return [{**found[pk], "labels": labels[pk]} for pk in ids if pk in found]
