"""Entries signed by a member who may not do what they say: no crash, and nothing that only others may do."""

import os

import pytest

from habeas.claims import entities, look_up
from habeas.claims.disputes import disputed, queue
from habeas.claims.model import Kind
from habeas.claims.people import people
from habeas.claims.show import Shower
from habeas.errors import HabeasError
from habeas.linkage.in_vault.event_runs import settled_events
from habeas.linkage.in_vault.individuals import individuals
from habeas.publication.store import releases
from habeas.vault.audit import audit
from habeas.vault.erase import plan_erasure
from habeas.vault.members import list_members
from habeas.vault.model import Role
from habeas.workspace.open import Workspace
from habeas.workspace.propose import propose
from tests.vault.forger import ANALYST, COLLEAGUE, files_of, sign, with_member, workspace
from tests.vault.fuzzing import Fuzz
from tests.vault.scene import Scene

BATCH = 200 if "HABEAS_FUZZ_ENTRIES" not in os.environ else 2_000
ENTRIES = int(os.environ.get("HABEAS_FUZZ_ENTRIES", "400"))
"""In `make test`; `bench/fuzz_of_entries.py` runs 20,000."""


def _known(scene: Scene) -> list[str]:
    with workspace(scene) as opened:
        for source in opened.readable():
            propose(opened.ledger, source)
        found = [str(entry.item) for entry in opened.ledger.entries()]
        return [*dict.fromkeys(found), *opened.ledger.members.devices, *opened.ledger.members.members]


def _every_screen(opened: Workspace) -> None:
    """What every command that reads asks for."""
    ledger, shower = opened.ledger, Shower(opened.ledger)
    list(opened.sources())
    list_members(ledger)
    for it in list(look_up.items(ledger, tuple(Kind))):
        shower.whole(it.id)
        look_up.resolved(ledger, it.id)
        entities.names_of(ledger, it.id)
    look_up.counts(ledger)
    queue(ledger)
    disputed(ledger)
    people(ledger)
    individuals(ledger)
    settled_events(ledger)
    list(releases(ledger.record, ledger.names))
    for source in opened.sources():
        if source.parent is None:
            plan_erasure(ledger, source.id)


@pytest.mark.parametrize(("role", "passphrase"), [(Role.ANALYST, ANALYST), (Role.FULL, COLLEAGUE)])
def test_entries_of_a_signing_member_crash_nothing_and_reach_no_further_than_their_role(
    filled: Scene, role: Role, passphrase: str
) -> None:
    member = with_member(filled, role, passphrase)
    fuzz = Fuzz(7, _known(filled))
    with workspace(filled) as opened:
        sources = {source.id: source for source in opened.sources()}
        chain, ours = opened.ledger.members.head, files_of(filled.vault)
    for _ in range(max(1, ENTRIES // 2 // BATCH)):
        sign(workspace(filled, member, passphrase).ledger, *(fuzz.entry() for _ in range(BATCH)))
        with workspace(filled) as opened:
            _every_screen(opened)
            assert opened.ledger.members.head == chain
            assert sources.keys() <= {source.id for source in opened.sources()}
            if role is Role.ANALYST:
                assert {source.id: source for source in opened.sources()} == sources
                assert not opened.ledger.erasures_waiting()
    after = files_of(filled.vault)
    assert ours.items() <= after.items()
    with workspace(filled) as opened:
        assert opened.ledger.unfit()
        opened.ledger.rebuild()
        _every_screen(opened)
        try:
            report = audit(opened.ledger)
        except HabeasError as problem:
            pytest.fail(f"the audit did not end: {type(problem).__name__}")
        own = f"keys/members/{member}.wrap"  # what a member says of their own wrap is theirs to say
        about = [check for check in report.differing if check.what not in ("unfit entry", "entry", "item keys")]
        assert not [check for check in about if (check.what, check.id) != ("key", own)]
