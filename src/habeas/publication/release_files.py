"""The files of a release folder, written into an empty folder."""

import hashlib
import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from habeas.files import door
from habeas.publication.bundle import Json
from habeas.publication.dossier_html import make_page, shipped
from habeas.publication.dossier_pdf import make_pdf
from habeas.publication.model import Release, Signer
from habeas.publication.sign import write_manifest
from habeas.verifier import standalone


def verifier_source() -> str:
    """verify.py as it goes into the release: the file that this program runs too."""
    return Path(inspect.getfile(standalone)).read_text(encoding="utf-8")


def write_files(folder: Path, bundle: Json, release: Release, signer: Signer) -> None:
    """Everything, the signed manifest last. Raises OSError where the disk does not take it."""
    page, data, signature = make_page(bundle, signer)
    files: dict[str, bytes] = {
        "dossier.html": page,
        "dossier.pdf": make_pdf(bundle),
        "bundle.json": data,
        "verify.py": verifier_source().encode(),
        "README.txt": _readme(bundle["release"], signer).encode(),
        **_proof(release),
    }
    door.make_folder(folder / "proof")
    for name, content in files.items():
        door.write(folder / name, content)
    write_manifest(folder, release.id, signature, signer)


def _proof(release: Release) -> Mapping[str, bytes]:
    """Checkpoints and tokens as files of their own: other programs read these formats (C2SP, RFC 3161)."""
    files: dict[str, bytes] = {}
    for log in release.logs:
        files[f"proof/{log.device}.checkpoint"] = log.checkpoint.encode()
        for number, stamp in enumerate(log.stamps):
            files[f"proof/{log.device}-{number}.tsr"] = stamp.token
            files[f"proof/{log.device}-{number}.checkpoint"] = stamp.checkpoint.encode()
    return files


def _readme(about: Mapping[str, Any], signer: Signer) -> str:
    return shipped("readme.txt").format(
        title=about["title"],
        release=about["id"],
        made=about["made"],
        fingerprint=signer.public.fingerprint(),
        verifier=hashlib.sha256(verifier_source().encode()).hexdigest(),
    )
