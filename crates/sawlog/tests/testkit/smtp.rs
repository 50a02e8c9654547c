//! `SMTPHandler`.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::time::Duration;

use sawlog::{Address, SMTPHandler};

use super::peers::{Conversation, Streams, Texts, host_and_port, on_peer};

/// Takes mails, and keeps their texts: the kit's records are lines.
fn serve(mut connection: Conversation, texts: &Texts) -> io::Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?).lines();
    let mut answer = |line: &str| connection.write_all(format!("{line}\r\n").as_bytes());
    answer("220 at your service")?;
    while let Some(line) = lines.next().transpose()? {
        match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "DATA" => {
                answer("354 go on, until a line with a dot alone")?;
                let mut mail = Vec::new();
                loop {
                    match lines.next().transpose()? {
                        None => return Ok(()),
                        Some(line) if line == "." => break,
                        Some(line) => mail.push(line.strip_prefix('.').unwrap_or(&line).to_owned()),
                    }
                }
                text(&mail).lines().for_each(|record| texts.push(record.to_owned()));
                answer("250 taken")?;
            }
            "QUIT" => return answer("221 farewell"),
            _ => answer("250 very well")?,
        }
    }
    Ok(())
}

/// The text of a mail.
fn text(mail: &[String]) -> String {
    let end = mail.iter().position(String::is_empty).expect("an empty line after the headers");
    let (headers, body) = (&mail[..end], &mail[end + 1..]);
    let encoding = headers.iter().find_map(|header| header.strip_prefix("Content-Transfer-Encoding: "));
    let bytes = match encoding {
        Some("base64") => from_base64(&body.concat()),
        Some("quoted-printable") => from_quoted_printable(body),
        _ => body.join("\n").into_bytes(),
    };
    String::from_utf8(bytes).expect("UTF-8").trim_end().to_owned()
}

fn from_base64(text: &str) -> Vec<u8> {
    let sextets = text.bytes().filter_map(|byte| {
        let known = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        known.iter().position(|known| *known == byte)
    });
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_usize, 0);
    for sextet in sextets {
        (bits, held) = (bits << 6 | sextet, held + 6);
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    bytes
}

fn from_quoted_printable(lines: &[String]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        let (line, end) = line.strip_suffix('=').map_or((line.as_str(), "\n"), |line| (line, ""));
        let mut rest = line;
        while let Some((plain, quoted)) = rest.split_once('=') {
            bytes.extend(plain.bytes());
            bytes.push(u8::from_str_radix(&quoted[..2], 16).expect("two digits"));
            rest = &quoted[2..];
        }
        bytes.extend(rest.bytes());
        bytes.extend(end.bytes());
    }
    bytes
}

#[test]
fn smtp_in_batches() {
    // A flush waits as long for a server that is away.
    let patience = Duration::from_secs(20);
    let make = move |address: Address| {
        let (host, port) = host_and_port(&address);
        let builder = SMTPHandler::builder(host).port(port).from("kit@example.org").to("ops@example.org");
        // Mails of one record each take the system 40 milliseconds apiece, which would be a minute for all of the kit's.
        let builder = builder.batch(Duration::from_millis(20), 100).capacity(10_000);
        builder.timeout(patience).build().expect("addresses and a host")
    };
    let report = on_peer(|| Streams::tcp(serve), make).limit(patience).arrival(patience).run();
    report.assert_kept();
    assert!(report.skipped().is_empty(), "{report}");
}
