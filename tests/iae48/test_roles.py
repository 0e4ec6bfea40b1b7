"""The groups of the admin: rights that Wagtail does ask."""

from django.contrib.auth.models import Group
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy

from iae48.roles import set_up_roles
from tests.factories import ImageFactory, UserFactory


def test_a_translator_adds_and_chooses_media(home, english):
    set_up_roles()
    translator = UserFactory()
    translator.groups.add(Group.objects.get(name="Traduction anglais"))
    image = ImageFactory()

    assert image_policy.user_has_permission(translator, "add")
    assert image_policy.user_has_permission_for_instance(translator, "choose", image)
    assert document_policy.user_has_permission(translator, "add")
