"""Bytes in, text with stable offsets out; every parser runs in a process of its own.

In: the bytes of one file. Out: a `Reading`: its media type, its text where it has any, the attachments of an e-mail,
and what could not be done, as codes. It promises that bad content never raises and never reaches another file: each
file is parsed in a fresh process with limits on time, memory and output, without network and without the right to write
(`containment` says what this machine grants, and the reading records it). It does not keep anything, and does not look
at what a text means.
"""
