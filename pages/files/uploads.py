"""A file on its way in: never more of it is kept than a sheet may have."""

import io

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from pages.files.limits import FILE
from pages.files.refusals import refusal

FIELD = "file"


class SheetUpload(FileUploadHandler):
    """Keeps one file in memory, and lets go of it once it is larger than a sheet."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.kept, self.size = io.BytesIO(), 0

    def receive_data_chunk(self, raw_data, start):
        self.size += len(raw_data)
        if self.size > FILE:
            self.kept = io.BytesIO()
            self.request.sheet_too_large = True
            raise SkipFile
        self.kept.write(raw_data)

    def file_complete(self, file_size):
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept,
            self.field_name,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
        )


def uploaded(request):
    """The name and the bytes of the file that came.

    Raises ValidationError if none came, or too large a one.
    """
    if getattr(request, "sheet_too_large", False):
        raise refusal("file")
    file = request.FILES.get(FIELD)
    if file is None:
        raise refusal("missing")
    return file.name, file.read()
