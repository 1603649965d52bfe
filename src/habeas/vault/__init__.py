"""Admits a file: hash, encrypt, log; reads it back; audits; members, keys, recovery, erasure."""
