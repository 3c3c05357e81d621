"""The formats our sheet comes in."""

from desk.spreadsheets.writing import csv, ods, xlsx

FORMATS = {"xlsx": xlsx, "ods": ods, "csv": csv}
