"""Figures for Prometheus, in its text format. Only totals over all firms: no names, nothing of a person.

A stage tells its own as `gauges(now) -> Iterable[Gauge]`; settings.GAUGES lists them. All are counted in the
database, so that it does not matter which web process is asked. Requests are the proxy's to count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from carnet.core.whose import across_firms

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Gauge:
    """One name with its value for each value of `label`; without a label the one sample is under ""."""

    name: str
    help: str
    label: str
    samples: Mapping[str, float]


def single(name: str, help: str, value: float) -> Gauge:
    return Gauge(name, help, "", {"": value})


def gathered(now: datetime) -> list[Gauge]:
    with across_firms("only totals over all firms are told"):
        return [gauge for path in settings.GAUGES for gauge in import_string(path)(now)]


def written(gauges: Iterable[Gauge]) -> str:
    return "".join(line + "\n" for gauge in gauges for line in _lines(gauge))


def _lines(gauge: Gauge) -> list[str]:
    """Labels and their values are words of the program, so nothing needs escaping."""
    samples = [
        f'{gauge.name}{{{gauge.label}="{word}"}} {value:.15g}'
        if gauge.label
        else f"{gauge.name} {value:.15g}"
        for word, value in gauge.samples.items()
    ]
    return [f"# HELP {gauge.name} {gauge.help}", f"# TYPE {gauge.name} gauge", *samples]
