"""What the documents of rounds and plans say; `iteration.publication` keeps them."""

from iteration.documents.parts import VERSION, moment, price_text
from iteration.documents.plan import plan_document
from iteration.documents.round import round_document

__all__ = ["VERSION", "moment", "plan_document", "price_text", "round_document"]
