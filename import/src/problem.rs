//! What can go wrong with one item of a source, as a line of the report.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The kinds of item a report counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A dated text, one of a series.
    Post,
    /// A page of text.
    Page,
    /// What somebody said about a text.
    Comment,
    /// A picture or any other file that texts show or link to.
    Media,
    /// Somebody who wrote.
    Author,
    /// A label: tag, category, or an entry of another taxonomy.
    Term,
    /// A page whose only purpose is to lead to another one (frameset, meta refresh, alias).
    Redirect,
    /// What is not content: editor bookkeeping, style sheets, settings of the old system.
    Other,
}

impl Kind {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Post,
        Self::Page,
        Self::Comment,
        Self::Media,
        Self::Author,
        Self::Term,
        Self::Redirect,
        Self::Other,
    ];

    /// The name used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Page => "page",
            Self::Comment => "comment",
            Self::Media => "media",
            Self::Author => "author",
            Self::Term => "term",
            Self::Redirect => "redirect",
            Self::Other => "other",
        }
    }
}

/// How much a problem matters to the person who imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Info,
    /// Something in the result is incomplete.
    Warning,
    /// The item did not come in.
    Error,
}

/// Declares the codes, each with how much it matters.
macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident: $severity:ident;)*) => {
        /// Reason codes. They are stable: scripts may depend on them.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum Code {
            $($(#[$doc])* $code,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: [Self; [$(stringify!($code)),*].len()] = [$(Self::$code),*];

            /// How much a problem with this code matters.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$code => Severity::$severity,)*
                }
            }
        }
    };
}

