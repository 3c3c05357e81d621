"""XML read as it comes, nothing kept: start, end and text, without the prefixes."""

from xml.parsers import expat

from pages.files.reading.refused import Refused

PIECE = 2**16
NAMED = (".xml", ".rels", ".vml")


class Listener:
    """Hears what a part of a packed file says; parts of it are told apart by name."""

    done = False

    def start(self, name, attributes):
        """An element begins."""

    def end(self, name):
        """An element ends."""

    def text(self, text):
        """Text inside an element, in pieces."""


def listen(part, listener):
    """Read a part to a listener; yield after every piece, until it is done.

    Raises Refused for what is no XML, or declares a type: then it could bring entities,
    which unfold to more than was sent, or reach for other files.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: listener.start(
        name.rpartition(":")[2], attributes
    )
    parser.EndElementHandler = lambda name: listener.end(name.rpartition(":")[2])
    parser.CharacterDataHandler = listener.text
    try:
        while not listener.done and (piece := part.read(PIECE)):
            parser.Parse(piece)
            yield
        if not listener.done:
            parser.Parse(b"", True)
            yield
    except (expat.ExpatError, ValueError, LookupError, OverflowError) as error:
        raise Refused("broken") from error


def check_parts(archive):
    """Raise Refused if a part is no XML, or declares a type, in whatever encoding."""
    for name in archive.namelist():
        if name.lower().endswith(NAMED):
            with archive.open(name) as part:
                _check(part)


def _check(part):
    """The same without a listener, which takes a tenth of the time."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    try:
        while piece := part.read(PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused("broken") from error


def _refuse(*_declared):
    raise Refused("entities")
