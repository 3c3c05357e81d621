"""The arithmetic of a planning year: numpy in, numpy out, no framework, no database.

====================  ==========================================================
book                  what every council requests and offers, as arrays
balance               exact totals, the imbalance, free goods, agreement
prices                the price rules (`rule`, `outcome`, `reference`, `aggregate`)
responses             how a council with declared flexibility answers (`reactions`)
entitlements          what a consumer council may spend after public goods
ratio                 value of what a council offers / value of what it requests
settle                the smallest fair cut that makes a book balance exactly
                      (`blocks`, `dual`)
apportion             whole units that add up to a whole total
package               an economy as a folder of tables (`tables`, `rows`, `fields`,
                      `reading`, `descriptor`, `checks`, `faults`, `writing`)
economy               a package as arrays
rehearsal             rounds in memory, every council answering as declared
simulate              ``python -m planning.simulate FOLDER``
====================  ==========================================================

Quantities are whole numbers of a good's smallest unit, positive if requested and
negative if offered. Prices are credits per smallest unit. The formulas are explained
in ``docs/planning.md``.
"""
