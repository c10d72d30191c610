"""Which classes of the vocabulary the words around a number belong to.

Belongs here: what a number takes over from the words before it. Not here: words by themselves (vocabulary.py), phrases for people (measures.py).
"""

import re
from functools import cache

import polars as pl

from pipeline.prose.mentions import filled, told_at
from pipeline.prose.vocabulary import any_of, class_labels, classes, classes_of_word, head_verb_channel, last_topic, last_topic_word, words_of
from schemas.codebook import codebook

PUBLISHING = ("website", "wechat", "weibo", "new_media")  # channels that hold for what follows
FOLLOWING = re.compile("(?:关注|粉丝)$")
HEADED = "^[^，：；（]{2,8}：[^，：；（]*$"
APPLIED = "申请 "
PART = " part"  # the class of what is part of the disclosed
SAME_KIND = " same_kind"  # that of a part of what is counted just before, under the same name
DISCLOSED = ("disclosure", "key_area")  # topics of wholes with parts of all sorts
OUTCOMES = ("granted", "partial", "refused", "not_exist", "not_held", "not_processed")  # told behind what is applied for
SECRETS = ("state_secret", "trade_secret", "privacy", "third_party")  # reasons told beside what is refused
CONCERNS = "concerns"  # words that hold one of a topic and tell only what people want to know
LIFECYCLE = ("issued", "repealed", "lapsed", "in_force")  # what happens to documents


def _last_channel(words):
    """The last channel through which something is published, without who follows it (公众号粉丝); None where none is named."""
    word = next((word for word in reversed(words.split()) if not set(PUBLISHING).isdisjoint(classes_of_word()[word])), None)
    return word and FOLLOWING.sub("", word)


def _goes_on(words):
    """Whether words say what is done through a channel, and nothing else: 发布消息, 推送, 粉丝."""
    found, posts = set(classes(words).split()), set(codebook().words.posts)
    return not found.isdisjoint(posts) and found <= posts | codebook().terms.actions.keys() | codebook().terms.qualities.keys()


def of_group(group):
    """Expression: whether the classes in `terms` hold one of a group of terms.yml."""
    names = [f" {name} " for name in getattr(codebook().terms, group)]
    return (" " + pl.col("terms").fill_null("") + " ").str.contains_any(names)


@cache
def _outcome_behind():
    """Pattern of what follows a number that tells what an application wanted and how it ended; the outcome is its group."""
    return codebook().words.outcome_behind.replace("{outcome}", any_of(word for name in OUTCOMES for word in codebook().terms.outcomes[name]))


