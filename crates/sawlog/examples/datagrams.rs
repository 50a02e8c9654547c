//! Records as datagrams: nobody waits for anybody, and what is lost is lost.
//!
//! The program is both ends: it sends to a socket of its own, and shows what arrives there.

use std::net::UdpSocket;
use std::time::Duration;

use sawlog::wire::{HEADER_LEN, Limits, record_from_payload};
use sawlog::{DatagramHandler, info, root, warning};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let receiver = UdpSocket::bind("127.0.0.1:0")?;
    receiver.set_read_timeout(Some(Duration::from_secs(10)))?;

    root().set_level("INFO")?;
    root().add_handler(DatagramHandler::new("127.0.0.1", receiver.local_addr()?.port()));
    let log = sawlog::get_logger("weather");
    info!(log, station = "pier"; "wind from the {}", "west");
    warning!(log, station = "hill"; "gusts of {} knots", 52);

    let mut bytes = [0; 65_535];
    for _ in 0..2 {
        let (len, _) = receiver.recv_from(&mut bytes)?;
        // A datagram is a frame: its length, and a pickle that Python would read as well.
        let record = record_from_payload(&bytes[HEADER_LEN..len], &Limits::default())?;
        let station = record.get("station").unwrap_or_default();
        println!("{} {} ({station}): {}", record.level(), record.name(), record.message()?);
    }
    Ok(())
}
