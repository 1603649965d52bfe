"""Two members decide about one item in two copies, or one after the other: only the first is a contradiction."""

import shutil
from pathlib import Path

import pytest

from habeas.claims import look_up, review
from habeas.claims.disputes import dispute, disputed, queue
from habeas.claims.model import SAYINGS, Status, Verb
from habeas.claims.show import Shower
from habeas.ids import ItemId, MemberId
from habeas.vault.model import Role
from habeas.workspace.open import Workspace
from tests.vault.conftest import _filled, _own_environment, filled  # noqa: F401
from tests.vault.forger import COLLEAGUE, with_member, workspace
from tests.vault.scene import Scene


@pytest.fixture
def item(filled: Scene) -> ItemId:  # noqa: F811
    """Somebody named in a report."""
    from habeas.custody.model import NewEntry
    from habeas.ids import new_id

    with workspace(filled) as opened:
        source, person = next(opened.sources()).id, ItemId(new_id("person"))
        fields = {"source": source, "proposer": "person"}
        opened.ledger.append([NewEntry("person.proposed", person, fields, {"name": "Asma"})])
    return person


def _carry(here: Path, there: Path, device: str) -> None:
    """What one device wrote, into the other copy of the folder."""
    for part in ("journal", "log", "keys/items"):
        for path in (here / part).rglob("*"):
            if path.is_file() and device in str(path):
                target = there / path.relative_to(here)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target)


def _copy(scene: Scene) -> Path:
    """A second copy of the folder, and a second laptop that remembers what this one does."""
    copy = scene.root / "copy"
    shutil.copytree(scene.vault, copy)
    shutil.copytree(scene.device_home, scene.root / "other")
    return copy


def _apart(scene: Scene, colleague: MemberId, item: ItemId) -> None:
    """One accepts here, one rejects in a copy; then the copy's journal arrives."""
    copy = _copy(scene)
    with workspace(scene) as opened:
        review.accept(opened.ledger, [item])
    scene.use_device("other")
    with Workspace.open(copy, COLLEAGUE, member=colleague) as opened:
        review.reject(opened.ledger, [item], because="another person")
        device = opened.ledger.device
    scene.enter()
    _carry(copy, scene.vault, device)


def test_accepted_here_and_rejected_there_is_shown_side_by_side(filled: Scene, item: ItemId) -> None:  # noqa: F811
    colleague = with_member(filled, Role.FULL, COLLEAGUE)
    _start(filled, colleague)
    _apart(filled, colleague, item)
    with workspace(filled) as opened:
        found = dispute(opened.ledger, item)
        assert {step.verb for step in found} == {Verb.ACCEPTED, Verb.REJECTED}
        assert disputed(opened.ledger) == (item,)
        shown = Shower(opened.ledger).item(look_up.item(opened.ledger, item))
        assert {one["member"] for one in shown["disputed"]} == {colleague, filled.created.member}
        opened.ledger.rebuild()
        assert dispute(opened.ledger, item) == found


def test_deciding_again_with_both_in_sight_settles_it(filled: Scene, item: ItemId) -> None:  # noqa: F811
    colleague = with_member(filled, Role.FULL, COLLEAGUE)
    _start(filled, colleague)
    _apart(filled, colleague, item)
    with workspace(filled) as opened:
        review.accept(opened.ledger, [item], because="they are one")
        assert dispute(opened.ledger, item) == ()
        assert look_up.item(opened.ledger, item).status is Status.ACCEPTED
        opened.ledger.rebuild()
        assert dispute(opened.ledger, item) == ()


def test_decision_that_overrules_one_it_has_seen_is_no_contradiction(filled: Scene, item: ItemId) -> None:  # noqa: F811
    colleague = with_member(filled, Role.FULL, COLLEAGUE)
    with workspace(filled) as opened:
        review.accept(opened.ledger, [item])
    with workspace(filled, colleague, COLLEAGUE) as opened:
        review.reject(opened.ledger, [item], because="another person")
    with workspace(filled) as opened:
        assert dispute(opened.ledger, item) == ()
        assert queue(opened.ledger) == look_up.queue(opened.ledger)
        assert look_up.items(opened.ledger, SAYINGS) is not None


def test_same_file_admitted_on_both_sides_is_one_source_with_two_sightings(filled: Scene) -> None:  # noqa: F811
    from habeas.vault.admit import admit
    from habeas.vault.erase import plan_erasure
    from habeas.vault.model import About, Consent

    colleague = with_member(filled, Role.FULL, COLLEAGUE)
    _start(filled, colleague)
    copy, path = _copy(filled), filled.write("new.txt", "One word that both received.")
    with workspace(filled) as opened:
        (ours,) = admit(opened.ledger, [path], About(consent=Consent.PUBLISH_IDENTITY))
    filled.use_device("other")
    with Workspace.open(copy, COLLEAGUE, member=colleague) as opened:
        (theirs,) = admit(opened.ledger, [path], About(consent=Consent.KEEP))
        device = opened.ledger.device
    filled.enter()
    _carry(copy, filled.vault, device)
    shutil.copytree(copy / "blobs", filled.vault / "blobs", dirs_exist_ok=True)
    with workspace(filled) as opened:
        (found,) = [source for source in opened.sources() if source.sha256 == ours.sha256]
        assert (found.sightings, found.consent) == (2, Consent.KEEP)
        assert opened.source(theirs.id).sha256 == opened.source(ours.id).sha256
        assert {opened.source(one.id).same_as for one in (ours, theirs)} == {None, found.id}
        assert {ours.id, theirs.id} <= set(plan_erasure(opened.ledger, found.id).items)
        assert opened.ledger.unfit() == ()


def _start(scene: Scene, colleague: MemberId) -> None:
    with workspace(scene, colleague, COLLEAGUE):
        pass
    with workspace(scene):
        pass
