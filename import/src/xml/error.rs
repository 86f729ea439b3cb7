//! Why a document could not be read to its end.

use std::io;

/// Why a document could not be read to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum XmlError {
    /// It ends in the middle of something.
    #[error("ends within <{element}>")]
    Truncated {
        /// The innermost element that was open.
        element: String,
        /// The last line.
        line: u32,
    },
    /// It is no XML.
    #[error("no XML: {message}")]
    Malformed {
        /// What is wrong.
        message: String,
        /// Where.
        line: u32,
    },
    /// It could not be read.
    #[error("cannot be read: {0}")]
    Io(io::Error),
}

impl XmlError {
    /// Where reading stopped.
    pub(crate) const fn line(&self) -> Option<u32> {
        match self {
            Self::Truncated { line, .. } | Self::Malformed { line, .. } => Some(*line),
            Self::Io(_) => None,
        }
    }
}
