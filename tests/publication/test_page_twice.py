"""The page is made twice, in Python and in its own script: to the byte the same, for releases of every kind of item."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from habeas.publication.dossier_html import shipped
from habeas.verifier import standalone

ROOT = Path(__file__).resolve().parents[2]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_verifier_knows_the_script_and_the_style_sheet_of_today() -> None:
    script, style = sha256(shipped("verify.js")), sha256(shipped("dossier.css"))
    assert standalone.PAGES.get(script) == style, f'put into PAGES of standalone.py: "{script}": "{style}"'
    assert style in shipped("verify.js"), "STYLE_SHA256 of verify.js is that of another style sheet"


def test_form_of_a_bundle_is_the_same_text_in_both() -> None:
    found = re.search(r"const SCHEMA = JSON.parse\(String.raw`\n(.*?)\n`\);", shipped("verify.js"), re.DOTALL)
    assert found and json.loads(found[1]) == standalone.SCHEMA


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: the script was not run here")
def test_script_makes_the_page_that_the_verifier_makes(redacted: Path, open_release: Path) -> None:
    folders = (redacted, open_release)
    asked = []
    for folder in folders:
        seal = json.loads((folder / "manifest.json").read_text())["bundle_signature"]
        raw, style, script = (folder / "bundle.json").read_text(), shipped("dossier.css"), shipped("verify.js")
        asked.append(json.dumps({"raw": raw, "seal": seal, "style": style, "script": script}))
    command = ["node", str(ROOT / "tests/publication/page_in_node.mjs"), str(ROOT / "src/habeas/publication/verify.js")]
    done = subprocess.run(
        command, input="\n".join(asked) + "\n", capture_output=True, text=True, check=True, timeout=60
    )
    for folder, line in zip(folders, done.stdout.splitlines(), strict=True):
        said = json.loads(line)
        assert said["ok"], said["failed"]
        assert said["html"] == (folder / "dossier.html").read_text()
        assert said["vault"] == standalone.verify_release(str(folder))["verdict"]["vault"]
