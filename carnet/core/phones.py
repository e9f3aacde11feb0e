"""Phone numbers as people read them: +32 81 00 00 00."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat


def shown(number: str) -> str:
    """A number that cannot be read stays as it was written."""
    try:
        parsed = phonenumbers.parse(number, None)
    except NumberParseException:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
