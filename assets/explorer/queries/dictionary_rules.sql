FROM v_rules
