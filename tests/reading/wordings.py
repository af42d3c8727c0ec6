"""Wordings of periods and counts, each with what it means: the tests of the readers and the fuzz draw from one list."""

#: How whole financial years are written, and how many of them.
WHOLE = {
    "{y}/{z}": 1,
    "{y}-{z}": 1,
    "{y}/20{z}": 1,
    "FY {y}/{z}": 1,
    "in {y}/{z}": 1,
    "the financial year {y}/{z}": 1,
    "{y}/{z} (financial year)": 1,
    "{y} to 20{z}": 1,
    "{y} [{y}/{z}]": 1,
    "last year ({y}/{z})": 1,
    "{y}/{z} (12 months)": 1,
    "{y}/{z} (April to March)": 1,
    "year to March 20{z}": 1,
    "year ending 31 March 20{z}": 1,
    "12 months to March 20{z}": 1,
    "April {y} to March 20{z}": 1,
    "between April {y} and April 20{z}": 1,
    "1 April {y} to 31 March 20{z}": 1,
    "April 1st {y} until March 31st, 20{z}": 1,
    "01/04/{y}-31/03/20{z}": 1,
    "{y}-04-01 to 20{z}-03-31": 1,
    "6th Apr {y} to 5th Apr 20{z}": 1,
    "{s}/{z}": 1,
    "FY{s}-{z}": 1,
    "FY {y}-{z}": 1,
    "{y} / {z}": 1,
    "{y}\N{EN DASH}{z}": 1,
    "the {y}/{z} financial year": 1,
    "throughout {y}/{z}": 1,
    "{y}/{z} alone": 1,
    "{y}/{z} (full year)": 1,
    "{y}/{z} (year ending March 20{z})": 1,
    "financial year {y} to 20{z}": 1,
    "financial year ending 20{z}": 1,
    "the 12 months to March 20{z}": 1,
    "in the 12 months to the end of March 20{z}": 1,
    "YE March 20{z}": 1,
    "y/e 31 March 20{z}": 1,
    "year ended 31st March 20{z}": 1,
    "Apr {y} - Mar 20{z}": 1,
    "Apr-{s} to Mar-{z}": 1,
    "01/04/{s} - 31/03/{z}": 1,
    "1.4.{y} - 31.3.20{z}": 1,
    "04/{y} to 03/20{z}": 1,
    "{y}-04 to 20{z}-03": 1,
    "from 1 April {y} until 31 March 20{z}": 1,
    "April {y} through to March 20{z} inclusive": 1,
    "in the two years from {y}/{z} to 20{z}/{x}": 2,
    "the two years between {y}/{z} and 20{z}/{x}": 2,
    "two years, {y}/{z} to 20{z}/{x}": 2,
    "the two-year period to March 20{x}": 2,
    "financial years {y}/{z} and 20{z}/{x}": 2,
    "{y}/{z} and 20{z}/{x}": 2,
    "{y}/{z} to 20{z}/{x}": 2,
    "two years to 20{z}/{x}": 2,
}
#: Parts of a financial year that its words name with certainty: months after its start, and their number.
PARTS = {
    "Q1": (0, 3),
    "Q3": (6, 3),
    "quarter 4": (9, 3),
    "second quarter": (3, 3),
    "first half": (0, 6),
    "H2": (6, 6),
    "first nine months": (0, 9),
    "Apr-Jun": (0, 3),
    "April to September": (0, 6),
    "January to March": (9, 3),
    "last three months": (9, 3),
    "H1": (0, 6),
}
#: Words that make less of a year than its name says, without saying how much.
LESS = (
    "to date|so far|part-year|half-year|half year|nine months|9 months|to December|up to December|as at September|"
    "year to date|provisional|first part|early|most|except March|partial|interim|until Christmas|six months only|"
    "April|from July|Q5|Q1-Q3|Q1 and Q2|year to June|last six months|during lockdown|excluding two forces|nine-month period|YTD|as of 31 December|early figures|partial year|three quarters|"
    "month of May|9m|provisional data|the part to September|minus Q4|Q1 to Q3|only until October|weeks 1 to 30"
).split("|")
AROUND = [
    "{whole} {part}",
    "{part} {whole}",
    "{whole} ({part})",
    "{part} of {whole}",
    "{whole}, {part}",
    "{part} [{whole}]",
]


#: Parts of a year by words of their own: months after its start, and their number.
ALONE = {
    "April to June {y}": (0, 3),
    "six months to September {y}": (0, 6),
    "quarter ending 30 June {y}": (0, 3),
    "September {y}": (5, 1),
}
#: Words that name no period with certainty: never whole years.
UNCLEAR = [
    "{y}/{z} as at March", "early {y}/{z}", "{y}/{z}?", "{y}/{z}*", "{y}/{x}", "1{y}/{z}", "{y}/{z}/{x}", "April {y}/{z}", "FY{s}",
    "April {y} to date", "{y} to 20{x}", "between {y} and 20{x}", "31/03/20{z}", "00/04/{y} to 31/03/20{z}",
    "31 April {y} to 31 March 20{z}", "03/31/20{z}", "April 20{z} to March {y}", "15 April {y} to 31 March 20{z}",
]  # fmt: skip


def written(form, year):
    return form.format(y=year, s=year % 100, z=f"{(year + 1) % 100:02d}", x=f"{(year + 2) % 100:02d}")


#: English, from the larger to the smaller: an own table, so that the reader is not tested by itself.
NAMES = dict(
    zip(
        [*range(20), *range(20, 100, 10)],
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety".split(),
        strict=True,
    )
)
SCALES = ((1_000_000, "million"), (1000, "thousand"), (100, "hundred"))


def spell(number, joint=" and ", hyphen="-"):
    """Spell a number up to a thousand million, with "and" where English has it."""
    if number in NAMES:
        return NAMES[number]
    if number < 100:
        return NAMES[number - number % 10] + hyphen + NAMES[number % 10]
    size, name = next(each for each in SCALES if number >= each[0])
    many, rest = divmod(number, size)
    head = f"{spell(many, joint, hyphen)} {name}"
    return head + (joint if 0 < rest < 100 else " ") + spell(rest, joint, hyphen) if rest else head


def rounded(number):
    """Say what a plain count may be: itself, or half a unit of its last digit either side."""
    if number < 1000 or number % 100:
        return number, number
    unit = max(10**zeros for zeros in range(2, 7) if number % 10**zeros == 0)
    return number - unit // 2, number + unit // 2 - 1
