//! Pictures and files.

use poem::http::StatusCode;

use super::stub::{AUTHORIZATION, client};

#[tokio::test]
async fn a_picture_is_shown_and_anything_else_is_saved() {
    let client = client(|_| {});
    for (id, kind, place) in [
        ("picture", "image/png", "inline"),
        ("page", "text/html", "attachment"),
        ("vector", "image/svg+xml", "attachment"),
    ] {
        let request = client.get(format!("/media/{id}")).header("Authorization", AUTHORIZATION);
        let response = request.send().await;
        response.assert_status_is_ok();
        response.assert_content_type(kind);
        response.assert_header("X-Content-Type-Options", "nosniff");
        response.assert_header("Cache-Control", "private, no-cache");
        response.assert_header("Content-Security-Policy", "default-src 'none'; sandbox");
        let disposition = response.0.header("Content-Disposition").unwrap();
        assert!(disposition.starts_with(place), "{id}: {disposition}");
        let name = "filename*=UTF-8''%C3%9Cber%20%22uns%22%0D%0AX%3A%20y%2Epng";
        assert!(disposition.ends_with(name), "{disposition}");
    }
}

#[tokio::test]
async fn a_stored_copy_is_asked_about_and_not_sent_again() {
    let client = client(|_| {});
    let get = async |tag: &str| {
        let request = client.get("/media/picture").header("Authorization", AUTHORIZATION);
        request.header("If-None-Match", tag).send().await
    };
    let same = get("\"other\", W/\"ab12\"").await;
    same.assert_status(StatusCode::NOT_MODIFIED);
    same.assert_header("ETag", "\"ab12\"");
    same.assert_text("").await;
    let other = get("\"other\"").await;
    other.assert_status_is_ok();
    other.assert_text("PNG").await;
}

#[tokio::test]
async fn hidden_absent_and_malformed_are_one_answer() {
    let client = client(|_| {});
    let mut answers = Vec::new();
    for id in ["absent", "malformed", "..%2F..%2Fetc%2Fpasswd"] {
        let request = client.get(format!("/media/{id}")).header("Authorization", AUTHORIZATION);
        let response = request.header("X-Request-Id", "same").send().await.0;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        let (parts, body) = response.into_parts();
        answers.push((format!("{:?}", parts.headers), body.into_string().await.unwrap()));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    let anonymous = client.get("/media/picture").send().await;
    anonymous.assert_status(StatusCode::UNAUTHORIZED);
}
