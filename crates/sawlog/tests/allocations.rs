//! The warm synchronous way of a record takes no memory.

use std::io::{self, Write};
use std::net::UdpSocket;
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use allocation_counter::measure;
use sawlog::{
    Address, BoundedQueue, BraceFormatter, DatagramHandler, DollarFormatter, FileHandler, HandlerRef, JournaldHandler,
    Level, Logger, LoggerAdapter, Manager, PercentFormatter, QueueHandler, QueueListener, RecordQueue,
    RotatingFileHandler, SocketHandler, StreamHandler, SysLogFormat, SysLogHandler, TimedRotatingFileHandler,
    WatchedFileHandler, When, debug, info, percent,
};

const RECORDS: u64 = 1000;
const FORMAT: &str = "%(asctime)s %(name)-12s %(levelname)-8s %(threadName)s %(process)d %(message)s";

/// A logger of its own tree at `INFO`, with this handler; the tree goes when the first of the pair does.
fn logger(handler: HandlerRef) -> (Manager, Logger) {
    let manager = Manager::new();
    let logger = manager.get_logger("shop.basket");
    logger.set_level(Level::INFO).unwrap();
    logger.add_handler(handler);
    (manager, logger)
}

/// A sink that takes bytes and keeps none.
struct Nowhere;

impl Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        std::hint::black_box(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn percent_handler(format: &str) -> HandlerRef {
    let handler = StreamHandler::writer(Nowhere);
    handler.set_formatter(PercentFormatter::new(format).unwrap());
    handler.erase()
}

/// How often memory was asked for while `log` ran a thousand times, after it ran often enough to be warm.
#[track_caller]
fn assert_none(what: &str, mut log: impl FnMut(u64)) {
    (0..100).for_each(&mut log);
    let counted = measure(|| (0..RECORDS).for_each(&mut log));
    assert_eq!(counted.count_total, 0, "{what}");
}

#[test]
fn what_takes_memory_is_counted() {
    let (_manager, logger) = logger(percent_handler("%(message)s"));
    let count = measure(|| logger.info(format!("a text {} of its own", "made"))).count_total;
    assert!(count > 0);
}

#[test]
fn a_message_with_two_arguments_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let handler =
        FileHandler::builder(&path).formatter(PercentFormatter::new(FORMAT).unwrap()).build().unwrap().erase();
    let (_manager, logger) = logger(handler);
    let item = String::from("apples");
    assert_none("macro", |n| info!(logger, "put {n} {item} into it"));
    assert_none("template", |n| percent!(logger, Level::INFO, "put %d %s into it", n, item));
    assert_none("method", |_| logger.info("nothing to merge"));
    let written = std::fs::read_to_string(path).unwrap();
    assert_eq!(written.lines().count() as u64, 3 * (RECORDS + 100));
}

#[test]
fn files_that_may_be_put_aside_and_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let by_size = RotatingFileHandler::builder(path("size")).max_bytes(1 << 30).backup_count(3).build().unwrap();
    let by_time = TimedRotatingFileHandler::builder(path("time")).backup_count(3).interval(1000).build().unwrap();
    let watched = WatchedFileHandler::new(path("watched")).unwrap();
    for (what, handler) in [("size", by_size.erase()), ("time", by_time.erase()), ("watched", watched.erase())] {
        let (_manager, logger) = logger(handler);
        assert_none(what, |n| info!(logger, "put {n} into it"));
        assert_eq!(std::fs::read_to_string(path(what)).unwrap().lines().count() as u64, RECORDS + 100);
    }
}

#[test]
fn key_values_of_integers_and_texts() {
    let (_manager, logger) = logger(percent_handler("%(asctime)s %(name)s %(user)s %(n)05d %(ratio).2f %(message)s"));
    let user = String::from("sheila");
    assert_none("key-values", |n| info!(logger, user, n, ratio = 0.5, peer:% = std::net::Ipv4Addr::LOCALHOST; "in"));
}

#[test]
fn other_styles() {
    let braces = StreamHandler::builder()
        .stream(sawlog::Stream::Writer(Box::new(Nowhere)))
        .formatter(BraceFormatter::new("{asctime} {name:<12} {levelname!s:>8} {lineno:05d} {message}").unwrap())
        .color(When::Always)
        .escape(When::Always)
        .build();
    let (_manager, logger) = logger(braces.erase());
    assert_none("braces", |n| info!(logger, "put {n} {} into it", "apples"));
    braces.set_formatter(DollarFormatter::new("$asctime ${name} $levelname $message").unwrap());
    assert_none("dollars", |n| info!(logger, "put {n} {} into it", "apples"));
}

#[test]
fn several_handlers_filters_and_an_adapter() {
    let (manager, logger) = logger(percent_handler(FORMAT));
    manager.root().add_handler(percent_handler("%(levelname)s:%(name)s:%(tenant)s:%(message)s"));
    logger.add_filter_fn(|record| record.level() > Level::DEBUG);
    logger.handlers()[0].add_filter_fn(|record| record.lineno() > 0);
    let adapter = LoggerAdapter::new(&logger, [("tenant", "acme"), ("ip", "::1")]);
    assert_none("adapter", |n| info!(adapter, "put {n} {} into it", "apples"));
}

#[test]
fn a_call_that_is_not_enabled() {
    let (_manager, logger) = logger(percent_handler(FORMAT));
    assert_none("disabled", |n| debug!(logger, user = n; "put {n} {} into it", String::from("apples")));
}

