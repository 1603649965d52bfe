"""Whose a release is: the signer is tied to the log, from the vault's first statement on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from habeas.crypto.identity import Identity
from habeas.publication.bundle import signer_fields
from habeas.publication.vault_view import lineage
from habeas.vault.member_chain import replay
from habeas.verifier import standalone
from habeas.verifier.check import check_release
from tests.publication.conftest import open_release, redacted  # noqa: F401  # fixtures
from tests.publication.making import SIGNER, copy, resigned
from tests.publication.vault_world import DEVICE, VAULT, chain

Json = dict[str, Any]
FOREIGN = Identity(b"x" * 32)
DEVICE_KEY = Identity(bytes(range(1, 33)))


def verdict(folder: Path, **options: Any) -> Json:
    """What both say; they must say the same."""
    alone = standalone.verify_release(str(folder), **options)
    given = {"key": options.get("key", ""), "remembered": options.get("remembered", ())}
    assert alone == check_release(folder, **given).as_json()
    found: Json = alone["verdict"]
    return found


def test_verdict_has_three_parts_and_says_that_nobody_compared(redacted: Path) -> None:  # noqa: F811
    found = verdict(redacted)
    assert found["word"] == "intact, signer not compared"
    signer, vault = SIGNER.public.fingerprint(), standalone.vault_fingerprint(first(redacted))
    assert found["sentence"].endswith(
        f"unchanged since it was logged; signed by {signer}, not compared by you; "
        f"from the vault whose first statement is {vault}."
    )


def first(folder: Path) -> bytes:
    return standalone.first_statement(json.loads((folder / "bundle.json").read_text())["members"][0])


def test_fingerprint_of_the_vault_is_that_of_what_a_device_remembers_it_by(redacted: Path) -> None:  # noqa: F811
    members = [one.encode() for one in json.loads((redacted / "bundle.json").read_text())["members"]]
    assert replay(VAULT, members).first == first(redacted).hex()


def test_signer_that_was_compared_or_is_remembered_holds(redacted: Path) -> None:  # noqa: F811
    signer = SIGNER.public.fingerprint()
    assert verdict(redacted, key=signer)["word"] == "holds"
    assert verdict(redacted, remembered=[signer.replace(" ", "")])["compared"] == "remembered"
    assert verdict(redacted, remembered=["1" * 30])["word"] == "intact, signer not compared"


def take_over(bundle: Json) -> None:
    bundle["release"]["signer"] = signer_fields(FOREIGN.public)


def own_vault(bundle: Json) -> None:
    """A vault of the forger's own, with the same ids and the genuine device's key, around the genuine log."""
    take_over(bundle)
    bundle["members"] = [one.decode() for one in chain(VAULT, FOREIGN, DEVICE_KEY)]


def own_vault_and_no_founding(bundle: Json) -> None:
    own_vault(bundle)
    bundle["founding"] = bundle["entries"][1]["id"]


def no_statements(bundle: Json) -> None:
    bundle["members"] = []


def without_the_device(bundle: Json) -> None:
    bundle["members"].pop()


def without_the_first(bundle: Json) -> None:
    bundle["members"].pop(0)


def the_wrong_way_round(bundle: Json) -> None:
    bundle["members"].reverse()


def twice(bundle: Json) -> None:
    bundle["members"].append(bundle["members"][-1])


def another_member(bundle: Json) -> None:
    bundle["release"]["member"] = "mbr-000000000009"


def changed_statement(bundle: Json) -> None:
    bundle["members"][0] = bundle["members"][0].replace('"role":"full"', '"role":"analyst"')


def spaced_statement(bundle: Json) -> None:
    bundle["members"][0] = bundle["members"][0].replace('"by":', '"by": ')


def another_device_key(bundle: Json) -> None:
    files = chain(VAULT, SIGNER, FOREIGN)
    bundle["members"] = [one.decode() for one in files]


def member_added_by_nobody(bundle: Json) -> None:
    forged = json.loads(chain(VAULT, SIGNER, DEVICE_KEY, FOREIGN)[2])
    forged["signature"] = "0" * 128
    bundle["members"].append(standalone.canonical(forged).decode())


FORGERIES: list[Callable[[Json], None]] = [
    own_vault, own_vault_and_no_founding, take_over, no_statements, without_the_device, without_the_first,
    the_wrong_way_round, twice, another_member, changed_statement, spaced_statement, another_device_key,
    member_added_by_nobody,
]  # fmt: skip


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_signer_that_the_log_does_not_lead_to_is_refused(
    redacted: Path,  # noqa: F811
    tmp_path: Path,
    forge: Callable[[Json], None],
) -> None:
    signer = FOREIGN if forge in (take_over, own_vault, own_vault_and_no_founding) else SIGNER
    folder = resigned(copy(redacted, tmp_path / "r"), forge, signer)
    found = verdict(folder)
    assert found["word"] == "does not hold" and found["signer"] == "" and found["vault"] == ""
    failed = {check.what for check in check_release(folder).checks if not check.ok}
    assert failed == {"vault"} or (forge is no_statements and failed <= {"vault", "page"})


def test_member_added_later_may_sign_and_the_vault_stays_the_same(redacted: Path, tmp_path: Path) -> None:  # noqa: F811
    def by_the_other(bundle: Json) -> None:
        take_over(bundle)
        bundle["release"]["member"] = "mbr-000000000001"
        bundle["members"] = [one.decode() for one in chain_of(bundle)]

    def chain_of(bundle: Json) -> list[bytes]:
        return [*(one.encode() for one in bundle["members"]), chain(VAULT, SIGNER, DEVICE_KEY, FOREIGN)[2]]

    found = verdict(resigned(copy(redacted, tmp_path / "r"), by_the_other, FOREIGN))
    assert found["signer"] == FOREIGN.public.fingerprint()
    assert found["vault"] == verdict(redacted)["vault"]


def test_only_the_statements_that_lead_to_the_keys_are_disclosed() -> None:
    files = [one.decode() for one in chain(VAULT, SIGNER, DEVICE_KEY, FOREIGN)]
    assert len(lineage(files, json.loads(files[0])["statement"]["member"], [DEVICE])) == 2
    assert len(lineage(files, "mbr-000000000001", [DEVICE])) == 3


def test_release_says_on_its_page_in_words_who_published_it(open_release: Path) -> None:  # noqa: F811
    page = (open_release / "dossier.html").read_text()
    found = verdict(open_release)
    assert f"Published by whoever holds the key <code>{found['signer']}</code>" in page
    assert f"first statement is <code>{found['vault']}</code>" in page
