TABLE = {}
PLACES = {}
