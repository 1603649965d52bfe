"""Names of people as words: every form of one, and where a text holds any. Pure: no storage, no keys, no network."""
