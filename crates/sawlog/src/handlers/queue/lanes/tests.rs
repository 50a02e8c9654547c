//! Lanes by themselves: how much they take, what they give back, and what comes first.

use super::*;
use crate::clock::Timestamp;
use crate::level::Level;
use crate::record::{RecordArgs, Slot};

fn blank() -> Box<LogRecord<'static>> {
    Box::new(LogRecord::blank())
}

fn put_at(lanes: &Lanes, nanos: i64, text: &str) -> Copied {
    let created = Timestamp::from_nanos(nanos);
    let record = LogRecord::new(RecordArgs { created, ..RecordArgs::new("a", Level::INFO, "") });
    lanes.put_copy(&RenderedRecord::new(&record, text.as_bytes(), false))
}

fn take(lanes: &Lanes) -> Option<String> {
    match lanes.take(&Requests::new(), blank)? {
        Queued::Record(record) => Some(record.message().unwrap().to_owned()),
        other => panic!("{other:?}"),
    }
}

/// One thread fills it to the last place, ring after ring, and leaves the large ring when it was quiet.
#[test]
fn as_many_as_its_capacity_and_memory_given_back() {
    const CAPACITY: usize = 20_000;
    let lanes = Lanes::new(CAPACITY);
    for round in 0..3 {
        for n in 0..CAPACITY {
            assert_eq!(put_at(&lanes, n as i64, &n.to_string()), Copied::Put);
        }
        assert_eq!((put_at(&lanes, 0, "x"), lanes.len()), (Copied::Full, CAPACITY));
        for n in 0..CAPACITY {
            assert_eq!(take(&lanes), Some(n.to_string()), "round {round}");
        }
        assert_eq!((take(&lanes), lanes.len()), (None, 0));
    }
    // All of them fit the last ring.
    let bytes = lanes.room.ring_bytes();
    assert!((CAPACITY..3 * CAPACITY).contains(&(bytes / size_of::<Slot>())), "{bytes}");
    lanes.rest();
    for _ in 0..100 {
        put_at(&lanes, 0, "y");
        take(&lanes);
    }
    assert!(lanes.room.ring_bytes() <= lane::FIRST * size_of::<Slot>());
}

/// Rings are bounded in bytes, too: long records fill them before there are as many as the capacity.
#[test]
fn rings_take_no_more_bytes_than_stated() {
    const BYTES: usize = 1 << 20;
    let lanes = Lanes { room: Arc::new(Room::new(10_000, BYTES, BYTES)), ..Lanes::new(1) };
    let text = "x".repeat(500);
    let mut records = 0;
    while put_at(&lanes, 0, &text) == Copied::Put {
        records += 1;
    }
    assert!((1000..2000).contains(&records), "{records}");
    assert!(lanes.room.ring_bytes() <= BYTES);
    assert_eq!(lanes.len(), records);
}

/// A record that seems to be later than all others, since the clock was set back, is not passed over for ever.
#[test]
fn a_clock_that_was_set_back() {
    const CAPACITY: usize = 32;
    let lanes = Lanes::new(CAPACITY);
    std::thread::scope(|scope| scope.spawn(|| put_at(&lanes, 1_000_000, "before")).join()).unwrap();
    let mut passed = 0;
    put_at(&lanes, 0, "after");
    while take(&lanes).as_deref() != Some("before") {
        passed += 1;
        put_at(&lanes, passed, "after");
        assert!(passed <= CAPACITY as i64 + 1);
    }
}

/// A request waits for what was put before it, and not for what comes after.
#[test]
fn a_request_is_taken_when_what_was_there_was() {
    let (lanes, requests) = (Lanes::new(100), Requests::new());
    let next = || lanes.take(&requests, blank).map(|next| matches!(next, Queued::Record(_)));
    std::thread::scope(|scope| scope.spawn(|| put_at(&lanes, 10, "of another")).join()).unwrap();
    put_at(&lanes, 20, "a");
    requests.put(Queued::End);
    assert_eq!(next(), Some(true));
    // Older by its time than what the request waits for, but put after it.
    std::thread::scope(|scope| scope.spawn(|| put_at(&lanes, 1, "later")).join()).unwrap();
    put_at(&lanes, 21, "b");
    assert_eq!([next(), next(), next(), next(), next()], [Some(true), Some(false), Some(true), Some(true), None]);
}
