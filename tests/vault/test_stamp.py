from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.custody.timestamps import kept_stamps, verify_stamp
from habeas.errors import UsageProblem
from habeas.vault.audit import audit
from habeas.vault.stamp import question
from tests.custody.test_timestamps import Authority, Server
from tests.vault.scene import Scene, outcome


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "plain")


@pytest.fixture
def address(authority: Authority) -> Iterator[str]:
    server = Server()
    server.reply = lambda query: (200, "application/timestamp-reply", authority.answer(query), {})
    yield server.address
    server.close()


def test_stamp_is_of_the_newest_checkpoint_and_stays_valid_as_the_log_grows(
    filled: Scene, authority: Authority, address: str
) -> None:
    with filled.open() as ledger:
        asked = question(ledger)
        note = ledger.checkpoint()
    kept = asked.ask(address)
    assert kept.note == note
    with filled.open() as ledger:
        assert ledger.stamps(ledger.device) == (kept.response,)
    filled.admit(filled.write("later.txt", "later"))
    with filled.open() as ledger:
        report = audit(ledger)
        assert report.ok, report.differing
        (check,) = [check for check in report.checks if check.what == "time stamp"]
        assert "existed before 20" in check.detail
        assert any("signatures of 1 time stamps" in left for left in report.unchecked)
        (again,) = kept_stamps(ledger.place(ledger.device).log)
    assert verify_stamp(again.note, again.response, authority.root).verified_by


def test_stamp_moved_to_another_checkpoint_or_damaged_is_named(filled: Scene, address: str) -> None:
    with filled.open() as ledger:
        asked = question(ledger)
    asked.ask(address)
    (token,) = (filled.vault / "log").rglob("*.tsr")
    filled.admit(filled.write("later.txt", "later"))
    checkpoint = token.with_name("checkpoint")
    stamped = checkpoint.read_bytes()
    newer = next(path for path in (filled.vault / "log").glob("*/checkpoint")).read_bytes()
    for content in (newer, b"garbage", stamped[:-3]):
        checkpoint.write_bytes(content)
        fine, said = outcome(filled, deep=False)
        assert not fine
        assert "time stamp" in said
    checkpoint.write_bytes(stamped)
    assert outcome(filled, deep=False) == (True, "")


def test_stamp_without_an_address_of_the_web_asks_nobody(filled: Scene, tmp_path: Path) -> None:
    with filled.open() as ledger, pytest.raises(UsageProblem):
        question(ledger).ask(f"file://{tmp_path}")


def test_while_a_server_is_slow_the_vault_can_be_opened(filled: Scene, authority: Authority) -> None:
    opened: list[int] = []

    def slowly(query: bytes) -> tuple[int, str, bytes, dict[str, str]]:
        with filled.open() as ledger:
            opened.append(ledger.log_size(ledger.device))
        return 200, "application/timestamp-reply", authority.answer(query), {}

    server = Server()
    server.reply = slowly
    with filled.open() as ledger:
        asked = question(ledger)
    try:
        kept = asked.ask(server.address)
    finally:
        server.close()
    assert opened and kept.response


def test_token_that_nobody_can_read_is_not_passed_but_named_as_not_checked(filled: Scene, address: str) -> None:
    with filled.open() as ledger:
        asked = question(ledger)
    kept = asked.ask(address)
    (asked.log / kept.id).with_name("noise.tsr").write_bytes(b"noise")
    with filled.open() as ledger:
        report = audit(ledger)
    assert len([check for check in report.checks if check.what == "time stamp"]) == 1
    assert [left for left in report.unchecked if "noise.tsr" in left and "proves nothing" in left]
