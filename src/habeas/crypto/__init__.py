"""Keys, sealing, blobs, passphrases, shares: the only place that touches a cryptographic library."""
