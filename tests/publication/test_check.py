"""The door reads what a reader or a program can read, and nothing else; what it finds is for a screen alone."""

import secrets
from typing import Any

import pytest

from habeas.errors import ReleaseRefused
from habeas.ids import PREFIXES, ItemId, new_id
from habeas.publication.check import sanctioned, search_strings
from habeas.publication.machine_words import machine_words
from habeas.publication.redact import Name, Redactor

NAMES = ("Serjoža Datunov", "Zaur Ebelov", "Inna Khan", "Ulemov, 26 March 2024", "delivery driver from Kesh", "Bo Li")
PEOPLE = Redactor(tuple(Name(ItemId(f"per-{number:012}"), (name,), True) for number, name in enumerate(NAMES)))


def _salt(size: int) -> str:
    import base64

    return base64.b64encode(secrets.token_bytes(size)).decode()


def bundle(**more: Any) -> dict[str, Any]:
    """A bundle as far as the door reads it, with fresh random ids, keys, hashes and signatures."""
    device, source = new_id("device"), new_id("source")
    ids = [new_id(kind) for kind in PREFIXES]
    note = f"habeas/{new_id('vault')}/{device}\n1591\n{_salt(32)}\n\n— habeas/x/{device} {_salt(68)}\n"
    slots = [f'["item","{one}"]' for one in ids] + ['["time",{"basis":"from_publication_date"}]']
    record = {"depth": 4, "parts": [["hide", 1, _salt(32)], ["show", 1, _salt(16), slots]]}
    leaves = [["hide", 1, _salt(32)], ["show", 2, _salt(16), ["of ", 1, "26 ", "March ", 2]]]
    found: dict[str, Any] = {
        "release": {"id": new_id("release"), "title": "What is said", "signer": {"verify_key": _salt(32)}},
        "members": [f'{{"signature":"{secrets.token_hex(64)}","statement":{{"by":"{new_id("member")}"}}}}'],
        "logs": [{"device": device, "key": _salt(32), "checkpoint": note, "path": [_salt(32)], "stamps": []}],
        "entries": [{"id": f"{device}:3", "record": record, "names": {"depth": 1, "parts": []}}],
        "texts": [{"source": source, "entry": f"{device}:4", "text": {"depth": 1, "parts": leaves}}],
        "passages": [{"id": "p1", "source": source, "runs": [None, "of 26 March "]}],
        "items": [{"id": one, "shown": {"record": {"source": source}}, "view": {"label": "Person 1"}} for one in ids],
    }
    for path, value in more.items():
        found["release" if path == "title" else "items"] = (
            found["release"] | {"title": value} if path == "title" else [*found["items"], {"id": ids[0], path: value}]
        )
    return found


def test_ids_keys_and_codes_are_no_words_whatever_they_spell() -> None:
    for _ in range(150):
        search_strings(bundle(), PEOPLE)


def test_a_date_is_read_with_its_day_though_its_tokens_lie_apart() -> None:
    search_strings(bundle(), PEOPLE)
    assert "march" in sanctioned(bundle()).words


@pytest.mark.parametrize(
    "said",
    ["seen by Zaur Ebelov", "ebelov_1990@mail.example", "src-zaurebelov12", "ZaurEbelovZaurEbelovZaur", "Datunov"],
)
@pytest.mark.parametrize("place", ["title", "view", "names"])
def test_a_name_in_words_is_found_though_it_looks_like_an_id(said: str, place: str) -> None:
    with pytest.raises(ReleaseRefused) as refused:
        search_strings(bundle(**{place: said if place == "title" else {"label": said}}), PEOPLE)
    assert not any(part in str(refused.value) + refused.value.hint for part in ("belov", "atunov"))
    (seen,) = refused.value.seen
    assert "[" in seen and ("title" if place == "title" else "items") in seen, "the word and its place, for the screen"


def test_an_id_in_a_title_is_searched_unless_the_bundle_has_it() -> None:
    made = bundle()
    words = machine_words(made)
    known = made["items"][0]["id"]
    assert words.taken_out(known) == " "
    assert words.taken_out("src-zaurebe10v12") == "src-zaurebe10v12"
    assert words.taken_out("from_publication_date") == "from publication date"
