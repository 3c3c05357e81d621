"""Between servers: keys, signatures, and the only way out to another server.

Nothing in here knows a council, a good or a round. What is said is for floors above;
here is who said it, when, and to whom anything may be said at all.
"""
