"""Staff whose sheet, or whose right to it, is gone: nothing of the admin opens to them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from cms.models import User
from structures.admin.access import give_access, groups_of, people_of, take_access
from structures.models import StaffGroup, StructurePage
from tests.factories import StructurePageFactory
from tests.structures.admin.conftest import logged_in
from tests.structures.admin.test_staff_limits import admin_addresses

pytestmark = pytest.mark.any_database


def by_view(client, sheet):
    client.post(reverse("wagtailadmin_pages:delete", args=[sheet.pk]))


def by_bulk_action(client, sheet):
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.post(f"{bulk}?id={sheet.pk}&next=/admin/")


def with_what_is_above(client, sheet):
    client.post(reverse("wagtailadmin_pages:delete", args=[sheet.get_parent().pk]))


def by_query(client, sheet):
    Page.objects.filter(pk=sheet.pk).delete()


def refused(client, path):
    """Return whether somebody is led to the page that says what to do."""
    answer = client.get(path, follow=True)
    text = answer.content.decode()
    return answer.status_code == 403 and "Demandez-en un à la personne qui gère les comptes" in text


@pytest.mark.parametrize("name", ["", "Notre équipe"])
@pytest.mark.parametrize("delete", [by_view, by_bulk_action, with_what_is_above, by_query])
def test_the_group_goes_with_the_sheet_and_its_staff_are_told_whom_to_ask(
    admin_client, as_staff, staff, own_sheet, delete, name
):
    if name:
        groups_of(own_sheet).update(name=name)
    (group,) = staff.groups.all()

    delete(admin_client, own_sheet)

    assert not StructurePage.objects.filter(pk=own_sheet.pk).exists()
    assert not Group.objects.filter(pk=group.pk).exists()
    assert User.objects.get(pk=staff.pk).is_active
    assert refused(as_staff, reverse("wagtailadmin_home"))
    assert refused(as_staff, reverse("wagtailadmin_explore_root"))


def test_a_group_of_staff_that_has_lost_its_right_opens_nothing(as_staff, staff):
    GroupPagePermission.objects.filter(group__user=staff).delete()

    open_paths = [path for path in admin_addresses() if not refused(as_staff, f"/{path}")]

    assert open_paths == []


def test_they_can_still_log_out(as_staff, staff):
    GroupPagePermission.objects.filter(group__user=staff).delete()

    as_staff.post(reverse("wagtailadmin_logout"))

    assert "_auth_user_id" not in as_staff.session


def kept_to(client, *sheets):
    """Return whether these sheets are all that opens."""
    listed = client.get(reverse("structure_sheets:index")).context["object_list"]
    explorer = client.get(reverse("wagtailadmin_explore_root"))
    closed = client.get(reverse("wagtailadmin_choose_page"))
    return (
        {sheet.pk for sheet in listed} == {sheet.pk for sheet in sheets}
        and explorer.url == reverse("structure_sheets:index")
        and closed.url == reverse("wagtailadmin_home")
    )


def test_a_sheet_that_is_unpublished_stays_theirs(as_staff, own_sheet):
    own_sheet.unpublish()

    assert kept_to(as_staff, own_sheet)


def test_staff_of_two_sheets_keep_the_other_one(staff, own_sheet):
    second = StructurePageFactory(name="Deuxième")
    give_access(second, staff.email)

    own_sheet.delete()

    assert kept_to(logged_in(staff), second)


def test_the_deletion_of_a_translation_takes_nothing_away(staff, own_sheet, english):
    own_sheet.get_parent().copy_for_translation(english)
    translation = own_sheet.copy_for_translation(english)

    translation.delete()

    assert kept_to(logged_in(staff), own_sheet)


def test_staff_of_a_translation_lose_that_one_alone(staff, own_sheet, english):
    own_sheet.get_parent().copy_for_translation(english)
    translation = own_sheet.copy_for_translation(english)
    give_access(translation, "english@causses.exemple.fr")

    translation.delete()

    assert StaffGroup.objects.get().sheet == own_sheet
    assert list(people_of(own_sheet)) == [staff]


def test_a_renamed_group_is_still_that_of_the_sheet(as_staff, staff, own_sheet):
    groups_of(own_sheet).update(name="Notre équipe")

    assert kept_to(as_staff, own_sheet)
    assert list(people_of(own_sheet)) == [staff]
    take_access(own_sheet, staff)
    assert not people_of(own_sheet)


def test_groups_of_before_are_linked_by_the_number_in_their_names(staff, own_sheet, editor):
    StaffGroup.objects.all()._raw_delete("default")
    orphan = Group.objects.create(name="Structure Disparue (fiche 999999)")
    other = Group.objects.create(name="Structure d’accueil")
    for group in (orphan, other):
        group.permissions.set(staff.groups.get().permissions.all())

    import_module("structures.migrations.0010_link_staff_groups").link_groups(apps, None)

    assert list(groups_of(own_sheet)) == list(staff.groups.all())
    assert (orphan.permissions.count(), other.permissions.count()) == (0, 1)
