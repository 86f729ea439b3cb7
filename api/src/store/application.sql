-- The token $1 at the instant $2: one row for each space that its application is limited to or approved
-- for, and one if there is none.
WITH importer AS (
    -- the application if it may import beyond its owner's roles: R15
    SELECT a.id, a.owner_id, a.branch_id
    FROM application_token t
    JOIN application a ON a.id = t.application_id
    WHERE t.id = $1
        AND ' ' || t.scopes || ' ' LIKE '% import:write %'
        AND EXISTS (
            SELECT 1 FROM platform_role r
            WHERE r.person_id = a.owner_id AND r.role = 'ADMIN'
                AND r.from_at <= $2 AND (r.until_at IS NULL OR r.until_at > $2)
        )
), approved AS (
    SELECT importer.id AS application_id, given.space_id
    FROM importer
    JOIN import_approval given ON given.application_id = importer.id
    UNION
    -- of units that its owner has made and nobody has led yet
    SELECT importer.id, s.id
    FROM importer
    JOIN unit u ON u.created_by = importer.owner_id
    JOIN space s ON s.unit_id = u.id
    WHERE NOT EXISTS (
        SELECT 1 FROM position o
        WHERE o.unit_id = u.id AND o.office = 'LEADER' AND o.from_at <= $2
    )
), reach AS (
    SELECT l.application_id, l.space_id, 0 AS approved
    FROM application_token t
    JOIN application_limit l ON l.application_id = t.application_id
    WHERE t.id = $1
    UNION ALL
    SELECT d.application_id, d.space_id, 1
    FROM importer
    JOIN approved d ON d.application_id = importer.id
    JOIN space s ON s.id = d.space_id
    WHERE (
            NOT EXISTS (SELECT 1 FROM application_limit l WHERE l.application_id = importer.id)
            OR EXISTS (
                SELECT 1 FROM application_limit l
                WHERE l.application_id = importer.id AND l.space_id = s.id
            )
        )
        AND (
            importer.branch_id IS NULL
            OR EXISTS (
                SELECT 1 FROM unit_closure c
                WHERE c.ancestor_id = importer.branch_id AND c.descendant_id = s.unit_id
            )
        )
        -- an evangelist imports nothing in their branch: R12
        AND NOT EXISTS (
            SELECT 1 FROM platform_role e
            JOIN unit_closure c ON c.ancestor_id = e.unit_id AND c.descendant_id = s.unit_id
            WHERE e.person_id = importer.owner_id AND e.role = 'EVANGELIST'
                AND e.from_at <= $2 AND (e.until_at IS NULL OR e.until_at > $2)
        )
)
SELECT v.version + COALESCE(o.version, 0) AS version, t.application_id, t.secret_hash, t.scopes, t.expires_at, t.revoked_at,
    a.owner_id, a.branch_id, a.revoked_at AS application_revoked_at, p.status,
    reach.space_id, reach.approved
FROM access_version v
JOIN application_token t ON t.id = $1
JOIN application a ON a.id = t.application_id
JOIN person p ON p.id = a.owner_id
LEFT JOIN person_access o ON o.person_id = p.id
LEFT JOIN reach ON reach.application_id = a.id
