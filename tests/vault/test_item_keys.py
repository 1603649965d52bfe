from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from habeas.custody.model import NewEntry, Room
from habeas.errors import EvidenceDiffers, WrongKey
from habeas.ids import CompartmentId, DeviceId, ItemId, VaultId, new_id
from habeas.vault.item_keys import ItemKeys, KeyFiles
from habeas.vault.layout import Layout
from habeas.vault.room_keys import RoomKeys, new_epoch_keys
from tests.vault.scene import Scene

VAULT, COMPARTMENT, DEVICE = VaultId("vlt-1"), CompartmentId("cmp-1"), DeviceId("dev-000000000000")
ROOMS = RoomKeys(VAULT, {**new_epoch_keys(1), **new_epoch_keys(2)})


def _files(folder: Path, rooms: RoomKeys = ROOMS) -> KeyFiles:
    return KeyFiles(Layout(folder), VAULT, COMPARTMENT, rooms)


def _some(count: int) -> dict[ItemId, bytes]:
    return {ItemId(new_id("claim")): bytes([number + 1]) * 32 for number in range(count)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 40), st.sampled_from(list(Room)), st.integers(1, 2))
def test_key_file_gives_back_what_was_written(tmp_path: Path, count: int, room: Room, epoch: int) -> None:
    keys = _some(count)
    _files(tmp_path).write(room, DEVICE, 7, epoch, keys)
    assert _files(tmp_path).read(room, DEVICE, 7) == keys


def test_key_file_sizes_say_little_about_how_many_keys(tmp_path: Path) -> None:
    sizes = set()
    for count in range(9):
        _files(tmp_path).write(Room.RECORD, DEVICE, 1, 1, _some(count))
        sizes.add(_files(tmp_path).path(Room.RECORD, DEVICE, 1).stat().st_size)
    assert len(sizes) <= 2


def test_key_file_in_another_place_or_room_or_frame_is_refused(tmp_path: Path) -> None:
    files = _files(tmp_path)
    files.write(Room.RECORD, DEVICE, 1, 1, _some(2))
    content = files.path(Room.RECORD, DEVICE, 1).read_bytes()
    for room, device, frame in ((Room.NAMES, DEVICE, 1), (Room.RECORD, DeviceId("dev-2"), 1), (Room.RECORD, DEVICE, 2)):
        path = files.path(room, device, frame)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        with pytest.raises(EvidenceDiffers, match="item keys"):
            files.read(room, device, frame)


def test_key_file_every_flipped_bit_and_every_cut_is_named(tmp_path: Path) -> None:
    files = _files(tmp_path)
    files.write(Room.NAMES, DEVICE, 3, 2, _some(1))
    path = files.path(Room.NAMES, DEVICE, 3)
    content = path.read_bytes()
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1 << (place % 8)
        path.write_bytes(changed)
        with pytest.raises(EvidenceDiffers, match=r"00000003\.keys"):
            files.read(Room.NAMES, DEVICE, 3)
        path.write_bytes(content[:place])
        with pytest.raises(EvidenceDiffers):
            files.read(Room.NAMES, DEVICE, 3)


def test_remove_takes_the_key_and_overwrites_the_old_file(tmp_path: Path) -> None:
    files, keys = _files(tmp_path), _some(3)
    files.write(Room.RECORD, DEVICE, 1, 1, keys)
    path = files.path(Room.RECORD, DEVICE, 1)
    gone = next(iter(keys))
    with path.open("rb") as old:
        before = old.read()
        files.remove(Room.RECORD, DEVICE, 1, [gone])
        old.seek(0)
        assert old.read() != before
    assert files.read(Room.RECORD, DEVICE, 1) == {item: key for item, key in keys.items() if item != gone}
    untouched = path.read_bytes()
    files.remove(Room.RECORD, DEVICE, 1, [gone])
    assert path.read_bytes() == untouched


def test_item_keys_closed_room_gives_nothing(tmp_path: Path) -> None:
    analyst = RoomKeys(VAULT, {place: key for place, key in ROOMS.keys.items() if place[1] is Room.RECORD})
    keys = ItemKeys(_files(tmp_path, analyst), analyst)
    item = ItemId(new_id("claim"))
    assert keys.item_key(item, Room.NAMES) is None
    with pytest.raises(WrongKey):
        keys.new(item, Room.NAMES)
    assert keys.new(item, Room.RECORD) == keys.new(item, Room.RECORD)


def test_item_keys_fresh_ones_are_written_with_their_frame_only(tmp_path: Path) -> None:
    keys = ItemKeys(_files(tmp_path), ROOMS)
    first, second = ItemId(new_id("claim")), ItemId(new_id("claim"))
    made = keys.new(first, Room.RECORD)
    keys.new(second, Room.RECORD)
    written = keys.write_fresh([first], DEVICE, 0)
    assert written == [(first, Room.RECORD)]
    assert keys.files.read(Room.RECORD, DEVICE, 0) == {first: made}
    keys.settled(written)
    keys.forget()
    assert keys.item_key(first, Room.RECORD) is None
    assert keys.item_key(second, Room.RECORD) is not None


def test_item_keys_looked_up_together_are_those_asked_for_one_by_one(empty: Scene) -> None:
    """What had no key when it was looked up has one once its frame is written, and after memory was emptied."""
    with empty.open() as ledger:
        first, second = (ItemId(new_id("source")) for _ in range(2))
        keys = ledger.item_keys()
        keys.look_up([first, second])
        assert [keys.item_key(item, room) for item in (first, second) for room in Room] == [None] * 4
        said = {"consent": 3}
        ledger.append(
            [NewEntry("source.consent", first, said, {"because": "x"}), NewEntry("source.consent", second, said)]
        )
        made = [keys.item_key(item, room) for item in (first, second) for room in Room]
        assert [key is None for key in made] == [False, False, False, True]
        for ask_first in (keys.look_up, lambda items: None):
            keys.forget()
            ask_first([first, second])
            assert [keys.item_key(item, room) for item in (first, second) for room in Room] == made
