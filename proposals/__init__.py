"""Goods, planning years, and what councils request and offer in them."""
