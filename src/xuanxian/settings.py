"""Settings of an installation, all from the environment, all with safe defaults.

All data of an installation lives under one folder, XUANXIAN_HOME.
"""

import contextlib
import os
import secrets
from pathlib import Path

import dj_database_url
import platformdirs


def _home() -> Path:
    chosen = os.environ.get("XUANXIAN_HOME")
    home = Path(chosen) if chosen else Path(platformdirs.user_data_dir("xuanxian"))
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if home.stat().st_mode & 0o077:
        # Made by hand, it may be open to everybody on the machine: people's files lie in it.
        with contextlib.suppress(PermissionError):
            home.chmod(0o700)
    return home


def _secret_key(home: Path) -> str:
    """The installation's own key, made on first use and readable by its owner only."""
    if chosen := os.environ.get("XUANXIAN_SECRET_KEY"):
        return chosen
    file = home / "secret-key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text()
    with os.fdopen(descriptor, "w") as stream:
        key = secrets.token_urlsafe(48)
        stream.write(key)
    return key


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


XUANXIAN_HOME = _home()
XUANXIAN_REHEARSAL = _flag("XUANXIAN_REHEARSAL")
"""A rehearsal installation shows a banner and may move its clock forward."""

SECRET_KEY = _secret_key(XUANXIAN_HOME)
DEBUG = _flag("XUANXIAN_DEBUG")
ALLOWED_HOSTS = [
    host
    for host in os.environ.get("XUANXIAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "axes",
    "rules",
    "xuanxian.access",
    "xuanxian.record",
    "xuanxian.registry",
    "xuanxian.exchange",
    "xuanxian.facts",
    "xuanxian.policy",
    "xuanxian.ballots",
    "xuanxian.selection",
    "xuanxian.growth",
    "xuanxian.conduct",
    "xuanxian.insight",
    "xuanxian.documents",
    "xuanxian.web",
]

MIDDLEWARE = [
    # First: a voter's request reaches neither session nor sign-in nor any log.
    "xuanxian.ballots.voter.door.VoterDoor",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "xuanxian.access.middleware.UndeclaredViewMiddleware",
    "xuanxian.access.middleware.FirstPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xuanxian.web.middleware.NothingKeptMiddleware",
    "xuanxian.web.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "xuanxian.web.urls"
WSGI_APPLICATION = "xuanxian.web.wsgi.application"

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

FORM_RENDERER = "xuanxian.web.rendering.DesignRenderer"

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{XUANXIAN_HOME / 'xuanxian.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        # FULL: an acknowledged ballot must survive a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "timeout": 20,
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "xuanxian.access.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
DATA_UPLOAD_MAX_NUMBER_FILES = 2000  # a county's files chosen at once
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_TEMPLATE = "web/locked_out.html"
AXES_VERBOSE = False
# Lock the account wherever the attempts come from: offices share one outgoing address.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = XUANXIAN_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "xuanxian.web.static_storage.CollectedStaticStorage"},
}

CSRF_FAILURE_VIEW = "xuanxian.web.views.errors.csrf_failed"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 60 * int(os.environ.get("XUANXIAN_IDLE_MINUTES", "60"))
"""Seconds without a request after which one has to sign in again; `web.middleware` moves it on."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _flag("XUANXIAN_HTTPS")
if _flag("XUANXIAN_HTTPS"):
    # Behind a proxy that ends TLS and sets this header itself, whatever the client sent.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
XUANXIAN_PROXIES = [
    network for network in os.environ.get("XUANXIAN_PROXIES", "").split(",") if network
]
"""Networks of the proxies whose X-Forwarded-For is believed when a vote must come from the hall."""
XUANXIAN_TELLER_MINUTES = int(os.environ.get("XUANXIAN_TELLER_MINUTES", "10"))
"""Minutes in which the tellers, each at a screen of their own, hand in their keys one by one."""
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
