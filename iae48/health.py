"""Whether this process can serve, and whether a worker works: for load balancers and monitoring."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from cms.mail.state import waiting_since


def health_view(request: HttpRequest) -> HttpResponse:
    """Answer 200 "ok", or 503 when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def worker_health_view(request: HttpRequest) -> HttpResponse:
    """Answer 200 "ok", or 503 when work waits longer than a worker would take."""
    try:
        since = waiting_since()
    except DatabaseError:
        return HttpResponse("database unreachable", status=503, content_type="text/plain")
    if since is not None:
        text = f"jobs are waiting since {since.isoformat()}: is run_worker running?"
        return HttpResponse(text, status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
