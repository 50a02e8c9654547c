//! Three servers, of which the one that leads the stream is killed.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use sawlog::{NatsQueue, QueueHandler};

use crate::collected::{Collected, check, put, wait_until};
use crate::raw::Raw;
use crate::server::{Node, cluster};
use crate::skipped::skip;

const RECORDS: usize = 100_000;

/// The place of the server that leads the stream.
fn leader(nodes: &[Node]) -> Option<usize> {
    let info = Raw::connect(nodes[0].port).request("$JS.API.STREAM.INFO.logs", "");
    let name = info.split("\"leader\":\"").nth(1)?.split('"').next()?;
    ["a", "b", "c"].iter().position(|node| *node == name)
}

#[test]
fn a_leader_that_is_killed_costs_nothing() {
    let what = "NATS: three servers, their leader killed";
    if std::env::var_os("SAWLOG_STRESS_RECORDS").is_none() {
        return skip(what, "cargo xtask test --long does that");
    }
    let folder = tempfile::tempdir().unwrap();
    let Some(mut nodes) = cluster(folder.path(), what) else { return };
    let urls: Vec<String> = nodes.iter().map(Node::url).collect();
    let builder = || NatsQueue::builder(urls.clone()).replicas(3).ack_wait(Duration::from_secs(5));
    let collected = Collected::default();
    let (taking, listener) = collected.listen(builder().build().unwrap());
    let putting = Arc::new(builder().spool(folder.path().join("spool"), 256 << 20).build().unwrap());
    put(&*putting, 0..RECORDS / 3);
    collected.wait_for(RECORDS / 6);
    let mut killed = HashSet::new();
    for part in 1..3 {
        let first = leader(&nodes).expect("a leader");
        nodes[first].kill();
        killed.insert(first);
        put(&*putting, RECORDS * part / 3..RECORDS * (part + 1) / 3);
        collected.wait_for(RECORDS * part / 3);
        // The next one needs it.
        nodes[first].start_again();
        wait_until("a leader", || leader(&nodes).is_some());
    }
    collected.wait_for(RECORDS);
    QueueHandler::new(putting.clone()).flush().unwrap();
    wait_until("the spool to be empty", || putting.stats().in_spool == 0);
    listener.stop().unwrap();
    let twice = check(&collected.counts(), RECORDS);
    println!("leaders killed: {killed:?}; {twice} records were handled twice");
    println!("{:?}\n{:?}", putting.stats(), taking.stats());
}