def with_terms(rows):
    """Rows of measures (own, behind, rest, said, inherits, first) → adds terms, about, about_word, channel_before; head, verb, channel (classes).

    terms: classes of the number's own words, joined by blanks, or of those of the number before it where it has none; about, about_word: the topic named
    last before its own words, and its word, null where the sentence names none; channel_before: the channel that goes on for what is done through it (发布消息512条).
    """
    words, left_over, words_within = words_of(), filled(codebook().words.left_over), codebook().words.carried_within
    rest = pl.col("rest")
    carried = rest.str.contains(left_over + "[，；。]") | (pl.col("last") & rest.str.contains(left_over))
    within = rest.str.contains(words_within) & ~pl.col("own").str.contains_any(codebook().terms.actions["received"])
    ended = pl.coalesce(rest.str.extract(_outcome_behind() + "[，；。]"), pl.when("last").then(rest.str.extract(_outcome_behind() + "$")))
    earlier = pl.col("said").str.extract(r"^(.*[，,：:；;（(])").fill_null("")  # lazy, so that it is worked out once
    channels = [word for word in words_of("channels") if _last_channel(word)]
    rows = rows.with_columns(heading_said=_of_heading(rows, words))
    rows = (
        rows.lazy()
        .with_columns(
            channel_earlier=earlier.str.extract_many(channels, leftmost=True).list.last().str.replace(FOLLOWING.pattern, ""),
            found=pl.concat_list(
                "heading_said",
                pl.concat_str("own", "behind", separator="\n").str.extract_many(words, leftmost=True),
                _word_where(carried, "结转"),
                _word_where(within, "含上年结转"),
            ).list.join(" "),
            ended=ended,
            topic_before=earlier.str.extract_many([*words_of("topics"), *codebook().terms.plain[CONCERNS]], leftmost=True).list.last(),
        )
        .collect()
    )
    # What an application wanted is not what is counted; why it was refused is: 1件涉及个人隐私，不予公开
    secret = pl.col("found").str.extract(f"({any_of([word for name in SECRETS for word in codebook().terms.words_of(name)])})")
    ended = pl.concat_str(pl.lit(APPLIED), pl.col("ended"), pl.lit(" "), secret.fill_null(""))
    rows = rows.with_columns(found=pl.when(pl.col("ended").is_not_null()).then(ended).otherwise("found")).drop("ended")
    found = pl.concat([rows["found"], rows["topic_before"].drop_nulls()]).unique()
    read = [(text, classes(text), last_topic_word(text), _last_channel(text), _goes_on(text), *head_verb_channel(text)) for text in found]
    names = ("found", "terms", "topic", "channel_word", "goes_on", "head", "verb", "channel")
    read = pl.DataFrame(read, schema={**dict.fromkeys(names, pl.String), "goes_on": pl.Boolean}, orient="row")
    rows = rows.join(read, on="found", how="left", maintain_order="left")
    rows = rows.join(read.select(topic_before="found", earlier="topic"), on="topic_before", how="left", maintain_order="left")
    inherited = from_before(pl.when(~pl.col("inherits")).then("terms").otherwise(pl.lit(None, pl.String)))
    topics = {word: last_topic(word) for word in words_of("topics")}
    rows = rows.with_columns(about_word=pl.coalesce("earlier", from_before(pl.coalesce("topic", "earlier"))))
    rows = rows.with_columns(of_whole=_of_the_whole(rows, topics))
    about_word = pl.coalesce("of_whole", "about_word")
    is_part = (pl.col("of_whole").is_not_null() | _in_list(topics)) & ~pl.col("inherits") & ~pl.col("own").str.contains(codebook().words.of_the_year)
    part_of = pl.concat_str(pl.when(is_part).then(pl.lit(PART)).otherwise(pl.lit("")), pl.when(_of_its_kind()).then(pl.lit(SAME_KIND)).otherwise(pl.lit("")))
    # A deed alone is one on what the number before counts: 收到来信38封，办结31封
    head = pl.when("poor").then(pl.coalesce("head", from_before(pl.col("head")))).otherwise("head")
    classes_said = {"head": head, "verb": pl.col("verb"), "channel": pl.col("channel")}
    rows = rows.with_columns(
        about_word=about_word,
        about=about_word.replace_strict(topics, default=None, return_dtype=pl.String),
        channel_before=pl.when(
            pl.col("goes_on")
            & ~pl.col("inherits")
            & ~_of_something()
            & ~pl.col("own").str.contains(codebook().words.own_platform)
            & ~pl.col("clause_before").str.contains(codebook().words.several_channels)
        )
        .then(pl.coalesce("channel_earlier", from_before(pl.coalesce("channel_word", "channel_earlier"))))
        .when(_on_the_site_read())
        .then(pl.col("channel_word").shift(1))
        .when(~pl.col("inherits"))
        .then(_account_before()),
        terms=pl.when("inherits").then(inherited.fill_null("")).otherwise(pl.concat_str("terms", part_of)),
        **{name: pl.when("inherits").then(from_before(pl.when(~pl.col("inherits")).then(name))).otherwise(own) for name, own in classes_said.items()},
    )
    # 新收18件，结转1件，办结19件: what is carried over before the closing came from last year
    closes = pl.col("terms").shift(-1).str.contains("closed") & ~pl.col("last")
    came_in = (pl.col("own") == "结转") & closes & ~pl.col("first")
    rows = rows.with_columns(terms=pl.when(came_in.fill_null(False)).then(pl.col("terms").str.replace("carried_out", "carried_in")).otherwise("terms"))
    rows = _with_neighbours(_with_shared_verb(_with_openness(rows)))
    channels = {word: " ".join(name for name in classes(word).split() if name in codebook().terms.channels) for word in words_of("channels")}
    more = pl.col("channel_before").replace_strict(channels, default=None, return_dtype=pl.String)
    return rows.with_columns(terms=pl.when(more.is_not_null()).then(pl.col("terms") + " " + more).otherwise("terms")).drop(
        "found", "topic_before", "topic", "earlier", "of_whole", "channel_word", "channel_earlier", "goes_on"
    )


def _of_heading(rows, words):
    """Words of the heading before a colon, where the number's own name nothing: 培训：局内2期."""
    headed = rows.select(pl.col("first") & pl.col("said").str.contains(HEADED)).to_series().arg_true()
    asked = rows.select("own", "clause_before")[headed]
    tells = ~asked["own"].str.contains_any(words_of("topics", "nouns")) & ~asked["clause_before"].str.ends_with("情况")
    found = asked["clause_before"].str.extract_many(words, leftmost=True).list.join(" ")
    return told_at(rows, headed.filter(tells), found.filter(tells))


