"""Time stamps in a release: of an earlier checkpoint that the log grew from, by a local authority made with openssl."""

import base64
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from habeas.custody import merkle
from habeas.custody.notes import Checkpoint, NoteKey, origin, sign_checkpoint
from habeas.publication.model import Stamp
from habeas.verifier import standalone
from habeas.verifier.check import check_release
from habeas.verifier.standalone import stamp_content, verify_release
from tests.custody.test_timestamps import Authority
from tests.publication.making import copy, make, resigned
from tests.publication.vault_world import DEVICE, ReleaseWorld, story

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="the local authority is made with openssl")
STAMPED = 9


def note_at(world: ReleaseWorld, size: int) -> str:
    name, tree = origin(world.vault_id, DEVICE), merkle.Tree(world.leaves[:size])
    key = NoteKey(name, world.device.public.verify_key)
    return sign_checkpoint(Checkpoint(name, size, tree.root()), key, world.device.sign)


def stamped(world: ReleaseWorld, authority: Authority, size: int) -> Stamp:
    note = note_at(world, size)
    (authority.folder / "note").write_text(note)
    command = ["openssl", "ts", "-query", "-data", "note", "-sha256", "-cert", "-out", "asked"]
    subprocess.run(command, cwd=authority.folder, check=True, capture_output=True)
    token = authority.answer((authority.folder / "asked").read_bytes())
    path = merkle.consistency_path(merkle.Tree(world.leaves).nodes, size, len(world.leaves))
    return Stamp(token, stamp_content(token)[1], note, path)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "plain")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Path:
    place = tmp_path_factory.mktemp("stamped")
    told = story(place / "vault")
    told.world.stamps.append(stamped(told.world, authority, STAMPED))
    make(told, place / "release")
    return place / "release"


def bundle_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "bundle.json").read_text())
    return found


def test_stamp_of_an_earlier_checkpoint_covers_the_entries_before_it(folder: Path) -> None:
    found = check_release(folder)
    (stamp,) = [check for check in found.checks if check.what == "stamp"]
    assert found.ok and f"{STAMPED} entries existed before" in stamp.detail
    assert any("who made time stamp" in line for line in found.unchecked)
    page = (folder / "dossier.html").read_text()
    assert "existed before" in page


def test_stamp_is_verified_up_to_the_authority_that_is_given(folder: Path, authority: Authority) -> None:
    found = check_release(folder, authorities=authority.folder / "root.pem")
    assert found.ok and not any("who made time stamp" in line for line in found.unchecked)


def test_stamp_by_another_authority_does_not_verify(folder: Path, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    assert not check_release(folder, authorities=other.folder / "root.pem").ok


def test_files_beside_the_bundle_satisfy_openssl_alone(folder: Path, authority: Authority) -> None:
    name = f"proof/{DEVICE}-0"
    command = ["openssl", "ts", "-verify", "-in", f"{name}.tsr", "-data", f"{name}.checkpoint"]
    done = subprocess.run([*command, "-CAfile", str(authority.folder / "root.pem")], cwd=folder, capture_output=True)
    assert done.returncode == 0


def _other_time(bundle: dict[str, Any]) -> None:
    bundle["logs"][0]["stamps"][0]["time"] = "2001-01-01T00:00:00Z"


def _no_growth(bundle: dict[str, Any]) -> None:
    bundle["logs"][0]["stamps"][0]["consistency"].pop()


def _other_checkpoint(bundle: dict[str, Any]) -> None:
    bundle["logs"][0]["stamps"][0]["checkpoint"] = bundle["logs"][0]["checkpoint"]


def _garbled(bundle: dict[str, Any]) -> None:
    stamp = bundle["logs"][0]["stamps"][0]
    stamp["token"] = base64.b64encode(base64.b64decode(stamp["token"])[:100]).decode()


@pytest.mark.parametrize("forge", [_other_time, _no_growth, _other_checkpoint, _garbled], ids=lambda f: f.__name__)
def test_stamp_changed_and_signed_again_does_not_verify(folder: Path, tmp_path: Path, forge: Any) -> None:
    changed = resigned(copy(folder, tmp_path / "r"), forge)
    failed = [check.what for check in check_release(changed).checks if not check.ok]
    assert failed == ["stamp"]


def test_without_openssl_the_signature_of_the_stamp_is_listed_as_not_checked(
    folder: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standalone, "PROGRAMS", str(folder))
    found = verify_release(str(folder), ca=str(authority.folder / "root.pem"))
    assert found["ok"] and any("who made time stamp" in line for line in found["unchecked"])


def test_imprint_of_the_token_is_that_of_the_checkpoint(folder: Path) -> None:
    stamp = bundle_of(folder)["logs"][0]["stamps"][0]
    imprint, time = stamp_content(base64.b64decode(stamp["token"]))
    assert imprint == hashlib.sha256(stamp["checkpoint"].encode()).digest() and time == stamp["time"]
