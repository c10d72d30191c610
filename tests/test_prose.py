"""What sentences of reports say, as literal sentences: one example a trap. Not here: how fast, or how well on whole reports (labelled sets)."""

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.numbers import cell_quantity
from pipeline.prose.account import account
from pipeline.prose.numerals import joined_thousands, quantity_shape
from pipeline.prose.prose_examples import example_problems, mentions, prose_problems
from pipeline.prose.reading import read_prose
from pipeline.tables.forms import indicator_key
from schemas.codebook import codebook
from schemas.narrative_entries import ContextSkip
from schemas.narrative_references import narrative_problems

# year, sentence with its numbers in 【】, the indicator of each (without foi.; - for none, share for a share)
MAPPED = [
    (2020, "受理行政许可【7】件，包括废旧器材收购许可核发【3】件、废旧器材收购许可延续【4】件", "power.license.decision;-;-"),
    (2022, "政务微信发布信息741条，微信订阅数为【3817】个；政务微博发布信息218条，微博关注量为【2188】个", "media.wechat.follower;media.weibo.follower"),
    (2022, "主动答复网民微博微信留言【35】条", "interaction.message"),
    (2019, "在晚报刊发评论【2】篇，在省城日报刊发【18】篇", "media.press_report;media.press_report"),
    (2015, "在“安全生产”微博号发布安全信息【226】条，在市社会救助信息管理平台发布民政信息【500】余条", "media.weibo.post;-"),
    (
        2012,
        "收到申请【9】件，给看了的【5】件，给一部分的【1】件，没给的【1】件，查了没有的【2】件",
        "application.received.total;application.reply.granted;application.reply.partial;application.reply.refused.total;application.reply.not_exist",
    ),
    (2019, "收到申请196件。从内容来看，申请公开拆迁许可相关文件资料【44】件，作出行政许可决定【12】件", "-;power.license.decision"),
    (2022, "开通医保咨询热线，现场信访接待【779】人次", "-"),
    (
        2022,
        "收到依申请公开9件，上年转结【2】件，其中网络申请数【6】件，信函申请数【5】件",
        "application.carried_in;application.received.online;application.received.letter",
    ),
    (2022, "“云山县人民政府网”微信平台发布信息【56】条", "disclosure.channel.wechat"),
    (2022, "向市档案馆、市图书馆寄送纸质文件【76】件", "disclosure.paper_transfer"),
    (2022, "跟进重点项目165个，重点会议【50】余场", "-"),
    (2012, "按规定报送规范性文件【1】件", "-"),
    (2021, "受理依申请公开27件，除【1】件尚在答复状态中，其余【26】件全部处理完毕", "-;application.outcome.total"),
    (2021, "受理依申请公开4件；受理咨询答复公众来电【3100】余条", "consultation.phone"),
    (2019, "主动公开各类财政信息【640】条，受理申请5件", "disclosure.total"),
    (2024, "通过政府门户网站累计发布工作动态信息【165】条", "disclosure.channel.website"),
    (2024, "主动公开信息200条，其中工作动态30条，其他类型信息【79】条", "disclosure.class.other"),
    (2024, "街道公众号发布信息302条，发表原创稿件【157】篇", "-"),
    (2023, "在门户网站公开政府信息50条。在主动公开的信息中，业务工作类的信息【10】条，信息公开【30】条", "disclosure.class.activity;-"),
    (2016, "我镇在区政务公开信息网上总共发布信息【8】条，其中职能机构【1】条", "disclosure.channel.website;disclosure.class.org_function"),
    (2016, "在市政府门户网上公开信息【77】条", "disclosure.channel.website"),
    (2016, "常态化公开区政府会议【25】次", "participation.open_meeting"),
    (2016, "接受咨询【1540】人次，其中低保政策咨询【86】人次", "consultation.total;-"),
    (2016, "办理网民留言【97】条，其中镇长信箱留言【30】条", "interaction.message;-"),
    (2016, "发布短视频【17】条，其中普法短视频【5】条", "media.video;-"),
    (2016, "回应热点舆情【9】次，其中回应网络舆情【4】次", "response.hot_topic.total;-"),
    (
        2016,
        "主动公开信息120条，其中政策解读【5】条，财政预决算信息【2】条，其他信息【26】条",
        "response.interpretation;disclosure.key_area.fiscal;disclosure.class.other",
    ),
    (2016, "上半年主动公开政府信息【118】条，下半年主动公开政府信息【97】条", "-;-"),
    (2016, "下半年开通的官方微博发布信息【118】条", "disclosure.channel.weibo"),
    (2016, "上半年和下半年共举办培训班【2】期", "training.session"),
    (2016, "我局全年制作、获取的政府信息总数【260】条，其中主动公开【71】条", "-;disclosure.total"),
    (2016, "历年累计主动公开政府信息402条，其中2016年新增主动公开政府信息【36】条", "disclosure.total"),
    (2016, "主动公开信息166条，其中通过微信及其他方式公开【92】条", "-"),
    (2016, "我局将门户网站作为信息公开的主要载体和第一平台，2016年共发布信息【2290】条", "disclosure.channel.website"),
    (2016, "主动公开信息131条，其中机构职能类16条，作为依申请公开信息数【28】条，不予公开信息数【8】条", "-;-"),
    (2016, "明确了【2】名干部负责政务公开工作", "capacity.staff.total"),
    (2020, "行政强制事项【3】件，作出行政强制决定【2】件", "-;power.coercion.decision"),
    (2021, "受理政府信息公开申请2件，已完成公开申请【1】件", "application.outcome.total"),
    (2022, "利用政务网站、抖音号、广播电视等平台发布城管信息【4630】条", "-"),
    (2013, "“中国滨城”政府门户网站日均访问量1.12万人次，全年发布信息【8046】条", "disclosure.channel.website"),
    (2015, "累计主动公开政府信息1687条，其中2015年新增的主动公开政府信息为【298】条", "disclosure.total"),
    (2015, "局办公室安排【2】人负责，其中【1】人专职", "capacity.staff.total;capacity.staff.full_time"),
    (2015, "已答复22件，非《条例》所指政府信息2件；涉及个人隐私不予公开【1】件", "application.reply.refused.privacy"),
    (2019, "采购项目【5】个，采购总金额【186.2】万元", "procurement.project;procurement.amount"),
    (2015, "打电话来问的有【730】多次", "consultation.phone"),
    (2015, "产生公文386件，认定主动公开147件，依申请公开【62】件，不予公开【177】件", "-;-"),
    (2015, "产生文件类信息164条，其中主动公开73条，占44.5%，依申请公开【35】条", "-"),
    (2013, "收到申请58件，转告其他机关【4】件", "application.reply.not_competent"),
    (2013, "收到申请3件，都作了答复：公开【1】件，另2件信息不存在", "application.reply.granted"),
    (2013, "主动公开信息268条。其中法规规章【14】条。市政府网站【142】条，局公开栏33条", "disclosure.class.lawdoc;disclosure.channel.website"),
    (2013, "主动公开信息268条。其中政策文件类【47】条。在区政府网站上公开的有【191】条", "-;disclosure.channel.website"),
    (2016, "公租房申请审核结果公示【7】批，便民大厅受理事项【4310】件；信访件【96】件，办结【90】件", "-;-;-;-"),
    (2017, "公开工作人员5人。兼职人员一年内更换【3】人", "-"),
    (2023, "收到群众当面递交或以信函、网页等形式的依申请公开【8】件，其中【5】件办理结果为主动公开", "application.new;-"),
    (2023, "主动公开政务信息【90】条，其中政府开放日活动信息【6】条，其他类信息【31】条；免于公开信息【0】条", "disclosure.total;-;disclosure.class.other;-"),
    (2018, "1.主动公开政府信息的情况：【66】条。2.依申请公开政府信息的情况：【3】件", "disclosure.total;application.received.total"),
    (2022, "收到政府信息公开申请8件，其中在线提交申请7件、线下来信【1】件", "application.received.letter"),
    (2023, "2023年，区应急管理局主动公开信息【75】条，区财政局主动公开信息【31】条", "disclosure.total;disclosure.total"),
    (2023, "县生态环境局网站发布信息【102】条，区行政审批局网站公开信息【45】条", "disclosure.channel.website;disclosure.channel.website"),
    (2020, "累计公开【70】条信息", "disclosure.total"),
    (2022, "主动公开信息【480】条。其中，通过微信公众号发布每周工作动态信息44条、视频【6】条", "disclosure.total;media.video"),
    (2019, "主动公开信息【210】条，其中通过政府信息公开统一平台公开政府信息【24】条", "disclosure.total;disclosure.channel.website"),
    (2020, "公开行政许可、行政检查、行政处罚等政务服务事项【33】项", "-"),
    (2014, "与行政复议、行政诉讼有关的费用支出：无，收费【0】元", "application.fee_collected"),
    (2022, "2022年度我局依申请公开政务信息数【4】件，通过林业网公开信息【52】条", "application.new;disclosure.channel.website"),
    (
        2015,
        "主动公开信息【160】条，其中，通过县政府网站公开的有【90】条，通过“芦山”微信公众号推送的有【70】条",
        "disclosure.total;disclosure.channel.website;disclosure.channel.wechat",
    ),
    (2010, "收到申请【2】件，【1】件予以公开，另【1】件不属于街道掌握", "application.received.total;application.reply.granted;application.reply.not_competent"),
    (2010, "【1】条涉及当事人的个人隐私，依照《条例》不予公开", "application.reply.refused.privacy"),
    (2010, "办公室确定专人【1】名负责", "capacity.staff.full_time"),
    (2016, "新收申请总量由上年的41件回落到【34】件", "application.received.total"),
    (2010, "全年受理公民、法人信息公开申请【9】宗，通过邮局寄来申请【2】宗", "application.received.total;application.received.letter"),
    (2018, "信息公开业务经费支出【3】万元，接听群众咨询电话【520】次", "capacity.special_funding;consultation.phone"),
    (2018, "在局门户网站公布各类信息【410】条", "disclosure.channel.website"),
    (2018, "政府信息公开专栏访问量【3.2】万人次", "media.site_visit_count"),
    (2022, "收到申请5件，告知向有关机关申请【2】件；行政事业性收费收入【86】万元", "application.outcome.unavailable.not_held;power.charge.amount"),
    (2010, "综合办抽出【2】名同志具体抓", "capacity.staff.total"),
    (2010, "收到书面申请【2】份，【1】份申请已书面告知向国土局查询", "application.received.total;-"),
    (2022, "新收申请【12】件，上年结转【2】件，共办理【13】件", "application.new;application.carried_in;application.outcome.total"),
    (2016, "信息公开日常工作由【2】人承担", "capacity.staff.total"),
    (2016, "档案馆、图书馆和政务大厅【3】个集中查阅点接待查阅200人次", "capacity.reading_point"),
    (2016, "收到申请9件，答复情况：公开【8】件，部分公开【1】件", "application.reply.granted;application.reply.partial"),
    (2016, "政策解读偏少，全年只有【3】篇", "response.interpretation"),
    (2016, "局领导参加政府网站在线访谈【2】期", "response.online_interview.total"),
    (2016, "设立信息查阅室【1】间", "capacity.reading_point"),
    (2023, "新收申请58件，上年度结转4件。本年度办理【60】件：予以公开【29】件", "application.outcome.total;application.outcome.granted"),
    (2023, "举办培训班2期，培训210人；组织政府开放日活动【6】场次，参与群众【340】人", "participation.open_day;-"),
    (2020, "办理网站留言、市长信箱、依申请公开等【45】件，主动回应栏目公开【12】条", "-;-"),
    (2020, "通过政府信息公开目录系统公开信息【115】条", "disclosure.total"),
    (2016, "党政办安排【1】名专职人员、【2】名兼职人员", "capacity.staff.full_time;capacity.staff.part_time"),
    (2016, "按公开渠道，政府网站【118】条；政务微信【71】条；其他【25】条", "disclosure.channel.website;disclosure.channel.wechat;disclosure.channel.other"),
    (2014, "制发规范性文件【3】件，公开【2】件", "disclosure.normative_doc_issued;disclosure.normative_doc"),
    (2014, "收到申请1件，当日办结【1】件", "application.closed.on_time"),
    (2017, "在政府信息平台、微博、微信等媒介上公开政务信息【4287】条", "disclosure.total"),
    (2022, "依托公众号发布宣传信息、政策解读等共计【259】条", "media.wechat.post"),
    (2022, "收到依申请公开共【3】件，其中通过信息公开平台申请【2】件", "application.new;application.received.online"),
    (2022, "无上年结转政府信息公开申请，制发规范性文件【1】篇", "lawdoc.normative.issued"),
    (2022, "受理农村宅基地建房申请【127】宗，受理专利资助申请【217】件", "-;-"),
    (2018, "通过局门户网站、市政府网站主动公开各类信息【1038】条", "disclosure.total"),
    (2009, "全局有【1】名兼职人员从事此项工作", "capacity.staff.part_time"),
    (2009, "与诉讼有关的费用支出为【0】元，免费接待学生【300】人次", "-;-"),
    (2024, "收到申请2件，一件关于旅行社处罚情况，公开行政处罚决定【3】件", "power.penalty.decision"),
    (2017, "主动公开信息（包括政务公开等4个栏目、机构等33个栏目）共计【855】条", "disclosure.total"),
    (2017, "同时，“活力小镇”微信公众号保持常态化运营，全年发布信息【502】篇", "disclosure.channel.wechat"),
    (2017, "主动公开信息，一是县政府网站，发布信息【5208】条", "disclosure.channel.website"),
    (2017, "通过信息公开网站、街道政务新媒体等渠道主动公开信息【120】条", "disclosure.total"),
    (2017, "主动公开信息579条，其中曝光台发布信息【17】条", "-"),
    (2017, "截至2017年底累计公开政府信息6893条，其中2017年新增【4127】条", "disclosure.total"),
    (2017, "在网站上主动公开的政府信息中便民服务信息【6】条", "-"),
    (2020, "收到申请39件，其中网络申请【21】件，其他方式申请【18】件", "application.received.online;-"),
    (2020, "答复申请9件，制发答复文书示范文本【22】个", "-"),
    (2022, "处理政府信息公开申请【28】件（含上年结转2件），已办结【27】件", "-;application.outcome.total"),
    (2017, "收到申请12件，其中网络和信函申请共【9】件，当面申请【3】件", "-;application.received.in_person"),
    (2022, "发布信息107条，其中政策解读【2】条，人事任免【4】条，规划计划信息【6】条", "response.interpretation;-;disclosure.class.plan"),
    (2022, "街道微信公众账号（1个）发布信息【149】条；微博账号（1个）发布信息【148】条", "disclosure.channel.wechat;disclosure.channel.weibo"),
    (2022, "制发规范性文件【8】份，微信公众号制作发布推文【99】条", "lawdoc.normative.issued;media.wechat.post"),
    (2022, "公开了工作信息、公示公告、预决算等信息【43】条", "disclosure.total"),
    (2018, "自2012年起累计主动公开政府信息【979】条", "disclosure.cumulative_total"),
    (2018, "在区政府网站主动公开组织机构信息【3】条，通过市政府网站公开规章【13】件", "disclosure.class.org_function;-"),
    (2018, "接受新闻媒体采访【2】次，政策文件解读【7】条", "-;response.interpretation"),
    (2018, "三、回应解读情况 回应公众关注热点【2】次", "response.hot_topic.total"),
    (2018, "从事政府信息公开工作的全职人员【1】人", "capacity.staff.full_time"),
    (2010, "今年到镇里书面要求提供信息的有【2】起", "application.received.total"),
    (2010, "收到申请2件，其中【1】件当场提供，【1】件属县国土局职权", "application.reply.granted;application.reply.not_competent"),
    (2015, "收到公民申请【3】件", "application.received.total"),
    (
        2022,
        "收到申请2件，其中【1】件涉及征地补偿，已依法予以公开；【1】件要求公开审批文件，因涉及第三方不予公开",
        "application.outcome.granted;application.outcome.denied.total",
    ),
    (2019, "新制作规章【2】件，对外公开总数量【17】件", "lawdoc.regulation.made_new;lawdoc.regulation.disclosed_stock"),
    (2018, "主动公开信息【356】条，其中市政府信息公开平台发布【288】条", "disclosure.total;disclosure.channel.website"),
    (2018, "受理12315平台投诉举报【2317】件，退回修改稿件【58】篇，清理规范性文件【16】件", "-;-;-"),
    (2022, "行政诉讼3件，其中未经复议直接起诉【1】件、结果维持", "litigation.direct.total"),
    (2022, "本年新收【14】件、上年结转【1】件，两项合计【15】件", "-;application.carried_in;-"),
    (2022, "不予公开（保护第三方合法权益）【2】件", "application.outcome.denied.third_party"),
    (2022, "新收申请中，商业企业【15】件，其他【1】件", "application.new;application.new"),
    (2022, "收到申请30件，其中法人申请【7】件，网站递交【20】件", "-;application.received.online"),
    (2018, "制发规范性文件【9】件，主动公开【9】件", "disclosure.normative_doc_issued;disclosure.normative_doc"),
    (2018, "制发规范性文件【2】件，编印政务简报12期，每期印发【200】份", "disclosure.normative_doc_issued;-"),
    (2018, "《县人民政府公报》出刊【6】期、登载文件【48】件", "gazette.issue;disclosure.channel.gazette"),
    (2018, "全县共有专门机构【59】个，从业人员【217】人", "capacity.dedicated_unit;capacity.staff.total"),
    (2018, "全年制作政府信息860条，其中主动公开信息【412】条，依申请公开信息【96】条，不予公开信息【352】条", "disclosure.total;-;-"),
    (2018, "专门配备了【3】名全职工作人员、【8】名兼职工作人员", "capacity.staff.full_time;capacity.staff.part_time"),
    (2022, "涉及行政复议、行政诉讼案件【52】件，申请人主动撤销申请【7】件", "-;-"),
    (2022, "废止省政府规章【3】件，废止规范性文件【4】件", "lawdoc.regulation.repealed;lawdoc.normative.repealed"),
    (2022, "通过政务网以及开发区公众号主动公开各类信息【141】条", "disclosure.total"),
    (2022, "主动公开信息96条，其中：机构类信息6条，工作动态、热点关注等政务动态类信息【87】条，行政处罚类文件【3】件", "disclosure.class.activity;-"),
    (2018, "通过“机构概况”、“人事信息”等【13】个子栏目发布信息", "-"),
    (2022, "收到依申请公开申请【2】件次，全年公开管委会主任办公会议【14】次", "application.new;participation.open_meeting"),
    (2022, "主动公开信息882条，机构设置、政策法规、各类公文等信息【87】条", "-"),
    (2022, "主动公开信息82条，文件信息7条，动态信息【30】条", "disclosure.class.activity"),
    (2022, "主动公开工作动态、政策解读、财务信息等各类政务信息【265】条", "disclosure.total"),
    (2022, "一是网站公开信息【4100】余条，人社要闻【58】条，通知公告稿件【223】条", "disclosure.channel.website;-;-"),
    (2022, "收到申请8件，予以公开或部分公开【1】件，部分公开【2】件，予以公开【3】件", "-;application.outcome.partial;application.outcome.granted"),
    (2018, "先后【两】次对政府网站进行升级改版，工作常设机构【1】个", "-;capacity.dedicated_unit"),
    (2022, "收到申请9件，全年回复各类信访事项【1158】起，在微信公众号、门户网站推送信息【260】余篇", "-;-"),
    (2022, "中央广播电视总台等主要新闻媒体发布本市新闻【347】条", "media.press_report"),
    (2018, "抽调【1】名专职、【7】名兼职共【8】名工作人员", "capacity.staff.full_time;capacity.staff.part_time;capacity.staff.total"),
    (2018, "主任办公会研究公开工作【2】次", "meeting.total"),
    (2018, "用于公开的开支【1.6】万元", "capacity.special_funding"),
    (2017, "本年度共接到政府信息公开申请【12】件", "application.received.total"),
    (2017, "全年接收信息公开申请【12】宗", "application.received.total"),
    (2017, "今年我局办理依申请公开事项【12】件", "application.received.total"),
    (2017, "共受理公民、法人和其他组织提出的政府信息公开申请【45】件", "application.received.total"),
    (2017, "依申请公开情况：2017年申请总量【33】件", "application.received.total"),
    (2022, "2022年，我单位新收政府信息公开申请【9】件", "application.new"),
    (2022, "本年新收申请【9】件，上年结转【1】件", "application.new;application.carried_in"),
    (2022, "收到公民政府信息公开申请【9】件", "application.new"),
    (2022, "接收政府信息公开申请【9】件，全部办结", "application.new"),
    (
        2017,
        "收到申请20件，其中窗口递交【3】件、网上提交【8】件、挂号信【9】件",
        "application.received.in_person;application.received.online;application.received.letter",
    ),
    (
        2017,
        "收到申请20件：现场申请【3】件，占【15】%；互联网申请【8】件；邮寄申请【9】件",
        "application.received.in_person;share;application.received.online;application.received.letter",
    ),
    (
        2017,
        "受理申请20件，按申请方式分：来人【3】件，网站【8】件，来函【9】件",
        "application.received.in_person;application.received.online;application.received.letter",
    ),
    (
        2017,
        "共收到申请5件，方式为当面【1】件、电子邮件【2】件、传真【2】件",
        "application.received.in_person;application.received.online;application.received.fax",
    ),
    (2017, "在20件申请中，通过在线平台提交的【12】件", "application.received.online"),
    (2017, "收到申请20件，已办结【18】件，正在办理【2】件", "application.closed.total;-"),
    (2017, "申请办结数【18】件，其中按时办结数【17】件，延期办结数【1】件", "application.closed.total;application.closed.on_time;application.closed.extended"),
    (
        2017,
        "已全部按时答复，其中同意公开【5】件，同意部分公开【2】件，不同意公开【1】件，不属于本机关公开【3】件，申请信息不存在【4】件",
        "application.reply.granted;application.reply.partial;application.reply.refused.total;application.reply.not_competent;application.reply.not_exist",
    ),
    (
        2017,
        "答复结果：“予以公开”【5】件，“部分公开”【2】件，“不予公开”【1】件，“非本机关政府信息”【3】件，“信息不存在”【4】件",
        "application.reply.granted;application.reply.partial;application.reply.refused.total;application.reply.not_competent;application.reply.not_exist",
    ),
    (
        2017,
        "收到申请8件，告知向其他机关申请【3】件，告知补正【1】件，属于已主动公开范围【4】件",
        "application.reply.not_competent;application.reply.amend;application.reply.already_public",
    ),
    (
        2022,
        "从办理结果看，予以公开【5】件、部分公开【2】件、不予公开【1】件、无法提供【8】件、不予处理【2】件、其他处理【1】件",
        "application.outcome.granted;application.outcome.partial;application.outcome.denied.total;application.outcome.unavailable.total;application.outcome.not_processed.total;application.outcome.other.total",
    ),
    (
        2022,
        "其中，属于国家秘密【1】件，属于三类内部事务信息【2】件，属于行政查询事项【3】件",
        "application.outcome.denied.state_secret;application.outcome.denied.internal_affairs;application.outcome.denied.admin_query",
    ),
    (
        2022,
        "因本机关不掌握相关政府信息无法提供【8】件，因没有现成信息需要另行制作无法提供【1】件",
        "application.outcome.unavailable.not_held;application.outcome.unavailable.needs_creation",
    ),
    (2022, "申请人无正当理由逾期不补正【2】件", "application.outcome.other.no_correction"),
    (2022, "办结政府信息公开申请【11】件，结转下年度继续办理【2】件", "application.outcome.total;application.carried_out"),
    (2022, "全年收到申请13件，年内答复【11】件，跨年办理【2】件", "application.outcome.total;application.carried_out"),
    (2022, "收到申请13件，其中自然人【10】件，企业【2】件，法律服务机构【1】件", "application.new;application.new;application.new"),
    (
        2022,
        "因政府信息公开被申请行政复议【3】件，其中维持【2】件，纠正【1】件",
        "reconsideration.outcome.total;reconsideration.outcome.upheld;reconsideration.outcome.corrected",
    ),
    (2022, "发生政府信息公开行政复议案件【3】起，已审结2起", "reconsideration.outcome.total"),
    (
        2022,
        "涉信息公开行政复议【3】件，复议机关均维持；行政诉讼【2】件，法院驳回【1】件，未审结【1】件",
        "reconsideration.outcome.total;litigation.all.total;-;-",
    ),
    (2017, "被提起行政复议【3】件，行政诉讼【2】件", "reconsideration.total;litigation.total"),
    (2017, "全年政府信息公开类行政诉讼案件【4】宗，其中维持具体行政行为【3】宗，被依法纠错【1】宗", "litigation.total;litigation.upheld;litigation.corrected"),
    (2017, "收到涉及信息公开的投诉举报【2】件", "complaint.total"),
    (2017, "主动公开政府信息数【1208】条", "disclosure.total"),
    (2017, "截至年底，我镇共主动公开信息【1208】条", "disclosure.total"),
    (2017, "全年向社会公开各类政务信息【1208】条", "disclosure.total"),
    (
        2017,
        "2017年公开政府信息共【1208】条，其中网站【900】条，公众号【300】条，其他渠道【8】条",
        "disclosure.total;disclosure.channel.website;disclosure.channel.wechat;disclosure.channel.other",
    ),
    (2017, "全年在区政府门户网站主动公开信息【900】条", "disclosure.channel.website"),
    (2017, "通过政务微博发布信息【90】条，通过政务微信发布信息【80】条", "disclosure.channel.weibo;disclosure.channel.wechat"),
    (2017, "主动公开规范性文件【6】件，制发规范性文件总数【6】件", "disclosure.normative_doc;disclosure.normative_doc_issued"),
    (2017, "出台规范性文件【3】份，全部公开", "disclosure.normative_doc_issued"),
    # a document that is not disclosed is no refused application
    (2018, "制发规范性文件【2】件，其中主动公开【1】件，另【1】件因涉及内部管理未予公开", "disclosure.normative_doc_issued;disclosure.normative_doc;-"),
    (2022, "全年制发规范性文件【3】件，废止【1】件，现行有效【12】件", "lawdoc.normative.issued;lawdoc.normative.repealed;lawdoc.normative.in_force"),
    (2022, "现行有效行政规范性文件【12】件", "lawdoc.normative.in_force"),
    (2022, "清理规范性文件，宣布失效【2】件", "-"),
    (2022, "废止规范性文件【3】件、宣布失效【5】件", "lawdoc.normative.repealed;-"),
    # what was published is told by what the sentence names before: the account, or accounts of several kinds
    (2018, "办好街道微博，每日更新，全年累计发布政府信息【233】条", "disclosure.channel.weibo"),
    (2018, "利用微博、微信公众号等新媒体，以图文并茂的方式宣传，全年发布信息【611】条", "media.new_media.post"),
    (2018, "做好“河东水务”订阅号，向用户推送进展，全年发布信息【121】条", "disclosure.channel.wechat"),
    (2018, "办好网站和微信公众号，严格审核，全年发布信息【350】条", "disclosure.total"),
    (2018, "我乡共制作、获取政府信息总数【133】条，其中主动公开信息【96】条", "-;disclosure.total"),
    (2022, "依托政府门户网站及新媒体主动公开区政府各类信息【5310】条", "disclosure.total"),
    (2022, "通过政府网站主动公开预决算、招生政策、政策解读等群众关心的信息共计【76】条", "disclosure.channel.website"),
    (2022, "通过市政府政务公开平台发布信息【74】条", "disclosure.channel.website"),
    (2022, "网站发布政策文件【60】个，区政府常务会议【18】期", "-;-"),
    (2022, "通过区政府门户网站主动公开信息【300】条，其中公示公开【95】条，党务公开【6】条", "disclosure.channel.website;-;-"),
    (2018, "在微信公众平台转发各类政策解读【130】条，发布街道信息简报【52】期", "response.interpretation;-"),
    (2018, "通过局网站“领导信箱”受理群众咨询【14】人次", "-"),
    (2022, "通过门户网站专栏、微信等平台发布信息，其中，通过街道政务信息公开专栏发布信息【259】条", "disclosure.channel.website"),
    (2022, "主动公开事项273项，其中主动网上公开【3】件，播放宣传滚动屏【100】次", "disclosure.channel.website;disclosure.graphic_board"),
    (2024, "区民政局主动公开工作信息【73】条", "disclosure.total"),
    (2018, "全镇主动在新闻网站发布信息【130】条", "media.press_report"),
    (2018, "一年来，管委会共公布各类信息【40】余条", "disclosure.total"),
    (2019, "做好重点领域信息公开，通过8项专题，发布通知公告、工作动态等信息【913】条", "-"),
    (2017, "公开重点领域信息【77】条", "disclosure.key_area.total"),
    (
        2017,
        "主动公开信息【64】条：网站【30】条，微信【20】条，微博【9】条，其他【5】条",
        "disclosure.total;disclosure.channel.website;disclosure.channel.wechat;disclosure.channel.weibo;disclosure.channel.other",
    ),
    # documents, of which is told how open they are: no applications
    (2017, "全年公文总量【310】件，其中属于主动公开的【120】件，依申请公开的【30】件，不予公开的【160】件", "-;-;-;-"),
    (2017, "通过门户网站、微信公众号和电视累计公开信息【420】条", "disclosure.total"),
    (2020, "行政许可项目【16】项，处理决定【203】件；行政强制项目【3】项，处理决定【4】件", "-;power.license.decision;-;power.coercion.decision"),
    (2020, "重复申请【1】件。总计【3】件", "application.outcome.not_processed.repeat;application.outcome.total"),
    (2022, "行政复议结果纠正【1】件，合计【1】件", "reconsideration.outcome.corrected;reconsideration.outcome.total"),
    (2017, "拨付公示栏、网站运维等费用【5.8】万元", "capacity.special_funding"),
    (2017, "信息公开工作机构【1】个，人员【3】人", "capacity.dedicated_unit;capacity.staff.total"),
    (2017, "主动公开信息1024条，其中市政府信息公开网【733】条，市政府网【200】条", "disclosure.channel.website;disclosure.channel.website"),
    (2017, "收到申请8件，在法定期限内答复【8】件", "application.reply.total"),
    (
        2017,
        "收到申请8件，属于我局主动公开范围的【2】件，不属于我局掌握的【3】件，告知申请人补正【1】件",
        "application.reply.already_public;application.reply.not_competent;application.reply.amend",
    ),
    (2022, "收取政府信息处理费【0】元", "info_processing_fee.amount"),
    (2017, "受到举报【0】件", "complaint.total"),
    # a short lead before a number that stands alone says what it counts
    (2017, "3．经费。【1.5】万元。", "capacity.special_funding"),
    (2017, "回应社会关注热点【5】次", "response.hot_topic.total"),
    (2017, "回应公众关切【5】件", "response.hot_topic.total"),
    (2017, "及时处置和回应网络舆情【15】起", "response.hot_topic.total"),
    (2017, "召开新闻发布会【4】场，其中主要领导出席【2】场", "response.press_conference.total;response.press_conference.by_principal"),
    (2017, "开展在线访谈活动【3】期", "response.online_interview.total"),
    (2017, "做客政府网站在线访谈栏目【1】次", "response.online_interview.total"),
    (2017, "发布政策解读稿件【22】篇", "response.interpretation"),
    (2017, "撰写政策解读材料【22】份", "response.interpretation"),
    (2017, "微博微信回应事件【6】次", "response.weibo_wechat"),
    (2017, "设立政府信息公开专门机构【1】个，设置查阅场所【3】处", "capacity.dedicated_unit;capacity.reading_point"),
    (2017, "从事政府信息公开工作人员【12】人，其中专职【2】人，兼职【10】人", "capacity.staff.total;capacity.staff.full_time;capacity.staff.part_time"),
    (2017, "配备专职工作人员【2】名、兼职工作人员【10】名", "capacity.staff.full_time;capacity.staff.part_time"),
    (2017, "全局信息公开工作人员【12】名", "capacity.staff.total"),
    (2017, "投入信息公开专项经费【15】万元", "capacity.special_funding"),
    (2017, "用于政府信息公开的经费【15】万元", "capacity.special_funding"),
    (2017, "召开政务公开专题会议【5】次，举办政务公开培训班【2】期，参加培训【260】人次", "meeting.total;training.session;training.participant"),
    (2017, "组织业务培训【3】场次，累计培训【180】余人", "training.session;training.participant"),
    (2017, "举办培训班2期，参训人员【180】人", "training.participant"),
    (2017, "收取检索、复印、邮寄等费用【56】元", "application.fee_collected"),
    (2022, "收取信息处理费【120】元", "info_processing_fee.amount"),
    (2022, "作出行政许可决定【233】件，行政处罚决定【45】件，行政强制【2】件", "power.license.decision;power.penalty.decision;power.coercion.decision"),
    (2022, "办理行政许可事项【233】件", "power.license.decision"),
    (2022, "行政处罚案件【45】宗", "power.penalty.decision"),
    (2022, "公开部门预决算信息【4】条", "-"),
    (2017, "接待来访咨询【300】人次，电话咨询【500】人次", "consultation.on_site;consultation.phone"),
    (2016, "收到申请总数为【36】件，申请办结【35】件", "application.received.total;application.closed.total"),
    (2016, "我街道共受理信息公开申请事项【7】项", "application.received.total"),
    (
        2016,
        "2016年共收到依申请公开政府信息申请【7】份，其中书面申请【5】份、网络申请【2】份",
        "application.received.total;application.received.letter;application.received.online",
    ),
    (2016, "本年度接到群众申请公开政府信息【7】件，均通过邮寄方式提交", "application.received.total"),
    (2016, "已答复申请【7】件，答复率100%", "application.reply.total"),
    (2016, "同意公开的【3】件，占【42.9】%；同意部分公开的【1】件", "application.reply.granted;share;application.reply.partial"),
    (
        2016,
        "其中，涉及国家秘密【1】件，涉及商业秘密【2】件，涉及个人隐私【3】件",
        "application.reply.refused.state_secret;application.reply.refused.trade_secret;application.reply.refused.privacy",
    ),
    (2016, "行政复议数量【2】件，其中维持具体行政行为【1】件，被依法纠错【1】件", "reconsideration.total;reconsideration.upheld;reconsideration.corrected"),
    (2016, "发生行政诉讼【2】件，法院判决驳回原告诉讼请求【1】件", "litigation.total;litigation.upheld"),
    (2016, "因信息公开引发的复议案件【2】宗，诉讼案件【1】宗", "reconsideration.total;litigation.total"),
    (2016, "举报投诉数量【0】件", "complaint.total"),
    (2016, "全区主动公开政府信息【2.36】万条", "disclosure.total"),
    (2016, "今年来主动公开政府信息累计【236】条", "disclosure.total"),
    (2016, "截至12月31日，本局已公开政府信息【236】条", "disclosure.total"),
    (
        2016,
        "通过政府公报公开政府信息【12】条，政府网站公开政府信息【210】条，政务微博公开政府信息【30】条，政务微信公开政府信息【40】条，其他方式公开政府信息【5】条",
        "disclosure.channel.gazette;disclosure.channel.website;disclosure.channel.weibo;disclosure.channel.wechat;disclosure.channel.other",
    ),
    (
        2016,
        "主动公开信息400条，其中区政府网站【300】条、微信公众号【60】条、微博【20】条、公示栏【20】条",
        "disclosure.channel.website;disclosure.channel.wechat;disclosure.channel.weibo;disclosure.channel.other",
    ),
    (2016, "回应公众关注热点或重大舆情数【6】次", "response.hot_topic.total"),
    (2016, "就热点问题开展舆情回应【6】次", "response.hot_topic.total"),
    (2016, "参加或举办新闻发布会总次数【3】次", "response.press_conference.total"),
    (
        2016,
        "政府网站在线访谈次数【2】次，其中主要负责同志参加政府网站在线访谈次数【1】次",
        "response.online_interview.total;response.online_interview.by_principal",
    ),
    (2016, "政策解读稿件发布数【8】篇", "response.interpretation"),
    (2016, "发布各类政策解读【8】篇", "response.interpretation"),
    (2016, "政府信息公开工作专门机构数【1】个，设置政府信息公开查阅点数【2】个", "capacity.dedicated_unit;capacity.reading_point"),
    (2016, "在图书馆、档案馆设立政府信息查阅场所【2】处", "capacity.reading_point"),
    (
        2016,
        "从事政府信息公开工作人员数【5】人，其中专职人员数【1】人，兼职人员数【4】人",
        "capacity.staff.total;capacity.staff.full_time;capacity.staff.part_time",
    ),
    (2016, "明确专人负责信息公开，现有专（兼）职工作人员【5】名", "capacity.staff.total"),
    (2016, "政府信息公开专项经费【3.5】万元", "capacity.special_funding"),
    (2016, "安排政务公开工作经费【35000】元", "capacity.special_funding"),
    (
        2016,
        "召开政府信息公开工作会议或专题会议数【4】次，举办各类培训班数【2】次，接受培训人员数【86】人次",
        "meeting.total;training.session;training.participant",
    ),
    (2016, "全年培训工作人员【86】人次", "training.participant"),
    (2016, "先后召开政务公开推进会【3】次", "meeting.total"),
    (2016, "组织信息公开知识讲座【2】场，【150】余人参加", "training.session;training.participant"),
    (2016, "依申请公开信息收取的费用【0】万元", "application.fee_collected"),
    (2021, "本年新收政府信息公开申请数量【23】件，上年结转政府信息公开申请数量【2】件", "application.new;application.carried_in"),
    (2021, "新收到政府信息公开申请【23】件，其中网上申请15件", "application.new"),
    (2021, "全年收到自然人申请【20】件，法人或其他组织申请3件", "application.new"),
    (
        2021,
        "办理政府信息公开申请25件，其中予以公开【10】件，占【40】%，部分公开【3】件，无法提供【8】件，不予处理【1】件",
        "application.outcome.granted;share;application.outcome.partial;application.outcome.unavailable.total;application.outcome.not_processed.total",
    ),
    (2021, "全年办结依申请公开【23】件", "application.outcome.total"),
    (
        2021,
        "不予公开2件，其中保护第三方合法权益【1】件，属于四类过程性信息【1】件",
        "application.outcome.denied.third_party;application.outcome.denied.process",
    ),
    (2021, "属于信访举报投诉类申请【2】件，重复申请【1】件", "application.outcome.not_processed.petition;application.outcome.not_processed.repeat"),
    (2021, "本年制发规范性文件【4】件，本年废止【2】件，现行有效【30】件", "lawdoc.normative.issued;lawdoc.normative.repealed;lawdoc.normative.in_force"),
    (
        2021,
        "行政许可处理决定数量【1024】件，行政处罚处理决定数量【88】件，行政强制处理决定数量【3】件",
        "power.license.decision;power.penalty.decision;power.coercion.decision",
    ),
    (
        2021,
        "行政复议总计【3】件，结果维持【2】件，尚未审结【1】件",
        "reconsideration.outcome.total;reconsideration.outcome.upheld;reconsideration.outcome.pending",
    ),
    (2021, "行政诉讼未经复议直接起诉【2】件，复议后起诉【1】件", "litigation.direct.total;litigation.after_reconsideration.total"),
    (2021, "因政府信息公开引起的行政诉讼【3】件，其中结果维持2件", "litigation.all.total"),
    (2017, "收到群众申诉【1】件，反映公示栏字体太小", "complaint.total"),
    (2017, "开展劳动监察信息公开，受理举报投诉【142】件，其中投诉【97】件", "-;-"),
    (2017, "行政诉讼【0】件，举报投诉【2】件", "litigation.total;complaint.total"),
    (2022, "收到申请【9】件。受理审批申请【3265】件，办结【3178】件", "application.new;-;-"),
    (2022, "收到申请【9】件，对涉及个人隐私的【73】条作脱敏处理，征求第三方意见【11】次", "application.new;-;-"),
    (2022, "办理行政许可【97】件，其中取水许可【38】件", "power.license.decision;-"),
    (2016, "举行新闻发布会【7】次，其中例行发布会【4】次", "response.press_conference.total;-"),
    (2016, "主动公开信息【1096】条。其中，县政府网站公开571条，“水乡”微信公众号推送【197】条", "disclosure.total;disclosure.channel.wechat"),
    (2016, "一是县政府门户网站，全年公开信息【203】条；二是镇微信公众号，全年公开信息【88】条", "disclosure.channel.website;disclosure.channel.wechat"),
    (2022, "新收申请中自然人36件。结转【5】件。办结【44】件", "application.carried_in;application.outcome.total"),
    (2022, "上年结转申请【2】件，本年办理结果总计【37】件", "application.carried_in;application.outcome.total"),
    (2016, "党政办落实【2】名干部承办，其中专职【1】名", "capacity.staff.total;capacity.staff.full_time"),
    (2016, "培训：局内【2】期，【63】人次", "training.session;training.participant"),
    (2016, "全文电子化的主动公开信息【118】条", "-"),
    (2016, "区政府网站公开本局信息【320】条", "disclosure.channel.website"),
    (2016, "投入【3.2】万元用于信息公开查阅点建设", "capacity.special_funding"),
    (2016, "信访复议【2】件，政府信息公开栏目发布信息【320】条", "-;-"),
    (2016, "答复申请159件，其余【5】件于次年初答复", "-"),
    (2016, "配备了【2】名专（兼）职工作人员", "capacity.staff.total"),
    (2020, "规范性文件本年新制作数量【3】件，本年新公开数量【2】件", "lawdoc.normative.made_new;lawdoc.normative.disclosed_new"),
    (2022, "本年制发规章【2】件，废止【1】件，现行有效【40】件", "lawdoc.regulation.issued;lawdoc.regulation.repealed;lawdoc.regulation.in_force"),
    (2020, "规章本年新制作数量【3】件，本年新公开数量【2】件", "lawdoc.regulation.made_new;lawdoc.regulation.disclosed_new"),
    (2022, "来电来访咨询【560】人次；举办农技讲座【19】场，听讲【2600】人", "consultation.total;-;-"),
    (2022, "发布政策图解【3】幅", "response.interpretation_multimedia"),
    (2016, "举办培训班【2】期，厅机关和直属单位【168】人次接受了培训", "training.session;training.participant"),
    (2022, "新收申请比上年多3件，达到【9】件", "application.new"),
    (2016, "收到申请9件，不属于我厅公开的有【3】件", "application.reply.not_competent"),
    (2022, "办结申请5件，答复为：公开【4】件", "application.outcome.granted"),
    (2016, "召开党政联席会研究信息公开【3】次", "meeting.total"),
]
COUNTS_NOTHING = [
    "大柳镇距县城12公里，全镇2.8万人",
    "用好“掌上课堂”“夜间讲堂”两个载体",
    "汛期降雨量达860毫米",
    "年终考核将信息公开列为百分制中的6分",
    "政务公开工作在丁市6个县市区中综合得分列第二",
    "上年2个问题整改情况：均已完成",
    "水情每2小时更新一次",
    "7个科室各出1名联络员，每个股室指定1名信息员",
    "成立领导小组，局长1人任组长",
    "把信息公开列入年度十件实事",
    "存在问题：村（社区）11个",
    "县里表彰的18个文明乡镇中，我镇名列第五",
    "全市9个区、130余个街道中，本街道排在前列",
    "请与办公室联系（地址：和平路行政中心4栋，邮编：561000）。",
    "我局本着便民、依法、透明、开放的四项基本原则推进公开。",
    "申请人要求公开的是梅园二期还建小区的资料。",
    "网站将公开的信息分为11个类别",
    "主动公开权责清单、三项制度、内设机构",
    "明确1名副院长分管并担任领导小组组长",
    "如有疑问请来信，地址：丰台区马家新村8幢",
    "办公室牵头，综合处、经济一处、经济二处等处室按分工落实",
    "年报由总体情况、收到和处理申请情况等6项内容组成",
    "帮扶聚焦9个深度贫困县、12个极贫乡镇",
    "区本级“三公”经费支出较上年下降12.6%",
    "选民登记、选举结果三榜公布",
    "力量薄弱，一人身兼数职",
    "下辖28个村（居），总人口13.7万人，百岁老人21人",
    "居民出资比例为10%左右",
    "纳税人征收率由3%降至1%",
    "二级医院诊查费12元，专家号25元",
    "上级拨付我镇衔接资金640万元",
    "目前我县共有养老机构16家",
    "重复率降到8%以下",
    "持证可享14项优待",
    "参保人在三级医院报销70%",
    "验收合格后第一年兑付400元，第三年兑付200元",
    "可在70%至200%之间自主选择",
    "2人以下死亡的为一般事故",
    "每8户配普查员1名，小区以70户为宜",
    "种粮大户须连片种植60亩，通过验收的奖2000元",
    "县里核定我镇经费14万元",
    "均进入前六名",
    "指导价一级1.6元，上浮幅度15%封顶",
    "全区学生近视率47.5%",
    "奖励金：一等功9000元，二等功7000元",
    "绿地率不小于35%，建筑密度不大于30%",
    "伤残的保险最高赔付60万元",
    "申请人要求公开2015年征收本村42亩土地的批文",
    "县委换届后，班子成员9人",
    "符合条件的老人可领取餐券20张",
    "省内先进地市已达99.1%",
    "县对镇考核政务公开占4分",
    "《物业管理条例》共六章七十条",
    "将登记时限限定为2个工作日",
    "履约担保为合同价的8%",
    "快件超过6个月无人认领的，按规定处理",
    "水稻每亩保费36元，其中农户自缴7元",
    "补领驾驶证每本10元，换领15元",
    "60至79周岁每人40元，80至99周岁80元，100岁以上200元",
    "新建养老床位给予一次性建设补助6000元",
    "凡家庭人均住房面积低于13平方米的，可申请租赁补贴",
    "监管额度不低于建安造价的1.3倍",
    "最低工资标准为每月1820元，小时最低工资18元",
    "限额标准为货物80万元、工程60万元",
    "规模以上服务业企业是指年营业收入1000万元及以上的法人单位",
    "班额按照初中50人、高中55人控制",
    "景区门票旺季90元，淡季50元",
    "在全区政务公开考核的18个镇街中列第5名",
    "县检察院提出检察建议7份",
    "市数据局归集数据2.6亿条，我局从中调用",
    "国家组织药品集采累计9批，平均降价52%",
    "职工医保年度最高支付限额为40万元，是上年度的1.3倍",
    "逾期3次的，清退出库",
    "征地区片价为每亩5.2万元，其中土地补偿费占40%",
    "到2025年，建成示范点12个",
    "省级下达新增债券额度5.6亿元",
    "全县永久基本农田保护面积58万亩",
    "购房补贴按硕士5万元、博士10万元标准发放",
    "住院起付标准一级医院200元、二级医院500元",
    "工资保证金按合同价款的3%缴存",
    "全年接待旅游者126万人次",
    "9个苏木镇场全部设立了查阅点",
    "盗伐林木的责令补种十倍的树木",
    "全县“三公”经费支出1860万元，同比下降9.5%",
    "“三公”经费年初预算46万元",
    "马铃薯保险保费每亩30元，其中财政补贴75%",
    "搬迁户人均补助5000元，加装电梯每部补助15万元",
    "建制村通硬化路率100%，通客车率99.6%",
    "每少2条扣1分",
    "实现双95%目标",
    "分三批完成",
    "低收入家庭减免一半",
    "全市公开业务培训共办4期，我局派员参加",
    "县里派驻的2个工作队全年蹲点",
    "6个县平均为430条",
    "处应缴水费1倍以上3倍以下罚款",
    "举报奖励最高5万元，个人贷款最高20万元",
    "县委县政府对48个部门进行绩效考核，我局为优秀",
    "省政府办公室印发的32项公开任务，我局承担若干",
    "全市事项进驻率为97.5%，我县全部进驻",
    "信息公开在全区目标考核中占2分",
    "稳岗返还按上年度实缴失业保险费的60%返还",
    "境内有省级文物保护单位4处、市级9处",
    "全市平均每个部门公开信息286条",
    "与先进地区相比，公开量仅为其70%",
    "粮食工作一头连着农民，一头连着消费者",
    "小麦最低收购价为每斤0.95元，比上年提高0.05元",
    "面向7个县（市）区开展",
    "不同渠道公开相同信息计1条",
    "不同方式回应同一热点或舆情计1次",
    "下步打算：2019年3月底前，编印图文版手册1万册",
    "全区有22个司法所、人民调解员1430名",
    "批准前后各公示一次",
    "大豆补贴每亩248元，玉米每亩68元",
    "涉及县发改委、县公安局等14个县政府部门",
    "改进措施：编印答复范例30则",
    "差在三处：一是结果公告少",
    "补助标准为每生每年1000元，初中为1250元",
    "公共财政总收入为19186万元，其中本级可用财力2882万元，专项补助1904万元（其中：扶贫资金50万元）",
    "县十六届人大七次会议期间",
    "主要通过四条途径公开",
    "公开内容需经2人以上复核",
    "公开了某灌区二期、引水工程进展",
    "地址：某区东四六条22号",
    "半年召开一次公开工作会议",
    "街道9个直属社区均设有公开栏",
    "按照主动公开处理细则等6项规范流程及制度的有关要求",
    "未收到行政许可申请",
    "会泽县每千人口床位6.9张",
    "贫困发生率由12.3%下降至1.2%，8个贫困村全部出列",
    "小学巩固率达到99.2%，高考本科上线1280人",
    "局机关下辖公路运输管理所、地方海事处等6个二级单位，在职干部职工428人",
    "全局6个股室、19名干部职工都把公开当作分内之事",
    "全市常住人口为571869人，比2010年增长25.56%",
    "领导小组成员11人",
    "信息员年龄55岁以上",
    "位次比上年前移3位",
    "全市有登记在册市场主体16.2万户",
    "本报告中所列数据的统计期限自2016年1月1日起至2016年12月31日止",
    "严格执行每周一、三、五更新的要求",
    "要求48小时内回应",
    "原则上不超过500字",
    "对26个试点领域进行梳理",
    "国家5A级景区",
    "落实“3+1”清单",
    "我市下辖6区3县",
    "全国31个省份",
    "省政务服务网2.0版",
    "95后干部",
    "联系人：张某，电话13800001111",
    "网址：http://www.123.gov.cn",
    "（2016—2020年）规划",
    "第3季度测评",
    "三级网络",
    "县委1号文件",
    "排在全省第5位、全市前3",
    "习近平总书记6月12日重要讲话",
    "2016年",
    "争取到2018年底实现全覆盖",
    "信息公开工作由一名副职领导分管",
    "上级下达任务300条",
    "按规定应在5日内转交",
    "人均可支配收入3.2万元",
    "全市320万人口",
    "受理时间：上午9:00-11:30",
    "辖区共有11个社区、5个行政村",
    "街道总面积4.5平方公里，常住人口9.8万人",
    "全镇现有党员1200名，党支部45个",
    "学校现有教职工210人，在校生3400人",
    "我局内设科室12个，下属事业单位6个，核定编制45名",
    "全区12个街道、8个镇中排名第3",
    "在全市36个市直部门考核中获得优秀等次",
    "在15个工作日内予以答复",
    "自收到申请之日起20个工作日内答复，需要延长的最多延长20个工作日",
    "对20条以内的信息不收费，超过10件的按件计收",
    "2023年计划举办培训班4期，培训300人次",
    "力争2019年底前公开率达到95%以上",
    "下一步，新建政务公开专区6个，更新设备12台",
    "要求各单位每月报送信息不少于5条",
    "每季度召开1次工作例会",
    "信息发布后2小时内完成审核",
    "根据国务院令第711号、国办发〔2019〕60号文件",
    "《条例》第二十条规定的15类信息",
    "荣获全市政务公开工作第2名",
    "被评为全国文明单位、4A级景区",
    "我区地区生产总值560亿元，同比增长6.8%",
    "一般公共预算收入45.6亿元",
    "全区森林覆盖率45%",
    "全省平均办结率为96%",
    "严格落实“1+3+N”工作机制",
    "推行“一窗受理、一次办成”改革",
    "电话：0571-87654321，传真87654322，邮编310000",
    "地址：解放东路18号市民中心A座3楼",
    "浏览次数：1024",
    "本报告由六部分组成",
    "报告中数据统计期限为2018年1月1日至12月31日",
    "习近平总书记“七一”重要讲话精神和党的十九届五中全会精神",
    "距离省政府90%以上的目标尚有差距",
    "省定目标为80%",
    "法定时限为7个工作日",
    "实行24小时值班",
    "周一至周五8:30至17:30",
    "面向全县28万群众做好宣传",
    "该村共有农户560户",
    "项目占地120亩",
    "一条公路全长12.5公里",
    "园区规上工业企业431家",
    "建立了主要领导亲自抓、分管领导具体抓的工作机制，坚持三审三校",
    "围绕“六稳”“六保”工作",
    "一是加强领导，二是强化培训，三是严格考核",
    "信息公开率要达到100%",
    "按照市政府办3月份下发的通知",
    "参加考核的45家单位",
    "第1、2、3季度",
    "依据《意见》（〔2016〕8号）",
    "凡5000元以上支出一律公开",
    "（第3页，共12页）",
    "困难老人补贴标准由每月80元提高到100元",
    "24小时降雨量最大达156毫米",
    "全县可防性案件发案同比下降17.5%",
    "全市快递行业业务量完成3150万件，快递业务收入4.2亿元",
    "其中苗族占31.5%",
    "全区发生火灾事故8起、受伤3人，同比分别下降20%、25%",
    "领导小组由12个部门负责人组成",
    "2.1 回应关切，从零起步",
    "区内公园绿地37处，面积210公顷",
    "辖区路灯1.8万盏，由区城管局维护",
    "全街道有商业楼宇23座，入驻企业1600余家",
    "东起解放路，东西长2.3公里",
    "全区60岁以上老年人占总人口的19.8%",
    "在全市8个开发区综合考核中居第2",
    "兄弟区县最高达到96%",
    "全省同类机关平均公开数为420条",
    "市里下达的指标是280条",
    "本报告共分7章，另附2张表",
    "农村居民恩格尔系数为31.2%，全市机动车保有量86万辆",
    "申请人需携带身份证原件及复印件1份",
    "领导小组由1名组长、2名副组长组成",
    "把握三个环节，突出四项重点",
    "拟邀请30名代表参加开放日",
    "三是2019年上半年完成网站改版，新增栏目6个",
    "采伐限额8.6万立方米",
    "全年发生火情4起，受害率0.02‰",
    "把公开情况纳入季度考核，占3分",
    "全县共有人民调解委员会153个",
    "11个林业站信息员多为兼职",
    "满意率在全区42个承办单位中列第6",
    "12个工作站均设信息员",
    "90%以上当场答复的目标尚未达到",
    "水价执行每方0.36元",
    "农民用水者协会210个，灌溉面积86万亩，年供水2.4亿立方米",
    "园区入驻企业640家",
    "低于市直部门平均3.1万人次",
    "党组会每年研究三次的要求得到落实",
    "在宜春市10个县市区信息公开测评中居中游",
    "失业人员再就业目标（任务800人）已下达",
    "县效能办通报批评4个单位，无我局",
    "扶贫公开：全县贫困户2.1万户、贫困人口5.2万人",
    "水位每小时公布一次，雨情2小时通报一次",
]
# sentence, then value, unit, precision, statistic and year of its last number
SAID = [
    ("汛期降雨量达860毫米，为常年的1.3倍，启用泵站12座，转移群众45户", 45, "户", "exact", "level", 2018),
    ("新收申请9件，办结7件，转至2019年2件", 2, "件", "exact", "level", 2018),
    ("法定公示期为7个工作日，街道平均用时3.5个工作日", 3.5, "个工作日", "exact", "level", 2018),
    ("申请平均7.5天办结，较法定时限提前12.5天", -12.5, "天", "exact", "change", 2018),
    ("市里下达的目标为合格率100%，全县季度检查合格率为96.8%", 96.8, "%", "exact", "share", 2018),
    ("农机购置每台补贴3万元，全年兑付26万元", 26, "万元", "exact", "level", 2018),
    ("救助金每人800元，共发放32万元", 32, "万元", "exact", "level", 2018),
    ("举报奖励最高20万元，全年兑现举报奖励3人", 3, "人", "exact", "level", 2018),
    ("水稻保险每亩保费36元，承保2.4万亩", 24000, "亩", "exact", "level", 2018),
    ("门诊费用按照标准报销，报销12万元", 12, "万元", "exact", "level", 2018),
    ("到2018年底，建成示范点12个", 12, "个", "exact", "level", 2018),
    ("到2019年1月，公开信息56条", 56, "条", "exact", "level", 2018),
    ("收到检察院提出检察建议7份，我局全部采纳", 7, "份", "exact", "level", 2018),
    ("受灾家庭救助标准每户800元，支出36万元", 36, "万元", "exact", "level", 2018),
    ("培训班子成员13人", 13, "人", "exact", "level", 2018),
    ("申请公开征地批文38件", 38, "件", "exact", "level", 2018),
    ("发放餐券360张", 360, "张", "exact", "level", 2018),
    ("不属于本机关的12件，予以告知", 12, "件", "exact", "level", 2018),
    ("解读条例7场次，发放读本720册", 720, "册", "exact", "level", 2018),
    ("办理灵活就业参保640人", 640, "人", "exact", "level", 2018),
    ("春运期间投放客车95辆，运送旅客31万人次", 310000, "人次", "exact", "level", 2018),
    ("落实上级核拨经费14万元", 14, "万元", "exact", "level", 2018),
    ("收取复印工本费9元", 9, "元", "exact", "level", 2018),
    ("公布优待目录14项", 14, "项", "exact", "level", 2018),
    ("拨付衔接资金640万元", 640, "万元", "exact", "level", 2018),
    ("检查养老机构16家", 16, "家", "exact", "level", 2018),
    ("市局转办信访件9件，我局全部办结", 9, "件", "exact", "level", 2018),
    ("查处未公示价格案件9起，罚款1800元", 1800, "元", "exact", "level", 2018),
    ("上年4个问题整改到位，修复链接126个", 126, "个", "exact", "level", 2018),
    ("改进措施及成效：开设栏目2个", 2, "个", "exact", "level", 2018),
    ("“三公”经费年初预算58万元，实际支出41.6万元", 41.6, "万元", "exact", "level", 2018),
    ("全县还有27个村没有公开栏", 27, "个", "exact", "level", 2018),
    ("核发采伐许可证193份，采伐蓄积9.3万立方米", 93000, "立方米", "exact", "level", 2018),
    ("对12份以前年度文件重新评估，转为主动公开5份", 5, "份", "exact", "level", 2018),
    ("来电比改版前少了三成", -30, "%", "exact", "change", 2018),
    ("全县64个部门编制了公开目录", 64, "个", "exact", "level", 2018),
    ("对5名乡村教师作出处理", 5, "名", "exact", "level", 2018),
    ("9个社区的公开栏由网格员兼管", 9, "个", "exact", "level", 2018),
    ("将360种常用药品的价格上墙公开", 360, "种", "exact", "level", 2018),
    ("更换橱窗宣传栏24版", 24, "版", "exact", "level", 2018),
    ("半年检查中发现问题6个", 6, "个", "exact", "level", 2018),
    ("对32家住户进行回访", 32, "家", "exact", "level", 2018),
    ("去年群众反映看不懂，今年制作图解8张", 8, "张", "exact", "level", 2018),
    ("稳岗返还按上年度缴费额返还，返还企业120家", 120, "家", "exact", "level", 2018),
    ("公众号于2016年9月开通，共发布推送65篇", 65, "篇", "exact", "level", 2018),
    ("针对上年“栏目更新慢”问题，合并栏目5个", 5, "个", "exact", "level", 2018),
    ("全年共印发简报近400份", 400, "份", "about", "level", 2018),
    ("河长巡河14000余人次", 14000, "人次", "at_least", "level", 2018),
    ("网站专栏访问量2.3万余人次", 23000, "人次", "at_least", "level", 2018),
    ("积压待发信息20来条", 20, "条", "about", "level", 2018),
    ("迟报次数占不到3%", 3, "%", "less_than", "share", 2018),
    ("单部最高播放10万+", 100000, "次", "at_least", "level", 2018),
    ("公开信息一百二十条", 120, "条", "exact", "level", 2018),
    ("发放明白纸三千五百份", 3500, "份", "exact", "level", 2018),
    ("动态类信息占三分之一", 33.3, "%", "exact", "share", 2018),
    ("转发类占近四成", 40, "%", "about", "share", 2018),
    ("公文备案率百分之百", 100, "%", "exact", "share", 2018),
    ("主动公开信息1,318条", 1318, "条", "exact", "level", 2018),
    ("主动公开信息5 218条", 5218, "条", "exact", "level", 2018),
    ("发布信息１，９０３条", 1903, "条", "exact", "level", 2018),
    ("收取复制费1 204.6元", 1204.6, "元", "exact", "level", 2018),
    ("单篇最高阅读量２．１万次", 21000, "次", "exact", "level", 2018),
    ("公开信息921条，同比增加59条", 59, "条", "exact", "change", 2018),
    ("公开信息921条，比上年减少6.2%", -6.2, "%", "exact", "change", 2018),
    ("浏览量1600万次，较2017年翻了一番", 100, "%", "exact", "change", 2018),
    ("办结率99%，满意率98%，分别提高0.3个和1.1个百分点", 1.1, "个百分点", "exact", "change", 2018),
    ("2017年收到申请6件", 6, "件", "exact", "level", 2017),
    ("去年公开388条，增加115条，完成任务数的168%", 168, "%", "exact", "share", 2018),
    ("比机构改革前的2017年362条增加了56条", 56, "条", "exact", "change", 2018),
    ("要求提供1998年的延包合同，收取复印费3元", 3, "元", "exact", "level", 2018),
    ("对于上年公布的环境问题，已经解决8个", 8, "个", "exact", "level", 2018),
    ("核定编制4名，实有3人", 3, "人", "exact", "level", 2018),
    ("政府信息公开1082条，增长幅度为10.4%", 10.4, "%", "exact", "change", 2018),
    ("对2012年机构改革以来形成的文件逐件清查，清查1360份", 1360, "份", "exact", "level", 2018),
    ("收到依申请公开申请9件，申请量同比下降11.2%", -11.2, "%", "exact", "change", 2018),
    ("网站从开通至今，总共发布动态类信息2463条", 2463, "条", "exact", "level", None),
    ("“通用政务服务网公示权力事项37项、办事指南46项", 46, "项", "exact", "level", 2018),
    ("到2018年底，累计主动公开政府信息3117条，其中，本年度新增主动公开政府信息265条", 265, "条", "exact", "level", 2018),
    ("上年为798条", 798, "条", "exact", "level", 2017),
    ("自2008年以来累计公开4217条", 4217, "条", "exact", "level", None),
    ("文件解读率由上年的68%提高到91%，发布解读156篇", 156, "篇", "exact", "level", 2018),
    ("留言处理率均为百分百", 100, "%", "exact", "share", 2018),
    ("投入经费1.2万元", 1.2, "万元", "exact", "level", 2018),
    ("全街道有专职信息员1人、兼职信息员5人", 5, "人", "exact", "level", 2018),
    ("镇内流转平均3.5天", 3.5, "天", "exact", "level", 2018),
    ("接待查阅630人次，提供复印件82份", 82, "份", "exact", "level", 2018),
    ("改造老旧小区6个、居民楼86栋", 86, "栋", "exact", "level", 2018),
    ("编印便民手册3000册，发放至12个社区", 12, "个", "exact", "level", 2018),
    ("5个部门的网站存在错链", 5, "个", "exact", "level", 2018),
    ("报送上级采用83条，比上年多采用12条", 12, "条", "exact", "change", 2018),
    ("承诺时限较法定时限压缩82.4%", -82.4, "%", "exact", "change", 2018),
    ("全年审核拟公开信息292条", 292, "条", "exact", "level", 2018),
    ("全县有48个部门开通了信息公开专栏", 48, "个", "exact", "level", 2018),
    ("2017年公开信息203条，2018年增21.2%", 21.2, "%", "exact", "change", 2018),
    ("公众号粉丝5.1万，较上年涨1.2万", 12000, "人", "exact", "change", 2018),
    ("上年承诺的4块电子屏已装3块", 3, "块", "exact", "level", 2018),
    ("上年无结转，年内办结申请2件", 2, "件", "exact", "level", 2018),
    ("网站公开342条，同比+18.8%", 18.8, "%", "exact", "change", 2018),
    ("受理投诉1463件，环比增3.4%，同比降22.7%", -22.7, "%", "exact", "change", 2018),
    ("全年公开318条，上年274条，增44条", 44, "条", "exact", "change", 2018),
    ("上年度报告指出的问题已整改到位2个", 2, "个", "exact", "level", 2018),
    ("一份要求公开2015年征地批文，一份要求提供环评报告", 1, "份", "exact", "level", 2018),
    ("686个服务站中建有公开栏的有438个", 438, "个", "exact", "level", 2018),
    ("以及2个国土所长期不报信息等问题", 2, "个", "exact", "level", 2018),
    ("对9个乡镇开展一季一督查", 9, "个", "exact", "level", 2018),
    ("全县15个乡镇有6个没有管理员", 6, "个", "exact", "level", 2018),
    ("举办培训班1期，64名部门和企业信息员参训", 64, "名", "exact", "level", 2018),
    ("统一公示样式，58个村已完成", 58, "个", "exact", "level", 2018),
    ("全年张榜8榜", 8, "榜", "exact", "level", 2018),
    ("计划检查192家，实际检查207家", 207, "家", "exact", "level", 2018),
]
# sentence, then what its last number counts (some of these words) and the words that must not be there
COUNTED = [
    ("微博、微信分别发布96条和143条，分别比上年增加20条和持平", "微博发布同比增加", "持平"),
    ("公众号推送308条（双语46条），大喇叭播报730次，比去年分别增加41条、60次", "大喇叭播报同比增加", "双语"),
    ("“县长信箱”收到来信216封，办结198封", "“县长信箱”收到来信办结", "216"),
    ("征地的最多，有486条", "征地", "最多"),
    ("“平安水岸”微信公众号、视频号、抖音号分别发布120条、35条、18条", "“平安水岸”抖音号发布", "公开信息"),
    ("公众号、视频号分别发布120条、35条，分别比上年增加12条、6条", "视频号发布同比增加", "公众号"),
    ("低保86户、142人", "低保人数", "户"),
    ("网站点击21万次，日均575次", "网站点击日均", "增"),
    ("隐患整改429处，余下7处限期整改", "余下限期整改", "隐患"),
    ("受理餐饮许可312件，发证287件，不予许可25件", "不予许可", "受理"),
    ("成立以局长为组长、3名副局长为副组长的领导小组", "副组长", "局长"),
    ("县政府常务会议2次听取政务公开工作汇报", "常务会议听取", "2"),
    ("修订《保密审查办法》等三项制度", "制度", "等"),
    ("公布审批事项98项，较清理前的151项减少53项", "审批事项", "清理前"),
    ("平均答复用时8天，比法定的20个工作日缩短六成", "平均答复用时缩短", "法定"),
    ("抽查12家发现3家未按时更新", "发现", "抽查"),
    ("廉租住房受理46户，发放补贴68.9万元", "廉租住房", "46"),
    ("申请内容主要是征地批文（11件）和土地登记资料（5件）", "土地登记资料", "征地"),
    ("发布征地公告19份，涉及7个乡镇、23个行政村", "行政村", "公告"),
    ("1个社区因公示造假被通报", "社区", "（"),
    ("公示对象的材料，到年底已补齐11份", "补齐", "年底"),
    ("复印费86元，对3名低保户申请人予以减免", "低保户申请人减免", "对"),
    ("对14个乡镇督查两轮", "督查", "对"),
    ("汇总公开全县67份责任清单", "责任清单", "（"),
    ("局党组先后三次专题研究政府信息公开事宜", "专题研究", "已"),
    ("办理建议41件、提案58件，办复率均为100%", "办复率", "均"),
    ("受理热线诉求120件，满意率96%，比上年提高2个百分点", "诉求满意率", "（"),
    ("通过县政府门户网站发布信息126条，比上年增加17条", "门户网站发布信息", "（"),
    ("通过“活力安镇”公众号发布信息126条", "“活力安镇”", "（网站"),
    ("工作动态类信息134条，正好占一半", "工作动态类信息占比", "正好"),
    ("安排扶贫项目142个，均已完工138个", "扶贫项目", "均"),
    ("2017年、2016年发布消息分别为655条和588条", "发布消息", "2016"),
    ("公示低保家庭612户，经举报核实取消资格4户", "低保家庭经举报核实取消资格", "612"),
    ("组织学校开展自查2次，发现问题9个", "自查发现问题", "2"),
    ("“水乡发布”微信公众号推送图文416篇，新增粉丝1730人", "“水乡发布”微信公众号新增粉丝", "416"),
    ("政务公开专区接待群众2.3万人次", "接待群众", "（咨询）"),
    ("本月专职1人、兼职2人，全年安排经费2万元", "经费", "兼职"),
    ("我镇主动公开信息206条，与2014年的188条相比增加18条，增长9.6%", "主动公开信息", "增加了"),
    ("我镇主动公开信息206条，与2014年的188条相比增加了18条", "主动公开信息", "增加了同比"),
    ("政务平台接入41个部门1360项事项", "事项", "部门"),
    ("发布4篇图解9条短视频", "短视频", "图解"),
    ("配备电脑3台打印机2台", "打印机", "电脑"),
    ("分三批完成配租173套", "配租", "三批"),
    ("对涉及个人隐私的73条作脱敏处理", "涉及个人隐私作脱敏处理", "73"),
    ("推动56个小区公示了物业收支", "小区公示了物业收支", "56"),
    ("在城区的86个站亭张贴线路图", "站亭张贴线路图", "86"),
    ("印发简报12期。同比，网上公开数量增加47条，增幅29.9%", "网上公开数量增幅", "简报"),
    ("申请内容主要涉及征地补偿、农业补贴、社会保障，分别为24件、13件和8件", "社会保障", "征地补偿、涉及"),
    ("申请内容主要涉及征地补偿、农业补贴，分别为24件和13件", "农业补贴", "征地补偿"),
    ("由综合办公室2名干部负责日常工作", "综合办公室干部", "2"),
    ("举办培训班2期，培训210人；组织政府开放日活动6场次，参与群众340人", "开放日活动参与群众", "培训"),
    ("公开就业、教育、医疗、社会救助等信息9875条", "就业、教育、医疗、社会救助", "无"),
    ("收到申请47件（其中网络提交29件、当面2件），同比下降9.6%", "收到申请同比下降", "当面"),
    ("12个乡镇中仅3个配备专职人员", "12个乡镇", "3"),
    ("本年度向1人收取信息处理费460元", "信息处理费", "1人"),
    ("维持具体行政行为1件", "具体行政行为", "1"),
    ("举办培训3场，168人次受训", "培训受训人员", "举办培训受训3"),
    ("参训612人次，赴外地学习1次", "外地学习", "参训"),
    ("公开事项1863项，其中许可342项、公共服务917项、其余604项", "公开事项其余", "公共服务"),
    ("日均接待150人次，全年接待3.7万人次", "接待", "日均"),
    ("中国齐齐哈尔门户网站公开96条", "门户网站公开", "齐齐哈尔"),
    ("收到申请6件。其中予以公开3件，其他处理3件。与上年度11件相比减少5件", "收到申请", "其他处理"),
    ("律师事务所申请2件", "法律服务机构申请", "2"),
    ("截至年底微信公众号用户4682人，全年发布消息512条；官方微博粉丝2428人，全年发布消息148条", "微博", "微信"),
    ("网站、微信分别发布5条、1条", "微信", "网站"),
    ("同意公开5件，占45.5%", "占比", "件"),
    ("组织开展业务培训3场", "业务培训", "开展"),
    ("完成11条背街小巷整治", "背街小巷", "条"),
    ("落实专（兼）职人员4名", "专兼职", "4"),
    ("全年共发布12大类262项办税指南", "办税指南", "大类"),
    ("脱贫户312户1087人公示率100%", "公示率", "户"),
]


