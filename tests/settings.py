"""The portal's own settings, told by the environment that they are for a test."""

import os

from tests.places import take_own_places

os.environ.setdefault("PORTAL_MODE", "development")
take_own_places()

from trust_portal.settings import *  # noqa: E402, F403

# Hashing a password well takes a quarter of a second, a thousand times over in a run.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
