"""What is taken for granted where nobody said anything."""

import pytest

from habeas.vault.model import DEFAULT_CONSENT, Consent, SourceKind, unsaid_consent


@pytest.mark.parametrize(
    ("publisher", "kind", "consent"),
    [
        ("", None, DEFAULT_CONSENT),
        ("   ", None, DEFAULT_CONSENT),
        ("The Courier", None, Consent.PUBLISH_IDENTITY),
        ("The Courier", SourceKind.WEB, Consent.PUBLISH_IDENTITY),
        ("The Courier", SourceKind.TESTIMONY, DEFAULT_CONSENT),
        ("The Courier", SourceKind.SUBMISSION, DEFAULT_CONSENT),
    ],
)
def test_unsaid_consent_is_public_only_for_what_somebody_published(
    publisher: str, kind: SourceKind | None, consent: Consent
) -> None:
    assert unsaid_consent(publisher, kind) is consent


def test_unsaid_consent_by_default_does_not_reach_publication() -> None:
    assert DEFAULT_CONSENT < Consent.PUBLISH_REDACTED
