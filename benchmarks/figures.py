"""Figures of offices over the years, many offices at once: consistent within a report and from year to year, but for planted slips.

Belongs here: what is counted and how counts hang together. Not here: how they are printed (grids.py) or told (prose.py).
Arrays have a row an office and a column a year; keys are measures of the codebook, with @applicant type where there is one.
"""

import numpy as np

from schemas.codebook import codebook

APPLICANTS = tuple(codebook().applicants)[1:]
BLANK = -1e9  # a cell left blank by mistake
SLIPS = {
    "narrative-era": ["TEXT_TEXT"],
    "annex-pre2014": ["IDENTITY_SUM", "TEXT_TABLE"],
    "stat-table-2014": ["IDENTITY_SUM", "TEXT_TABLE", "UNIT_SLIP", "BLANK_CELL"],
    "articles-2019": ["IDENTITY_SUM", "TEXT_TABLE", "BLANK_CELL", "CARRYOVER"],
    "articles-2021": ["IDENTITY_SUM", "TEXT_TABLE", "BLANK_CELL", "CARRYOVER"],
}
KEY_AREAS = (
    "fiscal", "housing", "food_safety", "environment", "bidding", "work_safety", "land", "pricing", "enterprise_credit", "audit", "public_utility",
    "other",
)  # fmt: skip
CLASSES = ("activity", "duty", "org_function", "lawdoc", "plan", "other")
REPLIES = ("granted", "partial", "already_public", "not_competent", "not_exist", "amend", "other_channel")
REFUSALS = ("state_secret", "trade_secret", "privacy", "security_stability", "not_gov_info", "other_statutory")
ANNEX_REFUSALS = (
    "refused.not_gov_info", "not_exist", "not_competent", "refused.unclear", "refused.repeat", "refused.state_secret", "refused.trade_secret",
    "refused.privacy", "refused.internal", "refused.process", "refused.enforcement", "refused.law_prohibited", "refused.other_statutory",
)  # fmt: skip
# How often an application ends so.
OUTCOMES = {
    "granted": 40, "partial": 8,
    "denied.state_secret": 1, "denied.law_prohibited": 2, "denied.security_stability": 1, "denied.third_party": 3, "denied.internal_affairs": 3,
    "denied.process": 2, "denied.enforcement_file": 1, "denied.admin_query": 2,
    "unavailable.not_held": 20, "unavailable.needs_creation": 4, "unavailable.unclear": 3,
    "not_processed.petition": 5, "not_processed.repeat": 2, "not_processed.publication": 1, "not_processed.excessive": 1, "not_processed.reconfirm": 1,
    "other.no_correction": 2, "other.fee_unpaid": 1, "other.misc": 2,
}  # fmt: skip


class Figures(dict):
    """Key → array. Cumulative and monthly columns of the annex tables are worked out when asked for."""

    def __missing__(self, key):
        kind, _, measure = key.partition(":")
        if kind == "cum":
            self[key] = np.cumsum(self[measure], axis=1) + np.floor(self[measure][:, :1] * 0.6)
        elif kind == "period":
            self[key] = np.floor(self[measure] / 12)
        else:
            raise KeyError(key)
        return self[key]


def simulate(years, kinds, slips, random):
    """Figures of offices (`kinds`: array of office kinds) over `years`; `slips` (codes or '') marks where a carry-over goes wrong."""
    shape = (len(kinds), len(years))
    scale = random.lognormal(0, 0.7, (shape[0], 1)) * np.where(kinds == "government", 12, 1)[:, None]
    early = np.broadcast_to(np.array(years) < 2014, shape)
    draw = _Draw(random, shape, scale)
    figures = Figures()
    _disclosure(figures, draw, early, np.array(years))
    _response_and_capacity(figures, draw)
    _applications(figures, draw, early, np.array(years), slips)
    _remedies(figures, draw)
    _law_documents_and_powers(figures, draw)
    _consultation_and_media(figures, draw)
    figures["local"] = draw.count(8)
    return Figures({key: np.asarray(array, dtype=float) for key, array in figures.items()})


