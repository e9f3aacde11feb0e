from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carnet.questionnaires.files import ENDINGS, read_file
from carnet.questionnaires.loading import Source, Unreadable
from carnet.questionnaires.problems import Problem


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Questionnaire file"), widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)})
    )
    source: Source | None = None
    unreadable: Problem | None = None

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.source = read_file(file.name, file.read())
        except Unreadable as problem:
            self.unreadable = Problem(file.name, problem.message, line=problem.line)
            raise forms.ValidationError(
                _("This file is not a questionnaire yet. The place to repair is below.")
            ) from problem
        return file
