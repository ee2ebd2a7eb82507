"""The dated rules of law: what is there, what is refused, what is in force on a day."""

from datetime import date

import pytest

from mutua.law import Figure, LawError, Rule, UnknownRule, rule, rules
from mutua.law.parsing import parse_text
from mutua.law.reader import index

TODAY = date(2026, 11, 23)
GOOD = """
[[rule]]
id = "Z1"
articles = ["L1"]
evidence = "V"
checked_on = 2026-08-20
figures = [{ name = "daily", value = 600, unit = "minutes", article = "L1" }]
sources = [{ label = "Une source", url = "https://example.org/l1" }]
text_fr = "Dix heures."
text_en = "Ten hours."
"""


@pytest.mark.parametrize(("prefix", "count"), [("X", 20), ("W", 7), ("R", 6), ("S", 16), ("T", 14)])
def test_every_rule_of_the_reading_is_there_in_the_order_of_its_number(prefix, count):
    numbers = list(dict.fromkeys(each.id for each in rules(prefix)))
    assert numbers == [f"{prefix}{number}" for number in range(1, count + 1)]


def test_every_rule_says_in_two_languages_what_it_demands_and_when_it_was_checked():
    for each in rules():
        assert each.text("fr") == each.text_fr
        assert each.text("en_GB") == each.text_en != each.text_fr
        assert each.checked_on <= TODAY
        assert each.source.label


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("X8", "20 %"), ("X10", "Toulouse"), ("X16", "6214"), ("X16", "7084"), ("S2", "2 à 10 ans"),
        ("S8", "L4154-2"), ("S9", "chiffres réguliers"), ("S11", "équipements collectifs et aux transports"),
        ("S13", "suivi renforcé"), ("T13", "amende de 5e classe"),
    ],
)  # fmt: skip
def test_a_rule_says_all_that_was_read(name, said):
    assert said in rule(name, on=TODAY).text_fr


@pytest.mark.parametrize(("name", "said"), [("X5", "L441-9"), ("X9", "C-94/19"), ("X18", "3 fois le plafond")])
def test_what_was_not_read_itself_is_said_beside_the_rule(name, said):
    assert said in rule(name, on=TODAY).note("fr")


def test_a_figure_has_its_unit_and_its_article():
    assert rule("T1", on=TODAY).figure("daily") == Figure("daily", 600, "minutes", "L3121-18")
    assert rule("T3", on=TODAY).figure("total").value == 12 * 44 * 60
    with pytest.raises(KeyError, match="T1 has no figure yearly"):
        rule("T1", on=TODAY).figure("yearly")


@pytest.mark.parametrize(("day", "euro"), [("2024-12-31", 78596), ("2025-01-01", 80011), ("2025-12-31", 80011)])
def test_a_figure_that_changed_is_read_for_its_own_year(day, euro):
    assert rule("X7", on=date.fromisoformat(day)).figure("receipts").value == euro


def test_general_knowledge_and_inference_are_to_verify_and_read_texts_are_not():
    assert rule("X7", on=TODAY).to_verify  # the figure of 2026 was never read
    assert not rule("X7", on=date(2025, 6, 1)).to_verify
    assert rule("S3", on=TODAY).to_verify
    assert not rule("T1", on=TODAY).to_verify


def test_loans_below_cost_changed_on_17_april_2024():
    assert "longest_general_interest" not in {each.name for each in rule("R3", on=date(2024, 4, 16)).figures}
    assert rule("R3", on=date(2024, 4, 17)).figure("longest_general_interest").value == 3


@pytest.mark.parametrize(("rule_id", "day"), [("T99", TODAY), ("X7", date(2023, 12, 31)), ("", TODAY)])
def test_a_rule_that_is_not_in_force_is_unknown(rule_id, day):
    with pytest.raises(UnknownRule):
        rule(rule_id, on=day)


def test_a_rule_is_read_once_and_cannot_be_changed():
    assert rule("T1", on=TODAY) is rule("T1", on=TODAY)
    with pytest.raises(AttributeError):
        rule("T1", on=TODAY).evidence = "K"  # type: ignore[misc]


