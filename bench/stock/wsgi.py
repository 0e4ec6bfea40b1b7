"""The WSGI entry of the stock side."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
