"""The URL configuration of the site."""

from django.urls import include, path
from django.views.generic import TemplateView
from wagtail.admin import urls as admin_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms.accounts import urls as account_urls
from cms.accounts.mounting import replaced_admin_patterns
from cms.accounts.workflows import keep_reviews_to_editors, keep_workflows_to_publishers
from cms.admin.exploring import keep_to_explorable_pages
from cms.admin.locks import keep_locked_rows
from cms.admin.tree_posts import change_trees_in_turn
from cms.graphql.explorer import explorer_view
from cms.graphql.views import graphql_view
from cms.media import urls as media_urls
from cms.media.admin_access import hide_foreign_files, keep_public_files
from cms.preview.checks import userbar_view
from cms.translation.access_control import keep_to_languages
from cms.translation.view_overrides import replace_views_of_page_viewsets, with_our_views
from iae48.health import health_view, worker_health_view
from structures.admin.staff_restrictions import restrict_to_sheets
from structures.downloads.views import csv_view, geojson_view
from structures.inclusion.download import structures_view

replace_views_of_page_viewsets()
# The last decorator is the first to see a request.
admin_patterns = [*replaced_admin_patterns, *admin_urls.urlpatterns]
for decorator in (
    with_our_views,
    keep_locked_rows,  # after those that check the language and the right to a review
    keep_public_files,
    hide_foreign_files,
    keep_to_languages,
    keep_to_explorable_pages,
    keep_reviews_to_editors,
    keep_workflows_to_publishers,
    restrict_to_sheets,
    change_trees_in_turn,
):
    admin_patterns = decorate_urlpatterns(admin_patterns, decorator)

urlpatterns = [
    path("", TemplateView.as_view(template_name="iae48/welcome.html"), name="welcome"),
    path("compte/", include(account_urls)),
    path("admin/", include(admin_patterns)),
    path("", include(media_urls)),
    path("graphql/", graphql_view, name="graphql"),
    path("preview/userbar/", userbar_view, name="preview_userbar"),
    path("explorer/", explorer_view, name="explorer"),
    path("structures.data-inclusion.json", structures_view, name="structures_data_inclusion"),
    path("structures.geojson", geojson_view, name="structures_geojson"),
    path("structures.csv", csv_view, name="structures_csv"),
    path("healthz", health_view, name="health"),
    path("healthz/worker", worker_health_view, name="worker_health"),
]

urlpatterns += media_urls.public_patterns()
