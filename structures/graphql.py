"""Root fields of the directory."""

from typing import Any

import graphene
from django.db.models import Q
from graphql import GraphQLResolveInfo
from grapple.registry import registry

from cms.delivery.context import delivery_of
from cms.graphql.core.connections import Connection, connection_arguments, connection_type
from cms.graphql.core.errors import bad_input
from cms.graphql.core.pagination import locale_argument
from cms.models.copies import without_aliases
from structures import json_ld  # noqa: F401  importing registers it
from structures.directory.graphql_types import (
    DirectoryPage,
    StructureConnection,
    directory_of,
    order_of,
    selected_facets,
    structures_arguments,
    with_relations,
)
from structures.directory.search import StructureOrder
from structures.models import Commune, Sector, SectorGroup, StructureKind, StructurePage

CommuneConnection = connection_type("Commune", lambda: registry.snippets[Commune])


# The maximum number of sheets with one SIRET: one for each kind.
SHEETS = 20


class DirectoryQuery:
    """The root fields of structures, and of their kinds, sectors and communes."""

    structures = graphene.Field(
        StructureConnection,
        required=True,
        **structures_arguments(),
        locale=locale_argument(),
        **connection_arguments(),
        description="Structures of one language, filtered by kind, activity and location.",
    )
    structure = graphene.Field(
        lambda: registry.pages[StructurePage],
        slug=graphene.Argument(graphene.String, description="Slug of the structure's page."),
        siret=graphene.Argument(
            graphene.String,
            description="Find by SIRET (14 digits). If several structures share it, the one whose "
            "kind comes first (order of `structureKinds`) is returned.",
        ),
        id=graphene.Argument(graphene.ID, description="ID of the structure's page."),
        locale=locale_argument(),
        description="One structure, wherever it is in the page tree; null if missing or hidden.",
    )
    structure_kinds = graphene.List(
        graphene.NonNull(lambda: registry.snippets[StructureKind]),
        required=True,
        locale=locale_argument(),
        description="Kinds of structure of one language, by code.",
    )
    sectors = graphene.List(
        graphene.NonNull(lambda: registry.snippets[Sector]),
        required=True,
        locale=locale_argument(),
        description="Sectors of one language, ordered by group, then by name.",
    )
    sector_groups = graphene.List(
        graphene.NonNull(lambda: registry.snippets[SectorGroup]),
        required=True,
        locale=locale_argument(),
        description="Sector groups of one language, in the editors' order.",
    )
    commune_list = graphene.Field(
        CommuneConnection,
        required=True,
        **connection_arguments(),
        description="Communes of the department, by name.",
    )

    @staticmethod
    def resolve_structures(
        root: None,
        info: GraphQLResolveInfo,
        *,
        first: int,
        after: str | None = None,
        locale: str | None = None,
        where: dict[str, Any] | None = None,
        near: dict[str, Any] | None = None,
        search: str | None = None,
        order_by: StructureOrder | None = None,
    ) -> DirectoryPage:
        """Return the visible structures that match."""
        order = order_of(order_by, near, search)
        directory = directory_of(delivery_of(info), locale, where, near, search)
        return DirectoryPage(directory, order, first, after, selected_facets(info))

    @staticmethod
    def resolve_structure(
        root: None,
        info: GraphQLResolveInfo,
        *,
        slug: str | None = None,
        siret: str | None = None,
        id: str | None = None,
        locale: str | None = None,
    ) -> StructurePage | None:
        """Return the structure that matches all arguments, or None."""
        if slug is None and siret is None and id is None:
            raise bad_input("Give at least one of slug, siret and id.")
        delivery = delivery_of(info)
        rule = delivery.visibility.pages()
        if id is not None:
            number = int(id) if id.isdecimal() and len(id) < 19 else -1
            delivery.tracker.lookup(StructurePage, number)
            rule &= Q(pk=number)
        if id is None or locale is not None:
            rule &= Q(locale=delivery.locale(locale))
        if slug is not None:
            delivery.tracker.slug(delivery.locale(locale).pk, slug)
            rule &= Q(slug=slug)
        if siret is not None:
            # An alias has its source's SIRET; only the source counts.
            delivery.tracker.pages([delivery.locale(locale).pk], [StructurePage])
            delivery.tracker.value(StructurePage, "siret", siret)
            rule &= Q(siret=siret) & without_aliases()
        sheets = list(with_relations(StructurePage.objects.filter(rule)).order_by("pk")[:SHEETS])
        delivery.tracker.rows(sheets, frozenset({"kind_id"}))
        # A hidden kind must not influence which sheet is chosen.
        kinds = {kind.pk: kind for sheet in sheets if (kind := sheet.kind) is not None}
        visible = {pk: kind for pk, kind in kinds.items() if delivery.visibility.allows(kind)}
        delivery.tracker.rows(visible.values(), frozenset({"code"}))
        for pk in kinds:
            delivery.tracker.row(StructureKind, pk)
        return min(
            sheets,
            key=lambda sheet: (
                visible[sheet.kind_id].code if sheet.kind_id in visible else "",
                sheet.pk,
            ),
            default=None,
        )

    @staticmethod
    def resolve_structure_kinds(
        root: None, info: GraphQLResolveInfo, *, locale: str | None = None
    ) -> Any:
        """Return the visible kinds."""
        delivery = delivery_of(info)
        locale_id = delivery.locale(locale).pk
        delivery.tracker.listed(StructureKind, [locale_id])
        rule = delivery.visibility.snippets(StructureKind)
        return StructureKind.objects.filter(rule, locale=locale_id)

    @staticmethod
    def resolve_sectors(root: None, info: GraphQLResolveInfo, *, locale: str | None = None) -> Any:
        """Return the visible sectors."""
        delivery = delivery_of(info)
        locale_id = delivery.locale(locale).pk
        delivery.tracker.listed(Sector, [locale_id])
        delivery.tracker.listed(SectorGroup, [locale_id])  # sectors are ordered by their group
        return Sector.objects.filter(delivery.visibility.snippets(Sector), locale=locale_id)

    @staticmethod
    def resolve_sector_groups(
        root: None, info: GraphQLResolveInfo, *, locale: str | None = None
    ) -> Any:
        """Return the visible sector groups."""
        delivery = delivery_of(info)
        locale_id = delivery.locale(locale).pk
        delivery.tracker.listed(SectorGroup, [locale_id])
        return SectorGroup.objects.filter(
            delivery.visibility.snippets(SectorGroup), locale=locale_id
        )

    @staticmethod
    def resolve_commune_list(
        root: None, info: GraphQLResolveInfo, *, first: int, after: str | None = None
    ) -> Connection:
        """Return all communes."""
        delivery_of(info).tracker.listed(Commune)
        return Connection(Commune.objects.select_related("epci"), ("name", "pk"), first, after)
