"""The facilitators' pages: what keeps a year moving, and what is on record."""
