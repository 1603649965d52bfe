"""Exports of form servers, Uwazi, OpenEvSys and FollowTheMoney -> one table of people."""

from typing import Any

import pytest

from habeas.errors import BadInput, UsageProblem
from habeas.lists.accounting import NothingKnown, plan
from habeas.lists.columns import mapped, recognise, sheet_of
from habeas.lists.files import read_table
from habeas.lists.model import Meaning, Table
from habeas.lists.rows import RowReader
from tests.lists import exported

VICTIMS = ["Ilya Morozan", "Darya Zhukovec", "سليم قوس"]


def records(table: Table) -> list[dict[str, str]]:
    return [{k: v for k, v in zip(table.labels, row.cells, strict=False) if v} for row in table.rows]


def read(table: Table) -> list[dict[str, Any]]:
    """What an import would make of each row: its name, record id and values."""
    columns = recognise(table.labels, table.hints)
    planned = plan(table, columns, NothingKnown())
    assert not planned.rejected
    reader = RowReader(columns, planned.created)
    return [
        {
            "name": reader.name(row),
            "record_id": reader.words(row, Meaning.RECORD_ID),
            "place": reader.words(row, Meaning.PLACE),
            **reader.read(row),
        }
        for row in planned.created
    ]


def days(value: Any) -> tuple[str, str]:
    return (value["earliest"], value["latest"])


# --- KoboToolbox -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [exported.kobo_xlsx(), exported.kobo_json()], ids=["xlsx", "json"])
def test_kobo_rows_of_a_repeat_group_are_the_people_with_their_parents_cells(data: bytes) -> None:
    table = read_table(data)
    people = read(table)
    assert (table.format, table.sheet) == ("kobo", "victims")
    assert [one["name"] for one in people] == VICTIMS
    assert [one["record_id"] for one in people] == ["u-1/victims[1]", "u-1/victims[2]", "u-2/victims[1]"]
    assert [one["place"] for one in people] == ["Lomna", "Lomna", "Selmir"]
    assert people[0]["age"] == 34 and days(people[2]["event_date"])[0] == "2024-03-05"
    assert "parents_without_rows:1" in table.notes


def test_kobo_two_sheets_with_one_label_keep_both_cells() -> None:
    own = ["incident/place", "a", "b", "c"]
    victims = [(*row[:3], place, *row[4:]) for row, place in zip(exported.KOBO_VICTIMS, own, strict=True)]
    first = records(read_table(exported.kobo_xlsx(victims=victims)))[0]
    assert (first["incident/place"], first["Incident form: incident/place"]) == ("a", "Lomna")


def test_kobo_name_of_a_form_that_a_sheet_cut_short_and_groups_inside_groups() -> None:
    form = "Incident form of the Lantern Committee, second version"
    children = [("wounds/kind", "_index", "_parent_table_name", "_parent_index"), ("burn", 1, "victims", 2)]
    victims = [exported.KOBO_VICTIMS[0], *((*row[:5], form, *row[6:]) for row in exported.KOBO_VICTIMS[1:])]
    data = exported.xlsx_bytes({form[:31]: exported.KOBO_MAIN, "victims": victims, "wounds": children})
    people = read(read_table(data))
    assert [one["place"] for one in people] == ["Lomna", "Lomna", "Selmir"]
    (wound,) = records(read_table(data, "wounds"))
    assert wound["record"] == "u-1/victims[2]/wounds[1]"
    assert (wound["victims: victims/first_name"], wound[f"{form[:31]}: incident/place"]) == ("Darya", "Lomna")


def test_kobo_next_export_numbers_rows_otherwise_and_gives_the_same_rows() -> None:
    def later(rows: exported.Rows, *labels: str) -> exported.Rows:
        places = [rows[0].index(label) for label in labels]
        shifted = [[c + 7 if n in places else c for n, c in enumerate(row)] for row in rows[1:]]  # type: ignore[operator]
        return [rows[0], *shifted]

    main, victims = later(exported.KOBO_MAIN, "_index"), later(exported.KOBO_VICTIMS, "_index", "_parent_index")
    assert records(read_table(exported.kobo_xlsx(main, victims))) == records(read_table(exported.kobo_xlsx()))


