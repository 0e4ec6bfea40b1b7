"""What translates: nothing at all, or a server over HTTP."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from cms.translation.machine.base import Machine, MachineError


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
