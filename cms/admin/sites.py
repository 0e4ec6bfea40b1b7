"""Sites in the admin: the public site always has an address and a published home page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import Page, Site
from wagtail.sites.forms import SiteForm
from wagtail.sites.views import DeleteView, SiteViewSet

LAST_PORT = 65_535
# Short: on a small screen, Wagtail's menu button covers a fourth line.
IS_DEFAULT = _("« %(site)s » est le site par défaut : choisissez-en d’abord un autre.")


class CheckedSiteForm(SiteForm):
    """A site with an address that a request can have, and a root that visitors can read.

    Ticking "default" takes it from the site that has it. It cannot be unticked, so that there is
    always one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Bound the port, and say how another site becomes the default."""
        super().__init__(*args, **kwargs)
        port = self.fields["port"]
        self.fields["port"] = forms.IntegerField(
            label=port.label,
            help_text=port.help_text,
            initial=port.initial,
            min_value=1,
            max_value=LAST_PORT,
        )
        self._previous_default = (
            Site.objects.filter(is_default_site=True).exclude(pk=self.instance.pk).first()
        )
        if self.instance.is_default_site:
            is_default = self.fields["is_default_site"]
            is_default.disabled = True
            is_default.help_text = gettext(
                "Pour changer de site par défaut, cochez cette case sur l’autre site."
            )

    def clean_hostname(self) -> str:
        """Refuse what is no plain host name."""
        hostname: str = self.cleaned_data["hostname"]
        domain, port = split_domain_port(hostname)
        if not domain or port:
            raise ValidationError(
                gettext(
                    "Donnez un nom d’hôte seul, par exemple « iae48.fr », sans « https:// », "
                    "sans port et sans chemin."
                )
            )
        return hostname

    def clean_root_page(self) -> Page:
        """Refuse the root of the tree, and a page that is not published."""
        page: Page = self.cleaned_data["root_page"]
        if page.is_root() or not page.live:
            raise ValidationError(
                gettext("Choisissez une page d’accueil publiée : sans elle, le site est vide.")
            )
        return page

    def _post_clean(self) -> None:
        """Validate the site as if it were not the default, which Wagtail allows for one only."""
        wanted = self.cleaned_data.get("is_default_site", False)
        takes_over = wanted and self._previous_default is not None
        if takes_over:
            self.cleaned_data["is_default_site"] = False
        super()._post_clean()
        if takes_over:
            self.cleaned_data["is_default_site"] = self.instance.is_default_site = True

    def save(self, commit: bool = True) -> Site:
        """Save the site; if it becomes the default, the previous one is no longer."""
        with transaction.atomic():
            if self.instance.is_default_site and self._previous_default is not None:
                self._previous_default.is_default_site = False
                self._previous_default.save()
            site: Site = super().save(commit)
        return site


class SiteDeleteView(DeleteView):
    """Deletes a site that is not the default."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for a confirmation, unless the site is the default."""
        return self._refusal() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Delete the site, unless it is the default."""
        return self._refusal() or super().post(request, *args, **kwargs)

    def _refusal(self) -> HttpResponseBase | None:
        """Return to the form of the default site, with a message; None for another site."""
        if not self.object.is_default_site:
            return None
        messages.error(self.request, IS_DEFAULT % {"site": self.object})
        return redirect("wagtailsites:edit", self.object.pk)


def check_sites() -> None:
    """Have the admin's own pages of sites use this form and this view."""
    SiteViewSet.get_form_class = lambda _view, for_update=False: CheckedSiteForm
    SiteViewSet.delete_view_class = SiteDeleteView
