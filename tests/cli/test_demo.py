"""The demo does all of it, for real, and touches nothing that is not its own."""

from pathlib import Path

import pytest

from habeas.cli import demo
from tests.cli.command_line import Shell


def test_demo_goes_the_whole_way_and_makes_room_for_the_next(shell: Shell) -> None:
    said = shell("demo here")
    assert said.code == 0, said.err
    for words in ("This release DOES NOT VERIFY.", "all as the log says", "Try next"):
        assert words in said.out
    assert said.out.count("This release verifies.") == 2
    assert shell("verify here/release").code == 22
    home = shell.folder.parent / "home" / "habeas"
    assert [path.name[:4] for path in home.iterdir()] == ["vlt-"]
    demo._make_room(shell.folder / "here")
    assert [path.name for path in (shell.folder / "here").iterdir()] == [demo.MARK]
    assert list(home.iterdir()) == [], "the device secret is gone with its vault"


def test_demo_replaces_no_folder_that_is_not_its_own(shell: Shell) -> None:
    (shell.folder / "mine").mkdir()
    (shell.folder / "mine" / "notes.txt").write_text("mine")
    said = shell("demo mine")
    assert said.code == 2
    assert (shell.folder / "mine" / "notes.txt").read_text() == "mine"
    (shell.folder / "file").write_text("mine")
    (shell.folder / "link").symlink_to(shell.folder / "mine")
    assert [shell(f"demo {name}").code for name in ("file", "link")] == [2, 2]


def test_demo_without_the_example_says_where_to_get_it(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    import habeas

    monkeypatch.setattr(habeas, "__file__", str(Path(shell.folder) / "a" / "b" / "c" / "__init__.py"))
    said = shell("demo here")
    assert said.code == 1
    assert "examples/" in said.err
    assert not (shell.folder / "here").exists()
