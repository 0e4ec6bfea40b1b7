"""What the site's tests add to the starter content: an answer to each question of a visitor."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from home.models import ContentPage
from iae48.roles import EDITORS, PUBLISHERS
from networks.models import Network
from structures.models import Epci, Sector, StructureActivity, StructurePage
from tests.browser.conftest import PASSWORD
from tests.factories import UserFactory

HOURS = "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off"
# The CMS reads them, the site's library does not.
UNREADABLE_HOURS = "easter -200 days 10:00-11:00"


def add_content():
    """Add contacts, a convention, a network and an activity, and an editor who may publish."""
    editor = UserFactory(username="redaction", password=PASSWORD)
    editor.groups.set(Group.objects.filter(name__in=[EDITORS, PUBLISHERS]))
    today = timezone.localdate()
    coorace = Network.objects.get(slug="coorace", locale__language_code="fr")
    aloes = _sheet("aloes")
    aloes.phone, aloes.email = "+33466000001", "contact@aloes.exemple.fr"
    aloes.opening_hours = HOURS
    aloes.confirmed_on = today
    aloes.convention_number = "048-2026-001"
    aloes.convention_starts_on = today - timedelta(days=30)
    aloes.convention_ends_on = today + timedelta(days=700)
    aloes.networks.add(coorace)
    builders = _sheet("alter")
    builders.phone = "+33466000002"
    builders.opening_hours = UNREADABLE_HOURS
    builders.activities.add(
        StructureActivity(
            sector=Sector.objects.filter(group__slug="batiment", locale__language_code="fr")[0],
            offers_services=True,
            serves_individuals=True,
        )
    )
    nature = _sheet("asa-dfci-pont-de-montvert")
    for activity in nature.activities.all():
        activity.area = "epci"
        activity.epcis.set(Epci.objects.filter(communes__code_insee="48061"))
        activity.save()
    for sheet in (aloes, builders):
        sheet.save_revision().publish()
    about = ContentPage.objects.get(slug="qui-sommes-nous")
    site = Site.objects.get()
    Redirect.objects.create(
        site=site, old_path="/ancienne-page", redirect_page=about, is_permanent=True
    )
    Redirect.objects.create(site=site, old_path="/fr/page-retiree", is_permanent=True)


def _sheet(slug):
    return StructurePage.objects.get(slug=slug, locale__language_code="fr")