codes! {
    /// A link inside the source leads to nothing that was imported; it was left as written.
    BrokenLink: Warning;
    /// A picture or file that a text uses is not in the source; a mark stands in its place.
    MissingMedia: Warning;
    /// A picture on another host, which was not fetched; a link stands in its place.
    ForeignMedia: Warning;
    /// Several files could be the one that a text uses; none was taken.
    AmbiguousMedia: Warning;
    /// A file that no text shows: it was added at the end of its document, or is for leaders and deputies alone.
    UnusedMedia: Info;
    /// A file could not be fetched from its address.
    FetchFailed: Warning;
    /// A frameset, meta refresh or alias whose destination is not in the source.
    BrokenRedirect: Warning;
    /// A folder that never holds content (`_notes`, `_vti_cnf`, `Templates`...).
    SkippedFolder: Info;
    /// A file that is not content (style sheet, script, editor file) or is empty.
    SkippedFile: Info;
    /// A sheet of a workbook that lists no texts.
    SkippedSheet: Warning;
    /// An item of a type that is not content here (menu, revision, settings, form message).
    UnsupportedType: Info;
    /// A text of a type that a plugin has added, without an address or a title of its own.
    SkippedType: Warning;
    /// An item in the old system's trash.
    Trashed: Info;
    /// A comment that was never approved there: spam, trash, waiting.
    Unapproved: Info;
    /// Somebody else's text that the source only repeats.
    Reblog: Info;
    /// Left out because the command said so.
    Excluded: Info;
    /// A symbolic link: never followed, because it may lead outside the folder.
    Symlink: Warning;
    /// A member of an archive whose name leads outside of it.
    UnsafePath: Warning;
    /// An archive, or a member of one, that unpacks to more than is read.
    ArchiveLimit: Error;
    /// Locked with a password.
    Encrypted: Error;
    /// Larger than the limit of the [`Options`](crate::Options).
    TooLarge: Error;
    /// The file could not be read.
    Unreadable: Error;
    /// Not what its format says it is, or markup built so that reading it would exhaust the machine.
    Malformed: Error;
    /// The file ends in the middle of something; what was whole before was taken.
    Truncated: Error;
    /// Another item of the source has the same identity; the first was taken.
    DuplicateId: Error;
    /// A line or row that is no record; the message says why.
    InvalidRecord: Error;
    /// A page without text and pictures.
    EmptyPage: Warning;
    /// Without a title; the first words stand for it.
    Untitled: Info;
    /// The file declares another encoding than the one it is written in.
    EncodingMismatch: Info;
    /// The file does not say how it is encoded; the bytes decided.
    EncodingGuessed: Info;
    /// Bytes that are no text in the file's encoding were replaced or taken out.
    CharactersReplaced: Warning;
    /// No date was given; the message says what stands for it.
    DateGuessed: Info;
    /// A date that cannot be one.
    DateInvalid: Warning;
    /// A time that the clocks left out when they were put forward: taken as an hour later.
    DateShifted: Info;
    /// Dated ahead: kept as a draft.
    Scheduled: Info;
    /// Was to end there at a date ahead; the date is kept with the text and ends nothing here.
    Expires: Info;
    /// Was private, protected by a password, or a draft: kept as a draft of who imports.
    KeptPrivate: Info;
    /// Somebody without an account here: their name stands on what they wrote.
    UnmappedAuthor: Info;
    /// Stands below, or answers, something that is not in the source.
    UnknownParent: Warning;
    /// A block of an editor without text of its own (a list of latest posts, a form).
    UnknownBlock: Warning;
    /// A command of the old system in the text; left as written.
    UnknownShortcode: Warning;
    /// PHP, ASP or JSP code was taken out; only the static text came in.
    DynamicCodeRemoved: Warning;
    /// Flash, applets, forms or other things that do not work outside the old site were taken out.
    ActiveContentRemoved: Info;
    /// A host was taken for the old site's own, by what its pages say; the message names it.
    OwnHostGuessed: Info;
    /// Menus, banners or feet of a template were left out; the message names them.
    FurnitureRemoved: Info;
    /// Something that cannot be shown here; the message says what.
    ConversionLoss: Warning;
    /// The text of a file could not be read for search; the file itself came in.
    TextNotExtracted: Warning;
    /// The target refused the item.
    Rejected: Error;
    /// The item was changed by a person since the last import; theirs was kept.
    Conflict: Warning;
    /// Imported earlier and no longer in the source.
    Vanished: Warning;
    /// Imported earlier, no longer in the source, and taken out because the command said so.
    Pruned: Info;
    /// Parts of the source could not be read, so that nothing was taken out as no longer in it.
    NotPruned: Warning;
    /// The item was announced by the reader and never settled: a fault of the importer.
    NotProcessed: Error;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its name in JSON: the one that scripts know.
        let json = serde_json::to_value(self).unwrap_or_default();
        f.write_str(json.as_str().unwrap_or_default())
    }
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Reason code.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What kind of item has the problem.
    pub kind: Kind,
    /// The item, where one is known by id.
    pub external_id: Option<String>,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// File of the source, relative to its root.
    pub file: Option<String>,
    /// Line in that file, from 1, in the decoded text.
    pub line: Option<u32>,
    /// One sentence for a person.
    pub message: String,
}

impl Problem {
    /// A problem of the item `external_id`, which for files is the file too.
    #[must_use]
    pub fn new(code: Code, kind: Kind, external_id: &str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            kind,
            external_id: Some(external_id.to_owned()),
            title: None,
            file: Some(external_id.to_owned()),
            line: None,
            message: message.into(),
        }
    }

    /// The same problem with the title of its item.
    #[must_use]
    pub fn titled(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned());
        self
    }

    /// The same problem, seen in this file.
    #[must_use]
    pub fn in_file(mut self, file: &str) -> Self {
        self.file = Some(file.to_owned());
        self
    }

    /// The same problem with the line where it was seen.
    #[must_use]
    pub fn at(mut self, line: Option<u32>) -> Self {
        self.line = line;
        self
    }
}

/// Adds problems to the document they are of.
pub(crate) fn attach(document: &mut crate::Document, problems: Vec<(Code, String)>) {
    for (code, message) in problems {
        let problem = Problem::new(code, document.kind, &document.external_id, message);
        let problem = problem.titled(&document.title).in_file(&document.reading.file);
        document.problems.push(problem.at(document.reading.line));
    }
}
