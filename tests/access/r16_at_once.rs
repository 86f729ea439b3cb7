//! R16: any change holds from the next request on, on every node. Two processes share one database;
//! what is changed through the first is asked of the second, which has kept everyone's rights.

use serde_json::{Value, json};

use super::ask::{home, made, role_of};
use crate::support::{Cast, TestApp, Who};

/// Two processes, and the questions that are put to the second.
struct Nodes {
    cast: Cast,
    second: TestApp,
}

impl Nodes {
    async fn start() -> Self {
        let cast = Cast::start().await;
        let second = cast.app.second().await;
        let nodes = Self { cast, second };
        // The second resolves and keeps the rights of all.
        for who in Who::ALL.into_iter().filter(|who| *who != Who::Deactivated) {
            let role = nodes.role(who, &nodes.cast.home).await;
            assert_eq!(role, super::ask::role(&nodes.cast, who, &nodes.cast.home).await);
        }
        nodes
    }

    /// The role in a space, as the second process sees it.
    async fn role(&self, who: Who, space: &str) -> Option<String> {
        role_of(&self.second, self.cast.id(who), space).await
    }

    /// What the second process lets this person read by three roads, which must agree.
    async fn reads(&self, who: Who, post: &str) -> bool {
        let query = "query($id: ID!) { post(id: $id) { id } node(id: $id) { id }
            feed(first: 100) { nodes { id } } }";
        let answer = self.second.ask(self.cast.id(who), query, json!({ "id": post })).await;
        let by_id = !answer["post"].is_null();
        assert_eq!(by_id, !answer["node"].is_null());
        let feed = answer["feed"]["nodes"].as_array().unwrap();
        assert_eq!(by_id, feed.contains(&json!({ "id": post })), "feed and id agree");
        by_id
    }

    async fn change(&self, by: Who, field: &str, input: Value, made_field: &str) -> String {
        let selection = format!("{made_field} {{ id }}");
        made(self.cast.done(by, field, input, &selection).await, made_field)
    }
}

#[tokio::test]
async fn grants() {
    let nodes = Nodes::start().await;
    let Nodes { cast, .. } = &nodes;
    let post = cast.publish(Who::Author, &cast.home, "Home").await;
    let closed = cast.publish(Who::Author, &cast.merger, "Merger").await;
    let person = json!({ "person": cast.id(Who::Outsider) });
    let unit = json!({ "membersOf": cast.finance });
    for (field, end, target, space, post, to) in [
        ("spaceGrant", "spaceRevoke", ("spaceId", &cast.home), &cast.home, &post, &unit),
        ("spaceGrant", "spaceRevoke", ("spaceId", &cast.merger), &cast.merger, &closed, &person),
        ("unitGrant", "unitRevoke", ("unitId", &cast.sales), &cast.home, &post, &unit),
    ] {
        assert_eq!(nodes.role(Who::Outsider, space).await, None);
        assert!(!nodes.reads(Who::Outsider, post).await);
        let mut input = json!({ "grantee": to, "role": "EDITOR" });
        input[target.0] = json!(target.1);
        let grant = nodes.change(Who::Leader, field, input, "grant").await;
        assert_eq!(nodes.role(Who::Outsider, space).await.as_deref(), Some("EDITOR"), "{field}");
        assert!(nodes.reads(Who::Outsider, post).await);
        nodes.change(Who::Leader, end, json!({ "id": grant }), "grant").await;
        assert_eq!(nodes.role(Who::Outsider, space).await, None, "{end}");
        assert!(!nodes.reads(Who::Outsider, post).await);
    }
}

