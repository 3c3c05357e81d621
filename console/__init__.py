"""The facilitators' pages: what keeps a year moving, and what is on record.

====================  ==========================================================
access                who may see a page; all others find none
start, at a glance    `overview`, `stepping` (what waits), `turnout`, `parts`
guide                 a first year, from files or by hand (`guide/`, `forms/guide`)
rounds                who has answered (`answering`), how close it is (`trends`,
                      `foretelling`), what stands out (`checking`, `noticing`)
steps                 each step with its preview (`steps/`, `clocks`)
finish                the ways to finish side by side (`comparing`)
stalled               why a year comes no closer (`stalling`)
what if               simulations beside the year (`playing`, `scenario_words`)
catalogue             goods that begin and end (`forms/goods`, `forms/naming_goods`)
councils              how councils come, leave and end (`council_kinds`)
entitlements          the table (`tabling`), what it does (`effects`, `bars`), whether
                      the plan carries it (`checking_sums`), head counts (`head_files`)
record                sentences for everything on record (`saying`, `sayings/`) with
                      names (`naming`), people (`actors`) and values (`wording`)
operating             the parts of the service and how they are (`parts`)
downloads, ways out   `files`, `links`
====================  ==========================================================

Each room has its addresses in `routes/`, its pages in `views/`, and its forms, if it
has any, in `forms/`, under its own name.
"""
