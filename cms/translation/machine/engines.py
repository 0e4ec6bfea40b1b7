"""What translates: nothing at all, or a server over HTTP."""

from collections.abc import Sequence
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _


class MachineError(Exception):
    """Why there is no translation, told to people."""


class Machine(Protocol):
    """Something that translates."""

    is_on: bool

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Return as many pieces of HTML in the language `target`; raises MachineError.

        The languages are codes such as fr; a tag of a text should be in its translation, too.
        """


class NoMachine:
    """Translates nothing."""

    is_on = False

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Refuse."""
        raise MachineError(_("La traduction automatique n’est pas activée."))


def machine() -> Machine:
    """Return what the site's settings name."""
    url = settings.CMS_MACHINE_TRANSLATION_URL
    if not url:
        return NoMachine()
    # HTTP's client is not small, and most sites have no machine.
    from cms.translation.machine.libretranslate import LibreTranslate

    return LibreTranslate(url, settings.CMS_MACHINE_TRANSLATION_KEY)
