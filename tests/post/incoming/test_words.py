"""Splitting the sender's words from quoted history, and finding links to files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhr_xl.post.incoming.words import clean, find_links, split_words

OURS = "Dear colleague,\nAttached is the workbook."


@pytest.mark.parametrize(
    ("text", "words", "signature", "quoted"),
    [
        ("Done.", "Done.", "", False),
        (f"Done.\n\nFrom: Safety Team <s@c.uk>\nSent: 1 June 2015 09:00\nTo: Ann\nSubject: x\n\n{OURS}", "Done.", "", True),
        (f"Done.\n\n________________________________\nFrom: Safety Team\nSent: 1 June\nTo: Ann\n\n{OURS}", "Done.", "", True),
        (f"Done.\n\n*From:* Safety Team\n*Date:* 1 June\n\n{OURS}", "Done.", "", True),
        (f"Wedi gorffen.\n\nOddi wrth: Safety Team\nAnfonwyd: 1 Mehefin\nAt: Ann\n\n{OURS}", "Wedi gorffen.", "", True),
        (f"Done.\n\n-----Original Message-----\n{OURS}", "Done.", "", True),
        (f"Done.\n\n---------- Forwarded message ---------\n{OURS}", "Done.", "", True),
        (f"Done.\n\nBegin forwarded message:\n{OURS}", "Done.", "", True),
        ("Done.\n\nOn Mon, 1 Jun 2015 at 09:00, Safety Team <s@c.uk> wrote:\n\n> Dear colleague,\n> Attached", "Done.", "", True),
        ("Done.\n\nOn Mon, 1 Jun 2015 at 09:00, Safety Team\n<s@c.uk> wrote:\n\n> Dear", "Done.", "", True),
        ("On Mon, 1 Jun 2015, Safety Team wrote:\n> Is it done?\nYes.\n> When?\nIn May.", "Yes.\nIn May.", "", True),
        (f"Done.\n\nOn Mon, 1 Jun 2015, Safety Team wrote:\n{OURS}", "Done.", "", True),
        ("Done.\n-- \nAnn Lee\nPolice", "Done.", "-- \nAnn Lee\nPolice", False),
        ("Done.\n--\nAnn Lee", "Done.", "--\nAnn Lee", False),
        (f"Done.\n-- \nAnn Lee\n\nFrom: x\nSent: y\n{OURS}", "Done.", "-- \nAnn Lee", True),
        ("The evidence came\nFrom: the hospital\nand is filed.", "The evidence came\nFrom: the hospital\nand is filed.", "", False),
        ("On the day, the officer wrote: all done.", "On the day, the officer wrote: all done.", "", False),
        ("Part one\n____________________________\nPart two", "Part one\n____________________________\nPart two", "", False),
        (f"From: Bo\nSent: 1 June\nTo: Ann\n\n{OURS}", "", "", True),
        ("", "", "", False),
    ],
)  # fmt: skip
def test_split_words__words_signature_and_history(text, words, signature, quoted):
    found = split_words(text)
    assert (found.words, found.signature, bool(found.history)) == (words, signature, quoted)


@given(
    st.lists(
        st.sampled_from(
            [
                "words",
                "> quoted",
                "-- ",
                "From: x",
                "Sent: y",
                "On a day x wrote:",
                "",
                "_" * 30,
                "-----Original Message-----",
            ]
        ),
        max_size=12,
    )
)
def test_split_words__no_line_is_lost(lines):
    found = split_words("\n".join(lines))
    kept = [line for part in found for line in part.split("\n") if line.strip()]
    assert sorted(line.strip() for line in kept) == sorted(line.strip() for line in lines if line.strip())


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("https://1drv.ms/x/s!abc", "OneDrive"),
        ("https://onedrive.live.com/?id=1", "OneDrive"),
        ("https://police-my.sharepoint.com/:x:/g/personal/a?e=1", "SharePoint"),
        ("https://DRIVE.google.com/file/d/1/view", "Google Drive"),
        ("https://docs.google.com/spreadsheets/d/1", "Google Drive"),
        ("https://we.tl/t-abc", "WeTransfer"),
        ("https://trust.wetransfer.com/downloads/1", "WeTransfer"),
        ("http://www.dropbox.com/s/abc/a.xlsx?dl=0", "Dropbox"),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwe.tl%2Ft-abc&data=05", "WeTransfer"),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.gov.uk&data=05", None),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2F%5Bbad&data=05", None),
        ("https://www.gov.uk/x", None),
        ("https://notdropbox.com/x", None),
        ("https://dropbox.com.evil.example/x", None),
        ("https://dropbox.com@evil.example/x", None),
        ("https://evil.example/?u=https://evil.example/dropbox.com", None),
        ("https://[", None),
        ("we.tl/t-abc", None),
    ],
)
def test_find_links__services(address, service):
    assert [link.service for link in find_links(f"see <{address}>.")] == ([service] if service else [])


def test_find_links__each_once_and_those_in_the_history_are_quoted():
    found = find_links("https://we.tl/a.\n> https://we.tl/a\n> https://we.tl/b", "https://we.tl/b")
    assert [(link.address, link.quoted) for link in found] == [("https://we.tl/a", False), ("https://we.tl/b", False)]
    assert [link.quoted for link in find_links("> https://we.tl/a")] == [True]


def test_find_links__up_to_a_limit():
    assert len(find_links(" ".join(f"https://we.tl/{n}" for n in range(1000)))) == 200


@given(st.text())
def test_clean__control_characters_are_replaced(text):
    found = clean(text)
    assert all(c in "\n\t" or ord(c) >= 32 for c in found)
    found.encode()
