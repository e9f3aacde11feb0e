"""Carnet's settings, all read from the environment. docs/operations.md lists them; a test compares the lists."""

from pathlib import Path
from typing import Literal

from django.utils.translation import gettext_lazy as _

from carnet.core import bucket_address, env
from config import rows

BASE_DIR = Path(__file__).resolve().parent.parent

PRODUCTION = env.flag("PRODUCTION")
DEBUG = env.flag("DEBUG")
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "data")
PORT = env.number("PORT", 8000, low=1, high=65535)
LISTEN = env.text("LISTEN", "127.0.0.1")
BEHIND_PROXY = env.flag("BEHIND_PROXY")
SITE_URL = env.text("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
if not SITE_URL.startswith(("http://", "https://")):
    raise env.WrongSetting(
        f"SITE_URL is “{SITE_URL}”. Write an address such as https://desk.example.org."
    )
if DEBUG and PRODUCTION:
    raise env.WrongSetting("DEBUG and PRODUCTION are both set. Unset DEBUG on a server people use.")

SECRET_KEY = env.secret("SECRET_KEY", DATA_DIR / "secret-key", required=PRODUCTION)
# Newest first; national numbers are sealed with the first and opened with any (carnet/core/crypto.py).
ENCRYPTION_KEYS = env.secret("ENCRYPTION_KEYS", DATA_DIR / "encryption-keys", required=PRODUCTION)
INDEX_KEY = env.secret("INDEX_KEY", DATA_DIR / "index-key", required=PRODUCTION)

ALLOWED_HOSTS = env.words("HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The stages stand in the order of the work.
INSTALLED_APPS = [
    "carnet.core",
    "carnet.audit",
    "carnet.firms",
    "carnet.clients",
    "carnet.questionnaires",
    "carnet.builder",
    "carnet.connectors",
    "carnet.imports",
    "carnet.campaigns",
    "carnet.invitations",
    "carnet.answers",
    "carnet.reminders",
    "carnet.approvals",
    "carnet.reviews",
    "carnet.exports",
    "carnet.portal",
    "carnet.notices",
    "carnet.retention",
    "carnet.deliveries",
    "carnet.api",
    "carnet.api.webhooks",
    "carnet.privacy",
    "carnet.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "carnet.core.whose.NobodyYet",
    "carnet.core.request_ids.RequestIds",
    "django.middleware.security.SecurityMiddleware",
    "carnet.core.headers.SecurityHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "carnet.core.health.Probes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "carnet.firms.current.FirstStart",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "carnet.firms.current.CurrentFirm",
    "carnet.firms.second_step.SecondStep",
    "carnet.firms.again.Again",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "carnet.core.files_away.FilesAway",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "carnet.firms.current.firm",
                "carnet.imports.badge.rail",
            ],
            "libraries": {"heroicons": "carnet.core.icons"},
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'carnet.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # An acknowledged answer is a promise, so FULL; IMMEDIATE avoids "database is locked" on
    # read-then-write; secure_delete leaves no copies of erased people in the file. Who saves an answer while
    # an import runs must not be the one who moves its log to the database: hence 8,000 pages.
    DATABASES["default"]["ENGINE"] = "carnet.core.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456; PRAGMA wal_autocheckpoint=8000;"
        ),
    }
else:
    # A statement that comes a third time is prepared: the database does half the work for a save, and a phone saves at
    # every pause in typing. (PgBouncer must be 1.21 or newer, which passes prepared statements on.)
    DATABASES["default"]["ENGINE"] = "carnet.core.postgresql"
    # What the address asks for, such as ?sslmode=verify-full, stays.
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "server_side_binding": True,
        "prepare_threshold": 3,
    }
# Whether PostgreSQL itself keeps the rows of firms apart (carnet/core/postgresql/rows.py).
ROW_SECURITY = env.flag("ROW_SECURITY")
ROWS_OF_A_FIRM: dict[str, str] = rows.OF_A_FIRM
if ROW_SECURITY and DATABASES["default"]["ENGINE"] != "carnet.core.postgresql":
    raise env.WrongSetting("ROW_SECURITY is set, which only PostgreSQL has. Unset it on SQLite.")

# In the database, so that all web processes know which codes of apps have been used.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    }
}

