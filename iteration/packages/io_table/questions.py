from collections.abc import Sequence


class Unclear(Exception):
    """What has to be asked, each with the option that answers; what is clear so far."""

    def __init__(self, questions: Sequence[str], said: Sequence[str] = ()) -> None:
        super().__init__("\n".join(questions))
        self.questions = list(questions)
        self.said = list(said)
