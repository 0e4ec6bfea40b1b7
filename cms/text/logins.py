"""Names and addresses by which people log in, in one form."""

import re

from cms.text.unicode_forms import normalize

# Controls, and what Unicode calls Default_Ignorable_Code_Point: no name or address needs them.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def normalize_login(text: str) -> str:
    """Return a name or an address in one Unicode form, without blanks around it.

    Invisible characters are removed: a text that looks like an account's name means that account.
    """
    return UNSEEN.sub("", normalize("NFKC", text)).strip()
