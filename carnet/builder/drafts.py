"""A draft changed in place: one edit at a time, each with its way back. Knows nothing of forms or pages."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from carnet.builder import grid_notes
from carnet.builder.models import Did, Edit
from carnet.builder.refused import Refused
from carnet.builder.steps import Overtaken, Step, between, done_again, is_empty, taken_back
from carnet.firms.models import Colleague
from carnet.questionnaires import actions
from carnet.questionnaires.loading import Document
from carnet.questionnaires.models import Questionnaire, Revision, RevisionState
from carnet.questionnaires.outline import Outline, outline

# As many can be taken back; what came before stays as it is.
KEPT = 200


@transaction.atomic
def draft_of(questionnaire: Questionnaire, *, by: Colleague, now: datetime) -> Revision:
    """The open draft, or a new one that begins with the words of the current revision."""
    firm = questionnaire.firm
    questionnaire = firm.questionnaires.select_for_update().get(pk=questionnaire.pk)
    if (found := questionnaire.draft) is not None:
        return found
    current = questionnaire.current
    if current is None:
        raise Refused(_("This questionnaire has nothing to change yet."))
    return actions.draft(firm, current.document, by=by, now=now, origin="builder")


@transaction.atomic
def change(
    draft: Revision,
    alter: Callable[[Document], Document],
    *,
    by: Colleague,
    now: datetime,
    what: Did,
    part: str | Callable[[], str] = "",
) -> Revision:
    """What `alter` makes of the document as it is now, which another colleague may have changed a moment ago.
    `alter` changes nothing in place. Which part it is about may be known only afterwards, so `part` may be asked.
    Raises Refused, also what `alter` raises."""
    locked = open_draft(draft)
    old = locked.document
    new = alter(old)
    after = outline(new)
    require_ids(old, new, after)
    taken = between(outline(old), after)
    if is_empty(taken):
        return locked
    locked.edits.filter(by=by).exclude(undone_at=None).delete()
    about = part() if callable(part) else part
    locked.edits.create(by=by, at=now, did=what, part=about, step=taken)
    forget_old(locked)
    grid_notes.keep(locked.questionnaire, old, new, taken, by=by, now=now)
    return keep(locked, new, by=by, now=now)


def require_ids(old: Document, new: Document, after: Outline) -> None:
    """What everything else stands on: the questionnaire stays the same one, and no id occurs twice."""
    if new["questionnaire"] != old["questionnaire"]:
        raise Refused(_("This is another questionnaire: its key differs."))
    ids = Counter(one for order in after.order.values() for one in order)
    if twice := next((one for one, times in ids.items() if times > 1), None):
        raise Refused(_("“%(id)s” occurs twice.") % {"id": twice.partition(".")[2]})


def open_draft(draft: Revision) -> Revision:
    """The draft as it stands, locked until the transaction ends. Raises Refused once it is a draft no more."""
    Questionnaire.objects.select_for_update().get(pk=draft.questionnaire_id)
    drafts = Revision.objects.filter(pk=draft.pk, state=RevisionState.DRAFT)
    found = drafts.select_related("questionnaire").defer("document").first()
    if found is None:
        raise Refused(_("There is no draft any more: it was published or discarded."))
    return found


def keep(locked: Revision, document: Document, *, by: Colleague, now: datetime) -> Revision:
    actions.rewrite(locked, document, by=by, now=now)
    return locked


def forget_old(draft: Revision) -> None:
    too_old = draft.edits.order_by("-pk").values_list("pk", flat=True)[KEPT:]
    if first := next(iter(too_old), None):
        draft.edits.filter(pk__lte=first).delete()


def undoable(draft: Revision, by: Colleague) -> Edit | None:
    """The last edit of this colleague that still stands."""
    return draft.edits.filter(by=by, undone_at=None).last()


def redoable(draft: Revision, by: Colleague) -> Edit | None:
    """The edit this colleague took back last; whoever edits again has none."""
    return draft.edits.filter(by=by).exclude(undone_at=None).order_by("undone_at", "-pk").last()


@transaction.atomic
def undo(draft: Revision, *, by: Colleague, now: datetime) -> Edit | None:
    """Take this colleague's last edit back, and nobody else's. None when there is none; raises Refused when
    somebody changed the same since."""
    return turn(draft, undoable, taken_back, by=by, now=now, undone_at=now)


@transaction.atomic
def redo(draft: Revision, *, by: Colleague, now: datetime) -> Edit | None:
    """Make the edit again that this colleague took back last."""
    return turn(draft, redoable, done_again, by=by, now=now, undone_at=None)


def turn(
    draft: Revision,
    which: Callable[[Revision, Colleague], Edit | None],
    way: Callable[[Document, Step], Document],
    *,
    by: Colleague,
    now: datetime,
    undone_at: datetime | None,
) -> Edit | None:
    locked = open_draft(draft)
    edit = which(locked, by)
    if edit is None:
        return None
    try:
        document = way(locked.document, edit.step)
    except Overtaken as error:
        raise Refused(overtaken(locked, edit)) from error
    keep(locked, document, by=by, now=now)
    edit.undone_at = undone_at
    edit.save(update_fields=["undone_at"])
    return edit


def overtaken(draft: Revision, edit: Edit) -> str:
    """Who was it? The last other colleague who edited since, where that is known."""
    later = draft.edits.filter(pk__gt=edit.pk).exclude(by=edit.by).select_related("by").last()
    if later is None or later.by is None:
        return _("This was changed again since, so it stays as it is.")
    return _("%(name)s changed this since, so it stays as it is.") % {"name": str(later.by)}
