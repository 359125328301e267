"""Checking addresses: a sentence for each thing that is wrong."""

import pytest

from dhr_xl.post.outgoing.checks import address_problem

GOOD = ["a@b.uk", "o'brien@nhs.net", "first.last+dhr@mail.council.gov.uk", "A_B-1@x-y.police.uk"]
BAD = [
    ("", "There is no e-mail address."),
    ("  ", "There is no e-mail address."),
    ("head", "has no @"),
    ("a@b@c.uk", "more than one @"),
    ("@b.uk", "nothing before the @"),
    ("a@b.uk; c@d.uk", "more than one address"),
    ("a@b.uk,c@d.uk", "more than one address"),
    ("Head <a@b.uk>", "name around it"),
    ("a b@c.uk", "a space in it"),
    (" a@c.uk", "a space in it"),
    ("a@c.uk\nBcc: x@y.uk", "a space in it"),
    ("a@c.uk\x00", "a space in it"),
    ("a\u200b@c.uk", "a space in it"),
    ("hé@c.uk", "a letter that e-mail addresses cannot carry"),
    ("o’brien@c.uk", "a letter that e-mail addresses cannot carry"),
    (".a@c.uk", "before the @"),
    ("a..b@c.uk", "before the @"),
    ("a(b)@c.uk", "before the @"),
    ("x" * 65 + "@c.uk", "before the @"),
    ("a@" + "x." * 130 + "uk", "longer than 254"),
    ("a@c", "after the @"),
    ("a@c..uk", "after the @"),
    ("a@-c.uk", "after the @"),
    ("a@c_d.uk", "after the @"),
    ("a@10.0.0.1", "after the @"),
    ("a@[10.0.0.1]", "after the @"),
]


@pytest.mark.parametrize("address", GOOD)
def test_address_problem__none(address):
    assert address_problem(address) == ""


@pytest.mark.parametrize(("address", "said"), BAD)
def test_address_problem__said_in_one_line(address, said):
    problem = address_problem(address)
    assert said in problem
    assert problem.endswith(".")
    assert problem.isprintable()
