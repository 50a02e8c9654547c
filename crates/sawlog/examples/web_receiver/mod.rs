//! The least that a web server can do, on a port of its own: takes every request and hands it on.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Its host and port, and the requests' first lines and bodies as they come.
pub(crate) fn web_server() -> io::Result<(String, Receiver<(String, String)>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let host = listener.local_addr()?.to_string();
    let (requests, received) = channel();
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let requests = requests.clone();
            // A client keeps its connection; others have theirs.
            thread::spawn(move || talk(connection, &requests));
        }
    });
    Ok((host, received))
}

fn talk(mut connection: TcpStream, requests: &Sender<(String, String)>) -> io::Result<()> {
    let mut reader = BufReader::new(connection.try_clone()?);
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let mut length = 0;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            match header.trim_end().split_once(": ") {
                None => break,
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().map_err(io::Error::other)?;
                }
                Some(_) => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let _ = requests.send((first.trim_end().to_owned(), String::from_utf8_lossy(&body).into_owned()));
        connection.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
    }
}
