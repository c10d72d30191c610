"""How results look in a terminal.

Belongs here: tables, colours, wording. Not here: what is shown.
"""

import json
import shlex
import sys

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from schemas.codebook import codebook

FIRST_QUERY = "FROM v_series WHERE concept = 'applications_received' ORDER BY full_name, year"

MOST_ROWS = 200
WIDEST = 100_000  # signs of a table, when it is asked how wide it would be

OUTCOMES = {
    "published": "已发布 published",
    "nothing new": "无新内容 nothing new, nothing published",
    "failed": "未发布 not published: the old warehouse stays",
}


def show_summary(summary, warehouse=None):
    """The end of `foi run`: what was taken, what was found, what to ask first."""
    console = Console(stderr=False, highlight=False)
    option = escape(f" --warehouse {shlex.quote(str(warehouse))}") if warehouse else ""
    for error in summary["errors"]:
        console.print(f"[red]error[/red] {escape(error)}", soft_wrap=True)
    if "files" in summary:
        files = "，".join(f"{name} {count}" for name, count in summary["files"].items()) or "none: the landing folder is empty"
        findings = "，".join(f"{name} {count}" for name, count in summary["findings"].items()) or "none"
        console.print(f"文件 files         {files}")
        console.print(f"报告 reports       {summary['reports']} of {summary['offices']} offices")
        console.print(f"观测 observations  {summary['observations']}, {summary['facts']} values chosen")
        console.print(f"发现 findings      {findings}")
    console.print(f"{OUTCOMES[summary['outcome']]} in {summary['seconds']} s")
    if summary.get("files", {}).get("quarantined"):
        console.print(f"\nSee why files were put aside:  foi quarantine{option}", soft_wrap=True)
    if summary.get("reports"):
        console.print(f'\nAsk it:  foi query{option} "{FIRST_QUERY}"', soft_wrap=True)


def show_frame(frame, form):
    """A frame as a table, as JSON or as CSV; where a table would be wider than the terminal, a row below the other with its names."""
    if form == "json":
        sys.stdout.write(frame.write_json() + "\n")
    elif form == "csv":
        sys.stdout.write(_plain(frame).write_csv())
    else:
        console = Console(highlight=False)
        shown = frame.head(MOST_ROWS)
        table = Table(*map(escape, shown.columns), row_styles=("", "dim"))
        for row in shown.iter_rows():
            table.add_row(*("" if value is None else escape(str(value)) for value in row))
        width = console.measure(table, options=console.options.update_width(WIDEST)).maximum
        if width <= console.width:
            console.print(table)
        elif not console.is_terminal:  # another program reads it, which has no width
            Console(highlight=False, width=width).print(table)
        else:
            _show_rows(shown, console)
        if frame.height > MOST_ROWS:
            print(f"… {frame.height - MOST_ROWS} more rows; use --format csv")


def _show_rows(frame, console):
    """A row below the other, a line for each value that it has."""
    widest = max(map(cell_len, frame.columns))
    for number, row in enumerate(frame.iter_rows(named=True), 1):
        console.rule(f"[dim]{number}[/dim]", align="left", style="dim")
        for name, value in row.items():
            if value is not None:
                console.print(Text(name + " " * (widest - cell_len(name) + 2), style="bold").append(str(value), style="not bold"), soft_wrap=True)


def _plain(frame):
    """A frame with lists as JSON, which CSV can hold."""
    import polars as pl

    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    texts = ([None if value is None else json.dumps(value, ensure_ascii=False, default=str) for value in frame[name].to_list()] for name in nested)
    return frame.with_columns(pl.Series(name, values, dtype=pl.String) for name, values in zip(nested, texts, strict=True))


def show_versions(versions, form):
    """Kept versions with size, which is published and, of a lake, who published each."""
    import polars as pl

    rows = [(version.name, "published" if version.is_current else "", round(version.bytes / 2**20, 1), version.publisher) for version in versions]
    frame = pl.DataFrame(rows, schema={"version": pl.String, "is": pl.String, "MiB": pl.Float64, "by": pl.String}, orient="row")
    show_frame(frame if any(version.publisher for version in versions) else frame.drop("by"), form)


def show_questions(questions):
    """The saved questions, by name."""
    console = Console(highlight=False)
    for question in questions:
        console.print(f"[bold]{question.name}[/bold]  {question.zh}\n    {question.en}", soft_wrap=True)
    console.print("\nfoi query --saved NAME")


def show_question(question, form):
    """What a saved question asks, before its answer; nothing where the answer goes to another program."""
    if form == "table":
        Console(highlight=False).print(f"{question.zh}\n{question.en}\n[dim]{question.note}[/dim]", soft_wrap=True)


def show_quarantine(frame, form, reason=None):
    """Quarantined files (all, or those of one reason) by reason, with what each reason means and what to do."""
    if form != "table":
        show_frame(frame, form)
        return
    console = Console(highlight=False)
    if frame.is_empty():
        console.print(f"没有 no file is quarantined as {reason}" if reason else "隔离区为空 nothing is quarantined")
    for (reason,), files in frame.group_by("reason", maintain_order=True):
        entry = codebook().reasons[reason]
        console.print(f"[bold]{reason}[/bold]  {entry.zh} | {entry.en}\n  → {entry.todo_zh} | {entry.todo_en}")
        for row in files.iter_rows(named=True):
            console.print(f"    {row['path']}" + (f"  ({row['detail']})" if row["detail"] else ""), markup=False, soft_wrap=True)


