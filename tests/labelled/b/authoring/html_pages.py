"""Government web pages around a report, in the styles of several content management systems."""

import html as markup
import re

from .text_files import grids


def esc(text):
    return markup.escape(text, quote=False)


def cells(row, tag, head_tag, inner, spans_first=True):
    """The <td>/<th> of one row; inner wraps a cell's text."""
    out = []
    for cell in row:
        name = head_tag if cell.head else tag
        spans = "".join([f' rowspan="{cell.rows}"' if cell.rows > 1 else "", f' colspan="{cell.columns}"' if cell.columns > 1 else ""])
        out.append(f"<{name}{spans}>{inner(cell)}</{name}>")
    return out


def table(rows, attributes, inner, tag="td", head_tag="td", thead=0, row_attributes="", separator="\n"):
    """An HTML table of grid rows; the first `thead` rows stand in a <thead>."""
    out = [f"<table{attributes}>"]
    for number, row in enumerate(rows):
        if thead and number == 0:
            out.append("<thead>")
        if number == thead:
            out.append("</thead><tbody>" if thead else "<tbody>")
        out.append(f"<tr{row_attributes}>" + separator + separator.join(cells(row, tag, head_tag, inner)) + separator + "</tr>")
    out.append("</tbody></table>")
    return "\n".join(out)


def joined(blocks):
    """All blocks of section 2 as one physical table."""
    return [row for block in blocks for row in block]


def text_inner(cell):
    return "<br />".join(esc(part) for part in cell.text.split("\n"))


def render(report, paragraphs):
    """The page of a report in its layout, as text."""
    return LAYOUTS[report.layout](report, paragraphs)


def body_of(report, paragraphs, paragraph, section_table):
    """Paragraphs and tables in order; `paragraph(text, style)` and `section_table(number, grids)` give their markup."""
    out = []
    for part in paragraphs:
        if part.text.startswith("@"):
            out.append(section_table(part.text[1], grids(report.tables, part.text[1])))
        else:
            out.append(paragraph(part.text, part.style))
    return "\n".join(out)


# ------------------------------------------------------------------ TRS editor with Word markup
def mso(text):
    """Word's spans: Chinese in one font, digits and letters in a lang span."""
    out = []
    for part in re.split(r"([0-9A-Za-z.,%+]+)", text):
        if not part:
            continue
        if re.match(r"[0-9A-Za-z.,%+]", part):
            out.append(
                f'<span lang="EN-US" style="font-size:16.0pt;font-family:仿宋_GB2312;mso-hansi-font-family:&quot;Times New Roman&quot;">{esc(part)}</span>'
            )
        else:
            out.append(f'<span style="font-size:16.0pt;font-family:仿宋_GB2312">{esc(part)}</span>')
    return "".join(out)


def trs(report, paragraphs):
    page = report.page

    def paragraph(text, style):
        indent = "text-indent:32.0pt" if style == "p" else "text-indent:32.0pt;mso-outline-level:1"
        bold = mso(text) if style == "p" else f"<b>{mso(text)}</b>"
        return f'<p class="MsoNormal" style="{indent};line-height:28.0pt">{bold}<span lang="EN-US"><o:p></o:p></span></p>'

    def inner(cell):
        text = "".join(
            f'<span lang="EN-US">{esc(p)}</span>' if re.match(r"[0-9]", p) else f"<span>{esc(p)}</span>" for p in re.split(r"([0-9,.]+)", cell.text) if p
        )
        return (
            f'<p class="MsoNormal" align="center" style="text-align:center">{text or "<span lang=EN-US>&nbsp;</span>"}<span lang="EN-US"><o:p></o:p></span></p>'
        )

    def section(number, tables):
        attributes = ' class="MsoNormalTable" border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse;border:none;mso-padding-alt:0cm 5.4pt 0cm 5.4pt"'
        return f'<div align="center">{table(joined(tables), attributes, inner, row_attributes=" style=height:22.7pt", separator="")}</div>'

    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
