from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from carnet.notices import actions
from carnet.notices.forms import WishesForm
from carnet.notices.models import Wishes


def choose(request):
    """Each colleague for themselves."""
    wishes = getattr(request.user, "wishes", None) or Wishes(colleague=request.user)
    form = WishesForm(request.POST or None, wishes=wishes)
    if request.method == "POST" and form.is_valid():
        actions.choose(request.user, form.chosen, everybody=form.everybody)
        messages.success(request, _("Your choice is saved."))
        return redirect("notices:choose")
    return render(request, "notices/choose.html", {"form": form})
