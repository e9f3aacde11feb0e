from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from carnet.questionnaires.files import WORKBOOK
from carnet.questionnaires.views import current
from carnet.questionnaires.workbook.writing import Unwritable, write_workbook


def download(request, pk: int):
    """What is published now, to be edited in Excel and brought back."""
    revision = current(request.firm, pk)
    try:
        content = write_workbook(revision.document)
    except Unwritable as problem:
        messages.error(request, str(problem))
        return redirect("questionnaires:detail", pk)
    response = HttpResponse(content, content_type=WORKBOOK)
    name = f"{revision.questionnaire.key}-{revision.number}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
