//! What the columns of a table mean, by their names in English and French.

use unicode_normalization::UnicodeNormalization;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
    Id,
    Title,
    Body,
    BodyFile,
    Format,
    Kind,
    Lang,
    Author,
    Created,
    Updated,
    Published,
    State,
    Folder,
    Tags,
    OldUrl,
    Attachments,
    Excerpt,
    Slug,
    Cover,
    /// Wix's own form of a body.
    Ricos,
    /// Wix's text without form, for want of the other.
    PlainBody,
    /// Substack: whether a post is public.
    IsPublished,
    /// Substack: who may read a post.
    Audience,
}

/// Whose table it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// One that was made for this purpose.
    Manifest,
    /// An export of Substack: the texts lie in files beside it.
    Substack,
    /// An export of Wix.
    Wix,
}

/// What each column of a table is; none for those that mean nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) dialect: Dialect,
    pub(super) columns: Vec<Option<Column>>,
    /// The names as written.
    pub(super) names: Vec<String>,
}

const MANIFEST: [(Column, &[&str]); 19] = [
    (
        Column::Id,
        &["external_id", "id", "identifiant", "identifiant_externe", "id_externe", "reference"],
    ),
    (Column::Title, &["title", "titre", "intitule"]),
    (Column::Body, &["body", "texte", "corps", "contenu", "content", "text"]),
    (
        Column::BodyFile,
        &["body_file", "fichier", "fichier_texte", "fichier_du_texte", "file", "document"],
    ),
    (Column::Format, &["format"]),
    (Column::Kind, &["kind", "type", "genre"]),
    (Column::Lang, &["lang", "language", "langue"]),
    (Column::Author, &["author", "auteur", "auteure", "autrice", "redacteur"]),
    (
        Column::Created,
        &["created", "created_at", "cree", "cree_le", "date_de_creation", "creation"],
    ),
    (
        Column::Updated,
        &[
            "updated",
            "updated_at",
            "modified",
            "modifie",
            "modifie_le",
            "date_de_modification",
            "mis_a_jour",
            "mise_a_jour",
            "maj",
        ],
    ),
    (
        Column::Published,
        &["published", "published_at", "publie", "publie_le", "date_de_publication", "date"],
    ),
    (Column::State, &["state", "status", "etat", "statut"]),
    (Column::Folder, &["folder", "path", "dossier", "chemin", "repertoire", "rubrique"]),
    (Column::Tags, &["tags", "mots_cles", "mot_cle", "mots_clefs", "etiquettes", "keywords"]),
    (
        Column::OldUrl,
        &["old_url", "old_urls", "url", "ancienne_adresse", "anciennes_adresses", "ancienne_url"],
    ),
    (
        Column::Attachments,
        &["attachments", "attachment", "pieces_jointes", "piece_jointe", "fichiers_joints", "pj"],
    ),
    (Column::Excerpt, &["excerpt", "summary", "resume", "extrait", "chapeau"]),
    (Column::Slug, &["slug"]),
    (Column::Cover, &["cover", "image", "vignette"]),
];

const SUBSTACK: [(Column, &[&str]); 9] = [
    (Column::Id, &["post_id"]),
    (Column::Published, &["post_date"]),
    (Column::IsPublished, &["is_published"]),
    (Column::Kind, &["type"]),
    (Column::Audience, &["audience"]),
    (Column::Title, &["title"]),
    (Column::Excerpt, &["subtitle"]),
    (Column::Attachments, &["podcast_url"]),
    (Column::BodyFile, &["body_file"]),
];

const WIX: [(Column, &[&str]); 12] = [
    (Column::Id, &["internal_id"]),
    (Column::Author, &["author"]),
    (Column::Title, &["title"]),
    (Column::Excerpt, &["excerpt"]),
    (Column::Slug, &["slug"]),
    (Column::PlainBody, &["plain_content"]),
    (Column::Cover, &["cover_image"]),
    (Column::Published, &["published_date"]),
    (Column::Tags, &["categories"]),
    (Column::Ricos, &["rich_content"]),
    (Column::OldUrl, &["post_page_url"]),
    (Column::Updated, &["last_published_date"]),
];

