"""Wagtail's application of accounts and groups, with our views."""

from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(WagtailUsersAppConfig):
    """Accounts and groups whose rights no one can raise above their own."""

    user_viewset = "cms.accounts.users.AccountViewSet"
    group_viewset = "cms.accounts.groups.RightsGroupViewSet"
