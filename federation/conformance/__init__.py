"""Plays a server beside another one, and checks what docs/federation.md says of it.

It needs Python 3.11, `cryptography` and nothing else, so that the folder can be copied
away: `python -m conformance --node https://… --peer-key FILE`.
"""
