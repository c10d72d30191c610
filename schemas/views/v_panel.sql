PIVOT (SELECT province, city, district, office, full_name, kind, level, office_id, lineage_id, year, concept, value, office_key FROM v_series)
ON concept IN ('applications_received', 'carried_in', 'carried_out', 'applications_closed', 'granted', 'partial', 'denied', 'unavailable', 'not_processed', 'other_handling', 'not_held',
  'reconsideration', 'reconsideration_corrected', 'litigation', 'litigation_corrected', 'disclosed_items', 'normative_issued', 'decision_license', 'decision_penalty', 'decision_coercion')
USING any_value(value)
GROUP BY province, city, district, office, full_name, kind, level, office_id, lineage_id, year, office_key
