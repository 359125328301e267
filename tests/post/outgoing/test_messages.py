"""Drafts: the file holds what was given, and no text can become a header or an address."""

import datetime as dt
import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhr_xl.errors import Stop
from dhr_xl.post.names import safe_name, safe_names
from dhr_xl.post.outgoing.messages import Draft, attachment_name, body_of, body_written, make_eml, marked, plain_text

WORKBOOK = b"PK\x03\x04" + bytes(range(256)) * 40
DRAFT = Draft(
    to=("head@police.uk",),
    cc=("deputy@police.uk",),
    subject="DHR-07: update as at 30 June 2015",
    body="Dear Head of Safeguarding,\n\nCafé – “quoted”.\nRegards\n",
    attachments=(("DHR-07 POLICE as at 2015-06-30.xlsx", WORKBOOK),),
)
SENDER = "Safety Team <safety@council.gov.uk>"


def opened(data):
    return email.message_from_bytes(data, policy=email.policy.default)


def words(part):
    """The text of a part with line feeds; the message itself has CRLF."""
    return part.get_content().replace("\r\n", "\n")


def test_make_eml__is_read_back_as_given():
    message = opened(make_eml(DRAFT, marking="Official-Sensitive", sender=SENDER))
    assert message["X-Unsent"] == "1"
    assert message["From"] == SENDER
    assert message["To"] == "head@police.uk"
    assert message["Cc"] == "deputy@police.uk"
    assert message["Subject"] == "OFFICIAL-SENSITIVE: DHR-07: update as at 30 June 2015"
    body, workbook = message.get_body(), next(message.iter_attachments())
    assert body.get_content_type() == "text/plain"
    assert words(body) == DRAFT.body
    assert workbook.get_filename() == "DHR-07 POLICE as at 2015-06-30.xlsx"
    assert workbook.get_content_type() == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert workbook.get_content() == WORKBOOK


def test_make_eml__a_draft_is_the_same_bytes_every_time_without_a_date():
    first, second = (make_eml(DRAFT, marking="OFFICIAL", sender=SENDER) for _ in range(2))
    assert first == second
    assert opened(first)["Date"] is None
    assert opened(first)["Message-ID"] is None


def test_make_eml__a_message_to_be_sent_has_a_date_and_an_identity_of_the_sender_s_domain():
    now = dt.datetime(2015, 7, 1, 9, 30)
    message = opened(make_eml(DRAFT, marking="", sender=SENDER, unsent=False, now=now))
    assert message["X-Unsent"] is None
    assert message["Date"].datetime.replace(tzinfo=None) == now
    assert message["Message-ID"].endswith("@council.gov.uk>")


def test_make_eml__lines_end_as_mail_demands_and_none_is_too_long():
    data = make_eml(DRAFT._replace(body="word " * 900 + "\n" + "£" * 900), marking="OFFICIAL", sender=SENDER)
    head, _, body = data.partition(b"\r\n\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 80  # the name of Excel's own type alone


def test_make_eml__a_long_subject_is_folded_only_where_it_is_encoded():
    long = "DHR-07: reminder: 12 rows to answer and 3 answers to put right, by the end of the month at the latest"
    assert f"\r\nSubject: {long}\r\n".encode() in make_eml(DRAFT._replace(subject=long), marking="", sender=SENDER)
    data = make_eml(
        DRAFT._replace(subject="Diogelwch cymunedol: cynllun gweithredu â dyddiad " * 4), marking="", sender=SENDER
    )
    head = data.partition(b"\r\n\r\n")[0]
    assert all(len(word) <= 75 for word in head.split() if word.startswith(b"=?"))
    assert head.count(b"=?") > 1


def test_make_eml__without_attachment_or_copy_or_sender():
    message = opened(make_eml(Draft(("a@b.uk",), "s", "b\n"), marking=""))
    assert not message.is_multipart()
    assert message["Cc"] is None
    assert message["From"] is None


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00", "\x1c"])
def test_make_eml__nothing_in_a_subject_begins_a_header(separator):
    draft = DRAFT._replace(
        subject=f"Hello{separator}Bcc: thief@evil.example", headers={"X-Round": f"1{separator}Bcc: t@e.uk"}
    )
    data = make_eml(draft, marking=f"OFFICIAL{separator}Cc: x@y.uk", sender=SENDER)
    message = opened(data)
    assert message["Bcc"] is None
    assert message["Subject"] == "OFFICIAL CC: X@Y.UK: Hello Bcc: thief@evil.example"
    assert message["X-Round"] == "1 Bcc: t@e.uk"
    assert message.get_all("Cc") == ["deputy@police.uk"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "head",
        "a@b.uk\nBcc: c@d.uk",
        "a@b.uk, c@d.uk",
        "Head <a@b.uk>",
        "a b@c.uk",
        "a@b",
        "hé@b.uk",
        "a@b..uk",
        '"x y"@b.uk',
    ],
)
def test_make_eml__a_wrong_address_stops_it(address):
    for changed in ({"to": (address,)}, {"cc": (address,)}):
        with pytest.raises(Stop, match="sheet Agencies"):
            make_eml(DRAFT._replace(**changed), marking="", sender=SENDER)


