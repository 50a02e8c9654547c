//! Which way something goes: within the process that listens, or over the socket.

use std::sync::atomic::Ordering;

use super::super::{Full, Queued, RecordQueue as _};
use super::UnixQueue;
use super::own::Own;
use crate::handler::report;
use crate::record::LogRecord;
use crate::wire::{record_from_payload, split, write_compact, write_frame};

impl UnixQueue {
    /// Puts a record in: within the process, or its frame over the socket. Which of both it is and doing so are one under the lock, so that none
    /// comes in here that no listener sees, nor goes out after one of this process has begun.
    pub(super) fn put_record<R>(
        &self,
        record: Box<LogRecord<'static>>,
        within: impl FnOnce(&mut Own, Box<LogRecord<'static>>) -> Result<R, Full>,
        send: impl FnOnce(Vec<u8>) -> Result<R, Vec<u8>>,
        nothing: R,
    ) -> Result<R, Full> {
        let mut frame = None;
        loop {
            let mut own = self.own();
            if self.is_own() || own.has_records() {
                let put = within(&mut own, record);
                drop(own);
                self.see_to_own();
                return put;
            }
            if let Some(frame) = frame {
                let sent = send(frame);
                drop(own);
                return match sent {
                    Ok(sent) => {
                        self.give_back(record);
                        Ok(sent)
                    }
                    Err(_) => Err(Full(Queued::Record(record))),
                };
            }
            drop(own);
            // A value of the program's may be asked for its text: not under a lock.
            let written = self.frame(&record);
            if written.is_empty() {
                self.give_back(record);
                return Ok(nothing);
            }
            frame = Some(written);
        }
    }

    /// A record's frame; it is empty if the record cannot be written, which is counted and reported.
    fn frame(&self, record: &LogRecord<'static>) -> Vec<u8> {
        let mut frame = Vec::with_capacity(256);
        if let Err(error) = write_frame(&mut frame, |payload| write_compact(record, payload)) {
            self.ledger.count_dropped(1);
            report(record.name(), &format!("the record cannot be sent: {error}"));
            frame.clear();
        }
        frame
    }

    /// Something was put in here: the listener is woken. If there is none any more, all that is here goes over the socket: the next one may be
    /// another process's.
    pub(super) fn see_to_own(&self) {
        if self.is_own() {
            return self.flushed.wake();
        }
        while self.pass_on() {}
    }

    /// Gives the oldest of what was put in here to the socket; whether there was one and it went.
    fn pass_on(&self) -> bool {
        /// A panic of a value of the program's loses its record, which is counted, and no others wait for it.
        struct Passing<'q> {
            queue: &'q UnixQueue,
            back: Option<Box<LogRecord<'static>>>,
            is_lost: bool,
        }
        impl Drop for Passing<'_> {
            fn drop(&mut self) {
                self.queue.ledger.count_dropped(u64::from(self.is_lost));
                self.queue.own().passed_on(self.back.take(), &self.queue.sender);
            }
        }
        let Some(record) = self.own().begin_to_pass_on() else { return false };
        let mut passing = Passing { queue: self, back: None, is_lost: true };
        let frame = self.frame(&record);
        passing.is_lost = false;
        let is_gone = {
            let _own = self.own();
            // A listener may have begun meanwhile.
            !self.is_own() && (frame.is_empty() || self.sender.put(frame).is_ok())
        };
        if is_gone {
            self.give_back(record);
        } else {
            passing.back = Some(record);
        }
        is_gone
    }

    /// Takes back the oldest record that came too late for this process's listener, unless another has begun to get such.
    pub(super) fn take_back(&self) -> Option<Queued> {
        let _own = self.own();
        if self.is_own() || !self.has_listened.load(Ordering::SeqCst) {
            return None;
        }
        let frame = self.sender.take_back()?;
        let (payload, _) = split(&frame, usize::MAX).ok()??;
        match record_from_payload(payload, &self.options.limits) {
            Ok(record) => Some(Queued::Record(Box::new(record.into_owned()))),
            Err(error) => {
                self.ledger.count_dropped(1);
                report("sawlog.queue", &format!("a record is refused: {error}"));
                None
            }
        }
    }
}
