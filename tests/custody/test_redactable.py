"""VR-1: what is shown proves itself, what is hidden stays hidden, and nothing can be changed, moved or left out."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.custody import redactable
from habeas.custody.disclosure import check_record, check_text
from habeas.custody.redactable import CommittedText, disclose_record, disclose_text, record_root, text_root, text_units
from habeas.errors import EvidenceDiffers, UsageProblem

SEED = bytes(range(32))
TEXT = "On 3 May the men were taken by two guards.\nНикто не видел Ивана Петрова.\n\nقال الشاهد إنه رأى أحمد.\n"
SLOTS = [b'["kind","claim.proposed"]', None, b'["act","abduction"]', *[None] * 5, b'["victim","per-1"]']
VECTORS = Path(__file__).parents[1] / "formats" / "vr1.json"

texts = st.text(alphabet="ab \n\u2003\u0430\u0627\u4e00\U0001f600-.,", max_size=120)
seeds = st.binary(min_size=16, max_size=64)


def shown_of(disclosure: dict[str, Any]) -> str:
    _, shown = check_text(disclosure)
    return "".join("█" if leaf is None else leaf for _, row in sorted(shown.paragraphs.items()) for leaf in row)


@given(texts)
def test_units_of_a_text_joined_again_are_the_text(text: str) -> None:
    assert "".join(token for paragraph in text_units(text) for token in paragraph) == text


def test_units_keep_punctuation_with_the_word_and_cut_scripts_without_spaces() -> None:
    assert text_units("(Ivanov's, \u4f60\u597d。 x")[0] == ["(Ivanov's, ", "\u4f60", "\u597d", "。 ", "x"]
    assert [len(token) for token in text_units("a" * 100)[0]] == [40, 40, 20]


@given(texts, seeds, st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=4))
@settings(max_examples=80, deadline=None)
def test_any_disclosure_of_a_text_leads_to_its_root(text: str, seed: bytes, cuts: list[tuple[int, int]]) -> None:
    ranges = [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in cuts]
    root, shown = check_text(json.loads(json.dumps(disclose_text(text, seed, ranges))))
    assert root == text_root(text, seed)
    for token in (leaf for row in shown.paragraphs.values() for leaf in row if leaf):
        assert token in text


@given(texts, seeds)
@settings(max_examples=50, deadline=None)
def test_text_shown_whole_reads_as_it_was(text: str, seed: bytes) -> None:
    assert shown_of(disclose_text(text, seed, [(0, len(text))])) == text


@given(st.lists(st.none() | st.binary(max_size=20).map(lambda b: b.hex().encode()), max_size=40), seeds, st.integers(0))
@settings(max_examples=80, deadline=None)
def test_any_disclosure_of_a_record_leads_to_its_root(slots: list[bytes | None], seed: bytes, mask: int) -> None:
    disclosure = disclose_record(slots, seed, lambda place: bool(mask >> place & 1))
    root, shown = check_record(json.loads(json.dumps(disclosure)))
    assert root == record_root(slots, seed)
    assert all(slots[place] == content and mask >> place & 1 for place, content in shown.items())
    wanted = {place for place, content in enumerate(slots) if content is not None and mask >> place & 1}
    assert set(shown) == wanted


def test_hidden_token_is_in_no_form_in_the_disclosure() -> None:
    start = TEXT.index("Ивана")
    disclosure = disclose_text(TEXT, SEED, [(0, start), (start + 13, len(TEXT))])
    assert "Петрова" not in json.dumps(disclosure, ensure_ascii=False) and "Петрова" not in json.dumps(disclosure)
    assert "Никто не видел █" in shown_of(disclosure)


def test_token_partly_in_the_range_is_hidden_whole() -> None:
    assert shown_of(disclose_text("alpha beta gamma", SEED, [(0, 8)])).strip("█") == "alpha "


def test_record_tree_looks_the_same_for_an_absent_and_a_hidden_field() -> None:
    """Same shape of parts: kinds and levels; the hashes differ, as any two would."""
    full = disclose_record([b"a", b"b", b"c"], SEED, lambda place: place == 0)
    bare = disclose_record([b"a", None, None], SEED, lambda place: place == 0)
    assert full["parts"][0][:2] == bare["parts"][0][:2]  # type: ignore[index]
    assert {part[0] for part in full["parts"]} == {part[0] for part in bare["parts"]}  # type: ignore[index,union-attr]


def test_length_of_a_hidden_name_does_not_follow_from_the_parts() -> None:
    """Over many seeds, one hidden word and three hidden words give overlapping counts of hidden leaves."""
    counts: dict[int, set[int]] = {1: set(), 3: set()}
    for number in range(60):
        for words, name in ((1, "Aslanbek"), (3, "Al Bo Cy")):
            text = f"they took {name} away"
            seed = bytes([number]) * 16
            end = 10 + len(name)
            _, shown = check_text(disclose_text(text, seed, [(0, 10), (end + 1, len(text))]))
            row = [*shown.paragraphs[0]]
            last = max(i for i, leaf in enumerate(row) if leaf)
            first = min(i for i, leaf in enumerate(row) if leaf)
            counts[words].add(row[first:last].count(None))
    assert len(counts[1] & counts[3]) >= 3


def test_wholly_hidden_text_is_one_hash() -> None:
    disclosure = disclose_text(TEXT, SEED, [])
    assert [part[0] for part in disclosure["parts"]] == ["hide"]  # type: ignore[index,union-attr]


@pytest.mark.parametrize("other", [TEXT + " ", TEXT.replace("3", "4"), TEXT.replace("\n\n", "\n"), ""])
def test_other_text_has_another_root(other: str) -> None:
    assert text_root(other, SEED) != text_root(TEXT, SEED)


def test_text_and_record_under_one_seed_share_nothing() -> None:
    assert text_root("a", SEED) != record_root([b"a"], SEED)
    assert record_root(SLOTS, SEED) != record_root([*SLOTS, *[None] * 8], SEED), "another capacity is another record"


def changed(disclosure: Any) -> list[tuple[str, Any]]:
    """Every disclosure with one thing different."""
    variants = []

    def variant(name: str) -> Any:
        other = copy.deepcopy(disclosure)
        variants.append((name, other))
        return other

    for place, part in enumerate(disclosure["parts"]):
        variant(f"part {place} left out")["parts"].pop(place)
        variant(f"part {place} twice")["parts"].insert(place, part)
        parts = variant(f"level of part {place}")["parts"]
        parts[place][1] += 1
        if part[0] in ("show", "hide"):
            letter = "B" if part[2][3] != "B" else "C"
            variant(f"hash of part {place}")["parts"][place][2] = part[2][:3] + letter + part[2][4:]
        if part[0] == "show":
            row = part[3]
            variant(f"content of part {place}")["parts"][place][3] = [*row, "x"]
            if row and isinstance(row[0], str):
                variant(f"word of part {place}")["parts"][place][3] = [row[0] + "x", *row[1:]]
    variant("parts turned round")["parts"].reverse()
    variant("depth")["depth"] += 1
    return variants


def test_record_disclosure_changed_anywhere_leads_elsewhere_or_is_refused() -> None:
    disclosure = disclose_record(SLOTS, SEED, lambda place: place in (0, 1, 2))
    for name, other in changed(disclosure):
        try:
            root, _ = check_record(other)
        except EvidenceDiffers:
            continue
        assert root != record_root(SLOTS, SEED), name


def test_text_disclosure_changed_anywhere_leads_elsewhere_or_is_refused() -> None:
    text = "alpha beta gamma delta"
    disclosure = disclose_text(text, SEED, [(0, 11), (17, 22)])
    inner = disclosure["parts"][0]  # type: ignore[index]
    assert inner[0] == "open"  # type: ignore[index]
    for name, other in changed({"depth": 0, "parts": inner[2]}):  # type: ignore[index]
        try:
            root, _ = check_text({"depth": 0, "parts": [["open", inner[1], other["parts"]]]})  # type: ignore[index]
        except EvidenceDiffers:
            continue
        assert root != text_root(text, SEED) or name == "depth", name


@pytest.mark.parametrize(
    "garbage",
    [
        {},
        {"depth": 4},
        {"depth": 4, "parts": []},
        {"depth": 99, "parts": []},
        {"depth": True, "parts": []},
        {"depth": 4, "parts": [["show", 4, "AAAA", []]]},
        {"depth": 4, "parts": [["hide", 4, "=" * 44]]},
        {"depth": 4, "parts": [["show", 4, "A" * 22 + "==", [10**9]]]},
        {"depth": 4, "parts": [["show", 4, "A" * 22 + "==", [-1]]]},
        {"depth": 4, "parts": [["show", 4, "A" * 21 + "B==", []]]},
        {"depth": 4, "parts": [["peek", 4, "A" * 43 + "="]]},
        {"depth": 4, "parts": "hide"},
        {"depth": 4, "parts": [1, 2]},
    ],
)
def test_garbage_is_refused_as_no_tree(garbage: dict[str, Any]) -> None:
    with pytest.raises(EvidenceDiffers):
        check_record(garbage)
    with pytest.raises(EvidenceDiffers):
        check_text(garbage)


def test_hidden_word_cannot_be_found_by_trying_words() -> None:
    """Without the salt, the hash that stands for a hidden word fits no candidate, the right one included."""
    from hashlib import sha256

    disclosure = disclose_text("the witness Karim spoke", SEED, [(0, 12), (18, 23)])
    hashes = {part[2] for part in disclosure["parts"][0][2] if part[0] == "hide"}  # type: ignore[index,union-attr]
    seeds_given = [part[2] for part in disclosure["parts"][0][2] if part[0] == "show"]  # type: ignore[index,union-attr]
    import base64

    for salt in [b"", *map(base64.b64decode, seeds_given)]:  # type: ignore[arg-type]
        for word in ("Karim", "Karim "):
            for prefix in (b"", b"\x00", b"\x02"):
                guess = base64.b64encode(sha256(prefix + salt + word.encode()).digest()).decode()
                assert guess not in hashes


def test_short_seed_is_refused() -> None:
    with pytest.raises(UsageProblem):
        record_root([], b"short")


def test_range_outside_the_text_is_refused() -> None:
    with pytest.raises(UsageProblem):
        disclose_text("abc", SEED, [(0, 4)])


def test_places_name_the_leaves_of_the_tokens_touched() -> None:
    text = "alpha beta\ngamma delta\n"
    committed = CommittedText.of(text, SEED)
    _, shown = check_text(committed.disclose([(0, len(text))]))
    found = committed.places(7, 14)
    words = ["".join(leaf for leaf in shown.paragraphs[p][low:high] if leaf) for p, low, high in found]
    assert words == ["beta\n", "gamma "]


def test_frozen_vectors_still_hold() -> None:
    vectors = json.loads(VECTORS.read_text())
    assert vectors["format"] == "habeas vr-1 test vectors/1"
    for vector in vectors["texts"]:
        seed = bytes.fromhex(vector["seed"])
        assert text_units(vector["text"]) == vector["units"]
        assert text_root(vector["text"], seed).hex() == vector["root"]
        disclosure = disclose_text(vector["text"], seed, [tuple(pair) for pair in vector["shown"]])
        assert disclosure == vector["disclosure"]
        assert check_text(vector["disclosure"])[0].hex() == vector["root"]
    for vector in vectors["records"]:
        seed = bytes.fromhex(vector["seed"])
        slots = [None if slot is None else slot.encode() for slot in vector["slots"]]
        assert record_root(slots, seed).hex() == vector["root"]
        assert disclose_record(slots, seed, lambda place: place in vector["shown"]) == vector["disclosure"]  # noqa: B023


def test_hmac_written_out_is_hmac() -> None:
    import hmac

    from habeas.custody.salted_tree import hmac_of

    assert hmac_of(SEED[:16], b"\x01abc") == hmac.digest(SEED[:16], b"\x01abc", "sha256")
    assert redactable.SEED_BYTES == 16
