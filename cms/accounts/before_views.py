"""Middleware that answers in the place of a view."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def before_views(
    answer: Callable[[HttpRequest], HttpResponseBase | None],
) -> Callable[[GetResponse], GetResponse]:
    """Return a middleware: where `answer` returns a response, the request's view is not called."""

    def make_middleware(get_response: GetResponse) -> GetResponse:
        def middleware(request: HttpRequest) -> HttpResponseBase:
            return get_response(request)

        def process_view(request: HttpRequest, *_view: object) -> HttpResponseBase | None:
            return answer(request)

        middleware.process_view = process_view  # type: ignore[attr-defined]  # Django looks for it here
        return middleware

    return make_middleware
