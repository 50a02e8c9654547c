//! Handlers that break one rule each: the kit finds it, and names no other.

use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

use sawlog::testkit::Rule;
use sawlog::{EmitError, Handler, HandlerBase, Level, LogRecord};

use super::sinks::{Memory, on_writer};

type Emit = fn(&Broken, &LogRecord<'_>, &HandlerBase) -> Result<(), EmitError>;
type Do = fn(&Broken) -> Result<(), EmitError>;

/// A handler that does right but where it is told otherwise.
struct Broken {
    sink: Mutex<Memory>,
    kept: Mutex<Vec<String>>,
    closed: AtomicBool,
    records: AtomicU32,
    emit: Emit,
    flush: Do,
    close: Do,
}

impl Handler for Broken {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        (self.emit)(self, record, base)
    }

    fn flush(&self) -> Result<(), EmitError> {
        (self.flush)(self)
    }

    fn close(&self) -> Result<(), EmitError> {
        let done = (self.close)(self);
        self.closed.store(true, Ordering::Relaxed);
        done
    }
}

impl Broken {
    fn write(&self, text: &str) -> Result<(), EmitError> {
        let mut sink = self.sink.lock().unwrap_or_else(|e| e.into_inner());
        Ok(sink.write_all(format!("{text}\n").as_bytes())?)
    }
}

fn right(handler: &Broken, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
    base.with_formatted(record, |text| handler.write(text))
}

fn nothing(_: &Broken) -> Result<(), EmitError> {
    Ok(())
}

/// The rules that the kit finds broken.
fn found(emit: Emit, flush: Do, close: Do) -> Vec<Rule> {
    found_within(Duration::from_secs(1), emit, flush, close)
}

fn found_within(limit: Duration, emit: Emit, flush: Do, close: Do) -> Vec<Rule> {
    let make = move |sink| Broken {
        sink: Mutex::new(sink),
        kept: Mutex::default(),
        closed: AtomicBool::new(false),
        records: AtomicU32::new(0),
        emit,
        flush,
        close,
    };
    let report = on_writer(make).limit(limit).arrival(limit).run();
    println!("{report}");
    report.broken().into_iter().map(|(rule, _)| rule).collect()
}

#[test]
fn one_that_does_right() {
    assert_eq!(found(right, nothing, nothing), []);
}

#[test]
fn one_that_swallows_what_it_finds_unimportant() {
    let emit: Emit = |handler, record, base| match record.level() {
        Level::DEBUG => Ok(()),
        _ => right(handler, record, base),
    };
    assert_eq!(found(emit, nothing, nothing), [Rule::Level]);
}

#[test]
fn one_that_shows_what_was_logged_before_its_filters_changed_it() {
    let emit: Emit = |handler, record, base| match record.message()? {
        "<as left>" => handler.write("INFO|testkit|<changed>"),
        _ => right(handler, record, base),
    };
    assert_eq!(found(emit, nothing, nothing), [Rule::Filters]);
}

#[test]
fn one_that_writes_ascii_alone() {
    let emit: Emit = |handler, record, base| {
        base.with_formatted(record, |text| handler.write(&text.replace(|c: char| !c.is_ascii(), "?")))
    };
    assert_eq!(found(emit, nothing, nothing), [Rule::Formatter]);
}

#[test]
fn one_that_locks_and_then_formats() {
    let emit: Emit = |handler, record, base| {
        let mut sink = handler.sink.lock().unwrap_or_else(|e| e.into_inner());
        let mut text = String::new();
        base.format(record, &mut text)?;
        Ok(sink.write_all(format!("{text}\n").as_bytes())?)
    };
    assert_eq!(found(emit, nothing, nothing), [Rule::FormatFirst]);
}

#[test]
fn one_that_tears_lines() {
    let emit: Emit = |handler, record, base| {
        base.with_formatted(record, |text| {
            let (start, end) = text.split_at(text.len() / 2);
            handler.sink.lock().unwrap_or_else(|e| e.into_inner()).write_all(start.as_bytes())?;
            thread::yield_now();
            handler.write(end)
        })
    };
    assert_eq!(found(emit, nothing, nothing), [Rule::Threads]);
}

