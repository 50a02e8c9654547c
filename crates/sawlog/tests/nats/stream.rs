//! The stream: made as it is said, and left as it is.

use std::sync::Arc;
use std::time::Duration;

use sawlog::{NatsError, NatsQueue, QueueHandler};

use crate::collected::put;
use crate::raw::Raw;
use crate::server::Node;

#[test]
fn it_is_made_as_it_is_said_and_never_changed() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: how the stream is made") else { return };
    let queue = |bytes, window| {
        let builder = NatsQueue::builder([node.url()]).stream("shop").prefix("eu.shop").max_bytes(bytes);
        let builder = builder.max_age(Duration::from_secs(3600)).duplicate_window(Duration::from_secs(window));
        let queue = Arc::new(builder.build().unwrap());
        put(&*queue, 0..1);
        QueueHandler::new(queue.clone()).flush().unwrap();
        queue
    };
    let wanted = [
        "\"name\":\"shop\"",
        "\"subjects\":[\"eu.shop.\\u003e\"]",
        "\"max_bytes\":1048576,",
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
    let queue = NatsQueue::builder([node.url()]).max_bytes(64 << 10).spool(spool, 16 << 20).build().unwrap();
    let queue = Arc::new(queue);
    put(&*queue, 0..2000);
    QueueHandler::new(queue.clone()).flush().unwrap();
    let stats = queue.stats();
    assert!(stats.in_spool > 100, "{stats:?}");
    // They go on when a listener has made room.
    let collected = crate::collected::Collected::default();
    let (_queue, listener) = collected.listen(NatsQueue::builder([node.url()]).build().unwrap());
    collected.wait_for(2000);
    listener.stop().unwrap();
    crate::collected::check(&collected.counts(), 2000);
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
    assert!(refused(builder().ack_wait(Duration::ZERO).build()).starts_with("ack_wait cannot be 0ns"));
    assert!(refused(NatsQueue::builder(["http://a"]).build()).starts_with("\"http://a\" is no address"));
    // A password is not shown.
    let error = refused(NatsQueue::builder(["http://me:secret@a"]).build());
    assert!(!error.contains("secret"), "{error}");
    assert!(NatsQueue::builder(Vec::<String>::new()).build().is_err());
}