#[tokio::test]
async fn memberships_and_offices() {
    let nodes = Nodes::start().await;
    let Nodes { cast, .. } = &nodes;
    let post = cast.publish(Who::Author, &cast.merger, "Merger").await;
    let to_sales = |who: Who| json!({ "unitId": cast.sales, "personId": cast.id(who) });
    let by_admin = nodes
        .change(Who::Administrator, "personAssign", to_sales(Who::Outsider), "assignment")
        .await;
    assert_eq!(nodes.role(Who::Outsider, &cast.home).await.as_deref(), Some("AUTHOR"));
    assert!(!nodes.reads(Who::Outsider, &post).await);
    let id = json!({ "id": by_admin });
    nodes.change(Who::Deputy, "assignmentConfirm", id.clone(), "assignment").await;
    assert!(nodes.reads(Who::Outsider, &post).await);
    nodes.change(Who::Administrator, "assignmentEnd", id, "assignment").await;
    assert!(!nodes.reads(Who::Outsider, &post).await);
    let deputy = nodes.change(Who::Leader, "deputyName", to_sales(Who::Outsider), "position").await;
    assert_eq!(nodes.role(Who::Outsider, &cast.merger).await.as_deref(), Some("DEPUTY"));
    nodes.change(Who::Leader, "positionEnd", json!({ "id": deputy }), "position").await;
    assert_eq!(nodes.role(Who::Outsider, &cast.merger).await, None);
    cast.app.wait(1);
    let next = to_sales(Who::OtherLeader);
    let next = nodes.change(Who::Administrator, "leaderAppoint", next, "position").await;
    assert_eq!(nodes.role(Who::OtherLeader, &cast.home).await.as_deref(), Some("LEADER"));
    assert_eq!(nodes.role(Who::Leader, &cast.home).await, None);
    assert!(!nodes.reads(Who::Leader, &post).await && !nodes.reads(Who::OtherLeader, &post).await);
    nodes.change(Who::Guardian, "positionConfirm", json!({ "id": next }), "position").await;
    assert!(nodes.reads(Who::OtherLeader, &post).await);
}

#[tokio::test]
async fn spaces_and_units() {
    let nodes = Nodes::start().await;
    let Nodes { cast, .. } = &nodes;
    let post = cast.publish(Who::Author, &cast.news, "News").await;
    for (visibility, outsider, child) in
        [("UNIT", false, true), ("SECRET", false, false), ("OPEN", true, true)]
    {
        let input = json!({ "id": cast.news, "visibility": visibility });
        nodes.change(Who::Leader, "spaceChangeVisibility", input, "space").await;
        assert_eq!(nodes.reads(Who::Outsider, &post).await, outsider, "{visibility}");
        assert_eq!(nodes.reads(Who::Child, &post).await, child, "{visibility}");
    }
    let input = json!({ "id": cast.home, "memberRole": "READER" });
    nodes.change(Who::Leader, "spaceUpdate", input, "space").await;
    assert_eq!(nodes.role(Who::Member, &cast.home).await.as_deref(), Some("READER"));
    let draft = json!({ "spaceId": cast.news, "title": "T", "body": "B" });
    nodes.change(Who::Leader, "spaceClose", json!({ "id": cast.news }), "space").await;
    let member = cast.id(Who::Member);
    nodes.second.refused(member, "postCreate", draft.clone(), "FORBIDDEN").await;
    nodes.change(Who::Leader, "spaceReopen", json!({ "id": cast.news }), "space").await;
    nodes.second.done(member, "postCreate", draft, "post { id }").await;
    let shops = home(cast, Who::Child, &cast.shops).await;
    let to = json!({ "person": cast.id(Who::Auditor) });
    let input = json!({ "unitId": cast.sales, "grantee": to, "role": "EDITOR", "subtree": true });
    nodes.change(Who::Leader, "unitGrant", input, "grant").await;
    for inherits in [false, true] {
        let input = json!({ "id": shops, "inherits": inherits });
        nodes.change(Who::ChildLeader, "spaceChangeVisibility", input, "space").await;
        assert_eq!(nodes.role(Who::Auditor, &shops).await.is_some(), inherits);
    }
    for (parent, leader, other) in
        [(&cast.finance, None, Some("READER")), (&cast.sales, Some("READER"), None)]
    {
        let input = json!({ "id": cast.shops, "parentId": parent });
        nodes.change(Who::Administrator, "unitMove", input, "unit").await;
        assert_eq!(nodes.role(Who::Leader, &shops).await.as_deref(), leader);
        assert_eq!(nodes.role(Who::OtherLeader, &shops).await.as_deref(), other);
    }
    let opened = json!({ "unitId": cast.sales, "name": "New", "visibility": "OPEN" });
    let opened = nodes.change(Who::Leader, "spaceOpen", opened, "space").await;
    assert_eq!(nodes.role(Who::Outsider, &opened).await.as_deref(), Some("READER"));
}

