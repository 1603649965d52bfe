"""RFC 6962: against its definition, against the conformance data, and against every change of a proof."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.custody import merkle
from habeas.custody.merkle import (
    EMPTY_ROOT,
    Tree,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from habeas.errors import EvidenceDiffers, UsageProblem

CONFORMANCE = json.loads((Path(__file__).parent.parent / "formats" / "merkle_conformance.json").read_text())
DATA = [bytes([number & 255, number >> 8]) for number in range(300)]
TREE = Tree(leaf_hash(data) for data in DATA)


def defined_root(data: list[bytes]) -> bytes:
    """MTH as RFC 6962, 2.1 writes it."""
    if len(data) < 2:
        return leaf_hash(data[0]) if data else EMPTY_ROOT
    split = 1
    while split * 2 < len(data):
        split *= 2
    return node_hash(defined_root(data[:split]), defined_root(data[split:]))


def decoded(proof: list[str] | None) -> list[bytes]:
    return [base64.b64decode(each) for each in proof or []]


@pytest.mark.parametrize(
    ("index", "size", "leaf", "root", "proof", "wrong"),
    [case[1:] for case in CONFORMANCE["inclusion"]],
    ids=[case[0] for case in CONFORMANCE["inclusion"]],
)
def test_inclusion_conforms(index: int, size: int, leaf: str, root: str, proof: list[str] | None, wrong: bool) -> None:
    arguments = base64.b64decode(leaf or ""), index, size, decoded(proof), base64.b64decode(root or "")
    if wrong:
        with pytest.raises(EvidenceDiffers):
            verify_inclusion(*arguments)
    else:
        verify_inclusion(*arguments)


@pytest.mark.parametrize(
    ("first", "second", "first_root", "second_root", "proof", "wrong"),
    [case[1:] for case in CONFORMANCE["consistency"]],
    ids=[case[0] for case in CONFORMANCE["consistency"]],
)
def test_consistency_conforms(
    first: int, second: int, first_root: str, second_root: str, proof: list[str] | None, wrong: bool
) -> None:
    """One case of the data accepts equal roots of 12 bytes ("don't care 2"): here a root has 32, so it is refused."""
    roots = base64.b64decode(first_root or ""), base64.b64decode(second_root or "")
    if wrong or len(roots[0]) != 32:
        with pytest.raises(EvidenceDiffers):
            verify_consistency(first, second, decoded(proof), *roots)
    else:
        verify_consistency(first, second, decoded(proof), *roots)


def test_conformance_data_is_whole() -> None:
    assert len(CONFORMANCE["inclusion"]) == len(CONFORMANCE["consistency"]) == 98
    happy = [sum(not case[-1] for case in CONFORMANCE[kind]) for kind in ("inclusion", "consistency")]
    assert happy == [6, 6]


@pytest.mark.parametrize("size", [*range(20), 31, 32, 33, 255, 256, 257, 300])
def test_root_is_as_defined(size: int) -> None:
    assert merkle.root(TREE.nodes, size) == defined_root(DATA[:size])


@settings(deadline=None)
@given(st.integers(1, 300).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_inclusion_proof_holds_for_its_leaf_alone(place: tuple[int, int]) -> None:
    index, size = place
    path, root = inclusion_path(TREE.nodes, index, size), merkle.root(TREE.nodes, size)
    verify_inclusion(leaf_hash(DATA[index]), index, size, path, root)
    assert len(path) <= (size - 1).bit_length()
    for other in {index - 1, index + 1, size, -1} - {index}:
        with pytest.raises(EvidenceDiffers):
            verify_inclusion(leaf_hash(DATA[index]), other, size, path, root)
    for changed in ([*path, path[0]] if path else [root], path[:-1] if path else [root]):
        with pytest.raises(EvidenceDiffers):
            verify_inclusion(leaf_hash(DATA[index]), index, size, changed, root)


@settings(deadline=None)
@given(st.integers(1, 300).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size))))
def test_consistency_proof_holds_for_its_sizes_alone(sizes: tuple[int, int]) -> None:
    first, second = sizes
    path = consistency_path(TREE.nodes, first, second)
    roots = merkle.root(TREE.nodes, first), merkle.root(TREE.nodes, second)
    verify_consistency(first, second, path, *roots)
    for place in range(len(path)):
        changed = [*path[:place], bytes(32), *path[place + 1 :]]
        with pytest.raises(EvidenceDiffers):
            verify_consistency(first, second, changed, *roots)
    with pytest.raises(EvidenceDiffers):
        verify_consistency(first, second, path, roots[0], bytes(32))
    with pytest.raises(EvidenceDiffers):
        verify_consistency(second + 1, second, path, *roots)


def test_no_consistency_from_the_empty_tree() -> None:
    for second in (0, 5):
        with pytest.raises(EvidenceDiffers):
            verify_consistency(0, second, [], EMPTY_ROOT, merkle.root(TREE.nodes, second))
        with pytest.raises(UsageProblem):
            consistency_path(TREE.nodes, 0, second)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_proof_for_a_leaf_that_is_not_there_is_a_mistake(index: int, size: int) -> None:
    with pytest.raises(UsageProblem):
        inclusion_path(TREE.nodes, index, size)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_hash_of_another_length_is_refused(length: int) -> None:
    short, root = bytes(length), merkle.root(TREE.nodes, 2)
    with pytest.raises(EvidenceDiffers, match="32 bytes"):
        verify_inclusion(short, 0, 1, [], short)
    with pytest.raises(EvidenceDiffers, match="32 bytes"):
        verify_inclusion(leaf_hash(DATA[0]), 0, 2, [short], root)
    with pytest.raises(EvidenceDiffers, match="32 bytes"):
        verify_consistency(1, 1, [], short, short)
