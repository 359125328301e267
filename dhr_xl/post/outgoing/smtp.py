"""Send a message through the organisation's mail server, over verified TLS or not at all."""

import datetime as dt
import email
import email.policy
import email.utils
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Final, Literal, Protocol

from dhr_xl.errors import Stop
from dhr_xl.post.names import one_line
from dhr_xl.post.outgoing.checks import address_problem
from dhr_xl.post.outgoing.messages import LINES

TIMEOUT: Final = 30.0
"""Seconds to wait for each reply of the server."""
PORTS: Final = "Usually port 587 goes with starttls and port 465 with tls."
NO_SERVER: Final = (
    "There is no mail server in dhr_xl.toml. Give its name as server in the section [mail], or use the drafts."
)


class MaybeSent(Stop):
    """The connection broke during the transfer: the message may have been sent, so a person must check."""


class Server(Protocol):
    """The mail server of dhr_xl.toml; `settings.MailServer` is one. user is '' where the server asks for no log-in."""

    @property
    def server(self) -> str:
        """Its name on the network."""

    @property
    def port(self) -> int:
        """Its port."""

    @property
    def security(self) -> Literal["starttls", "tls"]:
        """How TLS begins: after a greeting, or at once."""

    @property
    def user(self) -> str:
        """The log-in name."""


def send(
    message: bytes | EmailMessage,
    server: Server,
    password: str,
    *,
    tls_context: ssl.SSLContext | None = None,
    timeout: float = TIMEOUT,
) -> None:
    """Send a message (the bytes of an .eml, or the message itself) to everyone in its To and Cc, or to nobody.

    X-Unsent and Bcc are removed; Date and Message-ID are added where missing. tls_context: the certificates to trust,
    by default the computer's own; timeout: seconds for each reply. Raises Stop where the message was not sent, and
    MaybeSent where we cannot know.
    """
    if not server.server:
        raise Stop(NO_SERVER)
    ready = _ready(message)
    sender, recipients = _envelope(ready)
    data = ready.as_bytes(policy=LINES)
    context = tls_context or ssl.create_default_context()
    domain = sender.rpartition("@")[2]
    with _stop_on_errors(server), _connected(server, context, domain, timeout) as smtp:
        _log_in(smtp, server, password)
        _give_envelope(smtp, sender, recipients)
        _transfer(smtp, server, data)


def _ready(message: bytes | EmailMessage) -> EmailMessage:
    whole = message if isinstance(message, bytes) else message.as_bytes(policy=LINES)
    ready = email.message_from_bytes(whole, _class=EmailMessage, policy=email.policy.SMTP)
    for name in ("X-Unsent", "Bcc"):
        del ready[name]
    sender = _addresses_in(ready, "From")
    if "Date" not in ready:
        ready["Date"] = email.utils.format_datetime(dt.datetime.now().astimezone())
    if "Message-ID" not in ready and sender:
        ready["Message-ID"] = email.utils.make_msgid(domain=sender[0].rpartition("@")[2])
    return ready


def _addresses_in(message: EmailMessage, name: str) -> list[str]:
    header = message[name]
    return [address.addr_spec for address in header.addresses] if header is not None else []


def _envelope(message: EmailMessage) -> tuple[str, list[str]]:
    """Sender and recipients, each recipient once. Raises Stop where one is missing or wrong."""
    sender = _addresses_in(message, "From")
    recipients = list(dict.fromkeys([*_addresses_in(message, "To"), *_addresses_in(message, "Cc")]))
    if len(sender) != 1 or address_problem(sender[0]):
        raise Stop("The message has no sender. Give an address as sender in dhr_xl.toml, in the section [mail].")
    problem = next(filter(None, map(address_problem, recipients)), "" if recipients else "There is no e-mail address.")
    if problem:
        raise Stop(f"{problem} Nothing was sent; correct it on the sheet Agencies of master.xlsx.")
    return sender[0], recipients


@contextmanager
def _connected(server: Server, context: ssl.SSLContext, domain: str, timeout: float) -> Iterator[smtplib.SMTP]:
    """A connection under TLS, closed at the end. The greeting has the sender's domain, not this computer's name."""
    smtp: smtplib.SMTP
    if server.security == "tls":
        smtp = smtplib.SMTP_SSL(server.server, server.port, domain, timeout=timeout, context=context)
    else:
        smtp = smtplib.SMTP(server.server, server.port, domain, timeout=timeout)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security != "tls":
            if not smtp.has_extn("starttls"):
                raise Stop(
                    f"The mail server {server.server} does not offer TLS on port {server.port}, so nothing was sent. "
                    f"{PORTS}"
                )
            smtp.starttls(context=context)
            smtp.ehlo()
        yield smtp
    finally:
        _close(smtp)


