"""The models of the directory, by name.

A `StructurePage` is of one `StructureKind`, is located in a `Commune`, belongs to networks and has
`StructureActivity` rows: a `Sector`, what is sold to whom, and where.
"""

from structures.models.activity import StructureActivity
from structures.models.imported_file import ImportedFile
from structures.models.index_page import StructureIndexPage
from structures.models.kind import StructureKind
from structures.models.page import StructurePage
from structures.models.search import SearchEntry
from structures.models.sector import Sector, SectorGroup
from structures.models.staff_group import StaffGroup
from structures.models.territory import Commune, Epci

__all__ = [
    "Commune",
    "Epci",
    "ImportedFile",
    "SearchEntry",
    "Sector",
    "SectorGroup",
    "StaffGroup",
    "StructureActivity",
    "StructureIndexPage",
    "StructureKind",
    "StructurePage",
]