@pytest.mark.parametrize("data", [exported.csv_bytes(exported.KOBO_MAIN, ";"),
                                  exported.csv_bytes(exported.KOBO_MAIN, "\t", "utf-16"),
                                  exported.xlsx_bytes({"Incident form": exported.KOBO_MAIN})])  # fmt: skip
def test_kobo_form_without_repeats_its_submissions_are_the_rows(data: bytes) -> None:
    table = read_table(data)
    meanings = recognise(table.labels, table.hints).meanings
    assert table.format == "kobo"
    assert meanings["_uuid"] is Meaning.RECORD_ID and meanings["incident/place"] is Meaning.PLACE
    assert not {"_id", "_status", "abuse/place", "abuse/detention"} & set(meanings)
    assert records(table)[1]["abuse/place"] == "1" and "_index" not in table.labels


def test_kobo_group_about_victims_gives_the_name_not_the_one_who_reports() -> None:
    rows = [("reporter/name", "victim/name", "_uuid", "_id"), ("Reporter", "Ilya Morozan", "u-1", "1")]
    assert [one["name"] for one in read(read_table(exported.csv_bytes(rows)))] == ["Ilya Morozan"]


def test_kobo_group_that_names_somebody_else_gives_nothing_about_the_victim() -> None:
    rows = [
        ("reporter/name", "reporter/age", "reporter/sex", "victim/first_name", "victim/last_name", "_uuid", "_id"),
        ("Reporter One", "50", "f", "Ilya", "Morozan", "u-1", "1"),
    ]
    (person,) = read(read_table(exported.csv_bytes(rows)))
    assert person["name"] == "Ilya Morozan" and not {"age", "sex"} & set(person)


def test_kobo_mapping_names_the_sheet_of_the_people() -> None:
    said = 'sheet = "Incident form"\n[columns]\n"reporter/name" = "full_name"\n'
    table = read_table(exported.kobo_xlsx(), sheet_of(said))
    assert (table.sheet, len(table.rows)) == ("Incident form", 3)
    assert mapped(table.labels, said, table.hints).label(Meaning.FULL_NAME) == "reporter/name"
    assert set(read_table(exported.kobo_xlsx()).sheets) == {"Incident form", "victims"}


def test_kobo_mapping_sheet_that_is_not_there_is_refused_without_its_name() -> None:
    for data in (exported.kobo_xlsx(), exported.csv_bytes([("name", "place"), ("A", "L")])):
        with pytest.raises(UsageProblem) as refused:
            read_table(data, "Zhukovec")
        assert "Zhukovec" not in str(refused.value)


def test_kobo_parent_that_is_not_there_is_counted_and_its_row_kept() -> None:
    table = read_table(exported.kobo_xlsx(main=exported.KOBO_MAIN[:2]))
    assert len(table.rows) == 3 and "rows_without_parent:1" in table.notes
    assert records(table)[2]["record"] == "u-2/victims[1]"


def test_kobo_two_parents_with_one_number_are_refused() -> None:
    main = [*exported.KOBO_MAIN[:3], (*exported.KOBO_MAIN[3][:-1], 1)]
    with pytest.raises(BadInput, match="one key"):
        read_table(exported.kobo_xlsx(main))


def test_kobo_json_nested_group_number_and_nested_repeat_are_kept() -> None:
    table = read_table(exported.kobo_json())
    assert records(table)[0]["main: incident/detail/score"] == "1.1"
    injuries = read_table(exported.kobo_json(), "injuries")
    (row,) = records(injuries)
    assert row["record"] == "u-1/victims[2]/injuries[1]"
    assert (row["victims: victims/first_name"], row["main: incident/place"]) == ("Darya", "Lomna")


# --- ODK -------------------------------------------------------------------------------------------------------------


def test_odk_archive_repeats_are_joined_by_their_keys() -> None:
    table = read_table(exported.odk_zip())
    people = read(table)
    assert (table.format, table.sheet) == ("odk", "incident-victims")
    assert [(one["name"], one["record_id"], one["place"]) for one in people] == [
        ("Ilya Morozan", "uuid:1/victims[1]", "Lomna"),
        ("Darya Zhukovec", "uuid:1/victims[2]", "Lomna"),
        ("Renat Rustan", "uuid:2/victims[1]", "Selmir"),
    ]
    assert days(people[0]["event_date"]) == ("2024-03-04", "2024-03-04")
    assert "files_left_in_archive:1" in table.notes