def read(texts, years):
    """Values of each text as a report of its own, as lists of dicts."""
    ids = [f"{number:016x}" for number in range(len(texts))]
    documents = pl.DataFrame({"report_id": ids, "text": texts}).with_columns(
        block=pl.lit(0, pl.Int32), kind=pl.lit("paragraph"), page=pl.lit(None, pl.Int32), start=pl.lit(0, pl.Int64)
    )
    reports = pl.DataFrame({"report_id": ids, "year": years, "form": ["narrative-era"] * len(ids)}, schema_overrides={"year": pl.Int16})
    values = read_prose(documents, documents.clear().select("report_id", "block"), reports).values
    return [values.filter(pl.col("report_id") == each).sort("start").to_dicts() for each in ids]


def plain(sentence):
    """A sentence without its marks, and where its marked numbers begin."""
    parts, starts, text = sentence.split("【"), [], ""
    for number, part in enumerate(parts):
        starts += [len(text)] if number else []
        text += part.replace("】", "", 1)
    return text, starts


@pytest.fixture(scope="module")
def found():
    """Sentence → its values; all sentences are read at once, as reports of a corpus are."""
    years = {plain(sentence)[0]: year for year, sentence, _ in MAPPED} | {row[0]: 2018 for row in (*SAID, *COUNTED)} | dict.fromkeys(COUNTS_NOTHING, 2018)
    return dict(zip(years, read([text + "。" for text in years], list(years.values())), strict=True))


