"""The names of what migration 0002 adds to the entries' table, which no model can say."""

from structures.models import SearchEntry

ENTRIES = SearchEntry._meta.db_table

# PostgreSQL: columns that it generates, of words and stems. Those that tell where a word stands are
# apart from the one that finds it: what they cost is paid for each row that is found.
ALL_WORDS, NAME_WORDS, TOPIC_WORDS = "all_words", "name_words", "topic_words"

# SQLite: full-text tables of the words with their stems, and of the names in threes of letters.
WORDS = f"{ENTRIES}_words"
TRIGRAMS = f"{ENTRIES}_trigrams"
WRITE_WORDS = f"REPLACE INTO {WORDS} (rowid, names, topics, body) VALUES (%s, %s, %s, %s)"
WRITE_TRIGRAMS = f"REPLACE INTO {TRIGRAMS} (rowid, names) VALUES (%s, %s)"
