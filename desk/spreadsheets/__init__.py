"""Spreadsheets: our own sheet, strangers' files, and a year's public figures."""
