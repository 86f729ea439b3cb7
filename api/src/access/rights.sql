-- Rules R1 to R9 for one person at one instant: $1 is the person, $2 the instant.
-- A row for each space in which the person has a role (rank 1 READER to 6 LEADER) with how far
-- into its posts the role reaches (0 EVERYONE, 1 UNIT, 2 ROSTER, 3 SEALED), and a row without a
-- space for each office. Rights are dated: they hold from from_at up to, not including, until_at.
WITH
my_unit (unit_id, assignment_id, confirmed) AS (
    SELECT unit_id, id, confirmed_at IS NOT NULL FROM assignment
    WHERE person_id = $1 AND from_at <= $2 AND (until_at IS NULL OR until_at > $2)
),
my_office (unit_id, rank, confirmed) AS (
    SELECT unit_id, CASE office WHEN 'LEADER' THEN 6 ELSE 5 END, confirmed_at IS NOT NULL FROM position
    WHERE person_id = $1 AND from_at <= $2 AND (until_at IS NULL OR until_at > $2)
),
me (kind, id) AS (
    SELECT 'PERSON', id FROM person WHERE id = $1
    UNION SELECT 'MEMBERS', unit_id FROM my_unit
    UNION SELECT 'BRANCH', c.ancestor_id FROM my_unit m JOIN unit_closure c ON c.descendant_id = m.unit_id
    UNION SELECT 'GROUP', group_id FROM group_member WHERE person_id = $1
),
role (space_id, rank, reach) AS (
    -- R2: the office is the right. R13: it opens a closed space once confirmed.
    SELECT s.id, o.rank, CASE WHEN o.confirmed THEN 3 ELSE 2 END
    FROM my_office o JOIN space s ON s.unit_id = o.unit_id
    WHERE o.confirmed OR s.visibility IN ('OPEN', 'UNIT')
    UNION ALL
    -- R3: members have the space's member role; in a closed space, once confirmed.
    SELECT s.id,
        CASE s.member_role WHEN 'AUTHOR' THEN 3 WHEN 'CONTRIBUTOR' THEN 2 ELSE 1 END,
        CASE WHEN m.confirmed OR c.space_id IS NOT NULL THEN 3 ELSE 2 END
    FROM my_unit m JOIN space s ON s.unit_id = m.unit_id
    LEFT JOIN space_confirmation c ON c.assignment_id = m.assignment_id AND c.space_id = s.id
    WHERE m.confirmed OR c.space_id IS NOT NULL OR s.visibility IN ('OPEN', 'UNIT')
    UNION ALL
    -- R4: grants on the space; in a closed space, to persons alone.
    SELECT s.id,
        CASE g.role WHEN 'EDITOR' THEN 4 WHEN 'AUTHOR' THEN 3 WHEN 'CONTRIBUTOR' THEN 2 ELSE 1 END,
        CASE g.grantee_kind WHEN 'PERSON' THEN 3 ELSE 2 END
    FROM me JOIN space_grant g ON g.grantee_id = me.id AND g.grantee_kind = me.kind
    JOIN space s ON s.id = g.space_id
    WHERE g.from_at <= $2 AND (g.until_at IS NULL OR g.until_at > $2)
        AND (g.grantee_kind = 'PERSON' OR s.visibility IN ('OPEN', 'UNIT'))
    UNION ALL
    -- R5: grants on the unit, in its OPEN and UNIT spaces (R8 cuts the others).
    SELECT s.id, CASE g.role WHEN 'EDITOR' THEN 4 WHEN 'AUTHOR' THEN 3 WHEN 'CONTRIBUTOR' THEN 2 ELSE 1 END, 2
    FROM me JOIN unit_grant g ON g.grantee_id = me.id AND g.grantee_kind = me.kind
    JOIN space s ON s.unit_id = g.unit_id
    WHERE g.from_at <= $2 AND (g.until_at IS NULL OR g.until_at > $2) AND s.visibility IN ('OPEN', 'UNIT')
    UNION ALL
    -- R5: with subtree, below as READER where the space inherits. R7: writing never does.
    SELECT s.id, 1, 2
    FROM me JOIN unit_grant g ON g.grantee_id = me.id AND g.grantee_kind = me.kind
    JOIN unit_closure c ON c.ancestor_id = g.unit_id AND c.distance > 0
    JOIN space s ON s.unit_id = c.descendant_id
    WHERE g.subtree AND g.from_at <= $2 AND (g.until_at IS NULL OR g.until_at > $2)
        AND s.inherits AND s.visibility IN ('OPEN', 'UNIT')
    UNION ALL
    -- R6: OPEN makes everyone READER.
    SELECT s.id, 1, 0 FROM space s WHERE s.visibility = 'OPEN' AND EXISTS (SELECT 1 FROM me)
    UNION ALL
    -- R6: UNIT makes the branch READER.
    SELECT s.id, 1, 1
    FROM my_unit m JOIN unit_closure c ON c.descendant_id = m.unit_id
    JOIN space s ON s.unit_id = c.ancestor_id WHERE s.visibility IN ('OPEN', 'UNIT')
    UNION ALL
    -- R6: and the leaders and deputies of the units above.
    SELECT s.id, 1, 1
    FROM my_office o JOIN unit_closure c ON c.ancestor_id = o.unit_id
    JOIN space s ON s.unit_id = c.descendant_id WHERE s.visibility IN ('OPEN', 'UNIT')
),
-- The next instant at which any dated right of the organisation starts or ends.
boundary (at) AS (
    SELECT MIN(at) FROM (
        SELECT MIN(from_at) AS at FROM position WHERE from_at > $2
        UNION ALL SELECT MIN(until_at) FROM position WHERE until_at > $2
        UNION ALL SELECT MIN(from_at) FROM assignment WHERE from_at > $2
        UNION ALL SELECT MIN(until_at) FROM assignment WHERE until_at > $2
        UNION ALL SELECT MIN(from_at) FROM space_grant WHERE from_at > $2
        UNION ALL SELECT MIN(until_at) FROM space_grant WHERE until_at > $2
        UNION ALL SELECT MIN(from_at) FROM unit_grant WHERE from_at > $2
        UNION ALL SELECT MIN(until_at) FROM unit_grant WHERE until_at > $2
    ) AS dated
)
SELECT s.id AS space_id, s.unit_id, s.audience_key, s.closed_at IS NOT NULL AS closed,
    s.visibility IN ('RESTRICTED', 'SECRET') AS sealed, best.rank, best.reach,
    (SELECT at FROM boundary) AS valid_until
FROM (SELECT space_id, MAX(rank) AS rank, MAX(reach) AS reach FROM role GROUP BY space_id) AS best
JOIN space s ON s.id = best.space_id
UNION ALL
SELECT NULL, unit_id, NULL, FALSE, FALSE, MAX(rank), MAX(CASE WHEN confirmed THEN 3 ELSE 2 END),
    (SELECT at FROM boundary)
FROM my_office GROUP BY unit_id
