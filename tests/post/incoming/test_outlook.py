"""Outlook's own files (.msg), made byte by byte, in the variants of Outlook, Exchange and older versions."""

import datetime as dt
import struct

import pytest

import outlook_file as outlook
from dhr_xl.post.incoming.mail import LIMITS, Mail, MailRefused, Person, decide_contents, read_mail
from dhr_xl.post.incoming.mail_problems import mail_problem

BOOK = b"PK\x03\x04" + bytes(range(256)) * 30


def read(*, name="mail.msg", limits=None, **given):
    return read_mail(outlook.msg(**given), name, LIMITS._replace(**(limits or {})))


def text(number, value):
    return outlook.prop(number, outlook.TEXT, value)


def number(prop, value):
    return outlook.prop(prop, outlook.NUMBER, value)


def refusal(data, **limits):
    with pytest.raises(MailRefused) as refused:
        read_mail(data, "mail.msg", LIMITS._replace(**limits))
    return refused.value.code


def test_read_msg__everything_a_mail_holds():
    found = read(attachments=[outlook.attachment("GEH.xlsx", BOOK, kind="application/x-xlsx")])
    assert found._replace(attachments=()) == Mail(
        path="mail.msg",
        kind="msg",
        sender=Person("Ann Lee", "ann@police.uk"),
        senders=(Person("Ann Lee", "ann@police.uk"),),
        sent=dt.datetime(2015, 7, 1, 9, 30, tzinfo=dt.UTC),
        subject="Return",
        text="Attached.",
    )
    assert [(one.name, one.content_type, one.data, one.path) for one in found.attachments] == [
        ("GEH.xlsx", "application/x-xlsx", BOOK, "mail.msg/GEH.xlsx")
    ]


@pytest.mark.parametrize("size", [1, 63, 64, 65, 4095, 4096, 4097, 700_000])
def test_read_msg__attachments_of_every_size(size):
    assert read(attachments=[outlook.attachment("a.xlsx", b"x" * size)]).attachments[0].data == b"x" * size


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"name": "our return.xlsx", "short": "OURRET~1.XLS"}, "our return.xlsx"),
        ({"short": "OURRET~1.XLS"}, "OURRET~1.XLS"),
        ({"more": [text(0x3001, "Shown name.xlsx")]}, "Shown name.xlsx"),
        ({"name": "..\\..\\a\u202ex.xlsx"}, "ax.xlsx"),
        ({}, "unnamed"),
        ({"more": [outlook.prop(0x3707, outlook.NARROW, b"caf\xe9.xlsx\0")]}, "café.xlsx"),
    ],
)
def test_read_msg__names(given, name):
    assert read(attachments=[outlook.attachment(data=BOOK, **given)]).attachments[0].name == name


def test_read_msg__a_mail_within_a_mail_within_a_mail():
    inner = outlook.mail(subject="Inner", top=False, attachments=[outlook.attachment("a.xlsx", BOOK)])
    middle = outlook.mail(
        subject="Middle", top=False, attachments=[outlook.attachment("FW Inner", inner, method=outlook.MAIL)]
    )
    found = read(attachments=[outlook.attachment("FW Middle", middle, method=outlook.MAIL)])
    assert [one.path for one in found.attachments] == ["mail.msg/FW Middle/FW Inner/a.xlsx"]
    assert found.mails[0].mails[0].subject == "Inner"


def test_read_msg__mails_within_mails_up_to_a_depth():
    tree = outlook.mail(top=False)
    for _ in range(LIMITS.nested + 2):
        tree = outlook.mail(top=False, attachments=[outlook.attachment("FW", tree, method=outlook.MAIL)])
    found = read(attachments=[outlook.attachment("FW", tree, method=outlook.MAIL)])
    assert [one.problem for one in found.attachments] == [mail_problem("too_deep")]


def test_read_msg__a_damaged_attached_mail_has_a_problem_and_the_rest_is_read():
    found = read(
        attachments=[outlook.attachment("FW", {"x": b"y"}, method=outlook.MAIL), outlook.attachment("a.xlsx", BOOK)]
    )
    assert [(one.name, one.problem) for one in found.attachments] == [("FW", mail_problem("damaged")), ("a.xlsx", None)]


def test_read_msg__the_parts_of_all_mails_within_are_counted():
    inner = outlook.mail(top=False, attachments=[outlook.attachment(f"{n}.txt", b"x") for n in range(10)])
    outer = outlook.msg(attachments=[outlook.attachment("FW", inner, method=outlook.MAIL)] * 3)
    assert refusal(outer, parts=20) == "too_many_parts"


