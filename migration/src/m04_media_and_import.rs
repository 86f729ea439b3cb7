//! Media of posts, and what came from where by the importer.

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m04_media_and_import",
    up: UP,
    up_sqlite: "",
    up_postgres: "",
    down: DOWN,
    down_sqlite: "",
    down_postgres: "",
};

const UP: &str = "
CREATE TABLE media (
    id uuid NOT NULL PRIMARY KEY,
    space_id uuid NOT NULL REFERENCES space (id),
    sha256 text NOT NULL,
    content_type text NOT NULL,
    byte_size bigint NOT NULL,
    name text NOT NULL,
    width integer,
    height integer,
    added_by uuid NOT NULL REFERENCES person (id),
    created_at bigint NOT NULL,
    UNIQUE (space_id, sha256)
);

-- a medium is readable by whoever reads a post that shows it
CREATE TABLE post_media (
    post_id uuid NOT NULL REFERENCES post (id),
    media_id uuid NOT NULL REFERENCES media (id),
    PRIMARY KEY (media_id, post_id)
);
CREATE INDEX post_media_by_post ON post_media (post_id);

CREATE TABLE import_batch (
    id uuid NOT NULL PRIMARY KEY,
    space_id uuid NOT NULL REFERENCES space (id),
    source text NOT NULL,
    format text NOT NULL,
    started_by uuid NOT NULL REFERENCES person (id),
    started_at bigint NOT NULL,
    finished_at bigint,
    report text
);
CREATE INDEX import_batch_by_space ON import_batch (space_id, id);

CREATE TABLE import_item (
    space_id uuid NOT NULL REFERENCES space (id),
    source text NOT NULL,
    kind text NOT NULL,
    external_id text NOT NULL,
    -- the post or medium made of it
    target_id uuid NOT NULL,
    content_hash text NOT NULL,
    -- the post's revision as imported: a later one was written by a person
    revision integer NOT NULL,
    batch_id uuid NOT NULL REFERENCES import_batch (id),
    PRIMARY KEY (space_id, source, kind, external_id)
);
CREATE INDEX import_item_by_target ON import_item (target_id);
";

const DOWN: &str = "
DROP TABLE import_item;
DROP TABLE import_batch;
DROP TABLE post_media;
DROP TABLE media;
";
