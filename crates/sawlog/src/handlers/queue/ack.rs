//! A request that is acknowledged: one side waits, the other says that it is done, or goes away.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::sync::{Condvar, Mutex};

/// To be told when what was asked for is done. Dropped instead, it says that it was not.
#[derive(Debug)]
pub struct Ack(Arc<Answer>);

/// The other side of an [`Ack`].
#[derive(Clone)]
pub(super) struct Asked(Arc<Answer>);

#[derive(Debug)]
struct Answer {
    done: Mutex<Option<bool>>,
    told: Condvar,
    /// Who else is told, once.
    call: Option<Call>,
}

struct Call(Box<dyn Fn(bool) + Send + Sync>);

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<function>")
    }
}

impl Ack {
    pub(super) fn new() -> (Ack, Asked) {
        let answer = Arc::new(Answer { done: Mutex::new(None), told: Condvar::new(), call: None });
        (Ack(Arc::clone(&answer)), Asked(answer))
    }

    /// One that calls a function with the answer, once: for who asks from elsewhere.
    pub(super) fn calling(call: impl Fn(bool) + Send + Sync + 'static) -> Ack {
        Ack(Arc::new(Answer { done: Mutex::new(None), told: Condvar::new(), call: Some(Call(Box::new(call))) }))
    }

    /// Says that it is done.
    pub fn done(self) {
        self.answer(true);
    }

    fn answer(&self, done: bool) {
        let mut answer = self.0.done.lock().unwrap_or_else(|e| e.into_inner());
        if answer.is_some() {
            return;
        }
        *answer = Some(done);
        self.0.told.notify_all();
        drop(answer);
        if let Some(Call(call)) = &self.0.call {
            call(done);
        }
    }
}

impl Drop for Ack {
    fn drop(&mut self) {
        self.answer(false);
    }
}

impl Asked {
    /// Waits for the answer, no longer than the limit; whether it is done.
    pub(super) fn wait(&self, limit: Duration) -> bool {
        let began = Instant::now();
        let mut answer = self.0.done.lock().unwrap_or_else(|e| e.into_inner());
        loop {
            if let Some(done) = *answer {
                return done;
            }
            let left = limit.saturating_sub(began.elapsed());
            if left.is_zero() {
                return false;
            }
            answer = self.0.told.wait_timeout(answer, left).unwrap_or_else(|e| e.into_inner()).0;
        }
    }
}
