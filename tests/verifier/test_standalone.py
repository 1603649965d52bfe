"""The one-file verifier: it accepts what was released, refuses every change, and agrees with the faster one."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.bindings import crypto_sign_open
from nacl.exceptions import CryptoError

from habeas.crypto.identity import Identity
from habeas.custody import merkle
from habeas.custody.disclosure import check_record, check_text
from habeas.custody.redactable import disclose_record, disclose_text, record_root, text_root
from habeas.publication.bundle import joint_path
from habeas.verifier import standalone
from habeas.verifier.check import check_release
from tests.publication.conftest import open_release, redacted, told  # noqa: F401  # fixtures
from tests.publication.making import copy, flip, resigned

Json = dict[str, Any]


def both(folder: Path, **options: Any) -> bool:
    """What the two verifiers say; they must say the same."""
    alone = standalone.verify_release(str(folder), options.get("key", ""))
    ours = check_release(folder, key=options.get("key", ""))
    assert alone == ours.as_json()
    return bool(alone["ok"])


@pytest.mark.parametrize("which", ["redacted", "open_release"])
def test_release_as_made_verifies(which: str, request: pytest.FixtureRequest) -> None:
    assert both(request.getfixturevalue(which))


def test_verify_py_run_by_a_stranger_exits_22_until_the_signer_is_compared(redacted: Path) -> None:  # noqa: F811
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(redacted / "verify.py"), "--json"], capture_output=True, text=True, cwd="/"
    )
    found = json.loads(done.stdout)
    assert done.returncode == 22 and found["ok"] and not done.stderr
    assert found["verdict"]["word"] == "intact, signer not compared"
    compared = [sys.executable, "-I", "-S", str(redacted / "verify.py"), "--key", found["verdict"]["signer"]]
    done = subprocess.run(compared, capture_output=True, text=True, cwd="/")
    assert done.returncode == 0 and done.stdout.endswith("This release verifies.\n")
    assert sorted(path.name for path in redacted.iterdir()) == sorted(
        ["README.txt", "bundle.json", "dossier.html", "dossier.pdf", "manifest.json", "proof", "verify.py"]
    )


def test_verify_py_on_a_changed_release_exits_1_and_names_it(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = copy(redacted, tmp_path / "r")
    (folder / "dossier.pdf").write_bytes(flip((folder / "dossier.pdf").read_bytes(), 500))
    done = subprocess.run([sys.executable, str(folder / "verify.py")], capture_output=True, text=True)
    assert done.returncode == 1
    assert "DOES NOT HOLD  file dossier.pdf" in done.stdout and done.stdout.endswith("DOES NOT VERIFY.\n")


def test_verify_py_called_wrongly_exits_2(redacted: Path) -> None:  # noqa: F811
    done = subprocess.run([sys.executable, str(redacted / "verify.py"), "--what"], capture_output=True)
    assert done.returncode == 2


def test_one_byte_changed_in_any_file_does_not_verify(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    """Every file; the small signed ones at every byte, the large ones at some hundred places."""
    folder = copy(redacted, tmp_path / "r")
    chance = random.Random(1)
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        good = path.read_bytes()
        small = path.name in ("manifest.json",) or path.suffix == ".checkpoint"
        places = range(0, len(good), 7) if small else chance.sample(range(len(good)), 12)
        for place in [*places, 0, len(good) - 1]:
            path.write_bytes(flip(good, place))
            result = standalone.verify_release(str(folder), ed25519=_fast)
            assert not result["ok"], (path.name, place)
        path.write_bytes(good)
    assert both(folder)


def _fast(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        crypto_sign_open(signature + message, key)
    except (CryptoError, ValueError):
        return False
    return True


@pytest.mark.parametrize("name", ["bundle.json", "dossier.html", "manifest.json", "proof/dev-000000000000.checkpoint"])
def test_missing_file_does_not_verify(redacted: Path, tmp_path: Path, name: str) -> None:  # noqa: F811
    folder = copy(redacted, tmp_path / "r")
    (folder / name).unlink()
    assert not both(folder)


def test_added_renamed_linked_and_emptied_files_do_not_verify(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    def added(folder: Path) -> None:
        (folder / "more.txt").write_text("x")

    def hidden(folder: Path) -> None:
        (folder / "proof" / ".x").write_text("")

    def folder_added(folder: Path) -> None:
        (folder / "empty").mkdir()

    def renamed(folder: Path) -> None:
        (folder / "README.txt").rename(folder / "readme.txt")

    def linked(folder: Path) -> None:
        shutil.move(folder / "README.txt", tmp_path / f"{folder.name}.txt")
        (folder / "README.txt").symlink_to(tmp_path / f"{folder.name}.txt")

    def swapped(folder: Path) -> None:
        one, other = (folder / "README.txt").read_bytes(), (folder / "verify.py").read_bytes()
        (folder / "README.txt").write_bytes(other)
        (folder / "verify.py").write_bytes(one)

    def truncated(folder: Path) -> None:
        data = (folder / "bundle.json").read_bytes()
        (folder / "bundle.json").write_bytes(data[: len(data) // 2])

    for number, change in enumerate((added, hidden, folder_added, renamed, linked, swapped, truncated)):
        folder = copy(redacted, tmp_path / str(number))
        change(folder)
        assert not both(folder), change.__name__


def _passage(bundle: Json) -> None:
    bundle["passages"][0]["runs"][0] = "On 4 May 2024 guards of the "


def _unhide(bundle: Json) -> None:
    passage = next(p for p in bundle["passages"] if None in p["runs"])
    passage["runs"][passage["runs"].index(None)] = "Someone Else "


def _swap_sources(bundle: Json) -> None:
    one, other = bundle["texts"][0], bundle["texts"][1]
    one["text"], other["text"] = other["text"], one["text"]


def _swap_passages(bundle: Json) -> None:
    one, other = bundle["passages"][0], bundle["passages"][-1]
    one["source"], other["source"] = other["source"], one["source"]


def _claim(bundle: Json) -> Json:
    return next(item for item in bundle["items"] if item["kind"] == "claim")


def _move_claim(bundle: Json) -> None:
    others = [item["id"] for item in bundle["items"] if item["kind"] == "source"]
    _claim(bundle)["shown"]["record"]["source"] = others[-1]


def _other_passages(bundle: Json) -> None:
    _claim(bundle)["passages"] = [bundle["passages"][-1]["id"]]


def _other_act(bundle: Json) -> None:
    _claim(bundle)["shown"]["record"]["act"] = {"type": "killing"}


def _status(bundle: Json) -> None:
    _claim(bundle)["status"] = "rejected"


def _undecided(bundle: Json) -> None:
    _claim(bundle)["entries"].pop()


def _other_entry(bundle: Json) -> None:
    claims = [item for item in bundle["items"] if item["kind"] == "claim"]
    claims[0]["entries"] = claims[1]["entries"]


def _index(bundle: Json) -> None:
    bundle["entries"][0]["id"] = "dev-000000000000:99"


def _drop_entry(bundle: Json) -> None:
    bundle["entries"].pop()


def _slot(bundle: Json) -> None:
    parts = bundle["entries"][0]["record"]["parts"]
    part = next(part for part in parts if part[0] == "show")
    part[3][0] = part[3][0].replace("vault.founded", "vault.fabled")


def _log_key(bundle: Json) -> None:
    bundle["logs"][0]["key"] = bundle["release"]["signer"]["verify_key"]


def _no_logs(bundle: Json) -> None:
    bundle["logs"] = []


def _vault(bundle: Json) -> None:
    bundle["release"]["vault"] = "vlt-111111111111"


def _existing(bundle: Json) -> None:
    bundle["logs"][0]["path"].append(bundle["logs"][0]["path"][0] if bundle["logs"][0]["path"] else "A" * 43 + "=")


FORGERIES: list[Callable[[Json], None]] = [
    _passage, _unhide, _swap_sources, _swap_passages, _move_claim, _other_passages, _other_act, _status, _undecided,
    _other_entry, _index, _drop_entry, _slot, _log_key, _no_logs, _vault, _existing,
]  # fmt: skip


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__.strip("_"))
def test_forgery_signed_again_by_the_signer_itself_does_not_verify(
    redacted: Path,  # noqa: F811
    tmp_path: Path,
    forge: Callable[[Json], None],
) -> None:
    """Even who holds the key cannot make a passage say what its source did not say when it was logged."""
    folder = resigned(copy(redacted, tmp_path / "r"), forge)
    assert not both(folder)
    failed = [check for check in check_release(folder).checks if not check.ok]
    assert not [check for check in failed if check.what in ("file", "signature")], "only the proof catches it"


def test_release_signed_again_without_a_change_verifies(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    """So that the test above fails for the forgery and not for the signing."""
    assert both(resigned(copy(redacted, tmp_path / "r"), lambda bundle: None))


def test_release_signed_again_by_a_key_that_is_no_members_does_not_verify(
    redacted: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    theirs = Identity(b"x" * 32)
    folder = copy(redacted, tmp_path / "r")
    good = check_release(folder).checks
    signer = next(check.detail for check in good if check.what == "signature").removeprefix("signed by ")

    def take_over(bundle: Json) -> None:
        from habeas.publication.bundle import signer_fields

        bundle["release"]["signer"] = signer_fields(theirs.public)

    resigned(folder, take_over, theirs)
    assert not both(folder)
    assert not both(folder, key=signer)
    assert both(redacted, key=signer) and both(redacted, key=signer.replace(" ", ""))
    assert any(signer not in line and "compare" in line for line in check_release(folder).unchecked)


def test_older_checkpoint_put_back_does_not_verify(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    from habeas.custody.notes import Checkpoint, NoteKey, sign_checkpoint

    device = Identity(bytes(range(1, 33)))

    def replay(bundle: Json) -> None:
        log = bundle["logs"][0]
        name = log["checkpoint"].split("\n")[0]
        note = sign_checkpoint(Checkpoint(name, 3, b"\x01" * 32), NoteKey(name, device.public.verify_key), device.sign)
        log["checkpoint"] = note
        (folder / "proof" / f"{log['device']}.checkpoint").write_text(note)

    folder = copy(redacted, tmp_path / "r")
    resigned(folder, replay)
    assert not both(folder)


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"format":1}',
        b'{"a":1,"a":2}',
        b"\xff\xfe",
        b"NaN",
        b"[" * 100_000,
        b'{"format":"habeas-release/1"}',
    ],
)
def test_garbage_in_place_of_a_file_is_told_never_raised(redacted: Path, tmp_path: Path, garbage: bytes) -> None:  # noqa: F811
    for name in ("manifest.json", "bundle.json", "dossier.html"):
        folder = copy(redacted, tmp_path / name)
        (folder / name).write_bytes(garbage)
        assert not both(folder)


def test_empty_folder_does_not_verify(tmp_path: Path) -> None:
    assert not both(tmp_path)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.integers(0, 511))
@settings(max_examples=15, deadline=None)
def test_two_ed25519_agree_on_good_and_damaged_signatures(seed: bytes, message: bytes, bit: int) -> None:
    who = Identity(seed)
    signature = who.sign(message)
    damaged = bytearray(signature)
    damaged[bit // 8] ^= 1 << bit % 8
    for candidate in (signature, bytes(damaged)):
        found = standalone.verify_ed25519(who.public.verify_key, message, candidate)
        assert found == _fast(who.public.verify_key, message, candidate)


SMALL_ORDER = [
    bytes(32), (1).to_bytes(32, "little"), (2**255 - 20).to_bytes(32, "little"), (2**255 - 19).to_bytes(32, "little"),
    (2**255 - 18).to_bytes(32, "little"), (1 + 2**255).to_bytes(32, "little"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
]  # fmt: skip


def test_ed25519_refuses_small_order_points_and_large_scalars_as_libsodium_does() -> None:
    who = Identity(b"s" * 32)
    good = who.sign(b"m")
    large = good[:32] + (int.from_bytes(good[32:], "little") + standalone.ORDER).to_bytes(32, "little")
    cases = [(who.public.verify_key, large)]
    cases += [(point, good) for point in SMALL_ORDER] + [(who.public.verify_key, p + good[32:]) for p in SMALL_ORDER]
    cases += [(one, other + bytes(32)) for one in SMALL_ORDER for other in SMALL_ORDER]
    for key, signature in cases:
        assert standalone.verify_ed25519(key, b"m", signature) == _fast(key, b"m", signature) is False


@given(
    st.text(alphabet="ab \nя\u0627", max_size=80),
    st.binary(min_size=16, max_size=16),
    st.tuples(st.integers(0, 80), st.integers(0, 80)),
)
@settings(max_examples=60, deadline=None)
def test_two_readings_of_vr1_agree_on_texts(text: str, seed: bytes, cut: tuple[int, int]) -> None:
    low, high = sorted(min(end, len(text)) for end in cut)
    disclosure = json.loads(json.dumps(disclose_text(text, seed, [(low, high)])))
    root, paragraphs = standalone.text(disclosure)
    ours, shown = check_text(disclosure)
    assert root == ours == text_root(text, seed)
    rows = {number: [tokens.get(place) for place in range(size)] for number, (size, tokens) in paragraphs.items()}
    assert rows == {number: list(row) for number, row in shown.paragraphs.items()}


@given(st.lists(st.none() | st.integers(0, 9), max_size=20), st.binary(min_size=16, max_size=16), st.integers(0))
@settings(max_examples=60, deadline=None)
def test_two_readings_of_vr1_agree_on_records(values: list[int | None], seed: bytes, mask: int) -> None:
    slots = [None if value is None else f'["f{i}",{value}]'.encode() for i, value in enumerate(values)]
    disclosure = disclose_record(slots, seed, lambda place: bool(mask >> place & 1))
    root, _, fields = standalone.record(disclosure, ())
    assert root == check_record(disclosure)[0] == record_root(slots, seed)
    assert set(fields) == {f"f{i}" for i, value in enumerate(values) if value is not None and mask >> i & 1}


@given(st.integers(1, 70), st.data())
@settings(max_examples=60, deadline=None)
def test_joint_proof_leads_to_the_root_and_only_to_it(size: int, data: st.DataObject) -> None:
    commitments = [bytes([number]) * 32 for number in range(size)]
    tree = merkle.Tree(merkle.leaf_hash(one) for one in commitments)
    wanted = data.draw(st.sets(st.integers(0, size - 1), min_size=1))
    path = joint_path({i: merkle.inclusion_path(tree.nodes, i, size) for i in wanted}, size)
    known = {i: commitments[i] for i in wanted}
    rest = iter(path)
    assert standalone.log_root(known, 0, size, rest) == tree.root() and next(rest, None) is None
    forged = {**known, min(wanted): b"\xff" * 32}
    assert standalone.log_root(forged, 0, size, iter(path)) != tree.root()


@given(st.integers(1, 40), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_growth_of_a_log_is_accepted_as_the_journal_accepts_it(one: int, other: int) -> None:
    first, second = sorted((one, other))
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(second)]
    tree = merkle.Tree(leaves)
    roots = merkle.root(tree.nodes, first), tree.root()
    path = list(merkle.consistency_path(tree.nodes, first, second))
    standalone.check_growth((first, roots[0]), (second, roots[1]), path)
    for bad in (
        [*path, b"\x00" * 32],
        path[:-1] if path else [b"\x01" * 32],
        [b"\x02" * 32, *path[1:]] if path else [b"\x01" * 32],
    ):
        with pytest.raises(standalone.Differs):
            standalone.check_growth((first, roots[0]), (second, roots[1]), bad)
            if first == second:
                raise standalone.Differs
    if first < second:
        with pytest.raises(standalone.Differs):
            standalone.check_growth((first, b"\x05" * 32), (second, roots[1]), path)


def _bomb(parts: Any) -> Callable[[Json], None]:
    def forge(bundle: Json) -> None:
        bundle["texts"][0]["text"] = {"depth": 32, "parts": parts}

    return forge


SEED = "A" * 22 + "=="
BOMBS: list[Any] = [
    [["show", 32, SEED, []]],
    [["show", 32, SEED, [[4_000_000_000]]]],
    [["open", 32, [["show", 32, SEED, [4_000_000_000]]]]],
    [["open", 32, [["hide", 32, "A" * 43 + "="]]], ["hide", 32, "A" * 43 + "="]],
    [["show", 31, SEED, [[1] * 1000] * 1000]],
]


@pytest.mark.parametrize("parts", BOMBS, ids=range(len(BOMBS)))
def test_small_bundle_that_stands_for_a_huge_tree_is_refused_at_once(
    redacted: Path,  # noqa: F811
    tmp_path: Path,
    parts: Any,
) -> None:
    import time

    folder = resigned(copy(redacted, tmp_path / "r"), _bomb(parts))
    start = time.process_time()
    assert not both(folder)
    assert time.process_time() - start < 60  # what it stands for would take years


def test_page_of_a_million_brackets_is_refused_at_once(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = copy(redacted, tmp_path / "r")
    page = (folder / "dossier.html").read_text()
    (folder / "dossier.html").write_text(page.replace("<main>", "<main>" + "<" * 1_000_000))
    assert not both(folder)


def test_names_and_ids_of_a_hostile_release_do_not_steer_the_terminal(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    folder = copy(redacted, tmp_path / "r")
    (folder / "\x1b[2J\u202efdp.txt").write_text("x")
    (folder / os.fsdecode(b"\xff\xfe.txt")).write_text("x")

    def hostile(bundle: Json) -> None:
        bundle["passages"][0]["id"] = "\x1b]0;owned\x07"

    resigned_folder = resigned(copy(redacted, tmp_path / "s"), hostile)
    for one in (folder, resigned_folder):
        done = subprocess.run(
            [sys.executable, str(redacted / "verify.py"), str(one)], capture_output=True, env={"LC_ALL": "C"}
        )
        assert done.returncode == 1 and b"\x1b" not in done.stdout and not done.stderr
        assert not both(one)


def test_release_cannot_make_the_verifier_read_outside_its_folder(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "outside.checkpoint").write_text("x")
    read: list[str] = []

    def hostile(bundle: Json) -> None:
        bundle["logs"][0]["device"] = "../../outside"

    folder = resigned(copy(redacted, tmp_path / "r"), hostile)
    true = open

    def watched(path: Any, *arguments: Any) -> Any:
        read.append(str(path))
        return true(path, *arguments)

    standalone.open = watched  # type: ignore[attr-defined]
    try:
        assert not standalone.verify_release(str(folder))["ok"]
    finally:
        del standalone.open  # type: ignore[attr-defined]
    assert read and not [path for path in read if "outside" in path]


def test_ed25519_decides_every_edge_case_as_libsodium_does() -> None:
    """CCTV: the cases on which Ed25519 programs disagree with one another."""
    cases = json.loads((Path(__file__).parents[1] / "formats" / "ed25519_edge_cases.json").read_text())["cases"]
    for _, key, signature, message, flags, accepted in cases:
        found = standalone.verify_ed25519(bytes.fromhex(key), message.encode(), bytes.fromhex(signature))
        assert found == accepted, flags
    assert len(cases) > 100
