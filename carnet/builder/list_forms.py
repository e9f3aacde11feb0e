import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carnet.builder import list_reading
from carnet.builder.list_reading import ENDINGS, MOST_LETTERS, Kept, NoList
from carnet.builder.naming import name_from
from carnet.firms.models import Firm

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class ListForm(forms.Form):
    """A list of questions: a spreadsheet, or lines that are pasted."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"empty": _("This file is empty.")},
    )
    pasted = forms.CharField(
        label=_("Or paste the lines"),
        help_text=_("From Word, an e-mail or a table: one question a line."),
        required=False,
        strip=False,
        max_length=2 * MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    name = ""
    sheets: Kept

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.errors:
            return said
        field = "file" if said.get("file") else "pasted"
        try:
            self.sheets = self.read(said)
        except NoList as problem:
            self.add_error(field, str(problem))
        return said

    def read(self, said: dict[str, Any]) -> Kept:
        if file := said.get("file"):
            self.name = file.name.rpartition(".")[0][:100]
            if file.size > list_reading.LARGEST:
                told = {"limit": list_reading.LARGEST // 2**20}
                raise NoList(gettext("This file is larger than %(limit)d MB.") % told)
            return list_reading.from_file(file.name, file.read())
        if not said.get("pasted", "").strip():
            raise NoList(gettext("Choose a file or paste some lines first."))
        return list_reading.from_text(said["pasted"])


class DraftForm(forms.Form):
    """What the questionnaire is called."""

    title = forms.CharField(label=_("Title"), max_length=200)
    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=40,
        help_text=_(
            "How files call it, for ever: small letters, digits and _. Empty, it is made from the title."
        ),
    )

    def __init__(self, *args: Any, firm: Firm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = frozenset(firm.questionnaires.values_list("key", flat=True))

    def clean_key(self) -> str:
        key = self.cleaned_data["key"]
        if key and not KEY.fullmatch(key):
            raise forms.ValidationError(
                gettext(
                    "“%(key)s” is no key. Write small letters, digits and _, beginning with a letter."
                )
                % {"key": key}
            )
        if key in self.taken:
            raise forms.ValidationError(
                gettext(
                    "You have a questionnaire with the key “%(key)s” already. Choose another key."
                )
                % {"key": key}
            )
        return key or name_from(self.cleaned_data.get("title", ""), self.taken, "questionnaire")
