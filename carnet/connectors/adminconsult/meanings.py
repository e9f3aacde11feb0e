"""What words mean that each firm writes itself: kinds of links between two customers, profiles of employees. Pure."""

from carnet.clients.search import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


# Of somebody who files a joint return with the other, or may: spouses and legal cohabitants.
PARTNERS = _words(
    "partner partners partenaire partenaires echtgenoot echtgenote echtgenoten echtpaar gehuwd gehuwde huwelijk"
    " levenspartner samenwonend samenwonende samenwoner conjoint conjointe conjoints époux épouse marié mariée mariage"
    " cohabitant cohabitante cohabitation couple ehegatte ehegattin ehepartner ehepartnerin ehefrau ehemann eheleute"
    " verheiratet lebenspartner lebenspartnerin lebensgefährte lebensgefährtin spouse spouses husband wife married"
    " cohabitee"
)
# What makes them another kind of partner, or one of former days.
OTHERS = _words(
    "ex gewezen vroegere ancien ancienne former ehemalig ehemalige ehemaliger gescheiden divorcé divorcée geschieden"
    " divorced zaken zakelijk zakelijke handelspartner zakenpartner werkende stille beherende business commercial"
    " commerciale commanditaire associé associée vennoot affaires geschäftspartner geschäft geschäftlich gesellschafter"
    " firma overleden décédé décédée verstorben late weduwe weduwnaar veuf veuve witwe witwer"
)
# Who is responsible for a client, where a project names no manager.
MANAGERS = _words(
    "manager dossierbeheerder beheerder dossierverantwoordelijke verantwoordelijke responsable gestionnaire"
    " sachbearbeiter sachbearbeiterin verantwortlicher verantwortliche zuständiger zuständige mandatsverantwortlicher"
    " mandatsverantwortliche responsible dossiermanager"
)


def joins_partners(description: str) -> bool:
    """Does a link of this kind join two who are partners in life?"""
    words = _words(description)
    return bool(words & PARTNERS) and not words & OTHERS


def is_responsible(profile: str) -> bool:
    return bool(_words(profile) & MANAGERS)
