"""Whatever a filter, a place, words or a count look at is in the next answer when it changes."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from cms.changes.log import present
from cms.delivery import response_cache as kept_answers
from networks.models import Network
from structures.models import (
    Commune,
    Epci,
    Sector,
    SectorGroup,
    StructureActivity,
    StructureKind,
    StructurePage,
)
from tests.cms.graphql.staleness.purging import is_purged
from tests.factories import (
    CommuneFactory,
    EpciFactory,
    NetworkFactory,
    SectorFactory,
    SectorGroupFactory,
    StructureActivityFactory,
    StructureKindFactory,
    StructurePageFactory,
)

TODAY = timezone.localdate()
SERVED = 'near: {commune: "48095", km: 0, coverage: SERVES}'


def counted(arguments, facet):
    """Return a question for what is found and how often each value is."""
    given = f"({arguments})" if arguments else ""
    return f"{{ structures{given} {{ totalCount facets {{ {facet} {{ value label count }} }} }} }}"


def found(arguments):
    return f"{{ structures({arguments}) {{ nodes {{ id }} }} }}"


@pytest.fixture
def world(home, site, directory):
    """Create two sheets: one that the questions find, and one that they do not."""
    epci = EpciFactory(code="200069151", name="Cévennes")
    here = CommuneFactory(mende=True, epci=epci)
    there = CommuneFactory(code_insee="48061", name="Florac", latitude=44.3247, longitude=3.5936)
    network = NetworkFactory(name="Alpha", slug="alpha")
    sector = SectorFactory(slug="jardin", group=SectorGroupFactory(slug="verts"))
    other_sector = SectorFactory(slug="menage", group=SectorGroupFactory(slug="propre"))
    aci, ei = StructureKindFactory(code="ACI"), StructureKindFactory(ei=True)
    first = StructurePageFactory(
        parent=directory, slug="une", name="Bêche", kind=aci, commune=here, networks=[network],
        with_convention=True,
    )  # fmt: skip
    second = StructurePageFactory(parent=directory, slug="autre", kind=ei, commune=there)
    activity = StructureActivityFactory(structure=first, sector=sector)
    StructureActivityFactory(structure=second, sector=other_sector, goods=True, within_radius=True)
    return {
        "first": first, "second": second, "activity": activity, "here": here, "there": there,
        "network": network, "sector": sector, "other_sector": other_sector, "ei": ei,
    }  # fmt: skip


def change(model, **values):
    return lambda world: model.objects.update(**values)


def change_first(**values):
    return lambda world: StructurePage.objects.filter(slug="une").update(**values)


CHANGES = {
    "a kind": (
        found("where: {kind: [ACI]}"),
        lambda w: StructurePage.objects.filter(slug="une").update(kind=w["ei"]),
    ),
    "a kind, counted": (
        counted("", "kinds"),
        lambda w: StructurePage.objects.filter(slug="une").update(kind=w["ei"]),
    ),
    "a kind's name": (counted("", "kinds"), change(StructureKind, name="Autre")),
    "a kind's family": (counted("", "families"), change(StructureKind, family="staffing")),
    "a kind that is hidden": (counted("where: {kind: [EI]}", "kinds"),
                              lambda w: StructureKind.objects.filter(code="EI").update(live=False)),
    "a membership": (
        found('where: {network: ["alpha"]}'),
        lambda w: StructurePage.networks.through.objects.all().delete(),
    ),
    "a membership, counted": (
        counted("", "networks"),
        lambda w: StructurePage.networks.through.objects.create(
            structurepage=w["second"], network=w["network"]
        ),
    ),
    "a membership, excluded": (
        found('where: {not: {network: ["alpha"]}}'),
        lambda w: StructurePage.networks.through.objects.create(
            structurepage=w["second"], network=w["network"]
        ),
    ),
    "a network's slug": (found('where: {network: ["alpha"]}'), change(Network, slug="beta")),
    "a network that is hidden": (counted("", "networks"), change(Network, live=False)),
    "the members of a network": (
        '{ network(slug: "alpha") { structures { title } } }',
        lambda w: StructurePage.networks.through.objects.create(
            structurepage=w["second"], network=w["network"]
        ),
    ),
    "the name of a network's member": (
        '{ network(slug: "alpha") { structures { title } } }', change_first(title="Autre"),
    ),
    "an address": (
        found('where: {commune: ["48061"]}'),
        lambda w: StructurePage.objects.filter(slug="une").update(commune=w["there"]),
    ),
    "an address, counted": (
        counted("", "communes"),
        lambda w: StructurePage.objects.filter(slug="une").update(commune=w["there"]),
    ),
    "a commune's EPCI": (
        found('where: {epci: ["200069151"]}'),
        lambda w: Commune.objects.update(epci=w["here"].epci),
    ),
    "an EPCI's name": (counted("", "epcis"), change(Epci, name="Autre")),
    "a position": (
        found("near: {latitude: 44.5, longitude: 3.5, km: 20}"),
        change_first(latitude=48.0, longitude=2.0),
    ),
    "a distance": (
        '{ structures(near: {commune: "48095", km: 900}) { nodes { distanceKm } } }',
        change_first(latitude=45.0, longitude=3.0),
    ),
    "a commune's centre": (
        found("near: {latitude: 44.5, longitude: 3.5, km: 20}"),
        change(Commune, latitude=48.0),
    ),
    "a convention": (
        found("where: {hasCurrentConvention: true}"),
        change_first(convention_ends_on=TODAY - timedelta(days=1)),
    ),
    "a sector": (
        found('where: {sector: ["jardin"]}'),
        lambda w: StructureActivity.objects.update(sector=w["other_sector"]),
    ),
    "a sector, counted": (
        counted("", "sectors"),
        lambda w: StructureActivity.objects.update(sector=w["other_sector"]),
    ),
    "a sector's slug": (
        found('where: {sector: ["jardin"]}'),
        lambda w: Sector.objects.filter(slug="jardin").update(slug="jardins"),
    ),
    "a sector's group": (
        found('where: {sectorGroup: ["verts"]}'),
        lambda w: Sector.objects.update(group=w["other_sector"].group),
    ),
    "a group's name": (counted("", "sectorGroups"), change(SectorGroup, name="Autre")),
    "an audience": (
        found("where: {audience: [PARTICULIERS]}"),
        change(StructureActivity, serves_individuals=False),
    ),
    "an offer, counted": (counted("", "offerTypes"), change(StructureActivity, offers_goods=True)),
    "an activity": (
        found("where: {audience: [PARTICULIERS]}"),
        lambda w: w["activity"].delete(),
    ),
    "an area served": (found(SERVED), change(StructureActivity, area="communes")),
    "a radius served": (
        found('near: {commune: "48095", km: 0, coverage: EITHER}'),
        change(StructureActivity, radius_km=10),
    ),
    "a commune served": (
        found('near: {commune: "48061", km: 0, coverage: SERVES}'),
        lambda w: (
            StructureActivity.objects.update(area="communes"),
            w["activity"].communes.through.objects.create(
                structureactivity=w["activity"], commune=w["there"]
            ),
        ),
    ),
    "the last publication": (
        found("orderBy: LAST_UPDATE"),
        lambda w: StructurePage.objects.filter(slug="autre").update(
            last_published_at=timezone.now() + timedelta(days=1)
        ),
    ),
    "a name that is searched": (
        found('search: "girafe"'),
        lambda w: publish(w["second"], name="Girafe"),
    ),
    "a sector that is searched": (
        found('search: "girafe"'),
        lambda w: rename(Sector.objects.get(slug="jardin")),
    ),
}  # fmt: skip


def publish(page, **values):
    page = StructurePage.objects.get(pk=page.pk)
    for name, value in values.items():
        setattr(page, name, value)
    page.full_clean()
    page.save_revision().publish()


def rename(row):
    row.name = "Girafe"
    row.save()


@pytest.fixture
def ask(client):
    def send(query):
        return client.post("/graphql/", {"query": query}, content_type="application/json").json()

    return send


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_in_the_next_answer(world, ask, client, name):
    query, do = CHANGES[name]
    response = client.post("/graphql/", {"query": query}, content_type="application/json")
    before = response.json()
    kept = ask(query)
    moment = present()

    do(world)

    assert "errors" not in before, before
    assert kept == before
    assert ask(query) != before
    assert is_purged(response, moment)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_answer_that_depends_on_the_day_is_kept_until_midnight_in_paris(
    world, ask, client, monkeypatch
):
    query = found("where: {hasCurrentConvention: true}")
    client.post("/graphql/", {"query": query}, content_type="application/json")
    [answer] = kept_answers.cached_responses._responses.values()

    ends = datetime.fromtimestamp(answer.until, timezone.get_current_timezone())

    assert ends.date() == timezone.localdate() + timedelta(days=1)
    assert (ends.hour, ends.minute) == (0, 0)
