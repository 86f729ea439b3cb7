//! Posts, their texts and versions, tags, helpers and comments.

use crate::Sql;

pub(crate) const MIGRATION: Sql = Sql {
    name: "m03_post",
    up: UP,
    up_sqlite: "",
    up_postgres: "",
    down: DOWN,
    down_sqlite: "",
    down_postgres: "",
};

const UP: &str = "
CREATE TABLE post (
    id uuid NOT NULL PRIMARY KEY,
    space_id uuid NOT NULL REFERENCES space (id),
    author_id uuid NOT NULL REFERENCES person (id),
    state text NOT NULL CHECK (state IN ('DRAFT', 'PROPOSED', 'PUBLISHED', 'WITHDRAWN', 'DELETED')),
    title text NOT NULL,
    excerpt text NOT NULL,
    lang text,
    -- the audience asked for; what holds is in audience_key, set at publication (rule R9)
    audience text NOT NULL CHECK (audience IN ('EVERYONE', 'UNIT', 'ROSTER')),
    audience_key bigint NOT NULL,
    -- publication instant and a tie-breaker, 16 bytes that sort; null unless published
    feed_key uuid,
    published_at bigint,
    expires_at bigint,
    pinned_at bigint,
    -- an accepted post may be republished by its contributor
    accepted_by uuid REFERENCES person (id),
    withdrawn_reason text,
    revision integer NOT NULL,
    comment_count integer NOT NULL,
    -- rule R10: who wrote an imported post, as the source names them, and who imported it
    imported_author text,
    imported_by uuid REFERENCES person (id),
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
-- both cover what the feed touches before its last join
CREATE UNIQUE INDEX post_by_time ON post (feed_key, audience_key, expires_at) WHERE feed_key IS NOT NULL;
CREATE INDEX post_by_audience ON post (audience_key, feed_key, expires_at) WHERE feed_key IS NOT NULL;
CREATE INDEX post_by_author ON post (author_id, feed_key);
CREATE INDEX post_by_state ON post (space_id, state);

CREATE TABLE post_body (
    post_id uuid NOT NULL PRIMARY KEY REFERENCES post (id),
    format text NOT NULL CHECK (format IN ('MARKDOWN', 'HTML')),
    source text NOT NULL,
    html text NOT NULL,
    plain text NOT NULL
);

CREATE TABLE revision (
    id uuid NOT NULL PRIMARY KEY,
    post_id uuid NOT NULL REFERENCES post (id),
    number integer NOT NULL,
    title text NOT NULL,
    format text NOT NULL CHECK (format IN ('MARKDOWN', 'HTML')),
    source text NOT NULL,
    written_by uuid NOT NULL REFERENCES person (id),
    written_at bigint NOT NULL,
    UNIQUE (post_id, number)
);

CREATE TABLE post_tag (
    post_id uuid NOT NULL REFERENCES post (id),
    slug text NOT NULL,
    name text NOT NULL,
    -- copies of the post's, so that a tag's feed is one index
    feed_key uuid,
    audience_key bigint NOT NULL,
    PRIMARY KEY (post_id, slug)
);
CREATE INDEX post_tag_by_slug ON post_tag (slug, feed_key, audience_key) WHERE feed_key IS NOT NULL;

CREATE TABLE post_coauthor (
    post_id uuid NOT NULL REFERENCES post (id),
    person_id uuid NOT NULL REFERENCES person (id),
    named_by uuid NOT NULL REFERENCES person (id),
    created_at bigint NOT NULL,
    PRIMARY KEY (post_id, person_id)
);
CREATE INDEX post_coauthor_by_person ON post_coauthor (person_id);

CREATE TABLE post_invitation (
    id uuid NOT NULL PRIMARY KEY,
    post_id uuid NOT NULL REFERENCES post (id),
    evangelist_id uuid NOT NULL REFERENCES person (id),
    invited_by uuid NOT NULL REFERENCES person (id),
    from_at bigint NOT NULL,
    until_at bigint NOT NULL
);
CREATE INDEX post_invitation_by_post ON post_invitation (post_id);

CREATE TABLE comment (
    id uuid NOT NULL PRIMARY KEY,
    post_id uuid NOT NULL REFERENCES post (id),
    parent_id uuid REFERENCES comment (id),
    author_id uuid NOT NULL REFERENCES person (id),
    source text NOT NULL,
    html text NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deleted_at bigint,
    deleted_by uuid REFERENCES person (id)
);
CREATE INDEX comment_by_post ON comment (post_id, id);
";

const DOWN: &str = "
DROP TABLE comment;
DROP TABLE post_invitation;
DROP TABLE post_coauthor;
DROP TABLE post_tag;
DROP TABLE revision;
DROP TABLE post_body;
DROP TABLE post;
";
