"""A symmetric input-output table, untidy as they are published, as a package.

==========  ========================================================================
sheet       the file as rows of text: its encoding, its separator
figures     what its cells mean as numbers
table       headings, labels and figures, each where it belongs
naming      what rows and columns are called, and whom an option means
totals      which rows and columns are sums of others
roles       who is an industry, who uses, what is labour
assigning   roles for all rows and columns, from what is said and what is sure
asking      questions for those that have none
targets     final use, where another file has it
economy     goods, councils and lines that balance exactly
building    an economy made of who is who
report      what was understood, in words
conversion  all of it together
==========  ========================================================================

Nothing is guessed: what is unclear is asked, with the option that answers.
"""
