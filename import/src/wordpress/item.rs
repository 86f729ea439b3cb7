//! One `<item>` of an export, as written.

use std::io::Read;

use crate::xml::{Element, Event, Xml, XmlError};

/// Names of hidden fields that are needed; others that begin with `_` are the old system's own.
const HIDDEN_FIELDS: [&str; 6] = [
    "_thumbnail_id",
    "_wp_attached_file",
    "_wp_attachment_image_alt",
    "_wp_attachment_metadata",
    "_wp_old_date",
    "_wp_old_slug",
];

/// What an item holds. Addresses of commenters are never read.
#[derive(Debug, Default)]
pub(super) struct Item {
    pub(super) line: u32,
    pub(super) title: String,
    pub(super) link: String,
    pub(super) pub_date: String,
    pub(super) creator: String,
    pub(super) guid: String,
    pub(super) guid_is_link: bool,
    pub(super) content: String,
    pub(super) content_line: u32,
    pub(super) excerpt: String,
    pub(super) id: String,
    pub(super) date: String,
    pub(super) date_gmt: String,
    pub(super) modified: String,
    pub(super) modified_gmt: String,
    pub(super) name: String,
    pub(super) status: String,
    pub(super) comment_status: String,
    pub(super) parent: String,
    pub(super) order: String,
    pub(super) kind: String,
    pub(super) password: String,
    pub(super) sticky: bool,
    pub(super) attachment_url: String,
    pub(super) labels: Vec<Label>,
    pub(super) fields: Vec<(String, String)>,
    pub(super) comments: Vec<RawComment>,
    /// Comments beyond what one item may hold.
    pub(super) dropped_comments: u64,
    /// Whether a text was cut, or more fields and labels were given than one item may hold.
    pub(super) cut: bool,
}

/// A category, tag or other label of an item.
#[derive(Debug, Default)]
pub(super) struct Label {
    pub(super) domain: String,
    pub(super) slug: String,
    pub(super) name: String,
}

/// A comment as written.
#[derive(Debug, Default)]
pub(super) struct RawComment {
    pub(super) line: u32,
    pub(super) id: String,
    pub(super) author: String,
    pub(super) date: String,
    pub(super) date_gmt: String,
    pub(super) content: String,
    pub(super) approved: String,
    pub(super) kind: String,
    pub(super) parent: String,
    pub(super) user: String,
}

impl Item {
    /// Reads the item whose start tag was just read. At most `room` bytes of labels, fields and comments are kept.
    pub(super) fn read<R: Read>(xml: &mut Xml<R>, line: u32, room: u64) -> Result<Self, XmlError> {
        let mut item = Self { line, ..Self::default() };
        let mut room = usize::try_from(room).unwrap_or(usize::MAX);
        let cut_before = xml.mended().cut;
        while let Some(event) = xml.next()? {
            match event {
                Event::Text(_) => {}
                Event::Close => break,
                Event::Open(element) => item.part(xml, &element, &mut room)?,
            }
        }
        item.cut |= xml.mended().cut > cut_before;
        Ok(item)
    }

