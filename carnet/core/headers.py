"""The security headers of every answer. Pages run no inline script and no inline style."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from carnet.core import csp

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
# Browsers that know the second leave out the first.
REPORTS = f"report-uri {csp.PATH}; report-to csp"
HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
    "Reporting-Endpoints": f'csp="{csp.PATH}"',
    # Nothing here is for search engines, least of all a client's link.
    "X-Robots-Tag": "noindex, nofollow",
}


class SecurityHeaders:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # Some views have a stricter one of their own: it is reported, too, when something breaks it.
        policy = response.headers.get("Content-Security-Policy", POLICY)
        response.headers["Content-Security-Policy"] = f"{policy}; {REPORTS}"
        if not request.path.startswith("/static/"):
            # Personal pages stay out of shared and back-button caches.
            response.headers.setdefault("Cache-Control", "no-store")
        return response
