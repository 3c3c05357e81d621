"""Pages for people about this server and others that plan with it.

==============  ================================================================
routes          the addresses, in the namespace ``servers``
listing         the servers, how each is, and this one among them
adding          another server: its address, then its fingerprint
other           one of them: its keys, what remains to be done, looked up again
comparing       a new key of it, compared by fingerprint; an old one ended
moves           paused, resumed, ended
statements      what it signed and what does not hold, as proof
histories       what it signed of another history of a year, as proof
own             this server: who it is, as people read it out, and its keys
acts            an act with what it means, a reason, and one button
qr              a picture that telephones read
years           the years planned together, as other pages name them
years_looking   these years, each of them, and each of their rounds
years_sharing   a year is shared, servers are invited, asked, told
years_joining   this server joins a year of another
years_moves     a server is removed, the first round is opened
years_...       what these pages know and say: how a year stands now, what was seen of
                it, the tree, what is next, troubles, contradictions, definitions
==============  ================================================================
"""