def test_odk_sheets_that_belong_to_each_other_in_a_ring_are_refused() -> None:
    parts = {"a.csv": b"name,KEY,PARENT_KEY\nA,1,2\n", "b.csv": b"name,KEY,PARENT_KEY\nB,2,1\n"}
    with pytest.raises(BadInput, match="ring"):
        read_table(exported.zip_bytes(parts))


# --- Uwazi -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zipped", [False, True])
def test_uwazi_csv_people_are_the_template_with_names_and_ranges_are_days(zipped: bool) -> None:
    data = exported.csv_bytes(exported.UWAZI_CSV)
    table = read_table(exported.zip_bytes({"import.csv": data, "a.pdf": b"%PDF-1.4"}) if zipped else data)
    people = read(table)
    assert (table.format, table.sheet) == ("uwazi", "Person")
    assert [one["name"] for one in people] == ["Ilya Morozan", "Darya Zhukovec"]
    assert people[0]["sex"] == "male" and days(people[0]["birth_date"]) == ("1986-03-02", "1986-03-02")
    assert records(table)[0]["Countries"] == "Ostria|Lomania"
    assert "rows_of_other_sheets:1" in table.notes


def test_uwazi_csv_languages_stand_beside_each_other() -> None:
    rows = [("title__en", "title__ru", "date_of_birth__en", "note"), ("Ilya", "Илья", "2020-01-01:2020-02-01", "x")]
    table = read_table(exported.csv_bytes(rows))
    (person,) = read(table)
    assert (table.format, person["name"]) == ("uwazi", "Ilya")
    assert days(person["birth_date"]) == ("2020-01-01", "2020-02-01")
    assert records(table)[0]["title__ru"] == "Илья"


def test_uwazi_json_one_entity_in_two_languages_is_one_row() -> None:
    table = read_table(exported.uwazi_json())
    people = read(table)
    assert [(one["name"], one["record_id"]) for one in people] == [("Ilya Morozan", "s1"), ("Darya Zhukovec", "s2")]
    first = records(table)[0]
    assert (first["title__ru"], first["gender__ru"]) == ("Илья Морозан", "Мужской")
    assert first["countries"] == "Ostria|Lomania"
    assert people[0]["age"] == 34
    assert "languages_beside:1" in table.notes


def test_uwazi_json_seconds_are_the_day_in_utc_wherever_the_program_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        first, second = records(read_table(exported.uwazi_json()))
        assert (first["date_of_birth"], first["date_of_birth (stored)"]) == ("1941-09-23", "-892252800")
        assert second["date_of_birth"] == "1990-05-01"
        assert first["detained"] == "2020-01-01~2020-03-04"


def test_uwazi_json_days_at_another_hour_are_counted() -> None:
    entity = exported.uwazi_entity("s1", "en", "Ilya", date_of_birth=[{"value": -892252800 - 3600}])
    table = read_table(exported.json_bytes([entity]))
    assert records(table)[0]["date_of_birth"] == "1941-09-22"
    assert "days_not_at_midnight:1" in table.notes


# --- FollowTheMoney --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [exported.json_lines(exported.ftm_entities()),
                                  exported.json_bytes(exported.ftm_entities()),
                                  exported.json_bytes({"results": exported.ftm_entities()})])  # fmt: skip
def test_ftm_persons_are_rows_and_all_else_is_counted(data: bytes) -> None:
    table = read_table(data)
    people = read(table)
    assert (table.format, [(one["name"], one["record_id"]) for one in people]) == (
        "ftm",
        [("Ilya Morozan", "p-1"), ("Darya Zhukovec", "p-2")],
    )
    assert days(people[0]["birth_date"]) == ("1986-03-01", "1986-03-31")
    assert days(people[1]["birth_date"]) == ("1990-01-01", "1990-12-31")
    assert records(table)[0]["name (all)"] == "Ilya Morozan | Илья Морозан"
    assert {"entities_left_Company:1", "entities_left_LegalEntity:1", "entities_left_of_other_schemata:1"} <= set(
        table.notes
    )
    assert "Zhukovec" not in " ".join(table.notes)


