from django.urls import reverse


def link(name, *args):
    """The address of a page of the API, without the server's name."""
    return reverse(f"federation:{name}", args=args)
