//! What imports keep besides: what each run wrote and what was there before, old addresses, and who
//! the authors of a source are here.

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m08_import",
    up: UP,
    up_sqlite: "",
    up_postgres: "",
    down: DOWN,
    down_sqlite: "",
    down_postgres: "",
};

const UP: &str = "
-- rule R10: the account of who wrote it, where the import was told of one; it gives no rights
ALTER TABLE post ADD COLUMN imported_author_id uuid;
ALTER TABLE comment ADD COLUMN imported_author text;
ALTER TABLE comment ADD COLUMN imported_by uuid;

-- posts and pages of a source share their ids
UPDATE import_item SET kind = 'document' WHERE kind = 'page';
-- what the source tells of it and a post has no place for, as JSON
ALTER TABLE import_item ADD COLUMN meta text;
CREATE INDEX import_item_by_batch ON import_item (batch_id);

ALTER TABLE import_batch ADD COLUMN undone_at bigint;
ALTER TABLE import_batch ADD COLUMN undone_by uuid;

-- what a run wrote, and what was there before: by it the run is taken back
CREATE TABLE import_change (
    batch_id uuid NOT NULL REFERENCES import_batch (id),
    kind text NOT NULL,
    external_id text NOT NULL,
    target_id uuid NOT NULL,
    -- as written by this run
    revision integer NOT NULL,
    -- null where nothing was there before
    was_hash text,
    was_revision integer,
    was_batch_id uuid,
    was_meta text,
    PRIMARY KEY (batch_id, kind, external_id)
);

-- old addresses in their one spelling; no host where the source tells none
CREATE TABLE import_address (
    path text NOT NULL,
    host text NOT NULL,
    target_id uuid NOT NULL,
    space_id uuid NOT NULL REFERENCES space (id),
    source text NOT NULL,
    -- document or media
    kind text NOT NULL CHECK (kind IN ('document', 'media')),
    batch_id uuid NOT NULL REFERENCES import_batch (id),
    PRIMARY KEY (path, host, target_id)
);
CREATE INDEX import_address_by_target ON import_address (target_id);
CREATE INDEX import_address_by_source ON import_address (space_id, source);
CREATE INDEX import_address_by_batch ON import_address (batch_id);
";

const DOWN: &str = "
DROP TABLE import_address;
DROP TABLE import_change;
ALTER TABLE import_batch DROP COLUMN undone_by;
ALTER TABLE import_batch DROP COLUMN undone_at;
DROP INDEX import_item_by_batch;
ALTER TABLE import_item DROP COLUMN meta;
DELETE FROM import_item WHERE kind NOT IN ('document', 'media', 'redirect');
UPDATE import_item SET kind = 'page' WHERE kind = 'document';
ALTER TABLE comment DROP COLUMN imported_by;
ALTER TABLE comment DROP COLUMN imported_author;
ALTER TABLE post DROP COLUMN imported_author_id;
";
