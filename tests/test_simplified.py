"""Pages in traditional characters: read as if in simplified ones, quoted as printed."""

import polars as pl
from reading_aid import derived, read

from pipeline.readers import read_documents
from pipeline.simplified import simplified

TITLE = "豐臺區西羅園街道辦事處2018年政府信息公開工作年度報告"
PROSE = "全年共主動公開政府信息120條，收到政府信息公開申請3件，均已按時答復。"
# Copies of sites that are made for search engines print how to say some of the signs.
SPOKEN = "全年共主動(dòng)公開政府信息120條，收到政府信息公開申請(qǐng)3件，均已按時(shí)答復(fù)。"


MORE = "公開內容還不夠全面，更新還不夠及時，下一步將加強培訓，提高質量，讓群眾更加滿意，力爭各項工作再上新臺階。"


def made_of(*lines):
    text = "\n".join(lines)
    return text, derived(read(text, "text"))


def test_office_year_and_numbers_are_read():
    for prose in (PROSE, SPOKEN):
        _, made = made_of(TITLE, "一、概述", prose, MORE)
        assert made["identities"].select("full_name", "year").row(0) == ("北京市丰台区西罗园街道办事处", 2018)
        assert made["observations"]["value"].to_list()[:2] == [120, 3]


def test_quotes_and_places_are_those_of_the_print():
    for prose in (PROSE, SPOKEN):
        text, made = made_of(TITLE, "一、概述", prose, MORE)
        for row in made["observations"].filter(pl.col("value") > 0).iter_rows(named=True):
            assert text[row["start"] : row["end"]] == row["value_text"]
            assert row["sentence"] in text and "動" in row["sentence"]


def test_words_of_elsewhere_are_read_as_those_of_here():
    text, made = made_of(TITLE.replace("信息", "資訊"), "一、概述", "全年共主動公開政府資訊120條，收到政府資訊公開申請3件，答覆3件，微信冬粉850人。", MORE)
    rows = made["observations"].filter(pl.col("origin") == "narrative")
    assert rows["value"].to_list() == [120, 3, 3, 850] and rows["indicator_key"].null_count() == 0
    assert all(row["sentence"] in text and "資訊" in row["sentence"] for row in rows.iter_rows(named=True))


def test_names_of_places_keep_their_signs_and_other_documents_are_not_touched():
    documents, _ = read_documents("text", [("1" * 16, "乾縣政府信息公開".encode()), ("2" * 16, "乾县政府信息公开，後".encode())])
    assert simplified(documents)["text"].to_list() == ["乾县政府信息公开", "乾县政府信息公开，後"]
    plain = documents.filter(pl.col("report_id") == "2" * 16)
    assert simplified(plain) is plain


def test_signs_that_look_like_characters_are_read_as_these():
    """PDF programs write radicals: ⼯作 for 工作, ⻓ for 长."""
    look_alikes = str.maketrans("工行文日长门年", "⼯⾏⽂⽇⻓⻔\uf98e")
    prose = "全年共主动公开政府信息120条，其中行政规范性文件2件，工作动态长消息5条。".translate(look_alikes)
    _, made = made_of(
        "丰台区西罗园街道办事处2018年政府信息公开工作年度报告".translate(look_alikes),
        "一、概述",
        prose,
        "公开内容还不够全面，下一步将加强培训，提高质量，让群众更加满意，力争各项工作再上新台阶。".translate(look_alikes),
    )
    assert made["identities"].select("full_name", "year").row(0) == ("北京市丰台区西罗园街道办事处", 2018)
    assert made["observations"].filter(pl.col("value") > 0)["value"].to_list() == [120, 2, 5]
    assert prose[:-1] in made["observations"]["sentence"][0]
