"""A square for a telephone's camera that leads to an address."""

from xml.etree import ElementTree

import qrcode
from django.utils.html import format_html
from qrcode.image.svg import SvgPathImage


def qr_code(address, name):
    """The square as SVG inside a page; ``name`` says what it is to who cannot see."""
    drawn = qrcode.make(address, image_factory=SvgPathImage, box_size=10, border=2)
    root = ElementTree.fromstring(drawn.to_string())
    path = next(each for each in root.iter() if each.tag.endswith("path"))
    return format_html(
        '<svg class="qr" viewBox="{}" role="img" aria-label="{}">'
        '<path d="{}" fill="#000"/></svg>',
        root.get("viewBox"),
        name,
        path.get("d"),
    )
