"""Write golden answers briefly."""


def answer(title, *recommendations, as_at=None, **more):
    """Return the golden answer of a plan."""
    return {"title": title, "as_at": as_at, "recommendations": list(recommendations), **more}


def rec(number, text, *actions, section="", scope="", **more):
    """A recommendation; number "" where none is printed."""
    return {"number": number, "text": text, "scope": scope, "section": section, "actions": list(actions), **more}


def act(
    agency, action, due="", date=None, status="unknown", *, evidence="", progress="", agencies=None, done=None, **more
):
    """An action. more: lists of `KEY_also_fair`, and `parts`."""
    named = agencies if agencies is not None else [agency] if agency else []
    return {
        "agency": agency, "agencies": named, "action": action, "evidence": evidence, "target_date_text": due,
        "target_date": date, "status": status, "progress": progress, "completion_date": done, **more,
    }  # fmt: skip


REFUSED = {"refused": True}
