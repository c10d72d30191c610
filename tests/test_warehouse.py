"""The published warehouse, as somebody finds it who never saw the project."""

from schemas.codebook import codebook


def test_every_table_is_commented(ask):
    for kind in ("tables", "views"):
        bare = ask(f"SELECT * FROM duckdb_{kind}() WHERE NOT internal AND coalesce(comment, '') = ''")
        assert bare.is_empty()


def test_the_tables_are_those_of_the_codebook(ask):
    assert set(ask("SELECT table_name FROM duckdb_tables() WHERE NOT internal")["table_name"]) == set(codebook().tables["warehouse"])
