import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.crypto.identity import Identity
from habeas.custody.canonical import canonical
from habeas.errors import EvidenceDiffers, NotFound, UsageProblem
from habeas.ids import DeviceId, MemberId, VaultId
from habeas.vault.layout import RECOVERY
from habeas.vault.member_chain import (
    Members,
    advance,
    check_can_remove,
    public_fields,
    replay,
    sign_statement,
    statements,
)
from habeas.vault.model import Role

VAULT = VaultId("vlt-000000000000")
FOUNDER, SECOND, ANALYST = (MemberId(f"mem-00000000000{number}") for number in range(3))
DEVICE = DeviceId("dev-000000000000")
AT = "2026-01-02T03:04:05Z"
ROOMS = {"names": "11" * 32, "record": "22" * 32}
KEYS = {member: Identity(bytes([number + 1]) * 32) for number, member in enumerate((FOUNDER, SECOND, ANALYST))}
RECOVERY_KEY = Identity(b"r" * 32)


def _founding() -> bytes:
    fields = {"member": FOUNDER, "role": "full", "epoch": 1, "rooms": ROOMS, **public_fields(KEYS[FOUNDER].public)}
    return sign_statement(Members(VAULT), "found", FOUNDER, KEYS[FOUNDER], AT, **fields)


def _add(state: Members, member: MemberId, role: Role, by: MemberId = FOUNDER) -> bytes:
    fields = {"member": member, "role": role.value, **public_fields(KEYS[member].public)}
    return sign_statement(state, "add", by, KEYS[by], AT, **fields)


def _chain() -> list[bytes]:
    """found, device, add a full member, add an analyst, recovery, remove the second."""
    files = [_founding()]
    key = Identity(b"d" * 32).public.verify_key.hex()

    def then(kind: str, by: MemberId = FOUNDER, **fields: object) -> None:
        files.append(sign_statement(replay(VAULT, files), kind, by, KEYS[by], AT, **fields))

    then("device", device=DEVICE, device_key=key, member=FOUNDER)
    files.append(_add(replay(VAULT, files), SECOND, Role.FULL))
    files.append(_add(replay(VAULT, files), ANALYST, Role.ANALYST))
    recovery = public_fields(RECOVERY_KEY.public)
    then("recovery", by=SECOND, shares=5, threshold=3, share_digests=["a"], **recovery)
    then("remove", member=SECOND, devices={}, epoch=2, rooms=ROOMS)
    return files


def test_replay_says_who_is_in_who_is_out_and_which_epoch() -> None:
    state = replay(VAULT, _chain())
    assert [member.id for member in state.active()] == [FOUNDER, ANALYST]
    assert (state.members[SECOND].since, state.members[SECOND].until) == (3, 6)
    assert (state.epoch, state.number, state.devices[DEVICE].member) == (2, 6, FOUNDER)
    assert [kind for _, _, kind in statements(state)] == ["found", "device", "add", "add", "recovery", "remove"]


def test_replay_of_nothing_or_of_another_vault_is_refused() -> None:
    with pytest.raises(EvidenceDiffers, match="none"):
        replay(VAULT, [])
    with pytest.raises(EvidenceDiffers, match="vault"):
        replay(VaultId("vlt-111111111111"), _chain())


@pytest.mark.parametrize("first, second", [(1, 2), (2, 3), (0, 1), (4, 5)])
def test_replay_reordered_statements_are_refused(first: int, second: int) -> None:
    files = _chain()
    files[first], files[second] = files[second], files[first]
    with pytest.raises(EvidenceDiffers):
        replay(VAULT, files)


def test_replay_statement_left_out_or_repeated_is_refused() -> None:
    files = _chain()
    for broken in (files[:2] + files[3:], files[1:], files[:3] + files[2:]):
        with pytest.raises(EvidenceDiffers):
            replay(VAULT, broken)


@given(st.integers(0, 5), st.data())
def test_replay_one_flipped_bit_anywhere_is_refused(number: int, data: st.DataObject) -> None:
    files = _CHAIN.copy()
    content = bytearray(files[number])
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    files[number] = bytes(content)
    with pytest.raises(EvidenceDiffers, match=f"member statement {number + 1}"):
        replay(VAULT, files)


@given(st.binary(max_size=300))
def test_replay_garbage_is_refused(content: bytes) -> None:
    with pytest.raises(EvidenceDiffers):
        replay(VAULT, [content])


_CHAIN = _chain()


