"""Ten files that are no annual reports; all must be quarantined.  make() returns (number, suffix, format, what it is, bytes)."""

import io

from PIL import Image, ImageDraw, ImageFont

from .forms import Tables
from .html_pages import joined, table, text_inner
from .model import Report, office
from .office_files import word

BLANK = Tables(
    "G3",
    dict.fromkeys(["reg", "norm"], "_ _ _") | dict.fromkeys(["lic", "pen", "coer", "charge"], "_"),
    {},
    blank_zero=True,
    errors={(row, "t"): "" for row in ("new", "old", "total", "out")} | {(key, i): "" for key in ("recon", "direct", "after") for i in range(5)},
)


def page(title, body, site="绵阳市游仙区人民政府", charset="utf-8"):
    return f"""<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title></head><body>
<div class="nav">首页 政务公开 办事服务 互动交流</div>
{body}
<div class="foot">主办：{site}　蜀ICP备13000001号</div></body></html>""".encode()


def notice():
    """A notice on compiling the reports, with the blank form attached."""
    form = "\n".join(table(grid, ' border="1"', text_inner) for grid in (joined(BLANK.blocks()), BLANK.matrix_grid(), BLANK.remedies_grid()))
    return page(
        "关于做好2023年政府信息公开工作年度报告编制发布工作的通知",
        f"""<h1>关于做好2023年政府信息公开工作年度报告编制发布工作的通知</h1>
<p>各镇人民政府、街道办事处，区级各部门：</p>
<p>根据《中华人民共和国政府信息公开条例》第四十九条、第五十条规定，现就2023年政府信息公开工作年度报告编制发布有关事项通知如下。</p>
<p>一、各部门应于2024年1月31日前公布年度报告，各镇（街道）于1月25日前报送初稿，电子版发送至公务邮箱。</p>
<p>二、报告正文控制在3000字以内，数据须与台账一致，申请办理情况按总计栏核对后填报，统计期限为2023年1月1日至12月31日。</p>
<p>三、逾期未报的每推迟1天扣0.2分，扣完2分为止。</p>
<p>附件：政府信息公开工作年度报告格式</p><p>（单位名称）××年政府信息公开工作年度报告</p><p>一、总体情况</p><p>二、主动公开政府信息情况</p>
{form}
<p>五、存在的主要问题及改进情况</p><p>六、其他需要报告的事项</p><p>游仙区人民政府办公室</p><p>2023年12月26日</p>""",
    )


def work_plan():
    """A year's plan for open government as a Word document."""
    from docx import Document

    document = Document()
    for text in [
        "荆州市沙市区章台街道2024年政务公开工作计划",
        "为做好2024年政府信息公开工作，结合街道实际，制定本计划。",
        "一、工作目标",
        "全年主动公开政府信息不少于400条，政策解读率100%，依申请公开按期答复率100%。",
        "二、工作任务",
        "（一）主动公开。每月更新不少于30条，其中重点领域信息不少于12条；规范性文件印发后3日内公开。",
        "（二）依申请公开。收到申请后当日登记，15个工作日内答复，力争复议纠错数为0件。",
        "（三）平台建设。公众号粉丝达到1.5万人，推送600篇；新建公开专区3个。",
        "（四）业务培训。举办培训2期，参训80人次以上。",
        "三、工作要求",
        "每季度通报1次，考核结果占绩效考核5分。",
        "沙市区章台街道办事处",
        "2024年2月28日",
    ]:
        document.add_paragraph(text)
    grid = document.add_table(rows=4, cols=4)
    for row, line in enumerate(["任务 牵头科室 完成时限 目标数", "主动公开 综合办 12月底 400条", "政策解读 综合办 全年 20篇", "培训 党建办 9月底 2期"]):
        for column, text in enumerate(line.split()):
            grid.cell(row, column).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def budget():
    """A budget disclosure of a subdistrict office with its table."""
    rows = [
        ("项 目", "预算数", "项 目", "预算数"),
        ("一、一般公共预算拨款收入", "3,865.27", "一、一般公共服务支出", "1,902.44"),
        ("二、政府性基金预算拨款收入", "0.00", "二、城乡社区支出", "1,120.00"),
        ("三、事业收入", "0.00", "三、社会保障和就业支出", "642.83"),
        ("", "", "四、卫生健康支出", "200.00"),
        ("本年收入合计", "3,865.27", "本年支出合计", "3,865.27"),
    ]
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return page(
        "芜湖市镜湖区赭麓街道2022年部门预算公开",
        f"""<h2>芜湖市镜湖区赭麓街道办事处2022年部门预算公开</h2><p>发布日期：2022-02-18</p>
<p>根据《预算法》和政府信息公开有关规定，现将街道2022年部门预算公开如下。2022年收入预算3865.27万元，比上年增加212.6万元，增长5.8%；“三公”经费预算8.5万元，下降10.5%。</p>
<p>收支预算总表（单位：万元）</p><table border="1">{body}</table>
<p>政府采购情况：2022年安排政府采购预算96万元，其中货物类31万元、服务类65万元。</p>""",
        "芜湖市镜湖区人民政府",
    )