impl Header {
    /// The meaning of the columns with these names; of several for one thing the first counts. Nothing where no column
    /// holds an id.
    pub(super) fn of(names: &[String]) -> Option<Self> {
        let plain: Vec<String> = names.iter().map(|name| plain(name)).collect();
        let has = |name: &str| plain.iter().any(|known| known == name);
        let (dialect, meanings): (_, &[(Column, &[&str])]) = if has("post_id") && has("post_date") {
            (Dialect::Substack, &SUBSTACK)
        } else if has("internal_id") && has("rich_content") {
            (Dialect::Wix, &WIX)
        } else {
            (Dialect::Manifest, &MANIFEST)
        };
        let mut columns: Vec<Option<Column>> = vec![None; names.len()];
        for (column, aliases) in meanings {
            // The first name of a meaning is the best, wherever its column stands.
            let best = aliases.iter().find_map(|alias| plain.iter().position(|name| name == alias));
            if let Some(place) = best.and_then(|position| columns.get_mut(position)) {
                *place = place.or(Some(*column));
            }
        }
        columns.contains(&Some(Column::Id)).then(|| Self {
            dialect,
            columns,
            names: names.to_vec(),
        })
    }

    /// Whether there is more than an id: a table of something else has one too. An id in a name that any table may give
    /// it counts beside a title and a text, or beside a title and who wrote it and when.
    pub(super) fn is_unmistakable(&self) -> bool {
        let has = |column| self.columns.contains(&Some(column));
        let any = |columns: &[Column]| columns.iter().any(|column| has(*column));
        let named = self.names.iter().any(|name| {
            matches!(plain(name).as_str(), "external_id" | "identifiant" | "body_file")
        });
        let written = any(&[Column::Body, Column::BodyFile]);
        let dated = any(&[Column::Created, Column::Updated, Column::Published]);
        self.dialect != Dialect::Manifest
            || (named && (written || has(Column::Title)))
            || (has(Column::Title) && (written || (has(Column::Author) && dated)))
    }

    /// How many columns mean something.
    pub(super) fn known(&self) -> usize {
        self.columns.iter().flatten().count()
    }
}

/// A name in lower case, without accents, words joined by `_`.
fn plain(name: &str) -> String {
    let mut out = String::new();
    for c in name.trim_start_matches('\u{feff}').nfd() {
        match c {
            '\u{300}'..='\u{36f}' => {}
            c if c.is_alphanumeric() => out.extend(c.to_lowercase()),
            _ if out.ends_with('_') || out.is_empty() => {}
            _ => out.push('_'),
        }
    }
    out.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &str) -> Option<Header> {
        Header::of(&names.split(';').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn columns_are_known_in_both_languages() {
        let english = header("external_id;Title;body_file;folder;mystery").unwrap();
        let expected = [
            Some(Column::Id),
            Some(Column::Title),
            Some(Column::BodyFile),
            Some(Column::Folder),
            None,
        ];
        assert_eq!(english.columns, expected);
        let french =
            header(" Identifiant ;Titre;Créé le;Mots-clés;Pièces jointes;ÉTAT;Ancienne adresse")
                .unwrap();
        let expected = [
            Column::Id,
            Column::Title,
            Column::Created,
            Column::Tags,
            Column::Attachments,
            Column::State,
            Column::OldUrl,
        ];
        assert_eq!(french.columns, expected.map(Some));
        assert!(english.is_unmistakable() && french.is_unmistakable());
        assert_eq!(header("Nom;Prénom;Poste"), None);
        assert!(!header("id;title;price").unwrap().is_unmistakable());
    }

    #[test]
    fn of_two_columns_for_one_thing_the_better_name_counts() {
        let header = header("id;external_id;titre;title").unwrap();
        assert_eq!(header.columns, [None, Some(Column::Id), None, Some(Column::Title)]);
    }

    #[test]
    fn exports_of_other_systems_are_known() {
        assert_eq!(header("post_id;post_date;title").unwrap().dialect, Dialect::Substack);
        let wix = header("Author;ID;Rich Content;Internal ID").unwrap();
        assert_eq!((wix.dialect, wix.columns[3]), (Dialect::Wix, Some(Column::Id)));
    }
}
