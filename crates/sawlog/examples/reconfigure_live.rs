//! A configuration server (cookbook, section 4): a program whose logging is configured anew while it runs.
//!
//! Without arguments it is both sides: it listens, logs a round, and sends itself a configuration between the rounds.
//! `reconfigure_live serve` listens on port 9999 until Enter is pressed; `reconfigure_live send FILE` sends it a file, as
//! does the client of the cookbook.

use std::path::Path;
use std::time::Duration;

use sawlog::config::listen::Client;
use sawlog::config::{Format, listen, stop_listening};
use sawlog::{Address, critical, debug, dict_config_str, error, get_logger, info, warning};

const PORT: u16 = 9999;

const BEGINNING: &str = "
version: 1
formatters: {plain: {format: '%(name)s - %(levelname)s - %(message)s'}}
handlers: {console: {class: logging.StreamHandler, stream: ext://sys.stdout, formatter: plain}}
loggers: {harbour.crane: {level: DEBUG}}
root: {level: WARNING, handlers: [console]}
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => both(),
        ["serve"] => serve(),
        ["send", file] => send(Path::new(file)),
        _ => Err("reconfigure_live [serve | send FILE]".into()),
    }
}

/// The server's side, as the cookbook has it.
fn serve() -> Result<(), Box<dyn std::error::Error>> {
    let _guard = dict_config_str(BEGINNING, Format::Yaml)?;
    let listener = listen().port(PORT).start()?;
    std::thread::spawn(|| {
        loop {
            a_round();
            std::thread::sleep(Duration::from_secs(5));
        }
    });
    std::io::stdin().read_line(&mut String::new())?;
    stop_listening();
    listener.join();
    Ok(())
}

/// The client's side. What the file's language is, its ending says.
fn send(file: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new(Address::host("localhost", PORT));
    let reply = client.send_config(&std::fs::read_to_string(file)?, file)?;
    println!("{}: {}", if reply.is_ok() { "ok" } else { "refused" }, reply.message());
    Ok(())
}

/// Both sides in one process, at a socket in the present folder that only its owner can connect to.
fn both() -> Result<(), Box<dyn std::error::Error>> {
    let _guard = dict_config_str(BEGINNING, Format::Yaml)?;
    let listener =
        listen().unix("harbour.sock").on_event(|event| println!("[{}: {:?}]", event.what, event.outcome)).start()?;
    let client = Client::new(listener.address().clone());
    a_round();

    let louder =
        BEGINNING.replace("level: DEBUG", "level: ERROR").replace("%(name)s - %(levelname)s", "%(levelname)-8s");
    println!("{}", client.send_config(&louder, Path::new("louder.yaml"))?.message());
    a_round();

    // A mistake is told to who made it; all goes on as before.
    let mistaken = louder.replace("level: ERROR", "level: EROR");
    println!("{}", client.send_config(&mistaken, Path::new("mistaken.yaml"))?.message());
    // Nor does a stranger get a file opened.
    let elsewhere = r#"{"version": 1, "handlers": {"x": {"class": "logging.FileHandler", "filename": "stolen.log"}}}"#;
    println!("refused: {}", !client.send(elsewhere.as_bytes())?.is_ok());
    a_round();

    // For a time: it goes back by itself.
    println!("{}", client.set_level("harbour.crane", "WARNING", Some(Duration::from_secs(600)))?.message());
    a_round();
    stop_listening();
    listener.join();
    Ok(())
}

fn a_round() {
    let crane = get_logger("harbour.crane");
    debug!(crane, "debug message");
    info!(crane, "info message");
    warning!(crane, "warning message");
    error!(crane, "error message");
    critical!(crane, "critical message");
}
