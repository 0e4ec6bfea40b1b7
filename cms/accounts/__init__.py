"""How people log into the admin: passwords and second factors, by django-allauth.

`urls` is all that can log in, log out or change how somebody logs in; Wagtail's own views for that
lead there (`mounting`).
"""
