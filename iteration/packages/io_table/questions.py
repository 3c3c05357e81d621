class Unclear(Exception):
    """What has to be asked, each with the option that answers it."""

    def __init__(self, questions: list[str]) -> None:
        super().__init__("\n".join(questions))
        self.questions = questions
