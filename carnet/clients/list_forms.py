"""What a colleague fills in around the list: the name of a view, and what to do to many clients."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from carnet.clients.models import SavedView
from carnet.firms.models import Firm


class ViewForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ["name", "shared"]


class NothingToFillIn(forms.Form):
    """Archiving, restoring: only to be confirmed."""

    def __init__(self, *args: Any, firm: Firm, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.firm, self.count = firm, count


class LabelField(forms.ModelChoiceField):
    """Offers the labels of one firm, once its form knows which."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=None, label=_("Label"), empty_label=_("choose a label"), **kwargs)


class AddLabelForm(NothingToFillIn):
    label = LabelField(required=False)
    new_label = forms.CharField(
        max_length=80, required=False, strip=True, label=_("or a new label")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(LabelField, self.fields["label"]).queryset = self.firm.labels.all()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("label") and not values.get("new_label"):
            self.add_error("label", gettext("Choose a label, or write a new one."))
        return values


class RemoveLabelForm(NothingToFillIn):
    label = LabelField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(LabelField, self.fields["label"]).queryset = self.firm.labels.all()


class LanguageForm(NothingToFillIn):
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language"))


class EraseForm(NothingToFillIn):
    """Typing the number makes sure that it was read."""

    number = forms.IntegerField(
        label=_("Number of clients"),
        widget=forms.TextInput({"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_number(self) -> int:
        number = self.cleaned_data["number"]
        if number != self.count:
            sentence = ngettext(
                "You wrote %(number)s, but %(count)s client would be erased.",
                "You wrote %(number)s, but %(count)s clients would be erased.",
                self.count,
            )
            raise forms.ValidationError(sentence % {"number": number, "count": self.count})
        return number
