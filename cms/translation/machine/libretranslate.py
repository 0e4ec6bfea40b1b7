"""A translation server with LibreTranslate's API (https://libretranslate.com/docs)."""

from collections.abc import Sequence
from typing import Any

import requests
from django.utils.translation import gettext as _
from requests_hardened import Config

from cms.outgoing_http import OutgoingSession
from cms.time_limit import within
from cms.translation.machine.base import MachineError

# Seconds to connect, seconds without a byte, and seconds for all of a request.
TIMEOUT = (5.0, 30.0)
WHOLE = 35.0


class LibreTranslate:
    """A server with LibreTranslate's API (https://libretranslate.com/docs)."""

    is_on = True

    def __init__(self, url: str, key: str = "") -> None:
        """Take the server's address, and the key that it asks for, if any."""
        self.url = f"{url.rstrip('/')}/translate"
        self.key = key

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Ask the server."""
        question = {"q": list(texts), "source": source, "target": target, "format": "html"}
        if self.key:
            question["api_key"] = self.key
        try:
            answer = within(WHOLE, lambda: self._answer(question))
        except (requests.Timeout, TimeoutError) as error:
            raise MachineError(_("Le service de traduction n’a pas répondu à temps.")) from error
        except requests.RequestException as error:
            raise MachineError(_("Le service de traduction est injoignable.")) from error
        if answer.status_code != requests.codes.ok:
            raise MachineError(_refusal(answer.status_code))
        try:
            found = answer.json()["translatedText"]
        except (ValueError, KeyError, TypeError) as error:
            raise MachineError(_unclear()) from error
        if (
            not isinstance(found, list)
            or len(found) != len(texts)
            or not all(isinstance(text, str) for text in found)
        ):
            raise MachineError(_unclear())
        return found

    def _answer(self, question: dict[str, Any]) -> requests.Response:
        # The site's own server: its address may be private.
        config = Config(
            ip_filter_enable=False,
            ip_filter_allow_loopback_ips=True,
            never_redirect=True,
            default_timeout=TIMEOUT,
        )
        with OutgoingSession(config) as session:
            return session.post(self.url, json=question)


def _refusal(status: int) -> str:
    if status == requests.codes.bad_request:
        return _("Le service de traduction refuse la demande : connaît-il ces deux langues ?")
    if status in (requests.codes.unauthorized, requests.codes.forbidden):
        return _("Le service de traduction refuse la clé du site.")
    if status == requests.codes.too_many_requests:
        return _("Le service de traduction a trop de demandes : réessayez plus tard.")
    return _("Le service de traduction a répondu par une erreur (%d).") % status


def _unclear() -> str:
    return _("La réponse du service de traduction n’est pas compréhensible.")
