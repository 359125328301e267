"""Templates are found where a wheel puts them, else where they are edited."""

import pytest

from dhr_xl.errors import Stop
from dhr_xl.workbooks import templates


@pytest.fixture
def places(tmp_path, monkeypatch):
    found = (tmp_path / "installed", tmp_path / "edited")
    for place in found:
        place.mkdir()
    monkeypatch.setattr(templates, "PLACES", found)
    return found


def test_template__the_installed_one_comes_first(places):
    for place in places:
        (place / "return.xlsx").write_bytes(place.name.encode())
    assert templates.template("return.xlsx") == b"installed"


def test_template__beside_the_package_in_a_working_copy(places):
    (places[1] / "return.xlsx").write_bytes(b"edited")
    assert templates.template("return.xlsx") == b"edited"


def test_template__missing(places):
    with pytest.raises(Stop, match=r"return\.xlsx is missing"):
        templates.template("return.xlsx")


@pytest.mark.parametrize("name", ["../dhr_xl.toml", "/etc/passwd", "", "a/b"])
def test_template__only_a_name(places, name):
    with pytest.raises(Stop):
        templates.template(name)
