"""A vault that an earlier version wrote opens, audits, rebuilds, releases, verifies; also when schemas have grown."""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from habeas.claims import schemas
from habeas.claims.store import ClaimsProjector
from habeas.custody.model import EntrySchema
from habeas.publication import schemas as publication_schemas
from tests.cli.command_line import Shell, with_floor_keys

VAULTS = sorted((Path(__file__).parent / "vaults").glob("*.zip"))
LISTED = ("sources", "claims", "calls", "statements", "people", "groups", "places")


@pytest.fixture(params=VAULTS, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(tmp_path)
    for path in tmp_path.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "device"))
    monkeypatch.setenv("HABEAS_VAULT", str(tmp_path / "vault"))
    with_floor_keys(monkeypatch)
    yield Shell(tmp_path)


def told(shell: Shell, what: str) -> list[Any]:
    return [json.loads(line) for line in (shell.folder / f"{what}.jsonl").read_text().splitlines()]


def holds(now: Any, then: Any) -> bool:
    """Everything that was said then is said now, perhaps with more beside it."""
    if isinstance(then, dict):
        return isinstance(now, dict) and all(name in now and holds(now[name], value) for name, value in then.items())
    if isinstance(then, list):
        return isinstance(now, list) and len(now) == len(then) and all(map(holds, now, then))
    return bool(now == then)


@pytest.mark.parametrize("rebuilt", [False, True], ids=["opened", "rebuilt"])
def test_vault_of_an_earlier_version_says_what_it_said(old: Shell, rebuilt: bool) -> None:
    if rebuilt:
        assert old("rebuild").code == 0
    for what in LISTED:
        now = {row["id"]: row for row in old.json(f"list {what}")}
        then = told(old, what)
        assert {row["id"] for row in then} == set(now), what
        assert all(holds(now[row["id"]], row) for row in then), what


def test_vault_of_an_earlier_version_passes_the_deep_audit(old: Shell) -> None:
    said = old("audit --deep")
    assert said.code == 0, said.err + said.out


@pytest.mark.parametrize("rule", ["--redact names", ""], ids=["redacted", "open"])
def test_vault_of_an_earlier_version_makes_a_release_that_verifies(old: Shell, rule: str) -> None:
    said = old(f"release --yes --to new {rule}")
    assert said.code == 0, said.err
    assert old("verify new", "--key", signer(old, "new")).code == 0


def test_releases_of_an_earlier_version_verify(old: Shell) -> None:
    for folder in ("release-redacted", "release-open"):
        said = old(f"verify {folder}", "--key", signer(old, folder))
        assert said.code == 0, said.out + said.err


def signer(shell: Shell, folder: str) -> str:
    """The fingerprint that the release names itself, as a reader would compare it."""
    (said,) = shell(f"verify {folder} --json").lines
    found = re.findall(r"signed by ((?:\d{5} ?){6})", " ".join(check["detail"] for check in said["checks"]))[0]
    return str(found).strip()


def grown(schema: EntrySchema, by: int) -> EntrySchema:
    return replace(
        schema,
        record=(*schema.record, *(f"new_{number}" for number in range(by))),
        names=(*schema.names, *(f"new_word_{number}" for number in range(by))),
    )


@pytest.mark.parametrize("by", [1, 9, 40])
def test_release_of_entries_older_than_a_grown_schema_still_proves_itself(
    old: Shell, monkeypatch: pytest.MonkeyPatch, by: int
) -> None:
    """What an entry committed to is said by its own slots: a schema that grew since is no reason to cry forgery."""
    larger = tuple(grown(schema, by) for schema in schemas.ALL)
    monkeypatch.setattr(ClaimsProjector, "schemas", larger)
    monkeypatch.setattr(
        publication_schemas, "DISCLOSABLE", dict(publication_schemas.DISCLOSABLE) | {one.kind: one for one in larger}
    )
    said = old("release --yes --redact names --to new")
    assert said.code == 0, said.err
    assert old("verify new", "--key", signer(old, "new")).code == 0
