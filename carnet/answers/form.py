"""The questions of one dossier: those of its revision."""

from carnet.campaigns.models import Dossier
from carnet.questionnaires.compiled import Compiled


def dossier_form(dossier: Dossier) -> Compiled:
    """Ready to run; whoever asks, shows or keeps the answers of a dossier gets its questions here."""
    return dossier.revision.compiled()
