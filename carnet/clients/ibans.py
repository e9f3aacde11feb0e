"""Account numbers: are they right, and how are they printed. Works by arithmetic alone."""

from django.utils.translation import gettext as _
from stdnum import iban as stdnum_iban
from stdnum.exceptions import InvalidChecksum, ValidationError

from carnet.clients.wrong import Wrong, bare

LENGTHS = {"BE": 16, "CH": 21, "DE": 22, "FR": 27, "LU": 20, "NL": 18}


def iban(text: str) -> str:
    number = bare(text)
    wanted = LENGTHS.get(number[:2])
    if wanted and len(number) != wanted:
        raise Wrong(
            _(
                "The IBAN %(value)s is not valid: it should have %(wanted)s characters and has"
                " %(count)s."
            )
            % {"value": text, "wanted": wanted, "count": len(number)}
        )
    try:
        # The table of Belgian bank codes lags behind reality, so only the arithmetic counts.
        return stdnum_iban.validate(number, check_country=False)
    except InvalidChecksum:
        sentence = _("The IBAN %(value)s is not valid: its check digits do not match. %(example)s")
    except ValidationError:
        sentence = _("The IBAN %(value)s is not valid. %(example)s")
    example = _("One looks like BE68 5390 0754 7034.")
    raise Wrong(sentence % {"value": text, "example": example})


def shown(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
