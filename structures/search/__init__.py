"""Full-text search of structures: words without accents or case, stems, typos in names.

Each published sheet has an entry of its words (`structures.models.SearchEntry`), which `indexing`
builds from what `documents` reads. `matching` finds sheets by it, with the same conditions written
for each database (`postgresql`, `sqlite`). `batching` and `normalization` import no model.
"""
