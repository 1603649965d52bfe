"""What outsiders run: checks a release with no vault, no key and no network."""
