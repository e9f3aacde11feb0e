from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, cast

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from carnet.clients.record import FIELDS as FIELDS_OF_CLIENTS
from carnet.firms.models import Firm
from carnet.imports.columns.column import IGNORE, TOGETHER, field_name
from carnet.imports.columns.table import Table
from carnet.imports.pages.columns_page import GROUPS
from carnet.imports.planning.choices import Choices
from carnet.imports.reading.sheet import ENDINGS
from carnet.questionnaires.models import Questionnaire, QuestionnaireQuerySet

POLICIES = [
    ("update", _("Take what the file says"), _("Empty cells change nothing.")),
    ("fill", _("Only fill gaps"), _("What stands in Carnet stays; empty fields are filled.")),
    ("skip", _("Leave them as they are"), _("Only clients you do not have yet are added.")),
    ("replace", _("Make them as in the file"), _("An empty cell empties the field in Carnet too.")),
]
KEYS = [
    ("", _("Whichever fits")),
    ("national_number", _("National register number")),
    ("client_number", _("Client number")),
    ("email_name", _("E-mail and name")),
    ("name_birth_date", _("Name and birth date")),
]


class QuestionnaireField(forms.ModelChoiceField):
    def label_from_instance(self, questionnaire: Questionnaire) -> str:
        return questionnaire.title_in(get_language() or "en")


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty."),
        },
    )
    keep = forms.BooleanField(
        label=_("Keep these clients' information"), initial=True, required=False
    )
    questionnaire = QuestionnaireField(
        label=_("Questionnaire"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Not decided yet"),
    )
    year = forms.IntegerField(
        label=_("About the year"),
        required=False,
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, firm: Firm, year: int) -> None:
        super().__init__(data, files, initial={"year": year})
        asked = cast(QuestionnaireQuerySet, firm.questionnaires.all())
        cast(QuestionnaireField, self.fields["questionnaire"]).queryset = asked.in_use()


class FieldSelect(forms.Select):
    """A field of the register, by group. Written by hand: hundreds of columns have thousands of options."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        options = _options(str(value), get_language() or "")
        made = self.build_attrs(self.attrs, attrs)
        rest = format_html_join("", ' {}="{}"', made.items())
        return format_html('<select name="{}"{}>{}</select>', name, rest, options)


@lru_cache(maxsize=256)
def _options(chosen: str, language: str) -> SafeString:
    not_read = _option(IGNORE, _name(IGNORE), chosen)
    groups = (
        (group, format_html_join("", "{}", ((_option(key, _name(key), chosen),) for key in keys)))
        for group, keys in GROUPS
    )
    return not_read + format_html_join("", '<optgroup label="{}">{}</optgroup>', groups)


def _option(value: str, name: str, chosen: str) -> SafeString:
    selected = " selected" if value == chosen else ""
    return format_html('<option value="{}"{}>{}</option>', value, selected, name)


def _name(key: str) -> str:
    return str(field_name(key))


class ColumnsForm(forms.Form):
    """What each column holds, by what a row recognises a client, and what it may do to one."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    policy = forms.ChoiceField(
        label=_("What to do with clients you have already"),
        choices=[(key, name) for key, name, _consequence in POLICIES],
        widget=forms.RadioSelect,
    )
    key = forms.ChoiceField(
        label=_("By what a client is recognised"),
        choices=KEYS,
        required=False,
        help_text=_(
            "Usually by the national number, then the client number, then e-mail and name, then name"
            " and birth date."
        ),
    )
    never = forms.MultipleChoiceField(
        label=_("Never overwrite"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Any = None,
        *,
        table: Table,
        choices: Choices,
        sheet: str,
        sheets: Sequence[str],
    ) -> None:
        initial = {"policy": choices.policy, "key": choices.key, "never": choices.never}
        super().__init__(data, initial={**initial, "sheet": sheet})
        self.table, self.choices, self.shown_sheet = table, choices, sheet
        cast(Any, self.fields["sheet"]).choices = [(name, name) for name in sheets]
        cast(Any, self.fields["never"]).choices = [
            (field, _name(field)) for field in FIELDS_OF_CLIENTS if field in _told(table, choices)
        ]
        for column in table.columns:
            self.fields[f"column-{column.index}"] = forms.ChoiceField(
                label=column.header,
                choices=FIELDS,
                initial=column.field,
                widget=FieldSelect,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Two columns cannot both be the e-mail. Another sheet has other columns."""
        if not self.other_sheet:
            for field, count in Counter(self._fields().values()).items():
                if count > 1 and field != IGNORE:
                    self._refuse(field)
        return self.cleaned_data

    def _refuse(self, field: str) -> None:
        same = [index for index, other in self._fields().items() if other == field]
        headers = {column.index: column.header for column in self.table.columns}
        sentence = gettext("%(field)s is chosen for “%(one)s” and for “%(other)s”. Choose one.")
        names = {"field": _name(field), "one": headers[same[0]], "other": headers[same[1]]}
        self.add_error(f"column-{same[1]}", sentence % names)

    def _fields(self) -> dict[int, str]:
        return {
            column.index: self.cleaned_data.get(f"column-{column.index}") or IGNORE
            for column in self.table.columns
        }

    @property
    def other_sheet(self) -> bool:
        sheet = self.cleaned_data.get("sheet", "")
        return bool(sheet and sheet != self.shown_sheet)

    def over(self, standing: Choices) -> Choices:
        """What is chosen here, on top of what was decided about rows."""
        data, never = self.cleaned_data, frozenset(self.cleaned_data["never"])
        if self.other_sheet:  # what was decided about rows was about the rows of another list
            sheet, policy, key = data["sheet"], data["policy"], data["key"]
            return Choices(sheet=sheet, policy=policy, key=key, never=never)
        now = {column.index: column.field for column in self.table.columns}
        corrected = {index: name for index, name in self._fields().items() if name != now[index]}
        return standing.with_(
            columns={**standing.columns, **corrected},
            policy=data["policy"],
            key=data["key"],
            never=never,
        )


FIELDS = [(IGNORE, ""), *((key, "") for _group, keys in GROUPS for key in keys)]


def _told(table: Table, choices: Choices) -> set[str]:
    """Fields the file may change, those included that are taken apart or put together."""
    fields = {column.field for column in table.columns}
    parts = {part for field in fields for part in TOGETHER.get(field, ())}
    return fields | parts | choices.never