    /// The first field with this name.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim())
    }

    fn part<R: Read>(
        &mut self,
        xml: &mut Xml<R>,
        element: &Element,
        room: &mut usize,
    ) -> Result<(), XmlError> {
        let place = match element.name.as_str() {
            "title" => &mut self.title,
            "link" => &mut self.link,
            "pubDate" => &mut self.pub_date,
            "dc:creator" => &mut self.creator,
            "guid" => {
                self.guid_is_link = element.attribute("isPermaLink") != Some("false");
                &mut self.guid
            }
            "content:encoded" => {
                self.content_line = element.line;
                self.content = xml.text()?;
                return Ok(());
            }
            "excerpt:encoded" => &mut self.excerpt,
            "wp:post_id" => &mut self.id,
            "wp:post_date" => &mut self.date,
            "wp:post_date_gmt" => &mut self.date_gmt,
            "wp:post_modified" => &mut self.modified,
            "wp:post_modified_gmt" => &mut self.modified_gmt,
            "wp:post_name" => &mut self.name,
            "wp:status" => &mut self.status,
            "wp:comment_status" => &mut self.comment_status,
            "wp:post_parent" => &mut self.parent,
            "wp:menu_order" => &mut self.order,
            "wp:post_type" => &mut self.kind,
            "wp:post_password" => &mut self.password,
            "wp:attachment_url" => &mut self.attachment_url,
            "wp:is_sticky" => {
                self.sticky = xml.text()?.trim() == "1";
                return Ok(());
            }
            "category" => return self.label(xml, element, room),
            "wp:postmeta" => return self.postmeta(xml, room),
            "wp:comment" => return self.comment(xml, element.line, room),
            _ => return xml.skip(),
        };
        xml.text()?.trim().clone_into(place);
        Ok(())
    }

    fn label<R: Read>(
        &mut self,
        xml: &mut Xml<R>,
        element: &Element,
        room: &mut usize,
    ) -> Result<(), XmlError> {
        let attribute = |name| element.attribute(name).unwrap_or_default().trim().to_owned();
        let label = Label {
            domain: attribute("domain"),
            slug: attribute("nicename"),
            name: xml.text()?.trim().to_owned(),
        };
        let size = label.domain.len() + label.slug.len() + label.name.len() + size_of::<Label>();
        if take(room, size) {
            self.labels.push(label);
        } else {
            self.cut = true;
        }
        Ok(())
    }

    fn postmeta<R: Read>(&mut self, xml: &mut Xml<R>, room: &mut usize) -> Result<(), XmlError> {
        let (mut key, mut value) = (String::new(), String::new());
        children(xml, |xml, element| {
            match element.name.as_str() {
                "wp:meta_key" => xml.text()?.trim().clone_into(&mut key),
                "wp:meta_value" => value = xml.text()?,
                _ => xml.skip()?,
            }
            Ok(())
        })?;
        if key.is_empty() || (key.starts_with('_') && !HIDDEN_FIELDS.contains(&key.as_str())) {
            return Ok(());
        }
        if take(room, key.len() + value.len() + size_of::<(String, String)>()) {
            self.fields.push((key, value));
        } else {
            self.cut = true;
        }
        Ok(())
    }

    fn comment<R: Read>(
        &mut self,
        xml: &mut Xml<R>,
        line: u32,
        room: &mut usize,
    ) -> Result<(), XmlError> {
        let mut comment = RawComment { line, ..RawComment::default() };
        children(xml, |xml, element| {
            let place = match element.name.as_str() {
                "wp:comment_id" => &mut comment.id,
                "wp:comment_author" => &mut comment.author,
                "wp:comment_date" => &mut comment.date,
                "wp:comment_date_gmt" => &mut comment.date_gmt,
                "wp:comment_content" => &mut comment.content,
                "wp:comment_approved" => &mut comment.approved,
                "wp:comment_type" => &mut comment.kind,
                "wp:comment_parent" => &mut comment.parent,
                "wp:comment_user_id" => &mut comment.user,
                _ => return xml.skip(),
            };
            xml.text()?.trim().clone_into(place);
            Ok(())
        })?;
        let size = comment.content.len() + comment.author.len() + size_of::<RawComment>() + 100;
        if take(room, size) {
            self.comments.push(comment);
        } else {
            self.dropped_comments += 1;
        }
        Ok(())
    }
}

/// Hands each child of the element opened last to `read`, which reads it to its end.
pub(super) fn children<R: Read>(
    xml: &mut Xml<R>,
    mut read: impl FnMut(&mut Xml<R>, &Element) -> Result<(), XmlError>,
) -> Result<(), XmlError> {
    while let Some(event) = xml.next()? {
        match event {
            Event::Text(_) => {}
            Event::Close => break,
            Event::Open(element) => read(xml, &element)?,
        }
    }
    Ok(())
}

fn take(room: &mut usize, size: usize) -> bool {
    let left = room.checked_sub(size);
    *room = left.unwrap_or_default();
    left.is_some()
}
