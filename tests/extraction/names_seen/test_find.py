"""Whoever may be named is seen, in any script and without a role; two bearers are not joined by a given name."""

import random
from itertools import pairwise

import pytest

from habeas.extraction.names_seen.bearers import bearers
from habeas.extraction.names_seen.find import names_seen
from habeas.extraction.names_seen.model import KnownAs

HIDDEN = (KnownAs.PERSON, KnownAs.UNDECIDED)


def hidden(text: str) -> str:
    """The text with names that are hidden by default as bars."""
    for one in reversed(names_seen(text)):
        if one.known_as in HIDDEN:
            text = text[: one.start] + "█" + text[one.end :]
    return text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Это проверка жалобы Абдурахмановой Натальи Петровны.", "Абдурахмановой Натальи Петровны"),
        ("Был задержан ИСКАНОВ ТИМУР МАРАТОВИЧ.", "ИСКАНОВ ТИМУР МАРАТОВИЧ"),
        ("Вчера увезли Соловьёву Татьяну из дома.", "Соловьёву Татьяну"),
        ("Позвонила Петровна, соседка.", "Петровна"),
        ("A man called Zed Oduya-Ansa was held.", "Zed Oduya-Ansa"),
        ("The list: Omar Barre, Ilze K., Sardor; others left.", "Omar Barre|Ilze|Sardor"),
        ("Write to @rahim_b or r.bostan@post.example today.", "@rahim_b|r.bostan@post.example"),
        ("Taken with Dr. Price and Mrs Hope, his aunt.", "Price|Hope"),
        ("RAHIM BOSTAN and QADIR were on the sheet.", "RAHIM BOSTAN|QADIR"),
        ("Names:\nrahim bostan\nqadir zoltani\nilhom narzi\n", "rahim bostan|qadir zoltani|ilhom narzi"),
        ("اعتقلت الشرطة خالد ناصر أمام منزله.", "خالد ناصر"),
        ("أفرج عن الناشطة ميسون الراوي مساء.", "ميسون الراوي"),
        ("გუშინ თამაზ ბერუჩავა წაიყვანეს.", "თამაზ ბერუჩავა"),
        ("אתמול נעצר יוסף כרמלי ליד הבית.", "יוסף כרמלי"),
        ("昨天警察抓了李小明，家人等待。", "李小明"),
        ("어제 김민수가 끌려갔다.", "김민수"),
        ("ትናንት አቶ አበበ ከበደ ተያዘ።", "አበበ ከበደ"),
    ],
)
def test_name_is_seen_whole(text: str, names: str) -> None:
    left = hidden(text)
    for name in names.split("|"):
        assert name not in left and not [word for word in name.split() if len(word) > 2 and word in left], left


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("He wrote to the Interior Ministry of Kaland.", KnownAs.ORGANISATION),
        ("It happened in Berlin, near the river.", KnownAs.PLACE),
    ],
)
def test_what_is_no_person_is_known_as_what_it_is(text: str, known: KnownAs) -> None:
    assert known in {one.known_as for one in names_seen(text)}


def test_month_is_no_name() -> None:
    assert all(one.known_as is KnownAs.NO_NAME for one in names_seen("It rained in March."))


def test_text_without_names_has_none() -> None:
    for text in ("the guards took two men from the house at night.", "Вечером сотрудники увезли двоих мужчин."):
        assert hidden(text) == text


def test_two_bearers_are_never_joined_by_a_given_name() -> None:
    one, other, given = bearers(["Иван Жуков", "Иван Петров", "Иван"])
    assert len({one, other, given}) == 3


@pytest.mark.parametrize(
    "mentions",
    [
        ["Иван Жуков", "Ивана Жукова", "Жукову"],
        ["Тимур Исканов", "ИСКАНОВ ТИМУР МАРАТОВИЧ", "Искановым"],
        ["Omar Barre", "Barre", "O. Barre", "Barre, Omar"],
        ["Юлия Жукова", "Yulia Zhukova"],
        ["Mohammed Haddad", "Muhammad Hadad"],
    ],
)
def test_mentions_of_one_bearer_are_joined(mentions: list[str]) -> None:
    assert len(set(bearers(mentions))) == 1


def test_family_of_one_surname_are_two_bearers() -> None:
    assert len(set(bearers(["Лев Бекоев", "Рустам Бекоев", "Бекоев"]))) == 3


def test_stretches_do_not_overlap_and_are_where_they_say_in_any_text() -> None:
    draw = random.Random(3)
    for _ in range(40):
        text = "".join(chr(draw.choice((draw.randrange(32, 0x600), draw.randrange(0xE000)))) for _ in range(80))
        seen = names_seen(text)
        assert all(one.end <= other.start for one, other in pairwise(seen))
        assert all(0 <= one.start < one.end <= len(text) for one in seen)
