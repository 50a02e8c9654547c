//! From a host's name to its addresses, within a limit: the system's resolver may take minutes.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

use crate::fork::generation;

/// How many names the process looks up at once; a thread that the resolver does not answer stays until it does.
const MAX_LOOKUPS: usize = 16;

/// Finds a host's addresses.
#[derive(Clone)]
pub(crate) struct Resolver(Arc<Resolve>);

type Resolve = dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync;

impl Resolver {
    pub(crate) fn new(resolve: impl Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync + 'static) -> Resolver {
        Resolver(Arc::new(resolve))
    }
}

impl Default for Resolver {
    /// The system's own.
    fn default() -> Resolver {
        Resolver::new(|host, port| Ok((host, port).to_socket_addrs()?.collect()))
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Resolver(..)")
    }
}

/// The lookups for one peer: one at a time.
#[derive(Debug)]
pub(super) struct Lookups {
    resolver: Resolver,
    pending: Mutex<Option<Pending>>,
}

/// A lookup that has not been answered, and in which process it was begun.
#[derive(Debug)]
struct Pending {
    answer: Receiver<io::Result<Vec<SocketAddr>>>,
    generation: u64,
}

impl Lookups {
    pub(super) fn new(resolver: Resolver) -> Lookups {
        Lookups { resolver, pending: Mutex::new(None) }
    }

    /// The host's addresses, at least one. A lookup that is not answered in time is waited for again the next time.
    pub(super) fn addresses(&self, host: &str, port: u16, deadline: Instant) -> io::Result<Vec<SocketAddr>> {
        if let Ok(number) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(number, port)]);
        }
        let pending = self.pending.lock().unwrap_or_else(|e| e.into_inner()).take();
        let pending = match pending {
            Some(pending) if pending.generation == generation() => pending,
            _ => self.begin(host, port)?,
        };
        match pending.answer.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(addresses) => {
                let addresses = addresses.map_err(|error| of_host(host, &error))?;
                let none = || io::Error::new(io::ErrorKind::NotFound, format!("{host:?} has no address"));
                if addresses.is_empty() { Err(none()) } else { Ok(addresses) }
            }
            Err(RecvTimeoutError::Timeout) => {
                *self.pending.lock().unwrap_or_else(|e| e.into_inner()) = Some(pending);
                Err(io::Error::new(io::ErrorKind::TimedOut, format!("the name {host:?} was not resolved in time")))
            }
            Err(RecvTimeoutError::Disconnected) => Err(io::Error::other(format!("the lookup of {host:?} failed"))),
        }
    }

    fn begin(&self, host: &str, port: u16) -> io::Result<Pending> {
        let running = Running::begin()
            .ok_or_else(|| io::Error::other(format!("{MAX_LOOKUPS} names are being looked up, none is answered")))?;
        let (answers, answer) = sync_channel(1);
        let (resolver, name) = (self.resolver.clone(), host.to_owned());
        let looking = thread::Builder::new().name("sawlog-resolve".to_owned()).spawn(move || {
            let _running = running;
            // Nobody may be waiting any more.
            let _ = answers.send((resolver.0)(&name, port));
        });
        looking?;
        Ok(Pending { answer, generation: generation() })
    }
}

fn of_host(host: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("the name {host:?} cannot be resolved: {error}"))
}

/// One of the lookups that run.
struct Running(());

static RUNNING: AtomicUsize = AtomicUsize::new(0);
/// The process to which the count belongs: a child has none of its parent's threads.
static COUNTED: AtomicU64 = AtomicU64::new(0);

impl Running {
    fn begin() -> Option<Running> {
        let now = generation();
        if COUNTED.swap(now, Ordering::Relaxed) != now {
            RUNNING.store(0, Ordering::Relaxed);
        }
        let one_more = |running| (running < MAX_LOOKUPS).then_some(running + 1);
        RUNNING.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).ok().map(|_| Running(()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(50)
    }

    #[test]
    fn a_resolver_that_does_not_answer_is_asked_once() {
        let (answer, answers) = channel::<SocketAddr>();
        let (answers, asked) = (Mutex::new(answers), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&asked);
        let lookups = Lookups::new(Resolver::new(move |_, _| {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok(vec![answers.lock().unwrap().recv().unwrap()])
        }));
        for _ in 0..3 {
            assert_eq!(lookups.addresses("slow", 1, soon()).unwrap_err().kind(), io::ErrorKind::TimedOut);
        }
        let address: SocketAddr = "127.0.0.1:7".parse().unwrap();
        answer.send(address).unwrap();
        let found = lookups.addresses("slow", 1, Instant::now() + Duration::from_secs(30));
        assert_eq!((found.unwrap(), asked.load(Ordering::SeqCst)), (vec![address], 1));
    }

    #[test]
    fn numbers_are_not_asked_about() {
        let lookups = Lookups::new(Resolver::new(|_, _| panic!("asked")));
        assert_eq!(lookups.addresses("::1", 7, soon()).unwrap(), ["[::1]:7".parse().unwrap()]);
        assert!(lookups.addresses("panics", 7, Instant::now() + Duration::from_secs(30)).is_err());
    }
}
