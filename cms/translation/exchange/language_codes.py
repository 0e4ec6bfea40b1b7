"""The languages that files name, in whatever form tools write them."""

import re

from wagtail.models import Locale


def find_locale(name: str) -> Locale | None:
    """Return the site's language for a code such as `en`, `en-GB`, `EN_us` or `fr_FR.UTF-8`.

    A language with a region is the site's own with that region, else the only one of the same
    language. None where there is no such language, or where several could be meant.
    """
    wanted = _normalized(name)
    if not wanted:
        return None
    locales = {_normalized(locale.language_code): locale for locale in Locale.objects.all()}
    if wanted in locales:
        return locales[wanted]
    same = [locale for code, locale in locales.items() if _language(code) == _language(wanted)]
    # Where the site has `pt` and `pt-br`, a file in `pt-pt` is in `pt`.
    plain = locales.get(_language(wanted))
    return plain or (same[0] if len(same) == 1 else None)


def _normalized(name: str) -> str:
    """Return a code in small letters with hyphens, without an encoding or a variant."""
    return re.split(r"[.@]", name.strip())[0].replace("_", "-").lower()


def _language(code: str) -> str:
    return code.partition("-")[0]
