//! `breakGlassEnd`: before its time, by who asked or by a guardian; also of what nobody has approved.

use serde_json::json;

use super::{asked_by, opened};
use crate::support::{Cast, Who};

#[tokio::test]
async fn who_asked_or_a_guardian_ends_it_at_once() {
    for by in [Who::Administrator, Who::Guardian] {
        let cast = Cast::start().await;
        let post = cast.publish(Who::Leader, &cast.merger, "Secret").await;
        let the = opened(&cast).await;
        cast.app.wait(60);
        for (who, code) in [
            // The roster is told of it, and can do nothing.
            (Who::Leader, "FORBIDDEN"),
            (Who::Member, "FORBIDDEN"),
            (Who::Auditor, "FORBIDDEN"),
            (Who::Outsider, "NOT_FOUND"),
            (Who::Boss, "NOT_FOUND"),
        ] {
            cast.refused(who, "breakGlassEnd", the.clone(), code).await;
        }
        let second = cast.app.person("Second", &[entity::platform_role::Role::Admin]).await;
        cast.app.refused(&second, "breakGlassEnd", the.clone(), "NOT_FOUND").await;
        assert!(cast.reads(Who::Administrator, &post).await);
        let ended = cast.done(by, "breakGlassEnd", the.clone(), "breakGlass { endsAt }").await;
        assert_eq!(ended["breakGlass"]["endsAt"], "2026-01-15T08:01:00Z");
        assert!(!cast.reads(Who::Administrator, &post).await, "{by:?}");
        cast.refused(by, "breakGlassEnd", the.clone(), "CONFLICT").await;
        cast.refused(Who::Guardian, "breakGlassApprove", the, "CONFLICT").await;
    }
}

#[tokio::test]
async fn what_was_refused_is_not_approved_after() {
    for by in [Who::Administrator, Who::Guardian] {
        let cast = Cast::start().await;
        let post = cast.publish(Who::Leader, &cast.merger, "Secret").await;
        let asked = asked_by(&cast, cast.id(Who::Administrator)).await;
        cast.done(by, "breakGlassEnd", asked.clone(), "").await;
        cast.refused(Who::Guardian, "breakGlassApprove", asked, "CONFLICT").await;
        assert!(!cast.reads(Who::Administrator, &post).await);
    }
}

#[tokio::test]
async fn an_hour_that_is_over_ends_no_more() {
    let cast = Cast::start().await;
    let the = opened(&cast).await;
    cast.app.wait(3600);
    let error = cast.refused(Who::Guardian, "breakGlassEnd", the, "CONFLICT").await;
    assert_eq!(error["field"], json!(["id"]));
}
