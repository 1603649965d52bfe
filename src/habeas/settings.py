"""Where this device keeps what must not lie in the vault, and the limits the program works within.

A device keeps, per vault: its device secret (without which a stolen vault folder cannot be opened by guessing the
passphrase) and the newest checkpoint it has seen (without which nobody notices that a whole folder was put back to an
older state). Neither may lie in the vault folder, so neither is found there. Folders follow the XDG base directories.
"""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ReadingLimits:
    """What one parser process may use. A file that needs more is admitted and said to be unread."""

    cpu_seconds: int = 60
    wall_seconds: int = 120
    memory_bytes: int = 2 << 30
    text_bytes: int = 64 << 20
    """Extracted text, UTF-8."""
    attachments: int = 200


def device_home() -> Path:
    """Where this device keeps what belongs to no one vault. May not exist yet."""
    base = os.environ.get("XDG_DATA_HOME") or ""
    home = Path(base) if base.startswith("/") else Path.home() / ".local" / "share"
    return home / "habeas"


def device_folder(vault_id: str) -> Path:
    """This device's own folder for a vault: device secret, newest checkpoint seen. May not exist yet."""
    return device_home() / vault_id


@dataclass(frozen=True)
class SparkPlace:
    """Where linkage runs when it runs on Spark."""

    master: str = "local[2]"
    """`local[2]`: two threads of this machine; `spark://host:7077`: a cluster."""
    folder: Path | None = None
    """Where Spark keeps what it is working on, names in clear. None: memory of this machine, for a local master."""
    partitions: int = 4
    """Parts that a table is cut into; a cluster wants two or three for each of its processors."""


def spark_place(master: str | None = None) -> SparkPlace:
    """What was asked for, else HABEAS_SPARK_MASTER, else this machine; HABEAS_SPARK_FOLDER, HABEAS_SPARK_PARTITIONS."""
    known = SparkPlace()
    folder, partitions = os.environ.get("HABEAS_SPARK_FOLDER"), os.environ.get("HABEAS_SPARK_PARTITIONS", "")
    return SparkPlace(
        master or os.environ.get("HABEAS_SPARK_MASTER") or known.master,
        Path(folder) if folder else None,
        int(partitions) if partitions.isdecimal() and int(partitions) else known.partitions,
    )
