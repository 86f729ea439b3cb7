//! What an item is to an import, by its type: texts, attachments, texts of types that a theme or plugin has added, and
//! what the old system and its plugins keep for themselves.

use super::item::Item;
use crate::Kind;

/// What an item is to an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Document(Kind),
    Attachment,
    /// A text that others show.
    Block,
    /// Who wrote without an account, as Co-Authors Plus has it.
    Guest,
    /// Anything else.
    None,
}

/// Types of what is no text for readers: settings, forms and what was sent by them, orders, designs.
const MACHINERY: [&str; 24] = [
    "nav_menu_item",
    "revision",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "user_request",
    "feedback",
    "scheduled-action",
    "product_variation",
    "popup",
    "popup_theme",
    "bp-email",
    "gal_display_source",
    "displayed_gallery",
    "lightbox_library",
    "visualizer",
    "fl-builder-template",
    "ct_template",
    "bricks_template",
    "wpcode",
    "spectra-popup",
    "sfwd-transactions",
    "ticket_order",
    "tribe_rsvp_attendees",
];

/// And how such types of well-known plugins begin.
const MACHINERY_OF: [&str; 25] = [
    "wp_",
    "wpcf7",
    "wpforms",
    "acf",
    "_",
    "shop_",
    "elementor",
    "flamingo_",
    "jp_",
    "jetpack_mig",
    "mailpoet",
    "mc4wp",
    "frm_",
    "fusion_",
    "et_",
    "ml-slide",
    "ngg_",
    "vc_",
    "vc4_",
    "edd_",
    "give_",
    "nf_",
    "tablepress",
    "amn_",
    "cf7",
];

/// The role of an item; some files leave out the type of posts.
pub(super) fn role(item: &Item) -> Role {
    match item.kind.as_str() {
        "post" | "" => Role::Document(Kind::Post),
        "page" => Role::Document(Kind::Page),
        "attachment" => Role::Attachment,
        "wp_block" => Role::Block,
        "guest-author" => Role::Guest,
        kind if is_machinery(kind) => Role::None,
        _ if is_text(item) => Role::Document(Kind::Page),
        _ => Role::None,
    }
}

/// The type of a text that `WordPress` itself does not have.
pub(super) fn own_type(item: &Item) -> Option<&str> {
    Some(item.kind.as_str()).filter(|kind| !matches!(*kind, "" | "post" | "page"))
}

pub(super) fn is_machinery(kind: &str) -> bool {
    MACHINERY.contains(&kind) || MACHINERY_OF.iter().any(|start| kind.starts_with(start))
}

/// Whether an item of an added type has a text, and readers came to it: what is published without an address of its own
/// (`/?post_type=note&p=12`) was never shown by itself, and may be anything.
fn is_text(item: &Item) -> bool {
    let written = |text: &str| !text.trim().is_empty();
    let link = item.link.trim();
    let query = link.split_once('?').map_or("", |(_, query)| query);
    let numbered = query
        .split('&')
        .any(|part| matches!(part.split_once('='), Some(("p" | "post_type" | "page_id", _))));
    let shown = link.starts_with("http") && (item.status != "publish" || !numbered);
    shown && written(&item.title) && written(&item.content)
}
