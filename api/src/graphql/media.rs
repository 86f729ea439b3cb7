//! Pictures and files of posts.

use async_graphql::{ID, Object};
use entity::media;

use crate::store::Seen;

/// A picture or file, served at `url` to whoever reads a post that shows it.
pub struct Media(pub Seen<media::Model>);

/// A picture or file, served at `url` to whoever reads a post that shows it.
#[Object]
impl Media {
    /// Global id.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Path on this server. It needs the bearer token like every request.
    async fn url(&self) -> String {
        format!("/media/{}", self.0.id)
    }

    /// Original file name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Media type, found by content.
    async fn content_type(&self) -> &str {
        &self.0.content_type
    }

    /// Size in bytes.
    async fn byte_size(&self) -> i64 {
        self.0.byte_size
    }

    /// Width in pixels, of a picture.
    async fn width(&self) -> Option<i32> {
        self.0.width
    }

    /// Height in pixels, of a picture.
    async fn height(&self) -> Option<i32> {
        self.0.height
    }
}
