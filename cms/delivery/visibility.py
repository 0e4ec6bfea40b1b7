"""The visibility policy: the only module that decides what the public may read.

- A page is visible if it is live and within its dates, has no private ancestor, belongs to the
  request's site, and is in a language of the settings whose home page is published. Its type must
  declare `graphql_fields`. An alias is visible only while its source is published and not private.
- A snippet is visible if it is live, within its dates and in such a language.
- An image or a document is visible if its collection and all collections above are public. Lists
  and lookups contain only media that visible content refers to, or that a user with the right to
  publish has released.

Anything else is denied by default. Hidden objects are indistinguishable from missing ones.

Exception: the rows of a preview (`PreviewScope`) are visible although they are drafts, outside
their dates, private, or in a language without a published home page; but never if they belong to
another site or if their type declares no fields.
"""

from collections.abc import Iterable
from functools import cached_property

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from grapple.registry import registry
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import CollectionMember, DraftStateMixin, Page, TranslatableMixin

from cms.delivery.preview_scope import NO_PREVIEW, PreviewScope
from cms.delivery.published_media import referred_to
from cms.delivery.site_state import SiteState, read_site_state


class VisibilityPolicy:
    """Decides what is visible on one site at one moment. Created once per request.

    Makes no queries: all that it needs is in the site state.
    """

    def __init__(self, site_state: SiteState, preview_scope: PreviewScope = NO_PREVIEW) -> None:
        self.site = site_state.site
        self.preview_scope = preview_scope
        self.root_paths = site_state.root_paths
        self.locale_ids = site_state.root_locale_ids
        self.hidden_alias_ids = site_state.hidden_alias_ids
        self.private_paths = site_state.private_paths
        self.private_collection_paths = site_state.private_collection_paths
        self.now = site_state.now

    @cached_property
    def _content_type_ids(self) -> set[int]:
        """Return the ids of the page types that declare `graphql_fields`; Django caches them."""
        types = ContentType.objects.get_for_models(*registry.pages)
        return {content_type.pk for content_type in types.values()}

    # --- Rules for the database --------------------------------------------------------------

    def pages(self, prefix: str = "") -> Q:
        """Return the condition for pages; `prefix` is a lookup path, such as "page__"."""
        rule = Q(**{f"{prefix}live": True}) & self._within_dates(prefix)
        inside = Q(pk__in=[])
        for path in self.root_paths:
            inside |= Q(**{f"{prefix}path__startswith": path})
        rule &= inside & self._of_published_type(prefix)
        for path in self.private_paths:
            rule &= ~Q(**{f"{prefix}path__startswith": path})
        if self.hidden_alias_ids:
            rule &= ~Q(**{f"{prefix}pk__in": self.hidden_alias_ids})
        rule &= self._in_language(prefix)
        if previewed := self.preview_scope.rows.get(Page):
            rule |= Q(**{f"{prefix}pk__in": previewed}) & inside & self._of_published_type(prefix)
        return rule

    def snippets(self, model: type[models.Model], prefix: str = "") -> Q:
        """Return the condition for the snippets of a model, by its drafts and locales, if any."""
        rule = Q()
        if issubclass(model, DraftStateMixin):
            rule &= Q(**{f"{prefix}live": True}) & self._within_dates(prefix)
            if previewed := self.preview_scope.rows.get(model):
                rule |= Q(**{f"{prefix}pk__in": previewed})
        if issubclass(model, TranslatableMixin):
            rule &= self._in_language(prefix)
        return rule

    def collected(self, prefix: str = "") -> Q:
        """Return the condition for images and documents reached through other content."""
        rule = Q()
        for path in self.private_collection_paths:
            rule &= ~Q(**{f"{prefix}collection__path__startswith": path})
        return rule

    def listed(self, model: type[models.Model]) -> Q:
        """Return the condition for images or documents in lists and lookups."""
        is_referred_to = referred_to(
            model, pages=self.pages(), snippets=self.snippets, site=self.site
        )
        return self.collected() & (Q(is_released=True) | is_referred_to)

    def rule(self, model: type[models.Model]) -> Q:
        """Return the condition for any model; unknown models are hidden."""
        if issubclass(model, Page):
            return self.pages()
        if issubclass(model, CollectionMember):
            return self.listed(model)
        if model in registry.snippets:
            return self.snippets(model)
        return Q(pk__in=[])

    def _of_published_type(self, prefix: str) -> Q:
        return Q(**{f"{prefix}content_type__in": self._content_type_ids})

    def _in_language(self, prefix: str) -> Q:
        return Q(**{f"{prefix}locale__in": self.locale_ids})

    def _within_dates(self, prefix: str) -> Q:
        return (
            Q(**{f"{prefix}go_live_at__isnull": True}) | Q(**{f"{prefix}go_live_at__lte": self.now})
        ) & (Q(**{f"{prefix}expire_at__isnull": True}) | Q(**{f"{prefix}expire_at__gt": self.now}))

    # --- The same rules for an instance ------------------------------------------------------

    def allows(self, instance: models.Model) -> bool:
        """Return whether the instance is visible."""
        if isinstance(instance, Page):
            return self._allows_page(instance)
        if isinstance(instance, AbstractImage | AbstractDocument):
            return self._allows_collected(instance)
        if isinstance(instance, BaseSiteSetting):
            return self.site is not None and instance.site_id == self.site.pk
        if isinstance(instance, DraftStateMixin) and not (
            self._is_live(instance) or self.preview_scope.has(instance)
        ):
            return False
        if isinstance(instance, TranslatableMixin) and instance.locale_id not in self.locale_ids:
            return False
        model = type(instance)
        is_registered = model in registry.snippets or model in registry.django_models
        return is_registered and bool(getattr(instance, "graphql_fields", ()))

    def _is_live(self, instance: DraftStateMixin) -> bool:
        starts, ends = instance.go_live_at, instance.expire_at
        return (
            instance.live
            and (starts is None or starts <= self.now)
            and (ends is None or ends > self.now)
        )

    def _allows_page(self, page: Page) -> bool:
        belongs = page.content_type_id in self._content_type_ids and _below_any(
            page.path, self.root_paths
        )
        return belongs and (self.preview_scope.has(page) or self._is_published(page))

    def _is_published(self, page: Page) -> bool:
        return (
            self._is_live(page)
            and page.locale_id in self.locale_ids
            and page.pk not in self.hidden_alias_ids
            and not _below_any(page.path, self.private_paths)
        )

    def _allows_collected(self, member: CollectionMember) -> bool:
        if not self.private_collection_paths:
            return True
        return not _below_any(member.collection.path, self.private_collection_paths)


def visibility_on_all_sites() -> VisibilityPolicy:
    """Return the policy for all sites together, as of now; costs at least one query."""
    return VisibilityPolicy(read_site_state(None))


def _below_any(path: str, tops: Iterable[str]) -> bool:
    return any(path.startswith(top) for top in tops)
