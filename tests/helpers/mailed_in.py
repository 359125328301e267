"""E-mails in a plan folder's inbox, and the workbooks in them, for the tests of the commands."""

from email.message import EmailMessage

from plan_folder import fill, form

XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def mail(folder, name="mail.eml", *, by="ppu@police.example", words="Please find it attached.", files=()):
    """An e-mail saved into the inbox."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = by, "csp@council.example", "Our return"
    message["Date"] = "Sat, 05 Jul 2025 10:00:00 +0100"
    message.set_content(words)
    for called, data, kind in files:
        message.add_attachment(data, maintype="application", subtype=kind, filename=called)
    data = message.as_bytes()
    (folder / "inbox" / name).write_bytes(data)
    return data


def workbook(folder, agency, answers, **singles):
    """A filled form as bytes."""
    path = folder.parent / f"{agency}.xlsx"
    return fill(form(folder, agency), path, answers, **singles).read_bytes()
