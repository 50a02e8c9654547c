//! The server's own lines on stderr: what was refused, and why. Records never come here.
//!
//! Lines are written by a thread of their own behind a bounded queue: a stderr that nobody reads, or that is closed,
//! holds nothing up.

use std::io::Write;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::shown;

/// Lines that wait to be written.
const QUEUE: usize = 1024;
/// Reports a second of what clients do; the rest are counted.
const PER_SECOND: u32 = 20;
/// Characters of a line that are shown.
const LONGEST: usize = 1000;

/// Writes lines to stderr, behind the caller's back.
pub(crate) struct Reporter {
    /// `None` asks for the end.
    lines: SyncSender<Option<String>>,
    ended: Mutex<Receiver<()>>,
    window: Mutex<Window>,
}

struct Window {
    began: Instant,
    reported: u32,
    left_out: u64,
}

impl Reporter {
    /// Starts the thread that writes.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(crate) fn start() -> std::io::Result<Reporter> {
        let (lines, queue) = sync_channel::<Option<String>>(QUEUE);
        let (end, ended) = sync_channel(1);
        thread::Builder::new().name("sawlog-report".to_owned()).spawn(move || {
            while let Ok(Some(line)) = queue.recv() {
                complain(&line);
            }
            let _ = end.send(());
        })?;
        let window = Window { began: Instant::now(), reported: 0, left_out: 0 };
        Ok(Reporter { lines, ended: Mutex::new(ended), window: Mutex::new(window) })
    }

    /// A line about the server itself.
    pub(crate) fn say(&self, line: impl Into<String>) {
        self.queue(line.into());
    }

    /// A line about what a client did; made only if the rate allows it to be written.
    pub(crate) fn limited(&self, line: impl FnOnce() -> String) {
        let Some(left_out) = self.admit() else { return };
        let mut line = line();
        if left_out > 0 {
            line.push_str(&format!(" [{left_out} more reports were left out]"));
        }
        self.queue(line);
    }

    /// Waits until all lines are written, no longer than `patience`.
    pub(crate) fn finish(&self, patience: Duration) {
        let deadline = Instant::now() + patience;
        let left_out = std::mem::take(&mut self.lock().left_out);
        if left_out > 0 {
            self.queue(format!("sawlog: {left_out} more reports were left out"));
        }
        while let Err(TrySendError::Full(_)) = self.lines.try_send(None) {
            if Instant::now() >= deadline {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let ended = self.ended.lock().unwrap_or_else(|e| e.into_inner());
        let _ = ended.recv_timeout(deadline.saturating_duration_since(Instant::now()));
    }

    fn queue(&self, mut line: String) {
        // Cut here, not where it is written: lines that wait for a stuck stderr hold no more than they show.
        if line.len() > LONGEST {
            line.truncate(line.floor_char_boundary(LONGEST));
            line.push('\u{2026}');
            line.shrink_to_fit();
        }
        if self.lines.try_send(Some(line)).is_err() {
            self.lock().left_out += 1;
        }
    }

    /// Whether a report may be written now; if so, how many were left out before it.
    fn admit(&self) -> Option<u64> {
        let mut window = self.lock();
        let now = Instant::now();
        if now.duration_since(window.began) >= Duration::from_secs(1) {
            (window.began, window.reported) = (now, 0);
        }
        if window.reported >= PER_SECOND {
            window.left_out += 1;
            return None;
        }
        window.reported += 1;
        Some(std::mem::take(&mut window.left_out))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Window> {
        self.window.lock().unwrap_or_else(|e| e.into_inner())
    }
}

/// Writes a text to stderr at once, what a terminal obeys escaped, except line feeds. A broken stderr leaves nobody to
/// tell.
pub(crate) fn complain(text: &str) {
    let text = text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end]);
    let shown = shown::text(text) + "\n";
    let _ = std::io::stderr().write_all(shown.as_bytes());
}
