"""Releases of the story, and folders rewritten by someone who holds the signing key: the hardest forger to catch."""

import base64
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from habeas.crypto.identity import Identity
from habeas.publication.bundle import bundle_bytes
from habeas.publication.choose import Choice
from habeas.publication.dossier_html import shipped
from habeas.publication.redact import parse_rules
from habeas.publication.release import Released, release
from habeas.publication.sign import MANIFEST, sign_bundle, write_manifest
from habeas.verifier.standalone import MALFORMED, Differs, Page
from tests.publication.vault_world import AsVault, Story

MADE = "2024-06-01T00:00:00Z"
SIGNER = Identity(bytes(range(32)))


def make(told: Story, target: Path, *rules: str, title: str = "Abductions", items: tuple[Any, ...] = ()) -> Released:
    choice = Choice(title=title, items=items, rules=parse_rules(rules))
    return release(AsVault(told.world), target, choice, MADE)


def copy(release_folder: Path, target: Path) -> Path:
    shutil.copytree(release_folder, target)
    return target


def resigned(folder: Path, change: Callable[[dict[str, Any]], object], signer: Identity = SIGNER) -> Path:
    """Change the bundle, make the page again from it and sign everything, as its own signer could."""
    bundle = json.loads((folder / "bundle.json").read_text())
    old = (folder / "bundle.json").read_bytes().decode()
    change(bundle)
    new = bundle_bytes(bundle)
    seal = json.loads((folder / MANIFEST).read_text())["bundle_signature"]
    signature = sign_bundle(new, signer)
    try:
        page = Page(bundle).html(new.decode(), signature, shipped("dossier.css"), shipped("verify.js"))
    except (Differs, *MALFORMED):  # nothing can be drawn from it: as the last one, around the new bundle
        page = (folder / "dossier.html").read_text().replace(old, new.decode()).replace(seal, signature)
    (folder / "bundle.json").write_bytes(new)
    (folder / "dossier.html").write_text(page)
    return sealed(folder, signature, signer)


def sealed(folder: Path, signature: str = "", signer: Identity = SIGNER) -> Path:
    """Sign what lies in the folder now, around the bundle and its signature as they are."""
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).unlink()
    write_manifest(folder, manifest["release"], signature or manifest["bundle_signature"], signer)
    return folder


def flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def digest(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()
