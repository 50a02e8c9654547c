//! Bringing frames to the peer: one thread at a time, which holds no lock while it connects or waits.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::courier;
use super::state::State;
use super::{LinkOptions, LinkStats, takes_nothing};
use crate::error::EmitError;
use crate::fork;
use crate::net::Address;
use crate::net::connect::Connector;
use crate::net::ready::wait_writable;
use crate::patience;

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) peer: Connector,
    pub(super) timeout: Duration,
    state: Mutex<State>,
    /// Told when a thread that was busy has done, and when the link ends.
    pub(super) changed: Condvar,
}

type Guard<'s> = MutexGuard<'s, State>;

impl Shared {
    pub(super) fn new(address: Address, options: LinkOptions) -> Shared {
        let peer = Connector::new(
            address,
            options.resolver,
            #[cfg(feature = "tls")]
            options.tls,
        );
        Shared {
            peer,
            timeout: options.timeout,
            state: Mutex::new(State::new(options.back_off, options.backlog)),
            changed: Condvar::new(),
        }
    }

    pub(super) fn send(self: &Arc<Self>, frame: &[u8]) -> Result<(), EmitError> {
        let mut state = self.lock();
        if state.send(frame) {
            return Ok(());
        }
        // A fork does not wait for a peer; its child has another state than this.
        fork::outside(|| self.send_later(state))
    }

    /// Sends what has just been left in the backlog, if it is this thread's turn.
    #[cold]
    fn send_later<'s>(self: &'s Arc<Self>, mut state: Guard<'s>) -> Result<(), EmitError> {
        let mut problem = None;
        if !state.busy && !state.has_courier {
            let deadline =
                if state.stalled { Instant::now() } else { Instant::now() + patience::at_most(self.timeout) };
            (state, problem) = self.deliver(state, deadline, false);
            if !state.backlog.is_empty() {
                state.has_courier = courier::start(self);
            }
        }
        state.news(&self.peer.address, problem)
    }

    pub(super) fn flush(self: &Arc<Self>, deadline: Instant) -> Result<(), EmitError> {
        let mut state = self.idle(deadline);
        let mut problem = None;
        if !state.busy && !state.backlog.is_empty() {
            (state, problem) = self.deliver(state, deadline, true);
        }
        state.tell_drops(&self.peer.address, None)?;
        if state.backlog.is_empty() {
            return Ok(());
        }
        if !state.has_courier {
            state.has_courier = courier::start(self);
        }
        let source = problem.unwrap_or_else(takes_nothing);
        Err(EmitError::Unreachable { peer: self.peer.address.to_string(), source })
    }

    pub(super) fn close(&self, deadline: Instant) -> Result<(), EmitError> {
        let mut state = self.idle(deadline);
        let mut problem = None;
        if !state.busy && !state.backlog.is_empty() {
            // What was just tried in vain is not waited for again.
            let deadline = if state.stalled { Instant::now() } else { deadline };
            (state, problem) = self.deliver(state, deadline, false);
        }
        let left = state.backlog.clear();
        state.drop_frames(left);
        if let Some(mut stream) = state.stream.take() {
            stream.finish();
        }
        state.stalled = false;
        self.changed.notify_all();
        state.tell_drops(&self.peer.address, problem)
    }

    pub(super) fn give_up_one(&self) -> bool {
        let mut state = self.lock();
        let is_connected = state.stream.is_some();
        if is_connected {
            state.lose_connection();
            state.dropped += 1;
        }
        is_connected
    }

    pub(super) fn stats(&self) -> LinkStats {
        self.lock().stats()
    }

    pub(super) fn end(&self) {
        let mut state = self.lock();
        state.ended = true;
        if !state.busy {
            let _ = state.drain();
        }
        self.changed.notify_all();
    }

    /// Brings what waits to the peer until the deadline, connecting if need be; `at_once`: whatever the back-off says.
    /// What went wrong comes back if something still waits.
    pub(super) fn deliver<'s>(
        &'s self,
        mut state: Guard<'s>,
        deadline: Instant,
        mut at_once: bool,
    ) -> (Guard<'s>, Option<io::Error>) {
        state.busy = true;
        let mut problem = None;
        // A connection that breaks is made anew once: a peer that breaks every one is left to the back-off.
        let mut lost = 0;
        while !state.backlog.is_empty() {
            if state.stream.is_none() {
                let now = Instant::now();
                if lost > 1 || !(at_once || state.back_off.wait(now).is_zero()) || deadline <= now {
                    break;
                }
                at_once = false;
                drop(state);
                let connected = self.peer.connect(deadline);
                state = self.lock();
                match connected {
                    // Closed meanwhile: nobody wants it.
                    Ok(_) if state.backlog.is_empty() => break,
                    Ok(stream) => {
                        state.connected(stream);
                        problem = None;
                    }
                    Err(error) => {
                        state.back_off.failed(Instant::now());
                        problem = Some(error);
                        break;
                    }
                }
            }
            match state.drain() {
                Ok(true) => break,
                Ok(false) => {
                    let Some(socket) = state.stream.as_ref().map(|stream| stream.socket()) else { continue };
                    drop(state);
                    let ready = wait_writable(&*socket, deadline);
                    state = self.lock();
                    if !matches!(ready, Ok(true)) {
                        state.stalled = true;
                        problem = Some(ready.err().unwrap_or_else(takes_nothing));
                        break;
                    }
                }
                Err(error) => {
                    state.lose_connection();
                    lost += 1;
                    if lost > 1 {
                        state.back_off.failed(Instant::now());
                    }
                    problem = Some(error);
                }
            }
        }
        state.busy = false;
        self.changed.notify_all();
        (state, problem)
    }

    /// The state when no thread is busy, or at the deadline.
    pub(super) fn idle(&self, deadline: Instant) -> Guard<'_> {
        let left = deadline.saturating_duration_since(Instant::now());
        let waited = self.changed.wait_timeout_while(self.lock(), left, |state| state.busy);
        waited.unwrap_or_else(|e| e.into_inner()).0
    }

    pub(super) fn lock(&self) -> Guard<'_> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// In a forked child: closes its copy of the parent's connection, unless a thread of the parent's was just at it.
    pub(super) fn let_go(&self) {
        if let Ok(mut state) = self.state.try_lock() {
            state.stream = None;
        }
    }
}
