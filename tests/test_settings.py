"""dhr_xl.toml: what it may say, and the sentence for what it may not."""

import sys
import types

import pytest

from dhr_xl.errors import Stop
from dhr_xl.settings import FILE, MailServer, Settings, default_settings_text, mail_password, read_settings


@pytest.fixture
def folder(tmp_path):
    def write(text):
        (tmp_path / FILE).write_bytes(text if isinstance(text, bytes) else text.encode())
        return tmp_path

    return write


def test_read_settings__the_file_that_new_writes_is_the_defaults(folder):
    assert read_settings(folder(default_settings_text())) == Settings()


def test_default_settings_text__what_is_known_comes_back_as_it_was(folder):
    known = {
        "noun": 'D"A\\RDR',
        "csp": "Swansea – Abertawe",
        "return_to": "a@b.uk",
        "contact": "Team, 01234",
        "database": "",
    }
    assert read_settings(folder(default_settings_text(**known))) == Settings(**known)


def test_read_settings__everything_that_may_be_said(folder):
    text = """
        database = "postgresql+psycopg://dhr@db.council.gov.uk/dhr"
        noun = "DARDR"
        private_names = ["Ann Other", "Annie"]
        [mail]
        server = "smtp.council.gov.uk"
        port = 465
        security = "tls"
        sender = "Safety Team <safety@council.gov.uk>"
        user = "safety"
    """
    settings = read_settings(folder(text))
    assert settings.private_names == ("Ann Other", "Annie")
    assert settings.mail.port == 465
    assert settings.mail.security == "tls"


def test_read_settings__notepad_s_byte_order_mark_is_let_be(folder):
    assert read_settings(folder(b"\xef\xbb\xbf" + b'noun = "SAR"\r\n')).noun == "SAR"


WRONG = [
    ('noun = "review', "line 1"),
    ('noun = "a"\nreturn_to = me@place', "line 2"),
    ('a = "1"', "line 1: there is no setting a; take it out. The settings are: database"),
    ('\n\nretrun_to = "a@b.uk"', "line 3: there is no setting retrun_to; did you mean return_to?"),
    ('noun = ""', "line 1: noun must be a word or two"),
    ("noun = 5", "not 5"),
    ('contact = "one\\ntwo"', "line 1: contact must be words in quotes, on one line"),
    (
        '[mail]\nport = "587"',
        "line 2: port in [mail] must be a whole number from 1 to 65535, without quotes, not '587'",
    ),
    ("[mail]\nport = 65536", "not 65536"),
    ("[mail]\nport = 0", "not 0"),
    ("[mail]\nport = true", "not True"),
    ('[mail]\nsecurity = "none"', 'security in [mail] must be "starttls" or "tls", not \'none\''),
    ('[mail]\nsender = "a@b.uk\\nBcc: c@d.uk"', "sender in [mail] must be an e-mail address"),
    ('[mail]\nservr = "x"', "line 2: there is no setting servr in [mail]; did you mean server?"),
    ('server = "x"', "server belongs below a line [mail]"),
    ('[mail]\ncontact = "x"', "contact belongs above the line [mail]"),
    ('mail = "x"', "mail must be a section that begins with a line [mail]"),
    ('private_names = "Ann"', "private_names must be names in quotes within square brackets"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_read_settings__what_is_wrong_is_said_with_its_line(folder, text, said):
    with pytest.raises(Stop) as stop:
        read_settings(folder(text))
    assert FILE in str(stop.value)
    assert said in str(stop.value)
    assert len(str(stop.value).splitlines()) == 1


def test_read_settings__all_that_is_wrong_is_said_at_once(folder):
    with pytest.raises(Stop) as stop:
        read_settings(folder('noun = 5\n[mail]\nport = "x"'))
    assert [line.partition(", ")[2].partition(":")[0] for line in str(stop.value).splitlines()] == ["line 1", "line 3"]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ('[mail]\npassword = "hunter2"', "hunter2"),
        ('smtp_pass = "hunter2"', "hunter2"),
        ('database = "postgresql://me:hunter2@host/db"', "hunter2"),
        ('database = "postgresql://host/db?user=me&password=hunter2"', "hunter2"),
        ('private_names = ["Ann Other", 5, ["Secret Name"]]', "Secret Name"),
        ('private_names = "Secret Name"', "Secret Name"),
    ],
)
def test_read_settings__a_secret_is_refused_and_never_repeated(folder, text, secret):
    with pytest.raises(Stop) as stop:
        read_settings(folder(text))
    assert secret not in str(stop.value)
    assert secret not in repr(stop.value.__cause__)
    assert stop.value.__suppress_context__


def test_read_settings__no_file(tmp_path):
    with pytest.raises(Stop, match=r"There is no .*dhr_xl\.toml"):
        read_settings(tmp_path)


def test_read_settings__not_utf_8(folder):
    with pytest.raises(Stop, match="UTF-8"):
        read_settings(folder('noun = "café"'.encode("utf-16")))


def test_read_settings__a_folder_of_that_name(tmp_path):
    (tmp_path / FILE).mkdir()
    with pytest.raises(Stop, match="cannot be read"):
        read_settings(tmp_path)


@pytest.fixture
def keyring(monkeypatch):
    """A keyring that holds what the test puts in."""
    kept = {}
    module = types.ModuleType("keyring")
    module.get_password = lambda service, user: kept.get((service, user))
    monkeypatch.setitem(sys.modules, "keyring", module)
    return kept


MAIL = MailServer(server="smtp.council.gov.uk", user="safety")


def test_mail_password__the_variable_comes_first(keyring):
    keyring["dhr_xl", "safety"] = "kept"
    assert mail_password(MAIL, {"DHR_XL_SMTP_PASSWORD": "given"}) == "given"


def test_mail_password__then_the_keyring(keyring):
    keyring["dhr_xl", "safety"] = "kept"
    assert mail_password(MAIL, {}) == "kept"


def test_mail_password__none_says_how_to_give_one(keyring):
    with pytest.raises(Stop, match="DHR_XL_SMTP_PASSWORD"):
        mail_password(MAIL, {})


def test_mail_password__without_the_keyring_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(Stop, match="keyring set dhr_xl safety"):
        mail_password(MAIL, {})


def test_mail_password__no_log_in_needs_none():
    assert mail_password(MailServer(server="relay"), {}) == ""
