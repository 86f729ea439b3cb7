//! What the properties of words make of them.

use crate::office::{node::Node, words::Look};

/// What is said about words; none where nothing is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Effects {
    bold: Option<bool>,
    italic: Option<bool>,
    underline: Option<bool>,
    strike: Option<bool>,
    raised: Option<bool>,
    lowered: Option<bool>,
    pub(super) hidden: Option<bool>,
}

impl Effects {
    /// Reads `w:rPr`.
    pub(super) fn of(properties: &Node) -> Self {
        let mut effects = Self::default();
        for node in properties.nodes() {
            let value = node.get("val");
            let is_on = !matches!(value, Some("0" | "false" | "off" | "none"));
            match &*node.name {
                "w:b" => effects.bold = Some(is_on),
                "w:i" => effects.italic = Some(is_on),
                "w:u" => effects.underline = Some(is_on && value.is_some()),
                "w:strike" | "w:dstrike" => {
                    effects.strike = Some(is_on || effects.strike == Some(true));
                }
                "w:vertAlign" => {
                    effects.raised = Some(value == Some("superscript"));
                    effects.lowered = Some(value == Some("subscript"));
                }
                "w:vanish" | "w:webHidden" => {
                    effects.hidden = Some(is_on || effects.hidden == Some(true));
                }
                _ => {}
            }
        }
        effects
    }

    /// These effects, and those below where these say nothing.
    pub(super) fn upon(self, below: Self) -> Self {
        Self {
            bold: self.bold.or(below.bold),
            italic: self.italic.or(below.italic),
            underline: self.underline.or(below.underline),
            strike: self.strike.or(below.strike),
            raised: self.raised.or(below.raised),
            lowered: self.lowered.or(below.lowered),
            hidden: self.hidden.or(below.hidden),
        }
    }

    /// As a look.
    pub(super) fn look(self) -> Look {
        let is = |effect: Option<bool>| effect == Some(true);
        Look {
            bold: is(self.bold),
            italic: is(self.italic),
            underline: is(self.underline),
            strike: is(self.strike),
            raised: is(self.raised),
            lowered: is(self.lowered),
            ..Look::default()
        }
    }
}