def _word_where(condition, word):
    """Expression: a list of the word where the condition holds, else an empty one."""
    return pl.when(condition).then(pl.lit([word])).otherwise(pl.lit([], dtype=pl.List(pl.String)))


def _of_something():
    """Expression: whether a number's own words name what was published besides that it was: 部门预算公开7条 is a part of what the site publishes, not the site's."""
    words, own = codebook().words, pl.col("own")
    of_its_own = own.str.contains(words.published_of) | (own.str.contains(words.published_kind) & ~own.str.contains(words.something_published))
    return (pl.col("terms") == "published") & of_its_own


def _on_the_site_read():
    """Expression: whether what is published stands behind how much its site is read: 政府门户网站日均访问量1.1万人次，全年发布信息8046条."""
    before = " " + pl.col("terms").shift(1) + " "
    read = before.str.contains(" reads ", literal=True) & before.str.contains(" website ", literal=True) & ~pl.col("first")
    return (read & ~pl.col("inherits") & pl.col("own").str.contains(codebook().words.something_published)).fill_null(False)


def _account_before():
    """Expression: the channel's word that the clause before has for its subject where the number's own says no more than that there was something published:
    县政府网站，公开529条; “活力安镇”公众号常态化运营，全年发布信息502篇. A site is the subject only at the end of
    its clause, or where nothing but how it served follows."""
    channels, of_sites = codebook().terms.channels, set(codebook().terms.channels["website"])
    accounts = [word for word in words_of("channels") if word not in of_sites and any(word in channels[name] for name in PUBLISHING)]
    sites = channels["website"]
    clause = pl.col("clause_before")
    account = clause.str.extract_many(accounts, leftmost=True)
    one = (account.list.len() == 1) & ~clause.str.contains_any(sites)
    subject = clause.str.replace(f"(?:{codebook().words.served})$", "")
    site = pl.when(~subject.str.contains("[、和及]") & (account.list.len() == 0)).then(subject.str.extract(f"({any_of(sites)})$"))
    published = pl.col("own").str.contains(codebook().words.something_published)
    # 充分利用微博、微信公众号等新媒体，以图文等形式发布，全年发布信息611条: of all that the sentence names, and it names no site
    named = pl.col("said").str.extract_many(accounts, leftmost=True)
    others = [word for name in ("website", "official_gazette", "other_channel") for word in channels[name]]
    alone = pl.col("first") & ~pl.col("said").str.contains_any(others) & ~pl.col("own").str.contains("公开") & (named.list.len() > 0)
    in_sentence = pl.when(alone).then(pl.when(named.list.n_unique() == 1).then(named.list.first()).otherwise(pl.lit(channels["new_media"][0])))
    at_its_end = clause.str.contains(f"(?:{any_of(accounts)})”?$") & ~clause.str.contains("[、和及]")  # 二是镇微信公众号，全年公开信息88条
    one_alone = one & ~pl.col("own").str.contains("主动") & (at_its_end | ~pl.col("own").str.contains("公开"))
    return pl.when(published).then(pl.coalesce(pl.when(one_alone).then(account.list.first()), site, in_sentence))


def _of_the_whole(rows, topics):
    """Expression: the topic's word of the whole for what 其中 lists in the same unit, whatever its neighbours there name: 公开信息107条，其中政策解读2条，人事任免4条."""
    disclosed = [word for word, topic in topics.items() if topic in DISCLOSED]
    starts = pl.col("said").str.contains("^[，、；：（]?其中") & ~pl.col("first")
    word = pl.coalesce("topic", "about_word").shift(1)
    whole = pl.when(starts & word.is_in(disclosed)).then(word).when(pl.col("first") | starts).then(pl.lit(""))
    unit = pl.when(starts).then(pl.col("unit").shift(1)).when(pl.col("first")).then(pl.lit("")).forward_fill()
    return pl.when((unit == pl.col("unit")) & pl.col("earlier").is_null()).then(whole.forward_fill().replace("", None))


def _in_list(topics):
    """Expression: whether a number stands in the list of a sentence that opens with 其中 or its like (。其中，公众号推送197条), or counts the same as the whole before 其中 (发布会7次，其中
    例行发布会4次), in the same unit."""
    starts = pl.col("said").str.contains(codebook().words.parts_begin)
    kept = pl.when(starts | pl.col("first"))
    opens = kept.then(starts & pl.col("first")).forward_fill()
    unit = kept.then(pl.when("first").then("unit").otherwise(pl.col("unit").shift(1))).forward_fill()
    topic = pl.col("topic").replace_strict(topics, default=None, return_dtype=pl.String)
    whole = kept.then(pl.when(starts & ~pl.col("first")).then(topic.shift(1)).otherwise(pl.lit(""))).forward_fill()
    return ((unit == pl.col("unit")) & (opens | (topic == whole))).fill_null(False)


