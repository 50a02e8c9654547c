//! `--watch`: asks for a reload when the configuration file has become another.
//!
//! The file is looked at, not subscribed to: this way it may be replaced, be a link to one that is, or lie on another machine.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sawlog::config::MAX_TEXT;
use tokio::time::MissedTickBehavior;

use super::Reloader;
use crate::config_file::ConfigFile;

/// How often the file is looked at.
const INTERVAL: Duration = Duration::from_millis(500);

/// What the file was when it was looked at last.
pub(crate) struct Watch {
    file: ConfigFile,
    seen: Seen,
    content: Option<u64>,
}

impl Watch {
    /// Looks at the file; what becomes of it from here on counts.
    pub(crate) fn begin(file: &ConfigFile) -> Watch {
        Watch { file: file.clone(), seen: Seen::of(file.path()), content: content(file.path()) }
    }

    /// Watches for ever. A file is taken when two looks at it have found the same: whoever is still writing is let
    /// finish.
    pub(crate) async fn run(mut self, reloader: Arc<Reloader>) {
        let mut before = self.seen;
        let mut looks = tokio::time::interval(INTERVAL);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            let now = Seen::of(self.file.path());
            if now != self.seen && now == before {
                self.seen = now;
                // Off this thread, which clients and signals need.
                let path = self.file.path().to_owned();
                let found = tokio::task::spawn_blocking(move || content(&path)).await.ok().flatten();
                // One that has gone is about to be replaced; one that says the same needs no reload.
                if found.is_some() && found != self.content {
                    self.content = found;
                    reloader.ask("the file has changed");
                }
            }
            before = now;
        }
    }
}

/// What tells one state of a file from another, without reading it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Seen(Option<(u64, u64, u64, i64, i64, i64, i64)>);

impl Seen {
    fn of(path: &Path) -> Seen {
        Seen(
            fs::metadata(path)
                .ok()
                .map(|m| (m.dev(), m.ino(), m.size(), m.mtime(), m.mtime_nsec(), m.ctime(), m.ctime_nsec())),
        )
    }
}

/// What stands in the file, as a number; `None` if it cannot be read, is none that a configuration can be, or too large.
fn content(path: &Path) -> Option<u64> {
    // Before it is opened: a pipe would be waited for.
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let (mut bytes, limit) = (Vec::new(), MAX_TEXT as u64 + 1);
    fs::File::open(path).ok()?.take(limit).read_to_end(&mut bytes).ok()?;
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    Some(hasher.finish())
}
