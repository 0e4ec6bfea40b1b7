"""The WSGI entry of a server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iae48.settings.production")

application = get_wsgi_application()
