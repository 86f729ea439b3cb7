-- Rules R1 to R9, R12, R14 and R18 for people at one instant: $2 is the instant, `who` says which
-- people ($1 is one of them), and `place s` stands for the spaces in question; rights.rs puts in both,
-- and adds what is asked: a summary, the reasons, or all who hold a role.
-- `role` has a row for each reason for which a person has a role in a space: its rank (1 READER to
-- 6 LEADER), how far into the posts it reaches (0 EVERYONE, 1 UNIT, 2 ROSTER, 3 SEALED), the rule, and
-- the row that it rests on. Rights are dated: they hold from from_at up to, not including, until_at.
WITH
who (person_id) AS (SELECT id FROM person WHERE id = $1),
my_unit (person_id, unit_id, assignment_id, confirmed) AS (
    SELECT a.person_id, a.unit_id, a.id, a.confirmed_at IS NOT NULL
    FROM who w JOIN assignment a ON a.person_id = w.person_id
    WHERE a.from_at <= $2 AND (a.until_at IS NULL OR a.until_at > $2)
),
-- R12: the units of an evangelist's branch. The primary one is that of their oldest membership.
helped (person_id, unit_id, is_primary) AS (
    SELECT r.person_id, c.descendant_id, c.descendant_id = (
        SELECT a.unit_id FROM assignment a
        WHERE a.person_id = r.person_id AND a.from_at <= $2 AND (a.until_at IS NULL OR a.until_at > $2)
        ORDER BY a.from_at, a.id LIMIT 1)
    FROM who w JOIN platform_role r ON r.person_id = w.person_id
    JOIN unit_closure c ON c.ancestor_id = r.unit_id
    WHERE r.role = 'EVANGELIST' AND r.from_at <= $2 AND (r.until_at IS NULL OR r.until_at > $2)
),
-- Offices that hold: a deputy's not beyond its lapse, nobody's while they are deactivated (R18).
held (person_id, unit_id, rank, confirmed, position_id, from_at) AS (
    SELECT p.person_id, p.unit_id, CASE p.office WHEN 'LEADER' THEN 6 ELSE 5 END,
        p.confirmed_at IS NOT NULL, p.id, p.from_at
    FROM who w JOIN position p ON p.person_id = w.person_id
    WHERE p.from_at <= $2 AND (p.until_at IS NULL OR p.until_at > $2)
        AND (p.lapse_at IS NULL OR p.lapse_at > $2) AND p.absent_at IS NULL
),
my_office (person_id, unit_id, rank, confirmed, position_id, rule) AS (
    SELECT person_id, unit_id, rank, confirmed, position_id, 'R2' FROM held
    UNION ALL
    -- R18: for thirty days after a unit has become vacant, its first deputy acts as leader.
    SELECT d.person_id, d.unit_id, 6, d.confirmed, d.position_id, 'R18' FROM held d
    WHERE d.rank = 5
        AND NOT EXISTS (
            SELECT 1 FROM position l WHERE l.unit_id = d.unit_id AND l.office = 'LEADER'
            AND l.from_at <= $2 AND (l.until_at IS NULL OR l.until_at > $2) AND l.absent_at IS NULL)
        AND NOT EXISTS (
            SELECT 1 FROM position o WHERE o.unit_id = d.unit_id AND o.office = 'DEPUTY'
            AND o.from_at <= $2 AND (o.until_at IS NULL OR o.until_at > $2)
            AND (o.lapse_at IS NULL OR o.lapse_at > $2) AND o.absent_at IS NULL
            AND (o.from_at < d.from_at OR (o.from_at = d.from_at AND o.id < d.position_id)))
        AND EXISTS (
            SELECT 1 FROM position l WHERE l.unit_id = d.unit_id AND l.office = 'LEADER' AND l.from_at <= $2
            AND (l.until_at IS NULL OR l.until_at > l.from_at) -- not one called off before it began
            AND (l.until_at IS NULL OR l.until_at > $2 - 2592000000000)
            AND (l.absent_at IS NULL OR l.absent_at > $2 - 2592000000000))
),
me (person_id, kind, id) AS (
    SELECT person_id, 'PERSON', person_id FROM who
    UNION SELECT person_id, 'MEMBERS', unit_id FROM my_unit
    UNION SELECT m.person_id, 'BRANCH', c.ancestor_id
    FROM my_unit m JOIN unit_closure c ON c.descendant_id = m.unit_id
    UNION SELECT g.person_id, 'GROUP', g.group_id FROM who w JOIN group_member g ON g.person_id = w.person_id
),
reason (person_id, space_id, unit_id, rank, reach, rule, kind, source_id) AS (
    -- R2: the office is the right. R13: it opens a closed space once confirmed.
    SELECT o.person_id, s.id, s.unit_id, o.rank, CASE WHEN o.confirmed THEN 3 ELSE 2 END,
        o.rule, 'POSITION', o.position_id
    FROM my_office o JOIN place s ON s.unit_id = o.unit_id
    WHERE o.confirmed OR s.visibility IN ('OPEN', 'UNIT')
    UNION ALL
    -- R3: members have the space's member role; in a closed space, once confirmed.
    SELECT m.person_id, s.id, s.unit_id,
        CASE s.member_role WHEN 'AUTHOR' THEN 3 WHEN 'CONTRIBUTOR' THEN 2 ELSE 1 END,
        CASE WHEN m.confirmed OR c.space_id IS NOT NULL THEN 3 ELSE 2 END,
        'R3', 'ASSIGNMENT', m.assignment_id
    FROM my_unit m JOIN place s ON s.unit_id = m.unit_id
    LEFT JOIN space_confirmation c ON c.assignment_id = m.assignment_id AND c.space_id = s.id
    WHERE m.confirmed OR c.space_id IS NOT NULL OR s.visibility IN ('OPEN', 'UNIT')
    UNION ALL
    -- R4: grants on the space; in a closed space, to persons alone.
    SELECT me.person_id, s.id, s.unit_id,
        CASE g.role WHEN 'EDITOR' THEN 4 WHEN 'AUTHOR' THEN 3 WHEN 'CONTRIBUTOR' THEN 2 ELSE 1 END,
        CASE g.grantee_kind WHEN 'PERSON' THEN 3 ELSE 2 END,
        'R4', 'SPACE_GRANT', g.id
    FROM me JOIN space_grant g ON g.grantee_id = me.id AND g.grantee_kind = me.kind
    JOIN place s ON s.id = g.space_id
    WHERE g.from_at <= $2 AND (g.until_at IS NULL OR g.until_at > $2)
        AND (g.grantee_kind = 'PERSON' OR s.visibility IN ('OPEN', 'UNIT'))
    UNION ALL
    -- R5: grants on the unit, in its OPEN and UNIT spaces (R8 cuts the others).
    SELECT me.person_id, s.id, s.unit_id,
        CASE g.role WHEN 'EDITOR' THEN 4 WHEN 'AUTHOR' THEN 3 WHEN 'CONTRIBUTOR' THEN 2 ELSE 1 END, 2,
        'R5', 'UNIT_GRANT', g.id
    FROM me JOIN unit_grant g ON g.grantee_id = me.id AND g.grantee_kind = me.kind
    JOIN place s ON s.unit_id = g.unit_id
    WHERE g.from_at <= $2 AND (g.until_at IS NULL OR g.until_at > $2) AND s.visibility IN ('OPEN', 'UNIT')
    UNION ALL
    -- R5: with subtree, below as READER where the space inherits. R7: writing never does.
    SELECT me.person_id, s.id, s.unit_id, 1, 2, 'R5', 'UNIT_GRANT', g.id
    FROM me JOIN unit_grant g ON g.grantee_id = me.id AND g.grantee_kind = me.kind
    JOIN unit_closure c ON c.ancestor_id = g.unit_id AND c.distance > 0
    JOIN place s ON s.unit_id = c.descendant_id
    WHERE g.subtree AND g.from_at <= $2 AND (g.until_at IS NULL OR g.until_at > $2)
        AND s.inherits AND s.visibility IN ('OPEN', 'UNIT')
    UNION ALL
    -- R6: OPEN makes everyone READER.
    SELECT w.person_id, s.id, s.unit_id, 1, 0, 'R6', 'VISIBILITY', NULL
    FROM who w CROSS JOIN place s WHERE s.visibility = 'OPEN'
    UNION ALL
    -- R6: UNIT makes the branch READER.
    SELECT m.person_id, s.id, s.unit_id, 1, 1, 'R6', 'ASSIGNMENT', m.assignment_id
    FROM my_unit m JOIN unit_closure c ON c.descendant_id = m.unit_id
    JOIN place s ON s.unit_id = c.ancestor_id WHERE s.visibility IN ('OPEN', 'UNIT')
    UNION ALL
    -- R6: and the leaders and deputies of the units above.
    SELECT o.person_id, s.id, s.unit_id, 1, 1, 'R6', 'POSITION', o.position_id
    FROM held o JOIN unit_closure c ON c.ancestor_id = o.unit_id
    JOIN place s ON s.unit_id = c.descendant_id WHERE s.visibility IN ('OPEN', 'UNIT')
    UNION ALL
    -- R14: break-glass, approved by a guardian and not over, while its asker is administrator.
    SELECT b.asked_by, s.id, s.unit_id, 1, 3, 'R14', 'BREAK_GLASS', b.id
    FROM who w JOIN break_glass b ON b.asked_by = w.person_id JOIN place s ON s.id = b.space_id
    WHERE b.from_at <= $2 AND b.until_at > $2
        AND EXISTS (
            SELECT 1 FROM platform_role r WHERE r.person_id = b.asked_by AND r.role = 'ADMIN'
            AND r.from_at <= $2 AND (r.until_at IS NULL OR r.until_at > $2))
),
-- R12: in the branch that one helps, a role counts as READER, but for membership of one's own unit.
role (person_id, space_id, rank, reach, rule, kind, source_id) AS (
    SELECT r.person_id, r.space_id,
        CASE WHEN h.unit_id IS NULL OR (h.is_primary AND r.rule = 'R3') THEN r.rank ELSE 1 END,
        r.reach, r.rule, r.kind, r.source_id
    FROM reason r LEFT JOIN helped h ON h.person_id = r.person_id AND h.unit_id = r.unit_id
)
