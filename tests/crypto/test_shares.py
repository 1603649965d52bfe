"""Recovery shares: any threshold of them, and nothing less."""

import itertools

import pytest
from shamir_mnemonic import generate_mnemonics

from habeas.crypto.shares import combine, share_digest, split
from habeas.errors import UsageProblem, WrongKey

SECRET = bytes(range(32))
SHARES = split(SECRET, shares=5, threshold=3)


@pytest.mark.parametrize("chosen", list(itertools.combinations(range(5), 3)))
def test_any_three_of_five_give_the_secret(chosen: tuple[int, ...]) -> None:
    assert combine([SHARES[number] for number in chosen]) == SECRET


def test_more_than_needed_is_no_harm() -> None:
    assert combine(SHARES) == SECRET
    assert combine([SHARES[0], SHARES[0], *SHARES[1:3]]) == SECRET


def test_capitals_and_spaces_are_no_harm() -> None:
    assert combine([f"  {share.upper().replace(' ', '   ')}\n" for share in SHARES[:3]]) == SECRET


def test_too_few_raise_wrong_key() -> None:
    with pytest.raises(WrongKey):
        combine(SHARES[:2])
    with pytest.raises(WrongKey):
        combine([])


def test_mistyped_word_raises_wrong_key_and_tells_no_word() -> None:
    words = SHARES[0].split()
    words[7] = "academic" if words[7] != "academic" else "acid"
    with pytest.raises(WrongKey) as caught:
        combine([" ".join(words), *SHARES[1:3]])
    # The same sentence whatever was typed: shares are drawn anew, and a word of them may be a word of the sentence too.
    with pytest.raises(WrongKey) as other:
        combine(["zoo " * len(words), *SHARES[1:3]])
    assert str(caught.value) == str(other.value)
    assert caught.value.__cause__ is None


def test_shares_of_two_sets_raise_wrong_key() -> None:
    with pytest.raises(WrongKey):
        combine([*SHARES[:2], split(SECRET, shares=5, threshold=3)[2]])


@pytest.mark.parametrize("garbage", ["", "hello", "zoo " * 33, "\x00", "школа " * 33])
def test_garbage_raises_wrong_key(garbage: str) -> None:
    with pytest.raises(WrongKey):
        combine([garbage] * 3)


def test_share_that_asks_for_minutes_of_work_is_refused_at_once() -> None:
    (planted,) = generate_mnemonics(1, [(2, 3)], SECRET, iteration_exponent=2)
    with pytest.raises(WrongKey):
        combine(planted)


@pytest.mark.parametrize(("shares", "threshold"), [(5, 1), (5, 6), (17, 3), (1, 1), (0, 0)])
def test_meaningless_numbers_are_refused(shares: int, threshold: int) -> None:
    with pytest.raises(UsageProblem):
        split(SECRET, shares=shares, threshold=threshold)


def test_share_has_thirty_three_words() -> None:
    assert {len(share.split()) for share in SHARES} == {33}


def test_digest_recognises_a_share_however_it_is_written() -> None:
    assert share_digest(SHARES[0]) == share_digest(SHARES[0].upper() + " ")
    assert len({share_digest(share) for share in SHARES}) == 5
