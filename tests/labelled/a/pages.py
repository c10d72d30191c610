"""HTML pages of set A: nine page styles of government sites, from nested layout tables of 2008 to the article pages of today.

A page function takes the report (a dict of the source's header) and its blocks, and returns the page as text; author.py encodes it.
Blocks are ("title" | "heading" | "text" | "right", plain text) or ("table", grid).
"""

import html
import re

TABLE_STYLE = 'border="1" cellspacing="0" cellpadding="0"'


def esc(text):
    return html.escape(text, quote=False)


def lang(text):
    """Digits in spans of their own, as Word writes them."""
    return re.sub(r"[0-9][0-9,.]*", lambda m: f'<span lang="EN-US">{m[0]}</span>', esc(text))


def is_heading(text):
    return bool(re.match(r"^[一二三四五六七八九十]+、\S{2,20}$", text))


def table(grid, cell=esc, open_tag=f"<table {TABLE_STYLE}>", wrap="{}", indent="&nbsp;&nbsp;", row_tag="<tr>"):
    """A grid as an HTML table: cells are (text, columns spanned); depth stands as indent, \\n in a cell as <br>."""
    out = [open_tag, "<tbody>"]
    for row in grid:
        out.append(row_tag)
        for text, span in row:
            body = text.lstrip("　")
            depth = len(text) - len(body)
            shown = indent * depth + cell(body).replace("\n", "<br/>") if body else "&nbsp;"
            out.append(f"<td{f' colspan={chr(34)}{span}{chr(34)}' if span > 1 else ''}>{wrap.format(shown)}</td>")
        out.append("</tr>")
    return "\n".join([*out, "</tbody></table>"])


def gbk_tables(report, blocks):
    """2000s portal: nested layout tables, text broken by <br>, indents of &nbsp;."""
    nav = "<br>".join(f'<a href="#">{x}</a>' for x in ("机构概况", "领导信息", "公开指南", "公开目录(1206)", "依申请公开", "公开年报"))
    meta = "".join(f"<TD bgcolor=#eeeeee>{k}：</TD><TD>{v}</TD>" + ("</TR><TR>" if i % 2 else "") for i, (k, v) in enumerate(report["meta"].items()))
    lines = []
    for kind, text in blocks:
        if kind == "title":
            lines.append(f"<DIV align=center><FONT size=4><B>{esc(text)}</B></FONT></DIV>")
        elif kind == "right":
            lines.append(f"<DIV align=right>{esc(text)}&nbsp;&nbsp;&nbsp;&nbsp;</DIV>")
        else:
            lines.append("&nbsp;&nbsp;&nbsp;&nbsp;" + esc(text) + "<BR>")
    return f"""<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312">
<TITLE>{report["title"]}</TITLE>
<SCRIPT language=JavaScript>document.write(new Date().getYear());</SCRIPT></HEAD>
<BODY leftMargin=0 topMargin=0>
<TABLE width=1000 border=0 align=center><TR><TD><IMG src="/images/top2011.jpg" width=1000 height=120></TD></TR>
<TR><TD bgcolor=#1a5fb4>{report["site"]} | 首页 | 街道动态(36) | 便民服务 | 2012年实事项目 | 主任信箱</TD></TR></TABLE>
<TABLE width=1000 border=0 align=center><TR><TD width=180 vAlign=top><TABLE width="100%"><TR><TD>{nav}</TD></TR></TABLE></TD>
<TD vAlign=top><TABLE width="100%" border=0><TR><TD>您现在的位置：{report["site"]} &gt;&gt; 街道 &gt;&gt; 信息公开年报</TD></TR>
<TR><TD><TABLE width="96%" border=1 align=center><TR>{meta}</TR></TABLE></TD></TR>
<TR><TD><TABLE width="96%" align=center><TR><TD class=content>
{chr(10).join(lines)}
</TD></TR></TABLE></TD></TR>
<TR><TD>上一条：<a href="2011.htm">{report["prev"]}</a><BR>下一条：<a href="2013.htm">{report["next"]}</a></TD></TR></TABLE></TD></TR></TABLE>
<TABLE width=1000 align=center><TR><TD align=center>版权所有 {report["site"]}　您是第 1203655 位访问者　建议使用1024*768分辨率浏览</TD></TR></TABLE>
</BODY></HTML>"""


