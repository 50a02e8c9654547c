//! Where the attributes go: formats, JSON, filters, factories, adapters, queues and the wire.

use std::sync::{Arc, Mutex};

use sawlog::{
    BoundedQueue, Event, JsonFormatter, Level, LoggerAdapter, PercentFormatter, QueueHandler, QueueListener,
    RecordQueue, Stream, StreamHandler, Value, context, info, make_log_record, wire,
};

use super::{extras, logger};

/// A sink whose text can be read.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Sink {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[test]
fn formats_and_json_have_them() {
    let (_manager, logger, _captured) = logger();
    let sink = Sink::default();
    let stream = StreamHandler::builder().stream(Stream::Writer(Box::new(sink.clone())));
    let handler = stream.formatter(PercentFormatter::new("%(request)05d %(user)s %(message)s").unwrap()).build();
    logger.add_handler(&handler);
    let _scope = context::scope([("request", Value::from(17)), ("user", Value::from("ann"))]);
    info!(logger, "plain");
    handler.set_formatter(JsonFormatter::new());
    info!(logger, "as JSON");
    let text = sink.text();
    let (plain, json) = text.split_once('\n').unwrap();
    assert_eq!(plain, "00017 ann plain");
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!((&json["request"], &json["user"]), (&17.into(), &"ann".into()));
}

#[test]
fn filters_see_them_and_may_change_them() {
    let (_manager, logger, captured) = logger();
    logger.add_filter_fn(|record| record.extra("request").is_some());
    info!(logger, "outside");
    let _scope = context::scope([("request", 17)]);
    info!(logger, "inside");
    assert_eq!(captured.output(), ["INFO:shop.web:inside"]);
}

#[test]
fn a_record_factory_is_shown_them() {
    let (manager, logger, captured) = logger();
    manager.set_record_factory(|make, args| {
        let seen = args.extra.len() as i64;
        let mut record = make(args);
        record.set("seen", seen);
        record
    });
    let _scope = context::scope([("request", 17)]);
    info!(logger, n = 1; "m");
    assert_eq!(extras(&captured), ["request=17 n=1 seen=2"]);
}

#[test]
fn an_adapter_that_drops_a_calls_attributes_leaves_them() {
    let (_manager, logger, captured) = logger();
    let adapter = LoggerAdapter::new(&logger, [("tenant", "acme")]);
    let _scope = context::scope([("request", 17)]);
    info!(adapter, lost = 1; "m");
    assert_eq!(extras(&captured), ["request=17 tenant=acme"]);
}

#[test]
fn make_record_adds_them_and_handle_does_not() {
    let (_manager, logger, captured) = logger();
    let _scope = context::scope([("request", Value::from(17)), ("user", Value::from("ann"))]);
    let extra = [("user", Value::from("bob"))];
    let event = Event { extra: &extra, ..Event::new(sawlog::CallSite::caller()) };
    let mut record = logger.make_record(Level::INFO, "m", event).unwrap();
    logger.handle(&mut record);
    logger.handle(&mut make_log_record([("msg", Value::from("from elsewhere")), ("levelno", Value::from(20))]));
    assert_eq!(extras(&captured), ["user=bob request=17", ""]);
}

#[test]
fn they_go_through_a_queue_and_over_the_wire() {
    let (_manager, logger, _captured) = logger();
    let queue = Arc::new(BoundedQueue::new(16));
    logger.add_handler(QueueHandler::builder(queue.clone()).build());
    {
        let _scope = context::scope([("request", 17)]);
        info!(logger, "queued");
    }
    let sink = Sink::default();
    let stream = StreamHandler::builder().stream(Stream::Writer(Box::new(sink.clone())));
    let handler = stream.formatter(PercentFormatter::new("%(request)s %(message)s").unwrap()).build();
    // The listener's own thread, and what is in scope there, has no part in it.
    let listener = QueueListener::builder(queue.clone()).handler(handler).build();
    listener.start().unwrap();
    listener.stop().unwrap();
    assert_eq!((sink.text(), queue.len()), ("17 queued\n".to_owned(), 0));

    let _scope = context::scope([("request", 17)]);
    let record = logger.make_record(Level::INFO, "sent", Event::new(sawlog::CallSite::caller())).unwrap();
    let mut frame = Vec::new();
    wire::write_pickle(&record, &mut frame).unwrap();
    let received = wire::record_from_payload(&frame, &wire::Limits::default()).unwrap();
    assert_eq!(received.extra("request"), Some(&Value::from(17)));
}
