"""The site's addresses, with Wagtail's own pages mounted below them as on a site with templates."""

from django.urls import include, path
from wagtail import urls as wagtail_urls

from iae48.urls import urlpatterns as own_urlpatterns

urlpatterns = [*own_urlpatterns, path("pages/", include(wagtail_urls))]
