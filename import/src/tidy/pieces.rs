//! Puts loose words, line breaks and blocks together into well-formed paragraphs.

/// A part of the output that is not yet in a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Escaped words, possibly with inline elements.
    Inline(String),
    /// `<br>`; two of them end a paragraph.
    Break,
    /// The border of a container: what stands on either side is not one paragraph.
    Edge,
    /// A complete block.
    Block(String),
}

/// All pieces as blocks; words stand in paragraphs.
pub(super) fn flow(pieces: Vec<Piece>) -> String {
    let mut out = String::new();
    for part in parts(pieces) {
        match part {
            Part::Words(words) => out.extend(["<p>", &words, "</p>\n"]),
            Part::Block(block) => out.extend([&block, "\n"]),
        }
    }
    out
}

/// All pieces as the content of a list item or cell: words need no paragraph unless there are several.
pub(super) fn tight(pieces: Vec<Piece>) -> String {
    let parts = parts(pieces);
    let paragraphs = parts.iter().filter(|part| matches!(part, Part::Words(_))).count();
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Words(words) if paragraphs > 1 => out.extend(["<p>", &words, "</p>"]),
            Part::Words(text) | Part::Block(text) => out.push_str(&text),
        }
    }
    out
}

/// The words of the pieces as one line, and the blocks among them.
pub(super) fn line(pieces: Vec<Piece>) -> (String, Vec<Piece>) {
    let mut words = String::new();
    let mut blocks = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Inline(text) => words.push_str(&text),
            Piece::Break | Piece::Edge if words.is_empty() || words.ends_with(' ') => {}
            Piece::Break | Piece::Edge => words.push(' '),
            block @ Piece::Block(_) => blocks.push(block),
        }
    }
    (words.trim().to_owned(), blocks)
}

/// Whether the markup shows nothing: no text, no picture, no place to jump to.
pub(super) fn is_blank(html: &str) -> bool {
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        let shows =
            ["<img", "<audio", "<video", "<a id="].iter().any(|shown| tag.starts_with(shown));
        if shows || !text.trim().is_empty() {
            return false;
        }
        rest = tag.split_once('>').map_or("", |(_, rest)| rest);
    }
    rest.trim().is_empty()
}

enum Part {
    Words(String),
    Block(String),
}

fn parts(pieces: Vec<Piece>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut words = String::new();
    let mut breaks = 0;
    for piece in pieces {
        match piece {
            Piece::Inline(text) if is_blank(&text) => {
                if !words.is_empty() && !words.ends_with(' ') && breaks == 0 {
                    words.push(' ');
                }
            }
            Piece::Inline(text) => {
                match breaks {
                    0 => {}
                    1 if !words.is_empty() => words.push_str("<br>"),
                    _ => end(&mut parts, &mut words),
                }
                breaks = 0;
                words.push_str(&text);
            }
            Piece::Break => breaks += 1,
            Piece::Edge => {
                end(&mut parts, &mut words);
                breaks = 0;
            }
            Piece::Block(block) => {
                end(&mut parts, &mut words);
                breaks = 0;
                parts.push(Part::Block(block));
            }
        }
    }
    end(&mut parts, &mut words);
    parts
}

fn end(parts: &mut Vec<Part>, words: &mut String) {
    let done = std::mem::take(words);
    let done = done.trim();
    if !is_blank(done) {
        parts.push(Part::Words(done.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_breaks_and_edges_end_a_paragraph() {
        let words = |text: &str| Piece::Inline(text.to_owned());
        let pieces = vec![
            Piece::Break,
            words("a"),
            Piece::Break,
            words("b"),
            Piece::Break,
            words("\u{a0}"),
            Piece::Break,
            words("c"),
            Piece::Edge,
            Piece::Edge,
            words(" <b> </b> "),
            Piece::Block("<hr>".into()),
            words("d"),
            Piece::Break,
        ];
        assert_eq!(flow(pieces), "<p>a<br>b</p>\n<p>c</p>\n<hr>\n<p>d</p>\n");
        assert_eq!(tight(vec![words(" x "), Piece::Break]), "x");
        assert_eq!(tight(vec![words("x"), Piece::Edge, words("y")]), "<p>x</p><p>y</p>");
    }
}
