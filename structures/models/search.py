"""What the search of structures looks at."""

from django.db import models
from wagtail.models import Locale


class SearchEntry(models.Model):
    """The words of a published sheet; made from it by `structures.search`, and never edited.

    Each database adds an index of its own (`structures.search.tables`). `names` has no accents;
    the other texts keep theirs, which the index takes off before it stems.
    """

    # Readers get no row of it; its words choose the rows of their lists.
    is_only_listed = True

    page = models.OneToOneField(
        "structures.StructurePage",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="search_entry",
    )
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    # The language in which words are stemmed: a code of `structures.search.languages`, or empty.
    language = models.CharField(max_length=2, blank=True)
    names = models.TextField(blank=True)
    topics = models.TextField(blank=True)
    body = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.names
