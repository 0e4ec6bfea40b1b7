"""The platform's addresses and an empty view, against which kept answers are measured."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def empty_view(request: HttpRequest) -> HttpResponse:
    """Answer nothing: what is left is the server and Django's middleware."""
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [path("empty/", empty_view), path("", include("iae48.urls"))]
