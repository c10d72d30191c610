<?xml version="1.0" encoding="utf-8"?>
<!-- WordprocessingML (transitional and strict) to canonical markup: paragraphs, tables with merged cells, tables in tables. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" exclude-result-prefixes="w s m mc"
    xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:s="http://purl.oclc.org/ooxml/wordprocessingml/main"
    xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"
    xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
  <xsl:output method="html" encoding="utf-8" indent="no"/>
  <xsl:template match="/"><xsl:apply-templates select="*/w:body|*/s:body"/></xsl:template>
  <xsl:template match="text()"/>
  <xsl:template match="w:t|s:t|m:t"><xsl:value-of select="."/></xsl:template>
  <!-- The mark of a note behind a figure is not its last digit: 8² → 8[2]. -->
  <xsl:template match="w:r[w:rPr/w:vertAlign/@w:val='superscript']/w:t|s:r[s:rPr/s:vertAlign/@s:val='superscript']/s:t">
    <xsl:choose>
      <xsl:when test="translate(., '0123456789', '') = '' and . != ''"><xsl:value-of select="concat('[', ., ']')"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="w:tab|s:tab"><xsl:text>&#9;</xsl:text></xsl:template>
  <xsl:template match="w:noBreakHyphen|s:noBreakHyphen">-</xsl:template>
  <xsl:template match="w:br|w:cr|s:br|s:cr"><br/></xsl:template>
  <xsl:template match="w:p|s:p"><p><xsl:apply-templates/></p></xsl:template>
  <xsl:template match="w:tbl|s:tbl"><table><xsl:apply-templates/></table></xsl:template>
  <xsl:template match="w:tr|s:tr">
    <tr>
      <xsl:for-each select="w:trPr/w:gridBefore/@w:val|s:trPr/s:gridBefore/@s:val"><td colspan="{.}"/></xsl:for-each>
      <xsl:apply-templates/>
    </tr>
  </xsl:template>
  <xsl:template match="w:tc|s:tc">
    <td>
      <xsl:for-each select="w:tcPr/w:gridSpan/@w:val|s:tcPr/s:gridSpan/@s:val"><xsl:attribute name="colspan"><xsl:value-of select="."/></xsl:attribute></xsl:for-each>
      <xsl:if test="w:tcPr/w:vMerge[not(@w:val='restart')]|s:tcPr/s:vMerge[not(@s:val='restart')]"><xsl:attribute name="merge">continue</xsl:attribute></xsl:if>
      <xsl:apply-templates/>
    </td>
  </xsl:template>
  <!-- Properties, deleted rows, cells and text, struck and hidden text, field codes, and the second copy of text boxes. -->
  <xsl:template match="w:pPr|w:rPr|w:tblPr|w:trPr|w:tcPr|w:tblGrid|w:sectPr|w:del|w:moveFrom|w:instrText|w:delText|w:tr[w:trPr/w:del]|w:tc[w:tcPr/w:cellDel]|mc:Fallback|w:r[w:rPr/w:vanish]|w:r[w:rPr/*[self::w:strike or self::w:dstrike][not(@w:val='0' or @w:val='false' or @w:val='off')]]"/>
  <xsl:template match="s:pPr|s:rPr|s:tblPr|s:trPr|s:tcPr|s:tblGrid|s:sectPr|s:del|s:moveFrom|s:instrText|s:delText|s:tr[s:trPr/s:del]|s:tc[s:tcPr/s:cellDel]|s:r[s:rPr/s:vanish]|s:r[s:rPr/*[self::s:strike or self::s:dstrike][not(@s:val='0' or @s:val='false' or @s:val='off')]]"/>
</xsl:stylesheet>