class _Draw:
    """Random arrays of one shape."""

    def __init__(self, random, shape, scale):
        self.random, self.shape, self.scale = random, shape, scale

    def count(self, mean, scaled=False):
        return self.random.poisson(mean * (self.scale if scaled else 1), self.shape)

    def spread(self, low, high):
        return self.random.uniform(low, high, self.shape)

    def lasting(self, mean):
        """A number that an office keeps over the years."""
        return np.broadcast_to(1 + self.random.poisson(mean, (self.shape[0], 1)), self.shape)

    def parts(self, total, weights):
        """Parts of a total by the shares that the weights lead to; they add up to it."""
        shares = self.random.dirichlet(weights, self.shape)
        found = np.floor(np.asarray(total)[..., None] * shares)
        found[..., 0] += total - found.sum(-1)
        return np.moveaxis(found, -1, 0)

    def choices(self, total, weights):
        """Each case of a total falls to one part."""
        return np.moveaxis(self.random.multinomial(np.asarray(total).astype(int), np.array(weights) / sum(weights)), -1, 0)


def _disclosure(figures, draw, early, years):
    growth = 1 + 0.04 * (years - years[0])
    total = np.maximum(24, np.floor(260 * draw.scale * growth * draw.random.lognormal(0, 0.18, draw.shape)))
    figures["foi.disclosure.total"] = total
    figures["foi.disclosure.fulltext"] = total
    figures["foi.disclosure.fulltext_rate"] = np.full(draw.shape, 100.0)
    website, wechat, weibo, gazette, other = draw.parts(total, [9, 4, 1.5, 0.3, 2.5])
    quiet = years < 2013  # no accounts yet
    figures["foi.disclosure.channel.website"] = website
    figures["foi.disclosure.channel.gazette"] = gazette
    figures["foi.disclosure.channel.wechat"] = np.where(quiet, 0, wechat)
    figures["foi.disclosure.channel.weibo"] = np.where(quiet, 0, weibo)
    figures["foi.disclosure.channel.other"] = other + np.where(quiet, wechat + weibo, 0)
    for name, array in zip(CLASSES, draw.parts(total, [12, 5, 1, 2, 1.5, 2]), strict=True):
        figures[f"foi.disclosure.class.{name}"] = array
    key_area = np.floor(total * draw.spread(0.05, 0.4))
    figures["foi.disclosure.key_area.total"] = key_area
    for name, array in zip(KEY_AREAS, draw.parts(key_area, [2, *[0.25] * 10, 1]), strict=True):
        figures[f"foi.disclosure.key_area.{name}"] = array
    issued = draw.count(1.4)
    figures["foi.disclosure.normative_doc_issued"] = issued
    figures["foi.disclosure.normative_doc"] = np.floor(issued * draw.spread(0.6, 1.2).clip(max=1))
    figures["foi.lawdoc.normative.added"] = issued
    figures["foi.disclosure.service_info"] = np.floor(total * draw.spread(0.05, 0.3))
    figures["foi.disclosure.catalog_entry"] = draw.lasting(90)
    figures["foi.disclosure.graphic_board"] = np.floor(total * draw.spread(0.1, 0.5))
    figures["foi.application.catalog_item"] = draw.lasting(20)