@pytest.mark.parametrize(
    ("sender", "more", "headers", "people"),
    [
        (("Ann", "ann@police.uk"), [], "", [("Ann", "ann@police.uk")]),
        (("Ann", "/o=Council/ou=x/cn=ann"), [], "", [("Ann", "")]),
        (("Ann", "/o=Council/ou=x/cn=ann"), [text(0x5D01, "ann@police.uk")], "", [("Ann", "ann@police.uk")]),
        (("PA", "pa@police.uk"), [text(0x0042, "Chief"), text(0x0065, "chief@police.uk")], "", [("Chief", "chief@police.uk")]),
        (("PA", "pa@police.uk"), [text(0x0042, "Chief"), text(0x0065, "/o=x"), text(0x5D02, "chief@police.uk")], "", [("Chief", "chief@police.uk")]),
        (("Ann", "/o=x"), [], "Received: x\nFrom: Ann Lee <ann@police.uk>\n", [("Ann Lee", "ann@police.uk")]),
        (("Ann", "/o=x"), [], "Microsoft Mail Internet Headers Version 2.0\r\nFrom: ann@police.uk\r\n\r\n", [("", "ann@police.uk")]),
        (None, [], "From: a@b.uk, c@d.uk\n", [("", "a@b.uk"), ("", "c@d.uk")]),
        (None, [], "", []),
        (None, [], "(" * 3000, []),
    ],
)  # fmt: skip
def test_read_msg__senders(sender, more, headers, people):
    assert read(sender=sender, more=more, headers=headers).senders == tuple(Person(*one) for one in people)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"sent": None}, None),
        ({"sent": 0}, None),
        ({"sent": 2**63}, None),
        ({"sent": 2**64 - 1}, None),
        ({"sent": None, "more": [outlook.prop(0x0E06, outlook.TIME, dt.datetime(2015, 7, 2, tzinfo=dt.UTC))]}, dt.datetime(2015, 7, 2, tzinfo=dt.UTC)),
        ({"sent": None, "headers": "Date: Thu, 2 Jul 2015 00:00:00 +0000\n"}, dt.datetime(2015, 7, 2, tzinfo=dt.UTC)),
        ({"sent": dt.datetime(1601, 2, 1, tzinfo=dt.UTC)}, None),
    ],
)  # fmt: skip
def test_read_msg__dates(given, sent):
    assert read(**given).sent == sent


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"body": "Plain", "html": b"<p>HTML</p>"}, "Plain"),
        ({"body": "", "html": b"<p>caf\xc3\xa9</p>", "more": [number(0x3FDE, 65001)]}, "café"),
        ({"body": "", "html": b"<p>caf\xe9</p>", "more": [number(0x3FDE, 28591)]}, "café"),
        ({"body": "", "html": b"<p>caf\xe9</p>", "more": [number(0x3FDE, 99999)]}, "café"),
        ({"body": "", "more": [text(0x1013, "<p>wide</p>")]}, "wide"),
        ({"body": "", "more": [outlook.prop(0x1000, outlook.NARROW, b"\xcf\xf0\xe8\xe2\xe5\xf2"), number(0x3FFD, 1251)]}, "Привет"),
        ({"body": "", "more": [outlook.prop(0x1000, outlook.NARROW, b"caf\xe9"), number(0x3FFD, 709)]}, "café"),
        ({"body": "a\0b\ud800c"}, "a�b��c"),
        ({"body": "Line\r\nline\r\n"}, "Line\nline\n"),
        ({"body": ""}, ""),
    ],
)  # fmt: skip
def test_read_msg__words(given, words):
    found = read(**given).text
    assert found.replace("��", "�") == words.replace("��", "�")


def test_read_msg__text_in_rtf_only_is_a_problem():
    assert read(body="", more=[outlook.prop(0x1009, outlook.BYTES, b"....LZFu")]).problems == (
        mail_problem("rtf_only"),
    )


def test_read_msg__text_beyond_the_limit_is_left_out_with_a_problem():
    found = read(body="w" * 500, limits={"words": 100})
    assert (len(found.text), found.problems) == (100, (mail_problem("long_words"),))


@pytest.mark.parametrize(
    ("more", "html", "inline"),
    [
        ([text(0x3712, "logo@1"), number(0x3714, 4)], b"", True),
        ([text(0x3712, "logo@1"), outlook.prop(0x7FFE, outlook.TRUTH, 1)], b"", True),
        ([text(0x3712, "logo@1")], b"<img src='cid:logo@1'>", True),
        ([text(0x3712, "logo@1")], b"", False),
        ([number(0x3714, 4)], b"", False),
        ([], b"", False),
    ],
)
def test_read_msg__pictures_of_the_layout_are_kept_apart(more, html, inline):
    found = read(html=html, attachments=[outlook.attachment("a.png", b"\x89PNG", kind="image/png", more=more)])
    assert (bool(found.inline), bool(found.attachments)) == (inline, not inline)


@pytest.mark.parametrize(
    ("message_class", "headers", "automatic"),
    [
        ("IPM.Note", "", ""),
        ("IPM.Note", "Auto-Submitted: auto-replied\n", "reply"),
        ("IPM.Note.Rules.OofTemplate.Microsoft", "", "reply"),
        ("REPORT.IPM.Note.NDR", "", "delivery_report"),
        ("REPORT.IPM.Note.IPNRN", "", "receipt"),
    ],
)
def test_read_msg__automatic_mails(message_class, headers, automatic):
    assert read(message_class=message_class, headers=headers).automatic == automatic