@pytest.fixture(scope="module")
def indicators():
    keys = {indicator_key(entry.key): entry for entry in codebook().indicators.values()}
    return lambda key: keys[max(number for number in keys if number <= key)].indicator.removeprefix("foi.")


@pytest.mark.parametrize(("year", "sentence", "wanted"), MAPPED)
def test_which_indicator_a_number_is(found, indicators, year, sentence, wanted):
    text, starts = plain(sentence)
    said = []
    for start in starts:
        value = next(value for value in found[text] if value["start"] <= start < value["end"])
        said.append("share" if value["statistic"] == "share" else indicators(value["indicator_key"]) if value["indicator_key"] else "-")
    assert ";".join(said) == wanted


def test_what_a_yearly_addition_is_part_of_is_cumulative():
    (values,) = read(["本区到年底累计主动公开政府信息3117条，全文电子化率达91%，其中，本年度新增主动公开政府信息265条。"], [2018])
    assert [value["period_year"] for value in values] == [None, 2018, 2018]
    (values,) = read(["截至2018年12月31日，在县政府网站累计公开政府信息912条，其中本年度在县政府网站公开187条。"], [2018])
    assert [value["period_year"] for value in values] == [None, 2018]
    # what was put in order this year may be older
    (values,) = read(["共清理2003年以来的文件266件。"], [2018])
    assert [value["period_year"] for value in values] == [2018]
    (values,) = read(["截止2018年底，网站累计访问量4146万人次，其中2018年度1399万人次。"], [2018])
    assert [value["period_year"] for value in values] == [None, 2018]


