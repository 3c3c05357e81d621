"""From what happened to a letter: the one path by which people are written to.

A floor says what can happen on it (``occasions``) and calls a service when it did. A
task makes an event known to those it concerns, as each of them wishes (``wishes``), and
puts what is due (``moments``) into the outbox. Only when a letter is delivered is it
written (``composing``), so that it says what holds then, or nothing.
"""