def trs_word(report, blocks):
    """TRS page with text pasted from Word: MsoNormal, lang spans around every number, o:p."""
    metas = "\n".join(f'<meta name="{k}" content="{v}" />' for k, v in report["meta"].items())
    body = []
    for kind, text in blocks:
        if kind == "table":
            body.append(
                table(
                    text,
                    cell=lang,
                    open_tag='<table class="MsoTableGrid" border="1" cellspacing="0" cellpadding="0" width="558">',
                    wrap='<p class="MsoNormal" align="left"><span style="font-family:仿宋_GB2312">{}</span><span lang="EN-US"><o:p></o:p></span></p>',
                    row_tag='<tr style="height:20.0pt">',
                )
            )
        elif kind in ("title", "caption"):
            body.append(f'<p class="MsoNormal" align="center" style="text-align:center"><b><span style="font-size:22.0pt">{lang(text)}</span></b></p>')
        elif kind == "right":
            body.append(f'<p class="MsoNormal" align="right">{lang(text)}</p>')
        else:
            body.append(
                f'<p class="MsoNormal" style="text-indent:32.0pt"><span style="font-size:16.0pt;font-family:仿宋_GB2312">{lang(text)}'
                '<span lang="EN-US"><o:p></o:p></span></span></p>'
            )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
<meta name="SiteName" content="{report["site"]}" /><meta name="SiteDomain" content="www.bjyq.gov.cn" />
{metas}
<title>{report["title"]}-{report["site"]}</title>
<style type="text/css">p.MsoNormal{{margin:0;font-size:10.5pt}} .TRS_Editor P{{line-height:2em}}</style></head>
<body><div class="header"><a href="/">首页</a><a href="/zwgk/">政务公开</a><a href="/zwfw/">政务服务</a><a href="/zmhd/">政民互动</a></div>
<div class="dqwz">当前位置：<a>首页</a> &gt; <a>政府信息公开</a> &gt; <a>政府信息公开年报</a> &gt; <a>2014年</a> &gt; <a>乡镇</a></div>
<h1>{report["title"]}</h1>
<div class="xl-info">日期：2015-02-11 09:20　来源：{report["meta"]["ContentSource"]}　<span id="views">阅读 1362 次</span></div>
<div id="content"><div class="TRS_Editor"><div class="Custom_UnionStyle">
{chr(10).join(body)}
</div></div></div>
<div class="page-turn">上一篇：<a>{report["prev"]}</a>　下一篇：<a>{report["next"]}</a></div>
<div class="footer">主办：{report["site"]}　政府网站标识码：1101190005　京公网安备11011902000288号</div></body></html>"""


def article(report, blocks):
    """Article page of today: HTML5, sections, share buttons, JSON-LD."""
    body = []
    for kind, text in blocks:
        if kind == "title":
            continue
        if is_heading(text):
            body.append(f"<h3>{esc(text)}</h3>")
        elif kind == "right":
            body.append(f'<p class="sign">{esc(text)}</p>')
        else:
            body.append(f"<p>{esc(text)}</p>")
    info = "".join(f"<span>{k}：{v}</span>" for k, v in report["meta"].items())
    return f"""<!doctype html>
<html lang="zh-cmn-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{report["title"]} - {report["site"]}</title>
<script type="application/ld+json">{{"@context":"https://ziyuan.baidu.com/contexts/cambrian.jsonld","title":"{report["title"]}","pubDate":"2017-02-20T16:41:08"}}</script>
</head><body>
<header class="site-header"><nav><ul><li>首页</li><li>新闻中心</li><li>政务公开</li><li>办事服务</li><li>互动交流（2024年度民意征集）</li></ul></nav></header>
<main><ol class="breadcrumb"><li>首页</li><li>政务公开</li><li>政府信息公开年报</li><li>街道</li></ol>
<article><h1>{report["title"]}</h1><div class="article-info">{info}</div>
<section class="article-body" id="articleBody">
{chr(10).join(body)}
</section>
<ul class="share"><li>微信</li><li>微博</li><li>QQ空间</li></ul></article>
<aside><h4>相关阅读</h4><ul><li>2015年城关区政府信息公开工作年度报告</li><li>关于做好2016年度年报编制工作的通知</li></ul></aside>
<div class="pager"><a>上一篇：{report["prev"]}</a><a>下一篇：{report["next"]}</a></div></main>
<footer>{report["footer"]}</footer></body></html>"""


def wrong_charset(report, blocks):
    """A page whose meta tag names another encoding than its bytes have; text in p and font, table of Word."""
    body = []
    for kind, text in blocks:
        if kind == "table":
            body.append(
                table(
                    text,
                    open_tag=f'<table {TABLE_STYLE} width="92%" align="center">',
                    wrap='<font face="宋体" size="3">{}</font>',
                    indent="&nbsp;&nbsp;&nbsp;&nbsp;",
                )
            )
        elif kind in ("title", "caption"):
            body.append(f'<p align="center"><strong><font size="5">{esc(text)}</font></strong></p>')
        else:
            body.append(f'<p>　　<font face="仿宋_GB2312" size="4">{esc(text)}</font></p>')
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{report["title"]}_{report["site"]}</title></head><body>
<div id="top"><a>网站首页</a> <a>走进鼓楼</a> <a>信息公开</a> <a>网上办事</a></div>
<div id="position">您的位置： 首页 &gt; 信息公开 &gt; 街道 &gt; 政府信息公开年度报告</div>
<table width="980" border="0"><tr><td width="210"><table><tr><td>公开年报</td></tr><tr><td>2010年</td></tr>
<tr><td>2011年</td></tr><tr><td>2012年</td></tr></table></td>
<td><h2 align="center">{report["title"]}</h2>
<p align="center">{"&nbsp;&nbsp;".join(f"{k}：{v}" for k, v in report["meta"].items())}&nbsp;&nbsp;点击数：<script src="/count.js?id=20871"></script>93</p>
<div id="Zoom">
{chr(10).join(body)}
</div>
<p>上一篇：{report["prev"]}</p><p>下一篇：{report["next"]}</p></td></tr></table>
<div id="copyright">主办：{report["site"]} 闽ICP备05021500号</div></body></html>"""