<title>{report.title}-{page["site"]}</title>
<meta name="SiteName" content="{page["site"]}" /><meta name="SiteDomain" content="www.example.gov.cn" />
<meta name="ColumnName" content="政府信息公开年报" /><meta name="ColumnType" content="政务公开" />
<meta name="ArticleTitle" content="{report.title}" /><meta name="PubDate" content="{page["published"]} 10:26" /><meta name="ContentSource" content="{page["source"]}" />
<link href="/images/2019/style.css" rel="stylesheet" />
<script src="/js/jquery-1.11.3.min.js"></script>
</head>
<body>
<div class="top"><span id="date">今天是2026年3月2日 星期一</span> <a href="#">无障碍</a> <a href="#">长者模式</a></div>
<div class="nav"><a href="/">首页</a> | <a href="/zwgk/">政务公开</a> | <a href="/zwfw/">政务服务</a> | <a href="/hdjl/">互动交流</a></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="../">街镇</a> &gt; <a href="./">2022年度</a></div>
<div class="article">
<h1>{report.title}</h1>
<p class="source">来源：{page["source"]}　发布时间：{page["published"]} 10:26　阅读次数：<span id="hits">1,057</span></p>
<div class="TRS_Editor"><div class="Custom_UnionStyle">
{body_of(report, paragraphs, paragraph, section)}
</div></div>
<div class="share">分享到：<a>微信</a><a>微博</a></div>
<ul class="relation"><li>相关链接：</li><li><a href="t1.html">惠济区2021年政府信息公开工作年度报告</a> 2022-03-28</li><li><a href="t2.html">惠济区教育局2022年政府信息公开工作年度报告</a></li></ul>
</div>
<div class="footer">主办：{page["site"]}办公室　豫ICP备05011111号-1　豫公网安备41010802000102号　网站标识码：4101080001</div>
</body></html>
"""


# ------------------------------------------------------------------ jpage: content between comments, each block a table of its own
def jpage(report, paragraphs, padded=False):
    page = report.page

    def paragraph(text, style):
        if style == "h":
            return f'<p style="text-indent: 2em;"><span style="font-family: 黑体;">{esc(text)}</span></p>'
        first = esc(text).replace("，", "，<!-- -->", 1)
        return f'<p style="text-indent: 2em; line-height: 2em;">{"　　" if padded else ""}{first}</p>'

    def inner(cell):
        text = text_inner(cell)
        if padded:
            return f"&nbsp;{text}&nbsp;&nbsp;" if not cell.head else f"<strong>{text}</strong>"
        return text

    def section(number, tables):
        attributes = ' width="100%" border="1" class="table-a"'
        heads = {"2": 2, "3": 3, "4": 3}[number]
        if padded:
            return "<p>&nbsp;</p>\n".join(table(grid, attributes, inner) for grid in tables)
        return "\n".join(table(grid, attributes, inner, head_tag="th", thead=heads) for grid in tables)

    header = f"""<table width="96%" class="xxgk-head"><tr><td>索 引 号：</td><td>01118{report.year}/{report.year + 1}-00{report.number[1:]}2</td><td>主题分类：</td><td>政府信息公开年报</td></tr>
<tr><td>发布机构：</td><td>{page["source"]}</td><td>公开日期：</td><td>{page["published"]}</td></tr><tr><td>文　　号：</td><td></td><td>有 效 性：</td><td>有效</td></tr></table>"""
    return f"""<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8"/>