def test_rules_of_a_day_leave_out_what_is_not_in_force():
    assert [each.id for each in rules("X", on=date(2023, 1, 1))].count("X7") == 0
    assert [each.id for each in rules("X", on=TODAY)].count("X7") == 1


def test_a_good_file_is_read_whole():
    (found,) = parse_text(GOOD, "good.toml")
    assert isinstance(found, Rule)
    assert (found.id, found.article, found.in_force_from, found.in_force_to) == ("Z1", "L1", None, None)
    assert (found.source.label, found.source.url) == ("Une source", "https://example.org/l1")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('evidence = "V"', 'evidence = "Q"', "evidence must be one of"),
        ('evidence = "V"', "", "evidence missing"),
        ('text_en = "Ten hours."', 'text_en = ""', "text_en must be a text"),
        ('text_en = "Ten hours."', 'text_en = "Ten hours."\nnote = "x"', "note unknown"),
        ("checked_on = 2026-08-20", 'checked_on = "2026-08-20"', "checked_on must be a date"),
        ("checked_on = 2026-08-20", "checked_on = 2026-08-20T10:00:00", "checked_on must be a date"),
        ('articles = ["L1"]', "articles = []", "articles must be a list"),
        ('articles = ["L1"]', 'articles = [""]', "articles must be a text"),
        ("value = 600", 'value = "600"', "must be a number"),
        ("value = 600", "value = true", "must be a number"),
        ("value = 600", "value = nan", "must be a number"),
        ("value = 600", "value = -1", "must be a number"),
        ('unit = "minutes", ', "", "unit missing"),
        ("https://", "http://", "starts with https"),
        ("sources = [{", "sources = [] #", "sources must name"),
        ('id = "Z1"', 'id = "one"', "id must be letters and a number"),
        ('id = "Z1"', 'id = "Z1"\nin_force_from = 2026-01-02\nin_force_to = 2026-01-01', "comes before"),
        ("[[rule]]", "[[rules]]", "only .* tables"),
        ("[[rule]]", "[[rule", "bad.toml"),
    ],
)
def test_a_file_that_is_not_as_agreed_is_refused_with_its_name(before, after, message):
    assert before in GOOD
    with pytest.raises(LawError, match=message) as refused:
        list(parse_text(GOOD.replace(before, after), "bad.toml"))
    assert "bad.toml" in str(refused.value)


def test_two_versions_in_force_on_one_day_are_refused():
    ended = GOOD.replace('id = "Z1"', 'id = "Z1"\nin_force_to = 2026-01-31')
    follows = GOOD.replace('id = "Z1"', 'id = "Z1"\nin_force_from = 2026-02-01')
    both = [*parse_text(follows, "b"), *parse_text(ended, "a")]
    assert [each.in_force_from for each in index(both)["Z1"]] == [None, date(2026, 2, 1)]
    meets = follows.replace("2026-02-01", "2026-01-31")
    with pytest.raises(LawError, match="Z1: two versions"):
        index([*parse_text(ended, "a"), *parse_text(meets, "b")])


def test_what_could_not_be_read_is_said_in_both_languages():
    noted = parse_text(GOOD + 'note_fr = "À relire."\nnote_en = "To be read again."\n', "z.toml")
    assert [(each.note("fr"), each.note("en_GB")) for each in noted] == [("À relire.", "To be read again.")]
    with pytest.raises(LawError, match="a note is written in both languages"):
        list(parse_text(GOOD + 'note_fr = "À relire."\n', "z.toml"))
    assert "n’a pas été trouvé" in rule("X7", on=TODAY).note("fr")


def test_an_article_of_the_labour_code_leads_to_its_text():
    assert rule("S1", on=TODAY).linked_articles == (
        ("L8241-1", "https://code.travail.gouv.fr/code-du-travail/l8241-1"),
    )
    assert rule("X1", on=TODAY).linked_articles == (("CGI 256 I", ""),)
