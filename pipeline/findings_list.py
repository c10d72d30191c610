"""Lists of findings for people: a selection, and the workbook 整改清单 that a district's staff send out.

Belongs here: which findings, and the sheets of the workbook. Not here: how findings come about (rules) or look in a terminal.
"""

from pathlib import Path

from pipeline.warehouse import query

SEVERITIES = ("error", "warning", "info")
SELECTION = """
SELECT severity::VARCHAR AS severity, code, rule_id, fault::VARCHAR AS fault, province, city, district, office, year, message_zh, message_en, expected, actual, suggestion, path,
  array_to_string([concat_ws('，', 'p.' || place.page, coalesce(place.label, ''), place.column) FOR place IN places], '；') AS place, report_id, finding_id
FROM v_findings
WHERE severity IN (SELECT unnest($severities))
  AND ($office IS NULL OR contains(concat(province, city, district, office), $office))
  AND ($district IS NULL OR district = $district OR city = $district)
  AND ($year IS NULL OR year = $year)
ORDER BY province, city, district, office, year, CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, code, finding_id
"""
SHEET = {
    "office": "机关", "year": "报告年度", "severity": "级别", "code": "类别", "place": "报告中的位置", "message_zh": "问题", "actual": "报告所写", "expected": "应为或与之矛盾者",
    "suggestion": "请核对", "path": "文件",
}  # fmt: skip
NAMES = {"error": "错误", "warning": "警告", "info": "提示"}
REPLY = ("核对结果", "更正后内容", "核对人", "日期")


def select(file, office=None, district=None, year=None, severity=None):
    """Findings of a warehouse as a frame, worst first within a report; `severity` is the least bad one wanted."""
    severities = SEVERITIES[: SEVERITIES.index(severity) + 1] if severity else SEVERITIES
    return query(file, SELECTION, {"office": office, "district": district, "year": year, "severities": list(severities)})


def workbook(findings, path):
    """Writes the findings as an Excel workbook: a sheet for each office, blank columns for the reply, a first sheet with counts."""
    import polars as pl
    import xlsxwriter

    with xlsxwriter.Workbook(str(Path(path)), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#1f4e79", "font_color": "white", "text_wrap": True, "valign": "vcenter", "border": 1})
        text = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        reply = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "bg_color": "#fff9e5"})
        counts = findings.group_by("district", "office", "year", maintain_order=True).agg(
            *(pl.col("severity").eq(severity).sum().alias(NAMES[severity]) for severity in SEVERITIES)
        )
        _sheet(book, "汇总", [["区县", "机关", "报告年度", *NAMES.values()], *map(list, counts.iter_rows())], head, [text] * 6, (12, 30, 10, 8, 8, 8))
        for (district, office), rows in findings.group_by("district", "office", maintain_order=True):
            lines = [[*SHEET.values(), *REPLY]]
            for row in rows.iter_rows(named=True):
                lines.append([NAMES.get(row[key], row[key]) if key == "severity" else row[key] for key in SHEET] + [""] * len(REPLY))
            formats = [text] * len(SHEET) + [reply] * len(REPLY)
            _sheet(book, _sheet_name(f"{district or ''}{office}", book), lines, head, formats, (22, 8, 6, 14, 30, 48, 14, 14, 30, 30, 16, 16, 10, 12))


def _sheet(book, name, lines, head, formats, widths):
    sheet = book.add_worksheet(name)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    for number, line in enumerate(lines):
        for column, value in enumerate(line):
            sheet.write(number, column, "" if value is None else value, head if number == 0 else formats[column])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(lines) - 1, len(lines[0]) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _sheet_name(name, book):
    """A name that Excel takes: 31 characters, none of []:*?/\\, not used yet."""
    name = "".join("·" if sign in "[]:*?/\\" else sign for sign in name)[:28]
    used = {sheet.get_name() for sheet in book.worksheets()}
    return name if name not in used else next(f"{name}{number}" for number in range(2, 999) if f"{name}{number}" not in used)
