//! One thread's way into a queue: a ring that it alone writes to, and what has no place in one.

use std::collections::VecDeque;
use std::sync::Arc;

use rtrb::{Consumer, RingBuffer};

use super::super::apart::Apart;
use super::super::sync::{AtomicBool, AtomicUsize, Mutex, Ordering};
use super::room::Room;
use crate::record::{LogRecord, Origin, Slot};

/// What a lane's two ends share besides its ring.
pub(super) struct Lane {
    /// The places that its writer has taken and not used. The writer alone comes here with each record.
    pub(super) places: Apart<AtomicUsize>,
    /// Nothing comes any more but what is there.
    pub(super) ended: AtomicBool,
    /// Nothing was logged for a while: a large ring may be left.
    pub(super) quiet: AtomicBool,
    /// Nobody reads any more.
    pub(super) left: AtomicBool,
    /// How many rings the writer has had.
    pub(super) rings: AtomicUsize,
    /// Rings that the writer went on with, for the reader to follow.
    pub(super) further: Mutex<VecDeque<Consumer<Slot>>>,
    aside: Mutex<VecDeque<Aside>>,
}

/// What lies beside the ring; a slot of the ring says where in the order it belongs.
pub(super) enum Aside {
    /// A record that slots have no place for, and the bytes that it was counted with.
    Record(Box<LogRecord<'static>>, usize),
    /// Who logged what comes from here on.
    Origin(Origin),
}

/// How many slots a writer's first ring has.
pub(super) const FIRST: usize = 128;

impl Lane {
    pub(super) fn new() -> Arc<Lane> {
        Arc::new(Lane {
            places: Apart(AtomicUsize::new(0)),
            ended: AtomicBool::new(false),
            quiet: AtomicBool::new(false),
            left: AtomicBool::new(false),
            rings: AtomicUsize::new(1),
            further: Mutex::default(),
            aside: Mutex::default(),
        })
    }

    pub(super) fn put_aside(&self, what: Aside) {
        self.aside.lock().unwrap_or_else(|e| e.into_inner()).push_back(what);
    }

    pub(super) fn take_aside(&self) -> Option<Aside> {
        self.aside.lock().unwrap_or_else(|e| e.into_inner()).pop_front()
    }

    /// What lies aside next, if it says who logs.
    pub(super) fn take_origin(&self) -> Option<Origin> {
        let mut aside = self.aside.lock().unwrap_or_else(|e| e.into_inner());
        match aside.pop_front_if(|next| matches!(next, Aside::Origin(_))) {
            Some(Aside::Origin(origin)) => Some(origin),
            _ => None,
        }
    }

    pub(super) fn next_ring(&self) -> Option<Consumer<Slot>> {
        self.further.lock().unwrap_or_else(|e| e.into_inner()).pop_front()
    }

    /// How many slots are filled in rings that the reader has not come to.
    pub(super) fn further_slots(&self) -> usize {
        self.further.lock().unwrap_or_else(|e| e.into_inner()).iter().map(Consumer::slots).sum()
    }

    /// Makes a ring to go on with after one of `now` slots, with room for so many; none if there is no memory for one.
    pub(super) fn ring(&self, room: &Room, now: usize, needed: usize) -> Option<rtrb::Producer<Slot>> {
        let mut slots = now.saturating_mul(2);
        while !room.take_bytes(slots * size_of::<Slot>()) {
            slots /= 2;
            if slots < needed.max(FIRST) {
                return None;
            }
        }
        let (producer, consumer) = RingBuffer::new(slots);
        self.further.lock().unwrap_or_else(|e| e.into_inner()).push_back(consumer);
        self.rings.fetch_add(1, Ordering::Release);
        Some(producer)
    }
}
