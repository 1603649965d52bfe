"""Which program exported a table, and what its labels mean there.

A header says it: form servers and Uwazi add columns of their own. What such a column means is known, whatever its
words would mean in a list that a person wrote: `_status` of KoboToolbox says how a form was sent, not what became of a
person, and `injuries/place` with 0 and 1 below it is a box that was ticked, not a place.
"""

import re
from collections.abc import Mapping, Sequence

from habeas.claims.folding import fold
from habeas.lists.columns import meaning_of
from habeas.lists.model import NAME_MEANINGS, Meaning, Table
from habeas.reading.followthemoney import STATEMENT

KOBO, ODK, UWAZI, FTM, OPENEVSYS = "kobo", "odk", "uwazi", "ftm", "openevsys"
EXPORTS = (KOBO, ODK, UWAZI, FTM, OPENEVSYS)
_KOBO_OTHERS = {"_id", "_submission_time", "__version__", "_index", "_validation_status", "_submitted_by"}
_KOBO_CHILD = {"_parent_index", "_submission__uuid"}
_ODK_OTHERS = {"SubmissionDate", "PARENT_KEY", "meta-instanceID", "instanceID", "SubmitterID"}
_FTM_TABLE = {"id", "schema", "name"}
_OPENEVSYS_TABLE = {"person_record_number", "person_name"}
_UWAZI_ENTITY = {"sharedId", "template", "title"}
_UWAZI_OTHERS = {"date added", "template", "geolocation", "documents", "attachments", "published"}
_LANGUAGE = re.compile(r"(.+?)__([a-z]{2,3}(?:-[A-Za-z]+)?)")
PERSONAL = frozenset({*NAME_MEANINGS, Meaning.BIRTH_DATE, Meaning.AGE, Meaning.SEX, Meaning.OCCUPATION})
"""What a column says about one person, and about no event."""
_TICKED = {"", "0", "1", "0.0", "1.0", "true", "false"}
VICTIMS = re.compile(
    "victim|person|people|detain|missing|killed|casualt|жертв|пострадав|погибш|человек|люди|задержан|пропавш|"
    "persona|victima|personne|detenu|ضحي|ضحايا|اشخاص|شخص|معتقل"
)
"""Words, folded, of a sheet or a group of questions that is about the people of a list."""
_FTM: Mapping[str, Meaning] = {
    "id": Meaning.RECORD_ID, "name": Meaning.FULL_NAME, "firstName": Meaning.GIVEN_NAME,
    "lastName": Meaning.FAMILY_NAME, "fatherName": Meaning.PATRONYMIC, "birthDate": Meaning.BIRTH_DATE,
    "gender": Meaning.SEX, "position": Meaning.OCCUPATION, "notes": Meaning.NOTE, "summary": Meaning.NOTE,
    "sourceUrl": Meaning.SOURCE, "publisher": Meaning.SOURCE, "status": Meaning.STATUS,
}  # fmt: skip
_OPENEVSYS: Mapping[str, Meaning] = {
    "person_record_number": Meaning.RECORD_ID, "person_name": Meaning.FULL_NAME, "sex": Meaning.SEX,
    "birth_date": Meaning.BIRTH_DATE, "event_date": Meaning.EVENT_DATE, "act": Meaning.ACT, "place": Meaning.PLACE,
    "act age_at_time_of_victimisation": Meaning.AGE, "act status_at_end_of_act": Meaning.STATUS,
    "occupation": Meaning.OCCUPATION, "remarks": Meaning.NOTE, "act remarks": Meaning.NOTE,
}  # fmt: skip


def export_of(labels: Sequence[str]) -> str:
    """kobo | odk | uwazi | ftm | openevsys, or "" for a table that a person wrote.

    Our own export of such a list is known by the same labels: read back, its columns mean the same.
    """
    there = {label.strip() for label in labels}
    if ("_uuid" in there and there & _KOBO_OTHERS) or there >= _KOBO_CHILD or len(there & _KOBO_OTHERS) >= 3:
        return KOBO
    if "KEY" in there and there & _ODK_OTHERS:
        return ODK
    if is_statements(labels) or there >= _FTM_TABLE:
        return FTM
    if there >= _OPENEVSYS_TABLE:
        return OPENEVSYS
    return UWAZI if there >= _UWAZI_ENTITY or _is_uwazi({label.lower() for label in there}) else ""


def is_statements(labels: Sequence[str]) -> bool:
    """Whether the rows below these labels are statements of FollowTheMoney: one a value, not one a person."""
    there = {label.strip() for label in labels}
    return there >= STATEMENT and bool(there & {"canonical_id", "prop_type"})


def _is_uwazi(there: set[str]) -> bool:
    """The columns that Uwazi puts around those of a template, or a title in several languages."""
    languages = [match for label in there if (match := _LANGUAGE.fullmatch(label))]
    return ("title" in there and len(there & _UWAZI_OTHERS) >= 3) or any(match[1] == "title" for match in languages)


