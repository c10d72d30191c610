-- 面板：机关 × 年度，常用概念各一列 | panel of offices and years with a column for each common concept
PIVOT (SELECT province, city, district, office, office_id, year, form, concept, value FROM v_series)
ON concept IN ('applications_received', 'carried_in', 'carried_out', 'applications_closed', 'granted', 'partial', 'denied', 'unavailable', 'not_processed', 'other_handling', 'not_held',
  'reconsideration', 'reconsideration_corrected', 'litigation', 'litigation_corrected', 'disclosed_items', 'normative_issued', 'decision_license', 'decision_penalty', 'decision_coercion')
USING any_value(value)
GROUP BY province, city, district, office, office_id, year, form
