//! What the permission rules need besides: when a deputy lapses, whose leader is away, posts held back
//! since a leader changed, help with drafts, break-glass, branches of applications, and the chain of
//! the audit log.

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m07_rights",
    up: UP,
    up_sqlite: "
UPDATE space SET opaque_id = randomblob(16);
CREATE UNIQUE INDEX space_by_opaque_id ON space (opaque_id);
",
    up_postgres: "
UPDATE space SET opaque_id = gen_random_uuid();
CREATE UNIQUE INDEX space_by_opaque_id ON space (opaque_id);
",
    down: DOWN,
    down_sqlite: "",
    down_postgres: "",
};

const UP: &str = "
-- rule R2: thirty days after a change of leader, unless the new one keeps the deputy
ALTER TABLE position ADD COLUMN lapse_at bigint;
-- rule R18: since when its holder is deactivated
ALTER TABLE position ADD COLUMN absent_at bigint;
CREATE INDEX position_lapse ON position (lapse_at);
UPDATE position SET absent_at = (SELECT tokens_valid_from FROM person WHERE person.id = position.person_id)
WHERE person_id IN (SELECT id FROM person WHERE status = 'DEACTIVATED');
CREATE INDEX position_absent ON position (absent_at);

-- rule R12: an evangelist helps a branch
UPDATE platform_role SET unit_id = (SELECT id FROM unit WHERE parent_id IS NULL)
WHERE role = 'EVANGELIST' AND unit_id IS NULL;

-- since when a scheduled post waits for its author or the new leader to confirm it
ALTER TABLE post ADD COLUMN held_at bigint;
-- a comment that helped a draft: never for the readers of what was published of it
ALTER TABLE comment ADD COLUMN on_draft boolean NOT NULL DEFAULT FALSE;
-- the evangelist commented, or the author applied a suggestion
ALTER TABLE post_invitation ADD COLUMN helped_at bigint;
CREATE INDEX post_invitation_by_evangelist ON post_invitation (evangelist_id);

CREATE TABLE suggestion (
    id uuid NOT NULL PRIMARY KEY,
    post_id uuid NOT NULL REFERENCES post (id),
    evangelist_id uuid NOT NULL REFERENCES person (id),
    -- as it stands in the text, once, and what to put there
    passage text NOT NULL,
    replacement text NOT NULL,
    created_at bigint NOT NULL,
    -- characters of the passage and of its replacement that differ
    changed integer NOT NULL,
    applied_at bigint,
    declined_at bigint
);
CREATE INDEX suggestion_by_post ON suggestion (post_id, id);

-- rule R13: how an administrator names a space whose existence is not admitted
ALTER TABLE space ADD COLUMN opaque_id uuid;
-- it is or has been RESTRICTED or SECRET: posts of those days are in it (rules R9, R13)
ALTER TABLE space ADD COLUMN was_sealed boolean NOT NULL DEFAULT FALSE;
UPDATE space SET was_sealed = TRUE WHERE visibility IN ('RESTRICTED', 'SECRET')
    OR EXISTS (SELECT 1 FROM post p WHERE p.space_id = space.id AND p.audience_key % 4 = 3);

-- a comment keeps the audience that its post had (rule R9)
ALTER TABLE comment ADD COLUMN audience_key bigint NOT NULL DEFAULT 0;
UPDATE comment SET audience_key = (SELECT p.audience_key FROM post p WHERE p.id = comment.post_id);

CREATE INDEX break_glass_by_asker ON break_glass (asked_by);
CREATE INDEX break_glass_by_space ON break_glass (space_id, id);
CREATE INDEX break_glass_until ON break_glass (until_at);

-- rule R15: an application limited to the spaces of a branch
ALTER TABLE application ADD COLUMN branch_id uuid;

-- null in lines that are older than the chain
ALTER TABLE audit_log ADD COLUMN seq bigint;
ALTER TABLE audit_log ADD COLUMN hash text;
-- the address that the request came from, or the command that was run
ALTER TABLE audit_log ADD COLUMN origin text;
CREATE UNIQUE INDEX audit_log_by_seq ON audit_log (seq);
CREATE INDEX audit_log_by_unit ON audit_log (unit_id, id);
-- tags with counts, of a period
CREATE INDEX post_tag_by_time ON post_tag (feed_key, audience_key, slug) WHERE feed_key IS NOT NULL;
";

// What the older program does not know must not come out wider by it.
const DOWN: &str = "
UPDATE application SET revoked_at = created_at WHERE branch_id IS NOT NULL AND revoked_at IS NULL;
DELETE FROM comment WHERE on_draft;
UPDATE position SET until_at = lapse_at WHERE lapse_at IS NOT NULL AND (until_at IS NULL OR until_at > lapse_at);
UPDATE post SET state = 'DRAFT', published_at = NULL, expires_at = NULL, audience_key = audience_key - audience_key % 4
WHERE held_at IS NOT NULL;
ALTER TABLE comment DROP COLUMN audience_key;
ALTER TABLE space DROP COLUMN was_sealed;
DROP INDEX post_tag_by_time;
DROP INDEX audit_log_by_unit;
DROP INDEX audit_log_by_seq;
ALTER TABLE audit_log DROP COLUMN origin;
ALTER TABLE audit_log DROP COLUMN hash;
ALTER TABLE audit_log DROP COLUMN seq;
ALTER TABLE application DROP COLUMN branch_id;
DROP INDEX break_glass_until;
DROP INDEX break_glass_by_space;
DROP INDEX break_glass_by_asker;
DROP INDEX space_by_opaque_id;
ALTER TABLE space DROP COLUMN opaque_id;
DROP TABLE suggestion;
DROP INDEX post_invitation_by_evangelist;
ALTER TABLE post_invitation DROP COLUMN helped_at;
ALTER TABLE comment DROP COLUMN on_draft;
ALTER TABLE post DROP COLUMN held_at;
DROP INDEX position_absent;
DROP INDEX position_lapse;
ALTER TABLE position DROP COLUMN absent_at;
ALTER TABLE position DROP COLUMN lapse_at;
";
