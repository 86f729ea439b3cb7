//! An invented legacy site to import: pages in windows-1252 that link to each other.

use std::fs;
use std::path::Path;

use fastrand::Rng;

use crate::{Result, random};

/// Pages in a folder.
const FOLDER: u32 = 50;

/// Writes `pages` pages of about 3 kB into `root`.
pub(crate) fn write(root: &Path, pages: u32, rng: &mut Rng) -> Result<()> {
    for number in 0..pages {
        let path = root.join(path(number));
        fs::create_dir_all(path.parent().unwrap_or(root))?;
        let next = format!("../{}", self::path((number + 1) % pages));
        let page = format!(
            "<html><head><title>Note {number} - {title}</title>\
             <meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1252\"></head>\n\
             <body bgcolor=\"#FFFFFF\"><h1>Note {number}</h1>\n\
             <p><font face=\"Arial\">Le comité a décidé : {first}</font></p>\n<p>{second}</p>\n\
             <ul><li>{third}<li>{fourth}</ul>\n<p><a href=\"{next}\">Page suivante</a></p>\n\
             <p>Mis à jour le 12 mars 2004</p></body></html>\n",
            title = random::text(rng, 30),
            first = random::text(rng, 800),
            second = random::text(rng, 1_200),
            third = random::text(rng, 200),
            fourth = random::text(rng, 200),
        );
        // All its characters are of Latin-1, whose bytes are their numbers.
        let bytes: Vec<u8> =
            page.chars().filter_map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
        fs::write(path, bytes)?;
    }
    Ok(())
}

fn path(number: u32) -> String {
    format!("service{}/note{number}.htm", number / FOLDER)
}