def test_make_eml__no_recipient():
    with pytest.raises(Stop, match="no e-mail address"):
        make_eml(DRAFT._replace(to=()), marking="", sender=SENDER)


@pytest.mark.parametrize("sender", ["Team", "Team <>", "a@b.uk, c@d.uk", "Team <a@b.uk> <c@d.uk>"])
def test_make_eml__a_wrong_sender(sender):
    with pytest.raises(Stop, match=r"sender in dhr_xl\.toml"):
        make_eml(DRAFT, marking="", sender=sender)


def test_make_eml__what_is_sent_needs_a_sender():
    with pytest.raises(Stop, match="sender"):
        make_eml(DRAFT, marking="", sender="", unsent=False)


def test_make_eml__a_sender_s_name_may_hold_a_comma_and_letters_of_any_kind():
    message = opened(make_eml(DRAFT, marking="", sender="Diogelwch, Tîm <safety@council.gov.uk>"))
    assert message["From"].addresses[0].display_name == "Diogelwch, Tîm"
    assert message["From"].addresses[0].addr_spec == "safety@council.gov.uk"


@pytest.mark.parametrize("name", ["Bcc", "To", "From", "Content-Type", "X-Unsent", "X-A: b\nBcc", ""])
def test_make_eml__a_header_that_a_draft_may_not_set(name):
    with pytest.raises(ValueError, match="header"):
        make_eml(DRAFT._replace(headers={name: "x"}), marking="", sender=SENDER)


@given(
    subject=st.text(max_size=300), body=st.text(max_size=2000), name=st.text(max_size=200), marking=st.text(max_size=30)
)
def test_make_eml__any_text_is_read_back(subject, body, name, marking):
    draft = DRAFT._replace(subject=subject, body=body, attachments=((name, WORKBOOK),))
    data = make_eml(draft, marking=marking, sender=SENDER)
    message = opened(data)
    assert sorted(message.keys()) == sorted(["X-Unsent", "From", "To", "Cc", "Subject", "MIME-Version", "Content-Type"])
    assert words(message.get_body()).rstrip("\n") == plain_text(body).rstrip("\n")
    (workbook,) = message.iter_attachments()
    assert workbook.get_content() == WORKBOOK
    assert workbook.get_filename() == safe_name(name)
    assert message.get_all("To") == ["head@police.uk"]
    assert make_eml(draft, marking=marking, sender=SENDER) == data


@pytest.mark.parametrize(
    ("subject", "marking", "expected"),
    [
        ("DHR-07: reminder", "official-sensitive", "OFFICIAL-SENSITIVE: DHR-07: reminder"),
        ("OFFICIAL: DHR-07", "Official", "OFFICIAL: DHR-07"),
        ("OFFICIALS meet", "Official", "OFFICIAL: OFFICIALS meet"),
        ("DHR-07", " ", "DHR-07"),
    ],
)
def test_marked__in_capitals_at_the_start_once(subject, marking, expected):
    assert marked(subject, marking) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DHR-07 GEH as at 2015-06-30.xlsx", "DHR-07 GEH as at 2015-06-30.xlsx"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("a.b.c/.xlsx", "a.b.c-.xlsx"),
        (".xlsx", "xlsx"),
        ('a\\b:c*d?e"f<g>h|i.xlsx', "a-b-c-d-e-f-g-h-i.xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("com1", "_com1"),
        ("CONTACTS.xlsx", "CONTACTS.xlsx"),
        ("report\u202exslx.exe", "reportxslx.exe"),
        ("name. . ", "name"),
        ("", "attachment"),
        ("\n\t", "attachment"),
        ("x" * 300 + ".xlsx", "x" * 115 + ".xlsx"),
    ],
)  # fmt: skip
def test_safe_name__what_windows_takes(name, expected):
    assert safe_name(name) == expected


@given(st.text(max_size=300))
def test_safe_name__is_always_one(name):
    safe = safe_name(name)
    assert 0 < len(safe) <= 121
    assert not set(safe) & set('<>:"/\\|?*\r\n\0')
    assert safe == safe.strip(" ") == safe.rstrip(".")
    assert safe_name(safe) == safe


def test_safe_names__two_that_windows_takes_for_one():
    assert safe_names(["A.xlsx", "a.xlsx", "A.XLSX"]) == ("A.xlsx", "a (2).xlsx", "A (3).XLSX")


@pytest.mark.parametrize(
    ("review", "expected"),
    [("DHR-07", "DHR-07 GEH as at 2015-06-30.xlsx"), ("DHR/07", "DHR-07 GEH as at 2015-06-30.xlsx"), ("", "Action plan GEH as at 2015-06-30.xlsx")],
)  # fmt: skip
def test_attachment_name__reference_code_and_day(review, expected):
    assert attachment_name(review, "GEH", dt.date(2015, 6, 30)) == expected


@pytest.mark.parametrize(
    "body", ["One line", "A line\n", "A\r\nB\rC\n\n", "", "é £ \x07 \ud800 \u2028 x\x85y\x0b", "=3D\n.\n" + "w" * 2000]
)
def test_body_written__is_what_the_file_says(body):
    draft = Draft(("a@b.example",), "About", body, attachments=(("x.xlsx", b"PK"),))
    assert body_written(body) == body_of(make_eml(draft, marking=""))
