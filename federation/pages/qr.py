"""A picture that telephones read, as one path of an SVG."""

import qrcode

QUIET = 4  # Modules of white around it, as readers want.


def picture(text):
    """The size of the picture in modules, and the path of its black ones.

    >>> size, path = picture("https://a.example")
    >>> size, path.startswith("M4 4h7v1h-7z")
    (33, True)
    """
    code = qrcode.QRCode(border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    return len(rows), "".join(
        f"M{first} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for first, length in _runs(row)
    )


def _runs(row):
    """Where black begins in a row of modules, and how long it goes on."""
    first = None
    for x, black in enumerate([*row, False]):
        if black and first is None:
            first = x
        elif not black and first is not None:
            yield first, x - first
            first = None
