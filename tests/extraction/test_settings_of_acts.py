"""When and where: what the clause states is filled in, what only stands near is offered."""

from habeas.extraction.model import Candidate
from habeas.extraction.propose import propose


def test_place_of_its_own_clause_is_filled_in() -> None:
    (claim,) = propose("Police beat the prisoner in Grozny on 3 May 2024.", language="en").claims
    assert claim.place is not None and claim.time is not None and claim.candidates == ()


def test_time_and_place_of_the_sentence_before_are_offered_and_not_filled_in() -> None:
    text = "Police arrested the teacher in Grozny on 3 May 2024. Guards beat him."
    arrest, beating = propose(text, language="en").claims
    assert (beating.time, beating.place) == (None, None)
    assert set(beating.candidates) == {Candidate("time", arrest.time or ""), Candidate("place", arrest.place or "")}


def test_year_of_birth_is_no_time_and_gives_no_year() -> None:
    text = "Omar Tessel, born in 1998, was arrested. On 9 July he was beaten."
    arrest, beating = propose(text, language="en").claims
    assert arrest.time is None
    assert [t.edtf for t in propose(text, language="en").times if t.id == beating.time] == [None]
