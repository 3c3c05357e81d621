"""Telling programs what has happened, by Standard Webhooks 1.0.0.

The record is what is told from: ``events`` reads it, ``services.webhooks_hearing``
makes deliveries of it, ``delivering`` sends them, signed by ``signing``, through
``calling``. ``pages`` and ``acts`` are for people.
"""
