"""The demonstration region: the Tessach valley, and how its figures are derived.

`sources` holds what is known (per head, per hectare, per tonne, each with its source);
the modules derive from it what last year's plan of every council was:

===========  =======================================================================
tables       the source tables, read
final_use    what neighbourhoods and federations use: per head, times heads
levels       how much of every recipe that needs, all the way back to land and hours
linear       a small exact-order linear solver, so that every machine finds the same
costs        what every good costs: last year's prices
whole        whole smallest units, in which every good balances exactly
incomes      hours and entitlements of every neighbourhood
region       the rows of the data package, and how this year differs
build        ``python -m demo.build``: all of it, written to ``demo/region``
===========  =======================================================================
"""
