import pytest
from offences import areas
from offences.errors import InputError


def test_there_are_43_forces_and_each_has_a_slug_of_its_own():
    assert len(areas.forces()) == 43
    slugs = [areas.slug(code) for code in areas.table().index]
    assert len(set(slugs)) == len(slugs)


@pytest.mark.parametrize(
    "name", ["Derbyshire", "Derbys", "Derbyshire Constabulary", "derbyshire police", "E23000018"]
)
def test_common_names_find_the_area(name):
    assert areas.find(name) == "E23000018"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("GMP", "E23000005"),
        ("the Met", "E23000001"),
        ("PSNI", "N92000002"),
        ("Police Scotland", "S92000003"),
        ("BTP", "BTP"),
        ("Hampshire/IW", "E23000030"),
    ],
)
def test_names_people_use_find_the_area(name, code):
    assert areas.find(name) == code


def test_a_misspelt_name_is_refused_with_the_near_ones():
    with pytest.raises(InputError, match="Did you mean Derbyshire"):
        areas.find("Derbyshre")


def test_areas_as_a_publisher_drew_them_are_no_region_of_that_name():
    drawn = areas.members("NSPCC-SE", "2024-11")
    assert areas.find("Thames Valley") not in drawn
    assert areas.find("Thames Valley") in areas.members(areas.table()["region"][areas.find("Kent")])


def test_members_are_dated():
    cumbria = areas.find("Cumbria")
    assert cumbria not in areas.members("NSPCC-NW", "2019-03")
    assert cumbria in areas.members("NSPCC-NW", "2024-11")


def test_every_place_in_the_figures_is_known(tables):
    assert tables.figures["area"].isin(areas.table().index).all()


def test_a_name_in_place_of_a_code_is_refused_with_the_code():
    with pytest.raises(InputError, match="'Derbyshire' is no area code; its code is 'E23000018'"):
        areas.members("Derbyshire")
