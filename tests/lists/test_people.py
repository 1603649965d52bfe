"""Of several sheets, the one with the people; whatever stands in them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from habeas.errors import HabeasError
from habeas.lists.accounting import NothingKnown, dry_run
from habeas.lists.columns import recognise
from habeas.lists.people import table_of
from habeas.reading.sheets import Sheet, Sheets

LABELS = (
    "_uuid", "_id", "_index", "_parent_index", "_parent_table_name", "_submission__uuid", "KEY", "PARENT_KEY",
    "SubmissionDate", "title", "title__en", "Template", "sharedId", "template", "id", "schema", "name", "a/name", "a/b",
    "a/c", "a-name", "entity_id", "canonical_id", "prop", "value", "person_record_number", "person_name", "",
    "act type_of_act code", "act",
)  # fmt: skip
CELLS = st.sampled_from(["", "0", "1", "2", "x", "A", "B", "Person", "01010101000004"])
SHEET = st.builds(
    Sheet,
    st.sampled_from(["", "A", "B", "victims"]),
    st.builds(
        lambda header, rows: [tuple(header), *map(tuple, rows)],
        st.lists(st.sampled_from(LABELS), min_size=1, max_size=7),
        st.lists(st.lists(CELLS, max_size=8), max_size=5),
    ),
)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(["csv", "xlsx", "kobo", "odk", "uwazi", "openevsys", "ftm"]),
    st.lists(SHEET, max_size=3),
    st.sampled_from(["", "A", "victims"]),
)
def test_table_of_any_sheets_accounts_for_every_row_or_refuses(format_: str, sheets: list[Sheet], wanted: str) -> None:
    try:
        table = table_of(Sheets(format_, tuple(sheets)), wanted)
    except HabeasError:
        return
    assert len(set(table.labels)) == len(table.labels)
    assert len({row.number for row in table.rows}) == len(table.rows)
    account = dry_run(table, recognise(table.labels, table.hints), NothingKnown())
    assert account.rows == account.created + account.matched + len(account.rejected) == len(table.rows)


def test_table_of_a_plain_file_its_first_sheet_is_read_and_the_others_are_named() -> None:
    sheets = (Sheet("list", [("name", "place"), ("Ilya", "Lomna")]),)
    table = table_of(Sheets("xlsx", sheets, {"other_sheets": 1}, ("list", "notes")))
    assert (table.sheet, table.sheets, table.notes) == ("list", ("list", "notes"), ("other_sheets:1",))


def test_table_of_more_name_columns_are_worth_more_than_a_name_of_people() -> None:
    main = Sheet("form", [("_uuid", "_id", "_index", "first_name", "last_name"), ("u", "1", "1", "Ilya", "Morozan")])
    child = Sheet("people seen", [("name", "_parent_index", "_index"), ("Somebody", "1", "1")])
    table = table_of(Sheets("xlsx", (main, child)))
    assert (table.sheet, "other_sheets_with_names:1" in table.notes) == ("form", True)


def test_table_of_two_sheets_of_one_name_neither_is_lost() -> None:
    sheets = [Sheet("a", [("KEY", "instanceID", "name"), (f"k{n}", f"k{n}", f"Ilya {n}")]) for n in range(2)]
    table = table_of(Sheets("odk", tuple(sheets)))
    assert (table.rows[0].cells[2], "rows_of_other_sheets:1" in table.notes) == ("Ilya 0", True)
