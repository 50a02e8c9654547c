//! `HTTPHandler`.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::time::Duration;

use sawlog::testkit::{Cannot, Rule};
use sawlog::{Address, HTTPHandler, HttpMethod};

use super::peers::{Conversation, Streams, Texts, host_and_port, on_peer};

/// Takes requests, keeps the field `msg` of their forms, and says that all is well.
fn serve(mut connection: Conversation, texts: &Texts) -> io::Result<()> {
    let mut from = BufReader::new(connection.try_clone()?);
    let mut line = String::new();
    while from.read_line(&mut line)? > 0 {
        let address = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut length = 0;
        loop {
            line.clear();
            from.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse().map_err(io::Error::other)?;
            }
        }
        line.clear();
        let mut body = vec![0; length];
        from.read_exact(&mut body)?;
        let form = match address.split_once('?') {
            Some((_, query)) => query.to_owned(),
            None => String::from_utf8_lossy(&body).into_owned(),
        };
        let field = form.split('&').find_map(|field| field.strip_prefix("msg="));
        texts.push(decoded(field.expect("a message")));
        connection.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
    }
    Ok(())
}

/// What stands in a form for this.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let hex = [rest.next().expect("two digits"), rest.next().expect("two digits")];
                u8::from_str_radix(std::str::from_utf8(&hex).expect("digits"), 16).expect("digits")
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).expect("UTF-8")
}

fn kept(method: HttpMethod) {
    let patience = Duration::from_secs(60);
    let make = move |address: Address| {
        let (host, port) = host_and_port(&address);
        let builder = HTTPHandler::builder(format!("{host}:{port}"), "/log").method(method);
        builder.timeout(patience).build().expect("a host and a path")
    };
    let check = on_peer(|| Streams::tcp(serve), make).limit(patience).arrival(patience);
    let report = check.cannot(Cannot::Format, "it sends a record's attributes, as in Python").run();
    println!("{report}");
    report.assert_kept();
    assert!(!report.skipped().iter().any(|(rule, _)| *rule == Rule::SinkGone), "{report}");
}

#[test]
fn http_by_get() {
    kept(HttpMethod::Get);
}

#[test]
fn http_by_post() {
    kept(HttpMethod::Post);
}
