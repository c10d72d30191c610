"""The data dictionary: pages of Markdown made from the codebook alone, Chinese first.

Belongs here: what a page says and in which order. Not here: writing files (assets/command_line.py), anything that has to be looked up in a warehouse.
"""

from functools import cache

from schemas.codebook import codebook, split_column
from schemas.cookbook import questions
from schemas.form_cells import leaves

MADE = "<!-- 由编码本生成，勿手改 | made from the codebook by `foi dictionary`: change schemas/codebook/, not this page -->"
KINDS = {
    "string": "文字 text",
    "integer": "整数 integer",
    "short": "整数 integer",
    "number": "数 number",
    "boolean": "是否 yes/no",
    "date": "日期 date",
    "list": "列表 list",
}
GROUPS = {"views": "视图 Views", "warehouse": "表 Tables", "layers": "中间层 Layers (Parquet)"}
AGGREGATIONS = {"sum_of_children": "分项之和 sum of its parts", "of_which": "其中项 part of its parent", "independent": "独立 independent"}


def pages():
    """File name → text of every page, the same for the same codebook."""
    return {
        "README.md": _index(),
        "tables.md": _tables(),
        "indicators.md": _indicators(),
        "concepts.md": _concepts(),
        "forms.md": _forms(),
        "labels.md": _labels(),
        "rules.md": _rules(),
        "codes.md": _codes(),
        "cookbook.md": _cookbook(),
    }


def _page(title, *parts):
    return "\n\n".join([MADE, f"# {title}", *parts]) + "\n"


def _table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value):
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ").replace("*", "\\*").replace("<", "&lt;").strip()


def _code(value):
    return f"`{value}`" if value else ""


def _index():
    rows = [
        ("[表与视图 tables and views](tables.md)", "每个视图、表、中间层的每一列 every column"),
        ("[指标 indicators](indicators.md)", "每个指标的名称、单位、上下级、所在表式 every indicator"),
        ("[可比概念 concepts](concepts.md)", "跨表式概念的算法与可比性 how series run over the breaks of forms"),
        ("[表式 forms](forms.md)", "每种表式的每一行每一列 every row and column of every form"),
        ("[印出的标签 printed labels](labels.md)", "哪个年度哪张表上的哪个标签是哪个指标 which label of which year is which indicator"),
        ("[规则 rules](rules.md)", "每条规则的公式或检查、级别、适用表式 every rule"),
        ("[问题 cookbook](cookbook.md)", "可以直接问的问题 saved questions"),
        ("[代码 codes](codes.md)", "发现代码、文件去向代码、取值、申请人类型 finding codes, reason codes, values"),
    ]
    text = (
        "本词典由 `schemas/codebook/` 生成，同样的说明以 `COMMENT` 写在数据库的每张表、每个视图、每一列上。\n\n"
        "Made from `schemas/codebook/`; the same words stand as `COMMENT` on every table, view and column of the database:\n\n"
        "```sql\nSELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal\n```"
    )
    return _page("数据词典 Data dictionary", text, _table(("页 page", "内容 contents"), [(f"{name}", what) for name, what in rows]))


def _tables():
    book, parts = codebook(), []
    for group, title in GROUPS.items():
        parts.append(f"## {title}")
        for name, entry in book.tables[group].items():
            rows = []
            for column, field in map(split_column, entry.columns):
                described = book.fields[field]
                marks = [
                    mark
                    for mark, holds in (
                        ("键 key", column in entry.key),
                        ("必填 required", column in entry.required),
                        ("读时算出 computed", column in entry.generated),
                    )
                    if holds
                ]
                marks += [f"→ `{entry.references[column]}`"] if column in entry.references else []
                values = " " + " ".join(map(_code, described.values)) if described.values else ""
                rows.append((_code(column), KINDS[described.type], described.zh + values, described.en, "，".join(marks)))
            parts += [f"### `{name}`", f"{entry.zh}  \n{entry.en}", _table(("列 column", "类型 type", "说明", "meaning", ""), rows)]
    return _page("表与视图 Tables and views", *parts)


