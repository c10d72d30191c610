"""Lists of findings for people: a selection, and the workbook 整改清单 that a district's staff send out.

Belongs here: which findings, and the sheets of the workbook. Not here: how findings come about (rules) or look in a terminal.
"""

from datetime import datetime

import polars as pl

from pipeline.warehouse import query
from schemas.codebook import codebook

SEVERITIES = ("error", "warning", "info")
NAMES = {"error": "错误", "warning": "警告", "info": "提示"}
MOST_PLACES = 3
CHOSEN = """
  report_status = 'accepted'
  AND ($office IS NULL OR contains(full_name, $office) OR contains(concat(district, office), $office))
  AND ($district IS NULL OR district = $district OR city = $district)
  AND ($year IS NULL OR year = $year)
"""
# Of a label path the last two parts, of a column path the last; of many cells the first few and the last, which is often the total.
PLACE = """
  CASE WHEN place.label IS NULL THEN concat('正文', '第' || place.page || '页', '“', place.quote, '”')
    ELSE concat_ws('／', '表格' || '第' || place.page || '页', array_to_string(string_split(place.label, ' / ')[-2:], '／'), nullif(string_split(place.column, ' / ')[-1], '统计数')) END"""
SELECTION = f"""
WITH named AS (SELECT *, [{PLACE} FOR place IN places] AS named FROM v_findings WHERE {CHOSEN}),
placed AS (SELECT *, list_filter(named, lambda spot, nth: list_position(named, spot) = nth) AS all_places FROM named)
SELECT severity::VARCHAR AS severity, code, rule_id, fault::VARCHAR AS fault, province, city, district, office, full_name, year, message_zh, message_en, expected, actual, suggestion, path,
  CASE WHEN len(all_places) IS NULL OR len(all_places) = 0 THEN '全文' WHEN len(all_places) <= {MOST_PLACES} THEN array_to_string(all_places, '；' || chr(10))
    ELSE concat(array_to_string(list_append(all_places[:{MOST_PLACES - 1}], all_places[-1]), '；' || chr(10)), '（共 ', len(all_places), ' 格）') END AS place, report_id, finding_id
FROM placed
WHERE severity IN (SELECT unnest($severities)) AND ($code IS NULL OR code = $code OR rule_id = $code)
ORDER BY province, city, district, office, year, severity = 'info', severity = 'warning', code, finding_id
"""
SCORES = f"""
SELECT district, office, year, published_on, due_date, days_late, errors, warnings, notes, score, codes, path
FROM (SELECT *, status AS report_status FROM v_scorecard)
WHERE {CHOSEN}
ORDER BY province, city, district, year, score, office, path
"""
DISTRICTS = """
SELECT province, city, district, year, reports, clean_reports, errors, warnings, notes, late_reports, mean_score, lowest_score
FROM v_scorecard_district
WHERE ($district IS NULL OR district = $district OR city = $district) AND ($year IS NULL OR year = $year)
ORDER BY province, city, district, year
"""
# Column of the selection → heading and width; what is left for the office to fill in.
LIST = {
    "number": ("序号", 5), "office": ("机关", 13), "year": ("年度", 6), "severity": ("级别", 6), "code": ("问题类别", 10), "place": ("报告中的位置", 27),
    "actual": ("报告所写", 10), "expected": ("与之矛盾的数据（应为）", 12), "message_zh": ("问题说明", 38), "suggestion": ("请核对", 20),
}  # fmt: skip
PLACE_OF_OFFICE = ("区县", 9)  # beside the office in lists of several districts
REPLY = (("核对结果", 11), ("更正后内容", 12), ("核对人", 8), ("核对日期", 9))
SCORE_COLUMNS = (("区县", 10), ("机关", 22), ("年度", 6), ("公布日期", 11), ("应公布日期", 11), ("逾期天数", 7), ("错误", 6), ("警告", 6), ("提示", 6), ("得分", 6), ("问题类别", 26), ("文件", 30))  # fmt: skip
NOTES = (
    "一、本清单由年报数据核查系统自动生成。“错误”为同一份报告内的算术关系已证明的问题，“警告”须对照台账或其他年份的报告判断。",
    "二、请各单位逐条核对“问题整改清单”表，在浅黄色各栏填写核对结果（属实／不属实）、更正后内容、核对人和日期；不属实的请说明理由。",
    "三、“与之矛盾的数据（应为）”是由报告其他数据推算的结果，仅供核对，不代替原始台账；报告原文未作任何改动。",
    "四、得分＝100－10×错误数－3×警告数，最低 0 分，见“评分表”。",
)
MADE = datetime(2020, 1, 1)  # in the file's properties: the same findings give the same bytes


def select(file, office=None, district=None, year=None, severity=None, code=None):
    """Findings of the accepted reports of a warehouse as a frame, worst first within a report; `severity` is the least bad one wanted, `code` a finding
    code or the id of a rule."""
    severities = SEVERITIES[: SEVERITIES.index(severity) + 1] if severity else SEVERITIES
    return query(file, SELECTION, {"office": office, "district": district, "year": year, "severities": list(severities), "code": code})


