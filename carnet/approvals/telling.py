"""What the timeline of a dossier tells of approvals and filings: the deeds of its trail."""

from carnet.approvals.actions import ASKED, DECLINED, GIVEN, WITHDRAWN
from carnet.approvals.filing import FILED, TAKEN_BACK
from carnet.approvals.reminding import REMINDED
from carnet.invitations import timeline

timeline.TOLD.update({ASKED, GIVEN, DECLINED, WITHDRAWN, REMINDED, FILED, TAKEN_BACK})