def test_what_is_counted_since_an_earlier_year_is_cumulative():
    years = {
        "自2008年5月1日起至2013年12月31日，累计受理政府信息公开申请77件，答复75件。": [None, None],
        "2008—2013年，累计收到申请56件。": [None],
        "自2008年至2013年底，共受理申请34件，其中本年度5件。": [None, 2013],
        "自2008年以来，我局共收到行政复议3件，2013年收到1件。": [None, 2013],
        "政府信息公开工作开展以来，共公开政府信息845条。": [None],
        "截至目前，累计公开政府信息1233条，本年度公开213条。": [None, 2013],
        "截至2013年12月31日，网站累计公开信息1433条（2013年新增214条）。": [None, 2013],
        # a span that is what was published, the year of a school, and spans within the year
        "公开2010—2013年财政专项资金信息12条。": [2013],
        "自2012年9月1日至2013年8月31日，学校共公开信息120条。": [2013],
        "自2013年1月1日至12月31日，累计主动公开政府信息1511条。": [2013],
        "自年初以来，共公开政府信息621条。": [2013],
        "自2008年以来，我局高度重视信息公开，全年共公开信息333条。": [2013],
    }
    values = read(list(years), [2013] * len(years))
    assert {text: [value["period_year"] for value in found] for text, found in zip(years, values, strict=True)} == years


