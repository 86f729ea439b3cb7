-- Of one person: a row for each space in which they have a role, with the highest rank, the widest reach,
-- and the highest rank of those that reach to posts of closed days (what another role adds, it does not
-- add there: R9, R13); and a row without a space for each office. valid_until is the next instant at which any dated
-- right of the organisation starts or ends.
, boundary (at) AS (
    SELECT MIN(at) FROM (
        SELECT MIN(from_at) AS at FROM position WHERE from_at > $2
        UNION ALL SELECT MIN(until_at) FROM position WHERE until_at > $2
        UNION ALL SELECT MIN(lapse_at) FROM position WHERE lapse_at > $2
        UNION ALL SELECT MIN(until_at) + 2592000000000 FROM position WHERE until_at > $2 - 2592000000000
        UNION ALL SELECT MIN(absent_at) + 2592000000000 FROM position WHERE absent_at > $2 - 2592000000000
        UNION ALL SELECT MIN(from_at) FROM assignment WHERE from_at > $2
        UNION ALL SELECT MIN(until_at) FROM assignment WHERE until_at > $2
        UNION ALL SELECT MIN(from_at) FROM space_grant WHERE from_at > $2
        UNION ALL SELECT MIN(until_at) FROM space_grant WHERE until_at > $2
        UNION ALL SELECT MIN(from_at) FROM unit_grant WHERE from_at > $2
        UNION ALL SELECT MIN(until_at) FROM unit_grant WHERE until_at > $2
        UNION ALL SELECT MIN(from_at) FROM platform_role WHERE from_at > $2
        UNION ALL SELECT MIN(until_at) FROM platform_role WHERE until_at > $2
        UNION ALL SELECT MIN(until_at) FROM break_glass WHERE until_at > $2
    ) AS dated
)
SELECT s.id AS space_id, s.unit_id, s.audience_key, s.closed_at IS NOT NULL AS closed,
    s.visibility IN ('RESTRICTED', 'SECRET') AS sealed, best.rank, best.reach,
    best.sealed_rank, (SELECT at FROM boundary) AS valid_until
FROM (
    SELECT space_id, MAX(rank) AS rank, MAX(reach) AS reach, MAX(CASE WHEN reach = 3 THEN rank ELSE 0 END) AS sealed_rank
    FROM role GROUP BY space_id) AS best
JOIN space s ON s.id = best.space_id
UNION ALL
SELECT NULL, unit_id, NULL, FALSE, FALSE, MAX(rank), MAX(CASE WHEN confirmed THEN 3 ELSE 2 END),
    0, (SELECT at FROM boundary)
FROM my_office
WHERE unit_id NOT IN (SELECT unit_id FROM helped) -- R12: where one helps, one leads nothing
GROUP BY unit_id
