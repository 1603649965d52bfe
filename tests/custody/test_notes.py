"""Signed notes, checkpoints, cosignatures: the examples of the specifications, and every change to a note."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.crypto.identity import Identity
from habeas.custody.merkle import EMPTY_ROOT
from habeas.custody.notes import (
    COSIGNATURE,
    MOST_SIGNATURES,
    Checkpoint,
    Note,
    NoteKey,
    cosign,
    cosignature_times,
    open_checkpoint,
    open_note,
    origin,
    sign_checkpoint,
    sign_note,
)
from habeas.errors import BadInput, EvidenceDiffers, HabeasError

# The example of c2sp.org/signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = (
    "This is an example message.\n\n\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)

DEVICE, WITNESS, STRANGER = Identity(bytes(32)), Identity(bytes([1]) * 32), Identity(bytes([2]) * 32)
KEY = NoteKey(origin("vlt-000000000000", "dev-000000000000"), DEVICE.public.verify_key)
WITNESS_KEY = NoteKey("witness.example/w1", WITNESS.public.verify_key, COSIGNATURE)
CHECKPOINT = Checkpoint(KEY.name, 42, bytes(range(32)))
NOTE = sign_checkpoint(CHECKPOINT, KEY, DEVICE.sign)


def test_example_of_the_specification_holds() -> None:
    key = NoteKey.from_text(EXAMPLE_KEY)
    note, held = open_note(EXAMPLE_NOTE, [key])
    assert note.text == "This is an example message.\n" and held == (key,)
    assert key.to_text() == EXAMPLE_KEY and note.to_text() == EXAMPLE_NOTE


def test_checkpoint_comes_back() -> None:
    assert open_checkpoint(NOTE, KEY) == CHECKPOINT
    assert NOTE.startswith("habeas/vlt-000000000000/dev-000000000000\n42\nAAECAwQF")


def test_empty_log_has_size_zero() -> None:
    empty = Checkpoint(KEY.name, 0, EMPTY_ROOT)
    assert open_checkpoint(sign_checkpoint(empty, KEY, DEVICE.sign), KEY) == empty


def test_flipped_bit_anywhere_is_refused() -> None:
    data = NOTE.encode()
    for place in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            try:
                text = changed.decode()
            except UnicodeDecodeError:
                continue
            with pytest.raises(HabeasError):
                open_checkpoint(text, KEY)


def test_truncation_at_any_length_is_refused() -> None:
    for length in range(len(NOTE)):
        with pytest.raises(EvidenceDiffers):
            open_checkpoint(NOTE[:length], KEY)


def test_checkpoint_by_another_key_is_refused() -> None:
    stranger = NoteKey(KEY.name, STRANGER.public.verify_key)
    with pytest.raises(EvidenceDiffers, match="expected key"):
        open_checkpoint(sign_checkpoint(CHECKPOINT, stranger, STRANGER.sign), KEY)


def test_forged_signature_under_a_known_name_and_id_spoils_the_note() -> None:
    forged = sign_note(CHECKPOINT.text(), KEY, STRANGER.sign)
    both = Note(CHECKPOINT.text(), (*Note.from_text(NOTE).signatures, *forged.signatures))
    with pytest.raises(EvidenceDiffers, match="does not match"):
        open_checkpoint(both.to_text(), KEY)


def test_checkpoint_of_another_log_is_refused() -> None:
    other = Checkpoint("habeas/vlt-000000000000/dev-000000000001", 42, bytes(32))
    with pytest.raises(EvidenceDiffers, match="another log"):
        open_checkpoint(sign_checkpoint(other, KEY, DEVICE.sign), KEY)


@pytest.mark.parametrize(
    "text",
    [
        "name\n1\n",
        "name\n1\n\n",
        "\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "name\n01\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "name\n-1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "name\n\u0661\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "name\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=\n",
        "name\n1\nAAEC\n",
        "name\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nextension\n",
        "name\n1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    ],
)
def test_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(EvidenceDiffers):
        Checkpoint.from_text(text)


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_is_refused_with_our_error(text: str) -> None:
    with pytest.raises(EvidenceDiffers):
        open_checkpoint(text, KEY)


def test_unknown_signatures_are_ignored_and_the_number_is_bounded() -> None:
    lines = [
        sign_note(CHECKPOINT.text(), NoteKey(f"n{i}", STRANGER.public.verify_key), STRANGER.sign) for i in range(64)
    ]
    strangers = [line.signatures[0] for line in lines]
    ours = Note.from_text(NOTE).signatures
    assert open_checkpoint(Note(CHECKPOINT.text(), (*strangers[:20], *ours)).to_text(), KEY) == CHECKPOINT
    with pytest.raises(EvidenceDiffers):
        open_checkpoint(Note(CHECKPOINT.text(), (*strangers[:MOST_SIGNATURES], *ours)).to_text(), KEY)


def test_cosignature_says_who_saw_it_and_when() -> None:
    cosigned = cosign(NOTE, WITNESS_KEY, WITNESS.sign, 1_679_315_147)
    assert cosigned.startswith(NOTE)
    assert cosignature_times(cosigned, [KEY, WITNESS_KEY]) == {"witness.example/w1": 1_679_315_147}
    assert open_checkpoint(cosigned, KEY) == CHECKPOINT
    message = f"cosignature/v1\ntime 1679315147\n{CHECKPOINT.text()}".encode()
    line = base64.b64decode(cosigned.splitlines()[-1].split()[-1])
    WITNESS.public.verify(message, line[12:])


def test_cosignature_with_another_time_is_refused() -> None:
    cosigned = Note.from_text(cosign(NOTE, WITNESS_KEY, WITNESS.sign, 1_679_315_147))
    ours, theirs = cosigned.signatures
    later = type(theirs)(theirs.name, theirs.key_id, (1_679_315_148).to_bytes(8) + theirs.signature[8:])
    with pytest.raises(EvidenceDiffers):
        cosignature_times(Note(cosigned.text, (ours, later)).to_text(), [WITNESS_KEY])


def test_plain_signature_does_not_count_as_a_cosignature() -> None:
    plain = NoteKey(WITNESS_KEY.name, WITNESS_KEY.verify_key)
    note = sign_note(CHECKPOINT.text(), plain, WITNESS.sign).to_text()
    with pytest.raises(EvidenceDiffers):
        cosignature_times(note, [WITNESS_KEY])
    assert cosignature_times(note, [plain]) == {}
    assert plain.id != WITNESS_KEY.id


@pytest.mark.parametrize("name", ["", "two words", "a+b", "tab\there", "line\n", "no\u00a0break", "bell\x07"])
def test_key_name_that_the_specification_forbids_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        NoteKey(name, bytes(32))


@pytest.mark.parametrize(
    "text", ["", "name", "name+00000000+", EXAMPLE_KEY.replace("530d903a", "530d903b"), EXAMPLE_KEY[:-1], "a+b+c+d"]
)
def test_key_text_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        NoteKey.from_text(text)
