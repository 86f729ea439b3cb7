//! Neutral records as lines: what an export writes.

use super::{
    address::{document_address, media_address},
    line::{
        AuthorLine, CommentLine, DocumentLine, Line, MediaLine, PostOrPage, RedirectLine, SiteLine,
        TermLine, VERSION,
    },
};
use crate::{
    Asset, Author, Comment, Dated, Document, Kind, Located, Redirect, Site, State, Term,
    markup::Markup, rewrite,
};

impl Line {
    /// The line as it stands in a file, without its line end.
    ///
    /// # Errors
    /// None in practice: all parts of a line have a form in JSON.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

impl From<&Site> for Line {
    fn from(site: &Site) -> Self {
        Self::Site(SiteLine {
            version: Some(VERSION),
            title: site.title.clone(),
            hosts: site.hosts.clone(),
            lang: site.lang.clone(),
            ..SiteLine::default()
        })
    }
}

impl From<&Author> for Line {
    fn from(author: &Author) -> Self {
        Self::Author(AuthorLine {
            external_id: author.external_id.clone(),
            name: author.name.clone(),
            email: author.email.clone(),
            ..AuthorLine::default()
        })
    }
}

impl From<&Term> for Line {
    fn from(term: &Term) -> Self {
        Self::Term(TermLine {
            external_id: term.external_id.clone(),
            name: term.name.clone(),
            taxonomy: Some(term.taxonomy.clone()),
            slug: term.slug.clone(),
            parent: term.parent.clone(),
            description: term.description.clone(),
            ..TermLine::default()
        })
    }
}

/// A file that is [`Inside`](Located::Inside) is written with that name as its `path`: the export has it there.
impl From<&Asset> for Line {
    fn from(asset: &Asset) -> Self {
        let mut addresses = asset.old_urls.iter().cloned();
        Self::Media(MediaLine {
            external_id: asset.external_id.clone(),
            path: match &asset.located {
                Located::Inside(path) => Some(path.clone()),
                Located::Elsewhere => None,
            },
            url: addresses.next(),
            name: Some(asset.name.clone()),
            alt: asset.alt.clone(),
            size: asset.size,
            old_urls: addresses.collect(),
            ..MediaLine::default()
        })
    }
}

/// Links to entries of the source are written as addresses of the export (`parvis:document/ID`).
impl From<&Document> for Line {
    fn from(document: &Document) -> Self {
        let address = |kind, id: &str| {
            Some(if kind == Kind::Media { media_address(id) } else { document_address(id) })
        };
        // A cover has a key of its own.
        let bare = Document { cover: None, ..document.clone() };
        let kind = if document.kind == Kind::Page { PostOrPage::Page } else { PostOrPage::Post };
        Self::Document(Box::new(DocumentLine {
            external_id: document.external_id.clone(),
            title: document.title.clone(),
            body: rewrite(&bare, address).html,
            kind,
            format: Markup::Html,
            state: (document.state != State::Published).then_some(document.state),
            sticky: document.sticky,
            excerpt: document.excerpt.clone(),
            author: document.author.clone(),
            author_id: document.author_id.clone(),
            created_at: document.created.as_ref().map(written),
            published_at: document.published.as_ref().map(written),
            updated_at: document.updated.as_ref().map(written),
            lang: document.lang.clone(),
            tags: document.tags.clone(),
            slug: document.slug.clone(),
            parent: document.parent.clone(),
            cover: document.cover.clone(),
            fields: document.fields.clone(),
            old_urls: document.old_urls.clone(),
            search_text: document.search_text.clone(),
            ..DocumentLine::default()
        }))
    }
}

impl From<&Comment> for Line {
    fn from(comment: &Comment) -> Self {
        Self::Comment(Box::new(CommentLine {
            external_id: comment.external_id.clone(),
            document: comment.document.clone(),
            body: comment.body_html.clone(),
            parent: comment.parent.clone(),
            author: comment.author.clone(),
            author_id: comment.author_id.clone(),
            written_at: comment.written.as_ref().map(written),
            ..CommentLine::default()
        }))
    }
}

impl From<&Redirect> for Line {
    fn from(redirect: &Redirect) -> Self {
        Self::Redirect(RedirectLine {
            external_id: redirect.external_id.clone(),
            old_urls: redirect.old_urls.clone(),
            to: redirect.to.clone(),
            ..RedirectLine::default()
        })
    }
}

fn written(date: &Dated) -> String {
    date.instant.to_string()
}
