"""The WSGI entry point: cached responses first, then Django."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iae48.settings.production")

django_application = get_wsgi_application()

from cms.delivery.cache_wsgi import ResponseCacheMiddleware  # noqa: E402  needs Django's setup

application = ResponseCacheMiddleware(django_application)
