//! Records as entries of systemd's journal, their attributes as fields.
//!
//! Without a path the handler writes to the journal itself, where `journalctl -o json -t mill` shows the entries. Here a
//! socket of the program's own takes its place, so that the fields can be seen anywhere.

use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use sawlog::{JournaldHandler, root, warning};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let journal = UnixDatagram::bind("journal.sock")?;
    journal.set_read_timeout(Some(Duration::from_secs(10)))?;

    root().add_handler(JournaldHandler::builder().path("journal.sock").identifier("mill").build());
    let log = sawlog::get_logger("mill.stones");
    warning!(log, temperature = 81; "the upper stone runs hot");

    let mut bytes = [0; 4096];
    let len = journal.recv(&mut bytes)?;
    let entry = String::from_utf8_lossy(&bytes[..len]);
    let shown = ["MESSAGE=", "PRIORITY=", "LOGGER=", "SYSLOG_IDENTIFIER=", "TEMPERATURE="];
    for field in shown {
        println!("{}", entry.lines().find(|line| line.starts_with(field)).unwrap_or("no such field"));
    }
    Ok(())
}
