-- Each reason for a role, those for the highest first, with the instants between which it holds and who
-- gave it.
SELECT r.person_id, r.space_id, r.rank, r.rule, r.kind, r.source_id,
    COALESCE(p.from_at, a.from_at, g.from_at, u.from_at, b.from_at) AS from_at,
    COALESCE(p.until_at, a.until_at, g.until_at, u.until_at, b.until_at) AS until_at, p.lapse_at,
    COALESCE(p.appointed_by, a.assigned_by, g.granted_by, u.granted_by, b.approved_by) AS given_by
FROM role r
LEFT JOIN position p ON r.kind = 'POSITION' AND p.id = r.source_id
LEFT JOIN assignment a ON r.kind = 'ASSIGNMENT' AND a.id = r.source_id
LEFT JOIN space_grant g ON r.kind = 'SPACE_GRANT' AND g.id = r.source_id
LEFT JOIN unit_grant u ON r.kind = 'UNIT_GRANT' AND u.id = r.source_id
LEFT JOIN break_glass b ON r.kind = 'BREAK_GLASS' AND b.id = r.source_id
ORDER BY r.person_id, r.rank DESC, r.rule, r.source_id