AUTH_USER_MODEL = "firms.Colleague"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "carnet.firms.signin.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Django's own: allauth's would keep a second list of addresses beside the colleagues'.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# Ours hold when many try at one moment, and keep no colleague out (carnet/firms/limits.py).
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "change_password": "carnet.firms.signin_forms.ChangePassword",
    "reset_password": "carnet.firms.signin_forms.ResetPassword",
}
MFA_FORMS = {
    "authenticate": "carnet.firms.signin_forms.Code",
    "reauthenticate": "carnet.firms.signin_forms.CodeAgain",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "carnet.firms.signin.SecondFactor"
MFA_TOTP_ISSUER = "Carnet"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("nl", _("Dutch")), ("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["carnet.core.formats"]
TIME_ZONE = env.text("TIME_ZONE", "Europe/Brussels")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns when it is missing
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Where files lie that every machine must see; without it below DATA_DIR (carnet/core/shelf.py).
STORAGE = bucket_address.read(
    env.text("STORAGE_URL"), env.text("STORAGE_KEY"), env.text("STORAGE_SECRET")
)
STORAGES = {
    "default": {"BACKEND": "carnet.core.shelf_storage.OnShelf"}
    if STORAGE
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# What clients hand in: the largest file, and what the disk keeps for everything else.
UPLOAD_MEGABYTES = env.number("UPLOAD_MEGABYTES", 100, low=1, high=1000)
KEEP_FREE_GIGABYTES = env.number("KEEP_FREE_GIGABYTES", 2)
KEEP_FREE_PERCENT = env.number("KEEP_FREE_PERCENT", 10, high=90)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 * 2**20
# An update of a whole tax return may have a choice for every text in every language; Django stops at 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# Of one key of the API; counted by each web process (carnet/api/contract/rate.py).
API_REQUESTS_A_MINUTE = env.number("API_REQUESTS_A_MINUTE", 600, low=1, high=100_000)

# Every mail goes through the outbox table (carnet/core/mail.py); the worker hands it to this server.
EMAIL_BACKEND = "carnet.core.mail.OutboxBackend"
MAIL_HOST = env.text("MAIL_HOST")
MAIL_PORT = env.number("MAIL_PORT", 587, low=1, high=65535)
MAIL_USER = env.text("MAIL_USER")
MAIL_PASSWORD = env.text("MAIL_PASSWORD")
MAIL_SECURITY = env.choice("MAIL_SECURITY", "starttls", ["starttls", "tls", "none"])
# The address and port of a name server to ask instead of the machine's own; tests bring one.
NAME_SERVER: tuple[str, int] | None = None
# Servers inside the office's network that connections may call, as name or name:port; anything else inside is refused.
INNER_HOSTS = frozenset(host.lower() for host in env.words("INNER_HOSTS", ""))
# Below it each firm may have files laid down for its own programs; without it none can.
DELIVERY_FOLDER = env.text("DELIVERY_FOLDER")
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "carnet@localhost")
# The mailbox where mails that could not be delivered come back (carnet/core/bounces.py).
BOUNCE_HOST = env.text("BOUNCE_HOST")
BOUNCE_PORT = env.number("BOUNCE_PORT", 993, low=1, high=65535)
BOUNCE_SECURITY = env.choice("BOUNCE_SECURITY", "tls", ["starttls", "tls", "none"])
BOUNCE_USER = env.text("BOUNCE_USER")
BOUNCE_PASSWORD = env.text("BOUNCE_PASSWORD")
BOUNCE_FOLDER = env.text("BOUNCE_FOLDER", "INBOX")
BOUNCE_ADDRESS = env.text("BOUNCE_ADDRESS")

# Who is told of what happened (carnet/audit/happenings.py); each gets some events of one firm, oldest first.
LISTENERS = [
    "carnet.api.webhooks.queueing.queue",
    "carnet.notices.noting.note",
    "carnet.deliveries.queueing.queue",
]

# The practice software a firm may connect: folders that give a CONNECTOR (docs/connectors.md).
CONNECTORS = [
    "carnet.connectors.adminpulse",
    "carnet.connectors.adminconsult",
    "carnet.connectors.csv_address",
]
# Where AdminPulse is asked; and, once its makers have registered Carnet, how its users sign in (docs/adminpulse.md).
ADMINPULSE_API = env.text("ADMINPULSE_API", "https://api.adminpulse.be")
ADMINPULSE_CLIENT_ID = env.text("ADMINPULSE_CLIENT_ID")
ADMINPULSE_CLIENT_SECRET = env.text("ADMINPULSE_CLIENT_SECRET")
ADMINPULSE_AUTHORIZE_URL = env.text("ADMINPULSE_AUTHORIZE_URL")
ADMINPULSE_TOKEN_URL = env.text("ADMINPULSE_TOKEN_URL")
ADMINPULSE_SCOPES = env.text("ADMINPULSE_SCOPES")

# What the worker asks in every round (carnet/core/worker.py).
WORK = [
    "carnet.invitations.waves.send_next",
    "carnet.audit.happenings.tell_next",
    "carnet.audit.sealing.sweep_next",
    "carnet.audit.verifying.look_next",
    "carnet.core.mail.send_some",
    "carnet.core.bounces.read_now_and_then",
    "carnet.clients.erasure.erase_next",
    "carnet.retention.erasing.erase_next",
    "carnet.connectors.fetching.begin_next",
    "carnet.connectors.fetching.fetch_next",
    "carnet.connectors.fetching.forget_hourly",
    "carnet.imports.from_connection.plan_next",
    "carnet.imports.references.note_next",
    "carnet.imports.applying.apply_next",
    "carnet.imports.undoing.undo_next",
    "carnet.imports.actions.forget_next",
    "carnet.answers.migrating.move_next",
    "carnet.answers.foreseeing.foresee_next",
    "carnet.builder.covering.cover_next",
    "carnet.answers.progress.count_next",
    "carnet.invitations.forgetting.forget_hourly",
    "carnet.answers.forgetting.forget_hourly",
    "carnet.answers.receiving.forget_hourly",
    "carnet.answers.sealing.seal_next",
    "carnet.core.sessions.forget_hourly",
    "carnet.firms.watching.tell_next",
    "carnet.firms.tries.forget_hourly",
    "carnet.core.csp.forget_hourly",
    "carnet.reminders.sending.remind_next",
    "carnet.reminders.forgetting.forget_hourly",
    "carnet.notices.sending.send_next",
    "carnet.notices.sending.forget_hourly",
    "carnet.api.webhooks.sending.send_next",
    "carnet.api.webhooks.forgetting.forget_hourly",
    "carnet.deliveries.sending.send_next",
    "carnet.exports.preparing.prepare_next",
    "carnet.exports.keeping.forget_hourly",
    "carnet.api.contract.once.forget_hourly",
    "carnet.approvals.reminding.remind_next",
    "carnet.privacy.reminding.remind_next",
]

# What the manifest of a copy holds besides (carnet/core/backup/making.py), asked before the database is copied.
WITNESSES = {"trails": "carnet.audit.verifying.heads", "erased": "carnet.core.ledger.lines"}
# Who erases again what the ledger names (carnet/core/ledger.py), by its kind.
REPLAYS = {
    "client": "carnet.clients.erasure.erase_again",
    "dossier": "carnet.retention.erasing.erase_again",
}

# What Prometheus is told (carnet/core/metrics.py), and the token it has to bring; without one there is no such page.
GAUGES = [
    "carnet.core.gauges.gauges",
    "carnet.audit.gauges.gauges",
    "carnet.imports.gauges.gauges",
    "carnet.campaigns.gauges.gauges",
    "carnet.deliveries.gauges.gauges",
    "carnet.api.webhooks.gauges.gauges",
]
METRICS_TOKEN = env.token("METRICS_TOKEN")
# Who is told of faults (carnet/core/reports.py); without one the library that does it is not loaded.
SENTRY_DSN = env.sentry("SENTRY_DSN")
reports = {"reports": {"()": "carnet.core.reports.start"}} if SENTRY_DSN else {}

SESSION_ENGINE = "carnet.core.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrftoken"
LANGUAGE_COOKIE_NAME = "language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE: Literal["Lax"] = "Lax"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE
# Not no-referrer: browsers would then post with "Origin: null", which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
# Leading from HTTP to HTTPS is the proxy's part, and being on the browsers' preload list the operator's choice.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
X_FRAME_OPTIONS = "DENY"

# Neither shape says anything of a person (carnet/core/logs.py); who develops sees tracebacks whole.
LOG_FORMAT = env.choice("LOG_FORMAT", "line", ["line", "json"])
shape = "debug" if DEBUG else LOG_FORMAT
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "carnet.core.logs.Line"},
        "json": {"()": "carnet.core.logs.Json"},
        "debug": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": shape},
        **reports,
    },
    "root": {"handlers": ["console", *reports], "level": "WARNING"},
    # What another program says wrongly is in the log of its webhook, and not ours to repeat. httpx would tell every
    # address it calls, of which a key may be part.
    "loggers": {
        "carnet": {"level": "INFO"},
        "urllib3": {"level": "ERROR"},
        "botocore": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
    },
}
