"""Full-text search of structures: words without accents or case, stems, typos in names.

Each published sheet has an entry of its words (`structures.models.SearchEntry`), which `upkeep`
makes from what `content` reads. `matching` finds sheets by it, with the same conditions written for
each database (`postgresql`, `sqlite`).
"""

from structures.search.matching import matching
from structures.search.upkeep import index_sheets, indexing_postponed

__all__ = ["index_sheets", "indexing_postponed", "matching"]
