from django import forms


class Plain(forms.Form):
    """A form whose problems can be listed with links to their fields."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    @property
    def problems(self):
        return [
            (name if name in self.fields else "", text)
            for name, errors in self.errors.items()
            for text in errors
        ]

    def refuse(self, error):
        """Take over what a service found wrong."""
        fields = getattr(error, "error_dict", None)
        if fields is None:
            self.add_error(None, error)
            return
        for name, errors in fields.items():
            self.add_error(name if name in self.fields else None, errors)
