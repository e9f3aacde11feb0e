"""Every component in every state, on one page. Only in development; nothing here is read or saved."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from carnet.core.templatetags.ui import STATES

COUNTS = [14, 6, 58, 2, 31, 44, 27, 3, 5, 212, 10]
PEOPLE = [
    ("Ann Peeters", "Peeters & Zonen BV", "submitted", "Marie", "nl", "30 June", "yesterday"),
    (
        "Jean-Baptiste Vandenbroucke-Delacroix",
        "",
        "asked_again",
        "Marie",
        "fr",
        "30 June",
        "2 days",
    ),
    ("Sofie De Smet", "", "not_invited", "Tom", "nl", "", ""),
    ("Luc Müller", "Müller Treuhand GmbH", "in_progress", "Tom", "de", "30 June", "1 hour"),
    ("Élodie Nguyễn", "", "not_delivered", "Marie", "fr", "30 June", "3 days"),
    ("Piet Janssens", "Bakkerij Janssens", "accepted", "Tom", "nl", "", "5 March"),
]
COLUMNS = ["name", "company", "state", "label", "language", "due", "seen"]


class Example(forms.Form):
    first_name = forms.CharField(label="First name")
    last_name = forms.CharField(label="Last name")
    email = forms.EmailField(label="E-mail", help_text="The invitation goes to this address.")
    language = forms.ChoiceField(label="Language", choices=[("fr", "French"), ("nl", "Dutch")])
    birth_date = forms.DateField(
        label="Birth date", required=False, widget=forms.DateInput(attrs={"class": "medium"})
    )
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea)
    rhythm = forms.ChoiceField(
        label="Reminders",
        required=False,
        widget=forms.RadioSelect,
        choices=[("kind", "Every two weeks"), ("quick", "Every week"), ("none", "None")],
    )
    needs = forms.MultipleChoiceField(
        label="Ask for",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("wage", "Wage slip"), ("loan", "Loan certificate")],
    )
    keep = forms.BooleanField(label="Keep this client’s information", required=False)
    file = forms.FileField(label="File", required=False)


def segments() -> list[dict]:
    return [
        {"state": state, "count": count, "url": f"#{state}", "current": state == "submitted"}
        for state, count in zip(STATES, COUNTS, strict=True)
    ]


def office_examples() -> dict:
    return {
        "people": [dict(zip(COLUMNS, person, strict=True)) for person in PEOPLE],
        "segments": segments(),
        "chips": [
            {"label": "Language: Dutch", "url": "#chips"},
            {"label": "Label: Marie", "url": "#chips"},
        ],
        "letters": [
            {"letter": letter, "url": "#letters", "current": letter == "P"}
            for letter in "ABCDEGJLMNPSVZ"
        ],
        "steps": [
            {"label": "File", "state": "done", "url": "#steps"},
            {"label": "Columns", "state": "done"},
            {"label": "Plan", "state": "current"},
            {"label": "Apply", "state": "todo"},
            {"label": "Result", "state": "todo"},
        ],
    }


def portal_examples() -> dict:
    tasks = [
        ("You and your family", "done", "Completed"),
        ("Your income", "doing", "6 questions left"),
        ("Your home", "todo", "Not started"),
        ("Documents", "blocked", "After your home"),
    ]
    keys = ["name", "state", "label"]
    return {"tasks": [dict(zip(keys, task, strict=True), url="#tasks") for task in tasks]}


@login_not_required
def styleguide(request):
    face = {"portal": "core/styleguide_portal.html", "plain": "core/styleguide_plain.html"}
    if "messages" in request.GET:
        messages.success(
            request, "Client added. No questionnaire has been sent to Ann Peeters yet."
        )
        messages.warning(request, "Two clients share the address ann@example.org.")
    wrong = Example(
        {"first_name": "", "last_name": "Peeters", "email": "ann@", "birth_date": "31.2."}
    )
    context = {"states": STATES, "form": Example(initial={"rhythm": "kind"}), "wrong": wrong}
    template = face.get(request.GET.get("face"), "core/styleguide.html")
    return render(request, template, {**context, **office_examples(), **portal_examples()})