def _of_its_kind():
    """Expression: whether a number behind 其中 or 包括 counts what the number before counts, in the same unit: 接受咨询154人次，其中政策咨询86人次."""
    starts = pl.col("said").str.contains("^[，、；：（]?(?:其中|包括)") & ~pl.col("first")
    kept = pl.when(starts | pl.col("first"))
    unit, whole = (kept.then(pl.when(starts).then(pl.col(name).shift(1)).otherwise(pl.lit(""))).forward_fill() for name in ("unit", "head"))
    return ((unit == pl.col("unit")) & (whole == pl.col("head")) & ~whole.is_in(DISCLOSED) & ~pl.col("inherits")).fill_null(False)


def _with_shared_verb(rows):
    """现行有效规章17件、规范性文件102件: what happened to the first document of a list happened to the others."""
    said = " " + pl.col("terms").fill_null("") + " "
    document, without = said.str.contains(" (?:normative|regulation) "), ~said.str.contains(f" (?:{'|'.join(LIFECYCLE)}) ")
    goes_on = pl.col("said").str.contains("^[、和及与][^，、；]+$") & document & without & ~pl.col("first")
    shared = pl.coalesce(pl.when(said.shift(1).str.contains(f" {name} ", literal=True)).then(pl.lit(" " + name)) for name in LIFECYCLE)
    return rows.with_columns(terms=pl.when(goes_on & shared.is_not_null()).then(pl.col("terms") + shared).otherwise("terms"))


def _with_openness(rows):
    """公文413件，其中依申请公开58件，不予公开259件: what the first number of documents is followed by are documents too."""
    open_so = pl.col("own").str.contains(codebook().words.openness)
    goes_on = open_so | pl.col("own").str.contains(codebook().words.openly)
    documents = (" " + pl.col("terms").fill_null("") + " ").str.contains(" document ", literal=True)
    # The state after each number: documents, or '' where something else is told; how open they are changes nothing.
    state = pl.when(documents).then(pl.lit("document")).when((~goes_on & ~pl.col("inherits")) | pl.col("first")).then(pl.lit(""))
    return rows.with_columns(terms=pl.when(open_so & (from_before(state) == "document").fill_null(False)).then(pl.lit("document")).otherwise("terms"))


def _with_neighbours(rows):
    """专门机构59个，从业人员217人: words that only the number before makes plain (codebook/narrative/words.yml, `beside`)."""
    before = pl.when(~pl.col("first")).then(" " + pl.col("terms").shift(1) + " ")
    more = [
        pl.when(pl.col("own").str.contains(entry.own) & before.str.contains_any([f" {name} " for name in entry.before])).then(pl.lit(" " + entry.adds))
        for entry in codebook().words.beside
    ]
    return rows.with_columns(terms=(pl.col("terms") + pl.coalesce(*more, pl.lit(""))).str.strip_chars(" "))


def from_before(expression):
    """The last value that an earlier number of the sentence gives; null where none does. Needs the column `first`."""
    start = pl.when("first").then(expression.fill_null("")).otherwise(expression)
    return pl.when("first").then(None).otherwise(start.forward_fill().shift(1)).replace("", None)


def keys(rows):
    """Rows with head, verb, channel, phrase, phrase_before, poor, unit → adds measure_key: head noun / verb / channel / unit, in words of the vocabulary where it
    knows them, so that one query finds what is said in different words."""
    canonical = {name: unit.unit for unit in codebook().units.units for name in unit.also}
    wanting = any_of(codebook().words.wanting)
    label = {name: word for name, (word, _) in class_labels().items()}
    phrase, before = (pl.col(name).str.replace(rf"^(?:{wanting})+", "") for name in ("phrase", "phrase_before"))
    # A deed is one on what the number before counts (收集意见417条，采纳305条); a rate is called by what it is a rate of (采纳率)
    of_deed = pl.when("poor").then(pl.when(before != "").then(before + pl.col("phrase")).otherwise("phrase"))
    own = pl.coalesce(of_deed, pl.when(phrase.str.len_chars() >= 2).then(phrase).otherwise("phrase"), before.replace("", None))
    parts = [pl.coalesce(pl.col("head").replace(label), own, pl.lit("-")), *(pl.col(name).replace(label).fill_null("-") for name in ("verb", "channel"))]
    return rows.with_columns(measure_key=pl.concat_str(*parts, pl.col("unit").replace(canonical).fill_null("-"), separator="/")).drop("head")
