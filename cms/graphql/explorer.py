"""The GraphQL explorer: a self-hosted GraphiQL for developers and logged-in staff."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cms.content_security_policy import CSP_HEADER, EXPLORER_POLICY, serialize


def explorer_view(request: HttpRequest) -> HttpResponse:
    """Show GraphiQL with the example operations, one per tab."""
    user = request.user
    allowed = settings.CMS_GRAPHQL_EXPLORER_IS_PUBLIC or user.has_perm("wagtailadmin.access_admin")
    if not allowed:
        return redirect_to_login(request.path, reverse("account_login"))
    context = {"endpoint": reverse("graphql"), "examples": _examples()}
    response = render(request, "cms/explorer.html", context)
    response[CSP_HEADER] = serialize(EXPLORER_POLICY)
    return response


def _examples() -> list[dict[str, str]]:
    """Return the documents of CMS_GRAPHQL_OPERATIONS_DIR, in the order of their file names.

    The first line of a document, a comment, is its title.
    """
    examples = []
    for path in sorted(Path(settings.CMS_GRAPHQL_OPERATIONS_DIR).glob("*.graphql")):
        query = path.read_text(encoding="utf-8")
        title = query.splitlines()[0].removeprefix("#").strip()
        examples.append({"title": title, "query": query, "variables": ""})
    return examples