def _indicators():
    book, parts = codebook(), []
    concepts = _concepts_of()
    by_section = {}
    for entry in book.indicators.values():
        by_section.setdefault(entry.section, []).append(entry)
    for section, entries in by_section.items():
        rows = [
            (entry.key, _code(entry.indicator), entry.label_zh + ("（分申请人）" if entry.by_applicant else "") + (" **合计**" if entry.is_total else ""), entry.label_en, entry.unit or "",
             AGGREGATIONS[entry.aggregation], _code(entry.parent), " ".join(map(_code, entry.form)), " ".join(map(_code, concepts.get(entry.measure, ()))), entry.note)
            for entry in entries
        ]  # fmt: skip
        parts += [
            f"## {section}",
            _table(("号 key", "指标 indicator", "名称", "name", "单位 unit", "汇总 aggregation", "上级 parent", "表式 forms", "概念 concept", "注 note"), rows),
        ]
    note = (
        "`dim_indicator.indicator_key` = 号 × 10 + 申请人类型的序号（总计与不分类型为 0）；分申请人的指标在标识后加 `[total]`、`[natural_person]` 等。合计与其组成部分不可相加。\n\n"
        "`dim_indicator.indicator_key` = key × 10 + number of the type of applicant (0 for totals and where there is none); where applicants are told apart, the identifier ends in `[total]`, "
        "`[natural_person]` and so on. Never add a total (合计) to its parts."
    )
    return _page("指标 Indicators", note, *parts).replace("\\*\\*合计\\*\\*", "**合计**")


@cache
def _concepts_of():
    found = {}
    for entry in codebook().series:
        for _, measure, _ in entry.terms:
            found.setdefault(measure, {})[entry.concept] = True
    return found


def _concepts():
    rows = [
        (
            _code(entry.concept),
            entry.label_zh,
            entry.label_en,
            entry.alternative,
            _code(entry.formula),
            _code(entry.comparability),
            entry.note_zh,
            entry.note_en,
        )
        for entry in codebook().series
    ]
    text = (
        "每个概念取第一种各项俱全的算法；`v_series` 每行附算法与可比性。\n\n"
        "The first way whose terms are all there counts; every row of `v_series` carries its formula and comparability: `exact` the same thing, `broader` or `narrower` than in the form in "
        "force, `not_comparable` not to be compared over the break."
    )
    return _page("可比概念 Concepts", text, _table(("概念 concept", "名称", "name", "序 way", "算法 formula", "可比性 comparability", "说明", "note"), rows))


def _forms():
    book, parts = codebook(), []
    for form in book.forms.values():
        parts += [
            f"## {form.form}　{form.label_zh}",
            f"{form.label_en}. 报告年度 years {_years(form)}. 依据 basis: {form.basis}. 识别标签 told by: {'、'.join(form.signature)}",
        ]
        if form.sections:
            parts.append(
                "部分 sections: " + "；".join(f"{section.title}" + (f"（又作 {'、'.join(section.also)}）" if section.also else "") for section in form.sections)
            )
        for table in form.tables:
            parts.append(f"### {form.form} / {table.table}　{table.label_zh}")
            for block in table.blocks:
                columns = [(path, column) for path, column in leaves(block.columns, "columns") if column.role not in ("label", "ignore")]
                rows = [
                    ("　" * (len(path) - 1) + row.label, _code(row.measure), row.variant or "", "、".join(row.also))
                    for path, row in leaves(block.rows, "rows")
                    if row.label
                ]
                heads = [
                    ("　" * (len(path) - 1) + column.label, _code(column.measure or column.applicant), column.role, "、".join(column.also))
                    for path, column in columns
                ]
                parts.append(f"**{block.label}**" if block.label else "")
                parts.append(_table(("列 column", "计量或申请人 measure or applicant", "作用 role", "又作 also printed"), heads))
                if rows:
                    parts.append(_table(("行 row", "计量 measure", "地方 variant", "又作 also printed"), rows))
    return _page("表式 Forms", *(part for part in parts if part))


def _years(form):
    first, last = form.years
    return f"{first or ''}—{last or ''}"


def printed_labels():
    """Index of the labels that forms print, sorted: (label, years, form, table, labels above it, measure code or column)."""
    found = set()
    for form in codebook().forms.values():
        for table in form.tables:
            for block in table.blocks:
                for path, entry in (
                    *leaves(block.rows, "rows"),
                    *((path, column) for path, column in leaves(block.columns, "columns") if column.role in ("value", "cumulative", "period")),
                ):
                    meaning = entry.measure or getattr(entry, "applicant", None)
                    if not entry.label or not meaning:
                        continue
                    above = [part for part in (block.label, *path[:-1]) if part]
                    for label in (entry.label, *entry.also):
                        found.add((label, _years(form), form.form, table.table, " / ".join(above), meaning))
    return sorted(found)


