"""words: show the word lists, and add words of the group."""

import click

from habeas.cli.in_words import ASSIGNED, IN_WORDS
from habeas.cli.opening import Opening, as_json, opens_vault
from habeas.cli.speaking import emit, say, table
from habeas.errors import UsageProblem


@click.group()
def words() -> None:
    """Show and extend the word lists: what acts, methods, demands ... are called, in five languages."""


@words.command("list")
@click.argument("name", required=False, metavar="[LIST]")
@click.option("--language", default="en", show_default=True, metavar="CODE", help="en, ru, fr, es or ar.")
@click.option("--built-in", is_flag=True, help="Only the words that come with the program; needs no vault.")
@as_json
@opens_vault
def list_(opening: Opening, name: str | None, language: str, built_in: bool, json_: bool) -> None:
    """Show the lists, or the words of one: code, label, HURIDOCS code, what it means."""
    from habeas.claims import words as lists

    if language not in lists.LANGUAGES:
        raise UsageProblem("--language is one of: " + ", ".join(lists.LANGUAGES))
    if name is None:
        for one in lists.LISTS:
            listed = {"list": one, "words": len(lists.built_in(one)), "extendable": one in lists.EXTENDABLE}
            emit(listed) if json_ else say(f"{one:<18}  {listed['words']:3d} words")
        return
    if built_in:
        shown = lists.all_words(None, name)
    else:
        with opening.workspace() as workspace:
            shown = lists.all_words(workspace.ledger, name)
    for word in shown.values():
        if json_:
            emit({**vars(word), "labels": dict(word.labels)})
        else:
            origin = f"(of the group{', counts as ' + word.maps_to if word.maps_to else ''}) " if word.added else ""
            table([(word.code, word.label(language), origin + word.meaning)], (24, 28))


@words.command("add")
@click.argument("name", metavar="LIST")
@click.argument("code")
@click.option(
    "--label", "labels", type=ASSIGNED, multiple=True, required=True, metavar="LANG=TEXT", help="Such as en=disbarment."
)
@click.option("--counts-as", default="", metavar="CODE", help="The built-in word it counts as.")
@click.option("--huridocs", default="", metavar="LIST:CODE", help="Cross-reference to a micro-thesaurus.")
@click.option("--meaning", type=IN_WORDS, default="", metavar="TEXT")
@as_json
@opens_vault
def add(
    opening: Opening,
    name: str,
    code: str,
    labels: tuple[str, ...],
    counts_as: str,
    huridocs: str,
    meaning: str,
    json_: bool,
) -> None:
    """Add a word of the group to a list, for every member of the vault; or give one you added new labels."""
    from habeas.claims import words as lists

    word = lists.Word(name, code, dict(_label(label) for label in labels), meaning, huridocs, counts_as, added=True)
    with opening.workspace() as workspace:
        entry = lists.add(workspace.ledger, word)
    if json_:
        emit({"list": name, "code": code, "entry": entry.id})
    else:
        say(f"{name} has {code} now.")


def _label(given: str) -> tuple[str, str]:
    language, equals, text = given.partition("=")
    if not equals or not text.strip():
        raise UsageProblem("a label is written LANG=TEXT", hint="--label en=disbarment --label fr=radiation")
    return language.strip(), text.strip()
