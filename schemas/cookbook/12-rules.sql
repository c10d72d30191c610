-- 每条规则检验了多少报告，多少不符，多少无法判定？哪些规则从未触发？
-- For each rule: number of reports tested, failed, not testable. Which rules never fire?
-- 公式规则有检验数；其余规则只有适用报告数。 Formulas within a report count their tests; other checks only know how many reports are in their scope.
SELECT rule_id, severity, code, in_scope, tested, failed, undecided AS not_testable, never_fired, label_zh
FROM v_rules
ORDER BY never_fired, failed DESC, rule_id