def jsp_report(report, blocks):
    """xxgkAnnualReport.jsp: no charset at all, a list of other years beside the text, metadata table."""
    years = "".join(f'<li><a href="xxgkAnnualReport.jsp?area=001&fbtime={y}">{report["title"].replace("2013", str(y))}</a></li>' for y in report["other_years"])
    meta = "".join(f"<tr><th>{k}</th><td>{v}</td></tr>" for k, v in report["meta"].items())
    text = []
    for kind, line in blocks:
        if kind == "title":
            continue
        css = "r" if kind == "right" else "c"
        text.append(f'<div class="{css}">{"　　" if kind == "text" else ""}{esc(line)}</div>')
    return f"""<html>
<head><title>{report["site"]}</title><link href="/css/xxgk.css" rel="stylesheet" type="text/css"></head>
<body><div class="banner">{report["site"]}</div>
<div class="left"><h3>政府信息公开年报</h3><ul>{years}</ul></div>
<div class="right"><table class="bgt">{meta}</table>
<div class="bt">{report["title"]}</div><div class="fbsj">发布时间：2014-03-18 &nbsp; 浏览次数：655</div>
<div class="nr">
{chr(10).join(text)}
</div></div>
<div class="foot">Copyright 2008-2014 All Rights Reserved　浙ICP备05000077号</div></body></html>"""


def hanweb(report, blocks):
    """Hanweb CMS: comments around the text, metadata table, p with style, table in a scrolling div."""
    meta = list(report["meta"].items())
    pairs = "".join(
        f'<tr><td class="l">{a}</td><td>{b}</td><td class="l">{c}</td><td>{d}</td></tr>' for (a, b), (c, d) in zip(meta[::2], meta[1::2], strict=True)
    )
    body = []
    for kind, text in blocks:
        if kind == "table":
            body.append(
                '<div style="overflow-x:auto">'
                + table(text, open_tag=f'<table {TABLE_STYLE} style="border-collapse:collapse;width:640px">', indent="&ensp;&ensp;")
                + "</div>"
            )
        elif kind in ("title", "caption"):
            body.append(f'<p style="text-align:center;"><span style="font-size:24px;font-family:黑体;">{esc(text)}</span></p>')
        else:
            body.append(f'<p style="text-indent:2em;text-align:justify;"><span style="font-family:仿宋;font-size:21px;">{esc(text)}</span></p>')
    return f"""<!DOCTYPE html><html><head><meta charset="UTF-8"><meta name="SiteName" content="{report["site"]}">
<meta name="ColumnName" content="政府信息公开年报"><meta name="PubDate" content="2016-02-29 15:02">
<title>{report["title"]}</title></head>
<body><div class="top"><a href="/">章丘区人民政府</a></div>
<div class="location">当前位置：首页 &gt; 政府信息公开 &gt; 街镇 &gt; 绣江街道 &gt; 政府信息公开年报</div>
<table class="xxgk_table">{pairs}</table>
<h1 class="title">{report["title"]}</h1><div>信息来源：绣江镇政府　点击次数：<!--count-->274</div>
<div id="zoom"><!--ZJEG_RSS.content.begin--><meta name="ContentStart">
{chr(10).join(body)}
<meta name="ContentEnd"><!--ZJEG_RSS.content.end--></div>
<div class="syxt">上一篇：<a>{report["prev"]}</a> 下一篇：<a>{report["next"]}</a></div>
<div class="bq">版权所有：{report["site"]}　技术支持：大众网　鲁ICP备05029588号</div></body></html>"""


