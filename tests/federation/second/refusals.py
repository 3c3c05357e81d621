"""What is refused, and how that is said."""

from http import HTTPStatus

STATUS = {
    "signature-missing": HTTPStatus.UNAUTHORIZED,
    "signature-invalid": HTTPStatus.UNAUTHORIZED,
    "signature-key-unknown": HTTPStatus.UNAUTHORIZED,
    "clock-too-far-off": HTTPStatus.UNAUTHORIZED,
    "replayed": HTTPStatus.CONFLICT,
    "body-too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "unsupported-media-type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "malformed-json": HTTPStatus.BAD_REQUEST,
    "invalid-parameters": HTTPStatus.BAD_REQUEST,
    "not-found": HTTPStatus.NOT_FOUND,
    "message-malformed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "other-catalogue": HTTPStatus.CONFLICT,
    "cutoff-passed": HTTPStatus.CONFLICT,
    "not-in-this-order": HTTPStatus.CONFLICT,
    "no-trials": HTTPStatus.FORBIDDEN,
    "record-wrong": HTTPStatus.UNPROCESSABLE_ENTITY,
    "record-contradicts": HTTPStatus.UNPROCESSABLE_ENTITY,
}


class RefusedError(Exception):
    """A message is refused; ``word`` is what programs go by."""

    def __init__(self, word, detail=""):
        super().__init__(f"{word}: {detail}")
        self.word, self.detail, self.status = word, detail, STATUS[word]

    def problem(self):
        """The problem document that says so."""
        return {
            "type": f"/api/v1/problems/{self.word}",
            "title": self.word.replace("-", " ").capitalize() + ".",
            "status": int(self.status),
            "detail": self.detail,
        }
