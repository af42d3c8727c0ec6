import random
import re

import pytest
from offences.names import areas, reference
from offences.names.errors import InputError
from offences.reading import intake

FORCES = areas.forces()


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


@pytest.mark.parametrize(
    "name", ["London", "london", "the South East", "North West", "South West", "West Midlands"]
)
def test_a_name_of_several_areas_is_answered_with_what_to_type_for_each(name):
    with pytest.raises(InputError) as refused:
        areas.find(name)
    message = str(refused.value)
    assert message.startswith(f"{name!r} may mean several areas; type ")
    assert "\n" not in message
    typed = re.findall(r'"([^"]*)" for', message)
    codes = [areas.find(text) for text in typed]
    assert len(set(codes)) == len(typed) > 1
    assert any(areas.level(code) == "region" for code in codes)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("London", {"E23000001", "E23000034", "E12000007"}),
        ("London Police", {"E23000001", "E23000034"}),
        ("South East of England", {"E12000008", "NSPCC-SE"}),
        ("West Midlands region", {"E12000005", "NSPCC-WM"}),
        ("Yorkshire Police", {"E23000009", "E23000010", "E23000011", "E23000012"}),
        ("Newport", {"W15000002", "E23000016", "E23000030"}),
        ("Richmond", {"E23000001", "E23000009"}),
    ],
)
def test_the_choices_are_all_that_a_name_may_mean(name, codes):
    with pytest.raises(InputError) as refused:
        areas.find(name)
    assert {areas.find(text) for text in re.findall(r'"([^"]*)" for', str(refused.value))} == codes


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("West Midlands Police", "E23000014"),
        ("East Sussex", "E23000033"),
        ("London region", "E12000007"),
        ("Northern Ireland", "N92000002"),
        ("the UK", "K02000001"),
    ],
)
def test_a_word_that_settles_a_name_settles_it(name, code):
    assert areas.find(name) == code


def test_every_code_is_found_and_what_to_type_for_an_area_leads_to_it():
    for code in areas.table().index:
        assert areas.find(code) == areas.find(code.lower()) == areas.find(areas.typed(code)) == code


BY_FORCE = {
    "West Midlands": "Birmingham Coventry Wolverhampton Dudley Walsall",
    "Devon and Cornwall": "Plymouth Exeter Torquay Truro Devon Cornwall",
    "Avon and Somerset": "Bristol Bath Taunton Somerset Weston-super-Mare",
    "Greater Manchester": "Manchester Salford Bolton Wigan Stockport",
    "Merseyside": "Liverpool Birkenhead Southport",
    "West Yorkshire": "Leeds Bradford Huddersfield Halifax Wakefield",
    "South Yorkshire": "Sheffield Doncaster Rotherham",
    "Northumbria": "Newcastle Sunderland Gateshead Northumberland",
    "Sussex": "Brighton Hove Hastings Crawley Eastbourne",
    "Hampshire": "Southampton Portsmouth Winchester Basingstoke",
    "Thames Valley": "Oxford Reading Slough Berkshire Buckinghamshire Oxfordshire",
    "Bedfordshire": "Luton Bedford",
    "Norfolk": "Norwich",
    "Cambridgeshire": "Cambridge Peterborough",
    "Humberside": "Hull Grimsby Scunthorpe",
    "North Yorkshire": "York Harrogate Scarborough",
    "Cleveland": "Middlesbrough Hartlepool Redcar",
    "Staffordshire": "Stoke Stoke-on-Trent Stafford",
    "Leicestershire": "Leicester Loughborough Rutland",
    "Nottinghamshire": "Nottingham Mansfield",
    "Derbyshire": "Derby Chesterfield",
    "Northamptonshire": "Northampton Kettering",
    "Gloucestershire": "Gloucester Cheltenham",
    "Dorset": "Bournemouth Poole",
    "Wiltshire": "Swindon Salisbury",
    "West Mercia": "Shropshire Worcestershire Herefordshire Worcester Telford",
    "South Wales": "Cardiff Swansea",
    "North Wales": "Wrexham Anglesey",
    "Dyfed-Powys": "Powys Ceredigion",
    "Metropolitan Police": "Croydon Hackney Wandsworth",
    "Scotland": "Glasgow Edinburgh",
    "Northern Ireland": "Belfast",
}


