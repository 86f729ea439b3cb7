//! The words of summaries and report pages, in English and French.

use crate::{Code, Kind, Outcome, Severity};

/// A language that reports are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// French.
    French,
}

impl Language {
    /// The language of a locale, as `fr_FR.UTF-8`; English for all but French.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let lower = locale.to_lowercase();
        let word = lower.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if word == "fr" { Self::French } else { Self::English }
    }

    /// Its tag.
    pub(super) const fn tag(self) -> &'static str {
        self.of("en", "fr")
    }

    /// One of two texts.
    #[must_use]
    pub const fn of(self, english: &'static str, french: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::French => french,
        }
    }
}

pub(super) const fn kind(kind: Kind, language: Language) -> &'static str {
    let (english, french) = match kind {
        Kind::Post => ("posts", "articles"),
        Kind::Page => ("pages", "pages"),
        Kind::Comment => ("comments", "commentaires"),
        Kind::Media => ("pictures and files", "images et fichiers"),
        Kind::Author => ("authors", "auteurs"),
        Kind::Term => ("labels", "étiquettes"),
        Kind::Redirect => ("redirects", "redirections"),
        Kind::Other => ("other files and items", "autres fichiers et éléments"),
    };
    language.of(english, french)
}

pub(super) const fn outcome(outcome: Outcome, language: Language) -> &'static str {
    let (english, french) = match outcome {
        Outcome::Imported => ("imported", "importés"),
        Outcome::Updated => ("updated", "mis à jour"),
        Outcome::Unchanged => ("unchanged", "inchangés"),
        Outcome::Skipped => ("left out", "écartés"),
        Outcome::Failed => ("failed", "en échec"),
    };
    language.of(english, french)
}

pub(super) const fn severity(severity: Severity, language: Language) -> &'static str {
    let (english, french) = match severity {
        Severity::Error => ("Errors", "Erreurs"),
        Severity::Warning => ("Warnings", "Avertissements"),
        Severity::Info => ("For information", "Pour information"),
    };
    language.of(english, french)
}