SIGNED = (
    b'Content-Type: multipart/signed; boundary="s"\r\n\r\n--s\r\nContent-Type: multipart/mixed; boundary="m"\r\n\r\n'
    b"--m\r\nContent-Type: text/plain\r\n\r\nSigned words\r\n--m\r\nContent-Type: application/x; name=a.xlsx\r\n"
    b"Content-Disposition: attachment; filename=a.xlsx\r\n\r\nPK\x03\x04\r\n--m--\r\n"
    b"--s\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--s--\r\n"
)


def test_read_msg__a_signed_mail_is_read_from_within_its_signature():
    found = read(
        body="", message_class="IPM.Note.SMIME.MultipartSigned", attachments=[outlook.attachment("smime.p7m", SIGNED)]
    )
    assert (found.text.strip(), [one.name for one in found.attachments]) == ("Signed words", ["a.xlsx"])
    assert [one.name for one in found.inline] == ["smime.p7s"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"0\x80" + bytes.fromhex("06092a864886f70d010703"), "encrypted"),
        (b"0\x80" + bytes.fromhex("06092a864886f70d010702"), "signed"),
    ],
)
def test_read_msg__an_encrypted_mail_is_refused(data, code):
    assert (
        refusal(outlook.msg(message_class="IPM.Note.SMIME", attachments=[outlook.attachment("smime.p7m", data)]))
        == code
    )


def test_read_msg__a_file_in_the_cloud_is_a_name_and_an_address():
    address = "https://police-my.sharepoint.com/personal/a.xlsx"
    found = read(attachments=[outlook.attachment("a.xlsx", method=outlook.BY_WEB, more=[text(0x370D, address)])])
    assert [(one.name, one.problem) for one in found.attachments] == [("a.xlsx", mail_problem("elsewhere"))]
    assert [(link.service, link.address) for link in found.links] == [("SharePoint", address)]
    assert decide_contents(found).workbooks == found.attachments


def test_read_msg__a_pasted_object_is_not_a_file():
    found = read(attachments=[outlook.attachment("Sheet", {"CONTENTS": b"x"}, method=outlook.OLE_OBJECT)])
    assert [one.problem for one in found.attachments] == [mail_problem("elsewhere")]


def test_read_msg__a_property_longer_than_its_stream_loses_nothing_else():
    tree = outlook.mail(attachments=[outlook.attachment("a.xlsx", BOOK)])
    del tree["__substg1.0_00370" + "01F"]
    tree[outlook.TABLE] += b"odd"
    assert [one.name for one in read_mail(outlook.ole(tree), "m.msg").attachments] == ["a.xlsx"]


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (outlook.msg()[:1100], {}, "not_mail"),
        (outlook.msg(attachments=[outlook.attachment("a", b"x" * 9000)])[:-4000], {}, "not_mail"),
        (outlook.msg()[:30] + b"\x77" + outlook.msg()[31:], {}, "damaged"),
        (outlook.ole({outlook.TABLE: {}}), {}, "damaged"),
        (outlook.ole({outlook.TABLE: b""} | {f"__attach_version1.0_#{n:08X}": outlook.attachment("a", b"x") for n in range(40)}), {"entries": 100}, "too_many_parts"),
        (outlook.ole({outlook.TABLE: b""} | {f"__attach_version1.0_#{n:08X}": outlook.attachment("a", b"x") for n in range(40)}), {"parts": 20}, "too_many_parts"),
        (outlook.msg(attachments=[outlook.attachment("a", b"x" * 9000)]), {"unpacked": 5000}, "too_big"),
    ],
)  # fmt: skip
def test_read_msg__refused(data, limits, code):
    assert refusal(data, **limits) == code


def test_read_msg__a_stream_longer_than_its_file_is_damaged():
    data = bytearray(outlook.msg(attachments=[outlook.attachment("a", b"x" * 9000)]))
    at = data.find("__substg1.0_37010102".encode("utf-16-le"))
    data[at + 120 : at + 128] = struct.pack("<Q", 10_000_000)
    assert refusal(bytes(data)) == "damaged"


def test_read_msg__streams_that_share_bytes_are_counted_each():
    """A small file whose entries all refer to one long stream unpacks to far more than its size."""
    data = bytearray(outlook.msg(attachments=[outlook.attachment("a", bytes([65 + n]) * 100_000) for n in range(20)]))
    name = "__substg1.0_37010102".encode("utf-16-le")
    at = first = data.find(name)
    while at >= 0:
        data[at + 116 : at + 128] = data[first + 116 : first + 120] + struct.pack("<Q", 1_500_000)
        at = data.find(name, at + 1)
    assert refusal(bytes(data), unpacked=20_000_000) == "too_big"
