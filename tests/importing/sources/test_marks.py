"""A typed list mark is told from dates, decimals, initials and numbers that stand alone."""

import pytest

from dhr_xl.importing.sources.marks import make_paragraph, split_mark


@pytest.mark.parametrize(
    ("text", "mark", "words"),
    [
        ("1. Write the policy", "1.", "Write the policy"),
        ("12) Write", "12)", "Write"),
        ("a) Completed b)Completed", "a)", "Completed b)Completed"),
        ("a)Completed", "a)", "Completed"),
        ("(iv) Train staff", "(iv)", "Train staff"),
        ("[3] Train staff", "[3]", "Train staff"),
        ("ii. go on", "ii.", "go on"),
        ("9a. Review", "9a.", "Review"),
        ("1.2. Review", "1.2.", "Review"),
        ("A. Review the policy", "A.", "Review the policy"),
        ("3. 12 officers trained", "3.", "12 officers trained"),
        ("• Review", "•", "Review"),
        ("•Review", "•", "Review"),
        ("\uf0b7 Review", "\uf0b7", "Review"),
        ("- Review", "-", "Review"),
        ("– Review", "–", "Review"),
        ("o Review", "o", "Review"),
    ],
)
def test_split_mark__a_mark_is_split_off(text, mark, words):
    assert split_mark(text) == (mark, words)


@pytest.mark.parametrize(
    "text",
    [
        "12. April", "31.03.2022", "31. 03. 2022", "-20/01/2020", "4.3 sets out", "7", "7.", "2014. The review", "a", "",
        "J. Smith, Head of Service", "A. B. Smith", "c. 2014", "i.e. this", "(s)he agreed", "o no", "DNA. Results", "mix. x",
        "I will", "5 – 6 staff",
    ],
)  # fmt: skip
def test_split_mark__a_lookalike_stays(text):
    assert split_mark(text) == ("", text)


def test_make_paragraph__spaces_are_single_and_invisible_characters_gone():
    assert make_paragraph("  1.\tThe  policy\u00ad \u200b\x07\ud800ends ").printed == "1. The policy ends"


@pytest.mark.parametrize("run", ["1.", "(", "a", "A. ", " ", "1", ".", "-", "iv"])
def test_split_mark__long_runs_take_no_time(run):
    assert "".join(split_mark(run * 32_000)).replace(" ", "") == (run * 32_000).replace(" ", "")
