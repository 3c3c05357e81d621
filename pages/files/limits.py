"""What a stranger's file may be at most. Counted while it is read."""

MB = 10**6
FILE = 5 * MB
UNPACKED = 50 * MB
RATIO = 100
ENTRIES = 300  # Parts of a packed file; ours have about ten.
ROWS, COLUMNS = 20_000, 50
LINE = 1 * MB
CELL = 32_767  # Characters; no spreadsheet program keeps more.
TEXT = 8 * MB  # What a child says of a file, in all.
SECONDS = 2
MEMORY = 100 * MB  # Address space of the child, so its resident memory is below.
