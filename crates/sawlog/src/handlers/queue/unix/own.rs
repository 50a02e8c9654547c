//! What the listener's own process puts in: it needs no socket, and keeps its place behind what went by it before.

use std::collections::VecDeque;

use super::super::Queued;
use super::sender::Sender;
use crate::record::LogRecord;

/// What was put in here, in order.
#[derive(Default)]
pub(super) struct Own {
    items: VecDeque<Behind>,
    records: usize,
    /// Whether a thread gives what is here to the socket; one record is with that thread meanwhile.
    is_passed_on: bool,
}

/// Something, and the number that the next record over the socket would have had: all before it come first.
pub(super) struct Behind {
    item: Queued,
    number: u64,
}

/// What there is to take.
pub(super) enum Next {
    Item(Queued),
    Nothing,
    /// What is next has to wait: for what has yet to come over the socket, or for a record that may come back from there.
    Held,
}

impl Next {
    pub(super) fn item(self) -> Option<Queued> {
        if let Next::Item(item) = self { Some(item) } else { None }
    }
}

impl Own {
    pub(super) fn records(&self) -> usize {
        self.records
    }

    /// Whether a record that is put now comes behind others here.
    pub(super) fn has_records(&self) -> bool {
        self.records > 0 || self.is_passed_on
    }

    pub(super) fn push(&mut self, item: Queued, sender: &Sender) {
        self.records += usize::from(matches!(item, Queued::Record(_)));
        self.items.push_back(Behind { item, number: sender.next_number() });
    }

    /// What is next, unless it has to wait.
    pub(super) fn take(&mut self, sender: &Sender) -> Next {
        if self.is_passed_on {
            return Next::Held;
        }
        match self.items.front() {
            None => return Next::Nothing,
            Some(next) if !sender.is_handled_before(next.number) => return Next::Held,
            Some(_) => {}
        }
        let Some(Behind { item, .. }) = self.items.pop_front() else { return Next::Nothing };
        self.records -= usize::from(matches!(item, Queued::Record(_)));
        Next::Item(item)
    }

    /// Takes the oldest record out.
    pub(super) fn displace(&mut self) -> Option<Queued> {
        let oldest = self.items.iter().position(|behind| matches!(behind.item, Queued::Record(_)))?;
        self.records -= 1;
        self.items.remove(oldest).map(|behind| behind.item)
    }

    /// Takes the oldest record out for the socket; no other is taken until [`passed_on`](Own::passed_on). `None` if another thread does that.
    pub(super) fn begin_to_pass_on(&mut self) -> Option<Box<LogRecord<'static>>> {
        if self.is_passed_on {
            return None;
        }
        let Some(Queued::Record(record)) = self.displace() else { return None };
        self.is_passed_on = true;
        Some(record)
    }

    /// The socket has it, or it comes back.
    pub(super) fn passed_on(&mut self, back: Option<Box<LogRecord<'static>>>, sender: &Sender) {
        self.is_passed_on = false;
        if let Some(record) = back {
            self.records += 1;
            self.items.push_front(Behind { item: Queued::Record(record), number: 0 });
        }
        if let Some(next) = self.items.front_mut() {
            next.number = sender.next_number();
        }
    }

    /// Takes out all but the records.
    pub(super) fn take_requests(&mut self) -> Vec<Behind> {
        let all = std::mem::take(&mut self.items).into_iter();
        let (records, requests): (Vec<_>, _) = all.partition(|behind| matches!(behind.item, Queued::Record(_)));
        self.items = records.into();
        requests
    }
}
