//! Errors mailed to whom they concern: several in one mail, and no more mails than somebody can read.
//!
//! The mail server is in this one program. A real one would be asked for by `.tls(SmtpTls::StartTls)` and
//! `.credentials(…)`, and the limit would be one such as ten mails an hour.

use std::time::Duration;

use sawlog::{Level, Manager, PercentFormatter, SMTPHandler, critical, error, info};

mod mail_receiver;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (port, received) = mail_receiver::mail_server()?;

    let mail = SMTPHandler::builder("127.0.0.1")
        .port(port)
        .from("Ferry <ferry@example.org>")
        .to("Ops <ops@example.org>")
        .to("captain@example.org")
        .subject("[ferry] %(levelname)s: %(message)s")
        .formatter(PercentFormatter::new("%(levelname)-8s %(name)s: %(message)s")?)
        .level(Level::ERROR)
        // A mail is due when the first record has waited for a minute, when there are a hundred, or now: by a flush.
        .batch(Duration::from_secs(60), 100)
        .limit(1, Duration::from_secs(3))
        .capacity(5)
        .build()?;
    let manager = Manager::new();
    let log = manager.get_logger("ferry.engine");
    log.set_level(Level::INFO)?;
    log.add_handler(&mail);

    info!(log, "nobody is woken for this");
    error!(log, "no oil");
    critical!(log, "on fire");
    error!(log, "no water either");
    mail.flush()?;
    show(&received.recv()?);

    // An error loop floods no inbox: five records wait until the next mail is allowed, the others are counted.
    for attempt in 1..=1000 {
        error!(log, "attempt {attempt} to put it out failed");
    }
    show(&received.recv()?);
    mail.flush()?;
    println!("{} mails, {} records held back", mail.mails(), mail.held_back());

    manager.shutdown();
    Ok(())
}

/// The headers that matter, and the text.
fn show(mail: &str) {
    let (headers, text) = mail.split_once("\n\n").unwrap_or((mail, ""));
    // A long header goes on in the next line, behind a space.
    let headers = headers.replace("\n ", " ");
    for name in ["From: ", "To: ", "Subject: "] {
        headers.lines().filter(|line| line.starts_with(name)).for_each(|line| println!("{line}"));
    }
    text.lines().for_each(|line| println!("    {line}"));
}