def test_a_zero_in_words_is_of_the_year_that_is_said():
    (values,) = read(["2014年，我局未收到政府信息公开申请。2014年共公开信息57条。"], [2015])
    assert [value["period_year"] for value in values] == [2014, 2014]
    (values,) = read(["结合2014年考评结果，对照有关要求，开设信息公开专栏2个。"], [2015])
    assert [value["period_year"] for value in values] == [2015]
    (values,) = read(["在网站上公开了2019年政府信息公开工作年度报告、2019年网站工作年度报表，发布政策解读29条。"], [2020])
    assert [value["period_year"] for value in values] == [2020]
    (values,) = read(["2008年至今未收到政府信息公开申请。"], [2015])
    assert [value["period_year"] for value in values] == [2015]


def test_no_remedy_that_was_lost_is_not_no_remedy(indicators):
    (values,) = read(["未发生因政府信息公开申请引发的行政复议被纠错或行政诉讼败诉情况。"], [2018])
    assert [indicators(value["indicator_key"]) for value in values] == ["reconsideration.corrected", "litigation.corrected"]


@pytest.mark.parametrize("sentence", COUNTS_NOTHING)
def test_what_counts_nothing_of_the_offices_work(found, sentence):
    assert [value["value_text"] for value in found[sentence]] == []