@pytest.mark.parametrize("name", BY_FORCE)
def test_towns_cities_and_counties_lead_to_their_force(name):
    found = {place: areas.name(areas.find(place)) for place in BY_FORCE[name].split()}
    assert set(found.values()) == {name}, found


def test_every_place_has_its_source_and_lies_in_a_place_of_the_same_force():
    places = reference.reference("places")
    assert places["source"].ne("").all()
    named = set(
        zip(
            places.loc[places["within"].eq(""), "place"],
            places.loc[places["within"].eq(""), "area"],
            strict=True,
        )
    )
    towns = places[places["within"].ne("")]
    assert set(zip(towns["within"], towns["area"], strict=True)) <= named
    assert not places.duplicated(["place", "area"]).any()
    law = places[places["source"].str.contains("Police Act 1996")]
    assert set(law["area"]) == set(FORCES) - {areas.find("City of London")}


@pytest.mark.parametrize(
    "word",
    "Narnia Mordor Gotham Wakanda Atlantis Hogwarts Camelot Westeros Tatooine Utopia Oz Foo xyz qwerty Ruritania Springfield "
    "Metropolis Neverland Discworld Paris Berlin Texas Ohio Moscow Dublin banana potato nothing None test Lorem Mars".split(),
)
def test_a_word_that_is_no_area_gets_no_suggestion(word):
    with pytest.raises(InputError) as refused:
        areas.find(word)
    assert "Did you mean" not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Kentt", "Kent"),
        ("Nortumbria", "Northumbria"),
        ("Lancahsire", "Lancashire"),
        ("Glocestershire", "Gloucestershire"),
        ("Cambrigeshire", "Cambridgeshire"),
        ("Susex Police", "Sussex"),
        ("Norhtern Irland", "Northern Ireland"),
        ("Manchster", "Manchester (Greater Manchester)"),
        ("Birmingam", "Birmingham (West Midlands)"),
        ("Lodnon", "London"),
        ("Mercia", "West Mercia"),
    ],
)
def test_a_slip_gets_the_one_suggestion_that_is_right(typed, meant):
    with pytest.raises(InputError, match=re.escape(f"Did you mean {meant}? `offences areas`")):
        areas.find(typed)


def test_one_wrong_letter_never_leads_to_another_force():
    draw = random.Random(20_251_125)
    for code in FORCES:
        name = areas.name(code).lower()
        place = draw.randrange(1, len(name))
        slip = name[:place] + draw.choice("qxz") + name[place + 1 :]
        with pytest.raises(InputError) as refused:
            areas.find(slip)
        told = str(refused.value)
        assert "Did you mean" not in told or areas.name(code) in told, told


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("South East", "NSPCC-SE"),
        ("West Midlands", "E23000014"),
        ("Manchester", "E23000005"),
        ("London, City of", "E23000034"),
    ],
)
def test_printed_words_keep_the_meaning_that_their_publisher_gave_them(words, code):
    assert areas.find_printed(words, "2024-11") == code


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Metropolitan Police Service", "Metropolitan Police"),
        ("N Wales", "North Wales"),
        ("S. Yorks Police", "South Yorkshire"),
        ("Gtr Manchester", "Greater Manchester"),
        ("N Ireland", "Northern Ireland"),
    ],
)
def test_official_and_shortened_names_are_read(words, name):
    assert areas.name(areas.find_printed(words)) == name


@pytest.mark.parametrize("town", ["Northampton", "Manchester", "Manchester Police"])
def test_a_town_is_the_force_only_where_the_nspcc_prints_it(town):
    assert areas.level(areas.find_printed(town, "2024-11")) == "force"
    with pytest.raises(InputError, match="a part's figure is not the whole's"):
        areas.find_printed(town)


