"""Makes ../06-letter.eml from 06-letter.txt and 06-annex-1.txt: the same bytes every time."""

from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

HERE = Path(__file__).parent


def make() -> bytes:
    letter = EmailMessage()
    letter["From"] = Address("Office of the Prosecutor General", "registry", "prosecutor.ardovia.example")
    letter["To"] = Address("Harbour Line", "office", "harbour-line.example")
    letter["Date"] = "Mon, 01 Jul 2024 16:40:00 +0200"
    letter["Subject"] = "Your complaint of 18 April 2024 (PG 206/24)"
    letter["Message-ID"] = "<pg-206-24@prosecutor.ardovia.example>"
    letter.set_content((HERE / "06-letter.txt").read_text("utf-8"), cte="quoted-printable")
    annex = (HERE / "06-annex-1.txt").read_text("utf-8")
    letter.add_attachment(annex, filename="annex-1-record-of-visit.txt", cte="base64")
    letter.set_boundary("=_ardovia-pg-206-24")
    return letter.as_bytes()


if __name__ == "__main__":
    (HERE.parent / "06-letter.eml").write_bytes(make())
