"""The published plan as linked data, in the terms of Valueflows 1.0.0.

==============  ================================================================
plan            a published plan's document as nodes of a graph, one by one
flows           which action of Valueflows a line of the plan is
units           units by their UCUM codes, and what OM2 calls them
terms           what Valueflows has no word for, each with its meaning
context         what the keys of a graph stand for; it is part of every graph
vocabulary      the terms for programs, in SKOS and OWL
==============  ================================================================
"""
