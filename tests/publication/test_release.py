"""The door: what goes out, what is refused, what is left behind when it is."""

import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from habeas.claims import schemas
from habeas.claims.model import Kind
from habeas.claims.store import ClaimsProjector
from habeas.custody.model import NewEntry
from habeas.errors import ReleaseRefused, StorageFailed, UsageProblem
from habeas.ids import ItemId, new_id
from habeas.publication import release as release_module
from habeas.publication import release_files
from habeas.publication import schemas as publication_schemas
from habeas.publication.check import search, views
from habeas.publication.choose import Choice, choose
from habeas.publication.names_registry import names_of, redactor_for
from habeas.publication.redact import Name, Redactor, parse_rules
from habeas.publication.store import releases
from habeas.verifier.check import check_release
from tests.publication.making import MADE, make
from tests.publication.vault_world import ENGLISH, AsVault, Story, story

SECRET = ("Karim", "Haddad", "Matseva", "Ruben", "Карим", "Хаддад", "كريم", "Мацев", "Port Authority", "Harbour Line")


def bundle_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "bundle.json").read_text())
    return found


def test_release_with_names_blacked_out_holds_none_of_them_in_any_form(redacted: Path) -> None:
    for path in redacted.rglob("*"):
        if path.is_file():
            for view in views(path.name, path.read_bytes()):
                assert not [name for name in SECRET if name.casefold() in view.casefold()], path.name


def test_release_without_redaction_shows_names_and_their_proof(open_release: Path) -> None:
    names = [item["shown"]["names"].get("name") for item in bundle_of(open_release)["items"]]
    assert {"Karim Haddad", "Port Authority", "Selmir"} <= set(names)


def test_redacted_release_gives_nothing_that_tells_how_long_a_name_is(redacted: Path) -> None:
    """No offsets, no sizes, no unsalted hash of the whole text."""
    text = (redacted / "bundle.json").read_text()
    bundle = json.loads(text)
    shown = {name for item in bundle["items"] for name in item["shown"]["record"]}
    assert not shown & {
        "sha256",
        "text_sha256",
        "size",
        "text_length",
        "evidence",
        "cue",
        "action",
        "content",
        "mentions",
    }
    slots = re.findall(r'\[\\"(\w+)\\"', text)
    assert not set(slots) & {
        "sha256",
        "text_sha256",
        "size",
        "text_length",
        "evidence",
        "cue",
        "reason",
        "because",
        "text",
    }


def test_bars_have_one_width_on_page_and_paper(redacted: Path) -> None:
    page = (redacted / "dossier.html").read_text()
    main = page[page.index("<main") : page.index("</main>")]
    assert set(re.findall(r'<span class="bar"[^>]*>([^<]*)</span>', main)) == {"█████"}


def test_claims_against_stand_beside_claims_for(redacted: Path) -> None:
    page = (redacted / "dossier.html").read_text()
    page = page[page.index("<main") : page.index("</main>")]
    assert page.count("contradicted by") == 2 and "Claim against" in page


def test_json_of_a_release_has_the_promised_shape(told: Story, tmp_path: Path) -> None:
    made = make(told, tmp_path / "out", "names").as_json()
    assert {"dir", "files", "shown", "redacted"} <= set(made)
    assert {file["name"] for file in made["files"]} >= {"dossier.html", "dossier.pdf", "bundle.json", "verify.py"}
    assert made["shown"]["claims"] == 4 and made["redacted"] == 10


def test_release_is_in_the_journal_with_what_was_shown(told: Story, tmp_path: Path) -> None:
    made = make(told, tmp_path / "out", "names")
    (past,) = releases(told.world.record, told.world.names)
    assert past.id == made.id and past.manifest == dict(made.files)["manifest.json"] and past.title == "Abductions"
    assert told.claim in past.items and told.karim not in past.named
    hidden = ENGLISH.index("Karim")
    assert not any(low <= hidden < high for low, high in past.shown[told.sources[0]])


