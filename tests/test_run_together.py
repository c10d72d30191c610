"""Tables whose cells are printed one behind the other with nothing between them: told, not read."""

import polars as pl
from reading_aid import derived, read

from pipeline.rules.report_rules import judge
from pipeline.tables.run_together import run_together

TABLE = (
    "统 计 指 标单位统计数一、主动公开情况（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）条921其中：主动公开规范性文件数条2制发规范性文件总数件2"
    "（二）通过不同渠道和方式公开政府信息的情况1.政府公报公开政府信息数条02.政府网站公开政府信息数条4603.政务微博公开政府信息数条1314.政务微信公开政府信息数条280"
)
SAID = "本机关全年主动公开政府信息数921条，其中主动公开规范性文件数2条，制发规范性文件总数2件。政府公报公开政府信息数0条，政府网站公开政府信息数460条，"
LINES = ["丰台区西罗园街道办事处2018年政府信息公开工作年度报告", "一、概述", "2018年共主动公开政府信息921条。", "附：政府信息公开情况统计表"]


def documents(*lines):
    return read("\n".join(lines), "text")


def test_it_is_told_and_no_number_is_taken_from_it():
    blocks = documents(*LINES, TABLE)
    made = derived(blocks)
    assert made["observations"].filter(pl.col("value").is_not_null())["value"].to_list() == [921]
    found = judge(blocks, made["observations"], made["identities"]).findings
    assert "UNREAD_CELL" in found["code"].to_list()


def test_prose_that_names_every_row_of_the_form_is_prose():
    assert run_together(documents(*LINES, SAID * 3)).is_empty()
    assert run_together(documents(*LINES, TABLE))["block"].to_list() == [4]
