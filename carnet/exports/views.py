from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify

from carnet.exports.forms import ExportForm
from carnet.exports.person import export


def client(request, pk: int):
    """Shows what would be exported; the button, and nothing else, exports it."""
    found = get_object_or_404(request.firm.clients, pk=pk)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        file = export(found, numbers=form.cleaned_data["numbers"], by=request.user)
        name = f"{slugify(found.name) or 'client'}-{found.pk}.zip"
        return FileResponse(file, as_attachment=True, filename=name)
    context = {"client": found, "form": form}
    return render(request, "exports/client.html", context)
