//! `schema.graphql`.

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema.graphql");

#[test]
fn the_committed_schema_is_what_is_served() {
    let (kept, served) = (std::fs::read_to_string(FILE).unwrap(), parvis::graphql::sdl());
    let mut lines = kept.lines().zip(served.lines()).enumerate();
    let first = lines.find(|(_, (kept, served))| kept != served);
    assert!(kept == served, "stale: run `parvis schema > schema.graphql`; first at {first:?}");
}

#[test]
fn everything_in_it_is_described() {
    // Types, fields, arguments and values begin a line with a name; a description stands before.
    let served = parvis::graphql::sdl();
    let mut described = false;
    let mut inside = false;
    for (number, line) in served.lines().enumerate() {
        let text = line.trim();
        if text == r#"""""# {
            inside = !inside;
            described = true;
            continue;
        }
        if inside {
            continue;
        }
        let names = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        if names
            && !text.starts_with("schema {")
            && !["query: Query", "mutation: Mutation"].contains(&text)
        {
            assert!(described, "line {}: {text}", number + 1);
        }
        described = false;
    }
}