def hints_of(table: Table) -> dict[str, Meaning | None]:
    """What the labels of an export mean, where that is not what their words say."""
    match table.format:
        case "kobo":
            return _best_groups(table, _of_kobo(table), "/")
        case "odk":
            return _best_groups(table, _of_odk(table), "-")
        case "uwazi":
            return _of_uwazi(table)
        case "ftm":
            return {label: _FTM.get(label) for label in table.labels}
        case "openevsys":
            return {label: _OPENEVSYS.get(label) for label in table.labels}
    return {}


def _of_kobo(table: Table) -> dict[str, Meaning | None]:
    hints: dict[str, Meaning | None] = dict.fromkeys((*_own(table, "_"), *_ticked(table)))
    if "_uuid" in table.labels:
        hints |= {label: None for label in table.labels if meaning_of(label) is Meaning.RECORD_ID}
        hints["_uuid"] = Meaning.RECORD_ID
    return hints


def _of_odk(table: Table) -> dict[str, Meaning | None]:
    """Central writes a group as `group-field`. `Status` with a capital is how a submission was decrypted."""
    hints: dict[str, Meaning | None] = dict.fromkeys(_ticked(table))
    for label in table.labels:
        if meaning_of(label) is Meaning.RECORD_ID or label == "Status":
            hints[label] = None
        elif "-" in label and label not in hints and meaning_of(label) is None:
            hints[label] = meaning_of(label.rsplit("-", 1)[-1])
            if hints[label] is Meaning.RECORD_ID:
                hints[label] = None
    return {**hints, "KEY": Meaning.RECORD_ID}


def _own(table: Table, mark: str) -> list[str]:
    return [label for label in table.labels if label.startswith(mark)]


def _ticked(table: Table) -> list[str]:
    """Columns of a question with several answers: `question/answer`, 0 or 1, beside others of the same question."""
    families: dict[str, list[int]] = {}
    for place, label in enumerate(table.labels):
        if "/" in label:
            families.setdefault(label.rsplit("/", 1)[0], []).append(place)
    found = []
    for question, places in families.items():
        ticked = [place for place in places if _is_ticked(table, place)]
        if question in table.labels or len(ticked) > 1:
            found += [table.labels[place] for place in ticked]
    return found


def _is_ticked(table: Table, place: int) -> bool:
    cells = {row.cells[place].strip().lower() for row in table.rows if place < len(row.cells)}
    return cells <= _TICKED and bool(cells - {""})


def _best_groups(table: Table, hints: dict[str, Meaning | None], mark: str) -> dict[str, Meaning | None]:
    """A form asks several people for their names. The group that is about victims is meant, else the fullest one.

    A group that names somebody else is about somebody else: its age and its sex are not those of the victim.
    """
    meant = {label: hints[label] if label in hints else meaning_of(label) for label in table.labels}
    groups: dict[str, set[Meaning]] = {}
    for label, meaning in meant.items():
        if meaning in PERSONAL:
            groups.setdefault(_group(label, mark), set()).add(meaning)
    naming = [group for group, found in groups.items() if found & set(NAME_MEANINGS)]
    if len(naming) > 1:
        best = max(naming, key=lambda group: (bool(VICTIMS.search(fold(group))), len(groups[group])))
        others = [group for group in naming if group != best and _names_another(groups[group], groups[best])]
        hints |= {label: None for label, found in meant.items() if found in PERSONAL and _group(label, mark) in others}
    return hints


def _names_another(other: set[Meaning], best: set[Meaning]) -> bool:
    """Not so where one group has the given name and another the family name: that is one name in two places."""
    full = Meaning.FULL_NAME
    return bool(other & best & set(NAME_MEANINGS)) or full in other or full in best


def _group(label: str, mark: str) -> str:
    return label.rsplit(mark, 1)[0] if mark in label else ""


def _of_uwazi(table: Table) -> dict[str, Meaning | None]:
    """A title is a name where no property is one."""
    hints: dict[str, Meaning | None] = {label: None for label in table.labels if label in ("_id", "user", "__v")}
    for label in table.labels:
        match = _LANGUAGE.fullmatch(label)
        if match:
            hints[label] = meaning_of(match[1])
        if label == "sharedId":
            hints[label] = Meaning.RECORD_ID
    meant = {hints[label] if label in hints else meaning_of(label) for label in table.labels}
    if not meant & set(NAME_MEANINGS):
        title = next((label for label in table.labels if re.fullmatch(r"title(__.+)?", label.lower())), None)
        if title is not None:
            hints[title] = Meaning.FULL_NAME
    if Meaning.RECORD_ID in hints.values():
        hints |= {
            label: None for label in table.labels if label != "sharedId" and meaning_of(label) is Meaning.RECORD_ID
        }
    return hints
