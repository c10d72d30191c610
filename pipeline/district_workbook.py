"""A district's reports as an Excel workbook for its staff: reports, sums, offices side by side, values with their places, findings, dictionary.

Belongs here: the sheets and what stands in them. Not here: the list of findings to send out (findings_list.py), files for other programs (exports.py).
"""

from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from pipeline.exports import TITLE, last_run
from pipeline.findings_list import NAMES
from pipeline.warehouse import query

PLACE = "($district IN (district, city, province)) AND ($year IS NULL OR year = $year)"
STATUSES = {"reported": "有值", "zero": "零", "stated_zero": "零（文字）", "blank": "空白", "not_applicable": "不适用"}
LONGEST_CELL = 32_000  # Excel takes 32,767 characters
SHEETS = {
    "报告": (
        "SELECT office AS 机关, year AS 报告年度, form AS 表式, status::VARCHAR AS 状态, published_on AS 公布日期, due_date AS 期限, days_late AS 逾期天数, errors AS 错误, warnings AS 警告, notes AS 提示, score AS 评分, path AS 文件 "
        f"FROM v_scorecard WHERE {PLACE} ORDER BY office, year, path",
        (24, 10, 16, 12, 12, 12, 10, 8, 8, 8, 8, 60),
    ),
    "缺报": (f"SELECT office AS 机关, year AS 缺报年度 FROM v_coverage WHERE NOT has_report AND {PLACE} ORDER BY office, year", (24, 12)),
    "汇总": (
        "SELECT year AS 报告年度, label_zh AS 指标, value AS 合计, unit AS 单位, offices_with_value AS 有值机关, offices_with_zero AS 其中为零, offices_blank AS 空白机关, offices_reporting AS 有报告机关, offices_flagged AS 涉及发现, is_total AS 是合计, "
        f"measure AS 指标代码 FROM v_district WHERE {PLACE} ORDER BY year, measure",
        (10, 44, 12, 8, 10, 10, 10, 12, 10, 8, 44),
    ),
    "指标值": (
        "SELECT office AS 机关, year AS 报告年度, label_zh AS 指标, value AS 数值, value_status::VARCHAR AS 状态, unit AS 单位, value_yuan AS 折合元, CASE origin WHEN 'table' THEN '表格' ELSE '正文' END AS 来源, CASE quality WHEN 'flagged' THEN '有发现' END AS 核对, "
        f"quote AS 单元格或句子, page AS 页, block AS 块, path AS 文件, indicator_id AS 指标标识 FROM v_indicator WHERE {PLACE} ORDER BY office, year, indicator_key",
        (24, 10, 44, 12, 10, 8, 14, 8, 8, 44, 6, 8, 60, 44),
    ),
    "发现": (
        "SELECT office AS 机关, year AS 报告年度, severity::VARCHAR AS 级别, code AS 类别, message_zh AS 问题, actual AS 报告所写, expected AS 应为或与之矛盾者, suggestion AS 请核对, rule_id AS 规则, path AS 文件 "
        f"FROM v_findings WHERE {PLACE} ORDER BY office, year, severity = 'info', severity = 'warning', code, finding_id",
        (24, 10, 8, 16, 60, 16, 16, 40, 14, 60),
    ),
    "词典": (
        "SELECT indicator_id AS 指标标识, label_zh AS 名称, label_en AS name, unit AS 单位, section AS 部分, is_total AS 是合计, parent_id AS 上级, form AS 表式, concept AS 可比概念, comparability::VARCHAR AS 可比性 "
        f"FROM dim_indicator WHERE indicator_key IN (SELECT indicator_key FROM v_indicator WHERE {PLACE}) ORDER BY indicator_key",
        (44, 44, 60, 8, 24, 8, 44, 24, 24, 14),
    ),
}  # fmt: skip
SIDE_BY_SIDE = f"""
SELECT year, indicator_key, label_zh, office, value, value_status::VARCHAR AS status
FROM v_indicator WHERE applicant_type IN ('na', 'total') AND origin = 'table' AND {PLACE} ORDER BY year, indicator_key, office
"""


def write(file, path, district, year=None):
    """Writes the workbook of a district (or city, or province) and year (None: all years); returns rows by sheet. Raises LookupError where it has no report."""
    parameters = {"district": district, "year": year}
    frames = {name: query(file, sql, parameters) for name, (sql, _) in SHEETS.items()}
    if frames["报告"].is_empty():
        raise LookupError(f"no report of '{district}'" + (f" for {year}" if year else ""))
    facts = last_run(file)
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}) as book:
        # A fixed day of making: the same warehouse gives the same bytes.
        book.set_properties({"title": f"{district} {year or ''}", "author": TITLE, "created": datetime.fromisoformat(facts["created"])})
        formats = {"head": book.add_format({"bold": True, "bg_color": "#1f4e79", "font_color": "white", "text_wrap": True, "valign": "vcenter", "border": 1}),
                   "text": book.add_format({"valign": "top"}), "blank": book.add_format({"valign": "top", "font_color": "#9c5700", "bg_color": "#fff2cc"})}  # fmt: skip
        _about(book, district, year, facts, frames)
        for name, frame in frames.items():
            _sheet(book, name, frame.columns, _readable(frame).rows(), SHEETS[name][1], formats)
        head, rows = _side_by_side(query(file, SIDE_BY_SIDE, parameters))
        _sheet(book, "各机关对照", head, rows, (10, 50, *(14 for _ in head[2:])), formats)
    return {name: frame.height for name, frame in frames.items()}


def _readable(frame):
    names = {"状态": STATUSES, "级别": NAMES}
    return frame.with_columns(pl.col(column).replace(words) for column, words in names.items() if column in frame.columns)


def _side_by_side(values):
    """Head and rows: a row an indicator and year, a column an office; blanks are said, cells without a row in the report stay empty."""
    offices = sorted(values["office"].unique())
    rows = []
    for (year, _, label), cells in values.group_by("year", "indicator_key", "label_zh", maintain_order=True):
        printed = {row["office"]: STATUSES[row["status"]] if row["value"] is None else row["value"] for row in cells.iter_rows(named=True)}
        rows.append((year, label, *map(printed.get, offices)))
    return ["报告年度", "指标", *offices], rows


def _about(book, district, year, facts, frames):
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    lines = [
        ("区县 district", district), ("报告年度 years", str(year or "全部 all")), ("数据日期 data as of", facts["created"]), ("版本 version", f"{facts['version']}, run {facts['run_id']}"),
        *((f"{name}", f"{frame.height} 行 rows") for name, frame in frames.items()),
        ("空与零", "没有数字的格子是没有报告，不是零；“空白”是表上有此格而未填。 An empty cell is not reported; 空白 was left blank in the form; 0 is a zero."),
        ("合计", "“是合计”的行与其组成部分不可相加。 Rows marked 是合计 must not be added to their parts."),
        ("发现", "发现需由原单位核对，报告原文未作任何改动。 Findings are for the offices to check; nothing that is printed was changed."),
    ]  # fmt: skip
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line)


def _sheet(book, name, head, rows, widths, formats):
    sheet = book.add_worksheet(name)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    sheet.write_row(0, 0, head, formats["head"])
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value[:LONGEST_CELL], formats["blank" if value == STATUSES["blank"] else "text"])
            elif value is not None:
                sheet.write(number, column, {True: "是", False: ""}[value] if isinstance(value, bool) else value)
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(head) - 1)
