"""Keys of rows that must not tell when or after what they were made."""

import secrets


def random_key() -> str:
    """A key that tells nothing of when or after what a row was made."""
    return secrets.token_hex(16)
