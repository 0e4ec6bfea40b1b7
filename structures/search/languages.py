"""The languages that the search stems, with their stop words.

Another language also needs a migration: its PostgreSQL configuration and the generated columns.
"""

from typing import NamedTuple

from wagtail.models import Locale

# The configuration of the general search: without accents, without stemming.
PLAIN = "cms_plain"


class SearchLanguage(NamedTuple):
    """A language: its Snowball name, and its stop words."""

    stemmer: str
    stop_words: frozenset[str]

    @property
    def configuration(self) -> str:
        """Return the name of its text search configuration on PostgreSQL."""
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
    "fr": SearchLanguage("french", frozenset(FRENCH.split())),
    "en": SearchLanguage("english", frozenset(ENGLISH.split())),
}


def language_code(locale: Locale) -> str:
    """Return the code of the language in which a locale's words are stemmed, or empty."""
    code = str(locale.language_code).partition("-")[0]
    return code if code in LANGUAGES else ""
