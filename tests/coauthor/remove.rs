//! `coauthorRemove`: at once, by the author or by the co-author.

use serde_json::json;

use super::{draft, name};
use crate::support::{Cast, Who};

#[tokio::test]
async fn by_the_author_or_by_themself_and_the_draft_is_gone_for_them() {
    for by in [Who::Author, Who::Member] {
        let cast = Cast::start().await;
        let post = draft(&cast, &cast.home).await;
        name(&cast, &post, Who::Member).await;
        name(&cast, &post, Who::Contributor).await;
        assert!(cast.reads(Who::Member, &post).await);
        let input = json!({ "postId": post, "personId": cast.id(Who::Member) });
        for (who, code) in [
            (Who::Contributor, "FORBIDDEN"),
            (Who::Leader, "NOT_FOUND"),
            (Who::Editor, "NOT_FOUND"),
            (Who::Administrator, "NOT_FOUND"),
        ] {
            cast.refused(who, "coauthorRemove", input.clone(), code).await;
        }
        cast.done(by, "coauthorRemove", input.clone(), "").await;
        assert!(!cast.reads(Who::Member, &post).await, "{by:?}");
        let change = json!({ "id": post, "title": "Mine" });
        cast.refused(Who::Member, "postUpdate", change, "NOT_FOUND").await;
        assert!(cast.reads(Who::Contributor, &post).await);
        let error = cast.refused(Who::Author, "coauthorRemove", input, "NOT_FOUND").await;
        assert_eq!(error["field"], json!(["personId"]));
        name(&cast, &post, Who::Member).await;
        assert!(cast.reads(Who::Member, &post).await, "named again");
    }
}
