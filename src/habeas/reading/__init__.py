"""Bytes in, text with stable offsets out; every parser runs in a process of its own."""