def no_charset(report, blocks):
    """UTF-8 bytes, no declaration; definition list of metadata; text in one pre-wrapped div, table with thead."""
    meta = "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in report["meta"].items())
    body = []
    for kind, text in blocks:
        if kind == "table":
            body.append(table(text, open_tag='<table class="ke-zeroborder" border="1" style="width:100%">', indent="　"))
        elif kind in ("title", "caption"):
            body.append(f'<div style="text-align:center"><b>{esc(text)}</b></div>')
        else:
            body.append(f"<div>&#12288;&#12288;{esc(text)}</div>")
    return f"""<html><head><title>{report["title"]}_{report["site"]}</title></head><body>
<div class="nav">首页 | 政务公开 | 公开年报 | 历史数据（原闸北区）</div>
<dl class="info">{meta}</dl>
<div class="Article_content" id="ivs_content">
{chr(10).join(body)}
</div>
<div class="print">【打印】【关闭】 字体：大 中 小</div>
<div class="ft">{report["site"]} 版权所有 沪ICP备2021000000号</div></body></html>"""


def ueditor(report, blocks):
    """Beijing site of 2019: TRS_UEDITOR classes, br inside cells, attachment link, print date."""
    body = []
    for kind, text in blocks:
        if kind == "table":
            body.append(
                table(
                    text,
                    open_tag='<table border="1" cellspacing="0" cellpadding="0" style="width:98%;border-collapse:collapse">',
                    wrap='<p style="text-align:left"><span>{}</span></p>',
                    indent="&emsp;",
                )
            )
        elif kind in ("title", "caption"):
            body.append(f'<p style="text-align:center"><strong>{esc(text)}</strong></p>')
        elif kind == "right":
            body.append(f'<p style="text-align:right">{esc(text)}</p>')
        else:
            body.append(f'<p style="text-align:justify;text-indent:2em"><span style="font-family:仿宋">{esc(text)}</span></p>')
    return f"""<!DOCTYPE html><html lang="zh"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<meta name="ArticleTitle" content="{report["title"]}"><meta name="PubDate" content="2019-03-14 11:08">
<meta name="Url" content="/zfxxgk/gknb/2018/201903/t20190314_1.shtml">
<title>{report["title"]}_{report["site"]}</title></head>
<body><div class="crumbs">首页 &gt; 政务公开 &gt; 政府信息公开年报 &gt; 2018年 &gt; 街乡</div>
<div class="header"><h1>{report["title"]}</h1><p><span>日期：2019-03-14 11:08</span><span>来源：{report["meta"]["来源"]}</span><span>分享：</span></p></div>
<div class="view TRS_UEDITOR trs_paper_default trs_word">
{chr(10).join(body)}
<p><a appendix="true" href="./W020190314.docx">附件：芳草园街道2018年信息公开年报.docx</a></p></div>
<div class="pagination"><p>上一篇：{report["prev"]}</p><p>下一篇：{report["next"]}</p></div>
<div class="footer"><p>主办：{report["site"]}</p><p>京ICP备05030300号</p></div></body></html>"""


def old_portal(report, blocks):
    """XHTML of 2010 with frames of tables; text and table inside one td; table title as its first rows."""
    body = []
    for kind, text in blocks:
        if kind == "table":
            inner = table(text, open_tag='<table width="100%" border="1" bordercolor="#000000" cellpadding="2" cellspacing="0">')
            body.append(f"<tr><td>{inner}</td></tr>")
        elif kind == "title":
            body.append(f'<tr><td align="center"><span class="bt">{esc(text)}</span></td></tr>')
        else:
            body.append(f"<tr><td><p>&nbsp; &nbsp; &nbsp; &nbsp; {esc(text)}</p></td></tr>")
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=GBK" />
<title>{report["title"]}</title></head><body>
<table width="960" align="center"><tr><td><table width="100%"><tr><td>{report["site"]}</td><td>今天是 2018年6月12日</td></tr></table></td></tr></table>
<table width="960" align="center"><tr><td>首页 → 政务公开 → 信息公开年报 → 正文</td></tr>
<tr><td align="center">{" ".join(f"{k}：{v}" for k, v in report["meta"].items())} 【字体：大 中 小】</td></tr></table>
<table width="900" align="center" cellpadding="6">
{chr(10).join(body)}
</table>
<table width="960" align="center"><tr><td>上一篇：<a href="#">{report["prev"]}</a></td></tr><tr><td>下一篇：<a href="#">{report["next"]}</a></td></tr>
<tr><td align="center">{report["footer"]}</td></tr></table></body></html>"""


PAGES = {f.__name__: f for f in (gbk_tables, trs_word, article, wrong_charset, jsp_report, hanweb, no_charset, ueditor, old_portal)}
