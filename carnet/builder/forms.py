from django import forms
from django.utils.translation import gettext_lazy


class ScenarioForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
