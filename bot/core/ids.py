"""Ids that are made from what they name."""

from __future__ import annotations

from hashlib import blake2b

from bot.core.thresholds import ID_LENGTH

ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing in it is read as something else


def stable_id(*parts: str) -> str:
    """Return the same short id for the same parts, so that doing a job twice writes the same rows."""
    digest = int.from_bytes(blake2b("\0".join(parts).encode(), digest_size=8).digest())
    letters = []
    for _ in range(ID_LENGTH):
        digest, place = divmod(digest, len(ID_ALPHABET))
        letters.append(ID_ALPHABET[place])
    return "".join(letters)
