"""Plain-text files as converters leave them.  Every layout returns the text and, for each paragraph, the place of its first character."""


class Writer:
    """Collects text and remembers where each paragraph starts."""

    def __init__(self, newline="\n"):
        self.newline, self.text, self.starts = newline, "", {}

    def line(self, text=""):
        self.text += text + self.newline

    def paragraph(self, index, text, indent=""):
        self.starts[index] = len(self.text) + len(indent)
        self.line(indent + text)


def write(report, paragraphs):
    """(text without BOM, {paragraph index: offset}) of a report in its layout."""
    writer = Writer(report.page.get("newline", "\n"))
    title = report.title
    if report.layout == "tabs":
        writer.line(title + "　  ")
        writer.line(f"　　索引号：FZ0591-0301-2023-00007 发布机构：{report.page['source']} 生成日期：{report.page['published']}")
    elif report.layout == "pipes_dropped":
        writer.line("首页 > 政务公开 > 法定主动公开内容 > 政府信息公开年报")
        writer.line(title)
        writer.line(f"发布时间：{report.page['published']} 09:12　信息来源：{report.page['source']}　浏览次数：326")
        writer.line("【字体：大 中 小】 打印 分享：")
        writer.line()
    else:
        writer.line(title)
        writer.line(f"{report.page['published']}  来源：{report.page['source']}")
        writer.line()
    layout = LAYOUTS[report.layout]
    for index, paragraph in enumerate(paragraphs):
        if paragraph.text.startswith("@"):
            layout(writer, report.tables, paragraph.text[1])
        else:
            writer.paragraph(index, paragraph.text, "　　" if report.layout in ("tabs", "cell_lines") and paragraph.style == "p" else "")
            if report.layout == "lines_blank":
                writer.line()
    if report.layout == "pipes_dropped":
        writer.line("上一篇：没有了")
        writer.line("下一篇：西湖区抚河路街道办事处2019年度政府信息公开工作报告")
    return writer.text, writer.starts


def grids(tables, number):
    """The grids of section 2, 3 or 4."""
    return {"2": tables.blocks(), "3": [tables.matrix_grid()], "4": [tables.remedies_grid()]}[number]


def lines_of(grid):
    """Rows of a grid as lists of texts, a rowspan leaving an empty text in the rows below it, a colspan only one text."""
    carried = []  # (column, rows left) of cells that span down
    out = []
    for row in grid:
        line, column, next_carried = [], 0, []
        pending = sorted(carried)
        cells = list(row)
        while cells or pending:
            if pending and pending[0][0] <= column:
                start, left, width = pending.pop(0)
                line.append("")
                if left > 1:
                    next_carried.append((start, left - 1, width))
                column = start + width
                continue
            if not cells:
                column = pending[0][0]
                continue
            cell = cells.pop(0)
            line.append(cell.text)
            if cell.rows > 1:
                next_carried.append((column, cell.rows - 1, cell.columns))
            column += cell.columns
        carried = next_carried
        out.append(line)
    return out


def tabs(writer, tables, number):
    """A cell is a line that begins with a tab, an empty line ends the row, a merge leaves an empty cell."""
    writer.line()
    for grid in grids(tables, number):
        for row in lines_of(grid):
            for text in row:
                text = {"商业企业": "商业\n企业", "科研机构": "科研\n机构"}.get(text, text)
                writer.line("\t" + text.replace("\n", writer.newline))
            writer.line()
    writer.line()
    writer.line()


def lines_blank(writer, tables, number):
    """One cell a line, an empty line after each; merged cells leave nothing."""
    for grid in grids(tables, number):
        for row in grid:
            for cell in row:
                writer.line(cell.text if cell.head else " " + cell.text)
                writer.line()


def pipes_dropped(writer, tables, number):
    """Rows with pipes; what is merged is gone, so rows differ in length."""
    writer.line()
    for grid in grids(tables, number):
        for row in grid:
            writer.line(" | ".join(cell.text for cell in row))
    writer.line()


def cell_lines(writer, tables, number):
    """One cell a line, nothing between cells or rows."""
    for grid in grids(tables, number):
        for row in grid:
            for cell in row:
                writer.line(cell.text)


def tab_rows(writer, tables, number):
    """One row a line, cells separated by tabs, merged cells left empty at full width."""
    writer.line()
    for grid in grids(tables, number):
        for row in expand(grid):
            writer.line("\t".join(row))
    writer.line()


def expand(grid):
    """The grid at full width, covered places empty."""
    width = sum(cell.columns for cell in grid[0])
    out = [[None] * width for _ in grid]
    for r, row in enumerate(grid):
        column = 0
        for cell in row:
            while out[r][column] is not None:
                column += 1
            for i in range(cell.rows):
                for j in range(cell.columns):
                    out[r + i][column + j] = cell.text if i == j == 0 else ""
            column += cell.columns
    return [[text or "" for text in row] for row in out]


LAYOUTS = {"tabs": tabs, "lines_blank": lines_blank, "pipes_dropped": pipes_dropped, "cell_lines": cell_lines, "tab_rows": tab_rows}
