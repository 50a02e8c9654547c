//! A process of the demonstration that logs from Rust: the library, with a handler that sends framed JSON.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use sawlog::wire::write_json;
use sawlog::{EmitError, Handler, HandlerBase, HandlerRef, Level, LogRecord, get_logger, info};

use crate::cli::DemoWorkerFlags;

/// Logs the records.
///
/// # Errors
/// The server cannot be reached, or a record could not be sent.
pub(crate) fn run(flags: &DemoWorkerFlags) -> Result<ExitCode> {
    let logger = get_logger(&format!("demo.{}", flags.name));
    let handler = Sender::connect(flags.address).with_context(|| format!("cannot connect to {}", flags.address))?;
    logger.set_level(Level::DEBUG)?;
    logger.add_handler(&handler);
    println!("ready");
    std::io::stdin().read_line(&mut String::new()).context("nobody says when to begin")?;
    for number in 1..=flags.records {
        info!(logger, "record {number} of {}", flags.records);
    }
    match handler.failures() {
        0 => Ok(ExitCode::SUCCESS),
        failures => bail!("{failures} records could not be sent"),
    }
}

/// Sends each record as a frame: its length in four bytes, then a JSON object.
struct Sender(Mutex<TcpStream>);

impl Sender {
    fn connect(address: SocketAddr) -> std::io::Result<HandlerRef<Sender>> {
        Ok(HandlerRef::new(Sender(Mutex::new(TcpStream::connect(address)?))))
    }
}

impl Handler for Sender {
    fn emit(&self, record: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        let mut json = String::new();
        write_json(record, &mut json)?;
        let len = u32::try_from(json.len()).map_err(|error| EmitError::Other(error.into()))?;
        let mut frame = Vec::with_capacity(4 + json.len());
        frame.extend_from_slice(&len.to_be_bytes());
        frame.extend_from_slice(json.as_bytes());
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(stream.write_all(&frame)?)
    }
}