@pytest.mark.parametrize(("sentence", "value", "unit", "precision", "statistic", "year"), SAID)
def test_how_much_and_when(found, sentence, value, unit, precision, statistic, year):
    last = found[sentence][-1]
    assert (last["value"], last["unit"], last["precision"], last["statistic"], last["period_year"]) == (value, unit, precision, statistic, year)


@pytest.mark.parametrize(("sentence", "words", "others"), COUNTED)
def test_what_is_counted(found, sentence, words, others):
    last = found[sentence][-1]["measure_text"]
    assert words in last and others not in last


def test_a_number_stands_where_its_sentence_says():
    text = "　　申请3件。公示3件、处罚3件，１，２００条！"
    for value in read([text], [2018])[0]:
        assert text[value["start"] : value["end"]] == value["value_text"]
        assert value["sentence"][value["sentence_at"] :].startswith(value["value_text"])


@pytest.mark.parametrize(
    "text", ["全年收到 申请 3 件，公示 处罚 1 200 条。", "全年收到申请\r\n　　3件，公示处罚\n- 2 -\n1,200条。", "全年收到申请３件，公示处罚１,２００\n条。"]
)
def test_blanks_beside_digits_and_line_ends_change_nothing(text):
    values = read([text], [2018])[0]
    assert [(value["value"], value["unit"]) for value in values] == [(3, "件"), (1200, "条")]
    for value in values:
        assert value["value_text"] == re.sub("\\s*\n\\s*", "", text[value["start"] : value["end"]])
        assert value["sentence"][value["sentence_at"] :].startswith(value["value_text"])