def test_swapped_key_of_a_member_is_noticed() -> None:
    """Someone with write access replaces a member's public key, and signs it with a key of their own."""
    files = _chain()
    statement = json.loads(files[2])["statement"]
    forger = Identity(b"f" * 32)
    statement |= public_fields(forger.public)
    signature = forger.sign(b"habeas/members/1\n" + canonical(statement))
    files[2] = canonical({"signature": signature.hex(), "statement": statement})
    with pytest.raises(EvidenceDiffers, match="member statement 3"):
        replay(VAULT, files)


NINE = "mem-999999999999"


def _signed(by: MemberId, signer: Identity, kind: str, **fields: object) -> bytes:
    return sign_statement(replay(VAULT, _chain()), kind, by, signer, AT, **fields)


@pytest.mark.parametrize(
    "statement",
    [
        _signed(ANALYST, KEYS[ANALYST], "remove", member=FOUNDER, devices={DEVICE: 0}, epoch=3, rooms=ROOMS),
        _signed(ANALYST, KEYS[ANALYST], "role", member=ANALYST, role="full"),
        _signed(SECOND, KEYS[SECOND], "role", member=ANALYST, role="full"),
        _signed(FOUNDER, KEYS[ANALYST], "role", member=ANALYST, role="full"),
        _signed(FOUNDER, KEYS[FOUNDER], "remove", member=SECOND, devices={}, epoch=3, rooms=ROOMS),
        _signed(FOUNDER, KEYS[FOUNDER], "remove", member=ANALYST, devices={}, epoch=2, rooms=ROOMS),
        _signed(FOUNDER, KEYS[FOUNDER], "remove", member=ANALYST, devices={}, epoch=3, rooms={}),
        _signed(FOUNDER, KEYS[FOUNDER], "remove", member=FOUNDER, devices={DEVICE: 0}, epoch=3, rooms=ROOMS),
        _signed(FOUNDER, KEYS[FOUNDER], "remove", member=FOUNDER, devices={}, epoch=3, rooms=ROOMS),
        _signed(FOUNDER, KEYS[FOUNDER], "device", device=DEVICE, device_key="00" * 32, member=FOUNDER),
        _signed(FOUNDER, KEYS[FOUNDER], "device", device="dev-111111111111", device_key="00" * 32, member=ANALYST),
        _signed(FOUNDER, KEYS[FOUNDER], "add", member=ANALYST, role="full", **public_fields(KEYS[ANALYST].public)),
        _signed(FOUNDER, KEYS[FOUNDER], "add", member=NINE, role="king", **public_fields(KEYS[ANALYST].public)),
        _signed(FOUNDER, KEYS[FOUNDER], "recovered", member=NINE, role="full", verify_key="00", box_key="00"),
        _signed(FOUNDER, KEYS[FOUNDER], "found", member=NINE, role="full", verify_key="00", box_key="00"),
        _signed(FOUNDER, KEYS[FOUNDER], "nonsense"),
        _signed(
            MemberId(RECOVERY),
            KEYS[FOUNDER],
            "recovered",
            member=NINE,
            role="full",
            verify_key="",
            box_key="",
        ),
        _signed(MemberId(RECOVERY), RECOVERY_KEY, "remove", member=ANALYST, devices={}, epoch=3, rooms=ROOMS),
    ],
)
def test_statement_that_its_signer_may_not_make_is_refused(statement: bytes) -> None:
    with pytest.raises(EvidenceDiffers, match="member statement 7"):
        advance(replay(VAULT, _chain()), statement)


def test_recovered_member_is_added_by_the_recovery_key_only() -> None:
    new = Identity(b"n" * 32)
    fields = {"member": NINE, "role": "full", **public_fields(new.public)}
    state = advance(replay(VAULT, _chain()), _signed(MemberId(RECOVERY), RECOVERY_KEY, "recovered", **fields))
    assert state.members[MemberId(NINE)].role is Role.FULL


def test_statement_not_in_canonical_form_is_refused() -> None:
    loose = json.dumps(json.loads(_founding()), indent=1).encode()
    with pytest.raises(EvidenceDiffers, match="canonical"):
        replay(VAULT, [loose])


def test_check_can_remove_unknown_removed_and_last_full_member() -> None:
    state = replay(VAULT, _chain())
    with pytest.raises(NotFound):
        check_can_remove(state, MemberId(NINE))
    with pytest.raises(UsageProblem, match="removed before"):
        check_can_remove(state, SECOND)
    with pytest.raises(UsageProblem, match="last full member"):
        check_can_remove(state, FOUNDER)
    assert check_can_remove(state, ANALYST).id == ANALYST
    assert replace(state, number=0).number == 0