#[test]
fn one_that_turns_the_order_round() {
    let emit: Emit = |handler, record, base| {
        base.with_formatted(record, |text| {
            let mut kept = handler.kept.lock().unwrap_or_else(|e| e.into_inner());
            // Only under load, as it happens.
            match handler.records.fetch_add(1, Ordering::Relaxed) {
                0..100 => handler.write(text),
                number if number % 2 == 0 => {
                    kept.push(text.clone());
                    Ok(())
                }
                _ => {
                    handler.write(text)?;
                    kept.drain(..).try_for_each(|text| handler.write(&text))
                }
            }
        })
    };
    assert_eq!(found(emit, nothing, nothing), [Rule::Threads]);
}

#[test]
fn one_whose_flush_does_nothing() {
    let emit: Emit = |handler, record, base| {
        base.with_formatted(record, |text| {
            let mut kept = handler.kept.lock().unwrap_or_else(|e| e.into_inner());
            kept.push(text.clone());
            if kept.len() >= 3 { kept.drain(..).try_for_each(|text| handler.write(&text)) } else { Ok(()) }
        })
    };
    let found = found(emit, nothing, nothing);
    assert!(found.contains(&Rule::Flush), "{found:?}");
}

#[test]
fn one_that_forgets_a_batch() {
    let emit: Emit = |handler, record, base| {
        if base.is_batched() {
            return base.with_formatted(record, |text| {
                handler.kept.lock().unwrap_or_else(|e| e.into_inner()).push(text.clone());
                Ok(())
            });
        }
        right(handler, record, base)
    };
    assert_eq!(found(emit, nothing, nothing), [Rule::Batch]);
}

#[test]
fn one_that_hides_the_errors_of_its_formatter() {
    let emit: Emit = |handler, record, base| match right(handler, record, base) {
        Err(EmitError::Format(_)) => Ok(()),
        outcome => outcome,
    };
    assert_eq!(found(emit, nothing, nothing), [Rule::ErrorInTheMiddle]);
}

#[test]
fn one_that_panics_when_it_is_closed_again() {
    let close: Do = |handler| {
        assert!(!handler.closed.load(Ordering::Relaxed), "closed already");
        Ok(())
    };
    assert_eq!(found(right, nothing, close), [Rule::CloseTwice]);
}

#[test]
fn one_that_loses_records_after_its_close_without_a_word() {
    let emit: Emit = |handler, record, base| match handler.closed.load(Ordering::Relaxed) {
        true => Ok(()),
        false => right(handler, record, base),
    };
    assert_eq!(found(emit, nothing, nothing), [Rule::UseAfterClose]);
}

#[test]
fn one_that_panics_after_its_close() {
    let emit: Emit = |handler, record, base| {
        assert!(!handler.closed.load(Ordering::Relaxed), "closed");
        right(handler, record, base)
    };
    assert_eq!(found(emit, nothing, nothing), [Rule::UseAfterClose]);
}

#[test]
fn one_that_loses_records_with_its_sink_without_a_word() {
    let emit: Emit = |handler, record, base| match right(handler, record, base) {
        Err(EmitError::Io(_)) => Ok(()),
        outcome => outcome,
    };
    assert_eq!(found(emit, nothing, nothing), [Rule::SinkGone]);
}

#[test]
fn one_that_gives_up_for_ever() {
    let emit: Emit = |handler, record, base| {
        if handler.closed.load(Ordering::Relaxed) {
            return Err(std::io::Error::other("given up").into());
        }
        right(handler, record, base).inspect_err(|error| {
            handler.closed.store(matches!(error, EmitError::Io(_)), Ordering::Relaxed);
        })
    };
    assert_eq!(found(emit, nothing, nothing), [Rule::SinkGone]);
}

#[test]
fn one_that_waits_for_its_sink() {
    let emit: Emit = |handler, record, base| match right(handler, record, base) {
        Err(EmitError::Io(_)) => {
            let (never, lock) = (Condvar::new(), Mutex::new(()));
            let guard = lock.lock().unwrap_or_else(|e| e.into_inner());
            let _ = never.wait_timeout(guard, Duration::from_secs(60));
            Ok(())
        }
        outcome => outcome,
    };
    let found = found_within(Duration::from_millis(300), emit, nothing, nothing);
    assert!(found.contains(&Rule::SinkGone), "{found:?}");
}
