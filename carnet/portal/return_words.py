"""The road of a return in words for its client: what each step is called, how things stand, what comes next. Pure."""

from collections.abc import Callable, Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from carnet.approvals.road import Facts, Progress, Stage, Step

STEPS: Mapping[tuple[str, Progress | None], Callable[[], str]] = {
    ("received", None): lambda: _("Received"),
    ("review", None): lambda: _("In review"),
    ("review", Progress.DONE): lambda: _("Reviewed"),
    ("question", None): lambda: _("A question to you"),
    ("question", Progress.DONE): lambda: _("Question answered"),
    ("approval", None): lambda: _("Your approval"),
    ("approval", Progress.NOW): lambda: _("To approve"),
    ("approval", Progress.DONE): lambda: _("Approved"),
    ("filed", None): lambda: _("Filed"),
}


def step_name(step: Step, stage: Stage) -> str:
    if step.key == "approval" and stage is Stage.DECLINED:
        return _("Declined")
    return (STEPS.get((step.key, step.progress)) or STEPS[step.key, None])()


def step_state(step: Step) -> str:
    """Said beside the name, and read out after it."""
    if step.on:
        return date_format(step.on)
    return {
        Progress.DONE: pgettext("a step", "Done"),
        Progress.NOW: _("Now"),
        Progress.NEXT: _("Later"),
    }[step.progress]


def now_words(stage: Stage, facts: Facts, firm: str, *, mine: bool) -> str:
    """How things stand. `mine`: this person is the one who is waited for."""
    words = {
        Stage.RECEIVED: _("%(firm)s has received what you sent."),
        Stage.IN_REVIEW: _("%(firm)s is reading your answers and documents."),
        Stage.QUESTION: _("%(firm)s has a question for you.")
        if mine
        else _("%(firm)s has asked a question and waits for the answer."),
        Stage.PREPARED: _("Your answers are complete. %(firm)s goes on with them."),
        Stage.TO_APPROVE: _("A document waits for your approval.")
        if mine
        else _("You have approved. The other approval is still waited for."),
        Stage.APPROVED: _("Everything is approved. Thank you."),
        Stage.DECLINED: _("The document was declined."),
        Stage.FILED: _("Your return was filed on %(date)s."),
    }[stage]
    date = date_format(facts.filed_on) if facts.filed_on else ""
    return words % {"firm": firm, "date": date}


def next_words(stage: Stage, firm: str, *, mine: bool) -> str:
    """What happens next, and who does it."""
    reading = _(
        "%(firm)s reads your answers. If something is unclear, you will be asked by e-mail. "
        "There is nothing else you need to do now."
    )
    words = {
        Stage.RECEIVED: reading,
        Stage.IN_REVIEW: reading,
        Stage.QUESTION: _("Once it is answered, %(firm)s goes on."),
        Stage.PREPARED: _(
            "If you are asked to approve something, you get an e-mail. There is nothing else you "
            "need to do now."
        ),
        Stage.TO_APPROVE: _(
            "Read the document. Then approve it, or tell %(firm)s what is not right. After that "
            "%(firm)s goes on."
        )
        if mine
        else _("There is nothing else you need to do now. After that %(firm)s goes on."),
        Stage.APPROVED: _("%(firm)s goes on. There is nothing else you need to do now."),
        Stage.DECLINED: _(
            "%(firm)s reads what is not right and comes back to you. There is nothing else you "
            "need to do now."
        ),
        Stage.FILED: _("A document waits for your approval.")
        if mine
        else _("There is nothing else you need to do."),
    }[stage]
    return words % {"firm": firm}