def report_list():
    """A site's list page of annual reports."""
    offices = ["政府办公室", "发展和改革局", "教育和体育局", "财政局", "民政局", "司法局", "城关镇", "北沟镇", "南河乡", "县公安局"]
    items = "".join(
        f'<li><a href="t{y}{i}.html">卢氏县{name}{y}年政府信息公开工作年度报告</a><span>{y + 1}-01-{10 + i}</span></li>'
        for y in (2023, 2022)
        for i, name in enumerate(offices)
    )
    return page(
        "政府信息公开年报_卢氏县人民政府",
        f"""<div class="weizhi">当前位置：首页 &gt; 政务公开 &gt; 政府信息公开年报</div><ul class="list">{items}</ul>
<div class="page">共 186 条记录　共 10 页　当前第 1 页　首页 上一页 1 2 3 4 5 下一页 尾页</div>""",
        "卢氏县人民政府",
    )


def index_page():
    """An index page of a disclosure catalogue."""
    rows = "".join(
        f"<tr><td>{i}</td><td>000014349/2022-{4700 + i}</td><td>{name}</td><td>2022-{i:02d}-15</td></tr>"
        for i, name in enumerate(
            [
                "政府信息公开指南（2022年修订）",
                "政府信息公开制度",
                "法定主动公开内容",
                "政府信息公开工作年度报告",
                "依申请公开",
                "规范性文件目录",
                "行政许可事项清单",
                "行政处罚信息",
                "财政资金",
            ],
            1,
        )
    )
    return page(
        "政府信息公开_阜阳市颍州区文峰街道办事处",
        f"""<h1>政府信息公开</h1><div class="tabs">指南 | 制度 | 法定主动公开内容 | 年报 | 依申请公开</div>
<p>本栏目收录政府信息共 1,386 条，其中机构职能 12 条、规划计划 9 条、工作动态 1,102 条。</p>
<table><tr><th>序号</th><th>索引号</th><th>名称</th><th>生成日期</th></tr>{rows}</table><div>快速入口：年报（2015—2022）、统计数据、政府公报</div>""",
        "阜阳市颍州区人民政府",
    )


def image_only_page():
    """A report page whose whole report is pictures; no figure stands in the text."""
    return page(
        "岳池县罗渡镇人民政府政府信息公开工作年度报告",
        """<h1>岳池县罗渡镇人民政府政府信息公开工作年度报告</h1>
<p>现将罗渡镇人民政府政府信息公开工作年度报告予以公布（详见下图）。</p>
<p><img src="W020240115001.jpg" width="800" alt="年报正文"></p><p><img src="W020240115002.jpg" width="800" alt="附表"></p><p>（点击图片查看大图）</p>""",
        "岳池县人民政府",
    )


def picture(lines, size=(900, 1270)):
    """A scanned sheet: text drawn as pixels, slightly grey and turned."""
    image = Image.new("L", size, 244)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 24, index=2)
    for number, line in enumerate(lines):
        draw.text((70, 90 + number * 42), line, font=font, fill=45)
    return image.rotate(0.7, fillcolor=244)


def scanned():
    """An image-only PDF of two sheets."""
    first = picture(
        [
            "清江浦区运河路街道2022年政府信息公开工作年度报告",
            "",
            "一、总体情况",
            "2022年主动公开政府信息265条，收到申请4件，办结4件。",
            "二、主动公开政府信息情况",
            "信息内容　　本年制发件数　本年废止件数　现行有效件数",
            "规章　　　　　　　0　　　　　0　　　　　0",
            "行政规范性文件　　0　　　　　0　　　　　1",
        ]
    )
    second = picture(
        [
            "三、收到和处理政府信息公开申请情况",
            "一、本年新收政府信息公开申请数量　4　0　0　0　0　0　4",
            "二、上年结转政府信息公开申请数量　0　0　0　0　0　0　0",
            "（七）总计　4　0　0　0　0　0　4",
            "四、结转下年度继续办理　0　0　0　0　0　0　0",
        ]
    )
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=[second], resolution=110, quality=50)
    return out.getvalue()


def png():
    """A PNG picture."""
    out = io.BytesIO()
    picture(["年度报告附表（截图）", "行政处罚 12 件"], (500, 300)).save(out, "PNG")
    return out.getvalue()


def truncated():
    """A Word report cut in the middle of its zip container."""
    tables = Tables("G3", {"reg": "0 0 0", "norm": "0 0 0", "lic": "0", "pen": "7", "coer": "0", "charge": "0"}, {"new": "n2", "granted": "n2"})
    report = Report(
        "q09",
        ".docx",
        "docx_plain",
        2023,
        office("江苏省", "淮安市", "盱眙县", "穆店镇人民政府", "town"),
        "盱眙县穆店镇人民政府2023年政府信息公开工作年度报告",
        "",
        tables,
        {"source": "穆店镇", "published": "2024年1月9日"},
    )
    from .markup import Paragraph

    data = word(
        report, [Paragraph("一、总体情况"), Paragraph("全年公开信息88条，收到申请2件，均予以公开。"), Paragraph("@2"), Paragraph("@3"), Paragraph("@4")]
    )
    return data[: len(data) * 3 // 5]


def make():
    """All ten: number, suffix, format, what it is, bytes."""
    return [
        ("q01", ".html", "html", "notice with the blank form in it", notice()),
        ("q02", ".docx", "docx", "work plan", work_plan()),
        ("q03", ".html", "html", "budget disclosure", budget()),
        ("q04", ".html", "html", "list page of annual reports", report_list()),
        ("q05", ".html", "html", "index page", index_page()),
        ("q06", ".txt", "txt", "empty file", b""),
        ("q07", ".pdf", "png", "PNG picture named .pdf", png()),
        ("q08", ".pdf", "pdf", "scanned PDF (images only)", scanned()),
        ("q09", ".docx", "docx", "truncated docx (cut in the middle of the zip container)", truncated()),
        ("q10", ".html", "html", "page whose report is pictures only", image_only_page()),
    ]
