"""Over all reports: which of several versions of a report counts.

Belongs here: duplicates, corrected re-issues, files written anew. Not here: what one document says (identify.py), offices under several names
(lineage.py), which of two values counts (the star).
"""

import polars as pl

LONG_LINE = 20  # characters; shorter lines of a text are headings and furniture that change with the format


def content_fingerprint(documents, observations):
    """report_id, content: a number that two documents share if they print the same values (in any order and format).

    Values of tables count with their labels, values of prose alone: converters break lines differently. Where nothing was observed, the text
    counts. The number holds for one version of polars.
    """
    is_table = pl.col("origin") == "table"
    values = observations.filter(pl.col("value").is_not_null()).select(
        "report_id", "origin", "value", "statistic", label=pl.when(is_table).then("label"), column_label=pl.when(is_table).then("column_label")
    )
    values = values.select("report_id", content=pl.struct(pl.exclude("report_id")).hash(1))
    texts = documents.filter((pl.col("kind") == "paragraph") & (pl.col("text").str.len_chars() >= LONG_LINE)).join(values, on="report_id", how="anti")
    texts = texts.select("report_id", content=pl.col("text").str.replace_all(r"\s+", "").hash(2))
    contents = pl.concat([values, texts]).group_by("report_id").agg(pl.col("content").sum())
    return (
        documents.select(pl.col("report_id").unique()).join(contents, on="report_id", how="left").with_columns(pl.col("content").fill_null(0)).sort("report_id")
    )


REPLACED = {"report_id": pl.String, "replaced_by": pl.String}


def replaced(documents, files):
    """Frame of REPLACED: documents whose bytes no file holds any more because their file was written anew, and the document that it holds now.

    documents: report_id, path of all documents ever seen; files: layer raw_files.
    """
    held = files.filter(pl.col("report_id").is_not_null())
    gone = documents.join(held, on="report_id", how="anti").select("report_id", "path")
    return gone.join(held.select("path", replaced_by="report_id"), on="path", how="inner").select(list(REPLACED))


def settle(reports, fingerprints, replaced=None):
    """Reports (layer `identities`) with status, reason (code of reasons.yml) and supersedes; fingerprints: report_id, content; replaced: see there.

    Of one office, year and kind: documents of one content are the same report, one of them counts. Of different contents a correction supersedes
    what it corrects, what stands in a file now what stood there before, and in one form the one published later the one before; where nothing tells
    which is later, all count.
    """
    versions = reports.select("report_id", "office_id", "year", "document_kind", "form", "path", "published_on", "is_corrected").join(
        fingerprints, on="report_id", how="left", maintain_order="left"
    )
    issue = ["office_id", "year", "document_kind"]
    version = [*issue, "is_corrected", "content"]
    versions = versions.join(_replaced_in_kind(versions, issue, replaced), on="report_id", how="left")
    order = (pl.col("replaced_by").is_not_null(), "published_on", "path", "report_id")
    versions = versions.with_columns(pl.col("is_corrected").fill_null(False)).sort(*version, *order, nulls_last=True)
    versions = versions.with_columns(is_copy=pl.int_range(pl.len()).over(version) > 0)
    # A copy posted later does not make its version a later one: the first date counts.
    first = versions.filter(~pl.col("is_copy") & pl.col("replaced_by").is_null()).sort(*issue, "is_corrected", "published_on", "path", nulls_last=False)
    by_date = pl.col("report_id").shift(-1).over([*issue, "form"])
    is_later = pl.col("published_on") < pl.col("published_on").shift(-1).over([*issue, "form"])
    correction = pl.col("report_id").filter("is_corrected").first().over(issue)
    first = first.with_columns(superseded_by=pl.when(is_later).then(by_date).when(~pl.col("is_corrected")).then(correction))
    gone = versions.filter(~pl.col("is_copy") & pl.col("replaced_by").is_not_null()).with_columns(superseded_by="replaced_by")
    first = pl.concat([gone, first])
    supersedes = (
        first.filter(pl.col("superseded_by").is_not_null())
        .unique("superseded_by", keep="last", maintain_order=True)
        .select(report_id="superseded_by", supersedes="report_id")
    )
    status = (
        versions.select("report_id", "is_copy")
        .join(first.select("report_id", "superseded_by"), on="report_id", how="left")
        .join(supersedes, on="report_id", how="left")
    )
    names = pl.when("is_copy").then(pl.lit("duplicate")).when(pl.col("superseded_by").is_not_null()).then(pl.lit("superseded")).otherwise(pl.lit("accepted"))
    status = status.select("report_id", "supersedes", status=names)
    reasons = {"accepted": "read", "duplicate": "same_report", "superseded": "corrected"}
    settled = reports.drop("status", "reason", "supersedes", strict=False).join(status, on="report_id", how="left", maintain_order="left")
    return settled.with_columns(reason=pl.col("status").replace_strict(reasons, return_dtype=pl.String))


def _replaced_in_kind(versions, issue, replaced):
    """The rows of `replaced` whose two documents are of one issue."""
    replaced = pl.DataFrame(schema=REPLACED) if replaced is None else replaced
    replaced = replaced.join(versions.select("report_id", *issue), on="report_id")
    return replaced.join(versions.select(*issue, replaced_by="report_id"), on=["replaced_by", *issue]).select(list(REPLACED))
