"""The tables of the 2019-2020 (G2) and 2021- (G3) report form: the grids as printed, and their cells as gold labels.

Belongs here: row and column labels, building of grids from short value strings, gold cells, the identities that a clean table keeps.
Does not belong here: how a grid looks in a file format, prose.
"""

import re
from dataclasses import dataclass, field

APPLICANTS = "nerplo"  # 自然人, 商业企业, 科研机构, 社会公益组织, 法律服务机构, 其他
LEGAL = "法人或其他组织"
APPLICANT_PATHS = {
    "n": ["自然人"],
    "e": [LEGAL, "商业企业"],
    "r": [LEGAL, "科研机构"],
    "p": [LEGAL, "社会公益组织"],
    "l": [LEGAL, "法律服务机构"],
    "o": [LEGAL, "其他"],
    "t": ["总计"],
}
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

DENIED, UNAVAILABLE, UNPROCESSED, OTHER = "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"
OUTCOMES = [
    ("granted", None, "（一）予以公开"),
    ("partial", None, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("secret", DENIED, "1.属于国家秘密"),
    ("law", DENIED, "2.其他法律行政法规禁止公开"),
    ("security", DENIED, "3.危及“三安全一稳定”"),
    ("third", DENIED, "4.保护第三方合法权益"),
    ("internal", DENIED, "5.属于三类内部事务信息"),
    ("process", DENIED, "6.属于四类过程性信息"),
    ("file", DENIED, "7.属于行政执法案卷"),
    ("query", DENIED, "8.属于行政查询事项"),
    ("not_held", UNAVAILABLE, "1.本机关不掌握相关政府信息"),
    ("create", UNAVAILABLE, "2.没有现成信息需要另行制作"),
    ("unclear", UNAVAILABLE, "3.补正后申请内容仍不明确"),
    ("petition", UNPROCESSED, "1.信访举报投诉类申请"),
    ("repeat", UNPROCESSED, "2.重复申请"),
    ("publication", UNPROCESSED, "3.要求提供公开出版物"),
    ("excessive", UNPROCESSED, "4.无正当理由大量反复申请"),
    ("reconfirm", UNPROCESSED, "5.要求行政机关确认或重新出具已获取信息"),
]
OTHER_G2 = [("other", None, OTHER)]
OTHER_G3 = [
    ("nofix", OTHER, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("unpaid", OTHER, "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("misc", OTHER, "3.其他"),
]
NEW, OLD, OUT = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理"
RESULT, TOTAL = "三、本年度办理结果", "（七）总计"

REMEDY_RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
REMEDIES = {"recon": ["行政复议"], "direct": ["行政诉讼", "未经复议直接起诉"], "after": ["行政诉讼", "复议后起诉"]}

# block title, column titles, rows: (key, label)
BLOCKS = {
    "G2": [
        ("第二十条第（一）项", ["本年新制作数量", "本年新公开数量", "对外公开总数量"], [("reg", "规章"), ("norm", "规范性文件")]),
        ("第二十条第（五）项", ["上一年项目数量", "本年增/减", "处理决定数量"], [("lic", "行政许可"), ("svc", "其他对外管理服务事项")]),
        ("第二十条第（六）项", ["上一年项目数量", "本年增/减", "处理决定数量"], [("pen", "行政处罚"), ("coer", "行政强制")]),
        ("第二十条第（八）项", ["上一年项目数量", "本年增/减"], [("charge", "行政事业性收费")]),
        ("第二十条第（九）项", ["采购项目数量", "采购总金额"], [("proc", "政府集中采购")]),
    ],
    "G3": [
        ("第二十条第（一）项", ["本年制发件数", "本年废止件数", "现行有效件数"], [("reg", "规章"), ("norm", "行政规范性文件")]),
        ("第二十条第（五）项", ["本年处理决定数量"], [("lic", "行政许可")]),
        ("第二十条第（六）项", ["本年处理决定数量"], [("pen", "行政处罚"), ("coer", "行政强制")]),
        ("第二十条第（八）项", ["本年收费金额（单位：万元）"], [("charge", "行政事业性收费")]),
    ],
}


@dataclass(frozen=True)
class Cell:
    """A printed cell of a grid with its spans; head marks label and title cells."""

    text: str
    rows: int = 1
    columns: int = 1
    head: bool = False


def plain(label):
    """Official label without numbering, `其中：` and bracketed notes, as gold paths have it."""
    if label.startswith("第二十条"):
        return label
    label = re.sub(r"^（[一二三四五六七]）|^[一二三四]、|^\d\. ?", "", label)
    return re.sub(r"（.*?）", "", label)


def printed_value(text):
    """(value, unit) of a printed cell; blank, `/` and dashes are None; 减4 is -4."""
    text = text.replace("\u3000", " ").replace("&nbsp;", " ").strip()
    if text in ("", "/", "—", "——", "-"):
        return None, None
    match = re.fullmatch(r"([+＋减增-]?)([0-9０-９,]+(?:\.[0-9]+)?)(件|项|元|万元)?", text)
    if not match:
        raise ValueError(f"cell {text!r}")
    number = float(match[2].replace(",", ""))
    number = int(number) if number.is_integer() else number
    return (-number if match[1] in ("减", "-") else number), match[3]


@dataclass
class Tables:
    """All figures of one report's tables.

    section2: row key -> printed values, separated by spaces (`_` for a blank).  matrix: row key -> `n5 e1`.  remedies: key -> four results.
    errors: (table key, column key) -> printed text that replaces the right one.  labels: official label -> printed label.
    columns: official column title -> printed column title.  extra: rows (block index, label, values) that the form does not have.
    blank_zero: zeros of the matrix stay blank outside the total column of the four main rows.
    """

    form: str
    section2: dict
    matrix: dict
    remedies: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)
    labels: dict = field(default_factory=dict)
    columns: dict = field(default_factory=dict)
    extra: list = field(default_factory=list)
    blank_zero: bool = False

    def __post_init__(self):
        self.outcomes = OUTCOMES + (OTHER_G2 if self.form == "G2" else OTHER_G3)
        self.rows = {key: self._row(self.matrix.get(key, "")) for key in ["new", "old", *[o[0] for o in self.outcomes], "out"]}
        unknown = set(self.matrix) - set(self.rows)
        if unknown:
            raise ValueError(f"unknown rows {unknown}")
        self.rows["total"] = {a: sum(self.rows[o[0]][a] for o in self.outcomes) for a in APPLICANTS + "t"}
        for a in APPLICANTS + "t":
            left, right = self.rows["new"][a] + self.rows["old"][a], self.rows["total"][a] + self.rows["out"][a]
            if left != right:
                raise ValueError(f"column {a}: {left} != {right}")
        self.remedy_rows = {}
        for key in REMEDIES:
            parts = [int(x) for x in self.remedies.get(key, "0 0 0 0").split()]
            self.remedy_rows[key] = [*parts, sum(parts)]

    @staticmethod
    def _row(spec):
        row = dict.fromkeys(APPLICANTS, 0)
        for part in spec.split():
            row[part[0]] = int(part[1:])
        row["t"] = sum(row.values())
        return row

    def matrix_text(self, key, a):
        if (key, a) in self.errors:
            return self.errors[key, a]
        value = self.rows[key][a]
        main = a == "t" and key in ("new", "old", "total", "out")
        return "" if self.blank_zero and value == 0 and not main else str(value)

    def remedy_text(self, key, index):
        return self.errors.get((key, index), str(self.remedy_rows[key][index]))

    def section2_values(self, key):
        return ["" if v == "_" else v for v in self.section2[key].split()]

    def label(self, official):
        return self.labels.get(official, official)

    # ------------------------------------------------------------------ grids
    def blocks(self):
        """Section 2 as one small grid a block, all four columns wide: [[Cell, ...], ...] each."""
        out = []
        for number, (title, columns, rows) in enumerate(BLOCKS[self.form]):
            width = 3 // len(columns)
            spans = [width] * (len(columns) - 1) + [3 - width * (len(columns) - 1)]
            grid = [
                [Cell(self.label(title), columns=4, head=True)],
                [Cell("信息内容", head=True), *[Cell(self.columns.get(c, c), columns=s, head=True) for c, s in zip(columns, spans, strict=True)]],
            ]
            lines = [(self.label(label), self.section2_values(key)) for key, label in rows]
            lines += [(label, values.split()) for block, label, values in self.extra if block == number]
            for label, values in lines:
                grid.append([Cell(label, head=True), *[Cell(v, columns=s) for v, s in zip(values, spans, strict=True)]])
            out.append(grid)
        return out

    def matrix_grid(self):
        """The application matrix, three label columns and seven value columns."""
        grid = [
            [Cell(self.label(CORNER), rows=3, columns=3, head=True), Cell("申请人情况", columns=7, head=True)],
            [Cell("自然人", rows=2, head=True), Cell(self.label(LEGAL), columns=5, head=True), Cell("总计", rows=2, head=True)],
            [Cell(self.label(APPLICANT_PATHS[a][1]), head=True) for a in "erplo"],
        ]

        def values(key):
            return [Cell(self.matrix_text(key, a)) for a in APPLICANTS + "t"]

        grid.append([Cell(self.label(NEW), columns=3, head=True), *values("new")])
        grid.append([Cell(self.label(OLD), columns=3, head=True), *values("old")])
        seen = set()
        for key, group, label in self.outcomes:
            line = [] if seen else [Cell(self.label(RESULT), rows=len(self.outcomes) + 1, head=True)]
            if group is None:
                line.append(Cell(self.label(label), columns=2, head=True))
            else:
                if group not in seen:
                    line.append(Cell(self.label(group), rows=sum(o[1] == group for o in self.outcomes), head=True))
                line.append(Cell(self.label(label), head=True))
            seen |= {group, "any"}
            grid.append(line + values(key))
        grid.append([Cell(self.label(TOTAL), columns=2, head=True), *values("total")])
        grid.append([Cell(self.label(OUT), columns=3, head=True), *values("out")])
        return grid

    def remedies_grid(self):
        """The reconsideration and litigation table: three header rows, one row of fifteen values."""
        results = [self.label(r) for r in REMEDY_RESULTS]
        return [
            [Cell("行政复议", columns=5, head=True), Cell("行政诉讼", columns=10, head=True)],
            [*[Cell(r, rows=2, head=True) for r in results], Cell("未经复议直接起诉", columns=5, head=True), Cell("复议后起诉", columns=5, head=True)],
            [Cell(r, head=True) for r in results * 2],
            [Cell(self.remedy_text(key, i)) for key in REMEDIES for i in range(5)],
        ]

    # ------------------------------------------------------------------ gold
    def gold_cells(self):
        """table_cells of the gold: official paths, value, unit as printed."""
        out = []

        def add(path, columns, text, unit=None, printed=None, column_printed=None):
            value, own_unit = printed_value(text)
            cell = {"label_path": path, "column_path": columns, "value": value, "unit_as_printed": own_unit or unit}
            if printed and printed != path[-1]:
                cell["printed_label"] = printed
            column_shown = plain(column_printed or "").replace("\n", "")
            if column_printed and column_shown != columns[-1]:
                cell["column_alts"] = [column_shown]
            out.append(cell)

        for number, (title, columns, rows) in enumerate(BLOCKS[self.form]):
            lines = [(label, self.section2_values(key), self.label(label)) for key, label in rows]
            lines += [(label, values.split(), label) for block, label, values in self.extra if block == number]
            for label, values, printed in lines:
                for column, text in zip(columns, values, strict=True):
                    shown = self.columns.get(column, column)
                    unit = "万元" if "万元" in shown else None
                    add([title, label], [plain(column)], text, unit, plain(printed), shown)
        paths = [("new", [plain(NEW)]), ("old", [plain(OLD)])]
        for key, group, label in self.outcomes:
            paths.append((key, [plain(RESULT), *([plain(group)] if group else []), plain(label)]))
        paths += [("total", [plain(RESULT), plain(TOTAL)]), ("out", [plain(OUT)])]
        printed = {o[0]: plain(self.label(o[2])) for o in self.outcomes} | dict.fromkeys(("new", "old", "total", "out"))
        for key, path in paths:
            for a in APPLICANTS + "t":
                add(path, ["申请人情况", *APPLICANT_PATHS[a]], self.matrix_text(key, a), printed=printed[key])
        for key, path in REMEDIES.items():
            for i, result in enumerate(REMEDY_RESULTS):
                add([*path, result], [], self.remedy_text(key, i), printed=self.label(result).replace("\n", ""))
        return out


def indicator(form, key):
    """(official indicator name, path) of an indicator key such as `new`, `granted.e`, `total`, `recon`, `recon.0`, `suit`, `norm.issued`, `pen`."""
    head, _, tail = key.partition(".")
    outcomes = {o[0]: o for o in OUTCOMES + (OTHER_G2 if form == "G2" else OTHER_G3)}
    applicant = ["申请人情况", *APPLICANT_PATHS[tail or "t"]] if (tail or "t") in APPLICANT_PATHS else None
    if head in ("new", "old", "out"):
        label = plain({"new": NEW, "old": OLD, "out": OUT}[head])
        return label, [label, *applicant]
    if head == "total":
        return "本年度办理结果/总计", [plain(RESULT), "总计", *applicant]
    if head in outcomes:
        _, group, label = outcomes[head]
        return plain(label), [plain(RESULT), *([plain(group)] if group else []), plain(label), *applicant]
    groups = {"denied": DENIED, "unavailable": UNAVAILABLE, "unprocessed": UNPROCESSED, "others": OTHER}
    if head in groups:
        return plain(groups[head]), [plain(RESULT), plain(groups[head]), *applicant]
    if head == "suit":
        return "行政诉讼合计", ["行政诉讼合计", "行政诉讼"]
    if head in REMEDIES:
        path = REMEDIES[head]
        if not tail:
            return ("行政复议" if head == "recon" else "/".join([*path, "总计"])), [*path, "总计"]
        result = REMEDY_RESULTS[int(tail)]
        return "/".join([*path, result]), [*path, result]
    columns = {
        "G2": {
            "made": "本年新制作数量",
            "disclosed": "本年新公开数量",
            "stock": "对外公开总数量",
            "prior": "上一年项目数量",
            "change": "本年增/减",
            "decision": "处理决定数量",
            "projects": "采购项目数量",
            "amount": "采购总金额",
        },
        "G3": {"issued": "本年制发件数", "repealed": "本年废止件数", "force": "现行有效件数", "decision": "本年处理决定数量", "amount": "本年收费金额"},
    }[form]
    for title, _, rows in BLOCKS[form]:
        for row, label in rows:
            if row == head:
                column = columns[tail or "decision"]
                name = label if (tail or "decision") == "decision" else f"{label}/{column}"
                return name, [title, label, column]
    raise KeyError(key)


def table_value(tables, key):
    """The right (not the misprinted) value of the table cell an indicator key points to, None where the form prints none."""
    head, _, tail = key.partition(".")
    groups = {"denied": DENIED, "unavailable": UNAVAILABLE, "unprocessed": UNPROCESSED, "others": OTHER}
    if head in tables.rows:
        return tables.rows[head][tail or "t"]
    if head in groups:
        return sum(tables.rows[k]["t"] for k, group, label in tables.outcomes if groups[head] in (group, label))
    if head == "suit":
        return tables.remedy_rows["direct"][4] + tables.remedy_rows["after"][4]
    if head in REMEDIES:
        return tables.remedy_rows[head][int(tail) if tail else 4]
    columns = {
        "made": 0,
        "disclosed": 1,
        "stock": 2,
        "prior": 0,
        "change": 1,
        "decision": -1,
        "projects": 0,
        "amount": -1,
        "issued": 0,
        "repealed": 1,
        "force": 2,
    }
    return printed_value(tables.section2_values(head)[columns[tail or "decision"]])[0]
