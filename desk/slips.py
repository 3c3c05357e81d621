"""Words that resemble what was typed."""

from collections import defaultdict

# So much of the three-letter pieces of two words must be the same, if one is a slip;
# a single letter too many, too few, wrong or swapped is nearly the word itself.
ALIKE, ONE_LETTER = 0.36, 0.95
SHORTEST = 4


class Vocabulary:
    """Words, each with the places it stands at, to be looked up with a slip."""

    def __init__(self):
        self.places = defaultdict(set)
        self.pieces = {}

    def add(self, word, place):
        self.places[word].add(place)
        self.pieces[word] = pieces(word)

    def like(self, typed):
        """How alike the best word of each place is, for those that are alike enough."""
        sought, found = pieces(typed), {}
        if len(typed) < SHORTEST:
            return found
        for word, other in self.pieces.items():
            shared = len(sought & other)
            alike = shared / (len(sought) + len(other) - shared)
            if is_one_letter(typed, word):
                alike = max(alike, ONE_LETTER)
            if alike >= ALIKE:
                for place in self.places[word]:
                    found[place] = max(found.get(place, 0), alike)
        return found


def is_one_letter(one, other):
    """Whether two words differ in one letter, or in the order of two.

    >>> [is_one_letter("cake", word) for word in ("ckae", "cak", "caake", "cafe", "kc")]
    [True, True, True, True, False]
    """
    if abs(len(one) - len(other)) > 1:
        return False
    least, start = min(len(one), len(other)), 0
    while start < least and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    swapped = one[1::-1] == other[:2] and one[2:] == other[2:]
    return swapped or other[1:] in (one, one[1:]) or one[1:] == other


def pieces(word):
    """Every three letters of a word that follow each other; its ends count, too.

    >>> sorted(pieces("oat"))
    ['  o', ' oa', 'at ', 'oat']
    """
    padded = f"  {word} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))
