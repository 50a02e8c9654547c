//! The queue from a configuration: a worker and a writer are two files, and mistakes are told with their place.

use std::fs;

use sawlog::Manager;
use sawlog::config::{Configurator, Document, Format, Policy};

use crate::collected::wait_until;
use crate::server::Node;

fn configure(text: &str) -> Result<Manager, sawlog::config::ConfigError> {
    let manager = Manager::new();
    // Handlers are closed by the tests themselves.
    drop(Configurator::new(&manager).configure(&Document::parse(text, Format::Yaml)?)?);
    Ok(manager)
}

#[test]
fn a_worker_and_a_writer_are_two_configurations() {
    let folder = tempfile::tempdir().unwrap();
    let Some(node) = Node::start(folder.path(), "NATS: a queue from a configuration") else { return };
    let queue = format!(
        "{{(): sawlog.NatsQueue, servers: ['{}'], stream: shop, group: files, format: json, replicas: 1, streamBytes: 1048576",
        node.url()
    );
    let spool = folder.path().join("spool");
    let worker = configure(&format!(
        "version: 1\nhandlers: {{q: {{class: logging.handlers.QueueHandler, queue: {queue}, spool: '{}', spoolBytes: 1000000}}}}}}\n\
         root: {{level: DEBUG, handlers: [q]}}\n",
        spool.display()
    ))
    .unwrap();
    worker.get_logger("shop.basket").warning("from one file");
    for handler in worker.root().handlers() {
        handler.flush().unwrap();
    }
    assert!(spool.join("lock").exists());

    let file = folder.path().join("log");
    let writer = configure(&format!(
        "version: 1\nformatters: {{f: {{format: '%(name)s %(levelname)s %(message)s'}}}}\n\
         handlers:\n  file: {{class: logging.FileHandler, filename: '{}', formatter: f}}\n  \
         q: {{class: logging.handlers.QueueHandler, queue: {queue}}}, handlers: [file]}}\n",
        file.display()
    ))
    .unwrap();
    wait_until("the other", || {
        fs::read_to_string(&file).is_ok_and(|text| text == "shop.basket WARNING from one file\n")
    });
    writer.shutdown();
    worker.shutdown();
}

#[test]
fn mistakes_are_told_with_their_place() {
    for (queue, said) in [
        ("stream: logs", "servers"),
        ("servers: [1]", "servers"),
        ("servers: 'http://a'", "\"http://a\" is no address of a NATS server"),
        ("servers: a, stream: 'a b'", "\"a b\" is no name of a stream"),
        ("servers: a, group: 'a.b'", "\"a.b\" is no name of a group"),
        ("servers: a, spool: /tmp/x, spoolBytes: 5", "spool cannot be 5"),
        ("servers: a, spoolBytes: 5", "has a meaning only with spool"),
        ("servers: a, replicas: 7", "replicas cannot be 7"),
        ("servers: a, ackWait: -1", "a number of seconds, not negative"),
        ("servers: a, user: me", "a user needs a password"),
        ("servers: a, token: t, credentialsFile: f", "one way to log in"),
        ("servers: a, caFile: f", "has a meaning only with tls: true"),
        ("servers: a, format: xml", "unknown format: \"xml\""),
        ("servers: a, grop: writers", "grop"),
    ] {
        let text = format!(
            "version: 1\nhandlers:\n  q:\n    class: logging.handlers.QueueHandler\n    queue: {{(): sawlog.NatsQueue, {queue}}}\n"
        );
        let error = configure(&text).expect_err(queue);
        let told = error.to_string();
        assert!(told.contains(said) && told.contains("handlers.q"), "{queue}: {told}");
        assert_eq!(error.position().map(|position| position.line), Some(5), "{queue}: {told}");
    }
}

#[test]
fn a_stranger_reaches_neither_peers_nor_folders_that_are_not_allowed() {
    let text = "version: 1\nhandlers: {q: {class: logging.handlers.QueueHandler, queue: \
                {(): sawlog.NatsQueue, servers: [10.0.0.1, 10.0.0.2], spool: /var/spool/elsewhere}}}\n";
    let document = Document::parse(text, Format::Yaml).unwrap();
    let refused = |policy: &Policy| {
        let configurator = Configurator::new(&Manager::new()).policy(policy.clone());
        configurator.configure(&document).map(drop).unwrap_err().to_string()
    };
    let one = Policy::default().peer("10.0.0.1:4222");
    assert!(refused(&one).contains("10.0.0.2:4222"), "{}", refused(&one));
    let both = one.peer("10.0.0.2:4222");
    assert!(refused(&both).contains("/var/spool/elsewhere"), "{}", refused(&both));
}
