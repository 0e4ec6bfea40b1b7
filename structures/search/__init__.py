"""Full-text search of structures, without accents or case, with stemming and tolerance for typos.

Each published sheet has a `SearchEntry` (`structures.models`), which `documents` builds and
`indexing` stores. `matching` finds sheets through it; its conditions exist for both databases
(`postgresql`, `sqlite`). `batching` and `normalization` import no model.
"""
