"""What a colleague with a modified client can do by what they sign: nothing beyond what they are entitled to."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from habeas.custody.model import NewEntry
from habeas.ids import ItemId, MemberId, new_id
from habeas.vault import store
from habeas.vault.audit import audit
from habeas.vault.consent import change_consent
from habeas.vault.erase import erase
from habeas.vault.model import Consent, Role
from habeas.vault.read_back import original, text_of
from habeas.workspace.propose import propose
from tests.vault.forger import ANALYST, COLLEAGUE, act, files_of, forge, sign, with_member, workspace
from tests.vault.scene import Scene

Record = Mapping[str, Any]


@pytest.fixture
def analyst(filled: Scene) -> MemberId:
    return with_member(filled, Role.ANALYST, ANALYST)


@pytest.fixture
def colleague(filled: Scene) -> MemberId:
    return with_member(filled, Role.FULL, COLLEAGUE)


def _sources(scene: Scene) -> list[ItemId]:
    with workspace(scene) as opened:
        return [source.id for source in opened.sources()]


def _reasons(scene: Scene) -> list[str]:
    """What an audit says of entries: `code` of each that does not fit."""
    with workspace(scene) as opened:
        return [unfit.reason for unfit in opened.ledger.unfit()]


def _everything_works(scene: Scene, sources: list[ItemId]) -> None:
    """What was there is there, and can be read, by every command that opens a vault."""
    with workspace(scene) as opened:
        assert [source.id for source in opened.sources()] == sources
        ledger = opened.ledger
        assert any(text_of(ledger, source.id) for source in opened.sources() if source.text_root)
        for source in sources:
            assert list(original(ledger, source))
        assert not [check for check in audit(ledger).checks if not check.ok and check.what != "unfit entry"]


# --- erasures --------------------------------------------------------------------------------------------------------


def _tombstone(items: list[ItemId], blobs: list[str], **more: Any) -> NewEntry:
    return act("item.erased", {"items": items, "asked_for": items[0], "blobs": blobs} | more)


def test_erasure_signed_by_an_analyst_destroys_nothing_and_is_named(filled: Scene, analyst: MemberId) -> None:
    sources, before = _sources(filled), files_of(filled.vault)
    outside = filled.root / "outside"
    outside.write_text("a file of the user")
    forge(filled, analyst, ANALYST, _tombstone(sources, ["../../outside", str(outside)]))
    forge(filled, analyst, ANALYST, _tombstone(sources, []))
    _everything_works(filled, sources)
    assert outside.read_text() == "a file of the user"
    assert before.items() <= files_of(filled.vault).items()
    assert _reasons(filled) == ["field_blobs", "not_entitled"]


def test_erasure_with_paths_for_blobs_by_a_full_member_removes_no_file(filled: Scene, colleague: MemberId) -> None:
    sources, before = _sources(filled), files_of(filled.vault)
    outside = filled.root / "outside"
    outside.write_text("a file of the user")
    for blob in ("../../outside", str(outside), "incoming", "", "a" * 63, "A" * 64, "." * 64):
        forge(filled, colleague, COLLEAGUE, _tombstone(sources[:1], [blob]))
    _everything_works(filled, sources)
    assert outside.exists()
    assert before.items() <= files_of(filled.vault).items()
    assert set(_reasons(filled)) == {"field_blobs"}


def test_erasure_by_a_colleague_destroys_nothing_before_the_person_here_said_so(
    filled: Scene, colleague: MemberId
) -> None:
    """Opening, listing and auditing leave keys and originals; the erasure that waits is told, with its size."""
    sources, before = _sources(filled), files_of(filled.vault)
    forge(filled, colleague, COLLEAGUE, _tombstone(sources[:1], []))
    with workspace(filled) as opened:
        (waiting,) = opened.ledger.erasures_waiting()
        assert (waiting.member, waiting.asked_for, waiting.items) == (colleague, sources[0], (sources[0],))
        assert any("waits" in notice for notice in opened.ledger.notices)
    assert before.items() <= files_of(filled.vault).items()
    with workspace(filled) as opened:
        opened.ledger.finish_erasures([waiting.tombstone])
        assert not opened.ledger.erasures_waiting()
        assert sources[0] not in [source.id for source in opened.sources()]


def test_erasure_that_was_agreed_to_is_done_again_without_a_question_when_its_keys_are_copied_back(
    filled: Scene, colleague: MemberId
) -> None:
    source = _sources(filled)[0]
    forge(filled, colleague, COLLEAGUE, _tombstone([source], []))
    copied = {path: path.read_bytes() for path in sorted((filled.vault / "keys" / "items").rglob("*.keys"))}
    with workspace(filled) as opened:
        (waiting,) = opened.ledger.erasures_waiting()
        assert opened.ledger.finish_erasures([waiting.tombstone]) == (source,)
    erased = {path: path.read_bytes() for path in copied}
    assert erased != copied
    for path, content in copied.items():
        if content != erased[path]:
            path.write_bytes(content)
    with workspace(filled) as opened:
        assert not opened.ledger.erasures_waiting()
        assert source not in [found.id for found in opened.sources()]
        opened.ledger.rebuild()
        assert source not in [found.id for found in opened.sources()]
    assert all(path.read_bytes() != content for path, content in copied.items() if content != erased[path])


def test_erasure_larger_than_what_was_asked_says_so(filled: Scene, colleague: MemberId) -> None:
    sources = _sources(filled)
    forge(filled, colleague, COLLEAGUE, _tombstone(sources, []))
    with workspace(filled) as opened:
        (waiting,) = opened.ledger.erasures_waiting()
        assert set(waiting.beyond) == set(sources) - {waiting.asked_for} - set(
            store.children(opened.ledger.record, waiting.asked_for)
        )
        assert any("more than what was asked for" in notice for notice in opened.ledger.notices)


def test_erasure_naming_the_original_of_another_source_leaves_that_original(filled: Scene, colleague: MemberId) -> None:
    sources = _sources(filled)
    with workspace(filled) as opened:
        other = store.blob_of(opened.ledger.record, sources[1])
    forge(filled, colleague, COLLEAGUE, _tombstone(sources[:1], [other]))
    with workspace(filled) as opened:
        opened.ledger.finish_erasures([waiting.tombstone for waiting in opened.ledger.erasures_waiting()])
    with workspace(filled) as opened:
        assert list(original(opened.ledger, sources[1]))


def test_own_erasure_that_was_interrupted_is_still_finished_at_the_next_open(filled: Scene) -> None:
    source = _sources(filled)[0]
    with workspace(filled) as opened:
        sign(opened.ledger, _tombstone([source], []))
    with workspace(filled) as opened:
        assert source not in [found.id for found in opened.sources()]
        assert not opened.ledger.erasures_waiting()


def test_row_in_the_cache_without_a_tombstone_destroys_nothing(filled: Scene) -> None:
    sources, before = _sources(filled), files_of(filled.vault)
    with workspace(filled) as opened:
        with opened.ledger._projection.transaction():
            entry = f"{opened.ledger.device}:0"
            row = (sources[0], entry, "2026-01-01T00:00:00Z", opened.ledger.member)
            opened.ledger.record.execute("INSERT INTO erasure VALUES(?, ?, ?, ?)", row)
        assert opened.ledger.finish_erasures() == ()
    assert before.items() <= files_of(filled.vault).items()


# --- acts that somebody is not entitled to ---------------------------------------------------------------------------


def test_consent_changed_by_an_analyst_stays_what_it_was(filled: Scene, analyst: MemberId) -> None:
    source = _sources(filled)[0]
    with workspace(filled) as opened:
        change_consent(opened.ledger, source, Consent.REFUSED, "they withdrew it")
    forge(filled, analyst, ANALYST, act("source.consent", {"consent": 6}, item=source))
    with workspace(filled) as opened:
        assert opened.source(source).consent is Consent.REFUSED
    assert _reasons(filled) == ["not_entitled"]


def test_demoted_member_who_dates_an_entry_back_is_judged_by_what_they_are(filled: Scene, colleague: MemberId) -> None:
    from habeas.vault.members import change_role

    source = _sources(filled)[0]
    with workspace(filled) as opened:
        change_role(opened.ledger, colleague, Role.ANALYST)
        before = opened.source(source).consent
    early = "2020-01-01T00:00:00Z"
    forge(filled, colleague, COLLEAGUE, act("source.consent", {"consent": 0}, item=source), at=early)
    with workspace(filled) as opened:
        assert opened.source(source).consent is before
    assert "not_entitled" in _reasons(filled)


def test_what_a_member_wrote_before_they_were_demoted_still_counts(filled: Scene, colleague: MemberId) -> None:
    from habeas.vault.members import change_role

    source = _sources(filled)[0]
    with workspace(filled, colleague, COLLEAGUE) as opened:
        change_consent(opened.ledger, source, Consent.KEEP, "they said so")
    with workspace(filled) as opened:
        change_role(opened.ledger, colleague, Role.ANALYST)
    with workspace(filled) as opened:
        opened.ledger.rebuild()
        assert opened.source(source).consent is Consent.KEEP
        assert opened.ledger.unfit() == ()


def test_entry_in_the_name_of_another_member_is_set_aside(filled: Scene, analyst: MemberId) -> None:
    sources = _sources(filled)
    ledger = workspace(filled, analyst, ANALYST).ledger
    sign(ledger, act("source.consent", {"consent": 0}, item=sources[0]), member=filled.created.member)
    _everything_works(filled, sources)
    assert _reasons(filled) == ["not_its_device"]


def test_member_statement_of_an_entrys_own_making_is_not_recorded(filled: Scene, analyst: MemberId) -> None:
    sources = _sources(filled)
    for number, statement in ((1, "0" * 64), (99, "0" * 64), (2**52, "0" * 64), (-1, "x")):
        changed = {"number": number, "statement": statement, "change": "found"}
        forge(filled, analyst, ANALYST, act("members.changed", changed))
    _everything_works(filled, sources)
    assert len(_reasons(filled)) == 4


def test_false_words_about_key_files_of_others_accuse_nobody(filled: Scene, analyst: MemberId) -> None:
    sources, founder = _sources(filled), filled.created.member
    for path in (f"keys/members/{founder}.wrap", f"keys/rooms/000001/names/{founder}.wrap", "../../../etc/passwd", ""):
        forge(filled, analyst, ANALYST, act("keys.written", {"files": {path: "0" * 64}}))
    _everything_works(filled, sources)
    assert len(_reasons(filled)) == 4


def test_full_member_cannot_overrule_what_an_owner_said_of_their_own_wrap(filled: Scene, colleague: MemberId) -> None:
    sources = _sources(filled)
    path = f"keys/members/{filled.created.member}.wrap"
    forge(filled, colleague, COLLEAGUE, act("keys.written", {"files": {path: "0" * 64}}))
    _everything_works(filled, sources)


def test_false_catching_up_accuses_nobody_for_ever(filled: Scene, analyst: MemberId) -> None:
    sources = _sources(filled)
    with workspace(filled) as opened:
        device = opened.ledger.device
    for sizes in ({device: 10**9}, {device: -1}, {device: "many"}, {"dev-zzzzzzzzzzzz": 5}, {"../x": 1}, [], None, 7):
        forge(filled, analyst, ANALYST, act("vault.caught_up", {"sizes": sizes}))
    _everything_works(filled, sources)
    with workspace(filled) as opened:
        assert any("have not arrived here" in notice for notice in opened.ledger.notices)


def test_second_text_for_a_source_by_another_member_changes_nothing(filled: Scene, colleague: MemberId) -> None:
    with workspace(filled) as opened:
        source = next(one for one in opened.sources() if one.text_root)
        text = text_of(opened.ledger, source.id)
    read = {"status": "read", "media_type": "text/plain", "text_sha256": "0" * 64, "text_length": 3}
    read |= {"text_root": "0" * 64}
    forge(filled, colleague, COLLEAGUE, act("source.read", read, {"text": "lie"}, source.id))
    with workspace(filled) as opened:
        assert text_of(opened.ledger, source.id) == text
    assert _reasons(filled) == ["not_its_author"]


def test_proposal_laid_over_somebody_elses_item_changes_nothing(filled: Scene, colleague: MemberId) -> None:
    from habeas.claims import look_up

    source, person = _sources(filled)[0], ItemId(new_id("person"))
    fields = {"source": source, "proposer": "person", "sort": "person"}
    with workspace(filled) as opened:
        opened.ledger.append([NewEntry("person.proposed", person, fields, {"name": "Asma"})])
    forge(filled, colleague, COLLEAGUE, act("person.proposed", fields | {"sort": "x"}, {"name": "Other"}, person))
    with workspace(filled) as opened:
        found = look_up.item(opened.ledger, person)
        assert (found.fields["sort"], found.private["name"]) == ("person", "Asma")
    assert _reasons(filled) == ["not_its_author"]


# --- entries of no form ----------------------------------------------------------------------------------------------

MALFORMED: Mapping[str, Callable[[ItemId], NewEntry]] = {
    "no fields": lambda source: act("source.consent", {}, item=source),
    "consent of 99": lambda source: act("source.consent", {"consent": 99}, item=source),
    "consent in words": lambda source: act("source.consent", {"consent": "all"}, item=source),
    "true is no number": lambda source: act("source.consent", {"consent": True}, item=source),
    "admitted without anything": lambda _: act("source.admitted", {}, item=new_id("source")),
    "admitted about a person": lambda _: act("source.admitted", {}, item=new_id("person")),
    "admitted twice": lambda source: act(
        "source.admitted",
        {
            "sha256": "0" * 64,
            "size": 1,
            "media_type": "text/plain",
            "kind": "document",
            "consent": 3,
            "reliability": "F",
            "language": "",
            "blob": "0" * 64,
        },
        item=source,
    ),
    "read as a list": lambda source: act("source.read", {"status": ["read"]}, item=source),
    "erased nothing": lambda _: act("item.erased", {"items": "all", "asked_for": None}),
    "erased ids of no form": lambda _: act("item.erased", {"items": ["../x"], "asked_for": "../x", "blobs": []}),
    "claim of numbers": lambda _: act("claim.proposed", {"victims": 7, "spans": {"a": "b"}}, item=new_id("claim")),
    "claim without source": lambda _: act("claim.proposed", {"proposer": "x"}, item=new_id("claim")),
    "decision about nothing": lambda _: act("item.accepted", {}, item=new_id("claim")),
    "merge into a source": lambda source: act("item.merged", {"into": source}, item=new_id("claim")),
    "joins of three lengths": lambda _: act(
        "link.joins", {"run": "x", "one": [1], "other": [], "mean": ["y"]}, item=new_id("run")
    ),
    "groups of numbers": lambda _: act("link.groups", {"run": 1, "groups": [1, 2]}, item=new_id("run")),
    "judgement of a bad verdict": lambda _: act("pair.judged", {"one": "a", "other": "b", "verdict": "maybe"}),
    "run with fields of text": lambda _: act("link.run", {"about": 1, "mode": {}}, item=new_id("run")),
    "row of no list": lambda _: act("person.listed", {"row": "first"}, item=new_id("person")),
    "list without group": lambda _: act("table.list", {}, item=new_id("list")),
    "word of a built-in code": lambda _: act(
        "word.added", {"list": "act_types", "code": "torture", "labels": {"en": "x"}}
    ),
    "word without a list": lambda _: act("word.added", {"labels": 7}),
    "release of numbers": lambda _: act("release.made", {"shown": {"x": 7}, "items": 3}, item=new_id("release")),
    "kind of control characters": lambda _: act("\x1b[2J", {"a": 1}),
    "deep nesting": lambda source: act("source.consent", {"consent": _deep(60)}, item=source),
}


def _deep(levels: int) -> Any:
    value: Any = 0
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("name", MALFORMED)
def test_entry_that_does_not_fit_is_named_and_skipped(filled: Scene, colleague: MemberId, name: str) -> None:
    sources = _sources(filled)
    device = forge(filled, colleague, COLLEAGUE, MALFORMED[name](sources[0]))
    _everything_works(filled, sources)
    with workspace(filled) as opened:
        (unfit,) = opened.ledger.unfit()
        assert (unfit.device, unfit.member) == (device, colleague)
        assert unfit.reason
        assert unfit.kind.isprintable()
        opened.ledger.rebuild()
        assert opened.ledger.unfit() == (unfit,)
    with workspace(filled, colleague, COLLEAGUE) as opened:
        assert opened.ledger.unfit() == (unfit,)


def test_part_sealed_under_a_key_of_its_own_making_is_named_and_skipped(filled: Scene, analyst: MemberId) -> None:
    """An analyst has no key of the names room: what they put there opens for nobody."""
    sources = _sources(filled)
    forge(filled, analyst, ANALYST, act("source.consent", {"consent": 3}, {"because": "x"}, sources[0]))
    _everything_works_but_sealed(filled, sources)
    assert _reasons(filled) == ["does_not_open"]


def _everything_works_but_sealed(scene: Scene, sources: list[ItemId]) -> None:
    with workspace(scene) as opened:
        assert [source.id for source in opened.sources()] == sources


def test_kind_and_field_of_a_newer_version_are_named_as_such_and_not_as_damage(
    filled: Scene, colleague: MemberId
) -> None:
    sources = _sources(filled)
    forge(filled, colleague, COLLEAGUE, act("source.weighed", {"grams": 3}, item=sources[0]))
    forge(filled, colleague, COLLEAGUE, act("source.consent", {"consent": 3, "until": "2030"}, item=sources[0]))
    with workspace(filled) as opened:
        assert [unfit.newer for unfit in opened.ledger.unfit()] == [True, True]
        report = audit(opened.ledger)
        assert report.ok, report.differing
        assert any("written by a newer version" in left for left in report.unchecked)
        assert any("newer version" in notice for notice in opened.ledger.notices)


def test_audit_lists_what_does_not_fit_by_device_index_member_kind_and_reason(filled: Scene, analyst: MemberId) -> None:
    device = forge(filled, analyst, ANALYST, act("source.consent", {"consent": 6}, item=_sources(filled)[0]))
    with workspace(filled) as opened:
        report = audit(opened.ledger)
        (check,) = [check for check in report.checks if check.what == "unfit entry"]
        assert check.id.startswith(f"{device}:")
        assert (analyst in check.detail, "source.consent" in check.detail, "not_entitled" in check.detail) == (
            True,
            True,
            True,
        )
        assert not report.ok


def test_own_act_that_would_not_fit_is_refused_before_it_is_written(filled: Scene) -> None:
    from habeas.errors import UsageProblem

    source = _sources(filled)[0]
    with workspace(filled) as opened:
        size = opened.ledger.log_size(opened.ledger.device)
        with pytest.raises(UsageProblem, match="field_consent"):
            opened.ledger.append([NewEntry("source.consent", source, {"consent": 99})])
        assert opened.ledger.log_size(opened.ledger.device) == size


def test_honest_work_of_all_stages_fits(filled: Scene, tmp_path: Path) -> None:
    source = _sources(filled)[0]
    with workspace(filled) as opened:
        for one in opened.readable():
            propose(opened.ledger, one)
        erase(opened.ledger, source, "asked for")
        opened.ledger.rebuild()
        assert opened.ledger.unfit() == ()
