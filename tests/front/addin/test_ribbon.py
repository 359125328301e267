"""The ribbon keeps the rules of Office's schema, and every button leads to a Python function."""

import re
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from dhr_xl.front.addin.xlam.builder import build_addin
from front.addin.parts import CALLBACKS, CALLBACKS_TEXT, FUNCTIONS, RIBBON, parts_of

SPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
SAID = {"label", "keytip", "screentip", "supertip"}
PRESSED = {"id", "imageMso", "onAction", *SAID}
ELEMENTS = {
    # element of the ribbon: (elements it may hold, attributes it may have, attributes it must have)
    "customUI": ({"ribbon"}, {"onLoad", "loadImage"}, set()),
    "ribbon": ({"tabs"}, {"startFromScratch"}, set()),
    "tabs": ({"tab"}, set(), set()),
    "tab": ({"group"}, {"id", "label", "keytip", "insertAfterMso", "insertBeforeMso", "visible"}, {"id", "label"}),
    "group": ({"button", "separator"}, {"id", "imageMso", *SAID}, {"id", "label"}),
    "button": (set(), {"size", *PRESSED}, {"id", "label", "onAction", "imageMso"}),
}
"""The part of Microsoft's schema customUI14.xsd that this ribbon may use (MS-CUSTOMUI2, part 2)."""
SIZES = {"normal", "large"}
LONGEST = {
    "label": 1024,
    "screentip": 1024,
    "supertip": 1024,
    "keytip": 3,
    "id": 1024,
    "onAction": 1024,
    "imageMso": 1024,
}
"""Letters; Office's own limits."""

LISTS = "OfficeDev/office-fluent-ui-command-identifiers: in excelcontrols.xlsx of 2013, 2016, 2019 and all Microsoft 365 channels"
IMAGES = dict.fromkeys(
    (
        "ConditionalFormattingIconSetsGallery", "Consolidate", "ErrorChecking", "FileSendAsAttachment",
        "GetExternalDataFromText", "Help", "ReviewAcceptOrRejectChangeDialog",
        "SendCopySendToMailRecipient", "SheetProtect",
    ),
    LISTS,
)  # fmt: skip
"""Each icon, and where its name is known from. All are also among the pictures of the ImageMso gallery for Excel."""


def faults(text):
    """What Office would not take in a ribbon, as sentences."""
    root = fromstring(text)
    if root.tag != f"{SPACE}customUI":
        return [f"the root is {root.tag}"]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    found = [f"two with id {name}" for name in sorted(set(ids)) if ids.count(name) > 1]
    return found + list(element_faults(root, "customUI"))


def element_faults(element: Element, kind):
    holds, may, must = ELEMENTS[kind]
    name = element.get("id") or kind
    yield from (f"{name} may not have {key}" for key in sorted(set(element.attrib) - may))
    yield from (f"{name} needs {key}" for key in sorted(must - set(element.attrib)))
    for key, value in element.attrib.items():
        yield from attribute_faults(name, key, value)
    for child in element:
        plain = child.tag.removeprefix(SPACE)
        if plain not in holds:
            yield f"{name} may not hold {plain}"
        elif plain in ELEMENTS:
            yield from element_faults(child, plain)


def attribute_faults(name, key, value):
    if len(value) > LONGEST.get(key, 1024) or not value:
        yield f"{name}: {key} has {len(value)} letters"
    if key == "size" and value not in SIZES:
        yield f"{name}: {key} is {value}"
    if key == "id" and not re.fullmatch(r"[A-Za-z_][\w.]*", value):
        yield f"{name}: no id can be {value}"
    if key == "imageMso" and value not in IMAGES:
        yield f"{name}: {value} is not known to be an icon of Office's"


def pressed():
    """Id -> callback of every button."""
    return {e.get("id"): e.get("onAction") for e in fromstring(RIBBON).iter() if e.get("onAction")}


