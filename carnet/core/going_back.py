"""Where a form leads afterwards: to the page it stood on, as long as that is one of ours."""

from django.utils.http import url_has_allowed_host_and_scheme


def back_to(wanted: str, otherwise: str) -> str:
    """redirect() would take what is no address for the name of a view, hence the stroke."""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else otherwise
