import pytest
from offences.editions import editions, execution, parameters
from offences.names.errors import InputError


def test_an_area_by_any_name_becomes_its_code():
    chosen = parameters.check(area="Derbys", first_year="2017-18", last_year="")
    assert (chosen.area, chosen.name, chosen.first_year) == ("E23000018", "Derbyshire", "2017/18")
    assert chosen.last_year == parameters.latest_year()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"area": "Narnia"}, "area: 'Narnia' is no area"),
        ({"first_year": "2017/19"}, "first_year: '2017/19'"),
        ({"first_year": "2010/11"}, "out of range"),
        ({"first_year": "2022/23", "last_year": "2018/19"}, "lies after"),
        ({"source": "s999"}, "'s999' is no source"),
        ({"area": False}, "is no text"),
        ({"forse": "Kent"}, "forse is no parameter"),
    ],
)
def test_wrong_values_are_refused_in_a_sentence(given, words):
    with pytest.raises(InputError, match=words):
        parameters.check(**given)


def test_a_mistyped_name_is_refused_with_the_near_one():
    with pytest.raises(InputError, match="'forst_year' is no parameter. Did you mean first_year"):
        editions.check({"forst_year": "2017/18"})


def test_the_folders_are_the_runners_own():
    with pytest.raises(InputError, match="'clean' is no parameter"):
        editions.check({"clean": "x"})


def test_every_parameter_of_a_notebook_is_explained():
    import nbformat

    for path in execution.sources():
        names = execution.declared(nbformat.read(path, as_version=4))
        assert {"clean", "output"} <= set(names)
        assert set(names) <= set(parameters.MEANING)


def test_an_edition_is_named_after_what_is_not_the_default():
    assert editions.slug({"area": "Kent", "first_year": "2018/19"}) == "kent--first_year-2018-19"
    assert editions.slug({"area": "Derbyshire"}) == "derbyshire"
