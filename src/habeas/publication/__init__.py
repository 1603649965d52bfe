"""The only door out: redact, check, sign, release."""
