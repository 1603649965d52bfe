"""The manifest: every file of a release with its size and SHA-256, signed by the member who answers for it."""

import base64
import hashlib
from pathlib import Path
from typing import Any

from habeas.custody.canonical import canonical
from habeas.files import door
from habeas.publication.bundle import signer_fields
from habeas.publication.model import Signer
from habeas.verifier.standalone import FORMAT, folder_files

MANIFEST = "manifest.json"
_BUNDLE_CONTEXT = b"habeas/release-bundle/1\n"
_MANIFEST_CONTEXT = b"habeas/release-manifest/1\n"


def sign_bundle(bundle: bytes, signer: Signer) -> str:
    """Ed25519 over the bundle's SHA-256, in Base64: in the manifest, and in the page for the page's own check."""
    return base64.b64encode(signer.sign(_BUNDLE_CONTEXT + hashlib.sha256(bundle).digest())).decode()


def write_manifest(folder: Path, release: str, bundle_signature: str, signer: Signer) -> None:
    """Sign what lies in the folder. Nothing may be added or changed afterwards."""
    files = [_file(folder, name) for name in sorted(folder_files(str(folder)))]
    unsigned: dict[str, Any] = {
        "format": FORMAT,
        "release": release,
        "signer": signer_fields(signer.public),
        "bundle_signature": bundle_signature,
        "files": files,
    }
    signature = signer.sign(_MANIFEST_CONTEXT + canonical(unsigned))
    signed = unsigned | {"signature": base64.b64encode(signature).decode()}
    door.write(folder / MANIFEST, canonical(signed))


def _file(folder: Path, name: str) -> dict[str, Any]:
    data = door.read(folder / name, 1 << 30)
    return {"name": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