def test_one_key_for_different_words():
    said = ["接待咨询群众300人次", "接待群众咨询300余人次", "咨询接待人数为300人次", "接受群众咨询300人次"]
    assert {values[0]["measure_key"] for values in read(said, [2018] * 4)} == {"咨询/-/-/人次"}


def test_a_key_is_made_of_words_that_people_use():
    """A class is called by its first word in terms.yml."""
    said = [
        "举办培训3期。",
        "网上咨询80人次。",
        "受理信息公开申请5件。",
        "未制发规范性文件。",
        "收集意见41条，采纳30条，采纳率73%。",
        "收到来信38封，办结31封。",
    ]
    keys = [values[-1]["measure_key"] for values in read(said, [2018] * len(said))]
    assert keys == ["培训/-/-/期", "咨询/-/网上/人次", "信息公开申请/受理/-/件", "规范性文件/制发/-/件", "采纳率/-/-/%", "留言/办结/-/封"]
    assert [value["measure_key"] for value in read(said, [2018] * len(said))[4]][:2] == ["意见/-/-/条", "意见采纳/-/-/条"]


def test_two_signs_beside_each_other_are_a_range():
    said = read(["一个科室全年只公开了两三条，发放资料三四百份。", "推进“十四五”规划，十四五项目公示。"], [2018, 2022])
    assert [[(value["value"], value["value_max"]) for value in values] for values in said] == [[(2, 3), (300, 400)], []]


def test_zeros_in_words():
    zeros = read(["没有发生行政复议；没有提起行政诉讼；未收取任何费用。", "全年零申请、零投诉。"], [2018, 2018])
    assert [[value["value"] for value in values] for values in zeros] == [[0, 0, 0], [0, 0]]


def test_a_nought_for_several_is_one_for_each(indicators):
    wanted = {
        "行政复议、行政诉讼0件。": ["litigation", "reconsideration"],
        "行政复议、行政诉讼2件。": [None],  # of which two, it does not say
        "行政复议和行政诉讼均为0。": ["litigation", "reconsideration"],
        "行政复议及行政诉讼案件均为零。": ["litigation", "reconsideration"],
        "无因公开产生行政复议，提起行政诉讼情况发生。": ["litigation", "reconsideration"],
        "没有相应费用支出。": [],  # what the office spent
        "未收到要求公开其它信息的申请。": ["application"],
        "无结转下年度办理的申请。": [None],  # others there were; the forms of 2018 have no row for it
    }
    said = {}
    for text, values in zip(wanted, read(list(wanted), [2018] * len(wanted)), strict=True):
        said[text] = sorted((indicators(value["indicator_key"]).split(".")[0] if value["indicator_key"] else None for value in values), key=str)
    assert said == wanted


def test_what_is_denied_beside_its_word_is_a_zero():
    said = [
        "未制发行政规范性文件。",
        "行政处罚3件，行政强制无。",
        "未收到公民、法人和其他组织的信息公开申请。",
        "未公开行政处罚结果，无行政许可职能。",
        "未发生失泄密事件。",
    ]
    read_as = [[value["value_text"] for value in values if value["value"] == 0] for values in read(said, [2022] * 5)]
    assert read_as == [["未制发行政规范性文件"], ["行政强制无"], ["未收到公民、法人和其他组织的信息公开申请"], [], ["未发生失泄密事件"]]


@pytest.mark.parametrize(("year", "kept"), [(2018, []), (2019, ["2次", "3处"]), (2017, [])])
def test_a_list_that_opens_with_a_later_year_is_a_plan(year, kept):
    values = read(["改进措施：2019年，一是召开推进会2次；二是更换剩余3处公开栏。"], [year])[0]
    assert [value["value_text"] for value in values] == kept


def test_what_a_later_year_opens_is_a_plan():
    plans = [
        "改进措施：二〇一九年，一是召开推进会两次；二是更换公开栏3处。",
        "2019年：举办培训3期；微信粉丝突破1万人。",
        "2019年计划编印手册2万册；把权重由3分提到5分。",
        "2019年将聚焦：公开率达到100%；新建公开专区8处。",
        "展望2019，我们将再添公示屏6块；更换公开栏3处。",
        "3.2019年力争得分90分以上；更换公开栏3处。",
        "（二）打算。2019年重点做好三件事：公开历年数据；培训信息员52人。",
        "拟于2019年6月前开通微博；公开栏改造5处。",
    ]
    kept = [[value["value_text"] for value in values] for values in read(plans, [2018] * len(plans))]
    assert dict(zip(plans, kept, strict=True)) == {text: [] for text in plans}