<meta name="keywords" content="{page["source"]},年报"/>
<title>{page["site"]} 政府信息公开年报 {report.title}</title>
<script language="javascript" src="/script/0/1604291056.js"></script>
</head>
<body>
<div id="barrierfree_container">
<div class="bt_main_top"><ul><li><a href="/">网站首页</a></li><li><a href="/col/col24601/">政务公开</a></li><li><a href="/col/col24602/">专题</a></li></ul></div>
<div class="bt_position">您现在的位置：&nbsp;<a href="/">首页</a>&nbsp;&gt;&gt;&nbsp;<a href="#">年报</a>&nbsp;&gt;&gt;&nbsp;<a href="#">{report.year}</a></div>
<div id="c">
{header}
<div class="title" style="text-align:center">{report.title}</div>
<div class="bt_info">发布日期：{page["published"]}&nbsp;&nbsp;访问次数：<i id="vc">402</i>&nbsp;&nbsp;字号：[&nbsp;大&nbsp;中&nbsp;小&nbsp;]</div>
<div id="zoom"><!--ZJEG_RSS.content.begin--><meta name="ContentStart"/>
{body_of(report, paragraphs, paragraph, section)}
<meta name="ContentEnd"/><!--ZJEG_RSS.content.end--></div>
<div class="bt_close">【打印本页】【关闭窗口】</div>
</div>
<div class="bt_foot">版权所有：{page["site"]}　承办单位：{page["site"]}办公室　网站支持IPv6　备案号：ICP备09022222号　联系我们</div>
</div>
</body>
</html>
"""


def jpage_nbsp(report, paragraphs):
    return jpage(report, paragraphs, padded=True)


# ------------------------------------------------------------------ modern article page
def modern(report, paragraphs):
    page = report.page
    accent = report.status == "superseded"

    def paragraph(text, style):
        return f"<h3>{esc(text)}</h3>" if style == "h" else f"<p>{esc(text)}</p>"

    def section(number, tables):
        if accent:
            return f'<figure class="table">{table(joined(tables), "", text_inner, separator="")}</figure>'
        inside = table(joined(tables), ' class="table table-bordered"', lambda c: f"<span>{text_inner(c)}</span>", head_tag="th", separator="")
        return f'<div class="table-responsive">{inside}</div>'

    extra = """<aside class="side"><h4>热门专题</h4><ul><li><a href="#">2023年政务公开工作要点</a></li><li><a href="#">“十四五”规划专栏</a></li><li><a href="#">民生实事20件</a></li></ul></aside>"""
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="description" content="{report.title}">
<title>{report.title}_{page["source"]}_{page["site"]}</title>
<style>.table td,.table th{{border:1px solid #ccc;padding:4px}} .hd{{height:120px}}</style>
</head>
<body>
<header class="hd"><a class="logo" href="/">{page["site"]}</a><form><input placeholder="请输入关键字"><button>搜索</button></form>
<nav><a href="/">首页</a><a href="/xw">新闻</a><a href="/gk">公开</a><a href="/fw">服务</a><a href="/hd">互动</a></nav></header>
<main class="container">
<ol class="breadcrumb"><li>首页</li><li>政府信息公开</li><li>政府信息公开年报</li><li>街道</li></ol>
<article>
<h1>{report.title}</h1>
<div class="meta"><time datetime="{page["published"]}T09:00:00">{page["published"]} 09:00</time><span>来源：{page["source"]}</span><span>浏览量：88</span></div>
<section class="article-content">
{body_of(report, paragraphs, paragraph, section)}
</section>
</article>
{extra}
<div class="pager"><a href="#">上一篇：{page["source"]}{report.year - 1}年政府信息公开工作年度报告</a><a href="#">下一篇：没有了</a></div>
</main>
<footer><p>地址：人民大街1111号　邮编：100000　<a>网站地图</a></p><p>Copyright © 2003-{report.year + 1} {page["site"]} 版权所有</p></footer>
</body>
</html>
"""


