//! Every example in docs/ is GraphQL that the program takes, with ids of the cast for its variables.

use serde_json::json;

use crate::support::{Cast, Who};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs");

#[tokio::test]
async fn every_example_is_valid() {
    let cast = Cast::start().await;
    let post = cast.publish(Who::Author, &cast.home, "Example").await;
    let known = "query($id: ID!) { space(id: $id) { reference } }";
    let known = cast.ask(Who::Leader, known, json!({ "id": cast.deals })).await;
    let variables = json!({
        "space": cast.home, "unit": cast.sales, "person": cast.id(Who::Author), "post": post,
        "administeredSpace": known["space"]["reference"],
    });
    let mut examples = 0;
    for file in std::fs::read_dir(FOLDER).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_none_or(|kind| kind != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for example in examples_in(&text) {
            let asked = cast.app.post(cast.id(Who::Leader), example, variables.clone());
            let (status, answer) = asked.await;
            let code = answer["errors"][0]["extensions"]["code"].as_str();
            let valid = status == 200 && matches!(code, None | Some("FORBIDDEN"));
            assert!(valid, "{}: {answer:#}\n{example}", file.display());
            examples += 1;
        }
    }
    assert!(examples > 5, "{examples} examples were found");
}

/// What stands in the blocks of GraphQL.
fn examples_in(text: &str) -> impl Iterator<Item = &str> {
    let blocks = text.split("```graphql\n").skip(1);
    blocks.map(|rest| rest.split_once("\n```").expect("the block ends").0)
}