#[test]
fn a_file_in_another_encoding() {
    let folder = tempfile::tempdir().unwrap();
    for encoding in ["utf-16", "latin-1", "utf-8-sig", "utf-32-be"] {
        let builder = FileHandler::builder(folder.path().join(encoding)).encoding(encoding.parse().unwrap());
        let handler = builder.formatter(PercentFormatter::new(FORMAT).unwrap()).build().unwrap();
        let (_manager, logger) = logger(handler.erase());
        assert_none(encoding, |n| info!(logger, "put {n} {} into it", "apples"));
    }
}

#[test]
fn over_the_network() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    // A loop with a buffer of its own: what other threads allocate is not counted, and this one allocates nothing.
    let reading = std::thread::spawn(move || io::copy(&mut listener.accept().unwrap().0, &mut io::sink()).unwrap());
    let handler = SocketHandler::builder(Address::host("127.0.0.1", port)).timeout(Duration::from_secs(60)).build();
    let (manager, socket) = logger(handler.erase());
    let (item, big) = (String::from("apples"), i64::MAX);
    assert_none("pickles over TCP", |n| info!(socket, item, n, ratio = 0.5, big; "put {n} into it"));
    assert_eq!((handler.stats().sent, handler.stats().waiting), (RECORDS + 100, 0));
    drop((socket, manager));
    handler.close().unwrap();
    assert!(reading.join().unwrap() > 0);

    let receiver = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let (_manager, udp) = logger(DatagramHandler::new("127.0.0.1", receiver.local_addr().unwrap().port()).erase());
    assert_none("pickles over UDP", |n| info!(udp, item, n; "put {n} into it"));
}

#[test]
fn a_record_of_the_log_crate() {
    let (manager, logger) = logger(percent_handler("%(asctime)s %(name)s %(user)s %(n)d %(message)s"));
    let bridge = sawlog::bridge::log::Bridge::new(&manager);
    drop(logger);
    let user = String::from("sheila");
    assert_none("bridge", |n| {
        let pairs: [(&str, log::kv::Value<'_>); 2] = [("user", user.as_str().into()), ("n", n.into())];
        let mut record = log::Record::builder();
        record.target("shop::basket").level(log::Level::Info).file(Some("x.rs")).line(Some(1)).key_values(&pairs);
        log::Log::log(&bridge, &record.args(format_args!("put {n} {} into it", "apples")).build());
    });
}

#[test]
fn a_record_in_a_context() {
    let (_manager, logger) = logger(percent_handler("%(asctime)s %(request)d %(user)s %(page)s %(message)s"));
    let _request = sawlog::context::scope([("request", 17)]);
    let _user = sawlog::context::scope([("user", String::from("sheila")), ("page", String::from("/"))]);
    // As wide as it was when it was warming up.
    assert_none("context", |n| info!(logger, page = "/search", n; "put {} {} into it", n + 1000, "apples"));
    assert_none("context, disabled", |n| debug!(logger, "put {n} {} into it", String::from("apples")));
}

#[test]
fn an_event_of_tracing_within_spans() {
    use tracing_subscriber::layer::SubscriberExt;
    let (manager, logger) =
        logger(percent_handler("%(asctime)s %(name)s %(request)d %(peer)s %(spans)s %(n)d %(message)s"));
    drop(logger);
    let layer = sawlog::bridge::tracing::Bridge::new(&manager).layer();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        let _request = tracing::info_span!("request", request = 17).entered();
        let _query = tracing::info_span!("query", peer = %std::net::Ipv4Addr::LOCALHOST).entered();
        let item = String::from("apples");
        assert_none(
            "event",
            |n| tracing::info!(target: "shop::basket", n, item, ratio = 0.5, "put {n} {item} into it"),
        );
        assert_none("disabled event", |n| tracing::debug!(target: "shop::basket", n, "put {}", String::from("it")));
    });
}

#[test]
fn a_message_to_a_syslog_daemon() {
    let daemon = UdpSocket::bind("127.0.0.1:0").unwrap();
    for format in [SysLogFormat::Python, SysLogFormat::Rfc5424, SysLogFormat::Rfc3164] {
        let handler = SysLogHandler::builder().host("127.0.0.1", daemon.local_addr().unwrap().port()).format(format);
        let (_manager, logger) = logger(handler.ident("shop: ").build().erase());
        assert_none(&format!("{format:?}"), |n| {
            // As wide as it was when it was warming up.
            let n = n + 1000;
            info!(logger, user = "ann \"a\"", n; "put {n} {} into it", "\u{e4}pfel");
        });
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_entry_of_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let journal = UnixDatagram::bind(folder.path().join("socket")).unwrap();
    std::thread::spawn(move || while journal.recv(&mut [0; 4096]).is_ok() {});
    let (_manager, logger) = logger(JournaldHandler::builder().path(folder.path().join("socket")).build().erase());
    assert_none("journald", |n| info!(logger, user = "ann", n; "put {n} {} into it", "two\nlines"));
}

#[test]
fn a_call_through_a_queue() {
    let queue = std::sync::Arc::new(BoundedQueue::new(64));
    let handler = QueueHandler::builder(queue.clone()).build();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let (_manager, logger) = logger(handler.erase());
    let user = String::from("sheila");
    // As wide as it was when it was warming up.
    let log = |n: u64| info!(logger, user, n; "put {} {} into it", n + 10_000, "apples");
    // As many records as there can be under way.
    (0..70).for_each(log);
    let listener = QueueListener::builder(queue.clone()).handler(percent_handler(FORMAT)).build();
    listener.start().unwrap();
    let mut logged = 0;
    let counted = measure(|| {
        while logged < RECORDS {
            if queue.len() < 32 {
                log(logged);
                logged += 1;
            }
        }
    });
    assert_eq!((counted.count_total, handler.dropped()), (0, 6), "{counted:?}");
}
