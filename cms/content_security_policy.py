"""What pages of ours may load and run: the Content-Security-Policy of every HTML answer.

No script runs but the files of this origin: neither inline ones nor event attributes. Styles may
be inline, as Wagtail's widgets and Monaco set them (docs/adr/0014-content-security-policy.md).
"""

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from cms.models.settings import SiteSettings

CSP_HEADER = "Content-Security-Policy"
# Types that a browser shows as a document, and runs scripts of.
DOCUMENTS = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "image/svg+xml")
Policy = dict[str, list[str]]
POLICY: Policy = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
EXPLORER_POLICY: Policy = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"],
}
GetResponse = Callable[[HttpRequest], HttpResponseBase]


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Return the middleware that gives documents their policy; a view may have set its own."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        # Wagtail renders a preview by a request of its own, within that of the admin, whose view
        # then allows frames: the policy is that of the admin's request.
        if getattr(request, "is_preview", False):
            return response
        if CSP_HEADER not in response and _is_document(response) and not _is_debugging(response):
            response[CSP_HEADER] = serialize(_policy_for(request, response))
        return response

    return middleware


def serialize(policy: Policy) -> str:
    """Return a policy as the header says it."""
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items())


def _policy_for(request: HttpRequest, response: HttpResponseBase) -> Policy:
    policy = {**POLICY, "img-src": [*POLICY["img-src"], *_origins([settings.MEDIA_URL])]}
    # Wagtail itself opens its previews to frames of the admin.
    if response.get("X-Frame-Options") == "SAMEORIGIN":
        policy["frame-ancestors"] = ["'self'"]
    if request.path.startswith(reverse("wagtailadmin_home")) and request.user.is_authenticated:
        fronts = SiteSettings.objects.exclude(frontend_url="")
        urls = fronts.values_list("frontend_url", flat=True)
        # The panel beside a form frames the front end.
        policy["frame-src"] = ["'self'", *_origins(urls)]
    return policy


def _origins(urls: Iterable[str]) -> list[str]:
    """Return the origins of addresses; a path alone is of this origin."""
    found = {(url.scheme, url.netloc) for url in map(urlsplit, urls) if url.netloc}
    return sorted(f"{scheme}://{netloc}" for scheme, netloc in found)


def _is_document(response: HttpResponseBase) -> bool:
    return response.get("Content-Type", "").partition(";")[0].strip() in DOCUMENTS


def _is_debugging(response: HttpResponseBase) -> bool:
    """Return whether this may be Django's own page on an error, which has inline scripts."""
    return settings.DEBUG and response.status_code in (404, 500)
