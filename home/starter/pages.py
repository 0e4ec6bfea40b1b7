"""Loads the page trees, one for each language."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import cached_property
from wagtail.models import Locale, Page

from cms.models import BasePage, CustomDocument, CustomImage
from cms.translation.source_tracking import note_up_to_date
from home.models import ContactPage
from home.starter import files
from home.starter.bodies import BodyBuilder, strip_links
from networks.models import Network
from structures.inclusion.checking import columns_of_row
from structures.inclusion.reference_data import ReferenceData, load_reference_data
from structures.models import Sector, StructureActivity, StructureIndexPage, StructurePage
from structures.models.activity import AUDIENCE_FIELDS, OFFER_FIELDS

# The rich texts of a contact form.
FORM_TEXTS = ("consent", "thank_you")


class PageLoader:
    """Creates missing pages; existing pages are not changed.

    All pages are created before any body is written, because bodies link to pages.
    """

    def __init__(
        self,
        locales: dict[str, Locale],
        landscapes: dict[str, CustomImage],
        emblems: dict[str, CustomImage],
        diagrams: dict[str, CustomImage],
        documents: dict[str, CustomDocument],
        network_slugs: dict[str, str],
        advance: Callable[[], None],
    ) -> None:
        self._locales = locales
        self._landscapes = landscapes
        self._emblems = emblems
        self._diagrams = diagrams
        self._documents = documents
        self._network_slugs = network_slugs
        self._advance = advance
        self._pages: dict[tuple[str, str], BasePage] = {}
        self._structures: dict[tuple[str, str], StructurePage] = {}
        self._created: set[int] = set()

    def load(self) -> dict[tuple[str, str], BasePage]:
        """Create and publish the missing pages; return all pages by (key, language)."""
        for key, label, parent in files.PAGES:
            for language in self._locales:
                self._place(key, label, parent, language)
        for key, row in files.structures().items():
            for language in self._locales:
                self._place_structure(key, row, language)
        for language in self._locales:
            self._write_bodies(language)
        for page in (*self._pages.values(), *self._structures.values()):
            if page.pk in self._created:
                # Without a log entry, the page's history would not list the revision.
                page.save_revision(log_action=True).publish()
            self._advance()
        self._mark_translations_up_to_date()
        return self._pages

    def _mark_translations_up_to_date(self) -> None:
        """Record that the new translations are up to date with their new sources."""
        created = Page.objects.filter(pk__in=self._created).specific()
        sources = created.filter(locale=self._source_locale).values("translation_key")
        for page in created.exclude(locale=self._source_locale).filter(translation_key__in=sources):
            note_up_to_date(page)

    # --- Prose -------------------------------------------------------------------------------

    def _place(self, key: str, label: str, parent: str | None, language: str) -> None:
        data = files.page(key, language)
        above = self._pages[parent, language] if parent else Page.get_first_root_node()
        model: type[Any] = apps.get_model(label)
        page = _existing(model, above, data["slug"], self._locales[language])
        if page is None:
            page = model(
                title=data["title"],
                slug=data["slug"],
                seo_title=data["seo_title"],
                search_description=data["search_description"],
                introduction=data["introduction"],
                social_image=self._landscapes[data["image"]],
                show_in_menus=parent is not None,
                locale=self._locales[language],
                **self._own_fields(label, data, language),
            )
            self._link_translations(page, key, self._pages, language)
            above.add_child(instance=page)
            self._created.add(page.pk)
        self._pages[key, language] = page

    def _own_fields(self, label: str, data: dict[str, Any], language: str) -> dict[str, Any]:
        if label == "home.DiagramPage":
            path = files.FOLDER / f"diagram_alternative.{language}.html"
            alternative = path.read_text(encoding="utf-8").replace("\n", "")
            return {
                "diagram": self._diagrams[language],
                "document": self._documents[language],
                "text_alternative": alternative,
            }
        if label == "home.ContactPage":
            subjects = [("subject", text) for text in data["subjects"]]
            texts = {name: strip_links(data[name]) for name in FORM_TEXTS}
            return {"subject_choices": subjects, **texts}
        if label == "structures.StructureIndexPage":
            points = [("point", point | {"page": None}) for point in data["common_elements"]]
            title = data["common_elements_title"]
            return {"common_elements_title": title, "common_elements": points}
        if label == "home.LegalPage":
            names = ("in_force_on", "valid_until")
            return {name: data[name] for name in names if name in data}
        return {}

    def _write_bodies(self, language: str) -> None:
        networks = Network.objects.filter(locale=self._locales[language])
        by_slug = {network.slug: network.pk for network in networks}
        builder = BodyBuilder(
            pages={key: page.pk for (key, other), page in self._pages.items() if other == language},
            images={key: image.pk for key, image in self._landscapes.items()},
            documents={"diagram": self._documents[language].pk},
            structures={
                key: page.pk for (key, other), page in self._structures.items() if other == language
            },
            networks={key: by_slug[slug] for key, slug in self._network_slugs.items()},
        )
        for (key, other), page in self._pages.items():
            if other == language and page.pk in self._created:
                blocks = files.page(key, language)["body"]
                stream_block = page._meta.get_field("body").stream_block
                page.body = stream_block.to_python(builder.build(blocks, seed=f"{key}.{language}"))
                if isinstance(page, StructureIndexPage):
                    points = files.page(key, language)["common_elements"]
                    seed = f"{key}.{language}.common"
                    stream_block = page._meta.get_field("common_elements").stream_block
                    page.common_elements = stream_block.to_python(builder.points(points, seed=seed))
                if isinstance(page, ContactPage):
                    for name in FORM_TEXTS:
                        setattr(page, name, builder.html(files.page(key, language)[name]))

    # --- Structures --------------------------------------------------------------------------

    def _place_structure(self, key: str, row: dict[str, Any], language: str) -> None:
        above = self._pages["structures", language]
        locale = self._locales[language]
        page = _existing(StructurePage, above, key, locale)
        if page is None:
            table = files.table("structures")
            data = table["structure"][key]
            texts = {"notice": table["notice"][language], **data[language]}
            columns = {**columns_of_row(row, self._reference_data), **texts}
            page = StructurePage(slug=key, locale=locale, logo=self._emblems[key], **columns)
            page.networks = self._source_rows(
                Network, "slug", [self._network_slugs[name] for name in data["networks"]]
            )
            page.activities = [
                self._activity(position, activity)
                for position, activity in enumerate(data["activities"])
            ]
            self._link_translations(page, key, self._structures, language)
            above.add_child(instance=page)
            self._created.add(page.pk)
        self._structures[key, language] = page

    def _activity(self, position: int, row: dict[str, Any]) -> StructureActivity:
        flags = {
            name: code.value in row[listed]
            for fields, listed in ((OFFER_FIELDS, "offer_types"), (AUDIENCE_FIELDS, "audiences"))
            for code, name in fields.items()
        }
        sector = self._source_rows(Sector, "slug", [row["sector"]])[0]
        return StructureActivity(sort_order=position, sector=sector, area=row["area"], **flags)

    @property
    def _source_locale(self) -> Locale:
        return next(iter(self._locales.values()))

    @cached_property
    def _reference_data(self) -> ReferenceData:
        """Return the rows that structures refer to, which must be loaded before."""
        return load_reference_data()

    def _source_rows(self, model: type[Any], field: str, values: list[str]) -> list[Any]:
        return [model.objects.get(locale=self._source_locale, **{field: value}) for value in values]

    def _link_translations(
        self, page: BasePage, key: str, others: dict[tuple[str, str], Any], language: str
    ) -> None:
        for (other_key, other_language), translation in others.items():
            if other_key == key and other_language != language:
                page.translation_key = translation.translation_key


def _existing(model: type[Any], above: Page, slug: str, locale: Locale) -> Any | None:
    page: Model | None = model.objects.child_of(above).filter(slug=slug, locale=locale).first()
    return page
