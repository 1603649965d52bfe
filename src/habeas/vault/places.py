"""Where the journal and the log of a device lie in a vault, and whose signature counts there."""

from habeas.custody.frames import Series
from habeas.custody.place import Place
from habeas.ids import DeviceId
from habeas.vault.founding import Founding
from habeas.vault.layout import Layout
from habeas.vault.member_chain import Members


def journal_place(layout: Layout, founding: Founding, members: Members, device: DeviceId) -> Place:
    """`device`: one that the chain of members names."""
    series = Series(founding.vault, founding.compartment, device)
    segment = layout.folder / "journal" / founding.compartment / f"{device}.seg"
    return Place(series, segment, layout.folder / "log" / device, members.devices[device].verify_key)
