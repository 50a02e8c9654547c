//! Capturing, and panics as records.

use std::panic::catch_unwind;

use sawlog::{
    Attribute, Level, LogRecord, Manager, NullHandler, assert_no_logs, capture, debug, error, exception, get_logger,
    info, log_panics, warning,
};

#[test]
fn records_and_their_text_are_kept_until_the_capture_ends() {
    let manager = Manager::new();
    let (log, below) = (manager.get_logger("a"), manager.get_logger("a.b"));
    let handler = NullHandler::new();
    log.add_handler(&handler);
    log.set_level(Level::ERROR).unwrap();
    {
        let captured = capture(&log, "INFO");
        assert!(catch_unwind(|| captured.assert_logged()).is_err());
        debug!(log, "too low");
        info!(log, user = "ann"; "put {} into {}", 3, "it");
        warning!(below, "from below");
        let error = "x".parse::<i32>().unwrap_err();
        exception!(log, &error, "no");
        captured.assert_logged();
        assert_eq!(captured.output()[..2], ["INFO:a:put 3 into it", "WARNING:a.b:from below"]);
        assert!(captured.output()[2].starts_with("ERROR:a:no\n"), "{:?}", captured.output());
        let records = captured.records();
        let messages: Vec<&str> = records.iter().map(|record| record.message().unwrap()).collect();
        assert_eq!(messages, ["put 3 into it", "from below", "no"]);
        assert_eq!(records[0].get("user"), Some("ann".into()));
        assert_eq!(captured.take().len(), 3);
        assert!(captured.records().is_empty());
        assert!(!log.propagate());
    }
    assert!(log.propagate() && log.level() == Level::ERROR);
    assert!(log.handlers()[0].ptr_eq(&handler) && log.handlers().len() == 1);
}

#[test]
fn that_nothing_is_logged_can_be_asserted() {
    let manager = Manager::new();
    let log = manager.root();
    assert_eq!(
        assert_no_logs(&log, Level::ERROR, || {
            info!(log, "low enough");
            5
        }),
        5
    );
    let panic = catch_unwind(|| assert_no_logs(&log, Level::ERROR, || error!(log, "oh"))).unwrap_err();
    assert_eq!(panic.downcast_ref::<String>().unwrap(), "unexpected logs found: [\"ERROR:root:oh\"]");
    assert!(log.handlers().is_empty());
}

#[test]
fn a_panic_is_a_record_with_its_place() {
    let manager = Manager::new();
    let log = manager.get_logger("panics");
    let captured = capture(&log, Level::DEBUG);
    log_panics(&log);
    let _ = std::thread::Builder::new().name("worker".to_owned()).spawn(|| panic!("went {}", "wrong")).unwrap().join();
    let line = line!() - 1;
    let is_meant = |record: &LogRecord<'_>| record.message() == Ok("panicked: went wrong");
    let record = captured.records().into_iter().find(is_meant).expect("a record of the panic");
    assert_eq!((record.level(), record.filename()), (Level::CRITICAL, "capture.rs"));
    assert_eq!(record.lineno(), i64::from(line));
    assert_eq!(record.attribute(Attribute::ThreadName), Some("worker".into()));
}

#[test]
fn captures_of_one_logger_may_overlap() {
    let log = get_logger("capture.overlap");
    log.set_level("ERROR").unwrap();
    let first = capture(&log, "INFO");
    let (begun, wait_begun) = std::sync::mpsc::channel();
    let (finish, wait_finish) = std::sync::mpsc::channel::<()>();
    let second = std::thread::spawn({
        let log = log.clone();
        move || {
            let second = capture(&log, "DEBUG");
            begun.send(()).unwrap();
            wait_finish.recv().unwrap();
            second.output()
        }
    });
    wait_begun.recv().unwrap();
    log.debug("for one");
    log.info("for both");
    assert_eq!(first.output(), ["INFO:capture.overlap:for both"]);
    drop(first);
    log.debug("after the first");
    finish.send(()).unwrap();
    let expected =
        ["DEBUG:capture.overlap:for one", "INFO:capture.overlap:for both", "DEBUG:capture.overlap:after the first"];
    assert_eq!(second.join().unwrap(), expected);
    assert_eq!((log.level(), log.propagate(), log.handlers().len()), (sawlog::Level::ERROR, true, 0));
}

#[test]
fn a_capture_within_another_takes_what_is_logged_meanwhile() {
    let log = get_logger("capture.within");
    let outer = capture(&log, "INFO");
    {
        let inner = capture(&log, "WARNING");
        log.info("below the inner one");
        log.warning("inside");
        assert_eq!(inner.output(), ["WARNING:capture.within:inside"]);
    }
    log.info("outside");
    assert_eq!(outer.output(), ["INFO:capture.within:outside"]);
}
