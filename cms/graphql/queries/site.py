"""Root fields of the site: settings, menus, redirects, images and documents."""

from typing import Any

import graphene
from django.db.models import Model, Q, QuerySet, Value
from graphql import GraphQLResolveInfo
from grapple.registry import registry
from wagtail.contrib.redirects.models import Redirect as RedirectModel

from cms.delivery.context import LINKED, bind_locale, delivery_of
from cms.delivery.published_media import record_references
from cms.graphql.core.connections import Connection, connection_arguments, connection_type
from cms.graphql.core.errors import bad_input
from cms.graphql.core.pagination import (
    check_offset,
    check_size,
    limit_argument,
    locale_argument,
    offset_argument,
)
from cms.graphql.queries.route import redirect_target
from cms.graphql.types.media import DocumentType, ImageType
from cms.graphql.types.navigation import Navigation, NavigationMenus
from cms.models import CustomDocument, CustomImage, SiteSettings


class Redirect(graphene.ObjectType):
    """A redirect."""

    class Meta:
        description = "A redirect from one path to another location."

    old_path = graphene.String(required=True, description="Path to redirect from.")
    target = graphene.String(
        required=True, description="Location to redirect to: an absolute URL, or a path."
    )
    is_permanent = graphene.Boolean(
        required=True,
        description="True for a permanent redirect (301), false for a temporary one (302).",
    )


ImageConnection = connection_type("Image", lambda: ImageType)
DocumentConnection = connection_type("Document", lambda: DocumentType)


class SiteQuery:
    """Menus, settings, media and redirects of the site."""

    navigation = graphene.Field(
        Navigation, required=True, locale=locale_argument(), description="Menus of the site."
    )
    site_settings = graphene.Field(
        lambda: registry.settings[SiteSettings],
        required=True,
        locale=locale_argument(),
        description="Settings of the site, such as its publisher and its contact details.",
    )
    images = graphene.Field(
        ImageConnection,
        required=True,
        locale=locale_argument(),
        **connection_arguments(),
        description=(
            "Images by title: those used in published content, and those in a public "
            "collection, if a user with the right to publish put them there."
        ),
    )
    documents = graphene.Field(
        DocumentConnection,
        required=True,
        **connection_arguments(),
        description=(
            "Documents by title: those used in published content, and those in a public "
            "collection, if a user with the right to publish put them there."
        ),
    )
    redirects = graphene.List(
        graphene.NonNull(Redirect),
        required=True,
        limit=limit_argument(),
        offset=offset_argument(),
        description="Redirects of the site, by old path. Redirects to hidden pages are omitted.",
    )

    @staticmethod
    def resolve_navigation(
        root: None, info: GraphQLResolveInfo, *, locale: str | None = None
    ) -> NavigationMenus:
        """Return the menus in a locale."""
        delivery = delivery_of(info)
        return NavigationMenus(delivery, delivery.locale(locale).pk)

    @staticmethod
    def resolve_site_settings(
        root: None, info: GraphQLResolveInfo, *, locale: str | None = None
    ) -> SiteSettings:
        """Return the settings, bound to a locale."""
        delivery = delivery_of(info)
        delivery.tracker.listed(SiteSettings)
        locale_id = delivery.locale(locale).pk
        if delivery.site is None:
            raise bad_input("No site answers at this address.")
        settings: SiteSettings = bind_locale(SiteSettings.of_site(delivery.site), locale_id)
        if settings.pk is None:  # not stored yet: the defaults
            settings.pk = 0
        return settings

    @staticmethod
    def resolve_images(
        root: None,
        info: GraphQLResolveInfo,
        *,
        first: int,
        after: str | None = None,
        locale: str | None = None,
    ) -> Connection:
        """Return the images."""
        locale_id = delivery_of(info).locale(locale).pk
        return _media(CustomImage, info, first, after, locale_id=Value(locale_id))

    @staticmethod
    def resolve_documents(
        root: None, info: GraphQLResolveInfo, *, first: int, after: str | None = None
    ) -> Connection:
        """Return the documents."""
        return _media(CustomDocument, info, first, after)

    @staticmethod
    def resolve_redirects(
        root: None, info: GraphQLResolveInfo, *, limit: int | None, offset: int | None
    ) -> list[Redirect]:
        """Return the redirects, without those to hidden pages."""
        delivery = delivery_of(info)
        delivery.tracker.redirects()
        delivery.tracker.pages(delivery.locale_codes)
        limit, offset = check_size("limit", limit), check_offset(offset)
        of_site = Q(site=delivery.site) | Q(site=None)
        has_target = Q(redirect_page=None) & ~Q(redirect_link="")
        has_target |= delivery.visibility.pages("redirect_page__")
        rows = RedirectModel.objects.filter(of_site & has_target).select_related("redirect_page")
        rows = rows.order_by("old_path", "pk")[offset : offset + limit]
        delivery.tracker.rows((row.redirect_page for row in rows), LINKED)
        return [
            Redirect(
                old_path=row.old_path,
                target=redirect_target(delivery, row),
                is_permanent=row.is_permanent,
            )
            for row in rows
        ]


def _media(
    model: type[Model],
    info: GraphQLResolveInfo,
    first: int,
    after: str | None,
    **annotations: Value,
) -> Connection:
    delivery = delivery_of(info)
    record_references(delivery.tracker, model, delivery.locale_codes)
    rule = delivery.visibility.listed(model)
    rows: QuerySet[Any] = model._default_manager.filter(rule).select_related("collection")
    rows = rows.annotate(**annotations)
    return Connection(rows, ("title", "pk"), first, after)
