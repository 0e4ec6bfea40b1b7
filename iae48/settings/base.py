"""Settings that all environments share; secure by default.

A missing secret stops the start with the variable's name (see `env`). `dev` and `test` relax the
settings; `production` adds PostgreSQL's connection pool.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from iae48.settings import env

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"
env.read_file(BASE_DIR / ".env")

# --- Basics ------------------------------------------------------------------------------------

DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY", length=50)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", accepts="host names separated by commas")
WAGTAILADMIN_BASE_URL = env.origin("ADMIN_BASE_URL")
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]

# --- Applications, from this site down to the framework ------------------------------------------

INSTALLED_APPS = [
    "iae48",
    "home",
    "structures",
    "networks",
    "cms",
    "cms.contact",
    "cms.jobs",
    "cms.mail",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "cms.accounts.apps.AccountsConfig",  # wagtail.users with our own views
    "wagtail.snippets",
    # Not used: grapple imports its model, which must belong to an installed application.
    "wagtail.embeds",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail",
    # After wagtail.snippets: grapple reads the snippet registry.
    "grapple",
    "graphene_django",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "modelcluster",
    "taggit",
    "treebeard",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # Wagtail uses it for "3 days ago"
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "cms.delivery.middleware.without_cookies",  # before any middleware that uses cookies
    "django.middleware.security.SecurityMiddleware",
    "cms.content_security_policy.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "cms.text.normal_form.NormalFormMiddleware",  # after CSRF, which reads the form, too
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.accounts.session.hold_forms",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.accounts.second_factor.second_factor_first",
    "cms.accounts.refused_forms.show_refused_forms",
    "cms.admin.simultaneous_posts.read_again",
    "cms.admin.unreadable_requests.UnreadableRequestMiddleware",  # the first to handle errors
    "cms.admin.readable_rows.remember_request",
]

ROOT_URLCONF = "iae48.urls"
WSGI_APPLICATION = "iae48.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Data ------------------------------------------------------------------------------------

DATABASE_ACCEPTS = (
    "an address such as postgres://user:password@host:5432/name or sqlite:////path/to/file"
)
DATABASES = {"default": env.database("DATABASE_URL", accepts=DATABASE_ACCEPTS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "cms.User"
AUTHENTICATION_BACKENDS = ["cms.accounts.backend.AccountBackend"]

REDIS_URL = env.text("REDIS_URL", accepts="an address such as redis://host:6379/0", default="")
# The cache `answers` holds GraphQL responses that processes share. It can have a Redis of its own:
# responses may fill it, and the counts of login attempts must not be evicted.
REDIS_RESPONSES_URL = env.text(
    "REDIS_RESPONSES_URL", accepts="an address such as redis://host:6379/1", default=REDIS_URL
)
_REDIS = {"BACKEND": "cms.cache.ForgivingRedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "iae48"}
CACHES: dict[str, dict[str, object]] = {
    "default": (
        {**_REDIS}
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "iae48",
            # Large enough that counts of failed logins are not evicted.
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    ),
    "answers": (
        {**_REDIS, "LOCATION": REDIS_RESPONSES_URL, "KEY_PREFIX": "iae48-graphql"}
        if REDIS_RESPONSES_URL
        else {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    ),
}

# --- Languages: to add one, add a line here and create its locale in the admin ------------------

LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", _("Français"))]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# --- Files -----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Renditions of public images, which the web server in front serves without a check. A CDN's URL
# here is used in responses as is.
MEDIA_URL = env.address("MEDIA_URL", default="/media").rstrip("/") + "/"
MEDIA_ROOT = VAR_DIR / "media"
# All other files; the web server does not serve this folder, cms.media.views checks each request.
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "cms.media.storage.PrivateFileStorage"},
    "public": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "renditions": {"BACKEND": "cms.media.storage.RenditionStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WAGTAILIMAGES_RENDITION_STORAGE = "renditions"
# How a file is sent after the check: by this process, by the proxy in front (nginx), or by redirect
# to a URL of the storage that is signed for at most a minute.
CMS_FILE_DELIVERY = env.choice(
    "FILE_DELIVERY", among=("stream", "x-accel-redirect", "signed-url"), default="stream"
)
# The proxy's internal location for PRIVATE_MEDIA_ROOT.
CMS_FILE_ACCEL_LOCATION = "/_private/"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Security --------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}  # type: ignore[assignment]  # mypy infers str values

# --- Login (cms.accounts) ------------------------------------------------------------------------

LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
# Wagtail's own password pages are disabled; administrators can still set passwords of others.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
# Users change their own address on a page that asks for their password.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
ACCOUNT_ADAPTER = "cms.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "cms.accounts.forms.LoginForm",
    "reset_password": "cms.accounts.forms.PasswordResetForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # administrators enter and verify the addresses
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "cms.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "IAE 48"
# Members of these groups, and administrators, must set up a second factor at login. Without any
# group, a second factor is optional for everybody.
CMS_MFA_REQUIRED_GROUPS = env.words(
    "MFA_REQUIRED_GROUPS",
    accepts="names of groups separated by commas, or none for no group",
    default="Publication",
)
if CMS_MFA_REQUIRED_GROUPS == ["none"]:
    CMS_MFA_REQUIRED_GROUPS = []

# --- HTTP ------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_TLS_PROXY = env.flag("BEHIND_TLS_PROXY", default=False)
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The number of proxies in front that append the client's address to X-Forwarded-For.
CMS_TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", default=int(BEHIND_TLS_PROXY))
# The number of addresses that the public site's server appends to it: its visitor's, and one for
# each proxy in front of it.
CMS_SITE_PROXIES = env.number("SITE_PROXIES", default=1)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
CSRF_FAILURE_VIEW = "cms.csrf_failure.csrf_failure_view"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Only Wagtail's previews may be framed; Wagtail allows it for them.
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- Job queue (cms.jobs) ----------------------------------------------------------------------

TASKS = {
    # Wagtail's own tasks run immediately: the next page shows counts from its reference index.
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    # Our tasks are run by `manage.py run_worker`.
    "database": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# --- Mail ------------------------------------------------------------------------------------

# Every message is stored, then delivered by the worker (cms.mail).
EMAIL_BACKEND = "cms.mail.backend.QueueEmailBackend"
CMS_EMAIL_TRANSPORT = "cms.mail.smtp.SMTPBackend"
EMAIL_HOST = env.text("EMAIL_HOST", accepts="a mail server's host name", default="localhost")
EMAIL_TIMEOUT = 10  # seconds without an answer; cms/mail/smtp.py limits the total time
EMAIL_PORT = env.number("EMAIL_PORT", default=25)
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", accepts="a user name", default="")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", accepts="a password", default="")
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL", accepts="an e-mail address", default="iae48@localhost"
)

# --- Wagtail ---------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "IAE 48"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_IMAGE_MODEL = "cms.CustomImage"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "svg", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.uploads.forms.ImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# The maximum number of pixels of an image; read from its header before decoding.
CMS_IMAGE_MAX_PIXELS = env.number("IMAGE_MAX_PIXELS", default=25_000_000)
# The maximum for formats that need four times the memory (WebP, AVIF, progressive CMYK JPEG).
CMS_IMAGE_MAX_COSTLY_PIXELS = env.number("IMAGE_MAX_COSTLY_PIXELS", default=13_000_000)
WAGTAILIMAGES_MAX_IMAGE_PIXELS = CMS_IMAGE_MAX_PIXELS
# A process decodes one image at a time; others wait at most this long.
CMS_IMAGE_DECODING_WAIT_SECONDS = 20
CMS_SVG_MAX_BYTES = 2_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "cms.CustomDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "png", "svg", "txt", "xlsx"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.uploads.forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # document URLs lead to cms.media.views
# PostgreSQL's default configuration stems words; this one removes accents and does not stem, like
# the search on SQLite.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "cms.search_backend", "SEARCH_CONFIG": "cms_plain"}
}
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "cms.admin.rich_text.RichTextArea"}}
# Wagtail stores shared passwords in plain text, so access is given to accounts and groups only.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
# Milliseconds; the preview follows the form within a second.
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 100
# No requests to external services: avatars, update check, "what's new".
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False

# --- GraphQL ---------------------------------------------------------------------------------

GRAPPLE = {
    "APPS": ["cms", "networks", "structures", "home"],
    "PAGE_INTERFACE": "cms.graphql.types.interfaces.PageInterface",
    "SNIPPET_INTERFACE": "cms.graphql.types.interfaces.SnippetInterface",
}
GRAPHENE = {"SCHEMA": "iae48.schema.schema"}
# Origins whose pages may read the endpoint; it neither reads nor sets cookies.
CMS_GRAPHQL_ALLOWED_ORIGINS = env.words(
    "GRAPHQL_ALLOWED_ORIGINS", accepts="origins separated by commas, or * for any", default=""
)
# Public paths (iae48.urls), with the same response for every user: cookies are ignored there.
CMS_PUBLIC_ADDRESSES = [
    "/graphql/",
    "/structures.geojson",
    "/structures.csv",
    "/structures.data-inclusion.json",
    "/preview/userbar/",
]
# Registered operations: the explorer lists them, and a test runs each of them.
CMS_GRAPHQL_OPERATIONS_DIR = BASE_DIR / "operations"
from iae48.settings.graphql import *  # noqa: E402, F403  after env.read_file

# --- Contact form ----------------------------------------------------------------------------

# Messages per hour: of one client; of all clients, sent by mail (more are held for review); held at
# most. Suspected spam is counted separately.
CMS_CONTACT_MAX_OF_CLIENT_AN_HOUR = env.number("CONTACT_MAX_OF_CLIENT_AN_HOUR", default=5)
CMS_CONTACT_MAX_AN_HOUR = env.number("CONTACT_MAX_AN_HOUR", default=60)
CMS_CONTACT_MAX_HELD_AN_HOUR = env.number("CONTACT_MAX_HELD_AN_HOUR", default=1_000)
# The minimum and maximum time between displaying and sending the form, in seconds.
CMS_CONTACT_MIN_SECONDS = 3
CMS_CONTACT_MAX_SECONDS = 24 * 3600
# Days after which purge_contact_messages deletes messages, and suspected spam.
CMS_CONTACT_KEPT_DAYS = env.number("CONTACT_KEPT_DAYS", default=365)
CMS_CONTACT_SUSPECT_KEPT_DAYS = env.number("CONTACT_SUSPECT_KEPT_DAYS", default=30)

# --- Webhooks ----------------------------------------------------------------------------------

# The URLs that are notified of publications, and the secret that signs the requests.
CMS_WEBHOOK_RECEIVERS = env.addresses("WEBHOOK_RECEIVERS")
CMS_WEBHOOK_SECRET = env.secret("WEBHOOK_SECRET", length=32) if CMS_WEBHOOK_RECEIVERS else ""
# Whether a receiver may have a private or loopback address.
CMS_WEBHOOK_PRIVATE_ADDRESSES = env.flag("WEBHOOK_PRIVATE_ADDRESSES", default=False)

# --- Translation: files of agencies, and a machine -----------------------------------------------

CMS_TRANSLATION_MAX_FILE_BYTES = 5_000_000
CMS_TRANSLATION_MAX_STRINGS = 20_000
# Pages and snippets in one file: each needs a comparison and a new revision.
CMS_TRANSLATION_MAX_SOURCES = 200
# A server with LibreTranslate's API; none by default, so no external request is made.
CMS_MACHINE_TRANSLATION_URL = env.address("MACHINE_TRANSLATION_URL", default="")
CMS_MACHINE_TRANSLATION_KEY = env.text("MACHINE_TRANSLATION_KEY", accepts="its key", default="")

# --- Directory -------------------------------------------------------------------------------

# The maximum number of sheets in a download, which states if it leaves some out. SQLite's limit is
# 32,766.
STRUCTURES_DOWNLOAD_MAX_ROWS = 10_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # These log every task and every publication; the audit log has the publications.
    "loggers": {
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}
