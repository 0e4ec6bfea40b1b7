"""Factories of everything that tests put into the database; variants are traits.

A page without a `parent` goes below the first page that may hold it, in its language; it is
published. What a site has once (a kind, a commune, a menu …) is taken again when it exists.
"""

from tests.factories.directory import (
    FAMILIES,
    CommuneFactory,
    EpciFactory,
    NetworkFactory,
    SectorFactory,
    SectorGroupFactory,
    StructureActivityFactory,
    StructureIndexPageFactory,
    StructureKindFactory,
    StructurePageFactory,
    first_directory,
    siret_number,
)
from tests.factories.pages import (
    AgreementsPageFactory,
    BasePageFactory,
    ContactMessageFactory,
    ContactPageFactory,
    ContentPageFactory,
    DiagramPageFactory,
    HomePageFactory,
    LegalPageFactory,
    NetworkIndexPageFactory,
    PageViewRestrictionFactory,
    first_home,
)
from tests.factories.people_and_media import (
    CollectionFactory,
    CollectionViewRestrictionFactory,
    DocumentFactory,
    ImageFactory,
    MenuFactory,
    MenuItemFactory,
    SiteSettingsFactory,
    UserFactory,
    member_of,
)

__all__ = [
    "FAMILIES",
    "AgreementsPageFactory",
    "BasePageFactory",
    "CollectionFactory",
    "CollectionViewRestrictionFactory",
    "CommuneFactory",
    "ContactMessageFactory",
    "ContactPageFactory",
    "ContentPageFactory",
    "DiagramPageFactory",
    "DocumentFactory",
    "EpciFactory",
    "HomePageFactory",
    "ImageFactory",
    "LegalPageFactory",
    "MenuFactory",
    "MenuItemFactory",
    "NetworkFactory",
    "NetworkIndexPageFactory",
    "PageViewRestrictionFactory",
    "SectorFactory",
    "SectorGroupFactory",
    "SiteSettingsFactory",
    "StructureActivityFactory",
    "StructureIndexPageFactory",
    "StructureKindFactory",
    "StructurePageFactory",
    "UserFactory",
    "first_directory",
    "first_home",
    "member_of",
    "siret_number",
]
