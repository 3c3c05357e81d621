"""What goes over the wire. A renamed column must not break a council's program."""
