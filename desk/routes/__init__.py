"""Routes to rooms of pages, for desk/urls.py."""
