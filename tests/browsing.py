"""A client of the admin that is held to CSRF tokens, as a browser is."""

import re
from html.parser import HTMLParser

from django.conf import settings
from django.test import Client
from django.urls import reverse

# What a form does not send as it stands.
UNSENT = {"checkbox", "radio", "file", "submit"}
# Wagtail's own scripts read the token there.
CONFIGURED = re.compile(r'"CSRF_TOKEN": "(\w+)"')


class Browser(Client):
    """Django's test client with CSRF enforced.

    A POST carries the token of a page that the person can open, in the header that Wagtail's
    scripts send. `submit` sends a form as it stands in a page, with the token of that form alone.
    """

    def __init__(self, **options):
        super().__init__(enforce_csrf_checks=True, **options)
        self.csrf_token = self.csrf_cookie = ""

    def post(self, path, data=None, *args, **options):
        """Send the token along, but to what takes no cookies."""
        if path.partition("?")[0] not in settings.CMS_PUBLIC_ADDRESSES:
            options["headers"] = {"X-CSRFToken": self._token()} | (options.get("headers") or {})
        return super().post(path, data, *args, **options)

    def submit(self, form, **changes):
        """Send a form of a page, with some fields changed."""
        return super().post(form.action, {**form.fields, **changes})

    def _token(self):
        # A login brings a new one.
        cookie = self.cookies.get(settings.CSRF_COOKIE_NAME)
        if cookie is None or cookie.value != self.csrf_cookie:
            page = self.get(reverse("account_login"), follow=True).content.decode()
            forms = post_forms(page, "")
            found = CONFIGURED.search(page)
            self.csrf_token = found[1] if found else forms[0].fields["csrfmiddlewaretoken"]
            self.csrf_cookie = self.cookies[settings.CSRF_COOKIE_NAME].value
        return self.csrf_token


class Form:
    """A form of a page: where it goes, what drives it, and what it sends when left as it is."""

    def __init__(self, action, controller):
        self.action = action
        self.controller = controller
        self.fields = {}


class _Forms(HTMLParser):
    def __init__(self, address):
        super().__init__()
        self.address, self.found, self.form = address, [], None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            action = attributes.get("action") or self.address
            self.form = Form(action, attributes.get("data-controller") or "")
            if (attributes.get("method") or "").lower() == "post":
                self.found.append(self.form)
        elif tag == "input" and self.form and attributes.get("type") not in UNSENT:
            self.form.fields[attributes.get("name", "")] = attributes.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


def post_forms(page, address):
    """Return the forms of a page that post; one without an action posts to the page's address."""
    parser = _Forms(address)
    parser.feed(page)
    return parser.found