def _response_and_capacity(figures, draw):
    conferences, interviews = draw.count(0.3), draw.count(0.4)
    figures["foi.response.press_conference.total"] = conferences
    figures["foi.response.press_conference.by_principal"] = np.floor(conferences * draw.spread(0, 1.4).clip(max=1))
    figures["foi.response.online_interview.total"] = interviews
    figures["foi.response.online_interview.by_principal"] = np.floor(interviews * draw.spread(0, 1.4).clip(max=1))
    figures["foi.response.interpretation"] = draw.count(6)
    topics = draw.count(4)
    figures["foi.response.hot_topic.total"] = topics
    figures["foi.response.weibo_wechat"], figures["foi.response.other"] = topics + draw.count(0.4), draw.count(0.5)
    full_time, part_time = draw.lasting(0.6), draw.lasting(3)
    figures["foi.capacity.staff.full_time"], figures["foi.capacity.staff.part_time"] = full_time, part_time
    figures["foi.capacity.staff.total"] = full_time + part_time
    figures["foi.capacity.dedicated_unit"] = np.ones(draw.shape)
    figures["foi.capacity.reading_point"] = draw.lasting(2)
    figures["foi.application.accept_point"] = draw.lasting(0.5)
    funding = np.round(draw.random.lognormal(0, 0.8, draw.shape), 1) * (draw.spread(0, 1) < 0.6)
    figures["foi.capacity.special_funding"] = funding
    figures["foi.capacity.spending"] = np.round(funding * 0.9, 1)
    figures["foi.capacity.litigation_cost"] = np.zeros(draw.shape)
    figures["foi.meeting.total"] = 1 + draw.count(2)
    sessions = 1 + draw.count(1.5)
    figures["foi.training.session"] = sessions
    figures["foi.training.participant"] = sessions * (12 + draw.count(25))
    figures["foi.oversight.inspection"] = 1 + draw.count(2)


def _applications(figures, draw, early, years, slips):
    """Received, carried over, replied and fees. Since 2019 by type of applicant, with what is carried over from one year to the next."""
    means = np.array([2.4, 0.3, 0.02, 0.03, 0.05, 0.05])
    received = draw.random.poisson(means * draw.scale[..., None], (*draw.shape, len(means)))
    total = received.sum(-1)
    channels = [0.3, 0.05, 0.1, 0.3, 0.2, 0.05]
    names = ("in_person", "fax", "email", "online", "letter", "other_form")
    before, after = draw.choices(total, channels), draw.choices(total, [0.3, 0.03, 0, 0.45, 0.22, 0])
    for name, one, other in zip(names, before, after, strict=True):
        figures[f"foi.application.received.{name}"] = np.where(early, one, other)
    figures["foi.application.received.total"] = figures["foi.application.closed.total"] = total
    extended = draw.random.binomial(total, 0.04)
    figures["foi.application.closed.on_time"], figures["foi.application.closed.extended"] = total - extended, extended
    figures["foi.application.on_time_rate"] = np.full(draw.shape, 100.0)
    _replies(figures, draw, early, total)
    fees = {name: draw.count(1.5) * (draw.spread(0, 1) < 0.1) for name in ("search", "post", "copy", "other")}
    figures.update({f"foi.application.fee_{name}": array for name, array in fees.items()})
    figures["foi.application.fee_collected"] = np.where(early, sum(fees.values()), 0)
    figures["foi.application.fee_waived"] = figures["foi.info_processing_fee.amount"] = np.zeros(draw.shape)
    _by_applicant(figures, draw, received, years, slips)


def _replies(figures, draw, early, total):
    """Replies before 2019: annex tables count what does not exist or belongs elsewhere among the refusals."""
    annex = dict(zip(("granted", "partial", *ANNEX_REFUSALS), draw.choices(total, [60, 6, 4, 10, 8, *[1] * 10]), strict=True))
    form = dict(zip((*REPLIES, *REFUSALS), draw.choices(total, [45, 6, 12, 8, 12, 2, 4, *[1] * 6]), strict=True))
    form |= {f"refused.{name}": form.pop(name) for name in REFUSALS}
    annex["refused.total"] = sum(annex[name] for name in ANNEX_REFUSALS)
    form["refused.total"] = sum(form[f"refused.{name}"] for name in REFUSALS)
    for name in annex.keys() | form.keys():
        figures[f"foi.application.reply.{name}"] = np.where(early, annex.get(name, 0), form.get(name, 0))
    figures["foi.application.reply.total"] = total