#[tokio::test]
async fn posts_people_and_applications() {
    let nodes = Nodes::start().await;
    let Nodes { cast, second } = &nodes;
    let post = cast.publish(Who::Author, &cast.home, "Post").await;
    let id = json!({ "id": post });
    assert!(nodes.reads(Who::Reader, &post).await);
    nodes.change(Who::Author, "postUnpublish", id.clone(), "post").await;
    assert!(!nodes.reads(Who::Reader, &post).await);
    nodes.change(Who::Author, "postPublish", id.clone(), "post").await;
    assert!(nodes.reads(Who::Reader, &post).await);
    let input = json!({ "id": post, "reason": "Wrong." });
    nodes.change(Who::Editor, "postWithdraw", input, "post").await;
    assert!(!nodes.reads(Who::Reader, &post).await);
    let input =
        json!({ "name": "App", "scopes": ["POSTS_READ"], "expiresAt": "2026-03-01T00:00:00Z" });
    let selection = "issued { token application { id } }";
    let issued = cast.done(Who::Reader, "applicationCreate", input, selection).await;
    let token = issued["issued"]["token"].as_str().unwrap();
    let query = "{ viewer { application { id } } }";
    assert_eq!(second.post_with(token, query, json!({})).await.0, 200);
    let revoke = json!({ "id": issued["issued"]["application"]["id"] });
    nodes.change(Who::Reader, "applicationRevoke", revoke, "application").await;
    assert_eq!(second.post_with(token, query, json!({})).await.0, 401);
    let token = second.token(cast.id(Who::Reader));
    assert_eq!(second.post_with(&token, query, json!({})).await.0, 200);
    let reader = json!({ "id": cast.id(Who::Reader) });
    nodes.change(Who::Administrator, "personDeactivate", reader, "person").await;
    assert_eq!(second.post_with(&token, query, json!({})).await.0, 401);
}

#[tokio::test]
async fn what_ends_or_begins_by_the_clock_alone() {
    let nodes = Nodes::start().await;
    let Nodes { cast, .. } = &nodes;
    let post = cast.publish(Who::Author, &cast.merger, "Merger").await;
    let until = |hour: u32| format!("2026-01-15T{hour:02}:00:00Z");
    let to = json!({ "person": cast.id(Who::Outsider) });
    let input =
        json!({ "spaceId": cast.merger, "grantee": to, "role": "READER", "endsAt": until(9) });
    nodes.change(Who::Leader, "spaceGrant", input, "grant").await;
    let input =
        json!({ "unitId": cast.sales, "grantee": to, "role": "EDITOR", "endsAt": until(10) });
    nodes.change(Who::Leader, "unitGrant", input, "grant").await;
    let of = |who: Who, end: u32| json!({ "unitId": cast.sales, "personId": cast.id(who), "endsAt": until(end) });
    nodes.change(Who::Leader, "personAssign", of(Who::Auditor, 11), "assignment").await;
    nodes.change(Who::Leader, "deputyName", of(Who::Guardian, 12), "position").await;
    let next = json!({
        "unitId": cast.finance, "personId": cast.id(Who::Reader), "startsAt": until(13)
    });
    nodes.change(Who::Administrator, "leaderAppoint", next, "position").await;
    let finance = home(cast, Who::OtherLeader, &cast.finance).await;
    let later = json!({ "spaceId": cast.home, "title": "Later", "body": "B" });
    let later = nodes.change(Who::Author, "postCreate", later, "post").await;
    let times = json!({ "id": later, "publishAt": until(9), "expiresAt": until(11) });
    nodes.change(Who::Author, "postPublish", times, "post").await;
    for hour in 8..=13 {
        cast.app.wait_until(&until(hour));
        let held = |end: u32, role: &'static str| (hour < end).then_some(role);
        let role = async |who: Who, space: &str| nodes.role(who, space).await;
        assert_eq!(role(Who::Outsider, &cast.merger).await.as_deref(), held(9, "READER"));
        assert_eq!(nodes.reads(Who::Outsider, &post).await, hour < 9);
        assert_eq!(role(Who::Outsider, &cast.home).await.as_deref(), held(10, "EDITOR"));
        assert_eq!(role(Who::Auditor, &cast.merger).await.as_deref(), held(11, "AUTHOR"));
        assert_eq!(role(Who::Guardian, &cast.merger).await.as_deref(), held(12, "DEPUTY"));
        assert_eq!(role(Who::OtherLeader, &finance).await.as_deref(), held(13, "LEADER"));
        assert_eq!(role(Who::Reader, &finance).await.is_some(), hour >= 13);
        if hour < 13 {
            assert_eq!(nodes.reads(Who::Child, &later).await, (9..11).contains(&hour), "{hour}");
        }
    }
}

