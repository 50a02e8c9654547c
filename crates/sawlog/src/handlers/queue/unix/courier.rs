//! The thread of the putting end: it takes the listener's answers, waits for room in the connection, and for a listener that is away.

use std::io::Read;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::sender::Sender;

/// How long it sleeps while there is nothing to wait for.
const QUIET: Duration = Duration::from_secs(60);

/// Starts the thread; what wakes it. Without one, who puts something in sees to the connection alone.
pub(super) fn start(sender: &Arc<Sender>) -> Option<Arc<UnixStream>> {
    let (wakes, woken) = UnixStream::pair().ok()?;
    wakes.set_nonblocking(true).ok()?;
    woken.set_nonblocking(true).ok()?;
    let sender = Arc::clone(sender);
    thread::Builder::new().name("sawlog queue".to_owned()).spawn(move || run(&sender, &woken)).ok()?;
    Some(Arc::new(wakes))
}

fn run(sender: &Sender, woken: &UnixStream) {
    loop {
        let (stream, is_waiting, limit) = {
            let mut state = sender.lock();
            state.read_answers();
            sender.advance(&mut state);
            if state.ended {
                return;
            }
            let limit = match &state.stream {
                None if !state.outbox.is_empty() => state.back_off.wait(Instant::now()),
                _ => QUIET,
            };
            state.awaited = state.awaits();
            (state.stream.clone(), state.awaited.1, limit)
        };
        wait(stream.as_deref().map(|stream| &**stream), is_waiting, woken, limit);
    }
}

/// Waits until the listener says something or, if something waits to be sent, takes something; until woken; or for so long.
fn wait(stream: Option<&UnixStream>, is_waiting: bool, mut woken: &UnixStream, limit: Duration) {
    let wanted = if is_waiting { PollFlags::IN | PollFlags::OUT } else { PollFlags::IN };
    let mut polled = vec![PollFd::new(woken, PollFlags::IN)];
    polled.extend(stream.map(|stream| PollFd::new(stream, wanted)));
    // Not to the millisecond: a wait of nothing at all would spin.
    let limit = Timespec::try_from(limit.max(Duration::from_millis(1))).ok();
    let _ = poll(&mut polled, limit.as_ref());
    if !polled[0].revents().is_empty() {
        while matches!(woken.read(&mut [0; 256]), Ok(1..)) {}
    }
}