# ------------------------------------------------------------------ old page made of nested layout tables
def nested(report, paragraphs):
    page = report.page

    def paragraph(text, style):
        return f"<P>　　{'<B>' if style == 'h' else ''}<FONT size=3>{esc(text)}</FONT>{'</B>' if style == 'h' else ''}"

    def inner(cell):
        return f"<P align=center><FONT size=2>{text_inner(cell)}</FONT>"

    def section(number, tables):
        text = table(joined(tables), ' borderColor=#000000 cellSpacing=0 cellPadding=0 width="95%" align=center border=1', inner, separator="")
        text = re.sub(r"</(td|tr|tbody)>", "", text)  # old editors left these open
        return re.sub(r"<(/?)(table|tbody|tr|td)", lambda m: f"<{m[1]}{m[2].upper()}", text)

    return f"""<HTML><HEAD><TITLE>{page["site"]}</TITLE>
<META http-equiv=Content-Type content="text/html; charset=gb2312">
<META content="MSHTML 6.00.2900.5512" name=GENERATOR></HEAD>
<BODY leftMargin=0 topMargin=0>
<TABLE cellSpacing=0 cellPadding=0 width=1000 align=center border=0><TBODY>
<TR><TD colSpan=2 height=30><A href="/">首 页</A>|<A href="/a">今日城关</A>|<A href="/b">政务公开</A>|<A href="/c">网上办事</A></TD></TR>
<TR><TD vAlign=top width=220>
<TABLE width="100%" border=0><TBODY><TR><TD><B>信息公开目录</B></TD></TR><TR><TD>· 机构职能(12)</TD></TR><TR><TD>· 人事任免(35)</TD></TR><TR><TD>· 公开年报(4)</TD></TR></TBODY></TABLE></TD>
<TD vAlign=top width=780>
<TABLE cellSpacing=0 cellPadding=0 width="98%" align=center border=0><TBODY>
<TR><TD align=middle height=50><FONT size=5><B>{report.title}</B></FONT></TD></TR>
<TR><TD align=middle>信息来源：{page["source"]} 录入时间：{page["published"]} 15:40:21 点击：517</TD></TR>
<TR><TD class=content>
<TABLE width="100%" border=0><TBODY><TR><TD><DIV id=Content>
{body_of(report, paragraphs, paragraph, section)}
</DIV></TD></TR></TBODY></TABLE>
</TD></TR>
<TR><TD align=right>[打印] [关闭]</TD></TR>
</TBODY></TABLE></TD></TR>
<TR><TD colSpan=2 align=middle>主办单位：{page["site"]} 技术支持：城关区电子政务中心 陇ICP备05003333号 建议使用1024*768分辨率</TD></TR>
</TBODY></TABLE></BODY></HTML>
"""


# ------------------------------------------------------------------ paragraphs by line breaks, declared charset is wrong
def plain_cms(report, paragraphs):
    page = report.page

    def paragraph(text, style):
        return f"　　{'<strong>' if style == 'h' else ''}{esc(text)}{'</strong>' if style == 'h' else ''}<br/><br/>"

    def inner(cell):
        return text_inner(cell) if cell.text else "&nbsp;"

    def section(number, tables):
        return "</p>" + table(joined(tables), ' style="border-collapse:collapse" border="1"', inner, separator="") + "<p>"

    return f"""<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset={page["declared"]}">
<title>{report.title}</title>
</head>
<body>
<div class="ewb-nav">首页　政务公开　办事服务</div>
<div class="ewb-location">位置：首页 &gt; 乡镇 &gt; 年报</div>
<div class="ewb-article">
<h2 class="ewb-article-tt">{report.title}</h2>
<div class="ewb-article-sources"><p>信息时间：{page["published"]}</p><p>来源：{page["source"]}</p><p>[ 字体：大 中 小 ]</p></div>
<div class="ewb-article-info"><p>
{body_of(report, paragraphs, paragraph, section)}
</p></div>
</div>
<div class="ewb-foot">版权所有：{page["site"]}　电话：0744-8200000</div>
</body>
</html>
"""


# ------------------------------------------------------------------ WPS export pasted into an editor
def wps(report, paragraphs):
    page = report.page

    def runs(text, size="16.0000pt"):
        return "".join(
            f'<span style="font-family:Times New Roman;font-size:{size}">{esc(p)}</span>'
            if re.match(r"[0-9]", p)
            else f'<span style="font-family:仿宋;font-size:{size}"><font face="仿宋">{esc(p)}</font></span>'
            for p in re.split(r"([0-9][0-9.,]*)", text)
            if p
        )

    def paragraph(text, style):
        kind = "p" if style == "p" else "p2"
        return f'<p class="{kind}" style="margin-bottom:0.0000pt;text-indent:32.0000pt;">{runs(text)}</p>'

    def inner(cell):
        return '<p class="MsoNormal" style="text-align:center;">' + "<br>".join(runs(t, "10.5000pt") for t in cell.text.split("\n")) + "</p>"

    def section(number, tables):
        columns = "".join(f'<col width="{w}">' for w in ([180, 130, 130, 130] if number == "2" else [60] * (10 if number == "3" else 15)))
        text = table(
            joined(tables), ' class="MsoTableGrid" border="1" cellspacing="0" style="border-collapse:collapse;mso-table-layout-alt:fixed;"', inner, separator=""
        )
        return text.replace("<tbody>", f"<colgroup>{columns}</colgroup><tbody>", 1)

    return f"""<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset={page["declared"]}"/>
<title>{report.title}-部门年报-{page["site"]}</title></head>
<body class="page">
<div class="header"><a href="/">{page["site"]}</a></div>
<div class="crumbs">政务公开&nbsp;/&nbsp;部门年报</div>
<div class="con"><h1 class="tit">{report.title}</h1>
<div class="infobar">发布时间：{page["published"]}&emsp;作者：{page["source"]}&emsp;<a href="javascript:window.print()">打印</a></div>
<div class="Section0" style="layout-grid:15.6000pt;">
{body_of(report, paragraphs, paragraph, section)}
</div>
<div class="fujian">附件：<a href="/files/tongjibiao.xlsx">固安高新区管委会2024年政府信息公开工作统计表.xlsx</a></div></div>
<div class="footer">冀ICP备12004444号 | 冀公网安备 13102202000055号 | 中文域名：固安.政务</div>
</body></html>
"""