@pytest.mark.parametrize("consent", [0, 1, 2, 3, 4])
def test_source_without_consent_to_publish_is_refused_and_nothing_is_left(tmp_path: Path, consent: int) -> None:
    told = story(tmp_path / "vault", consent=consent)
    with pytest.raises(ReleaseRefused) as refused:
        make(told, tmp_path / "out", "names")
    assert refused.value.exit_code == 30 and told.sources[0] in str(refused.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vault"]
    assert not list(releases(told.world.record, told.world.names))


def test_consent_without_identity_wants_the_names_blacked_out(tmp_path: Path) -> None:
    told = story(tmp_path / "vault", consent=5)
    with pytest.raises(ReleaseRefused):
        make(told, tmp_path / "out")
    with pytest.raises(ReleaseRefused):
        make(told, tmp_path / "out", told.karim)
    make(told, tmp_path / "out", told.karim, told.lia, told.ruben)


def test_chosen_name_is_blacked_out_everywhere_and_the_others_are_not(told: Story, tmp_path: Path) -> None:
    make(told, tmp_path / "out", told.karim)
    everything = "".join(view for p in (tmp_path / "out").rglob("*.*") for view in views(p.name, p.read_bytes()))
    assert "Haddad" not in everything and "Хаддад" not in everything and "حداد" not in everything
    assert "Lia Matseva" in everything and "Port Authority" in everything


def test_source_asked_to_be_hidden_shows_a_bar_for_its_origin(told: Story, tmp_path: Path) -> None:
    make(told, tmp_path / "out", *told.sources)
    sources = [item for item in bundle_of(tmp_path / "out")["items"] if item["kind"] == "source"]
    assert all(not item["shown"]["names"] and "sha256" not in item["shown"]["record"] for item in sources)
    assert check_release(tmp_path / "out").ok


def test_title_that_names_who_is_hidden_is_refused(told: Story, tmp_path: Path) -> None:
    with pytest.raises(ReleaseRefused) as refused:
        make(told, tmp_path / "out", "names", title="The case of Karim H.")
    assert "Karim" not in str(refused.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "hiding",
    [
        "Karim Haddad",
        "KARIM HADDAD",
        "Kárim Ḥaddad",
        "Ka\u00adrim Had\u200bdad",
        "Ｋａｒｉｍ Ｈａｄｄａｄ",
        "Карим Хаддад",
        "\\u004barim \\u0048addad",
        "&#75;arim &#x48;addad",
        "Karim%20Haddad",
        "S2FyaW0gSGFkZGFk",
        "4b6172696d20486164646164",
        "<b>Ka</b>rim Haddad",
        "Karim\nHaddad",
    ],
)
def test_door_finds_a_name_in_any_encoding(told: Story, tmp_path: Path, hiding: str) -> None:
    redactor = redactor_for(AsVault(told.world), parse_rules(["names"]))
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "dossier.html").write_text(f"<p>x {hiding} y</p>")
    with pytest.raises(ReleaseRefused) as refused:
        search(tmp_path / "f", redactor)
    assert "Karim" not in str(refused.value) and told.karim in str(refused.value)


def test_door_finds_a_name_in_a_pdf_and_in_its_metadata(told: Story, tmp_path: Path) -> None:
    import pikepdf

    redactor = redactor_for(AsVault(told.world), parse_rules(["names"]))
    make(told, tmp_path / "open")
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "dossier.pdf").write_bytes((tmp_path / "open" / "dossier.pdf").read_bytes())
    with pytest.raises(ReleaseRefused):
        search(tmp_path / "f", redactor)
    make(told, tmp_path / "hidden", "names")
    with pikepdf.open(tmp_path / "hidden" / "dossier.pdf") as document:
        document.docinfo["/Author"] = "Karim Haddad"
        document.save(tmp_path / "f" / "dossier.pdf")
    with pytest.raises(ReleaseRefused):
        search(tmp_path / "f", redactor)


