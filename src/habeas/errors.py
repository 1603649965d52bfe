"""Every error of Habeas, as one tree.

What an error may say: ids, sizes, hashes, counts, positions. Never a name, a place, a file name or testimony: errors
end up in terminals that others see, in logs and in bug reports.

    HabeasError                     1   failed
    ├── UsageProblem                2   the words of the command, or an argument, are wrong
    ├── PartlyDone                  3   some was done; what was left is listed
    ├── NoVault                    10   there is no vault here
    ├── VaultBusy                  11   another process holds the vault
    ├── WrongKey                   12   wrong passphrase, device secret, key or share
    ├── BadInput                    1   a file cannot be read for what it is said to be
    │   └── TooLarge                1   larger than the stated limit
    ├── UnsafeEnvironment           1   no cipher, a weak parameter, an unsafe place: refuses to go on
    ├── StorageFailed               1   the disk did not take what was written; what was acknowledged is safe
    ├── NotFound                    1   no item with this id
    ├── EvidenceDiffers            20   what is on disk is not what the log says
    │   ├── HistoryRolledBack      20   the log is older than, or forked from, one that was seen before
    │   └── OddFile                20   a link, pipe, device or oversized file lies where a file of the vault belongs
    ├── ReleaseInvalid             21   a release does not verify
    ├── SignerNotCompared          22   a release is intact, and nobody compared whose key signed it
    ├── ReleaseRefused             30   the door does not let this out
    └── EstimateRefused            30   the data cannot bear an estimate

Interrupted by the user: 130 (no class: click's Abort and KeyboardInterrupt are mapped to it).
"""


class HabeasError(Exception):
    """Something could not be done. `hint` says what to do next."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageProblem(HabeasError):
    """An argument, or a combination of them, means nothing."""

    exit_code = 2


class PartlyDone(HabeasError):
    """Some items were done and are safe; the message counts those that were not, each was reported."""

    exit_code = 3


class NoVault(HabeasError):
    """The folder holds no vault, or one of an unknown format."""

    exit_code = 10


class VaultBusy(HabeasError):
    """Another process has the vault open for writing."""

    exit_code = 11


class WrongKey(HabeasError):
    """The passphrase, device secret, key or recovery share does not open this."""

    exit_code = 12


class BadInput(HabeasError):
    """The bytes given are not what they were said to be."""


class TooLarge(BadInput):
    """Larger than the stated limit."""


class UnsafeEnvironment(HabeasError):
    """Going on would weaken a promise: no cipher in the database library, a parameter below the floor."""


class StorageFailed(HabeasError):
    """The disk did not take a write. What was acknowledged before is safe, what was under way is not there."""


class NotFound(HabeasError):
    """There is no item with this id, or it was erased."""


class EvidenceDiffers(HabeasError):
    """An object on disk is not what the signed log says it is."""

    exit_code = 20


class HistoryRolledBack(EvidenceDiffers):
    """The vault's log is older than, or contradicts, a checkpoint that was seen before."""


class OddFile(EvidenceDiffers):
    """Not a plain file with one name and a possible size: it was not opened, or not read."""


class ReleaseInvalid(HabeasError):
    """A release does not verify."""

    exit_code = 21


class SignerNotCompared(HabeasError):
    """A release is intact; whether the key that signed it is the publisher's, nobody has compared."""

    exit_code = 22


class ReleaseRefused(HabeasError):
    """Publication does not let this out; the reason says which rule.

    `seen`: what was found, word and place, a line each. It may hold a name: for the screen of whoever releases, never
    part of the message, of a log or of a file.
    """

    exit_code = 30

    def __init__(self, message: str, *, hint: str = "", seen: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.seen = seen


class EstimateRefused(HabeasError):
    """The data cannot bear an estimate; the reason says what would be needed."""

    exit_code = 30
