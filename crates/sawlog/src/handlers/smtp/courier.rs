//! Sends one mail within a limit, however slow the mail server or its name's resolution.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use lettre::Address;

use super::mail::Correspondents;
use super::transport::{SendError, Server};
use crate::fork::PerProcess;
use crate::handler::WeakHandler;

/// How many times the time limit of one step a whole mail may take: to resolve, connect, begin TLS, log in, four
/// commands and two answers in between.
const STEPS: u32 = 10;
/// How many mails may hang, each on a thread of its own, before no other is tried.
const MAX_HANGING: usize = 4;

/// Takes mails to the server.
pub(super) struct Courier {
    server: Arc<Server>,
    correspondents: Correspondents,
    recipients: Arc<[Address]>,
    on_the_way: PerProcess<Arc<AtomicUsize>>,
}

impl Courier {
    pub(super) fn new(server: Server, correspondents: Correspondents) -> Courier {
        let recipients = correspondents.recipients().cloned().collect();
        Courier { server: Arc::new(server), correspondents, recipients, on_the_way: PerProcess::new() }
    }

    /// Where to, for reports.
    pub(super) fn server(&self) -> &Server {
        &self.server
    }

    /// Sends a mail; what is logged meanwhile by the libraries beneath is not for `handler`.
    pub(super) fn deliver(&self, subject: &str, text: &str, handler: &WeakHandler) -> Result<(), SendError> {
        let mail = self.correspondents.write(subject, text).map_err(SendError::Write)?;
        let on_the_way = OnTheWay::begin(self.on_the_way.get_or(|_| Arc::default())).ok_or(SendError::Hanging)?;
        let (server, recipients) = (Arc::clone(&self.server), Arc::clone(&self.recipients));
        let (from, handler) = (self.correspondents.sender().clone(), handler.clone());
        let (tell, told) = sync_channel(1);
        let send = move || {
            let _on_the_way = on_the_way;
            // Whoever asked may have gone.
            let _ = tell.send(handler.writing(|| server.send(&from, &recipients, &mail)));
        };
        thread::Builder::new().name("sawlog-mail".to_owned()).spawn(send).map_err(SendError::Thread)?;
        let limit = self.limit();
        told.recv_timeout(limit).unwrap_or_else(|why| match why {
            RecvTimeoutError::Timeout => Err(SendError::TooSlow(limit)),
            RecvTimeoutError::Disconnected => Err(SendError::Panicked),
        })
    }

    fn limit(&self) -> Duration {
        self.server.timeout.saturating_mul(STEPS)
    }
}

/// A mail that is being sent, counted.
struct OnTheWay(Arc<AtomicUsize>);

impl OnTheWay {
    fn begin(count: &Arc<AtomicUsize>) -> Option<OnTheWay> {
        let before = count.fetch_add(1, Ordering::Relaxed);
        let begun = OnTheWay(Arc::clone(count));
        (before < MAX_HANGING).then_some(begun)
    }
}

impl Drop for OnTheWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
