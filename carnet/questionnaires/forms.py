from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.questionnaires.loading import Source, Unreadable, load
from carnet.questionnaires.problems import Problem


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Questionnaire file"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"})
    )
    source: Source | None = None
    unreadable: Problem | None = None

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.source = load(file.read())
        except Unreadable as problem:
            self.unreadable = Problem(file.name, problem.message, line=problem.line)
            raise forms.ValidationError(
                _("This file is not a questionnaire yet. The place to repair is below.")
            ) from problem
        return file