def scorecard(file, office=None, district=None, year=None):
    """Scorecard of each accepted report as a frame: dates, errors, warnings, notes, score."""
    return query(file, SCORES, {"office": office, "district": district, "year": year})


def district_scorecard(file, district=None, year=None):
    """Scorecard of each district and year as a frame: reports, those without errors and warnings, errors, warnings, late reports, scores."""
    return query(file, DISTRICTS, {"district": district, "year": year})


def workbook(findings, scores, path, title="政府信息公开工作年度报告问题整改清单"):
    """Writes findings (select) and scores (scorecard) as an Excel workbook of three sheets: notes, the list to fill in, the scorecard."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        book.set_properties({"title": title, "created": MADE})
        formats = _formats(book)
        _cover(book, title, findings, scores, formats)
        columns = _columns(findings)
        findings = findings.with_columns(place_of_office=pl.coalesce("district", "city", "province")).with_row_index("number", offset=1)
        rows = [[_shown(name, value) for name, value in zip(columns, row, strict=True)] for row in findings.select(*columns).iter_rows()]
        sheet = _sheet(book, "问题整改清单", title, (*columns.values(), *REPLY), [row + [""] * len(REPLY) for row in rows], formats, len(columns))
        worst = {"type": "text", "criteria": "begins with", "value": NAMES["error"], "format": formats["worst"]}
        severity = list(columns).index("severity")
        sheet.conditional_format(2, severity, max(2, len(rows) + 1), severity, worst)
        answers = {"validate": "list", "source": ["属实，已更正", "属实，待更正", "不属实"], "ignore_blank": True}
        sheet.data_validation(2, len(columns), max(2, len(rows) + 1), len(columns), answers)
        scored = [[_shown(name, value) for name, value in zip(scores.columns, row, strict=True)] for row in scores.iter_rows()]
        _sheet(book, "评分表", "各报告评分表", SCORE_COLUMNS, scored, formats, len(SCORE_COLUMNS))


def _columns(findings):
    """LIST, with the place of the office before its name where the list is of several districts: each may have a 水利局."""
    number, *others = LIST.items()
    return dict([number, *([("place_of_office", PLACE_OF_OFFICE)] if findings["district"].n_unique() > 1 else []), *others])


def _formats(book):
    cell = {"text_wrap": True, "valign": "top", "border": 1, "font_size": 10}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "head": book.add_format({**cell, "bold": True, "bg_color": "#1f4e79", "font_color": "white", "valign": "vcenter", "align": "center"}),
        "text": book.add_format(cell),
        "reply": book.add_format({**cell, "bg_color": "#fff9e5", "locked": False}),
        "note": book.add_format({"text_wrap": True, "valign": "top", "font_size": 11}),
        "worst": book.add_format({"bold": True, "font_color": "#c00000"}),
    }


def _cover(book, title, findings, scores, formats):
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 0, 72)
    sheet.set_row(0, 36)
    sheet.write(0, 0, title, formats["title"])
    counts = {name: findings.filter(findings["severity"] == severity).height for severity, name in NAMES.items()}
    clean = scores.filter((scores["errors"] == 0) & (scores["warnings"] == 0)).height
    lines = [
        f"共核查 {scores.height} 份报告，其中 {clean} 份未发现错误和警告；本清单列出"
        + "、".join(f"{name} {count} 条" for name, count in counts.items() if count or name != "提示")
        + "。",
        *NOTES,
    ]
    for number, line in enumerate(lines, 2):
        sheet.set_row(number, 34)
        sheet.write(number, 0, line, formats["note"])
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _sheet(book, name, title, columns, rows, formats, filled):
    """A sheet with a title line, headings that repeat on every printed page, filters; columns from `filled` on are for the reply."""
    sheet = book.add_worksheet(name)
    last = len(columns) - 1
    sheet.set_row(0, 30)
    sheet.set_row(1, 30)
    sheet.merge_range(0, 0, 0, last, title, formats["title"])
    for number, (heading, width) in enumerate(columns):
        sheet.set_column(number, number, width)
        sheet.write(1, number, heading, formats["head"])
    for line, row in enumerate(rows, 2):
        sheet.set_row(line, _height(row, columns))
        for number, value in enumerate(row):
            sheet.write(line, number, value, formats["text" if number < filled else "reply"])
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, max(1, len(rows) + 1), last)
    sheet.repeat_rows(0, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.fit_to_pages(1, 0)
    return sheet


def _height(row, columns):
    """Height that shows all lines of a row: a Chinese sign takes two of the units that columns are wide."""
    lines = [sum(-(-max(1, len(part) * 2) // int(width)) for part in str(value).split("\n")) for value, (_, width) in zip(row, columns, strict=False)]
    return min(400, 14 * max(1, *lines) + 4)


def _shown(name, value):
    if value is None:
        return ""
    if name == "severity":
        return NAMES[value]
    if name in ("code", "codes"):
        return "、".join(codebook().finding_codes[code].zh for code in value.split())
    return value if isinstance(value, int | float) else str(value)
