//! `sawlog.UnixQueue`, between the processes of one machine.

use std::os::unix::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use super::PreparedQueue;
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::handlers::Reach;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::config::queued;
use crate::handlers::{BoundedQueue, RecordQueue, UnixQueue};

/// What [`unix`] takes.
pub(super) const UNIX: Signature = &[&[
    Parameter::required("path", Kind::Text, "The path of the Unix socket by which the queue is found."),
    Parameter::optional("maxsize", Kind::Integer, "How many records wait with a worker; 0 or less: 65,536."),
    Parameter::optional("maxBytes", Kind::Count, "How many bytes of records wait with a worker: 64 MiB."),
]];

/// `sawlog.UnixQueue(path, maxsize, maxBytes)`.
pub(super) fn unix(args: &mut Arguments<'_>) -> Result<PreparedQueue, ConfigError> {
    let path = PathBuf::from(args.require_text("path")?);
    if path.as_os_str().is_empty() {
        return Err(args.error("path", "the path of a socket, which has a name"));
    }
    if let Err(error) = SocketAddr::from_pathname(&path) {
        // The system's limit: 107 bytes on Linux.
        return Err(args.error("path", format!("no path of a Unix socket ({error}): give a shorter one")));
    }
    // As Python's queues, which are without bound from 0 down; ours has its usual one then.
    let records = match args.integer("maxsize")? {
        Some(records) if records > 0 => usize::try_from(records).unwrap_or(usize::MAX),
        _ => BoundedQueue::DEFAULT_CAPACITY,
    };
    let bytes = count(args, "maxBytes")?.unwrap_or(UnixQueue::DEFAULT_BYTES);
    if records > BoundedQueue::MAX_CAPACITY {
        let most = BoundedQueue::MAX_CAPACITY;
        return Err(args.error("maxsize", format!("a queue takes {most} records at most, not {records}")));
    }
    let mut lock = path.as_os_str().to_owned();
    lock.push(".lock");
    let (puts, takes) = (Reach::Peer(path.display().to_string()), Reach::Files(vec![path.clone(), lock.into()]));
    // Bytes beyond the usual are as many more records.
    let weight = records.max(bytes.div_ceil(UnixQueue::DEFAULT_BYTES / BoundedQueue::DEFAULT_CAPACITY));
    let key = if weight > records { "maxBytes" } else { "maxsize" };
    let excess = queued::excess(args, key, weight);
    let queue = PreparedQueue::new(puts, takes, move || {
        Ok(Arc::new(UnixQueue::builder(&path).maxsize(records).max_bytes(bytes).build()) as Arc<dyn RecordQueue>)
    });
    Ok(PreparedQueue { excess, ..queue })
}

fn count(args: &mut Arguments<'_>, name: &str) -> Result<Option<usize>, ConfigError> {
    let Some(number) = args.integer(name)? else { return Ok(None) };
    match usize::try_from(number) {
        Ok(number) if number > 0 => Ok(Some(number)),
        _ => Err(args.error(name, "a number greater than zero")),
    }
}