def test_a_bare_count_under_a_heading_counts_what_the_heading_says(indicators):
    texts = ["三、依申请公开", "（一）收到", "4件。当面3件，信函1件。", "二、主动公开", "（一）总数", "188条，比上年多67条。"]
    documents = pl.DataFrame({"block": range(6), "text": texts}, schema_overrides={"block": pl.Int32}).with_columns(
        report_id=pl.lit("a"), kind=pl.lit("paragraph"), page=pl.lit(None, pl.Int32), start=pl.lit(0, pl.Int64)
    )
    reports = pl.DataFrame({"report_id": ["a"], "year": [2014], "form": ["narrative-era"]}, schema_overrides={"year": pl.Int16})
    values = read_prose(documents, documents.clear().select("report_id", "block"), reports).values
    named = [key is not None and indicators(key) for key in values["indicator_key"]]
    found = zip(values["value_text"], values["start"], named, strict=True)
    assert list(found) == [
        ("4件", 0, "application.received.total"),
        ("3件", 5, "application.received.in_person"),
        ("1件", 10, "application.received.letter"),
        ("188条", 0, "disclosure.total"),
        ("多67条", 8, False),
    ]
    assert values["sentence"].to_list()[0] == "4件"


@pytest.mark.parametrize(("heading", "kept"), [("五、存在的不足和今后打算", []), ("二、主动公开情况", ["20场"])])
def test_under_a_heading_about_what_to_mend_a_later_year_opens_a_plan(heading, kept):
    documents = pl.DataFrame({"block": [0, 1], "text": [heading, "2019年，建成宣教馆1座；组织活动20场。"]}, schema_overrides={"block": pl.Int32}).with_columns(
        report_id=pl.lit("a"), kind=pl.lit("paragraph"), page=pl.lit(None, pl.Int32), start=pl.lit(0, pl.Int64)
    )
    reports = pl.DataFrame({"report_id": ["a"], "year": [2018], "form": ["narrative-era"]}, schema_overrides={"year": pl.Int16})
    values = read_prose(documents, documents.clear().select("report_id", "block"), reports).values
    assert values["value_text"].to_list() == kept


def test_headings_and_leads_that_open_a_plan():
    reports = [
        (
            [
                "五、存在的问题及改进情况",
                "存在问题：解读稿仅2篇。",
                "下一步改进措施：",
                "1.做细解读。推出图解10期。",
                "2.办好培训。培训86人次。",
                "六、其他事项",
                "办理提案3件。",
            ],
            ["2篇", "3件"],
        ),
        (["2024年，重点做好以下工作：", "（一）抓公开。新增专区2处。"], []),
        (["二、2024年政务公开工作要点", "（一）抓公开。新增专区2处。"], []),
        (["二、2023年工作要点落实情况", "（一）抓公开。新增专区2处。"], ["2处"]),
        (["七、不足和2024年重点", "图解占比不足三成。2024年将实现解读率100%。"], ["不足三成"]),
        (["改进：编制清单13份；增配电脑1台。上年提出的矩阵整合已完成，关停账号9个。"], ["9个"]),
        (["（二）改进情况。一是制作方言短视频10个；二是更换公示栏30块。"], []),
        (["（二）改进情况。针对去年提出的更新慢问题，合并栏目5个。"], ["5个"]),
        (["针对以上问题：1.聘请监督员10名。"], []),
        (["改进情况：开设夜间直播4场，观看1.8万人次。"], ["4场", "1.8万人次"]),
        (["改进情况：一是开设专题4个；二是抽查6轮。2024年，计划推出图解10期。"], ["4个", "6轮"]),
        (["改进措施：一是开设专题4个；2024年计划推出图解10期。"], []),
    ]
    rows = [(f"{number:02}", block, text) for number, (paragraphs, _) in enumerate(reports) for block, text in enumerate(paragraphs)]
    documents = pl.DataFrame(rows, schema={"report_id": pl.String, "block": pl.Int32, "text": pl.String}, orient="row").with_columns(
        kind=pl.lit("paragraph"), page=pl.lit(None, pl.Int32), start=pl.lit(0, pl.Int64)
    )
    of_year = documents.select("report_id").unique(maintain_order=True).with_columns(year=pl.lit(2023, pl.Int16), form=pl.lit("articles-2021"))
    values = read_prose(documents, documents.clear().select("report_id", "block"), of_year).values
    found = [values.filter(pl.col("report_id") == f"{number:02}").sort("block", "start")["value_text"].to_list() for number in range(len(reports))]
    assert [(paragraphs, kept) for (paragraphs, _), kept in zip(reports, found, strict=True)] == reports


def test_a_year_in_brackets_is_what_its_clause_is_about():
    values = read(["我局（2019年3月由原林业局与畜牧局草原职责整合组建）合并栏目9个。"], [2020])[0]
    assert [value["period_year"] for value in values] == [2020]
    (values,) = read(["公开财务情况3篇（含2018年预算、2017年决算和绩效评价报告（2017年度））、规范性文件4篇。"], [2018])
    assert values[-1]["period_year"] == 2018


def test_a_year_of_very_many_digits_is_none():
    values = read(["99999999999999999999年，我局将政务公开纳入考核；组织开放日活动2次。"], [2018])[0]
    assert [value["value_text"] for value in values] == ["2次"]


@pytest.mark.parametrize(("year", "kept"), [(2018, []), (2019, ["2次"])])
def test_what_an_office_will_do_in_a_later_year_is_a_plan_to_the_end_of_the_paragraph(year, kept):
    values = read(["2019年，我局将政务公开纳入考核；组织开放日活动2次。"], [year])[0]
    assert [value["value_text"] for value in values] == kept


# --- the codebook --------------------------------------------------------------------------------------------------------
def test_every_entry_takes_the_number_of_its_example():
    assert [str(problem) for problem in prose_problems()] == []


def test_an_example_that_another_entry_takes_is_reported():
    entries = codebook().narrative_indicators.entries
    litigation = next(entry for entry in entries if entry.id == "litigation")
    examples = (
        "发生行政复议【1】件",
        "收到政府信息公开申请【5】件",
        "种植树木【5】件",
        "发生行政诉讼1件",
        "行政诉讼【2】件，行政诉讼【3】件",
        "发生行政诉讼【1】0件",
        "在【20】个工作日内答复",
    )
    wrong = [litigation.model_copy(update={"example": example}) for example in examples]
    skip = codebook().skips.contexts[0].model_copy(update={"example": "收到申请3件"})
    assert [str(problem) for problem in example_problems(wrong, [skip])] == [
        "narrative/indicators.yml: litigation: example: 【1】 is taken by 'reconsideration', which is tried before (entries are tried in order)",
        "narrative/indicators.yml: litigation: example: 【5】 does not fit this entry; 'received' takes it",
        "narrative/indicators.yml: litigation: example: no entry takes 【5】: this one does not fit it either",
        "narrative/indicators.yml: litigation: example: marks no numbers with 【】; one is needed",
        "narrative/indicators.yml: litigation: example: marks 2 numbers with 【】; one is needed",
        "narrative/indicators.yml: litigation: example: 【1】 is not the whole number, which is 10件",
        "narrative/indicators.yml: litigation: example: 【20】 is skipped: time_limit",
        f"narrative/skips.yml: {skip.id}: example: the entry skips nothing in it; what becomes of its numerals: 3件 received",
    ]


def test_what_became_of_numerals():
    rows = [
        ("metric", "received", 90),
        ("skipped", "year", 7),
        ("skipped", "date", 2),
        ("skipped", "day", 2),
        ("unread", "unread", 2),
        ("sentence", "with numerals", 60),
    ]
    counts = account(pl.DataFrame(rows, schema=["outcome", "pattern", "numerals"], orient="row"))
    assert (counts.sentences, counts.metrics, counts.skipped, counts.unread, counts.is_good) == (60, 90, 11, 2, False)
    assert counts.skipped_by_reason.rows() == [("年份", 7), ("日期", 4)]


def test_amounts_and_shares_that_no_entry_knows_are_weighed_by_the_words_around_them():
    sentences = {
        "县直6个单位投入帮扶资金36万元": "weak",
        "居民刷卡乘车率提高到70%": "weak",
        "街道投入资金36万元更换公示栏": "quantity",
        "刷卡乘车投诉办结率70%": "quantity",
        "收取信息处理费36元": "processing_fee",
    }
    read = mentions([*sentences], [(2020, "narrative-era")] * len(sentences))
    assert {sentence: rows[-1]["reason"] for sentence, rows in zip(sentences, read, strict=True)} == sentences


def test_the_first_of_two_points_is_taken_as_the_last_is():
    (rows,) = mentions(["接通率97.4%，群众满意率98.9%，较2010年分别提高2.1个和0.7个百分点。"], [(2011, "narrative-era")])
    assert [row["text"] for row in rows if row["outcome"] == "metric"] == ["97.4%", "98.9%", "提高2.1个", "0.7个百分点"]


def test_a_change_shares_the_fate_of_what_changed():
    (rows,) = mentions(["全县公开信息120条，同比下降20%。"], [(2020, "narrative-era")])
    assert [row["outcome"] for row in rows] == ["metric", "metric"]


def test_why_a_numeral_was_skipped():
    (rows,) = mentions(["依据国办发〔2019〕60号，在20个工作日内答复申请3件。"], [(2020, "narrative-era")])
    assert [(row["text"], row["outcome"]) for row in rows] == [("2019", "skipped"), ("60", "skipped"), ("20个工作日", "skipped"), ("3件", "metric")]


# --- numbers of any size ---------------------------------------------------------------------------------------------------
@given(st.integers(0, 10**7), st.sampled_from(["{:,}条", "{}条", "{}①", "{}¹", "{}[12]", "{} ［3］", "{}*"]))
def test_a_printed_number_is_read_as_printed(number, form):
    assert cell_quantity(form.format(number)).value == number


@given(st.integers(1000, 10**9), st.sampled_from(" \u00a0\u2009，"))
def test_thousands_set_apart_are_one_number(number, sign):
    text = f"共{number:,}条，其中3条".replace(",", sign)
    joined = joined_thousands(text)
    assert len(joined) == len(text) and joined.count("\ue010") == f"{number:,}".count(",")


@given(st.text("0123456789 ，,.条件年月%第号", max_size=30))
def test_joining_thousands_moves_nothing(text):
    joined = joined_thousands(text)
    assert len(joined) == len(text) and all(a == b or b == "\ue010" for a, b in zip(text, joined, strict=True))


@given(
    st.sampled_from(["\ue000", "三", "十二", "一百零五"]),
    st.sampled_from(["", "余", "多", "来"]),
    st.sampled_from(["", "万"]),
    st.sampled_from(["件", "人次", "%", "万元"]),
)
def test_every_way_to_write_a_quantity_has_a_shape(number, some, scale, unit):
    shape = quantity_shape(number + some + scale + unit)
    assert shape is not None and shape.unit in (unit, scale + unit)
    assert shape.precision == {"": "exact", "来": "about"}.get(some, "at_least")


# --- references between the files of codebook/narrative ------------------------------------------------------------------------
def test_groups_hold_no_groups_and_bear_names_of_their_own():
    book = codebook()
    groups = book.narrative_indicators.unit_groups | {"money": ["money"], "both": ["case", "件"]}
    wrong = book.narrative_indicators.model_copy(update={"unit_groups": groups})
    measures = {entry.measure for entry in book.indicators.values()}
    problems = [problem for problem in narrative_problems(book.units, book.skips, book.terms, book.words, wrong, measures) if problem[2] == "unit_groups"]
    assert problems == [
        ("indicators", "money", "unit_groups", "is the name of a unit or kind; a group needs a name of its own"),
        ("indicators", "both", "unit_groups", "there is no unit or kind 'case' (groups hold no groups)"),
    ]


def test_a_pattern_that_polars_cannot_read_is_an_error_of_the_codebook():
    with pytest.raises(ValueError, match="no regular expression that polars and Python both read"):
        ContextSkip(id="new", reason="理由", left="村(?!级)", example="3个村")
