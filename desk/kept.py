"""What a page may keep of figures that never change, and under which name."""

import hashlib

from django.utils.translation import get_language

# A query somebody made up is not kept: nobody asks for it again.
LONGEST = 200


def kept_for(request, *figures):
    """The name for a piece of this page in this language; None: not to be kept.

    ``figures`` name what is shown; the whole query belongs to it too, because links in
    the piece repeat it.
    """
    query = request.GET.urlencode()
    if len(query) > LONGEST:
        return None
    name = "|".join(map(str, (get_language(), *figures, query)))
    return hashlib.sha256(name.encode()).hexdigest()
