//! Signals; and the end: who asks for it, and how it comes in time even where a handler is stuck.

use std::io;
use std::process::ExitCode;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What the system asks of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// To end, by this signal.
    End(&'static str),
    /// To take its configuration anew.
    Reload,
}

/// The signals that ask something of the server.
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Signal,
}

impl Signals {
    /// Catches them from now on. To be called within a runtime.
    ///
    /// # Errors
    /// The system refuses.
    pub(crate) fn catch() -> io::Result<Signals> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// What the next of them asks.
    pub(crate) async fn next(&mut self) -> Asked {
        tokio::select! {
            _ = self.terminate.recv() => Asked::End("SIGTERM"),
            _ = self.interrupt.recv() => Asked::End("Ctrl-C"),
            _ = self.hangup.recv() => Asked::Reload,
        }
    }

    /// The next that asks for the end, by its name; the others are passed over.
    pub(crate) async fn end(&mut self) -> &'static str {
        loop {
            if let Asked::End(signal) = self.next().await {
                return signal;
            }
        }
    }
}

/// Has a hangup not end the process from here on, even before the server is there that reloads for it.
pub(crate) fn outlive_hangups() {
    // Whoever sends one so early gets the configuration that is about to be read.
    let _ = signal_hook::flag::register(SignalKind::hangup().as_raw_value(), Arc::default());
}

/// Flushes and closes all handlers; whether they were done in time.
pub(crate) fn close_handlers(patience: Duration) -> bool {
    let (done, closed) = mpsc::channel();
    let closer = thread::Builder::new().name("sawlog-close".to_owned()).spawn(move || {
        sawlog::shutdown();
        let _ = done.send(());
    });
    closer.is_ok() && closed.recv_timeout(patience).is_ok()
}

/// Ends the process. Where a handler is stuck, the usual way out would wait for it: its hooks are then left out.
pub(crate) fn leave(handlers_closed: bool) -> ExitCode {
    if !handlers_closed {
        signal_hook::low_level::exit(0);
    }
    ExitCode::SUCCESS
}
