"""The one error that users meet: a sentence that says what is wrong and what to do."""

MOST_PROBLEMS = 20


class InputError(ValueError):
    """Input that the collection refuses: a sentence for each problem, of which :data:`MOST_PROBLEMS` are shown."""

    def __init__(self, problems):
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        shown = self.problems[:MOST_PROBLEMS]
        hidden = len(self.problems) - len(shown)
        if hidden:
            shown.append(f"… and {hidden} more of the same file.")
        super().__init__("\n".join(shown))
