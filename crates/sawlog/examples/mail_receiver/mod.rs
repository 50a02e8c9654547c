//! The least that a mail server can say, on a port of its own: takes every mail and hands it on.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Its port, and the mails as they come.
pub(crate) fn mail_server() -> io::Result<(u16, Receiver<String>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let (mails, received) = channel();
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            // Who hangs up in the middle has sent no mail.
            let _ = talk(connection, &mails);
        }
    });
    Ok((port, received))
}

fn talk(connection: TcpStream, mails: &Sender<String>) -> io::Result<()> {
    let mut answers = connection.try_clone()?;
    let mut answer = |line: &str| answers.write_all(format!("{line}\r\n").as_bytes());
    answer("220 at your service")?;
    let mut lines = BufReader::new(connection).lines();
    while let Some(line) = lines.next().transpose()? {
        match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "DATA" => {
                answer("354 go on, until a line with a dot alone")?;
                let mut mail = String::new();
                while let Some(line) = lines.next().transpose()?.filter(|line| line != ".") {
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.push('\n');
                }
                let _ = mails.send(mail);
                answer("250 taken")?;
            }
            "QUIT" => return answer("221 farewell"),
            _ => answer("250 very well")?,
        }
    }
    Ok(())
}
