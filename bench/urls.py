"""The platform's URLs, its media, and an empty view to compare cached responses with."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.static import serve


@csrf_exempt
def empty_view(request: HttpRequest) -> HttpResponse:
    """Return an empty object: measures the server and Django's middleware alone."""
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [
    path("empty/", empty_view),
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include("iae48.urls")),
]