# ------------------------------------------------------------------ article whose tables are attachments
def article_links(report, paragraphs):
    page = report.page
    parts = [p for p in paragraphs if not p.text.startswith("@")]

    def paragraph(text, style):
        return f'<p class="{"subtitle" if style == "h" else "text"}">{esc(text)}</p>'

    return f"""<!DOCTYPE html>
<html lang="zh">
<head><meta charset="utf-8"><title>{report.title}</title><meta name="Author" content="{page["source"]}"><meta name="createdate" content="{page["published"]} 17:32:08"></head>
<body>
<div class="wrap"><div class="nav"><a>首页</a><a>要闻动态</a><a>政府信息公开</a></div>
<div class="dqwz">您当前的位置：网站首页 &gt; 政府信息公开 &gt; 政府信息公开年报 &gt; 县政府年报</div>
<h1>{report.title}</h1>
<div class="time"><span>发布时间：{page["published"]}</span><span>来源：{page["source"]}</span></div>
<div class="content">
{body_of(report, parts, paragraph, None)}
<p class="text">附件：<a href="P020260227001.xlsx">湄潭县2025年政府信息公开工作年度报告附件.xlsx</a></p>
</div>
<div class="qrcode">扫一扫在手机打开当前页</div>
</div>
<div class="foot">主办：{page["site"]}　黔ICP备06005555号　政府网站标识码5203280001　访问量：12345678</div>
</body></html>
"""


# ------------------------------------------------------------------ a web page saved by Word, named .doc
def word_html(report, paragraphs):
    def paragraph(text, style):
        return f'<p class=MsoNormal style="text-indent:24.0pt">{"<b>" if style == "h" else ""}<span>{esc(text)}</span>{"</b>" if style == "h" else ""}</p>'

    def inner(cell):
        return f"<p class=MsoNormal align=center><span lang=EN-US>{text_inner(cell)}</span></p>"

    def section(number, tables):
        return table(joined(tables), " class=MsoTableGrid border=1 cellspacing=0 cellpadding=0", inner, separator="")

    return f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=ProgId content=Word.Document><meta name=Generator content="Microsoft Word 12">
<title>{report.title}</title>
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>User</o:Author><o:Revision>2</o:Revision><o:Created>2022-01-13T08:21:00Z</o:Created><o:Pages>4</o:Pages></o:DocumentProperties></xml><![endif]-->
<style><!-- @page Section1 {{size:595.3pt 841.9pt;}} --></style></head>
<body lang=ZH-CN><div class=Section1 style="layout-grid:15.6pt">
<p class=MsoNormal align=center><b><span style="font-size:22.0pt">{report.title}</span></b></p>
{body_of(report, paragraphs, paragraph, section)}
<p class=MsoNormal align=right><span>{report.page["source"]}</span></p>
<p class=MsoNormal align=right><span>{report.page["published"]}</span></p>
</div></body></html>
"""


LAYOUTS = {
    "trs": trs,
    "jpage": jpage,
    "jpage_nbsp": jpage_nbsp,
    "modern": modern,
    "nested": nested,
    "plain_cms": plain_cms,
    "wps": wps,
    "article_links": article_links,
    "word_html": word_html,
}