def _close(smtp: smtplib.SMTP) -> None:
    """Close the connection; by now an error makes no difference."""
    try:
        if smtp.sock is not None:
            smtp.sock.settimeout(2)
            smtp.quit()
    except (OSError, smtplib.SMTPException):
        pass
    finally:
        smtp.close()


def _log_in(smtp: smtplib.SMTP, server: Server, password: str) -> None:
    """Log in, if there is a user. Raises Stop where that is refused."""
    if not server.user:
        return
    where = f"the mail server {server.server}"
    try:
        smtp.login(server.user, password)
    except smtplib.SMTPAuthenticationError as error:
        raise Stop(
            f"The log-in of {server.user} was refused by {where} "
            f"({_reply(error.smtp_code, error.smtp_error)}). Nothing was sent. "
            "Check the user in dhr_xl.toml and the password; your IT may have to allow sending by SMTP."
        ) from error
    except UnicodeEncodeError as error:
        raise Stop(
            "The mail user or password has a letter (such as £) that cannot be sent. Nothing was sent; change it."
        ) from error
    except smtplib.SMTPException as error:
        if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPServerDisconnected):
            raise
        raise Stop(
            f"No log-in with a password is offered by {where}. Nothing was sent. "
            "If it asks for none, leave user blank in dhr_xl.toml; otherwise ask IT, or use the drafts."
        ) from error


def _give_envelope(smtp: smtplib.SMTP, sender: str, recipients: list[str]) -> None:
    """Give the sender and every recipient. Raises Stop if one is refused, before the message is transferred."""
    code, reply = smtp.mail(sender)
    if code != 250:  # noqa: PLR2004 - RFC 5321: done
        raise Stop(f"The mail server does not let {sender} send ({_reply(code, reply)}). Nothing was sent; ask IT.")
    refused = []
    for recipient in recipients:
        code, reply = smtp.rcpt(recipient)
        if code not in {250, 251}:
            refused.append(f"{recipient} ({_reply(code, reply)})")
    if refused:
        raise Stop(
            f"The mail server refused {' and '.join(refused)}. Nothing was sent to anyone; "
            "check the address on the sheet Agencies of master.xlsx."
        )


def _transfer(smtp: smtplib.SMTP, server: Server, data: bytes) -> None:
    """Transfer the message. Raises MaybeSent where the server's reply did not come."""
    reply: bytes | str
    try:
        code, reply = smtp.data(data)
    except smtplib.SMTPDataError as error:
        code, reply = error.smtp_code, error.smtp_error
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise MaybeSent(
            f"The connection to {server.server} broke during the transfer of the message: it may have been sent. "
            "Look in the Sent folder, or ask the reader, before sending it again."
        ) from error
    if code != 250:  # noqa: PLR2004 - RFC 5321: done
        raise Stop(f"The mail server refused the message ({_reply(code, reply)}). Nothing was sent; ask IT.")


@contextmanager
def _stop_on_errors(server: Server) -> Iterator[None]:
    """Within, raise Stop for an error of the network or of the server."""
    place = f"the mail server {server.server} (port {server.port})"
    try:
        yield
    except (OSError, smtplib.SMTPException) as error:
        raise Stop(_sentence_for(error, server.server, place)) from error


def _sentence_for(error: Exception, name: str, place: str) -> str:  # noqa: PLR0911 - a sentence each
    """A sentence saying what happened, that nothing was sent, and what usually helps."""
    match error:
        case ssl.SSLCertVerificationError():
            return (
                f"The certificate of {place} could not be verified: {error.verify_message}. Nothing was sent. "
                "Check the server's name in dhr_xl.toml; "
                "if your organisation has certificates of its own, ask IT to install them here."
            )
        case ssl.SSLError():
            return f"TLS could not be agreed with {place}. Nothing was sent. {PORTS}"
        case socket.gaierror():
            return f"{name} cannot be found on the network. Nothing was sent. Check server in dhr_xl.toml."
        case ConnectionRefusedError():
            return f"Nothing answers at {place}. Nothing was sent. Check server and port in dhr_xl.toml. {PORTS}"
        case smtplib.SMTPResponseException():
            return f"An error came from {place}: {_reply(error.smtp_code, error.smtp_error)}. Nothing was sent; ask IT."
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return f"No answer came in time from {place}. Nothing was sent. A firewall may be between. {PORTS}"
    return f"The connection to {place} failed ({one_line(str(error))[:200]}). Nothing was sent. {PORTS}"


def _reply(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return one_line(f"{code} {words}")[:200]
