"""Forms sent as a browser sends them: with the token against forgery."""

from django.middleware.csrf import get_token
from django.test import RequestFactory


def submit(client, address, values):
    """Send a form with a valid token, by a client that enforces it."""
    request = RequestFactory().get("/")
    token = get_token(request)
    client.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    return client.post(address, {**values, "csrfmiddlewaretoken": token})
