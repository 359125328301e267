"""Reading .eml files: contents are found however a program wrote them, and errors are sentences."""

import base64
import datetime as dt
import email.message
import io
import time
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import outlook_file as outlook
from dhr_xl.errors import Stop
from dhr_xl.post.incoming.mail import (
    LIMITS,
    Attachment,
    Mail,
    MailRefused,
    Person,
    decide_contents,
    kind_of_mail,
    read_mail,
)
from dhr_xl.post.incoming.mail_problems import MAIL_SENTENCES, mail_problem

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
HEAD = b"From: Ann Lee <ann@police.uk>\nTo: safety@council.gov.uk\nSubject: Return\nDate: Wed, 1 Jul 2015 09:30:00 +0100\nMIME-Version: 1.0\n"


def workbook(text="a"):
    """A zip with the parts of a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, f"<{text}/>")
    return out.getvalue()


BOOK, OTHER_BOOK = workbook(), workbook("b")


def mail(
    words="Attached.",
    *,
    html=None,
    subject="Return",
    sender="Ann Lee <ann@police.uk>",
    sent="Wed, 1 Jul 2015 09:30:00 +0100",
    files=(),
    **headers,
):
    """A mail by the email package. files: (name, bytes) pairs, or mails."""
    message = email.message.EmailMessage()
    for name, value in (("From", sender), ("To", "safety@council.gov.uk"), ("Subject", subject), ("Date", sent)):
        if value is not None:
            message[name] = value
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if words is not None:
        message.set_content(words)
    if html is not None:
        (message.add_alternative if words is not None else message.set_content)(html, subtype="html")
    for file in files:
        if isinstance(file, email.message.EmailMessage):
            message.add_attachment(file)
        else:
            kind = XLSX if file[0].endswith(".xlsx") else ("application", "octet-stream")
            message.add_attachment(file[1], *kind, filename=file[0])
    return message


def raw(content_type, body, *, encoding="", disposition="", head=HEAD):
    """A mail as bytes, with this body."""
    given_headers = (
        (b"Content-Type", content_type),
        (b"Content-Transfer-Encoding", encoding),
        (b"Content-Disposition", disposition),
    )
    lines = b"".join(
        name + b": " + (value if isinstance(value, bytes) else value.encode()) + b"\n"
        for name, value in given_headers
        if value
    )
    return head + lines + b"\n" + body


def part(content_type, data=BOOK, disposition="", *, encoding="base64", more=""):
    """One part of a raw multipart."""
    shown = f"Content-Disposition: {disposition}\n" if disposition else ""
    body = base64.encodebytes(data) if encoding == "base64" else data
    return f"Content-Type: {content_type}\nContent-Transfer-Encoding: {encoding}\n{shown}{more}\n".encode() + body


def parts(*all_of_them, kind="mixed", end=b"--b--\n"):
    """A raw mail of several parts."""
    return raw(f'multipart/{kind}; boundary="b"', b"".join(b"--b\n" + one + b"\n" for one in all_of_them) + end)


def read(message, name="mail.eml", **limits):
    return read_mail(message if isinstance(message, bytes) else message.as_bytes(), name, LIMITS._replace(**limits))


def paths(mail_read):
    return [found.path for found in mail_read.attachments]


def refusal(data, **limits):
    with pytest.raises(MailRefused) as refused:
        read(data, **limits)
    assert str(refused.value) == f"{refused.value.message} {refused.value.remedy}"
    return refused.value.code


# ordinary mails


def test_read_mail__everything_a_mail_holds():
    found = read(mail("Dear Ann,\r\nhere it is.\r\n", files=[("GEH.xlsx", BOOK)]))
    assert found == Mail(
        path="mail.eml",
        kind="eml",
        sender=Person("Ann Lee", "ann@police.uk"),
        senders=(Person("Ann Lee", "ann@police.uk"),),
        sent=dt.datetime(2015, 7, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1))),
        subject="Return",
        text="Dear Ann,\nhere it is.\n",
        attachments=(Attachment("GEH.xlsx", "GEH.xlsx", "/".join(XLSX), BOOK, "mail.eml/GEH.xlsx"),),
    )


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_read_mail__every_encoding_gives_the_same_bytes(encoding):
    message = mail()
    message.add_attachment(BOOK, *XLSX, filename="a.xlsx", cte=encoding)
    assert read(message).attachments[0].data == BOOK


@pytest.mark.parametrize("name", ["uuencode", "8bit", "binary", "7bit", "nonsense", ""])
def test_read_mail__other_encodings_are_read_or_left_as_they_are(name):
    found = read(
        parts(
            part("text/plain", b"words", encoding="7bit"),
            part("text/csv", b"a,b", "attachment; filename=a.csv", encoding=name or "7bit"),
        )
    )
    assert [one.name for one in found.attachments] == ["a.csv"]


def test_read_mail__plain_text_of_alternatives_and_the_attachments_of_all():
    message = mail("Plain words", html="<p>HTML words <img src='cid:logo1'></p>")
    message.get_payload(1).add_related(b"\x89PNG", "image", "png", cid="<logo1>", filename="logo.png")
    message.add_attachment(BOOK, *XLSX, filename="a.xlsx")
    found = read(message)
    assert found.text.strip() == "Plain words"
    assert paths(found) == ["mail.eml/a.xlsx"]
    assert [one.name for one in found.inline] == ["logo.png"]


def test_read_mail__a_workbook_within_an_alternative_is_found():
    """Apple Mail puts attachments beside the HTML, within the alternative."""
    inner = b'Content-Type: multipart/mixed; boundary="c"\n\n' + b"".join(
        b"--c\n" + one + b"\n" for one in (part("text/html", b"<p>Here</p>", encoding="7bit"), part("application/x", BOOK, "inline; filename=a.xlsx"), part("text/html", b"<p>it is</p>", encoding="7bit"))
    ) + b"--c--\n"  # fmt: skip
    found = read(parts(part("text/plain", b" \n", encoding="7bit"), inner, kind="alternative"))
    assert (found.text, paths(found)) == ("Here\n\nit is", ["mail.eml/a.xlsx"])


def test_read_mail__text_after_an_attachment_is_text_of_the_mail():
    found = read(
        parts(
            part("text/plain", b"Before", encoding="7bit"),
            part("application/x", BOOK, "attachment; filename=a.xlsx"),
            part("text/plain", b"After", encoding="7bit"),
        )
    )
    assert found.text == "Before\n\nAfter"


def test_read_mail__html_only_is_turned_to_text():
    found = read(
        mail(
            None,
            html="<style>p{}</style><p>Hello&nbsp;there<br>Ann</p><script>alert('x')</script><a href='https://we.tl/abc'>file</a>",
        )
    )
    assert found.text == "Hello there\nAnn\n\nfile <https://we.tl/abc>".replace("Hello there", "Hello\xa0there")
    assert [(link.service, link.address) for link in found.links] == [("WeTransfer", "https://we.tl/abc")]


def test_read_mail__two_workbooks_and_other_files_in_their_order():
    found = read(mail(files=[("a.xlsx", BOOK), ("minutes.docx", b"PK\x03\x04word"), ("b.xlsx", OTHER_BOOK)]))
    assert [(one.name, one.data) for one in found.attachments] == [
        ("a.xlsx", BOOK),
        ("minutes.docx", b"PK\x03\x04word"),
        ("b.xlsx", OTHER_BOOK),
    ]


# names


@pytest.mark.parametrize(
    ("disposition", "name", "sent_as"),
    [
        ("attachment; filename=a.xlsx", "a.xlsx", "a.xlsx"),
        ('attachment; filename="=?utf-8?B?Q3lubGx1biBnd2VpdGhyZWR1IMOiLnhsc3g=?="', "Cynllun gweithredu â.xlsx", "Cynllun gweithredu â.xlsx"),
        ("attachment; filename*=UTF-8''%F0%9F%93%8A%20plan.xlsx", "📊 plan.xlsx", "📊 plan.xlsx"),
        ("attachment; filename*0*=UTF-8''caf%C3; filename*1*=%A9; filename*2=.xlsx", "café.xlsx", "café.xlsx"),
        ("attachment; filename*=nonsense''caf%C3%A9.xlsx", "café.xlsx", "café.xlsx"),
        ("attachment; filename=our return.xlsx", "our return.xlsx", "our return.xlsx"),
        ("attachment; filename==?utf-8?B?w6kueGxzeA==?=", "é.xlsx", "é.xlsx"),
        ("attachment; filename==?utf-8?b?A?=", "_=-utf-8-b-A-=", "=?utf-8?b?A?="),
        ('attachment; filename="café.xlsx"', "café.xlsx", "café.xlsx"),
        ("attachment; filename*=UTF-8''plan%E2%80%AExslx.exe", "planxslx.exe", "planxslx.exe"),
        ('attachment; filename="../../etc/a.xlsx"', "a.xlsx", "../../etc/a.xlsx"),
        (r'attachment; filename="C:\\temp\\a.xlsx"', "a.xlsx", r"C:\temp\a.xlsx"),
        ("attachment; filename*=UTF-8''a%0D%0ABcc%3A%20x.xlsx", "aBcc- x.xlsx", "a Bcc: x.xlsx"),
        ("attachment; filename=CON.xlsx", "_CON.xlsx", "CON.xlsx"),
        ("attachment; filename=\"=cmd|'calc'!A1.xlsx\"", "_=cmd-'calc'!A1.xlsx", "=cmd|'calc'!A1.xlsx"),
        ('attachment; filename=".."', "attachment", ".."),
        ('attachment; filename=""', "unnamed.xlsx", ""),
        ("attachment", "unnamed.xlsx", ""),
        ("attachment; filename*=UTF-8''" + "%F0%9F%93%8A" * 255 + ".xlsx", "📊" * 115 + ".xlsx", "📊" * 255 + ".xlsx"),
    ],
)  # fmt: skip
def test_read_mail__names(disposition, name, sent_as):
    [found] = read(parts(part("/".join(XLSX), BOOK, disposition))).attachments
    assert found.name == name
    assert found.sent_as == sent_as
    assert found.path == f"mail.eml/{name}"
    assert "/" not in found.name


def test_read_mail__the_name_may_be_in_the_content_type():
    [found] = read(parts(part('application/x; name="=?iso-8859-1?Q?=E9.xlsx?="'))).attachments
    assert found.name == "é.xlsx"


def test_read_mail__equal_names_get_numbers():
    found = read(mail(files=[("a.xlsx", BOOK), ("A.xlsx", OTHER_BOOK), ("a.xlsx", BOOK)]))
    assert paths(found) == ["mail.eml/a.xlsx", "mail.eml/A (2).xlsx", "mail.eml/a (3).xlsx"]


# mails in mails


def test_read_mail__a_workbook_in_a_forwarded_mail():
    inner = mail("Our return.", subject="From the trust", sender="Bo <bo@trust.nhs.uk>", files=[("a.xlsx", BOOK)])
    found = read(mail("See below.", files=[inner, ("b.xlsx", OTHER_BOOK)]))
    assert paths(found) == ["mail.eml/message.eml/a.xlsx", "mail.eml/b.xlsx"]
    assert [(one.path, one.sender.address, one.text.strip()) for one in found.mails] == [
        ("mail.eml/message.eml", "bo@trust.nhs.uk", "Our return.")
    ]


def test_read_mail__mails_within_mails_up_to_a_depth():
    message = mail(files=[("deep.xlsx", BOOK)])
    for _ in range(LIMITS.mails - 1):
        message = mail(files=[message])
    assert paths(read(message)) == ["mail.eml" + "/message.eml" * (LIMITS.mails - 1) + "/deep.xlsx"]
    [found] = read(mail(files=[message])).attachments
    assert (found.problem, found.data) == (mail_problem("too_deep"), b"")


def test_read_mail__parts_within_parts_up_to_a_depth():
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000))
    assert refusal(HEAD + nested + b"\nwords\n") == "too_deep"


@pytest.mark.parametrize(
    "content_type", ["application/octet-stream", "message/rfc822", "application/vnd.ms-outlook", "text/plain"]
)
def test_read_mail__a_mail_attached_as_a_file_is_recognised_by_its_bytes(content_type):
    inner = mail(files=[("a.xlsx", BOOK)]).as_bytes()
    found = read(parts(part(content_type, inner, "attachment; filename=fwd.bin")))
    assert paths(found) == ["mail.eml/fwd.bin/a.xlsx"]


def test_read_mail__outlook_in_eml_and_eml_in_outlook():
    inner = outlook.msg(attachments=[outlook.attachment("a.xlsx", BOOK)])
    middle = mail(files=[("saved.msg", inner)])
    outer = outlook.msg(attachments=[outlook.attachment("fwd.eml", middle.as_bytes())])
    assert paths(read(outer, "x.msg")) == ["x.msg/fwd.eml/saved.msg/a.xlsx"]


def test_read_mail__an_attached_mail_that_cannot_be_opened_is_an_attachment_with_a_problem():
    sealed = raw("application/pkcs7-mime; smime-type=enveloped-data", b"x")
    found = read(
        parts(
            part("message/rfc822", sealed, "attachment; filename=secret.eml", encoding="7bit"),
            part("application/x", BOOK, "attachment; filename=a.xlsx"),
        )
    )
    assert [(one.name, one.problem) for one in found.attachments] == [
        ("secret.eml", mail_problem("encrypted")),
        ("a.xlsx", None),
    ]


# pictures


@pytest.mark.parametrize(
    ("more", "disposition", "html", "inline"),
    [
        ("Content-ID: <logo@1>\n", "inline; filename=logo.png", "", True),
        ("Content-ID: <logo@1>\n", "attachment; filename=logo.png", "<img src='cid:LOGO@1'>", True),
        ("Content-ID: <logo@1>\n", "attachment; filename=photo.png", "<p>no picture</p>", False),
        ("", "inline; filename=photo.png", "", False),
        ("", "attachment; filename=photo.png", "", False),
    ],
)
def test_read_mail__pictures_of_the_layout_are_kept_apart_from_evidence(more, disposition, html, inline):
    found = read(
        parts(part("text/html", html.encode(), encoding="7bit"), part("image/png", b"\x89PNG", disposition, more=more))
    )
    assert bool(found.inline) is inline
    assert bool(found.attachments) is not inline


# encrypted and wrapped mails


def test_read_mail__a_signed_mail_is_read_and_its_signature_is_no_attachment():
    signed = parts(
        part("text/plain", b"Words", encoding="7bit"),
        part("application/pkcs7-signature; name=smime.p7s", b"0\x82", "attachment; filename=smime.p7s"),
        kind='signed; protocol="application/pkcs7-signature"',
    )
    found = read(signed)
    assert (found.text, found.attachments, [one.name for one in found.inline]) == ("Words", (), ["smime.p7s"])


SIGNED_OID = bytes.fromhex("06092a864886f70d010702")


@pytest.mark.parametrize(
    ("content_type", "data", "code"),
    [
        (
            "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
            b"0\x80" + bytes.fromhex("06092a864886f70d010703"),
            "encrypted",
        ),
        ("application/x-pkcs7-mime", b"", "encrypted"),
        ("application/pkcs7-mime; smime-type=signed-data", b"0\x80" + SIGNED_OID, "signed"),
        ('multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b', b"", "encrypted"),
    ],
)
def test_read_mail__encrypted_mails_are_refused(content_type, data, code):
    assert refusal(raw(content_type, base64.encodebytes(data), encoding="base64")) == code


@pytest.mark.parametrize(
    ("name", "content_type", "data", "code"),
    [
        ("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22....", "tnef"),
        ("ATT001.dat", "application/octet-stream", b"\x78\x9f\x3e\x22....", "tnef"),
        ("message_v2.rpmsg", "application/x-microsoft-rpmessage-message", b"\x76\xe8\x04\x60", "protected"),
        ("smime.p7m", "application/pkcs7-mime", b"0\x80", "encrypted"),
        ("big.zip", "message/external-body; access-type=URL", b"", "elsewhere"),
    ],
)
def test_read_mail__wrapped_attachments_have_a_problem_and_the_rest_is_read(name, content_type, data, code):
    found = read(
        parts(
            part("text/plain", b"Words", encoding="7bit"),
            part(content_type, data, f"attachment; filename={name}"),
            part("application/x", BOOK, "attachment; filename=a.xlsx"),
        )
    )
    assert found.text == "Words"
    assert [(one.name, one.problem) for one in found.attachments] == [(name, mail_problem(code)), ("a.xlsx", None)]


# automatic mails


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ({}, ""),
        ({"Auto-Submitted": "no"}, ""),
        ({"Auto-Submitted": "auto-replied"}, "reply"),
        ({"Auto-Submitted": "auto-replied (vacation); x=y"}, "reply"),
        ({"Auto-Submitted": "auto-generated"}, "generated"),
        ({"X-Auto-Response-Suppress": "All", "In-Reply-To": "<a@b>"}, "reply"),
        ({"X-Auto-Response-Suppress": "DR, OOF, AutoReply"}, "generated"),
        ({"X-Auto-Response-Suppress": "DR, RN"}, ""),
        ({"X-Autoreply": "yes"}, "reply"),
        ({"Return-Path": "<>"}, "generated"),
        ({"Return-Path": "<ann@police.uk>"}, ""),
        ({"X-Failed-Recipients": "x@y.uk"}, "delivery_report"),
    ],
)  # fmt: skip
def test_read_mail__automatic_mails(headers, automatic):
    assert read(mail(**{name.replace("-", "_"): value for name, value in headers.items()})).automatic == automatic


def test_read_mail__a_delivery_report_holds_no_return():
    sent = mail("Please fill in.", files=[("GEH.xlsx", BOOK)]).as_bytes()
    status = b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; gone@trust.nhs.uk\nAction: failed\n"
    report = parts(
        part("text/plain", b"It was not delivered.", encoding="7bit"),
        status,
        part("message/rfc822", sent, encoding="7bit"),
        kind="report; report-type=delivery-status",
    )
    found = read(report)
    about = decide_contents(found)
    assert found.automatic == "delivery_report"
    assert "gone@trust.nhs.uk" in found.attachments[0].data.decode()
    assert about.workbooks == ()
    assert [one.name for one in about.others] == ["unnamed", "GEH.xlsx"]
    assert about.problems == (mail_problem("delivery_report"),)
    assert about.texts[0].words == "It was not delivered."


def test_read_mail__a_receipt():
    found = read(
        parts(
            part("text/plain", b"Read.", encoding="7bit"),
            b"Content-Type: message/disposition-notification\n\nDisposition: displayed\n",
            kind="report; report-type=disposition-notification",
        )
    )
    assert decide_contents(found).problems == (mail_problem("receipt"),)


def test_read_mail__headers_quoted_in_a_report_are_only_text():
    headers = part(
        "text/rfc822-headers",
        b"From: a@b.uk\nSubject: x\nContent-Type: multipart/mixed; boundary=z\n\n",
        encoding="7bit",
    )
    found = read(parts(part("text/plain", b"Late.", encoding="7bit"), headers, kind="report"))
    assert [one.problem for one in found.attachments] == [None]


# missing, absurd and broken values


@pytest.mark.parametrize(
    "sent",
    ["", "yesterday", "Wed, 1 Jul 9999 23:59:59 -2359", "Thu, 1 Jan 1970 00:00:00 +0000", "99 Foo 2015", "Wed, 31 Feb 2015 09:30:00 +0000",
     "Wed, 1 Jul 2015 09:30:00 +99999999999", "1" * 5000, "Wed, 1 Jul 99999999999999999999 09:30:00 +0000"],
)  # fmt: skip
def test_read_mail__a_date_that_is_missing_or_absurd_is_none(sent):
    head = b"From: a@b.uk\nTo: c@d.uk\n" + (b"Date: " + sent.encode() + b"\n" if sent else b"")
    assert read(head + b"\nwords").sent is None


@pytest.mark.parametrize(
    "sent", ["Wed, 1 Jul 2015 08:30:00 -0000", "1 Jul 2015 08:30:00", "Wed, 1 Jul 2015 09:30:00 +0100 (BST)"]
)
def test_read_mail__a_date_always_has_a_zone(sent):
    assert read(mail(sent=sent)).sent.astimezone(dt.UTC) == dt.datetime(2015, 7, 1, 8, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("From: Ann Lee <ann@police.uk>", [("Ann Lee", "ann@police.uk")]),
        ("From: ann@police.uk", [("", "ann@police.uk")]),
        ("From: =?utf-8?Q?Si=C3=A2n?= <sian@cyngor.gov.uk>", [("Siân", "sian@cyngor.gov.uk")]),
        ("From: Siân <sian@cyngor.gov.uk>", [("Siân", "sian@cyngor.gov.uk")]),
        ("From: a@b.uk, Bo <c@d.uk>", [("", "a@b.uk"), ("Bo", "c@d.uk")]),
        ("From: \u202eeel nnA <ann@police.uk>", [("eel nnA", "ann@police.uk")]),
        ("Sender: ann@police.uk", [("", "ann@police.uk")]),
        ("From: Microsoft Outlook", [("Microsoft Outlook", "")]),
        ("From: ", []),
        ("From: <>", []),
        ("From: undisclosed:;", []),
        ("X-From: nobody", []),
        ("From: " + "(" * 3000, None),
        ("From: " + "<@," * 2000, None),
        ("From: " + "a@b.uk, " * 5000, None),
    ],
)  # fmt: skip
def test_read_mail__senders(line, people):
    found = read(f"{line}\nTo: x@y.uk\nSubject: s\n\nwords".encode())
    if people is not None:
        assert found.senders == tuple(Person(*one) for one in people)
    assert len(found.senders) <= 20
    assert found.sender == (found.senders[0] if found.senders else Person())


def test_read_mail__a_long_subject_is_cut():
    found = read(b"Subject: " + b"a word " * 150_000 + b"\n" + HEAD + b"\nwords")
    assert len(found.subject) == 301
    assert found.subject.startswith("a word a word")


def test_read_mail__a_subject_is_one_line_without_invisible_characters():
    assert (
        read(HEAD.replace(b"Subject: Return", b"Subject: =?utf-8?Q?a=0D=0ABcc:_x=00=E2=80=AEb?=") + b"\nwords").subject
        == "a Bcc: x b"
    )


@pytest.mark.parametrize("data", [b"not base64 at all!", b"QUJ", b"QUJDR", b"UEsDBA==\nscanned by our gateway\n"])
def test_read_mail__broken_base64_is_a_problem_of_the_attachment(data):
    broken = (
        b"Content-Type: application/x\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=a.xlsx\n\n"
        + data
        + b"\n"
    )
    found = read(parts(part("text/plain", b"Words", encoding="7bit"), broken))
    assert found.text == "Words"
    assert found.attachments[0].problem == (None if data == b"QUJ" else mail_problem("broken"))


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/mixed",
        "multipart/mixed; boundary=",
        "multipart/mixed; boundary=other",
        "multipart/alternative; boundary=z",
    ],
)
def test_read_mail__parts_without_a_boundary(content_type):
    assert refusal(raw(content_type, b"--b\nContent-Type: text/plain\n\nwords\n--b--\n")) == "no_parts"


def test_read_mail__a_mail_that_breaks_off_is_read_with_a_problem():
    found = read(
        parts(
            part("text/plain", b"Words", encoding="7bit"),
            part("application/x", BOOK, "attachment; filename=a.xlsx"),
            end=b"",
        )
    )
    assert paths(found) == ["mail.eml/a.xlsx"]
    assert found.problems == (mail_problem("cut_short"),)
    assert mail_problem("cut_short") in decide_contents(found).problems


@pytest.mark.parametrize(
    ("charset", "data", "words"),
    [
        ("utf-8", "café £5".encode(), "café £5"),
        ("iso-8859-1", b"caf\xe9 \x80\x93", "café €“"),
        ("us-ascii", "café".encode(), "café"),
        ("us-ascii", b"caf\xe9", "café"),
        ("utf-8", b"caf\xe9", "café"),
        ("windows-1252", "café".encode(), "café"),
        ("windows-1252", b"caf\xe9", "café"),
        ("iso-2022-jp", "日本".encode("iso-2022-jp"), "日本"),
        ("utf-16", "café".encode("utf-16"), "café"),
        ("x-unknown", "café".encode(), "café"),
        ("zlib", b"caf\xe9", "café"),
        ("punycode", b"abc", "abc"),
        ("a\x00b", b"abc", "abc"),
        ("", b"a\x00b\x07c", "a�b�c"),
        ("utf-8", b"\xef\xbb\xbfwords", "words"),
    ],
)  # fmt: skip
def test_read_mail__charsets_that_are_unknown_or_wrong(charset, data, words):
    assert read(raw(f"text/plain; charset={charset}", base64.encodebytes(data), encoding="base64")).text == words


def test_read_mail__an_empty_mail_is_a_mail():
    found = read(HEAD + b"\n")
    assert (found.text, found.attachments) == ("", ())
    assert decide_contents(found).problems == (mail_problem("no_workbook"),)


def test_read_mail__5_mb_of_text():
    began = time.monotonic()
    assert len(read(mail("word " * 8 + "\n", files=[]).as_bytes() + b"more words here\n" * 300_000).text) > 4_500_000
    assert len(read(mail(None, html="<div>word <b>word</b><br></div>\n" * 150_000)).text) > 1_000_000
    assert time.monotonic() - began < 30


def test_read_mail__text_beyond_the_limit_is_left_out_with_a_problem():
    found = read(mail("w" * 500), words=100)
    assert (len(found.text), found.problems) == (100, (mail_problem("long_words"),))


# limits


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (b"", {}, "empty"),
        (b"   \n\n", {}, "not_mail"),
        (BOOK, {}, "not_mail"),
        (b"Ref,Status\n26-POLICE,Complete\n", {}, "not_mail"),
        (b"Note: ring Ann\nDate: tomorrow\n", {}, "not_mail"),
        (b"<html><body>From: x</body></html>", {}, "not_mail"),
        (outlook.ole({"Workbook": b"x" * 5000}), {}, "not_mail"),
        (mail("w" * 2000).as_bytes(), {"size": 1000}, "too_big"),
        (mail(files=[("a.bin", b"x" * 5000)]).as_bytes(), {"unpacked": 1000}, "too_big"),
        (HEAD + b"\n" + b"\n" * 3000, {"lines": 2000}, "too_big"),
        (parts(*[part("text/plain", b"x", encoding="7bit")] * 10_000), {}, "too_many_parts"),
        (parts(*[part(f"text/plain; x={n:0900}", b"x", encoding="7bit") for n in range(900)]), {}, "too_many_parts"),
        (b"From a@b.uk Wed Jul  1 09:30:00 2015\n" + HEAD + b"\nfirst\n\nFrom a@b.uk Wed Jul  1 09:30:00 2015\n" + HEAD + b"\nsecond\n", {}, "several"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_read_mail__refused(data, limits, code):
    assert refusal(data, **limits) == code


def test_read_mail__the_limit_counts_over_all_mails_within():
    inner = mail(files=[("a.bin", b"x" * 5000)])
    assert refusal(mail(files=[inner, inner]).as_bytes(), unpacked=6000) == "too_big"
    assert (
        refusal(parts(part("application/x", inner.as_bytes(), "attachment; filename=a.eml")), unpacked=12_000)
        == "too_big"
    )


def test_refusals__do_not_stop_a_command():
    assert not issubclass(MailRefused, Stop)


@pytest.mark.parametrize("fault", [ValueError, KeyError, RecursionError])
def test_read_mail__exceptions_of_the_library_become_refusals(monkeypatch, fault):
    def broken(*_, **__):
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(email.message.EmailMessage, "get_payload", broken)
        assert refusal(EML) == "damaged"
    with monkeypatch.context() as patch:
        patch.setattr("email.message.decode_b", broken)
        assert [one.problem for one in read(EML).attachments] == [mail_problem("broken")]


# recognising a mail


EML = mail(files=[("a.xlsx", BOOK)]).as_bytes()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (EML, "eml"),
        (EML.replace(b"\n", b"\r\n"), "eml"),
        (b"\xef\xbb\xbf" + EML, "eml"),
        (b"\r\n\r\n \n" + EML, "eml"),
        (b"\xef\xbb\xbf\n\n" + EML, "eml"),
        (b"From ann@police.uk Wed Jul  1 09:30:00 2015\n" + EML, "eml"),
        (EML.decode().encode("utf-16"), "eml"),
        (EML.decode().encode("utf-16-le"), "eml"),
        (EML.decode().encode("utf-16-be"), "eml"),
        (b"X-Unsent: 1\nTo: a@b.uk\n\nwords", "eml"),
        (b"RECEIVED : from x\nSUBJECT: y\n\nwords", "eml"),
        (outlook.msg(), "msg"),
        (outlook.msg(attachments=[outlook.attachment("old.xls", outlook.ole({"Workbook": b"x" * 5000}))]), "msg"),
        (outlook.ole({"Workbook": b"x" * 5000, "MBD1": {"__properties_version1.0": b"x"}}), ""),
        (outlook.ole({"WordDocument": b"x" * 5000}), ""),
        (outlook.msg()[:600], ""),
        (BOOK, ""),
        (b"%PDF-1.7\nFrom: x\nTo: y\n", ""),
        (b"", ""),
        (b"\0" * 100, ""),
        (b"Subject: only one header\n\nwords", ""),
    ],
)  # fmt: skip
def test_kind_of_mail__by_bytes_alone(data, kind):
    assert kind_of_mail(data) == kind
    if kind:
        assert isinstance(read(data), Mail)


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n\n", b"From ann@police.uk Wed Jul  1 09:30:00 2015\n"])
def test_read_mail__blank_lines_before_the_headers_are_skipped(before):
    assert read(before + EML) == read(EML)


# what a mail is about


def test_decide_contents__workbooks_others_links_and_texts():
    found = read(
        mail(
            "Here is our return.\nPhotos: https://1drv.ms/f/s!abc\n-- \nAnn Lee\n\nFrom: Safety Team\nSent: 1 June 2015\nTo: Ann\nSubject: x\n\nold https://we.tl/old\n",
            files=[("a.xlsx", BOOK), ("policy.pdf", b"%PDF-")],
        )
    )  # fmt: skip
    about = decide_contents(found)
    assert [one.name for one in about.workbooks] == ["a.xlsx"]
    assert [one.name for one in about.others] == ["policy.pdf"]
    assert [link.address for link in about.links] == ["https://1drv.ms/f/s!abc"]
    assert [link.quoted for link in found.links] == [False, True]
    assert [one.words for one in about.texts] == ["Here is our return.\nPhotos: https://1drv.ms/f/s!abc"]
    assert about.problems == ()


def test_decide_contents__a_link_instead_of_a_file():
    about = decide_contents(read(mail("https://police-my.sharepoint.com/:x:/g/abc and https://www.dropbox.com/s/x")))
    assert about.problems == (mail_problem("link_only", services="SharePoint, Dropbox"),)


def test_decide_contents__texts_of_attached_mails_follow_with_their_senders():
    inner = mail("We have finished.", sender="bo@trust.nhs.uk")
    said = decide_contents(read(mail("FYI", files=[inner]))).texts
    assert [(one.path, one.sender.address, one.words) for one in said] == [
        ("mail.eml", "ann@police.uk", "FYI"),
        ("mail.eml/message.eml", "bo@trust.nhs.uk", "We have finished."),
    ]


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "is_workbook"),
    [
        ("a.xlsx", BOOK, True),
        ("a.dat", BOOK, True),
        ("a.xlsx", b"", True),
        ("a.xlsx", b"%PDF-", True),
        ("a.XLS", outlook.ole({"Workbook": b"x" * 5000}), True),
        ("a.bin", outlook.ole({"Workbook": b"x" * 5000}), True),
        ("a.bin", outlook.ole({"EncryptedPackage": b"x" * 5000}), True),
        ("a.docx", outlook.ole({"EncryptedPackage": b"x" * 5000}), False),
        ("a.doc", outlook.ole({"WordDocument": b"x" * 5000}), False),
        ("a.ods", b"PK\x03\x04", True),
        ("returns.zip", zipped("GEH.xlsx", "b.pdf"), True),
        ("photos.zip", zipped("1.jpg", "2.jpg"), False),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml", "word/embeddings/Sheet1.xlsx"), False),
        ("a.csv", b"a,b", True),
        ("a.pdf", b"%PDF-", False),
    ],
)  # fmt: skip
def test_decide_contents__files_meant_as_workbooks(name, data, is_workbook):
    found = read(parts(part("application/octet-stream", data, f"attachment; filename={name}")))
    about = decide_contents(found)
    assert bool(about.workbooks) is is_workbook
    assert bool(about.others) is not is_workbook


# random damage


GOOD = (
    EML,
    mail("Plain", html="<p>HTML <a href='https://we.tl/x'>x</a></p>", files=[mail("Inner", files=[("é.xlsx", BOOK)]), ("b.xlsx", OTHER_BOOK)]).as_bytes(),
    parts(part("text/plain; charset=x", b"caf\xe9", encoding="8bit"), part("message/rfc822", EML, encoding="base64"), part("application/ms-tnef", b"\x78\x9f\x3e\x22"), kind="report"),
    outlook.msg(html=b"<p>x</p>", headers="From: a@b.uk\nAuto-Submitted: auto-replied\n", attachments=[outlook.attachment("a.xlsx", BOOK), outlook.attachment("FW", outlook.mail(top=False, attachments=[outlook.attachment("b.xlsx", BOOK)]), method=5)]),
)  # fmt: skip


@st.composite
def damaged(draw):
    """A valid mail with a few pieces overwritten, cut out, inserted or doubled."""
    data = bytearray(draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(1, 6))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 80))
        match draw(st.sampled_from(("over", "cut", "in", "twice", "line", "end"))):
            case "over":
                data[at : at + length] = draw(st.binary(min_size=length, max_size=length))
            case "cut":
                del data[at : at + length]
            case "in":
                data[at:at] = draw(st.binary(max_size=20))
            case "twice":
                data[at:at] = data[at : at + length]
            case "line":
                data[at:at] = draw(
                    st.sampled_from(
                        (
                            b"\n",
                            b"\n\n",
                            b"\r",
                            b"\n--",
                            b"=?utf-8?b?",
                            b"\nContent-Type: multipart/mixed\n",
                            b"\nContent-Type: message/rfc822\n",
                            b'"',
                            b"(",
                            b";",
                            b"\0",
                            b"*0*=",
                            b"\xff",
                        )
                    )
                )
            case "end":
                del data[at:]
    return bytes(data)


def outcome(data):
    """The mail, or its refusal; any other exception is raised."""
    try:
        return read_mail(data, "mail.eml")
    except MailRefused as refused:
        return refused


@settings(deadline=5000)
@given(damaged())
@example(b'From: x\nTo: y\nContent-Type: multipart/mixed; boundary*0*="\n\n--\n')
def test_read_mail__any_bytes_are_a_mail_or_refused(data):
    found = outcome(data)
    if isinstance(found, MailRefused):
        assert found.code in MAIL_SENTENCES
        return
    about = decide_contents(found)
    assert sorted(map(id, (*about.workbooks, *about.others))) == sorted(map(id, found.attachments))
    assert len(set(paths(found))) == len(found.attachments)
    for one in found.attachments:
        assert one.path.startswith("mail.eml/")
        assert one.name.isprintable()
    (found.subject + found.text + found.sender.name).encode()
