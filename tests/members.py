"""Members of the groups that `setup_roles` makes, and their browsers."""

from django.contrib.auth.models import Group

from tests.browsing import Browser
from tests.factories import UserFactory


def member_of(group, **fields):
    """Create a user in a group, given by its name."""
    user = UserFactory(**fields)
    user.groups.add(Group.objects.get(name=group))
    return user


def browser_of(user):
    """Return a browser in which a user is logged in; its `user` is that user."""
    browser = Browser()
    browser.user = user  # type: ignore[attr-defined]  # for the test
    browser.force_login(user)
    return browser
