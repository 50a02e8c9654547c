//! What a configuration may say of a queue over ZeroMQ.

use sawlog::config::{Document, Format, Registry, check};

fn errors(queue: &str, handlers: &str) -> Vec<String> {
    let text = format!(
        "version: 1
handlers:
  out: {{class: logging.NullHandler}}
  q:
    class: logging.handlers.QueueHandler
    queue: {{(): sawlog.ZmqQueue, {queue}}}
{handlers}root: {{handlers: [q]}}
"
    );
    let document = Document::parse(&text, Format::Yaml).unwrap();
    let errors = check(&document, Registry::global()).err().unwrap_or_default();
    errors.iter().map(ToString::to_string).collect()
}

const HANDLERS: &str = "    handlers: [out]\n";

#[test]
fn its_keys_are_those_of_the_other_queues() {
    for more in ["maxsize: 10", "format: json", "format: pickle", "format: compact"] {
        assert_eq!(errors(&format!("socket: push, address: ipc://q.zmq, {more}"), ""), [""; 0], "{more}");
    }
    for former in ["capacity: 10", "encoding: json"] {
        assert_eq!(errors(&format!("socket: push, address: ipc://q.zmq, {former}"), "").len(), 1, "{former}");
    }
}

#[test]
fn a_queue_goes_one_way() {
    for socket in ["push", "pub"] {
        let queue = format!("socket: {socket}, address: ipc://q.zmq");
        assert_eq!(errors(&queue, ""), [""; 0]);
        let said = errors(&queue, HANDLERS);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("handlers.q.handlers: nothing comes out of a queue that only sends"), "{said:?}");
    }
    for socket in ["pull", "sub"] {
        let queue = format!("socket: {socket}, address: ipc://q.zmq");
        assert_eq!(errors(&queue, HANDLERS), [""; 0]);
        let said = errors(&queue, "");
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(
            said[0].contains("handlers.q.queue: what is put into a queue that only takes goes nowhere"),
            "{said:?}"
        );
    }
}

#[test]
fn a_subscription_is_for_who_subscribes() {
    let said = errors("socket: push, address: ipc://q.zmq, subscriptions: [shop]", "");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("handlers.q.queue.subscriptions: "), "{said:?}");
}
