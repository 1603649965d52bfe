"""A secret split into shares of words that colleagues keep: SLIP-39, one group, T of N.

The words come from the reference implementation, which runs in variable time: split and combine on a machine nobody
else uses. A share tells nothing of the secret; whoever gathers T shares has it.
"""

import hashlib
from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from habeas.errors import UsageProblem, WrongKey

MOST_SHARES = 16
"""SLIP-39's limit."""
_EXPONENT = 1


def split(secret: bytes, *, shares: int, threshold: int) -> tuple[str, ...]:
    """`shares` lines of words (33 words each for 32 bytes), any `threshold` of which give the secret back."""
    if not 2 <= threshold <= shares <= MOST_SHARES:
        raise UsageProblem(f"recovery shares: 2 <= threshold <= shares <= {MOST_SHARES}, not {threshold} of {shares}")
    (group,) = generate_mnemonics(1, [(threshold, shares)], secret, iteration_exponent=_EXPONENT)
    return tuple(group)


def combine(mnemonics: Sequence[str]) -> bytes:
    """The secret. Raises WrongKey on too few, mistyped or mixed shares; never says which words.

    More shares than needed may be given: the first ones are used. The check inside SLIP-39 has 32 bits: the caller
    still compares the secret with the public key it should have.
    """
    cleaned = list(dict.fromkeys(" ".join(mnemonic.lower().split()) for mnemonic in mnemonics))
    try:
        first = Share.from_mnemonic(cleaned[0])
        # A share says how often it is to be stretched: up to minutes. Ours say 1.
        if (first.iteration_exponent, first.group_count) != (_EXPONENT, 1):
            raise ValueError("not shares of ours")
        return bytes(combine_mnemonics(cleaned[: first.member_threshold]))
    except (MnemonicError, ValueError, LookupError):
        raise WrongKey(
            f"{len(cleaned)} recovery shares do not fit together",
            hint="check each for typing errors, that all are of one set, and that there are as many as needed",
        ) from None


def share_digest(mnemonic: str) -> str:
    """A hash to publish in the log when shares are dealt, so that a false share is recognised. 64 hex digits.

    Safe to publish: a share of 32 bytes has 256 unknown bits.
    """
    return hashlib.sha256(b"habeas/share/1" + " ".join(mnemonic.lower().split()).encode()).hexdigest()