def test_ftm_statements_are_put_together_to_entities() -> None:
    table = read_table(exported.csv_bytes(exported.STATEMENTS))
    (person,) = read(table)
    assert (table.format, person["name"], person["record_id"]) == ("ftm", "Ilya Morozan", "p-1")
    assert records(table)[0]["name (all)"] == "Ilya Morozan | Илья Морозан"
    assert "entities_left_Company:1" in table.notes


def test_ftm_fragments_of_one_entity_are_one_row() -> None:
    parts = [
        {"id": "p-1", "schema": "LegalEntity", "properties": {"name": ["Ilya"], "country": ["xx"]}},
        {"id": "p-1", "schema": "Person", "properties": {"name": ["Ilya", "Илья"], "birthDate": ["1986"]}},
    ]
    table = read_table(exported.json_lines(parts))
    (row,) = records(table)
    assert (row["name (all)"], row["birthDate"], row["country"]) == ("Ilya | Илья", "1986", "xx")
    assert "fragments_put_together:1" in table.notes


def test_ftm_file_without_a_person_has_no_rows_and_says_what_it_has() -> None:
    table = read_table(exported.json_lines(exported.ftm_entities()[2:3]))
    assert (len(table.rows), table.notes) == (0, ("entities_left_Company:1",))


# --- OpenEvSys -------------------------------------------------------------------------------------------------------


def test_openevsys_victims_are_rows_with_their_first_act() -> None:
    table = read_table(exported.OPENEVSYS.encode())
    people = read(table)
    assert (table.format, [one["name"] for one in people]) == (
        "openevsys",
        ["Ilya O'Morozan", "Дарья 'Жуковец'", "Family Rustan"],
    )
    first = people[0]
    assert (first["record_id"], first["act"], first["sex"]) == ("P1", "detention", "male")
    assert first["place"] == "Lomna, /* not a comment */ school"
    row = records(table)[0]
    assert row["remarks"] == 'said: "no";\nthen (left)' and row["occupation"] == "Teachers"
    assert row["act perpetrators"] == "Captain Ostrov (Gave the order)"
    assert "type_of_act: Torture" in row["further acts"] and "when: 1998-06;" in row["further acts"]
    assert records(table)[2]["remarks"] == "note, A"
    assert (people[2]["act"], records(table)[2]["act type_of_act"]) == ("killing", "Summary execution")
    assert {"acts_without_victim:1", "persons_not_victims:1", "rows_that_are_groups:1", "further_acts:1",
            "confidential_rows:1"} <= set(table.notes)  # fmt: skip


def test_openevsys_dates_keep_their_doubt() -> None:
    people = read(read_table(exported.OPENEVSYS.encode()))
    assert days(people[0]["birth_date"]) == ("1986-03-01", "1986-03-31")
    assert days(people[1]["birth_date"]) == ("1990-01-01", "1990-12-31")
    assert days(people[0]["event_date"]) == ("1998-05-03", "1998-05-03")
    assert people[1]["event_date"]["edtf"] == "1998-05-03~"  # of the event, an estimate
    assert days(people[2]["event_date"]) == ("1999-01-01", "1999-12-31")


def test_openevsys_dump_in_latin1_by_its_own_word() -> None:
    said = exported.OPENEVSYS.replace("SET NAMES utf8", "SET NAMES latin1").replace("Дарья ''Жуковец''", "José Ruíz")
    names = [one["name"] for one in read(read_table(said.encode("latin-1")))]
    assert "José Ruíz" in names


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda text: text[: text.index("'Дарья")] + "'Дарья",
        lambda text: text[: text.index("CREATE TABLE `involvement`")],
        lambda text: text.replace("'Family Rustan'", "CONCAT('Family',' Rustan')"),
        lambda text: text.replace("'Family Rustan',NULL", "'Family Rustan'"),
        lambda text: text.replace("CREATE TABLE `act`", "CREATE TABLE `deed`").replace("INTO `act`", "INTO `deed`"),
    ],
    ids=["cut in a string", "cut between statements", "a function", "a value short", "no acts"],
)
def test_openevsys_dump_that_is_none_or_cut_short_is_refused(spoilt: Any) -> None:
    with pytest.raises(BadInput):
        read_table(spoilt(exported.OPENEVSYS).encode())
