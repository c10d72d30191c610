"""Where a number of the prose comes from: its place in its sentence, the pattern, and what is asked for by the report's own words."""

from click.testing import CliRunner

from assets.command_line import main
from assets.terminal import show_explanation, show_left_out
from pipeline.explanation import explain, left_out
from pipeline.layers import Layers


def test_every_number_of_prose_stands_where_its_sentence_says(ask):
    wrong = (
        "SELECT count(*) AS wrong FROM fact_observation WHERE sentence_at IS NOT NULL AND substr(sentence, sentence_at + 1, length(value_text)) <> value_text"
    )
    assert ask(wrong)["wrong"].item() == 0
    assert ask("SELECT count(*) AS without FROM fact_observation WHERE origin = 'narrative' AND sentence_at IS NULL")["without"].item() == 0


def test_an_unmapped_measure_is_explained_by_its_own_words(warehouse, ask, capsys):
    example = ask("""
        SELECT o.full_name, b.year, b.measure_text, b.observation_id, b.value_text FROM fact_observation b JOIN dim_office o USING (office_key)
        WHERE b.origin = 'narrative' AND b.indicator_key IS NULL AND length(b.measure_text) > 5 ORDER BY b.observation_id LIMIT 1
    """).row(0, named=True)
    found = explain(warehouse, example["full_name"], example["year"], example["measure_text"])
    assert example["observation_id"] in [value["observation_id"] for value in found]
    show_explanation(found)
    shown = capsys.readouterr().out
    assert example["value_text"] in shown and "not in the codebook" in shown


def test_the_most_frequent_unmapped_measures_come_first(ask):
    times = ask("SELECT times FROM v_unmapped")["times"].to_list()
    assert times == sorted(times, reverse=True) and times


def test_a_number_that_was_left_out_is_told_with_its_reason(warehouse, capsys):
    found = left_out(warehouse, Layers(warehouse.parent / "layers"), "鼓楼街道", 2022, "统计期限")
    assert {(number["text"], number["told"]) for number in found} >= {("2022年", "日期"), ("1月", "日期")}
    show_left_out(found)
    assert "未取 not taken: date 日期" in capsys.readouterr().out


def test_of_a_report_that_says_no_such_thing_nothing_was_left_out(warehouse):
    assert left_out(warehouse, Layers(warehouse.parent / "layers"), "鼓楼街道", 2022, "渔船") == []
    asked = CliRunner().invoke(main, ["explain", "鼓楼街道", "2022", "渔船", "--left-out", "--warehouse", str(warehouse.parent)])
    assert asked.exit_code == 1 and "no sentence with '渔船'" in asked.output
