"""Texts that reports get wrong, and what a CSV must show for them.

A CSV shows a text as it was sent, but for two things: a `'` stands in front of what a spreadsheet
would take for a formula, and a NUL, at which readers end a text, is shown as `?`.
"""
import re

TEXTS = [
    "plain", 'say "hi"', '"', '""', "a,b", "a;b", "a\tb", "a|b", "'already", ",", ";", "\\", '",",',
    "two\nlines", "two\r\nlines", "carriage\rreturn", "\nfirst", "last\n", "\r", "\ttab first",
    " leading", "trailing ", "  both  ", "in\u00a0between", "\ufeffmark first",
    "=1+1", "=HYPERLINK(\"https://example.com\",\"x\")", "@SUM(1)", "+1+1", "-1+cmd|' /C calc'!A0",
    "-12.5", "+57 300 123-45-67", "+57(300)1234567", "+", "-", "- item", "+x", "\t=1", "\r=1", " =1",
    "'=1", "=", "%0A=1", "|=1", "＝1", "5", "007", "00123456789012345678", "1E5", "1e400", "0x1F",
    "TRUE", "1/2", "3-4", "2026-03-01", "01/02/2026", "12:30", "1.234,56", "$5", "50%", "#N/A",
    "Señor Ñandú ¿qué?", "emoji 😀👩‍👩‍👧‍👦🇨🇴", "שלום", "مرحبا 123", "\u202eabc",
    "e\u0301", "漢字", "\U0001f9ff",
    "nul\0inside", "\0", "bell\x07", "\x1b[31mred", "del\x7f", "\x85next", "line\u2028separator",
    "x" * 32_767, "é" * 50_000, 'q"' * 5_000, "sep=;", "NULL", "null", "N/A", "-0", "ID;x", "\\n",
    "{description}", "$.status", "<b>bold</b>", "&amp;", "]]>", "--", "/*", "`x`", "\\\"",
]
NUMBERS = {  # what a provider sends: what a report shows
    "573001234567": "+573001234567",
    "+573001234567": "+573001234567",
    "+57 300-123.45.67": "+573001234567",
    "whatsapp:+573001234567": "+573001234567",
    "+12025550123": "+12025550123",
    "0012025550123": "0012025550123",
    "03001234567": "03001234567",
    "123": "123",
    "1234567890123456": "1234567890123456",
    "120363041234567890@g.us": "120363041234567890@g.us",
    "US.13491208655302741918": "US.13491208655302741918",
}
ALPHABET = "ab ,;\t\"'\n\r=+-@01é😀\0|.("


def texts(chance, count):
    """The known ones, and random ones of the characters that matter."""
    return TEXTS + ["".join(chance.choice(ALPHABET) for _ in range(chance.randrange(1, 12)))
                    for _ in range(count)]


def shown(text):
    """What a CSV holds for a text; one of blanks alone counts as absent."""
    if not text.strip(" \t\r\n"):
        return ""
    is_formula = text[0] in "=@\t\r" or (
        text[0] in "+-" and not re.fullmatch(r"[0-9 ().-]*", text[1:]))
    return ("'" if is_formula else "") + text.replace("\0", "?")
