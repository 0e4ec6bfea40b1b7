"""Health checks of the web process and of the worker, for load balancers and monitoring."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from cms.mail.state import waiting_since


def health_view(request: HttpRequest) -> HttpResponse:
    """Answer 200 "ok", or 503 if the database is unreachable."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def worker_health_view(request: HttpRequest) -> HttpResponse:
    """Answer 200 "ok", or 503 if jobs wait longer than a running worker would let them."""
    try:
        since = waiting_since()
    except DatabaseError:
        return HttpResponse("database unreachable", status=503, content_type="text/plain")
    if since is not None:
        text = f"jobs have been waiting since {since.isoformat()}: is run_worker running?"
        return HttpResponse(text, status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
