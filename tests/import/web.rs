//! A web server on this machine that answers as old sites and hostile ones do, and keeps what it was
//! asked for.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::blog::gif;

/// Bytes that are never fetched: more than 256 MiB.
const ENDLESS: usize = (256 << 20) + 1;

/// It runs until the test ends.
pub(super) struct Web {
    pub(super) port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Web {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let kept = kept.clone();
                thread::spawn(move || {
                    // Whoever asked may have hung up: that is their choice.
                    let _ = answer(stream.unwrap(), port, &kept);
                });
            }
        });
        Self { port, asked }
    }

    /// The paths that were asked for since the last look, in their order.
    pub(super) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn answer(mut stream: TcpStream, port: u16, asked: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let times = {
        let mut asked = asked.lock().unwrap();
        asked.push(path.clone());
        asked.iter().filter(|other| **other == path).count()
    };
    let mut send = |head: &str, body: &[u8]| {
        write!(stream, "HTTP/1.1 {head}\r\nConnection: close\r\n\r\n")?;
        stream.write_all(body)
    };
    let to = |place: &str| format!("302 Found\r\nContent-Length: 0\r\nLocation: {place}");
    let file = gif(7);
    let whole = format!("200 OK\r\nContent-Type: image/gif\r\nContent-Length: {}", file.len());
    match path.as_str() {
        "/plan.gif" => send(&whole, &file),
        "/hop.gif" => send(&to("/plan.gif"), b""),
        "/loop.gif" => send(&to("/loop.gif"), b""),
        "/private.gif" => send(&to("http://10.0.0.1/private.gif"), b""),
        "/metadata.gif" => send(&to("http://169.254.169.254/latest"), b""),
        "/elsewhere.gif" => send(&to(&format!("http://localhost:{port}/secret.gif")), b""),
        "/file.gif" => send(&to("file:///etc/passwd"), b""),
        "/page.gif" => send("200 OK\r\nContent-Type: text/html; charset=utf-8", b"<p>Gone</p>"),
        "/empty.gif" => send("200 OK\r\nContent-Type: image/gif\r\nContent-Length: 0", b""),
        "/cut.gif" => send(&whole, &file[..10]),
        "/flaky.gif" if times == 1 => send("503 Busy\r\nContent-Length: 0", b""),
        "/flaky.gif" => send(&whole, &file),
        // Silent until whoever asked has hung up.
        slow if slow.starts_with("/slow") => stream.read_to_end(&mut Vec::new()).map(drop),
        "/trickle.gif" => {
            send(&whole, &file[..10])?;
            stream.read_to_end(&mut Vec::new()).map(drop)
        }
        "/large.gif" => {
            send("200 OK\r\nContent-Type: image/gif", &file)?;
            std::io::copy(&mut std::io::repeat(0).take(ENDLESS as u64), &mut stream).map(drop)
        }
        _ => send("404 Not Found\r\nContent-Length: 0", b""),
    }
}