def _by_applicant(figures, draw, received, years, slips):
    weights = np.array(list(OUTCOMES.values())) / sum(OUTCOMES.values())
    carried_in, carried_out = np.zeros(received.shape, int), np.zeros(received.shape, int)
    outcomes = np.zeros((*received.shape, len(OUTCOMES)), int)
    waiting = draw.random.binomial(received[:, 0], 0.1)
    for number, year in enumerate(years):
        if year < 2019:
            continue
        wrong = slips[:, number] == "CARRYOVER"
        carried_in[:, number] = waiting
        carried_in[wrong, number, 0] += 1 + draw.random.integers(0, 3, wrong.sum())
        at_hand = received[:, number] + carried_in[:, number]
        carried_out[:, number] = waiting = draw.random.binomial(at_hand, 0.08)
        outcomes[:, number] = draw.random.multinomial(at_hand - waiting, weights)
    _put(figures, "foi.application.new", received)
    _put(figures, "foi.application.carried_in", carried_in)
    _put(figures, "foi.application.carried_out", carried_out)
    _put(figures, "foi.application.outcome.total", outcomes.sum(-1))
    for number, name in enumerate(OUTCOMES):
        _put(figures, f"foi.application.outcome.{name}", outcomes[..., number])
    _put(figures, "foi.application.outcome.other.total", outcomes[..., [number for number, name in enumerate(OUTCOMES) if name.startswith("other.")]].sum(-1))


def _put(figures, measure, by_applicant):
    for number, applicant in enumerate(APPLICANTS):
        figures[f"{measure}@{applicant}"] = by_applicant[..., number]
    figures[f"{measure}@total"] = by_applicant.sum(-1)


def _remedies(figures, draw):
    for group in ("foi.reconsideration.outcome", "foi.litigation.direct", "foi.litigation.after_reconsideration"):
        parts = [draw.count(mean) for mean in (0.08, 0.02, 0.03, 0.02)]
        for name, array in zip(("upheld", "corrected", "other", "pending"), parts, strict=True):
            figures[f"{group}.{name}"] = array
        figures[f"{group}.total"] = sum(parts)
    figures["foi.litigation.all.total"] = figures["foi.litigation.direct.total"] + figures["foi.litigation.after_reconsideration.total"]
    for group in ("foi.reconsideration", "foi.litigation"):
        parts = [draw.count(mean) for mean in (0.1, 0.02, 0.03)]
        for name, array in zip(("upheld", "corrected", "other"), parts, strict=True):
            figures[f"{group}.{name}"] = array
        figures[f"{group}.total"] = sum(parts)
    figures["foi.complaint.total"] = draw.count(0.15)
    figures["foi.appeal.total"] = np.zeros(draw.shape)


def _law_documents_and_powers(figures, draw):
    zeros = np.zeros(draw.shape)
    for name in ("made_new", "disclosed_new", "disclosed_stock", "issued", "repealed", "in_force"):
        figures[f"foi.lawdoc.regulation.{name}"] = zeros
    issued = draw.count(0.5)
    figures["foi.lawdoc.normative.made_new"] = figures["foi.lawdoc.normative.disclosed_new"] = issued
    figures["foi.lawdoc.normative.disclosed_stock"] = np.cumsum(issued, axis=1)
    figures["foi.lawdoc.normative.issued"] = issued
    repealed, in_force = np.zeros(draw.shape), np.zeros(draw.shape)
    stock = draw.random.poisson(3, draw.shape[0])
    for number in range(draw.shape[1]):
        repealed[:, number] = np.minimum(draw.random.poisson(0.3, draw.shape[0]), stock)
        in_force[:, number] = stock = stock + issued[:, number] - repealed[:, number]
    figures["foi.lawdoc.normative.repealed"], figures["foi.lawdoc.normative.in_force"] = repealed, in_force
    for name, mean, decisions in (("license", 6, 60), ("other_service", 30, 400), ("penalty", 25, 90), ("coercion", 3, 2), ("charge", 0.4, 0)):
        change = draw.count(0.8) - draw.count(0.8)
        stock = 3 + draw.random.poisson(mean * 2, (draw.shape[0], 1)) + np.cumsum(change, axis=1)
        figures[f"foi.power.{name}.item_change"] = np.where(stock - change < 0, 0, change)
        figures[f"foi.power.{name}.item_prior"] = np.maximum(stock - change, 0)
        figures[f"foi.power.{name}.decision"] = draw.count(decisions, scaled=True)
    figures["foi.power.charge.amount"] = np.round(draw.random.lognormal(1, 1, draw.shape), 2) * (draw.spread(0, 1) < 0.1)
    figures["foi.procurement.project"] = draw.count(6)
    figures["foi.procurement.amount"] = np.round(draw.random.lognormal(4, 1, draw.shape), 2) * (figures["foi.procurement.project"] > 0)


