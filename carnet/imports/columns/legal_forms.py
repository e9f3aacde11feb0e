"""Tells the name of a company from that of a person by the legal form in it, as its country abbreviates it."""

import re

from carnet.imports.columns.words import listed

# Without points. In capitals, or as they are usually written otherwise: “Sa” may be a family.
FORMS = listed(
    "SA NV BV SC CV AG UG KG SE SAS ASBL VZW BVBA SRL SPRL SPRLU EBVBA SCRL CVBA SNC VOF SCS COMMV"
    " GCV AISBL IVZW GMBH OHG SARL SÀRL SAGL SASU EURL SCI SCA SCP SELARL CVA VME ACP GIE LTD LLC"
    " INC PLC GBR EV EK GmbH Sàrl Sarl Srl Sprl Asbl Vzw Bvba CommV Ltd Inc sàrl sarl srl sprl asbl"
    " vzw bvba bv nv"
)
UPPER = frozenset(form.upper() for form in FORMS)
WORDS = re.compile(
    r"\b(?:société anonyme|naamloze vennootschap|besloten vennootschap|société à responsabilité limitée"
    r"|aktiengesellschaft|fondation|stichting|stiftung|association|vereniging|verein|coöperatieve"
    r"|coopérative|s\.à r\.l\.|copropriété|syndicat)(?!\w)",
    re.IGNORECASE,
)
SEPARATORS = str.maketrans(",()", "   ", ".")
OF = {"DE", "DA", "DO", "DOS"}


def has_legal_form(text: str) -> bool:
    """A form counts as the first or the last word alone; “MARIA DE SA” is a person."""
    words = text.translate(SEPARATORS).split()
    if len(words) < 2:
        return False
    last = words[-1] in FORMS and words[-2] not in OF
    return words[0] in FORMS or last or WORDS.search(text) is not None


def is_legal_form(text: str) -> bool:
    """A form and nothing else, in capitals or not."""
    return text.translate(SEPARATORS).replace(" ", "").upper() in UPPER or bool(
        WORDS.fullmatch(text)
    )