def _labels():
    text = (
        "同一标签在不同位置可以是不同指标（如“被依法纠错数”），所以附上级标签；读取时按整条路径匹配。列标签（如“结果维持”）与行标签共同决定指标。\n\n"
        "One label can be different indicators in different places, hence the labels above it; reading matches whole paths. A measure that begins without `foi.` belongs to a column and is joined "
        "to that of the row, a type of applicant likewise."
    )
    head = ("印出的标签 printed label", "年度 years", "表式 form", "表 table", "上级标签 under", "指标代码或列 measure")
    return _page("印出的标签 Printed labels", text, _table(head, [(*row, _code(meaning)) for *row, meaning in printed_labels()]))


def _rules():
    book = codebook()
    rows = [
        (
            _code(rule.id),
            _code(rule.code),
            rule.severity,
            " ".join(map(_code, rule.forms)),
            rule.label("zh"),
            rule.label("en"),
            _code(rule.formula) + ("；须有 needs " + " ".join(map(_code, rule.needs)) if rule.needs else "") if rule.formula else f"检查 check `{rule.check}`",
        )
        for rule in book.rules.values()
    ]
    text = "级别 severity：`error` 单份报告内算术可证；`warning` 需要判断或另一份报告；`info` 提示。\n\n`error`: arithmetic within one report proves it; `warning`: needs judgement or a second report; `info`: worth knowing."
    return _page("规则 Rules", text, _table(("规则 rule", "类别 code", "级别 severity", "表式 forms", "内容", "meaning", "公式或检查 formula or check"), rows))


def _cookbook():
    rows = [(_code(question.name), question.zh, question.en, question.note) for question in questions().values()]
    text = (
        "`foi query --saved 8` 或 `foi query --saved missing-against-zero`；也在浏览页的 SQL 控制台里。每个问题是 `schemas/cookbook/` 里的一个文件，加一个文件即加一个问题。\n\n"
        "Each question is a file in `schemas/cookbook/` with three lines of comment before the SQL; a new file is a new question, here, in the command and in the explorer."
    )
    return _page("二十个问题 Cookbook", text, _table(("名称 name", "问题", "question", "须知 what to know"), rows))


def _codes():
    book = codebook()
    findings = [(_code(code), entry.zh, entry.en, entry.todo_zh, entry.todo_en) for code, entry in book.finding_codes.items()]
    reasons = [(_code(code), _code(entry.status), entry.zh, entry.en, entry.todo_zh, entry.todo_en) for code, entry in book.reasons.items()]
    applicants = [(number, _code(code), entry.zh, entry.en) for number, (code, entry) in enumerate(book.applicants.items())]
    values = [(_code(name), " ".join(map(_code, field.values)), field.zh, field.en) for name, field in book.fields.items() if field.values]
    years = [(f"{span.from_}—{span.to}", _code(span.era), span.regulation, span.due) for span in book.years]
    formats = [
        (_code(name), entry.zh, "读取 read" if entry.reader else "拆包 unpacked" if entry.archive else _code(entry.reason))
        for name, entry in book.formats.items()
    ]
    return _page(
        "代码 Codes",
        "## 发现代码 Finding codes", _table(("代码 code", "含义", "meaning", "请机关做什么", "what to do"), findings),
        "## 文件去向 What became of a file (`file_log.reason`)", _table(("代码 code", "状态 status", "含义", "meaning", "怎么办", "what to do"), reasons),
        "## 取值 Values of columns", _table(("字段 field", "取值 values", "含义", "meaning"), values),
        "## 申请人类型 Types of applicant", _table(("序号 number", "代码 code", "名称", "name"), applicants),
        "## 报告年度 Report years", _table(("年度 years", "表式 form in force", "条例 Regulations", "期限（次年） due in the next year"), years),
        "## 文件格式 Formats of files", _table(("格式 format", "名称 name", "处理 what is done"), formats),
    )  # fmt: skip