def show_findings(frame, form):
    """Findings as a table, JSON or CSV."""
    from pipeline.findings_list import NAMES

    if form in ("json", "csv"):
        show_frame(frame, form)
    else:
        console = Console(highlight=False)
        colours = {"error": "red", "warning": "yellow", "info": "blue"}
        for (office, year, path), rows in frame.group_by("office", "year", "path", maintain_order=True):
            console.print(f"[bold]{escape(office)} {year}[/bold]  {escape(path)}", soft_wrap=True)
            for row in rows.iter_rows(named=True):
                console.print(f"  [{colours[row['severity']]}]{NAMES[row['severity']]} {row['code']}[/] {escape(row['message_zh'])}", soft_wrap=True)
                if row["suggestion"]:
                    console.print(f"      → {row['suggestion']}", markup=False, soft_wrap=True)
        counts = "，".join(
            f"{NAMES[name]} {count}" for name, count in sorted(frame["severity"].value_counts().iter_rows(), key=lambda item: list(NAMES).index(item[0]))
        )
        console.print(counts or "没有发现 no findings")


def _marked(value):
    """The sentence of a value, as rich text with its number marked where it stands."""
    sentence, at = Text(value["sentence"] or ""), value["sentence_at"]
    if at is not None:
        sentence.stylize("bold reverse", at, at + len(value["value_text"]))
    return sentence


def _named(pattern):
    """The id of a narrative pattern with what it is called in the codebook."""
    names = {entry.id: entry.name for entry in codebook().narrative_indicators.entries} | {"quantity": "不对应指标", "stated_zero": "文字所述的零"}
    return f"{pattern} {names.get(pattern, '')}".strip()


def show_left_out(found):
    """Each number of the prose that was not taken, with its sentence and the reason."""
    console = Console(highlight=False)
    for number in found:
        console.print(
            f"[bold]{number['full_name']} {number['year']}  {escape(number['text'])}[/bold]  未取 not taken: {number['reason']} {number['told']}",
            soft_wrap=True,
        )
        console.print(Text("  正文 sentence   ").append_text(_marked(number | {"value_text": number["text"]})), soft_wrap=True)
        console.print(f"  文件 file       {number['path']}", markup=False, soft_wrap=True)


def show_explanation(found):
    """Each value with its cell or sentence, file, other readings and findings."""
    from pipeline.rules.formulas import written

    console = Console(highlight=False)
    for value in found:
        number = value["value_text"] if value["value"] is None else written(value["value"])
        console.print(
            f"[bold]{value['full_name']} {value['year']}  {value['label_zh']} = {escape(number)} {value['unit'] or ''}[/bold]  ({value['value_status']})",
            soft_wrap=True,
        )
        console.print(f"  {value['label_en']}  [{value['indicator_id']}]", markup=False)
        if value["corrected_value"] is not None:
            console.print(
                f"  更正 corrected   {written(value['corrected_value'])}（corrections.yml，经审核；印出的值不变 reviewed; what is printed stays）",
                soft_wrap=True,
            )
        where = (
            f"block {value['block']}"
            + (f", page {value['page']}" if value["page"] else "")
            + (f", characters {value['start']}–{value['end']}" if value["start"] is not None else "")
        )
        if value["origin"] == "table":
            console.print(
                f"  表格 table      {value['label']} × {value['column_label'] or '–'}: “{value['value_text']}”  ({where})", markup=False, soft_wrap=True
            )
            console.print(f"  表式 form       {value['pattern']}", markup=False)
        else:
            console.print(Text("  正文 sentence   ").append_text(_marked(value)).append(f"  ({where})"), soft_wrap=True)
            console.print(f"  计量 measure    {value['measure_text']}  [{value['measure_key']}]", markup=False, soft_wrap=True)
            console.print(f"  模式 pattern    {_named(value['pattern'])}", markup=False, soft_wrap=True)
            others = "; ".join(map(_named, (value["considered"] or "").split())) or "nothing else fits"
            console.print(f"  另考虑 or       {others}", markup=False, soft_wrap=True)
        console.print(f"  文件 file       {value['path']}", markup=False, soft_wrap=True)
        console.print(f"  机关依据 office {value['office_evidence']}\n  年度依据 year   {value['year_evidence']}", markup=False, soft_wrap=True)
        for other in value["others"]:
            console.print(
                f"  另见 also       {other['origin']}: “{other['value_text']}” {other['unit'] or ''} ({other['statistic']}, {other['precision']}) in {other['path']}: {other['quote'] or ''}",
                markup=False,
                soft_wrap=True,
            )
        for finding in value["findings"]:
            console.print(
                f"  发现 finding    {finding['severity']} {finding['code']} {finding['rule_id']}: {finding['message_zh']}", markup=False, soft_wrap=True
            )
