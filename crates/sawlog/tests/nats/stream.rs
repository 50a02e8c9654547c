//! The stream: made as it is said, and left as it is.

use std::sync::Arc;
use std::time::Duration;

use sawlog::{NatsError, NatsQueue, QueueHandler};

use crate::collected::put;
use crate::raw::Raw;
use crate::server::Node;
use crate::skipped::skip;

#[test]
fn it_is_made_as_it_is_said_and_never_changed() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: how the stream is made") else { return };
    let queue = |bytes, window| {
        let builder = NatsQueue::builder([node.url()]).stream("shop").prefix("eu.shop").stream_bytes(bytes);
        let builder = builder.stream_age(Duration::from_secs(3600)).duplicate_window(Duration::from_secs(window));
        let queue = Arc::new(builder.build().unwrap());
        put(&*queue, 0..1);
        QueueHandler::new(queue.clone()).flush().unwrap();
        queue
    };
    let bound = match Raw::connect(node.port).counts_bytes() {
        true => "\"max_bytes\":1048576,",
        false => "\"max_msgs\":1024,",
    };
    let wanted = [
        bound,
        "\"name\":\"shop\"",
        "\"subjects\":[\"eu.shop.\\u003e\"]",
        "\"max_age\":3600000000000,",
        "\"duplicate_window\":60000000000,",
        "\"storage\":\"file\"",
        "\"retention\":\"workqueue\"",
        "\"discard\":\"new\"",
    ];
    let first = queue(1 << 20, 60);
    assert_eq!(first.subject("app"), "eu.shop.app");
    let second = queue(2 << 20, 120);
    assert_eq!(second.stats().acknowledged, 1);
    let info = Raw::connect(node.port).request("$JS.API.STREAM.INFO.shop", "");
    for setting in wanted {
        assert!(info.contains(setting), "{setting} in {info}");
    }
}

#[test]
fn a_stream_that_is_full_has_publishers_keep_their_records() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: a full stream") else { return };
    let spool = folder.path().join("spool");
    let queue = NatsQueue::builder([node.url()]).stream_bytes(128 << 10).spool(spool, 16 << 20).build().unwrap();
    let queue = Arc::new(queue);
    put(&*queue, 0..2000);
    QueueHandler::new(queue.clone()).flush().unwrap();
    let stats = queue.stats();
    assert!(stats.in_spool > 100, "{stats:?}");
    // They go on when a listener has made room.
    let collected = crate::collected::Collected::default();
    let (taking, listener) = collected.listen(NatsQueue::builder([node.url()]).build().unwrap());
    collected.wait_for_or_tell(2000, || {
        let info = |what: &str| Raw::connect(node.port).request(&format!("$JS.API.{what}"), "");
        let (stream, group) = (info("STREAM.INFO.logs"), info("CONSUMER.INFO.logs.writers"));
        format!("{:?}\n{:?}\n{stream}\n{group}", queue.stats(), taking.stats())
    });
    listener.stop().unwrap();
    crate::collected::check(&collected.counts(), 2000);
}

#[test]
fn a_stream_that_is_full_keeps_what_it_has_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: what a full stream keeps") else { return };
    let queue = Arc::new(NatsQueue::builder([node.url()]).stream_bytes(16 << 10).build().unwrap());
    put(&*queue, 0..1);
    QueueHandler::new(queue.clone()).flush().unwrap();
    // One that just fits is among them, however servers reckon.
    let sizes = std::iter::repeat_n(400, 60).chain((0..400).rev());
    let mut raw = Raw::connect(node.port);
    raw.subscribe("tests.acknowledged");
    let (mut acknowledged, mut refused) = (1, 0);
    for size in sizes {
        raw.publish("logs.app", "tests.acknowledged", &vec![b'x'; size]);
        match String::from_utf8(raw.message().payload).unwrap() {
            answer if answer.contains("\"error\"") => refused += 1,
            _ => acknowledged += 1,
        }
    }
    assert!(acknowledged > 10 && refused > 10, "{acknowledged} acknowledged, {refused} refused");
    assert_eq!(Raw::connect(node.port).state_of("logs", "messages"), acknowledged);
}

#[test]
fn a_stream_that_loses_records_when_it_is_full_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let what = "NATS: a stream that loses records";
    let Some(node) = Node::start(folder.path(), what) else { return };
    let mut raw = Raw::connect(node.port);
    if raw.counts_bytes() {
        return skip(what, "this server has none");
    }
    let stream = "{\"name\": \"logs\", \"subjects\": [\"logs.>\"], \"retention\": \"workqueue\", \"storage\": \"file\", \
                  \"num_replicas\": 1, \"max_consumers\": -1, \"max_msgs\": -1, \"max_age\": 0, \"discard\": \"new\", \
                  \"max_bytes\": 65536}";
    let made = raw.request("$JS.API.STREAM.CREATE.logs", stream);
    assert!(!made.contains("\"error\""), "{made}");
    let told = crate::child::told(&["put", &node.url()]);
    assert!(told.contains("drops records that it has acknowledged") && told.contains("2.10.6"), "{told}");
}

#[test]
fn what_cannot_be_is_refused_with_its_name() {
    let builder = || NatsQueue::builder(["nats://10.0.0.1"]);
    let refused = |error: Result<NatsQueue, NatsError>| error.unwrap_err().to_string();
    assert!(refused(builder().stream("a b").build()).starts_with("\"a b\" is no name of a stream"));
    assert!(refused(builder().group("").build()).starts_with("\"\" is no name of a group"));
    assert!(refused(builder().prefix("a.*").build()).starts_with("\"a.*\" is no name of a prefix"));
    assert!(refused(builder().replicas(6).build()).starts_with("replicas cannot be 6"));
    assert!(refused(builder().spool("/tmp", 10).build()).starts_with("spool cannot be 10"));
    assert!(refused(builder().maxsize(0).build()).starts_with("maxsize cannot be 0"));
    assert!(refused(builder().max_bytes(0).build()).starts_with("max_bytes cannot be 0"));
    assert!(refused(builder().stream_bytes(0).build()).starts_with("stream_bytes cannot be 0"));
    assert!(refused(builder().ack_wait(Duration::ZERO).build()).starts_with("ack_wait cannot be 0ns"));
    assert!(refused(NatsQueue::builder(["http://a"]).build()).starts_with("\"http://a\" is no address"));
    // A password is not shown.
    let error = refused(NatsQueue::builder(["http://me:secret@a"]).build());
    assert!(!error.contains("secret"), "{error}");
    assert!(NatsQueue::builder(Vec::<String>::new()).build().is_err());
}
