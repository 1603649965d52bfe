"""Words are told from noise, and one encoding from another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.reading.language import is_language
from habeas.reading.plain_text import decoded

WORDS = (
    "The soldiers came at night to the market of Tarsk and took away the baker of Mill Street.",
    "Военные приехали ночью на рынок города Тарск и забрали пекаря с Мельничной улицы.",
    "Les soldats sont arrivés la nuit au marché et ont emmené le boulanger de la rue du Moulin.",
    "Żołnierze przyszli w nocy na targ i zabrali piekarza z ulicy Młyńskiej w mieście Tarsk.",
    "Tôi đã thấy họ bị bắt vào ban đêm tại chợ của thành phố và bị đánh đập nhiều giờ liền.",
    "جاء الجنود ليلا إلى سوق المدينة وأخذوا الخباز من شارع الطاحونة ولم يعد إلى بيته منذ ذلك",
    "Zaur Dadiev, Salim Berkov, Amina Salieva, Timur Belov, Hryhorij Przybylski, Ana Lopez",
)
NOISE = (
    "Wkh vroglhuv fdph dw qljkw wr wkh pdunhw ri Wdunv dqg wrrn dzdb wkh edkhu",
    "Ytu hfnm cvjh gfyb ndtk rjulf jyb ghbitk yjxm. yf hsyjr ujhjlf",
    "\ue001\ue002\ue003\ue004 \ue005\ue006\ue007\ue008 \ue001\ue002 \ue004\ue005\ue006",
    "aGVsbG8gd29ybGQgdGhpcyBpcyBiYXNlNjQgdGV4dCBlbmNvZGVkIGFuZCBub3RoaW5nIGVsc2U",
)


@pytest.mark.parametrize("text", WORDS)
def test_words_of_many_languages_are_language(text: str) -> None:
    assert is_language(text)


@pytest.mark.parametrize("text", NOISE)
def test_shifted_mistyped_and_coded_letters_are_none(text: str) -> None:
    assert not is_language(text)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "mac-cyrillic", "utf-16-le", "utf-16-be", "utf-8"])
def test_russian_in_any_encoding_comes_back(encoding: str) -> None:
    assert decoded(WORDS[1].encode(encoding))[0] == WORDS[1]


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_are_not_and_nothing_raises(data: bytes) -> None:
    text, encoding, _ = decoded(data)
    assert (text is None) == (encoding == "") or text is not None
