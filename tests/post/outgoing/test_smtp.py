"""Sending to a real mail server on this computer under a real certificate; nothing is sent without verified TLS."""

import datetime as dt
import email
import email.policy
import smtplib
import socket
import ssl
import threading

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from dhr_xl.errors import Stop
from dhr_xl.post.outgoing.messages import Draft, make_eml
from dhr_xl.post.outgoing.smtp import MaybeSent, send
from dhr_xl.settings import MailServer

PASSWORD = "correct horse"
DRAFT = Draft(
    ("head@police.uk",), "DHR-07: update", "Dear colleague,\n.\n..two dots\nCafé £\n", cc=("deputy@police.uk",),
    attachments=(("POLICE.xlsx", b"PK\r\n.\r\n" + bytes(range(256)) * 300),),
)  # fmt: skip
EML = make_eml(DRAFT, marking="OFFICIAL", sender="Safety Team <safety@council.gov.uk>")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate for localhost, and the file that makes it trusted."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder


@pytest.fixture(scope="module")
def trusting(certificate):
    return ssl.create_default_context(cafile=str(certificate / "cert.pem"))


class Box:
    """What the server does with a message."""

    def __init__(self):
        self.got, self.refuse, self.on_data, self.users = [], set(), "250 OK", []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address in self.refuse:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.on_data.startswith("250"):
            self.got.append(envelope)
        return self.on_data

    def authenticate(self, server, session, envelope, mechanism, data):
        self.users.append(data.login.decode())
        return AuthResult(success=data.password.decode() == PASSWORD, handled=False)


class Server(Controller):
    """One on a free port of this computer, under TLS at once, after a greeting, or (to be refused) not at all."""

    def __init__(self, box, certificate, security, *, log_in=True):
        self.security = security
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        self.log_in = log_in
        super().__init__(
            box, hostname="localhost", port=free_port(), ssl_context=self.context if security == "tls" else None
        )

    def factory(self):
        auth = (
            {"authenticator": self.handler.authenticate}
            if self.log_in
            else {"auth_exclude_mechanism": ["PLAIN", "LOGIN"]}
        )
        if self.security == "tls":
            auth["auth_require_tls"] = False  # TLS is there before the server can know
        tls = {"tls_context": self.context, "require_starttls": True} if self.security == "starttls" else {}
        return SMTP(self.handler, hostname="localhost", **auth, **tls)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def box():
    return Box()


@pytest.fixture
def serve(box, certificate):
    """Start a server, and return the settings for it."""
    running = []

    def start(security="starttls", user="safety", says=None, **more):
        server = Server(box, certificate, security, **more)
        server.start()
        running.append(server)
        return MailServer(
            server="localhost",
            port=server.port,
            security=says or ("tls" if security == "tls" else "starttls"),
            user=user,
        )

    yield start
    for server in running:
        server.stop()


def stopped(*arguments, **more):
    """The sentence with which sending stops."""
    with pytest.raises(Stop) as stop:
        send(*arguments, **{"timeout": 5, **more})
    assert not isinstance(stop.value, MaybeSent)
    assert str(stop.value).isprintable()
    return str(stop.value)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_send__reaches_everyone_unchanged(serve, box, trusting, security):
    send(EML, serve(security), PASSWORD, tls_context=trusting)
    (envelope,) = box.got
    assert envelope.mail_from == "safety@council.gov.uk"
    assert envelope.rcpt_tos == ["head@police.uk", "deputy@police.uk"]
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert message["Subject"] == "OFFICIAL: DHR-07: update"
    assert message.get_body().get_content().replace("\r\n", "\n") == DRAFT.body
    assert next(message.iter_attachments()).get_content() == DRAFT.attachments[0][1]
    assert box.users == ["safety"]


def test_send__a_draft_is_sent_as_a_message(serve, box, trusting):
    send(EML.replace(b"X-Unsent: 1\r\n", b"X-Unsent: 1\r\nBcc: x@y.uk\r\n"), serve(), PASSWORD, tls_context=trusting)
    message = email.message_from_bytes(box.got[0].content, policy=email.policy.default)
    assert message["X-Unsent"] is None
    assert message["Bcc"] is None
    assert "x@y.uk" not in box.got[0].rcpt_tos
    assert message["Date"] is not None
    assert message["Message-ID"].endswith("@council.gov.uk>")


def test_send__a_long_subject_is_sent_unchanged(serve, box, trusting):
    long = "DHR-07: reminder: 12 rows to answer and 3 answers to put right, by the end of the month at the latest"
    eml = make_eml(DRAFT._replace(subject=long), marking="OFFICIAL", sender="safety@council.gov.uk")
    send(eml, serve(), PASSWORD, tls_context=trusting)
    assert f"\r\nSubject: OFFICIAL: {long}\r\n".encode() in box.got[0].content


def test_send__its_own_message_id_is_kept(serve, box, trusting):
    eml = make_eml(DRAFT, marking="", sender="safety@council.gov.uk", unsent=False)
    whole = email.message_from_bytes(eml, policy=email.policy.default)
    send(whole, serve(), PASSWORD, tls_context=trusting)
    message = email.message_from_bytes(box.got[0].content, policy=email.policy.default)
    assert message["Message-ID"] == whole["Message-ID"]
    assert len(message.get_all("Date")) == 1


def test_send__a_relay_without_log_in(serve, box, trusting):
    send(EML, serve(user="", log_in=False), "", tls_context=trusting)
    assert len(box.got) == 1


