"""Make random return references and sheet passwords, and hash a password as Excel stores it."""

import base64
import hashlib
import secrets
from typing import Final

from dhr_xl.core.plan.records import Lock

LETTERS: Final = "ABCDFGHJKLMNPQRSTUVWXYZ"
ALPHABET: Final = LETTERS + "23456789"
"""No 0 O 1 I E: they are misread, or Excel takes the text for a number such as 3E05."""
GROUPS, GROUP_LENGTH = 4, 4
SPINS: Final = 100_000


def new_reference() -> str:
    """A return reference that cannot be guessed: four groups of four, beginning with a letter (about 78 bits)."""
    text = secrets.choice(LETTERS) + "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LENGTH - 1))
    return "-".join(text[at : at + GROUP_LENGTH] for at in range(0, len(text), GROUP_LENGTH))


def new_password() -> str:
    """A password for one round's sheets, short enough to read out on the telephone."""
    alphabet = "abcdfghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))


def lock_of(password: str) -> Lock:
    """The SHA-512 sheet protection of a password (ECMA-376 part 1, 18.2.29): salt, hash and the number of spins."""
    salt = secrets.token_bytes(16)
    digest = hashlib.sha512(salt + password.encode("utf-16-le")).digest()
    for spin in range(SPINS):
        digest = hashlib.sha512(digest + spin.to_bytes(4, "little")).digest()
    return Lock(base64.b64encode(digest).decode(), base64.b64encode(salt).decode(), SPINS)
