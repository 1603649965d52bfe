"""Names seen in the texts, apart from who is a person of the record: found, known as something, decided by people."""