def _hiding(*names: str) -> Redactor:
    return Redactor(tuple(Name(ItemId(f"per-{number:012}"), (name,), True) for number, name in enumerate(names)))


def test_door_line_breaks_of_json_are_no_initials(tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text(json.dumps({"checkpoint": "log\n1584\n\n\nNino Orlova\n"}))

    search(tmp_path, _hiding("N. N.", "Inna Berin"))

    with pytest.raises(ReleaseRefused, match="per-000000000001"):
        search(tmp_path, _hiding("N. N.", "Nino Orlova"))


def test_door_reads_utf16_where_it_is_text_and_not_where_it_is_noise(tmp_path: Path) -> None:
    """Two thousand names of four letters against a megabyte of noise, such as the fonts of a PDF are."""
    import pikepdf

    names = [a + b + c + d for a in "BDKMRSTVZ" for b in "aeiou" for c in "bdklmnrstv" for d in "aeiou"][:2_000]
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Noise = document.make_stream(random.Random(5).randbytes(1 << 20))
        document.save(tmp_path / "dossier.pdf")
    search(tmp_path, _hiding(*names))

    for order in ("utf-16-be", "utf-16-le"):
        with pikepdf.open(tmp_path / "dossier.pdf", allow_overwriting_input=True) as document:
            document.Root.Noise = document.make_stream(b"\x00" * 8 + "by Карим Хаддад, clerk".encode(order))
            document.save()
        with pytest.raises(ReleaseRefused):
            search(tmp_path, _hiding("Karim Haddad"))


def test_names_of_nobody_are_not_blacked_out(told: Story) -> None:
    fields = {"source": next(iter(told.world.record.query("SELECT id FROM source")))[0], "proposer": "test"}
    for name in ("unknown man", "N. N.", "Zuzana Real"):
        person = ItemId(new_id("person"))
        told.world.append([NewEntry(schemas.PROPOSED[Kind.PERSON].kind, person, fields, {"name": name})])

    forms = {form for name in names_of(AsVault(told.world), (Kind.PERSON,)) for form in name.forms}

    assert "Zuzana Real" in forms and not {"unknown man", "N. N."} & forms


def test_release_that_the_verifier_does_not_accept_is_refused(
    told: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that is not the one the log has: a vault that was tampered with cannot release it."""
    names = told.world.names
    assert names is not None
    names.execute("UPDATE text SET text = replace(text, '20 men', '90 men')")
    with pytest.raises(ReleaseRefused) as refused:
        make(told, tmp_path / "out")
    assert "text" in str(refused.value) and not (tmp_path / "out").exists()


@pytest.mark.parametrize("step", ["write_files", "search", "_require_verified", "_flush"])
def test_failure_at_a_step_leaves_no_folder_and_no_entry(
    told: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(release_module, step, full)
    with pytest.raises(StorageFailed):
        make(told, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]
    assert not list(releases(told.world.record, told.world.names))


def test_failure_of_the_journal_leaves_no_folder(told: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: object, entries: list[NewEntry]) -> None:
        raise StorageFailed("full")

    monkeypatch.setattr(type(told.world), "append", fails)
    with pytest.raises(StorageFailed):
        make(told, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]


def test_target_that_is_there_is_refused_untouched(told: Story, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    with pytest.raises(UsageProblem):
        make(told, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_second_release_that_shows_what_the_first_hid_is_told(told: Story, tmp_path: Path) -> None:
    make(told, tmp_path / "one")
    second = make(told, tmp_path / "two", "names")
    assert len(second.warnings) == 2
    assert told.sources[0] in second.warnings[0] and told.karim in second.warnings[1]
    (third,) = make(told, tmp_path / "three").warnings  # it shows what the second hid: told in both directions
    assert second.id in third and told.karim in third


def test_only_what_was_accepted_is_released(told: Story, tmp_path: Path) -> None:
    item = ItemId("clm-zzzzzzzzzzzz")
    told.world.append([NewEntry("claim.proposed", item, {"source": told.sources[0], "evidence": [[0, 9]]}, {})])
    with pytest.raises(ReleaseRefused):
        choose(AsVault(told.world), Choice(items=(item,)), MADE)


def test_claim_against_goes_out_with_the_claim_for(told: Story) -> None:
    """Nobody can release one side of what the record holds both sides of."""
    chosen = choose(AsVault(told.world), Choice(items=(told.claim,)), MADE)
    kinds = [item.kind for item in chosen.release.items]
    assert told.against in [item.id for item in chosen.release.items] and kinds.count("claim") == 2


def test_empty_record_has_nothing_to_release(tmp_path: Path) -> None:
    from tests.publication.vault_world import ReleaseWorld

    with pytest.raises(ReleaseRefused):
        choose(AsVault(ReleaseWorld(tmp_path / "v")), Choice(), MADE)


def test_same_release_written_twice_is_the_same_to_the_byte(told: Story, tmp_path: Path) -> None:
    chosen = choose(AsVault(told.world), Choice(title="Abductions"), MADE)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        bundle = release_module.make_bundle(chosen.release, told.world.identity.public)
        release_files.write_files(tmp_path / name, bundle, chosen.release, told.world.identity)
    for path in (tmp_path / "one").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_paper_is_tagged_pdf_a_and_ua_without_author_and_reads_in_three_scripts(open_release: Path) -> None:
    import pikepdf

    data = (open_release / "dossier.pdf").read_bytes()
    assert data.count(b"%%EOF") == 1
    with pikepdf.open(open_release / "dossier.pdf") as document:
        assert "/Author" not in document.docinfo and document.Root.MarkInfo.Marked and str(document.Root.Lang) == "en"
        with document.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2" and metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
    pages = pypdfium2.PdfDocument(data)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    assert "Карима Хаддада" in text and "Karim Haddad" in text and "كريم" in text


def test_paper_asks_for_no_package_and_reads_no_other_file() -> None:
    source = (Path(release_files.__file__).parent / "dossier.typ").read_text()
    assert "@preview" not in source and "#import" not in source and "#read" not in source


def test_field_that_nobody_listed_stays_hidden_in_a_release_with_something_blacked_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newcomer adds a field and its offsets to a claim, and forgets the table: neither gets out."""
    grown = schemas.PROPOSED[Kind.CLAIM]
    grown = replace(grown, record=(*grown.record, "weapon", "weapon_span"))
    monkeypatch.setitem(schemas.PROPOSED, Kind.CLAIM, grown)  # type: ignore[arg-type]
    monkeypatch.setitem(publication_schemas.DISCLOSABLE, grown.kind, grown)  # type: ignore[arg-type]
    monkeypatch.setattr(ClaimsProjector, "schemas", (*(s for s in schemas.ALL if s.kind != grown.kind), grown))
    told = story(tmp_path / "world")
    source = told.sources[0]
    record: dict[str, Any] = {
        "source": source, "proposer": "person", "act": {"type": "beating", "made_of": "oak"}, "evidence": [[0, 30]],
        "victims": [{"entity": told.karim, "weapon_span": [80, 85], "stature": "tall"}], "stance": "for",
        "weapon": "a stick that Karim Haddad knew", "weapon_span": [80, 85], "modality": "asserted",
    }  # fmt: skip
    claim = told.world.accept("claim", record)
    chosen = choose(AsVault(told.world), Choice(items=(claim,), rules=parse_rules(("names",))), MADE)
    (item,) = [one for one in chosen.release.items if one.id == claim]
    assert set(item.record) == {"source", "proposer", "stance", "modality"}
    assert "80" not in json.dumps(item.record) and "stick" not in json.dumps(item.record)