def _consultation_and_media(figures, draw):
    on_site, phone, web = draw.count(90, scaled=True), draw.count(150, scaled=True), draw.count(15, scaled=True)
    figures["foi.consultation.on_site"] = figures["foi.consultation.reception"] = on_site
    figures["foi.consultation.phone"] = figures["foi.consultation.phone_call"] = phone
    figures["foi.consultation.web"] = figures["foi.consultation.online"] = web
    figures["foi.consultation.total"] = on_site + phone + web
    figures["foi.media.site_visit"] = figures["foi.media.site_visit_count"] = 500 + draw.count(9000, scaled=True)
    figures["foi.media.wechat.follower"] = np.cumsum(100 + draw.count(700, scaled=True), axis=1)
    figures["foi.media.wechat.post"] = 40 + draw.count(250)
    figures["foi.media.weibo.follower"] = np.cumsum(50 + draw.count(300, scaled=True), axis=1)
    figures["foi.media.weibo.post"] = 20 + draw.count(150)
    figures["foi.media.press_report"] = 3 + draw.count(25)
    figures["foi.media.video"] = 1 + draw.count(12)
    figures["foi.participation.open_day"], figures["foi.participation.solicitation"] = 1 + draw.count(1), 1 + draw.count(2)
    figures["foi.interaction.message"] = 5 + draw.count(60, scaled=True)
    figures["foi.disclosure.dual_publicity"] = figures["foi.power.license.decision"] + figures["foi.power.penalty.decision"]


def plant(figures, stated, forms, slips, unit_factor, random):
    """Plants the slips of reports (flat arrays): changes `figures`, or what prose says (`stated`).

    → list of dicts report, code, key, expected, printed.
    """
    planted = []
    for report in np.flatnonzero(slips != ""):
        code, form = slips[report], forms[report]
        key = _slip_key(code, form, report, figures, random)
        expected = float(figures[key][report])
        if code == "TEXT_TABLE" or code == "TEXT_TEXT":
            printed = stated[key][report] = expected + int(random.integers(1, 9))
        elif code == "BLANK_CELL":
            printed = figures[key][report] = BLANK
        elif code == "UNIT_SLIP":
            if expected == 0:
                stated[key][report] = expected = 0.8
            printed = figures[key][report] = round(expected * unit_factor[report], 8)
        elif code == "CARRYOVER":
            printed = expected
        else:
            printed = figures[key][report] = expected + int(random.integers(1, 4))
            stated[key][report] = printed
        printed = None if code == "BLANK_CELL" else float(printed)
        planted.append({"report": int(report), "code": str(code), "key": key, "expected": expected, "printed": printed})
    return planted


def _slip_key(code, form, report, figures, random):
    old = form in ("annex-pre2014", "stat-table-2014")
    if code == "UNIT_SLIP":
        return "foi.capacity.special_funding"
    if code == "TEXT_TEXT":
        return "foi.disclosure.total"
    if code == "CARRYOVER":
        return "foi.application.carried_in@total"
    if code == "TEXT_TABLE":
        return "foi.disclosure.total" if old else "foi.application.new@total"
    if code == "BLANK_CELL":
        return "foi.application.received.total" if old else "foi.application.outcome.denied.third_party@total"
    if old:
        return str(random.choice(["foi.application.received.total", "foi.application.reply.total"]))
    return str(random.choice(["foi.application.outcome.total@natural_person", "foi.application.outcome.granted@total", "foi.reconsideration.outcome.total"]))
