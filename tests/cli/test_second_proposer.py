"""A language model proposes into the vault: only what the text bears out, and only from this machine."""

from tests.cli.command_line import Shell
from tests.extraction.test_second_proposer import TEXT, TRUE, model


def test_model_proposals_stand_for_review_with_who_proposed_them(vault: Shell) -> None:
    (vault.folder / "report.txt").write_text(TEXT, encoding="utf-8")
    vault.json("admit report.txt --origin given")
    lie = TRUE | {"evidence": "Police arrested nobody that day."}
    with model([TRUE, lie]) as (endpoint, _):
        (said,) = vault.json("propose --model stub --endpoint", endpoint.url)
    (claim,) = vault.json("list claims")
    assert claim["id"] in said["items"] and claim["status"] == "proposed"
    assert claim["proposer"].startswith("model stub, prompt ")
    assert claim["evidence"][0]["text"] == TRUE["evidence"]


def test_model_on_another_machine_is_refused_before_anything_is_sent(vault: Shell) -> None:
    said = vault("propose --endpoint http://192.0.2.7:8080/v1/chat/completions")
    assert said.code == 1 and "loopback" in said.err


def test_model_without_a_vault_is_wrong_usage(vault: Shell) -> None:
    assert vault("propose --no-vault report.txt --endpoint http://127.0.0.1:9/v1").code == 2
