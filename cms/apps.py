"""The headless Wagtail capability as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Pages, media, menus and their delivery over GraphQL; knows no word of a particular domain."""

    name = "cms"
    verbose_name = _("Contenus")

    def ready(self) -> None:
        """Register the snippets, the GraphQL types written by hand, the signals and the checks."""
        from django.db.backends.signals import connection_created
        from wagtail.snippets.models import register_snippet

        from cms import (
            checks,  # noqa: F401  importing registers them
            redirect_files,
            redirects,
            web_addresses,
        )
        from cms.accounts import permission_names, refused_forms
        from cms.accounts import signals as account_signals
        from cms.admin import dates, history
        from cms.admin.inline_scripts import replace_inline_scripts
        from cms.admin.listing_search import fold_listing_searches
        from cms.admin.sites import check_sites
        from cms.admin.viewsets import MenuViewSet
        from cms.changes import signals as change_signals
        from cms.graphql.types import registration
        from cms.images import signals
        from cms.media import checks as media_checks  # noqa: F401  as above
        from cms.media import signals as media_signals
        from cms.models import path_length
        from cms.spreadsheets import guard_exports
        from cms.text import normal_form, slugs
        from cms.text.collation import register_collation
        from cms.text.letters import register_unaccent
        from cms.translation import signals as translation_signals
        from cms.uploads import signals as upload_signals
        from cms.webhooks import signals as webhook_signals

        connection_created.connect(register_collation, dispatch_uid="cms.text.collation")
        connection_created.connect(register_unaccent, dispatch_uid="cms.text.letters")
        register_snippet(MenuViewSet)
        registration.register()
        normal_form.connect()
        slugs.register_widget()
        dates.bound_years()
        redirects.connect()
        redirect_files.bound_imports()
        path_length.connect()
        web_addresses.connect()
        signals.connect()
        upload_signals.connect()
        media_signals.connect()
        change_signals.connect()
        translation_signals.connect()
        webhook_signals.connect()
        account_signals.connect()
        history.connect()
        permission_names.connect()
        refused_forms.mark_refusals()
        guard_exports()
        replace_inline_scripts()
        fold_listing_searches()
        check_sites()