def test_send__the_computer_s_name_is_not_sent(serve, box, trusting):
    send(EML, serve(), PASSWORD, tls_context=trusting)
    assert socket.gethostname().encode() not in box.got[0].content


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_send__a_certificate_that_is_not_trusted(serve, box, security):
    said = stopped(EML, serve(security), PASSWORD)
    assert "certificate" in said
    assert "could not be verified" in said
    assert "Nothing was sent." in said
    assert (box.got, box.users) == ([], [])


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_send__a_certificate_for_another_name(serve, box, trusting, security):
    elsewhere = serve(security)._replace(server="127.0.0.1")
    assert "could not be verified" in stopped(EML, elsewhere, PASSWORD, tls_context=trusting)
    assert (box.got, box.users) == ([], [])


def test_send__nothing_is_sent_to_a_server_without_tls(serve, box, trusting):
    said = stopped(EML, serve("none", says="starttls"), PASSWORD, tls_context=trusting)
    assert "does not offer TLS" in said
    assert (box.got, box.users) == ([], [])


def test_send__tls_at_once_to_a_server_that_greets_first(serve, box, trusting):
    said = stopped(EML, serve("none", says="tls"), PASSWORD, tls_context=trusting)
    assert "TLS could not be agreed" in said
    assert "587" in said
    assert box.got == []


def test_send__a_wrong_password(serve, box, trusting):
    said = stopped(EML, serve(), "wrong horse", tls_context=trusting)
    assert "log-in of safety was refused" in said
    assert "wrong horse" not in said
    assert box.got == []


def test_send__a_password_that_cannot_be_sent(serve, box, trusting):
    said = stopped(EML, serve(), "pound£", tls_context=trusting)
    assert "such as £" in said
    assert "pound" not in said.replace("such as £", "")


def test_send__a_log_in_where_none_is_asked(serve, trusting):
    assert "leave user blank" in stopped(EML, serve(log_in=False), PASSWORD, tls_context=trusting)


def test_send__one_refused_recipient_and_nobody_gets_it(serve, box, trusting):
    box.refuse = {"deputy@police.uk"}
    said = stopped(EML, serve(), PASSWORD, tls_context=trusting)
    assert "deputy@police.uk (550 no such mailbox)" in said
    assert "head@police.uk" not in said
    assert box.got == []


def test_send__the_message_is_refused(serve, box, trusting):
    box.on_data = "552 too large"
    assert "refused the message (552 too large)" in stopped(EML, serve(), PASSWORD, tls_context=trusting)


def test_send__nothing_answers(trusting):
    server = MailServer(server="127.0.0.1", port=free_port(), user="safety")
    assert "Nothing answers" in stopped(EML, server, PASSWORD, tls_context=trusting)


def test_send__a_name_that_is_not_on_the_network():
    assert "cannot be found" in stopped(EML, MailServer(server="mail.council.invalid", user="x"), PASSWORD)


def test_send__no_server_in_the_settings():
    assert "There is no mail server" in stopped(EML, MailServer(), PASSWORD)


def test_send__no_sender():
    assert "has no sender" in stopped(make_eml(DRAFT, marking=""), MailServer(server="localhost"), "")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"To: head@police.uk", b"To: head at police", "has a space in it"),
        (b"To: head@police.uk", b"To: head@police", "after the @"),
        (b"To: head@police.uk\r\n", b"", "deputy@police.uk"),
    ],
)  # fmt: skip
def test_send__a_draft_that_was_changed_is_checked_again(serve, box, trusting, old, new, said):
    box.refuse = {"deputy@police.uk"}
    eml = EML.replace(old, new).replace(
        b"Cc: deputy@police.uk\r\n", b"" if b"head" in new else b"Cc: deputy@police.uk\r\n"
    )
    assert said in stopped(eml, serve(), PASSWORD, tls_context=trusting)
    assert box.got == []


@pytest.fixture
def rude():
    """A server that replies with given lines, and then hangs up or waits."""
    closing = []

    def start(*lines, wait=False):
        listener = socket.create_server(("127.0.0.1", 0))
        over = threading.Event()

        def serve():
            connection, _ = listener.accept()
            with connection:
                for number, line in enumerate(lines):
                    if number:
                        connection.recv(4096)
                    connection.sendall(line)
                if wait:
                    over.wait(10)

        thread = threading.Thread(target=serve)
        thread.start()
        closing.append((listener, over, thread))
        return MailServer(server="127.0.0.1", port=listener.getsockname()[1])

    yield start
    for listener, over, thread in closing:
        over.set()
        thread.join(10)
        listener.close()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([b"554 go away\x1b[31m\r\n"], "554 go away [31m"),
        ([b""], "failed"),
        ([b"220 hello\r\n", b"250-me\r\n250 STARTTLS\r\n", b"454 not now\r\n"], "454 not now"),
        ([b"220 hello\r\n", b"250-me\r\n250 STARTTLS\r\n", b"220 go\r\nnot TLS at all\r\n"], "Nothing was sent"),
    ],
)
def test_send__a_server_with_errors(rude, lines, said):
    assert said in stopped(EML, rude(*lines), "")


def test_send__a_server_that_never_answers(rude):
    assert "No answer came in time" in stopped(EML, rude(b"220 hello\r\n", b"", wait=True), "", timeout=0.3)


@pytest.mark.parametrize(
    "error", [TimeoutError("timed out"), ConnectionResetError(), smtplib.SMTPServerDisconnected("gone")]
)
def test_send__a_break_during_the_transfer_may_have_been_sent(serve, trusting, monkeypatch, error):
    def broken(self, data):
        raise error

    server = serve()
    monkeypatch.setattr(smtplib.SMTP, "data", broken)
    with pytest.raises(MaybeSent, match="may have been sent"):
        send(EML, server, PASSWORD, tls_context=trusting)
