"""What a statement of the chain of members may hold: ids, keys and counts of their form, and nothing else.

An id of a statement becomes part of paths (`keys/members/<member>.wrap`, `journal/<compartment>/<device>.seg`): one
that is none of ours is refused before anything is done with it.
"""

from collections.abc import Mapping
from typing import Any, Final

from habeas.custody.shapes import Id, ListOf, MapOf, Object, OneOf, Shape, Text, Whole, hexadecimal
from habeas.errors import EvidenceDiffers
from habeas.vault.model import Role

KEY: Final = hexadecimal(64)
MEMBER: Final = Id("member")
COUNT: Final = Whole(0, 1 << 48)
SIZES: Final = MapOf(Id("device"), COUNT)
ROOMS: Final = MapOf(OneOf(("record", "names")), KEY, 2)
EVERY: Final[Mapping[str, Shape]] = {
    "at": Text(40),
    "by": Text(16, "mem-[0-9a-z]{12}|recovery"),
    "format": Text(40),
    "kind": Text(40, "[a-z]+"),
    "number": Whole(1, 1 << 31),
    "previous": KEY,
    "vault": Id("vault"),
}
NEW_MEMBER: Final[Mapping[str, Shape]] = {
    "member": MEMBER,
    "verify_key": KEY,
    "box_key": KEY,
    "role": OneOf(Role),
}
OWN: Final[Mapping[str, Mapping[str, Shape]]] = {
    "found": {**NEW_MEMBER, "epoch": COUNT, "rooms": ROOMS},
    "add": NEW_MEMBER,
    "recovered": NEW_MEMBER,
    "device": {"member": MEMBER, "device": Id("device"), "device_key": KEY},
    "role": {"member": MEMBER, "role": OneOf(Role), "devices": SIZES, "epoch": COUNT, "rooms": ROOMS},
    "remove": {"member": MEMBER, "devices": SIZES, "epoch": COUNT, "rooms": ROOMS},
    "recovery": {
        "verify_key": KEY,
        "box_key": KEY,
        "shares": Whole(1, 1 << 10),
        "threshold": Whole(1, 1 << 10),
        "share_digests": ListOf(Text(200), 1 << 10),
    },
}
"""Kind -> its own fields, beside those of EVERY. Which of them must be there is asked where they are used."""


def require_form(statement: Mapping[str, Any], number: int) -> None:
    """Raises EvidenceDiffers naming the statement, and the field that is not of its form."""
    own = OWN.get(str(statement.get("kind")))
    if own is None:
        raise EvidenceDiffers(
            f"member statement {number}: of a kind that this version does not know",
            hint="it may have been written by a newer version of Habeas: update the program",
        )
    shapes = {**EVERY, **own}
    for name, value in statement.items():
        shape = shapes.get(name)
        if shape is None:
            raise EvidenceDiffers(
                f"member statement {number}: has a field that this version does not know",
                hint="it may have been written by a newer version of Habeas: update the program",
            )
        if not shape.fits(value):
            raise EvidenceDiffers(f"member statement {number}: its field {name} is not of its form")
    if not Object(shapes, ("at", "by", "kind")).fits(statement):
        raise EvidenceDiffers(f"member statement {number}: is not complete")
