"""Bodies that go by several names, their codes, and the bodies that an agency cell names."""

import pytest

from dhr_xl.importing.plan.organisations import find_heading_body, identify_bodies, split_owner


def codes(names, labels=(), listed=(), text=""):
    bodies = identify_bodies([*names, *labels], listed, {}, text)
    return {agency.code: (agency.name, *agency.aliases) for agency in bodies.agencies}


@pytest.mark.parametrize(
    ("names", "labels", "expected"),
    [
        (["Northmoor Police"], ["POLICE"], {"POLICE": ("Northmoor Police", "POLICE")}),
        (["Saint Mary Hospital"], ["SMH"], {"SMH": ("Saint Mary Hospital", "SMH")}),
        (["Northmoor Probation Trust"], ["PROBATION"], {"PROBATION": ("Northmoor Probation Trust", "PROBATION")}),
        (["County Council - Children's Services"], ["Children's Services"],
         {"CHILDRENS": ("County Council - Children's Services", "Children's Services")}),
        (["Northmoor Police", "Eastmoor Police"], ["POLICE"],
         {"POLICE": ("POLICE",), "NP": ("Northmoor Police",), "EP": ("Eastmoor Police",)}),
        (["County Council - Early Help"], ["Early Help"],
         {"EARLY": ("County Council - Early Help", "Early Help")}),
        (["Public Health", "Health"], [], {"PUBLIC": ("Public Health",), "HEALTH": ("Health",)}),
    ],
)  # fmt: skip
def test_one_body_under_several_names(names, labels, expected):
    made = codes(names, labels)
    assert sorted(made.values()) == sorted(expected.values())


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("Safe Northmoor Partnership Board", "sent by SNPB in May", "SNPB"),
        ("Local Justice Board", "", "LJB"),
        ("MARAC Steering Group", "", "MARAC"),
        ("Fire & Rescue Service", "", "FIRE"),
        ("Children's Services", "", "CHILDRENS"),
        ("NUL", "", "NUL2"),
    ],
)
def test_codes(name, text, code):
    assert list(codes([name], text=text)) == [code]


def test_listed_names__are_further_names_and_not_bodies():
    assert codes([], ["POLICE", "NWBC"], ["North West & Brook", "Police", "Some Other Trust"]) == {
        "POLICE": ("Police", "POLICE"), "NWBC": ("North West & Brook", "NWBC"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Police", ("Police",)),
        ("Police / Probation", ("Police", "Probation")),
        ("CCG, Police and CSP", ("CCG", "Police", "CSP")),
        ("Community Safety and Substance Use", ("Community Safety and Substance Use",)),
        ("Head of Safeguarding, Some NHS Trust", ("Some NHS Trust",)),
        ("CSP Manager", ("CSP",)),
        ("Home Office (via CSP)", ("Home Office (via CSP)",)),
        ("", ()),
    ],
)
def test_split_owner(cell, names):
    assert split_owner(cell) == names


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("Northmoor Police", "Northmoor Police"),
        ("Recommendations for Northmoor Police", "Northmoor Police"),
        ("Northmoor Police recommendations", "Northmoor Police"),
        ("All agencies", ""),
        ("National recommendations", ""),
        ("Theme 1", ""),
    ],
)
def test_find_heading_body(heading, body):
    assert find_heading_body(heading) == body
