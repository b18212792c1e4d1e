"""What a check found: figures, failures, or the reason why it was left out."""


class Result:
    """Collects what one check expects and what it met instead."""

    MOST = 12  # failures of one check that are printed
    LONGEST = 600  # characters of one of them

    def __init__(self):
        self.figures = []
        self.failures = []
        self.reason = None

    @classmethod
    def left_out(cls, reason):
        """A check that cannot be done here; the reason is one line for people."""
        result = cls()
        result.reason = reason
        return result

    def figure(self, text):
        self.figures.append(str(text))

    def expect(self, holds, message):
        """Notes a failure where something does not hold; returns whether it does."""
        if not holds:
            self.failures.append(str(message))
        return bool(holds)

    def equal(self, found, wanted, what):
        return self.expect(found == wanted, f"{what}: found {found!r}, wanted {wanted!r}")

    def contains(self, text, part, what):
        return self.expect(part in text, f"{what}: {part!r} is not in {text.strip()[:600]!r}")

    @property
    def word(self):
        if self.reason is not None:
            return "left out"
        return "FAILED" if self.failures else "ok"

    def details(self):
        """The failures as lines, shortened where they are many."""
        lines = [f"    {short(failure, self.LONGEST)}" for failure in self.failures[: self.MOST]]
        if len(self.failures) > self.MOST:
            lines.append(f"    … and {len(self.failures) - self.MOST} more")
        return lines


def short(text, most):
    """A text, without its middle where it is long."""
    return text if len(text) <= most else f"{text[: most // 2]} […] {text[-most // 2 :]}"
