"""What is on record, said for people: a file a topic, each with its SAYINGS.

A saying names what it needs: keys of a record's data, and the parts of its subject
(``council``, ``period``, ``round``, ``good``, ``person``, ``subject``). A file may also
name its topics (TOPICS), by the first word of their kinds.
"""
