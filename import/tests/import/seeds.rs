//! The seeds of the fuzz targets: each is a source that its target's reader takes, or the fuzzer starts from nothing.

#[expect(
    unreachable_pub,
    dead_code,
    clippy::expect_used,
    reason = "the library of the fuzz targets, which call `run`"
)]
#[path = "../../fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::path::Path;

#[test]
fn every_seed_is_a_source_of_its_target() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/seeds");
    for target in &fuzz::TARGETS {
        let mut tried = 0;
        for seed in fs::read_dir(seeds.join(target.name)).unwrap() {
            let path = seed.unwrap().path();
            assert!(
                target.import(&fs::read(&path).unwrap()) > 0,
                "{}: no document",
                path.display()
            );
            tried += 1;
        }
        assert!(tried > 0, "{}: no seed", target.name);
    }
}

#[test]
fn each_target_has_a_file_that_runs_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/targets");
    for target in &fuzz::TARGETS {
        let file = fs::read_to_string(folder.join(target.name).with_extension("rs")).unwrap();
        assert!(file.contains(&format!("parvis_fuzz::run(\"{}\", bytes)", target.name)), "{file}");
    }
    assert_eq!(fs::read_dir(folder).unwrap().count(), fuzz::TARGETS.len());
}
