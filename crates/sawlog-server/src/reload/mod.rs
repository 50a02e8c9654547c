//! Taking the configuration file anew while records come: at SIGHUP, and when the file changes.
//!
//! A thread of its own reads and applies, one reload at a time: however long a handler takes to open, records go their way.

mod watch;

use std::fmt::Display;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use sawlog::Manager;
use sawlog::config::{ConfigError, Configurator, Document, Reloaded};

use crate::config_file::ConfigFile;
use crate::server::Server;

pub(crate) use watch::Watch;

/// Errors of a configuration that are told; the rest are counted.
const TOLD: usize = 20;

/// Has the configuration reloaded when it is asked to.
pub(crate) struct Reloader {
    asks: SyncSender<&'static str>,
}

impl Reloader {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system gives none.
    pub(crate) fn start(file: ConfigFile, manager: &Manager, server: Arc<Server>) -> io::Result<Reloader> {
        // One that waits reads the file as it will be then: more of them would do the same again.
        let (asks, asked) = sync_channel(1);
        let manager = manager.clone();
        thread::Builder::new()
            .name("sawlog-reload".to_owned())
            .spawn(move || work(&asked, &file, &manager, &server))?;
        Ok(Reloader { asks })
    }

    /// Asks for a reload, and says why.
    pub(crate) fn ask(&self, why: &'static str) {
        let _ = self.asks.try_send(why);
    }
}

fn work(asked: &Receiver<&'static str>, file: &ConfigFile, manager: &Manager, server: &Server) {
    while let Ok(why) = asked.recv() {
        let outcome = file.read_again().map_err(|error| vec![error]).and_then(|document| reload(manager, &document));
        match outcome {
            Ok(done) => {
                server.queues.look();
                server.reporter.say(format!("sawlog: {why}: {file} reloaded: {done}"));
            }
            Err(errors) => refuse(server, &format!("{why}: {file}"), &errors),
        }
    }
}

/// Puts a configuration of the operator's in the place of the present one.
pub(crate) fn reload(manager: &Manager, document: &Document) -> Result<Reloaded, Vec<ConfigError>> {
    Configurator::new(manager).reload_all(document)
}

/// Tells why a configuration is not taken.
pub(crate) fn refuse(server: &Server, what: &impl Display, errors: &[ConfigError]) {
    server.reporter.say(format!("sawlog: {what} is refused, the configuration stays as it is:"));
    for error in errors.iter().take(TOLD) {
        server.reporter.say(format!("sawlog:   {error}"));
    }
    if errors.len() > TOLD {
        server.reporter.say(format!("sawlog:   and {} more", errors.len() - TOLD));
    }
}
