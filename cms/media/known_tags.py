"""Which tags the admin names: those of images and documents that the person may see.

Wagtail names every tag to every user of the admin, those of hidden files too.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from taggit.models import Tag
from wagtail.admin import filters
from wagtail.admin.views.tags import TAGS_AUTOCOMPLETE_LIMIT
from wagtail.images.views import chooser

from cms.admin.readable_rows import current_request
from cms.media.admin_access import visible_files
from cms.models import CustomDocument, CustomImage


def hide_unknown_tags() -> None:
    """Have the filters of lists and choosers offer known tags."""
    for module in (filters, chooser):
        module.popular_tags_for_model = popular_tags


def autocomplete(
    request: HttpRequest, app_name: str = "taggit", model_name: str = "tag"
) -> JsonResponse:
    """Return the names of the known tags that begin with a term."""
    if (app_name, model_name) != ("taggit", "tag"):
        raise Http404
    term = request.GET.get("term")
    if not term:
        return JsonResponse([], safe=False)
    known = _of_files(request.user, CustomImage) | _of_files(request.user, CustomDocument)
    tags = Tag.objects.filter(known, name__istartswith=term).order_by("name")
    names = tags.values_list("name", flat=True).distinct()[:TAGS_AUTOCOMPLETE_LIMIT]
    return JsonResponse(list(names), safe=False)


def popular_tags(model: type[Any], count: int = 10) -> QuerySet[Tag]:
    """Return the tags that most of the files have that the person may see."""
    request = current_request()
    if request is None:
        return Tag.objects.none()
    tags = Tag.objects.filter(_of_files(request.user, model))
    return tags.annotate(item_count=Count("taggit_taggeditem_items")).order_by(
        "-item_count", "name"
    )[:count]


def _of_files(user: Any, model: Any) -> Q:
    own = model._default_manager.filter(uploaded_by_user=user.pk)
    seen = visible_files(user, model)
    return Q(
        taggit_taggeditem_items__content_type=ContentType.objects.get_for_model(model),
        taggit_taggeditem_items__object_id__in=seen.values("pk").union(own.values("pk")),
    )
