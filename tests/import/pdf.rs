//! PDFs: their words are read in a process of its own, within its limits, every time.

use std::fmt::Write as _;

use super::{posts, write};
use crate::cli::program::{parvis, path, said};
use crate::support::{Cast, Who};
use serde_json::Value;

/// A page with these words in Helvetica.
fn pdf(words: &str) -> Vec<u8> {
    let page = format!("BT /F1 12 Tf 72 720 Td ({words}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>\nstream\n{page}\nendstream", page.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let (mut file, mut places) = ("%PDF-1.4\n".to_owned(), String::new());
    for (number, object) in objects.iter().enumerate() {
        writeln!(places, "{:010} 00000 n ", file.len()).unwrap();
        write!(file, "{} 0 obj\n{object}\nendobj\n", number + 1).unwrap();
    }
    let start = file.len();
    write!(file, "xref\n0 6\n0000000000 65535 f \n{places}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n")
        .unwrap();
    file.into_bytes()
}

#[tokio::test]
async fn the_words_of_each_are_read_and_again_they_are_the_same() {
    let (cast, folder) = (Cast::start().await, tempfile::tempdir().unwrap());
    for number in 0..12 {
        let name = folder.path().join(format!("plan-{number}.pdf"));
        write(&name, &pdf(&format!("Evacuation plan {number}")));
    }
    for outcome in ["imported", "unchanged"] {
        let arguments =
            ["import", path(folder.path()), "--space", "sales", "--source", "old", "--json"];
        let ran = said(&mut parvis(&cast, &arguments));
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(report["totals"]["page"][outcome], 12, "{ran:?}");
        let problems = report["problems"].as_array().unwrap();
        assert!(problems.iter().all(|it| it["code"] != "TEXT_NOT_EXTRACTED"), "{problems:#?}");
    }
    assert_eq!(posts(&cast, Who::Leader, &cast.home).await.len(), 12);
}
