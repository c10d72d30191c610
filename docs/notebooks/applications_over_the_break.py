# /// script
# dependencies = ["foi-warehouse[notebook]"]
# ///
"""A study from the warehouse to a chart: applications per office over the break of forms, and missing against zero.

`make notebook` opens it; run as a script it prints nothing and fails where a step fails. It asks the warehouse of data/raw, or FOI_WAREHOUSE.
"""

import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    import os
    from pathlib import Path

    import altair as alt
    import marimo as mo
    import polars as pl

    from pipeline.warehouse import FILE, query

    warehouse = Path(os.environ.get("FOI_WAREHOUSE", "data/warehouse")) / FILE
    return alt, mo, pl, query, warehouse


@app.cell
def _(mo):
    mo.md("""
    # 申请数跨表式的序列 Applications over the break of forms

    The form of the annual report changed in FY2014, FY2019 and FY2021. `v_series` gives one value for each office and year, the formula it was computed by, and whether it may be
    compared with the form in force (`comparability`). A year without a report is a gap, not a zero.
    """)
    return


@app.cell
def _(query, warehouse):
    series = query(
        warehouse,
        "SELECT full_name, year, value, form, comparability::VARCHAR AS comparability, is_break, years_since_last, quality::VARCHAR AS quality, path "
        "FROM v_series WHERE concept = 'applications_received' ORDER BY full_name, year",
    )
    assert not series.is_empty()
    return (series,)


@app.cell
def _(alt, series):
    _base = alt.Chart(series).encode(x=alt.X("year:Q", axis=alt.Axis(format="d"), title="报告年度 year"), y=alt.Y("value:Q", title="收到申请数 applications"))
    chart = alt.layer(
        _base.mark_line(color="#c9d3df"),
        _base.mark_point(filled=True, size=70).encode(
            color=alt.Color("form:N", title="表式 form"),
            shape=alt.Shape("comparability:N", title="可比性"),
            tooltip=["full_name", "year", "value", "form", "comparability", "path"],
        ),
        _base.transform_filter("datum.is_break").mark_rule(strokeDash=[4, 4], color="#b03030").encode(y=alt.Y()),
    ).properties(width=240, height=140)
    applications = chart.facet("full_name:N", columns=3, title="虚线：表式变化 dashed: the form changed")
    applications
    return (applications,)


@app.cell
def _(mo):
    mo.md("""
    ## 增减只在同一口径内比较 Changes within one form only

    A change from one year to the next counts only where the form is the same and no year is missing between.
    """)
    return


@app.cell
def _(pl, series):
    changes = series.with_columns(change=pl.col("value") - pl.col("value").shift(1).over("full_name")).filter(
        pl.col("change").is_not_null() & ~pl.col("is_break") & (pl.col("years_since_last") == 1)
    )
    changes.select("full_name", "year", "value", "change", "quality")
    return (changes,)


@app.cell
def _(mo):
    mo.md("""
    ## 缺失与零 Missing against zero

    For each row of the form in force: how many reports print a positive number, a zero, a blank. Counting blanks as zeros would invent figures; leaving zeros out would inflate every mean.
    """)
    return


@app.cell
def _(query, warehouse):
    rows = query(
        warehouse,
        "SELECT label_zh, value_status::VARCHAR AS value_status, count(*) AS reports FROM v_indicator "
        "WHERE form = 'articles-2021' AND origin = 'table' AND applicant_type IN ('na', 'total') GROUP BY ALL ORDER BY ALL",
    )
    assert {"reported", "zero"} <= set(rows["value_status"])
    return (rows,)


@app.cell
def _(alt, rows):
    missing = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            y=alt.Y("label_zh:N", title=None, axis=alt.Axis(labelLimit=320)),
            x=alt.X("reports:Q", title="报告数 reports"),
            color=alt.Color(
                "value_status:N",
                title="数值状态",
                scale=alt.Scale(domain=["reported", "zero", "blank", "not_applicable"], range=["#1f4e79", "#9fc0de", "#e0a030", "#bbbbbb"]),
            ),
        )
        .properties(width=360)
    )
    missing
    return (missing,)


if __name__ == "__main__":
    app.run()
