//! Code in a text, where commands are not commands.

use super::{MAX_COMMAND, Scan};

impl Scan<'_> {
    /// Copies a line that begins, ends or lies within fenced code.
    pub(super) fn fenced_line(&mut self) -> bool {
        let line = self.rest().split_inclusive('\n').next().unwrap_or_default();
        let start = line.trim_start_matches([' ', '\t', '>']);
        let sign = start.bytes().next().unwrap_or_default();
        let length = start.bytes().take_while(|byte| *byte == sign).count();
        let mark = matches!(sign, b'`' | b'~') && length >= 3;
        match self.fence {
            None if mark && !start.get(length..).unwrap_or_default().contains('`') => {
                self.fence = Some((sign, length));
            }
            None => return false,
            Some((fence, least)) => {
                let rest = start.get(length..).unwrap_or_default();
                if mark && sign == fence && length >= least && rest.trim().is_empty() {
                    self.fence = None;
                }
            }
        }
        // Jekyll takes these out within code too.
        let trimmed = line.trim();
        if matches!(trimmed, "{% raw %}" | "{% endraw %}") {
            self.pass(line.len());
        } else {
            self.copy(line.len());
        }
        true
    }

    /// Copies code between backticks, or the backticks alone.
    pub(super) fn code_span(&mut self) -> bool {
        let rest = self.rest();
        let length = rest.bytes().take_while(|byte| *byte == b'`').count();
        let window = rest.get(..rest.floor_char_boundary(length + MAX_COMMAND)).unwrap_or(rest);
        let mut at = length;
        while let Some(found) = window.get(at..).and_then(|text| text.find('`')) {
            let start = at + found;
            let run = window.bytes().skip(start).take_while(|byte| *byte == b'`').count();
            at = start + run;
            if run == length {
                self.copy(at);
                return true;
            }
        }
        self.copy(length);
        true
    }
}
