"""The log as tiles: the paths and bytes of tlog-tiles, and what is left when the disk fails."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.custody import durable, merkle
from habeas.custody.merkle import Tree, leaf_hash
from habeas.custody.tiles import TileId, TileLog, TileReader, tiles_of
from habeas.errors import EvidenceDiffers, StorageFailed
from tests.custody.world import scratch

DATA = [number.to_bytes(32) for number in range(66_000)]
TREE = Tree(map(leaf_hash, DATA))


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def grown(folder: Path, *sizes: int) -> TileLog:
    log = TileLog(folder)
    for size in sizes:
        log.append(DATA[log.size : size])
        log.save()
        log.prune()
    return log


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (TileId(0, 0), "tile/0/000"),
        (TileId(1, 7, 1), "tile/1/007.p/1"),
        (TileId(0, 999), "tile/0/999"),
        (TileId(0, 1000), "tile/0/x001/000"),
        (TileId(63, 1234067, 255), "tile/63/x001/x234/067.p/255"),
        (TileId(0, 1_000_000), "tile/0/x001/x000/000"),
    ],
)
def test_path_is_as_specified(tile: TileId, path: str) -> None:
    assert tile.path() == path


def test_tiles_of_seventy_thousand_are_those_of_the_specification() -> None:
    tiles = list(tiles_of(70_000))
    assert sum(tile.width == 256 for tile in tiles if tile.level == 0) == 273
    rest = [(tile.level, tile.width) for tile in tiles if tile.level or tile.width < 256]
    assert rest == [(0, 112), (1, 256), (1, 17), (2, 1)]
    assert list(tiles_of(256)) == [TileId(0, 0), TileId(1, 0, 1)]
    assert list(tiles_of(0)) == []


def test_tile_holds_the_hashes_that_the_specification_names(tmp_path: Path) -> None:
    grown(tmp_path, 600)
    leaves = [leaf_hash(data) for data in DATA]
    assert (tmp_path / "tile/0/001").read_bytes() == b"".join(leaves[256:512])
    assert (tmp_path / "tile/0/002.p/88").read_bytes() == b"".join(leaves[512:600])
    full = merkle.root(TREE.nodes, 256), Tree(leaves[256:512]).root()
    assert (tmp_path / "tile/1/000.p/2").read_bytes() == b"".join(full)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 700), min_size=1, max_size=6), st.booleans())
def test_root_proofs_and_files_are_those_of_the_tree(steps: list[int], reopen: bool) -> None:
    with scratch() as folder:
        log = TileLog(folder)
        for step in steps:
            log.append(DATA[log.size : log.size + step])
            log.save()
            log.prune()
            if reopen:
                log = TileLog(folder, log.size)
            assert log.root() == merkle.root(TREE.nodes, log.size)
        reader = log.reader()
        for index in {0, log.size // 2, log.size - 1}:
            path = merkle.inclusion_path(TREE.nodes, index, log.size)
            assert merkle.inclusion_path(reader.nodes, index, log.size) == path
        assert {tile.path() for tile in tiles_of(log.size)} <= files(folder)


def test_large_log_has_a_third_level(tmp_path: Path) -> None:
    log = grown(tmp_path, 65_536, 66_000)
    assert log.root() == merkle.root(TREE.nodes, 66_000)
    assert (tmp_path / "tile/2/000.p/1").read_bytes() == merkle.root(TREE.nodes, 65_536)
    assert merkle.consistency_path(log.reader().nodes, 300, 66_000) == merkle.consistency_path(TREE.nodes, 300, 66_000)


def test_partial_tiles_of_signed_sizes_stay_until_the_full_one_is_there(tmp_path: Path) -> None:
    log = grown(tmp_path, 3, 5)
    assert files(tmp_path) == {"tile/0/000.p/3", "tile/0/000.p/5"}
    log.append(DATA[5:256])
    log.save()
    assert files(tmp_path) == {"tile/0/000.p/3", "tile/0/000.p/5", "tile/0/000", "tile/1/000.p/1"}
    log.prune()
    assert files(tmp_path) == {"tile/0/000", "tile/1/000.p/1"}


def test_discarded_leaves_take_their_tiles_with_them(tmp_path: Path) -> None:
    log = grown(tmp_path, 250)
    before = files(tmp_path)
    log.append(DATA[250:520])
    log.save()
    assert files(tmp_path) > before
    log.discard()
    assert files(tmp_path) == before
    log = grown(tmp_path / "other", 250)
    log.prune()
    log.discard()
    assert files(tmp_path / "other") == before


def test_rests_of_a_killed_write_are_dropped_at_the_edge_and_nothing_else(tmp_path: Path) -> None:
    log = grown(tmp_path, 250, 253)
    before = files(tmp_path)
    for rest in ("tile/0/000", "tile/0/000.p/254", "tile/0/000.p/255", "tile/0/000.p/5.tmp"):
        (tmp_path / rest).write_bytes(b"rest")
    log.drop_unsigned()
    assert files(tmp_path) == before
    grown(tmp_path / "whole", 256).drop_unsigned()
    assert files(tmp_path / "whole") == {"tile/0/000", "tile/1/000.p/1"}


def test_pruned_partial_tile_is_read_from_the_full_one(tmp_path: Path) -> None:
    grown(tmp_path, 3, 300)
    assert merkle.root(TileReader(tmp_path, 3).nodes, 3) == merkle.root(TREE.nodes, 3)


@pytest.mark.parametrize("change", ["missing", "short", "long"])
def test_edge_tile_that_is_not_whole_is_named(tmp_path: Path, change: str) -> None:
    grown(tmp_path, 5)
    path = tmp_path / "tile/0/000.p/5"
    if change == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] if change == "short" else path.read_bytes() + b"\x00")
    with pytest.raises(EvidenceDiffers, match=r"tile/0/000\.p/5"):
        TileLog(tmp_path, 5)


def test_disk_that_fails_at_any_write_leaves_the_log_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From 250 to 520 leaves: two full tiles and two partial ones, each with a write, two syncs and a rename."""
    failed = 0
    for broken in ("write", "fsync", "rename"):
        real = getattr(os, broken)
        for nth in range(12):
            with scratch() as folder:
                log = grown(folder, 250)
                calls = iter(range(1000))

                def fails(*arguments: object, real=real, calls=calls, nth=nth, **named: object) -> object:
                    if next(calls) == nth:
                        raise OSError(28, "No space left on device")
                    return real(*arguments, **named)

                monkeypatch.setattr(durable.os, broken, fails)
                log.append(DATA[250:520])
                try:
                    log.save()
                except StorageFailed:
                    failed += 1
                monkeypatch.setattr(durable.os, broken, real)
                assert TileLog(folder, 250).root() == merkle.root(TREE.nodes, 250)
                again = TileLog(folder, 250)
                again.append(DATA[250:520])
                again.save()
                assert TileLog(folder, 520).root() == merkle.root(TREE.nodes, 520)
                assert not any(name.endswith(".tmp") for name in files(folder))
    assert failed >= 16
