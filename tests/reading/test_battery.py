"""Files as people have them (battery.py): each ends as it must, says what it must, and nothing of it is passed over."""

import pytest

from habeas.reading.read import read
from tests.reading.battery import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_file_of_the_battery_ends_as_it_must(case: Case) -> None:
    reading = read(case.make(), case.file)
    text = " ".join((reading.text or "").split())
    said = {remark.said.value for remark in reading.remarks} | ({reading.reason.value} if reading.reason else set())
    assert reading.status.value in case.status, (reading.status, reading.reason, said, text[:300])
    assert not [words for words in case.present if " ".join(words.split()) not in text], text[:600]
    assert not [words for words in case.absent if words in (reading.text or "")], text[:600]
    assert set(case.says) <= said, said
