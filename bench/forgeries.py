"""Mutations of a release: without a new signature none may be accepted; signed again by its own signer, the three
verifiers (habeas verify, verify.py, the page's script in node) must agree on each.

Goals: 10,000 without a new signature, 0 accepted; 2,000 signed again, 0 on which they differ.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from habeas.errors import HabeasError
from habeas.publication.bundle import bundle_bytes
from habeas.publication.dossier_html import shipped
from habeas.publication.sign import sign_bundle
from habeas.verifier.check import check_release
from habeas.verifier.standalone import MALFORMED, Differs, Page, parse, verify_release
from tests.publication.making import SIGNER, sealed
from tests.publication.mutations import mutated, spelled
from tests.verifier.hostile_pages import EDITS

ROOT = Path(__file__).resolve().parents[1]
UNSIGNED, RESIGNED = 10_000, 2_000


@dataclass(frozen=True)
class Said:
    """What two verifiers say of one folder, and what the third is asked."""

    what: str
    ours: bool
    alone: bool
    asked: str


class Forger:
    """Works on a copy of a release, and puts it back after each mutation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        self.raw = (folder / "bundle.json").read_bytes()
        self.bundle: Any = json.loads(self.raw)

    def back(self) -> None:
        for path in self.folder.rglob("*"):
            if path.is_file() and path not in self.files:
                path.unlink()
        for path, data in self.files.items():
            path.write_bytes(data)

    def unsigned(self, number: int) -> bool:
        """Whether a mutation of a file that is not signed again is accepted."""
        chance = random.Random(number)
        path = chance.choice(sorted(self.files))
        data = bytearray(self.files[path])
        place = chance.randrange(len(data))
        kind = chance.choice(["flip", "cut", "insert", "page", "add", "rename", "bundle"])
        if kind == "flip":
            data[place] ^= 1 << chance.randrange(8)
        elif kind == "cut":
            del data[place : place + chance.randrange(1, 9)]
        elif kind == "insert":
            data[place:place] = chance.randbytes(chance.randrange(1, 9))
        elif kind == "page":
            path = self.folder / "dossier.html"
            page = self.files[path].decode()
            data = bytearray(EDITS[chance.choice(sorted(EDITS))](page).encode())
            data = data if data != self.files[path] else data + b"."
        elif kind == "bundle":
            path = self.folder / "bundle.json"
            data = bytearray(_bytes(mutated(self.bundle, number)[1]) or b"{}")
            data = data if data != self.files[path] else data + b"."
        path.write_bytes(data)
        if kind == "add":
            (self.folder / f"more{number}.txt").write_bytes(b"x")
        elif kind == "rename":
            path.rename(path.with_name(path.name + "x"))
        accepted = check_release(self.folder).ok
        self.back()
        return accepted

    def resigned(self, number: int) -> Said:
        """A mutation of the bundle, with the page made from it again where one can be made, and all of it signed."""
        if number % 10 == 9:
            return self.signed(spelled(self.bundle, number), "another spelling")
        what, bundle = mutated(self.bundle, number)
        return self.signed(_bytes(bundle), what)

    def signed(self, raw: bytes, what: str) -> Said:
        signature = sign_bundle(raw, SIGNER)
        style, script = shipped("dossier.css"), shipped("verify.js")
        try:
            page = Page(parse(raw)).html(raw.decode(), signature, style, script)
            (self.folder / "dossier.html").write_text(page, newline="")
        except (Differs, UnicodeEncodeError, *MALFORMED):
            pass
        (self.folder / "bundle.json").write_bytes(raw)
        sealed(self.folder, signature)
        ours, alone = check_release(self.folder).ok, bool(verify_release(str(self.folder))["ok"])
        self.back()
        return Said(what, ours, alone, json.dumps({"raw": raw.decode("utf-8", "replace"), "seal": signature}))


def _bytes(bundle: Any) -> bytes:
    """As the program writes a bundle; what it would not write, as json writes it."""
    try:
        return bundle_bytes(bundle)
    except HabeasError:  # what canonical JSON cannot hold
        return json.dumps(bundle, separators=(",", ":"), sort_keys=True).encode()


def page_says(asked: Sequence[str]) -> list[bool]:
    """The page's script, in node: what it says of each bundle."""
    command = ["node", str(ROOT / "tests/publication/page_in_node.mjs"), str(ROOT / "src/habeas/publication/verify.js")]
    given = "".join(one + "\n" for one in asked)
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    return [bool(json.loads(line)["ok"]) for line in done.stdout.splitlines()]


def run(unsigned: int = UNSIGNED, resigned: int = RESIGNED) -> Iterator[str]:
    from tests.publication.making import make
    from tests.publication.vault_world import story

    with tempfile.TemporaryDirectory() as place:
        make(story(Path(place) / "vault"), Path(place) / "release", "names")
        forger = Forger(Path(place) / "release")
        accepted = sum(forger.unsigned(number) for number in range(unsigned))
        yield f"{unsigned} mutations without a new signature: {accepted} accepted (goal: 0)"
        said = [forger.resigned(number) for number in range(resigned)]
        page = page_says([one.asked for one in said])
        differing = [one.what for one, found in zip(said, page, strict=True) if not one.ours == one.alone == found]
        yield f"{resigned} signed again: {sum(page)} accepted by the page, {sum(s.alone for s in said)} by verify.py"
        yield f"the three verifiers differ on {len(differing)} (goal: 0)"
        yield from differing[:20]


if __name__ == "__main__":
    counts = [int(word) for word in sys.argv[1:3]]
    for line in run(*counts):
        print(line, flush=True)