def subs():
    """Callback -> its lines, of every Public Sub in the VBA."""
    found = re.findall(
        r"^Public Sub (\w+)\(control As IRibbonControl\)\n(.*?)^End Sub$", CALLBACKS_TEXT, re.MULTILINE | re.DOTALL
    )
    return {name: [line.strip() for line in body.splitlines()] for name, body in found}


def test_ribbon__keeps_the_rules_of_the_schema():
    assert faults(RIBBON) == []


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("2009/07", "2006/01", "the root is {http://schemas.microsoft.com/office/2006/01/customui}customUI"),
        ('id="dhrCheck"', 'id="dhrLetters"', "two with id dhrLetters"),
        ('id="dhrCheck"', 'id="2dhr"', "2dhr: no id can be 2dhr"),
        ('id="dhrCheck" label="Check a file"', 'id="dhrCheck"', "dhrCheck needs label"),
        (
            'id="dhrCheck" label="Check a file" size="large"',
            'id="dhrCheck" label="C" size="big"',
            "dhrCheck: size is big",
        ),
        ('id="dhrCheck"', 'id="dhrCheck" onaction="x"', "dhrCheck may not have onaction"),
        ('"ErrorChecking"', '"NoSuchIcon"', "dhrCheck: NoSuchIcon is not known to be an icon of Office's"),
        ('screentip="Open a round"', f'screentip="{"x" * 1025}"', "dhrIssue: screentip has 1025 letters"),
        ('keytip="DR"', 'keytip="DHRX"', "dhrTab: keytip has 4 letters"),
        ("<tabs>", "<tabs><button/>", "tabs may not hold button"),
    ],
)
def test_ribbon__a_breach_is_seen(was, becomes, said):
    assert was in RIBBON
    assert faults(RIBBON.replace(was, becomes, 1)) == [said]


def test_ribbon__shows_the_round_in_its_groups():
    tab = fromstring(RIBBON).find(f".//{SPACE}tab")
    assert tab.get("label") == "DHR Returns"
    shown = {group.get("label"): [button.get("label") for button in group] for group in tab}
    assert shown == {
        "Round": ["Issue", "Letters"],
        "Returns": ["Collect", "Check a file", "Decide"],
        "Publish": ["Consolidated", "Board's letter"],
        "Help": ["Where the plan stands", "How it works"],
    }
    assert {button.get("size") for group in tab for button in group} == {"large"}


def test_ribbon__every_button_says_what_will_happen():
    for element in fromstring(RIBBON).iter():
        if element.tag == f"{SPACE}button":
            assert element.get("screentip"), element.get("id")
            assert element.get("supertip", "").endswith("."), element.get("id")
            assert element.get("id").startswith("dhr")


def test_ribbon__every_button_has_its_callback_and_every_callback_its_button():
    assert sorted(pressed().values()) == sorted(f"DhrRibbon.{name}" for name in subs())


def test_callbacks__are_one_line_each_and_call_every_function_once():
    assert subs() == {name: [f'CallPython "{function}"'] for name, function in CALLBACKS.items()}
    assert sorted(CALLBACKS.values()) == sorted(FUNCTIONS)


def test_callbacks__none_is_public_without_a_button():
    assert re.findall(r"^(?:Public )?(?:Sub|Function) (\w+)", CALLBACKS_TEXT, re.MULTILINE) == list(subs())


def test_callbacks__the_command_holds_no_double_quote():
    (command,) = re.findall(r"^ *RunPython (.*)$", CALLBACKS_TEXT, re.MULTILINE)
    assert command == '"import dhr_xl.front.addin; dhr_xl.front.addin." & what & "()"'


def test_package__names_the_ribbon_as_office_looks_for_it():
    parts = parts_of(build_addin())
    assert parts["customUI/customUI14.xml"].decode() == RIBBON
    found = [
        relationship.get("Target")
        for relationship in fromstring(parts["_rels/.rels"])
        if relationship.get("Type") == "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
    ]
    assert found == ["customUI/customUI14.xml"]
