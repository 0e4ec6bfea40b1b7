"""The languages in which the search stems, and the words that say nothing in them.

Another language needs a migration too: its configuration on PostgreSQL, and the generated columns.
"""

from typing import NamedTuple

from wagtail.models import Locale

# The general search's configuration: without accents, unstemmed.
PLAIN = "cms_plain"


class Language(NamedTuple):
    """A language: Snowball's name of it, and the words that a search leaves out."""

    stemmer: str
    stop_words: frozenset[str]

    @property
    def configuration(self) -> str:
        """Return its text search configuration on PostgreSQL."""
        return f"structures_{self.stemmer}"


# "ai" and "ei" are missing on purpose: they are kinds of structure.
FRENCH = """
a au aux avec c ce ces chez d dans de des du elle en entre est et eux il ils j je l la
le les leur leurs lui m ma mes moi mon n ne nos notre nous on ou par pas pour pres qu que qui quoi
s sa sans se ses son sont sur t ta tes ton tout toute toutes tous tu un une vers vos votre vous y
"""
ENGLISH = """
a all an and are as at be by can do does for from has have i in into is it its me my near of
on or our out s that the their them there they this to us was we what where which who with you your
"""
LANGUAGES = {
    "fr": Language("french", frozenset(FRENCH.split())),
    "en": Language("english", frozenset(ENGLISH.split())),
}


def language_code(locale: Locale) -> str:
    """Return the code of the language in which a locale's words are stemmed, or empty."""
    code = str(locale.language_code).partition("-")[0]
    return code if code in LANGUAGES else ""
