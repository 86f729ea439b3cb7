//! What a reader keeps on disk until its turn comes. The file has no name, so that a process which is killed leaves
//! none behind.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    sync::{Mutex, PoisonError},
};

/// A temporary file: written at its end, read anywhere.
#[derive(Debug)]
pub(crate) struct Spool {
    file: Mutex<File>,
    end: u64,
}

/// What follows a place of a spool.
struct From<'a> {
    spool: &'a Spool,
    at: u64,
}

impl Spool {
    /// An empty one.
    ///
    /// # Errors
    /// Where the folder of temporary files takes none.
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self { file: Mutex::new(tempfile::tempfile()?), end: 0 })
    }

    /// Where the next byte will lie.
    pub(crate) const fn end(&self) -> u64 {
        self.end
    }

    /// The bytes from `start` on, `length` of them.
    ///
    /// # Errors
    /// Where they cannot be read, or are fewer.
    pub(crate) fn bytes(&self, start: u64, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = From { spool: self, at: start }.take(length).read_to_end(&mut bytes)?;
        if read as u64 == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// All of it, from the start; several may read at once.
    pub(crate) fn all(&self) -> impl BufRead + Send + use<'_> {
        BufReader::new(From { spool: self, at: 0 })
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let file = self.file.get_mut().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.end))?;
        let written = file.write(bytes)?;
        self.end += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for From<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut file = self.spool.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(bytes)?;
        drop(file);
        self.at += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_read_at_once_while_each_byte_lies_where_it_was_written() {
        let mut spool = Spool::new().unwrap();
        spool.write_all(b"first\n").unwrap();
        assert_eq!(spool.bytes(2, 3).unwrap(), b"rst");
        let start = spool.end();
        spool.write_all(b"second\n").unwrap();
        assert_eq!(spool.bytes(start, 6).unwrap(), b"second");
        assert_eq!(spool.bytes(start, 60).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        let lines = spool.all().lines().zip(spool.all().lines());
        let lines: Vec<_> = lines.map(|(left, right)| (left.unwrap(), right.unwrap())).collect();
        assert_eq!(
            lines,
            [("first", "first"), ("second", "second")].map(|(l, r)| (l.into(), r.into()))
        );
    }
}