/// At an instant at which nothing else begins or ends: the unit was vacant before, so that no leader's
/// office ended with the change.
#[tokio::test]
async fn a_deputy_lapses_by_the_clock_alone() {
    let nodes = Nodes::start().await;
    let Nodes { cast, .. } = &nodes;
    let query = "query($id: ID!) { person(id: $id) { positions { id } } }";
    let held = cast.ask(Who::Leader, query, json!({ "id": cast.id(Who::Leader) })).await;
    cast.app.wait_until("2026-01-15T09:00:00Z");
    let office = json!({ "id": held["person"]["positions"][0]["id"] });
    nodes.change(Who::Administrator, "positionEnd", office, "position").await;
    cast.app.wait_until("2026-01-16T00:00:00Z");
    let next = json!({ "unitId": cast.sales, "personId": cast.id(Who::Outsider) });
    nodes.change(Who::Administrator, "leaderAppoint", next, "position").await;
    for (at, role) in [
        ("2026-02-14T23:59:59Z", Some("DEPUTY")),
        ("2026-02-14T23:59:59.999999Z", Some("DEPUTY")),
        ("2026-02-15T00:00:00Z", None),
    ] {
        cast.app.wait_until(at);
        assert_eq!(nodes.role(Who::Deputy, &cast.home).await.as_deref(), role, "{at}");
    }
}

/// What others have been resolved as stays, and is resolved anew once it may have changed.
#[tokio::test]
async fn what_is_one_persons_is_resolved_of_no_other() {
    let nodes = Nodes::start().await;
    let Nodes { cast, second } = &nodes;
    let statements = async |who: Who| {
        let asked = "{ viewer { platformRoles } }";
        let (_, answer) = second.post(cast.id(who), asked, json!({})).await;
        answer["extensions"]["cost"]["statements"].as_u64().unwrap()
    };
    let kept = statements(Who::Member).await;
    assert_eq!(statements(Who::Outsider).await, kept);
    let to = json!({ "person": cast.id(Who::Outsider) });
    let mut grant = json!({ "spaceId": cast.home, "grantee": to, "role": "READER" });
    let member = json!({ "unitId": cast.shops, "personId": cast.id(Who::Outsider) });
    for (by, field, input) in
        [(Who::Leader, "spaceGrant", grant.clone()), (Who::ChildLeader, "personAssign", member)]
    {
        cast.done(by, field, input, "").await;
        assert_eq!(statements(Who::Member).await, kept, "{field}");
        assert_eq!(statements(Who::Outsider).await, kept + 1, "{field}");
        assert_eq!(statements(Who::Outsider).await, kept, "{field}");
    }
    grant["grantee"] = json!({ "membersOf": cast.finance });
    cast.done(Who::Leader, "spaceGrant", grant, "").await;
    for who in [Who::Member, Who::Outsider] {
        assert_eq!(statements(who).await, kept + 1, "{who:?}");
    }
}
