"""The arithmetic of a planning year: numpy in, numpy out, no framework, no database.

====================  ==========================================================
book                  what every council requests and offers, as arrays (`arrays`,
                      `ranges`, `sparse`)
balance               exact totals, the imbalance, free goods, agreement (`totals`,
                      `threads`)
prices                the price rules (`rule`, `outcome`, `rounding`, `reference`,
                      `aggregate`)
calibrated            the rule that models every council, in four parts:
- what is known       `knowledge`, `hearing`, `record`, `match`, `merge`, `changes`,
                      `compared`, `accounts`, `memory`, `keeping`, `plain`
- what is believed    `beliefs`, `priors`, `learning`, `returns`, `bounds`, `capacity`,
                      `fitting`, `noise`, `outliers`, `believed`, `pulls`
- how all answer      `model`, `shards`, `sides`, `behaviour`, `councils`, `income`,
                      `expected`, `turns`, `trial`
- where to go         `steering`, `equilibrium`, `newton`, `secant`, `safeguards`,
                      `backup`, `telling`
responses             how a council with declared flexibility answers (`reactions`)
entitlements          what a consumer council may spend after public goods
ratio                 value of what a council offers / value of what it requests
settle                the smallest fair cut that makes a book balance exactly
                      (`scarcity`, `dual`, `point`, `curve`)
across                the same of councils on many servers, by questions whose answers
                      add up (`questions`, `terms`, `answers`, `slopes`, `askable`,
                      `messages`)
part                  one server's councils, and what it answers (`targets`, `blocks`,
                      `ceilings`, `pull`, `gram`, `exact`, `kept`)
integral              whole things stay whole (`lumps`)
finish                what the models expect, settled (`lines`)
apportion             whole units that add up to a whole total (`floored`, `largest`);
                      of equals the lot decides (`lots`)
package               an economy as a folder of tables (`tables`, `rows`, `fields`,
                      `reading`, `descriptor`, `checks`, `faults`, `writing`)
economy               a package as arrays
rehearsal             rounds in memory, every council answering as declared
whatif                rounds in memory from a counted one, under other terms
                      (`ground`, `foresight`, `mixing`)
resolving             what would let a stalled year agree (`dearer`)
simulate              ``python -m planning.simulate FOLDER``
====================  ==========================================================

Quantities are whole numbers of a good's smallest unit, positive if requested and
negative if offered. Prices are credits per smallest unit. The formulas are explained
in ``docs/planning.md``.
"""