impl Code {
    /// What it means, for a person.
    #[must_use]
    pub const fn meaning(self, language: Language) -> &'static str {
        code(self, language)
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) const fn code(code: Code, language: Language) -> &'static str {
    let (english, french) = match code {
        Code::BrokenLink => (
            "links that lead to nothing that came in; left as written",
            "liens vers ce qui n’a pas été importé ; laissés tels quels",
        ),
        Code::MissingMedia => (
            "pictures or files that were not found; give their folder with --media",
            "images ou fichiers introuvables ; indiquez leur dossier avec --media",
        ),
        Code::ForeignMedia => (
            "pictures on other hosts; a link stands in their place",
            "images sur d’autres serveurs ; un lien les remplace",
        ),
        Code::AmbiguousMedia => {
            ("files that could be several; none was taken", "fichiers ambigus ; aucun n’a été pris")
        }
        Code::UnusedMedia => (
            "files that no text shows; added at the end of theirs, or for leaders and deputies alone",
            "fichiers qu’aucun texte ne montre ; ajoutés à la fin du leur, ou visibles des seuls responsables",
        ),
        Code::FetchFailed => {
            ("files that could not be fetched", "fichiers qui n’ont pu être téléchargés")
        }
        Code::BrokenRedirect => {
            ("redirects that lead nowhere", "redirections qui ne mènent nulle part")
        }
        Code::SkippedFolder => (
            "folders of editors and servers, left out",
            "dossiers d’éditeur ou de serveur, écartés",
        ),
        Code::SkippedFile => {
            ("files that are not content, left out", "fichiers qui ne sont pas du contenu, écartés")
        }
        Code::SkippedSheet => (
            "sheets of a workbook that list no texts, left out",
            "feuilles d’un classeur qui ne listent pas de textes, écartées",
        ),
        Code::UnsupportedType => (
            "items that are not content here, left out",
            "éléments qui ne sont pas du contenu, écartés",
        ),
        Code::SkippedType => (
            "texts of a plugin’s type without an address or a title, left out",
            "textes d’un type d’extension sans adresse ni titre, écartés",
        ),
        Code::Trashed => {
            ("items of the old system’s trash, left out", "éléments de la corbeille, écartés")
        }
        Code::Unapproved => (
            "comments that were never approved, left out",
            "commentaires jamais approuvés, écartés",
        ),
        Code::Reblog => {
            ("texts of others that were only repeated", "textes d’autrui simplement repris")
        }
        Code::Excluded => {
            ("left out because the command says so", "écartés parce que la commande le demande")
        }
        Code::Symlink => ("symbolic links, never followed", "liens symboliques, jamais suivis"),
        Code::UnsafePath => (
            "names that lead out of the archive, left out",
            "noms qui sortent de l’archive, écartés",
        ),
        Code::ArchiveLimit => (
            "archives that unpack to more than is read",
            "archives trop volumineuses une fois ouvertes",
        ),
        Code::Encrypted => ("locked with a password", "protégés par un mot de passe"),
        Code::TooLarge => ("larger than the limit", "au-delà de la taille permise"),
        Code::Unreadable => ("could not be read", "illisibles"),
        Code::Malformed => ("not what their format says", "non conformes à leur format"),
        Code::Truncated => (
            "files that end too early; what was whole came in",
            "fichiers tronqués ; ce qui était entier est importé",
        ),
        Code::DuplicateId => (
            "second items of the same identity; the first was taken",
            "doublons d’identité ; le premier a été pris",
        ),
        Code::InvalidRecord => {
            ("lines or rows that are no record", "lignes qui ne sont pas un enregistrement")
        }
        Code::EmptyPage => ("without text and pictures", "sans texte ni image"),
        Code::Untitled => (
            "without a title; the first words stand for it",
            "sans titre ; les premiers mots en tiennent lieu",
        ),
        Code::EncodingMismatch => {
            ("declare another encoding than theirs", "encodage déclaré à tort")
        }
        Code::EncodingGuessed => {
            ("encoding guessed from the bytes", "encodage deviné d’après les octets")
        }
        Code::CharactersReplaced => {
            ("with bytes that are no text, replaced", "octets qui ne sont pas du texte, remplacés")
        }
        Code::DateGuessed => (
            "without a date of their own; another stands for it",
            "sans date propre ; une autre en tient lieu",
        ),
        Code::DateInvalid => ("with a date that cannot be", "date impossible"),
        Code::DateShifted => (
            "in an hour that the clocks left out; an hour later",
            "à une heure sautée par le changement d’heure ; décalés d’une heure",
        ),
        Code::Scheduled => {
            ("dated ahead; kept as drafts", "datés dans le futur ; gardés en brouillon")
        }
        Code::Expires => (
            "with an end to come there, which is kept and ends nothing here",
            "avec une fin prévue à l’origine, conservée mais sans effet ici",
        ),
        Code::KeptPrivate => (
            "not public there; kept as drafts of who imports",
            "non publics à l’origine ; gardés en brouillon de l’importateur",
        ),
        Code::UnmappedAuthor => (
            "authors without an account here; their names stand on their texts",
            "auteurs sans compte ici ; leur nom reste sur leurs textes",
        ),
        Code::UnknownParent => {
            ("belong to something that did not come in", "rattachés à un élément absent")
        }
        Code::UnknownBlock => {
            ("blocks of an editor without text of their own", "blocs d’éditeur sans texte propre")
        }
        Code::UnknownShortcode => (
            "commands of the old system; left as written",
            "commandes de l’ancien système ; laissées telles quelles",
        ),
        Code::DynamicCodeRemoved => {
            ("pages with server code, taken out", "pages contenant du code serveur, retiré")
        }
        Code::ActiveContentRemoved => (
            "with Flash, forms or the like, taken out",
            "Flash, formulaires et autres éléments actifs, retirés",
        ),
        Code::OwnHostGuessed => (
            "hosts taken for the old site’s own, by its pages",
            "hôtes pris pour ceux de l’ancien site, d’après ses pages",
        ),
        Code::FurnitureRemoved => (
            "with menus, banners or feet of their template, left out",
            "menus, bandeaux ou pieds de page du modèle, laissés de côté",
        ),
        Code::ConversionLoss => {
            ("with something that cannot be shown here", "éléments qui ne peuvent être rendus ici")
        }
        Code::TextNotExtracted => (
            "files whose text could not be read for search",
            "fichiers dont le texte n’a pu être lu pour la recherche",
        ),
        Code::Rejected => ("refused here", "refusés ici"),
        Code::Conflict => {
            ("changed here since; kept as they are", "modifiés ici depuis ; gardés tels quels")
        }
        Code::Vanished => {
            ("no longer in the source; they stay here", "disparus de la source ; conservés ici")
        }
        Code::Pruned => ("no longer in the source; taken out", "disparus de la source ; retirés"),
        Code::NotPruned => (
            "parts of the source could not be read: nothing was taken out",
            "source en partie illisible : rien n’a été retiré",
        ),
        Code::NotProcessed => {
            ("not processed: a fault of the importer", "non traités : défaut de l’importateur")
        }
    };
    language.of(english, french)
}
