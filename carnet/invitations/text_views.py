"""The settings page with the firm's own standard texts, for each kind of letter and language."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.campaigns import texts as standard
from carnet.campaigns import wording
from carnet.firms.access import administrators_only
from carnet.invitations import composing
from carnet.invitations.forms import NAMES, MessageForm


@administrators_only
def texts(request):
    letter = request.GET.get("letter", "invitation")
    if letter not in wording.LETTERS:
        raise Http404
    if (language := request.POST.get("reset", "")) in NAMES:
        return _reset(request, letter, language)
    form = _form(request, letter)
    if request.method == "POST" and form.is_valid():
        _save(request, letter, form)
        return _back(letter)
    context = {
        "form": form,
        "letters": wording.LETTERS.items(),
        "letter": letter,
        "parts": [_part(request.firm, form, language, letter) for language in form.languages],
        "placeholders": wording.PLACEHOLDERS,
    }
    return render(request, "invitations/texts.html", context)


def _reset(request, letter, language):
    ours = wording.LETTERS[letter].words(language)
    standard.write(request.firm, letter, language, *ours, by=request.user)
    messages.success(request, _("These are Carnet’s words again."))
    return _back(letter)


def _back(letter):
    return redirect(f"{reverse('mails:texts')}?letter={letter}")


def _form(request, letter):
    words = standard.standard(request.firm, letter)
    languages = [language for language in NAMES if language in words]
    return MessageForm(request.POST or None, languages=languages, standard=words)


def _part(firm, form, language, letter):
    subject, message = form[f"subject_{language}"], form[f"message_{language}"]
    return {
        "language": language,
        "name": NAMES[language],
        "subject": subject,
        "message": message,
        "own": standard.of_language(firm, language, letter)
        != wording.LETTERS[letter].words(language),
        "wrong": bool(subject.errors or message.errors),
        "sample": composing.example(firm, language, form.words(language), timezone.localdate()),
    }


def _save(request, letter, form):
    changed = [
        standard.write(
            request.firm,
            letter,
            language,
            form.cleaned_data[f"subject_{language}"],
            form.cleaned_data[f"message_{language}"],
            by=request.user,
        )
        for language in form.languages
    ]
    if any(changed):
        text = _(
            "The texts are saved. Mails use them from now on, unless a campaign has its own words."
        )
        messages.success(request, text)
    else:
        messages.info(request, _("Nothing was different, so nothing was saved."))
