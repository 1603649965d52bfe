"""Who works with an open vault, and the keys they hold while it is open."""

from dataclasses import dataclass, replace

from habeas.crypto.identity import Identity
from habeas.crypto.sealing import derive
from habeas.ids import DeviceId, MemberId
from habeas.vault.room_keys import RoomKeys


@dataclass(frozen=True, repr=False)
class Credentials:
    """Who works with the vault, on which device, with which keys. Not printable."""

    member: MemberId
    device: DeviceId
    identity: Identity
    device_identity: Identity
    """Signs this device's frames and checkpoints."""
    rooms: RoomKeys
    device_secret: bytes
    """Without it nothing that this device keeps of the vault opens."""

    def with_rooms(self, rooms: RoomKeys) -> "Credentials":
        """The same person after a new key epoch."""
        return replace(self, rooms=rooms)


def device_identity(seed: bytes, device: DeviceId) -> Identity:
    """A device's own signing key, from its member's seed: nothing more to keep, or to lose."""
    return Identity(derive(seed, "device-identity", device.encode()))
