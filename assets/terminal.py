"""How results look in a terminal.

Belongs here: tables, colours, wording. Not here: what is shown.
"""

import sys

from rich.console import Console
from rich.table import Table

FIRST_QUERY = "FROM v_series WHERE concept = 'applications_received' ORDER BY full_name, year"


def show_summary(summary, warehouse=None):
    """The end of `foi run`: what was taken, what was found, what to ask first."""
    console = Console(stderr=False, highlight=False)
    option = f" --warehouse {warehouse}" if warehouse else ""
    for error in summary["errors"]:
        console.print(f"[red]error[/red] {error}", markup=True)
    if "files" in summary:
        files = "，".join(f"{name} {count}" for name, count in summary["files"].items())
        findings = "，".join(f"{name} {count}" for name, count in summary["findings"].items()) or "none"
        console.print(f"文件 files         {files}")
        console.print(f"报告 reports       {summary['reports']} of {summary['offices']} offices")
        console.print(f"观测 observations  {summary['observations']}, {summary['facts']} values chosen")
        console.print(f"发现 findings      {findings}")
    console.print(f"{'已发布 published' if summary['published'] else '未发布 not published: the old warehouse stays'} in {summary['seconds']} s")
    if summary["published"]:
        console.print(f'\nAsk it:  foi query{option} "{FIRST_QUERY}"', soft_wrap=True)


def show_frame(frame, form):
    """A frame as a table, as JSON or as CSV."""
    if form == "json":
        sys.stdout.write(frame.write_json() + "\n")
    elif form == "csv":
        sys.stdout.write(frame.write_csv())
    else:
        table = Table(*frame.columns, row_styles=("", "dim"))
        for row in frame.head(200).iter_rows():
            table.add_row(*("" if value is None else str(value) for value in row))
        Console(highlight=False).print(table)
        if frame.height > 200:
            print(f"… {frame.height - 200} more rows; use --format csv")


def show_quarantine(frame, form):
    """Quarantined files by reason, with what each reason means and what to do."""
    from schemas.codebook import codebook

    if form != "table":
        show_frame(frame, form)
        return
    console = Console(highlight=False)
    if frame.is_empty():
        console.print("隔离区为空 nothing is quarantined")
    for (reason,), files in frame.group_by("reason", maintain_order=True):
        entry = codebook().reasons[reason]
        console.print(f"[bold]{reason}[/bold]  {entry.zh} | {entry.en}\n  → {entry.todo_zh} | {entry.todo_en}")
        for row in files.iter_rows(named=True):
            console.print(f"    {row['path']}" + (f"  ({row['detail']})" if row["detail"] else ""), soft_wrap=True)
