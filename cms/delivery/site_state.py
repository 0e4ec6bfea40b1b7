"""The site state: sites, locales, home pages and restrictions, read in one query."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone
from grapple.registry import registry
from wagtail.models import (
    CollectionViewRestriction,
    DraftStateMixin,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.models.sites import SiteRootPath

from cms.addresses import encode_address
from cms.changes.log import Moment, moment_expression
from cms.models.settings import SiteSettings

# Placeholder for the current time in the compiled statement.
MOMENT = datetime(1, 1, 2, tzinfo=UTC)
COLUMNS = ("what", "number", "flag", "root", "a", "b", "c", "d")


@dataclass
class SiteState:
    """What every response depends on, at one moment.

    - `site`: the site of the request.
    - `roots`: the home pages of all sites, one per language.
    - `root_paths`, `root_locale_ids`: tree paths of the request's home pages, and the ids of the
      locales whose home page is published.
    - `hidden_alias_ids`: aliases whose source is hidden.
    - `private_paths`, `private_collection_paths`: tree paths of restricted pages and collections.
    - `frontend_origins`: the front end's origin, by site id.
    - `now`: the time that publication dates are compared with.
    - `moment`: the database snapshot that was read.
    - `next_change`: when a publication or expiry date will next change what is visible.
    """

    site: Site | None = None
    locales: dict[str, Locale] = field(default_factory=dict)
    roots: list[SiteRootPath] = field(default_factory=list)
    root_paths: list[str] = field(default_factory=list)
    root_locale_ids: set[int] = field(default_factory=set)
    hidden_alias_ids: set[int] = field(default_factory=set)
    private_paths: list[str] = field(default_factory=list)
    private_collection_paths: list[str] = field(default_factory=list)
    frontend_origins: dict[int, str] = field(default_factory=dict)
    now: datetime = field(default_factory=timezone.now)
    moment: Moment | None = None
    next_change: datetime | None = None


def read_site_state(request: HttpRequest | None, page_path: str = "") -> SiteState:
    """Read the site state of a request.

    `page_path` is the tree path of a previewed page: the draft home page above it counts as a root.
    Without a request, `site` is None and the roots are those of all sites.
    """
    now = timezone.now()
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for what, *values in _rows_of(now, page_path):
        rows.setdefault(what, []).append(tuple(values))
    return _read(rows, request, now)


def _rows_of(now: datetime, page_path: str) -> Iterable[tuple[Any, ...]]:
    if page_path:
        return _state_queryset(now, [_home_in_preparation(page_path)])
    sql, parameters = _statement()
    then, here = map(connection.ops.adapt_datetimefield_value, (MOMENT, now))
    with connection.cursor() as cursor:
        cursor.execute(sql, [here if value == then else value for value in parameters])
        return cursor.fetchall()


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """Return the SQL statement and its parameters, with MOMENT as the current time.

    Cached, because Django takes longer to compile it than the database takes to execute it.
    """
    sql, parameters = _state_queryset(MOMENT).query.sql_with_params()
    return sql, tuple(parameters)


def _state_queryset(now: datetime, more: Iterable[QuerySet[Any]] = ()) -> QuerySet[Any]:
    """Return one UNION of all queries, whose rows are `COLUMNS`."""
    parts = [
        _sites(),
        _columns(
            Locale.objects.annotate(moment=moment_expression()),
            "locale",
            "pk",
            a="language_code",
            b="moment",
        ),
        _columns(
            Page.objects.filter(
                translation_key__in=Site.objects.values("root_page__translation_key"),
                live=True,  # a language with a draft home page is hidden
            ),
            "root",
            "locale_id",
            a="path",
            b="url_path",
            c="translation_key",
        ),
        _columns(PageViewRestriction.objects, "private page", "page_id", a="page__path"),
        _columns(
            CollectionViewRestriction.objects,
            "private collection",
            "collection_id",
            a="collection__path",
        ),
        _columns(_aliases_of_hidden(now), "hidden alias", "pk"),
        *(_dates_to_come(model, now) for model in _dated_models()),
        *more,
    ]
    return parts[0].union(*parts[1:], all=True)


def _home_in_preparation(page_path: str) -> QuerySet[Any]:
    """Return the draft home page that is, or is above, a previewed page."""
    step = Page.steplen
    rows = Page.objects.filter(
        translation_key__in=Site.objects.values("root_page__translation_key"),
        live=False,
        path__in=[page_path[:end] for end in range(step, len(page_path) + 1, step)],
    )
    columns = {"a": "path", "b": "url_path", "c": "translation_key"}
    return _columns(rows, "root in preparation", "locale_id", **columns)


def _dated_models() -> list[type[Model]]:
    """Return the models with publication and expiry dates."""
    return [Page, *(model for model in registry.snippets if issubclass(model, DraftStateMixin))]


def _dates_to_come(model: type[Model], now: datetime) -> QuerySet[Any]:
    """Return one row: the next publication and expiry dates of a model's live rows.

    Returns no row if there are no such dates.
    """
    to_come = Q(go_live_at__gt=now) | Q(expire_at__gt=now)
    live = model._default_manager.filter(to_come, live=True).order_by().values(one=Value(1))
    dates = live.annotate(
        rows=Count("pk"),
        starts=Min("go_live_at", filter=Q(go_live_at__gt=now)),
        ends=Min("expire_at", filter=Q(expire_at__gt=now)),
    )
    return _columns(dates, "date", "rows", a="starts", b="ends")


def _aliases_of_hidden(now: datetime) -> QuerySet[Page]:
    """Return the aliases whose source is not live or outside its dates."""
    return Page.objects.filter(alias_of__isnull=False).filter(
        Q(alias_of__live=False) | Q(alias_of__go_live_at__gt=now) | Q(alias_of__expire_at__lte=now)
    )


def _hidden_aliases(of_hidden: set[int], private_paths: list[str]) -> set[int]:
    """Return the ids of these aliases, of the aliases of private pages, and of aliases of both.

    Queries only if necessary. In the statement of `_state_queryset`, the join of every page with
    the private pages above it would take quadratic time.
    """
    sources = Q(alias_of__in=of_hidden)
    for path in private_paths:
        sources |= Q(alias_of__path__startswith=path)
    hidden = set(of_hidden)
    latest = _alias_ids(sources) - hidden if of_hidden or private_paths else set()
    while latest:
        hidden |= latest
        latest = _alias_ids(Q(alias_of__in=latest)) - hidden
    return hidden


def _alias_ids(condition: Q) -> set[int]:
    return set(Page.objects.filter(condition).values_list("pk", flat=True))


def _columns(rows: Any, what: str, number: str, **texts: str) -> QuerySet[Any]:
    """Return the rows as `COLUMNS`; missing text columns are ""."""
    columns: dict[str, Any] = {
        name: Cast(F(texts[name]), CharField()) if name in texts else Value("")
        for name in ("a", "b", "c", "d")
    }
    return _with_columns(
        rows.annotate(number=F(number), flag=Value(0), root=Value(0), **columns), what
    )


def _with_columns(rows: QuerySet[Any], what: str) -> QuerySet[Any]:
    # A UNION needs the same columns, in the same order and with the same types, in all queries.
    return rows.annotate(what=Value(what, CharField())).order_by().values_list(*COLUMNS)


def _sites() -> QuerySet[Any]:
    of_site: QuerySet[Model] = SiteSettings.objects.filter(site=OuterRef("pk"))
    return _with_columns(
        Site.objects.annotate(
            number=F("pk"),
            flag=Case(When(is_default_site=True, then=1), default=0, output_field=IntegerField()),
            root=F("root_page_id"),
            a=Cast(F("hostname"), CharField()),
            b=Cast(F("port"), CharField()),
            c=Cast(F("root_page__translation_key"), CharField()),
            d=Coalesce(Subquery(of_site.values("frontend_url")[:1]), Value("")),
        ),
        "site",
    )


def _read(
    rows: dict[str, list[tuple[Any, ...]]], request: HttpRequest | None, now: datetime
) -> SiteState:
    private_paths = [row[3] for row in rows.get("private page", ())]
    state = SiteState(
        now=now,
        next_change=min(_read_dates(rows.get("date", ())), default=None),
        private_paths=private_paths,
        private_collection_paths=[row[3] for row in rows.get("private collection", ())],
        hidden_alias_ids=_hidden_aliases(
            {row[0] for row in rows.get("hidden alias", ())}, private_paths
        ),
    )
    known_codes = {code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES}
    for number, _flag, _root, code, moment, *_rest in rows.get("locale", ()):
        state.moment = Moment(moment)
        if code not in known_codes:
            continue  # a language that was removed from the settings
        state.locales[code] = Locale(pk=number, language_code=code)
    codes = {locale.pk: code for code, locale in state.locales.items()}
    keys: dict[int, str] = {}
    sites: list[Site] = []
    for number, flag, root, hostname, port, key, frontend_url in rows.get("site", ()):
        site = Site(
            pk=number,
            hostname=hostname,
            port=int(port),
            is_default_site=bool(flag),
            root_page_id=root,
        )
        sites.append(site)
        keys[number] = key
        state.frontend_origins[number] = encode_address((frontend_url or site.root_url).rstrip("/"))
    state.site = _site_of_request(sites, request) if request else None
    published = rows.get("root", ())
    prepared = rows.get("root in preparation", ())
    for locale_id, _flag, _root, path, url_path, key, *_rest in (*published, *prepared):
        for site in sites:
            if keys[site.pk] == key and locale_id in codes:
                state.roots.append(SiteRootPath(site.pk, url_path, site.root_url, codes[locale_id]))
                if request is None or site is state.site:
                    state.root_paths.append(path)
    state.root_locale_ids = {root[0] for root in published if root[3] in state.root_paths}
    # The same order as Wagtail's: a nested root comes before the root that contains it.
    state.roots.sort(key=lambda root: root.root_path, reverse=True)
    return state


def _read_dates(rows: Iterable[tuple[Any, ...]]) -> Iterator[datetime]:
    for _number, _flag, _root, *dates in rows:
        for text in filter(None, dates):
            date = datetime.fromisoformat(text)
            yield date if date.tzinfo else date.replace(tzinfo=UTC)


def _site_of_request(sites: list[Site], request: HttpRequest) -> Site | None:
    """Return the site of the request's host and port, by the same rules as Wagtail."""
    host, port = split_domain_port(request.get_host())[0], int(request.get_port())
    same_host = [site for site in sites if site.hostname == host]
    default = next((site for site in sites if site.is_default_site), None)
    for site in same_host:
        if site.port == port:
            return site
    if default in same_host:
        return default
    if len(same_host) == 1:
        return same_host[0]
    return default
