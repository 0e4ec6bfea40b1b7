"""Names of the columns and tables that migration 0002 adds, which Django has no models for."""

from structures.models import SearchEntry

ENTRIES = SearchEntry._meta.db_table

# PostgreSQL: generated columns of words and stems. The columns that tell where a word occurs are
# separate from the one that finds it: they are read only for matching rows.
ALL_WORDS, NAME_WORDS, TOPIC_WORDS = "all_words", "name_words", "topic_words"

# SQLite: full-text tables of the words with their stems, and of the names' trigrams.
WORDS = f"{ENTRIES}_words"
TRIGRAMS = f"{ENTRIES}_trigrams"
WRITE_WORDS = f"REPLACE INTO {WORDS} (rowid, names, topics, body) VALUES (%s, %s, %s, %s)"
WRITE_TRIGRAMS = f"REPLACE INTO {TRIGRAMS} (rowid, names) VALUES (%s, %s)"
