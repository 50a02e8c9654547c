//! What large records in a queue take of memory, measured in a process of its own.

use std::process::Command;
use std::sync::Arc;

use sawlog::{BoundedQueue, ErrorPolicy, Manager, QueueHandler, QueueListener, RecordQueue, WhenFull};

use super::kept::Kept;

const CHILD: &str = "SAWLOG_TEST_QUEUE_MEMORY";
const RECORDS: usize = 20_000;
const BYTES: usize = 50_000;

/// The most memory that the process has had, in bytes.
fn most_so_far() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

/// What the allocator keeps, and a caller's and a listener's own texts.
const BESIDES: usize = 4 << 20;

/// How much more memory a process has had than before it logged 20,000 records of 50,000 bytes.
fn took(policy: &str, capacity: usize) -> usize {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["memory::child", "--exact", "--nocapture"]).env(CHILD, format!("{capacity}:{policy}"));
    let output = child.output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{policy}: {stdout}{}", String::from_utf8_lossy(&output.stderr));
    let took = stdout.split("took ").nth(1).and_then(|rest| rest.split_whitespace().next());
    took.expect("the child says what it took").parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn large_records_take_no_more_than_as_many_of_them() {
    for policy in ["drop newest", "drop oldest", "block"] {
        // The text of each record and 2,000 bytes besides.
        let (capacity, took) = (200, took(policy, 200));
        let bound = capacity * (BYTES + 2_000) + BESIDES;
        assert!(took <= bound, "{policy}: {took} bytes, not {bound}; all records are {}", RECORDS * BYTES);
    }
}

/// As the documentation of the queue says: 4 KiB for each record that it takes, and 16 MiB for the rings of so few.
#[test]
#[cfg(target_os = "linux")]
fn large_records_take_no_more_than_the_queue_says_in_bytes() {
    for policy in ["drop newest", "drop oldest", "block"] {
        let (capacity, took) = (8_192, took(policy, 8_192));
        let bound = capacity * 4096 + (16 << 20) + BESIDES;
        assert!(took <= bound, "{policy}: {took} bytes, not {bound}; so many records are {}", capacity * BYTES);
    }
}

/// The process that is measured; nothing by itself.
#[test]
fn child() {
    let Ok(given) = std::env::var(CHILD) else { return };
    let (capacity, policy) = given.split_once(':').unwrap();
    let capacity: usize = capacity.parse().unwrap();
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let (kept, queue) = (Kept::new(), Arc::new(BoundedQueue::new(capacity)));
    let when_full: WhenFull = policy.parse().unwrap();
    let listener = QueueListener::builder(queue.clone()).handler(kept.clone()).build();
    let handler = QueueHandler::builder(queue.clone()).when_full(when_full).build();
    handler.set_error_policy(ErrorPolicy::Ignore);
    log.add_handler(&handler);
    let text = "x".repeat(BYTES);
    let before = most_so_far();
    if when_full == WhenFull::Block {
        // It takes them out slower than they come in; nothing is kept of them.
        kept.keep_nothing();
        listener.start().unwrap();
    }
    for _ in 0..RECORDS {
        log.warning(text.as_str());
    }
    let took = most_so_far() - before;
    let (in_queue, dropped) = (queue.len(), handler.dropped() as usize);
    if when_full == WhenFull::Block {
        assert_eq!(dropped, 0);
        handler.flush().unwrap();
    } else {
        assert!(in_queue <= capacity && in_queue + dropped == RECORDS, "{in_queue} and {dropped}");
    }
    println!("took {took} ");
}
