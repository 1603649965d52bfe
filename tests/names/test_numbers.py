"""Numbers that lead to one person. The battery was written from the task alone, before the finder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.names.numbers import identifying

HIDDEN = [
    ("call +380 44 123 45 67 at night", "+380 44 123 45 67"),
    ("his number is 8 (916) 123-45-67, ask", "8 (916) 123-45-67"),
    ("tel. 0612 345 678", "0612 345 678"),
    ("телефон 89161234567", "89161234567"),
    ("رقمه ٠٩٣٣١٢٣٤٥٦ فقط", "٠٩٣٣١٢٣٤٥٦"),
    ("write to vela.orin@mail.example today", "vela.orin@mail.example"),
    ("vela [at] mail [dot] example", "vela [at] mail [dot] example"),
    ("passport AB 1234567 was taken", "AB 1234567"),
    ("паспорт 4510 123456 изъяли", "4510 123456"),
    ("паспорт серии МК № 223344", "МК № 223344"),
    ("СНИЛС 112-233-445 95", "112-233-445 95"),
    ("ID no. 84-11-223", "84-11-223"),
    ("paid to IBAN DE89 3704 0044 0532 0130 00 then", "DE89 3704 0044 0532 0130 00"),
    ("card 4111 1111 1111 1111", "4111 1111 1111 1111"),
    ("a white car, plate KA 482 TR", "KA 482 TR"),
    ("номер А123ВС77 стоял", "А123ВС77"),
    ("a van with the number plate 34-ABC-56", "34-ABC-56"),
    ("application no. 31871/96 and", "31871/96"),
    ("case 31/1993/426/505", "31/1993/426/505"),
    ("уголовное дело № 1-45/2019", "1-45/2019"),
    ("docket 2019-CR-00417", "2019-CR-00417"),
    ("Az. 12 O 345/18", "12 O 345/18"),
    ("at 48.8566, 2.3522 they", "48.8566, 2.3522"),
    ("48°51′24″N 2°21′8″E", "48°51′24″N 2°21′8″E"),
    ("lives at 14 Harbour Street, flat 7", "14 Harbour Street"),
    ("ул. Ленина, д. 5, кв. 12", "ул. Ленина, д. 5, кв. 12"),
    ("calle Mayor 23", "calle Mayor 23"),
    ("Rosenstraße 12b", "Rosenstraße 12b"),
    ("from 10.12.0.7 he", "10.12.0.7"),
    ("prisoner number 5521", "5521"),
    ("land: plot no. 42, sheet 11/15W.2", "no. 42"),
    ("HL-018 in the list", "HL-018"),
    ("wallet 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    ("t.me/vela_orin", "t.me/vela_orin"),
    ("https://vk.example/id5512345", "https://vk.example/id5512345"),
]
LEFT = [
    "On 3 May 2024 about 20 men were held",
    "on 03.05.2024 and 2024-05-03 and 5/3/2024 at 14:30",
    "between 1998 and 2004, in 2003/04 and 2011-2012",
    "1,250,000 people; 3.5 million; 12 000 people",
    "Article 3, § 44, Rule 39, section 12(4), Protocol No. 11",
    "for 25 years, in 1,300 cases of 4,500",
    "в 15 часов 30 минут 8 марта 2022 года",
    "Room 5 was cold; cell 12; World War 2; G8; COVID-19; AK-47; Mi-8",
    "between 10 and 12 p.m., 40% of 300",
    "in May 2024, 05/2024",
    "a fine of 15,000 euros, EUR 20,000",
]


@pytest.mark.parametrize(("text", "number"), HIDDEN)
def test_number_that_identifies_is_found_whole(text: str, number: str) -> None:
    start = text.index(number)
    hidden = {place for one in identifying(text) for place in range(one.start, one.end)}
    missing = [text[p] for p in range(start, start + len(number)) if p not in hidden and text[p].isalnum()]
    assert not missing, identifying(text)


@pytest.mark.parametrize("text", LEFT)
def test_dates_amounts_and_articles_are_left(text: str) -> None:
    assert not [text[one.start : one.end] for one in identifying(text)]


@given(st.text(max_size=200))
def test_any_text_is_read_and_places_lie_within_it(text: str) -> None:
    for one in identifying(text):
        assert 0 <= one.start < one.end <= len(text)
