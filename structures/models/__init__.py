"""The models of the directory.

A `StructurePage` has a `StructureKind`, is located in a `Commune`, belongs to networks, and has
`StructureActivity` rows: a `Sector`, the offer types, the customers and the area served.
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