@pytest.mark.parametrize("part", ["Leeds", "Plymouth", "Devon", "East Sussex"])
def test_a_part_of_an_area_is_never_read_as_the_whole(part, tmp_path):
    with pytest.raises(InputError, match="a part's figure is not the whole's"):
        areas.find_printed(part)
    own = tmp_path / "own.csv"
    own.write_text(
        "place_as_published,period_as_published,measure,value_as_published,publisher,url,round\n"
        f"{part},2025/26,offences,301,Example,https://example.org/a,2026-11\n"
    )
    with pytest.raises(InputError, match="line 2, place_as_published"):
        intake.read(own)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Cheshire, Merseyside and Lancashire", "Cheshire Lancashire Merseyside"),
        ("Lancashire Constabulary, Merseyside Police & Cheshire", "Cheshire Lancashire Merseyside"),
        ("London, Kent, Surrey, Sussex and Hampshire", "Met Kent Surrey Sussex Hampshire London-City"),
        ("Dorset and Devon and Cornwall", "Dorset Devon-and-Cornwall"),
        ("Devon & Cornwall, Avon & Somerset and Dorset", "Devon-and-Cornwall Avon-and-Somerset Dorset"),
        ("both Kent and Surrey", "Kent Surrey"),
        ("Norfolk & Suffolk Constabularies", "Norfolk Suffolk"),
    ],
)
def test_a_list_of_areas_is_an_area_of_its_own_with_those_members(text, held):
    code = areas.find_printed(text)
    names = {"London-City": "City of London", "Met": "the Met"}
    assert set(areas.members(code)) == {
        areas.find(names.get(name, name.replace("-", " "))) for name in held.split()
    }
    assert areas.find(text) == areas.find(code) == areas.find(areas.name(code)) == code
    assert (areas.level(code), areas.row(code)["offence"]) == ("published area", "s15A")
    assert re.fullmatch(r"[a-z0-9-]+", areas.slug(code))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rutland and Leicestershire", "Leicestershire"),
        ("Leicester, Leicestershire and Rutland", "Leicestershire"),
        ("Surrey, Sussex and Kent", "Surrey, Sussex and Kent"),
        ("Hampshire, Sussex, Surrey, and Kent", "South East (without Thames Valley)"),
        ("the Met and City of London", "London"),
    ],
)
def test_a_list_that_holds_just_what_a_known_area_holds_is_that_area(text, name):
    assert areas.name(areas.find_printed(text)) == name


def test_a_list_means_the_area_as_its_round_drew_it():
    four = "Greater Manchester Police, Merseyside Police, Cheshire Constabulary and Lancashire Constabulary"
    assert areas.find_printed(four, "2023-08") == "NSPCC-NW"
    assert areas.find_printed(four, "2024-11") != "NSPCC-NW"
    assert areas.members(areas.find_printed(four, "2024-11")) == sorted(areas.members("NSPCC-NW", "2023-08"))


@pytest.mark.parametrize(
    "text",
    [
        "Kent, Surrey and Narnia",
        "Kent and Kent Police",
        "Wales and Gwent",
        "Kent, excluding Medway",
        "Leeds and Bradford",
    ],
)
def test_a_list_with_a_part_a_repeat_or_an_unknown_name_is_refused(text):
    with pytest.raises(InputError, match="is a list in which|is no area that"):
        areas.find_printed(text)


def test_many_forces_have_a_folder_name_of_bearable_length():
    many = areas.find_printed("England and Scotland")
    assert len(areas.slug(many)) <= areas.LONGEST_SLUG
    assert areas.slug(many) != areas.slug(areas.find_printed("England and Northern Ireland"))


def test_printed_words_that_several_areas_share_are_refused():
    with pytest.raises(InputError, match="'London' may mean several areas"):
        areas.find_printed("London")
