//! Streams: what is written to them, byte for byte.

use std::io::{self, Write};
use std::process::Command;
use std::sync::{Arc, Mutex};

use sawlog::{Level, LogRecord, RecordArgs, Stream, StreamHandler, When};

mod python;
mod skipped;

/// A writer that the test can look into.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn stream(&self) -> Stream {
        Stream::Writer(Box::new(self.clone()))
    }

    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

fn record(level: Level, text: &str) -> LogRecord<'_> {
    LogRecord::new(RecordArgs::new("stream", level, text))
}

#[test]
fn a_writer_gets_text_as_it_is() {
    let written = Shared::default();
    let handler = StreamHandler::writer(written.clone());
    handler.handle(&mut record(Level::ERROR, "red \x1b[31m and \u{10FC80}"));
    assert_eq!(written.take(), "red \x1b[31m and \\udc80\n");
}

#[test]
fn control_characters_are_escaped_when_asked_but_not_those_of_the_colours() {
    let written = Shared::default();
    let handler = StreamHandler::builder()
        .stream(written.stream())
        .escape(When::Always)
        .color(When::Always)
        .terminator("\r\n")
        .build();
    for (level, expected) in [
        (Level::new(5), "\x1b[2ma\\x1b[0m\nb\x1b[0m\r\n"),
        (Level::INFO, "a\\x1b[0m\nb\r\n"),
        (Level::WARNING, "\x1b[33ma\\x1b[0m\nb\x1b[0m\r\n"),
        (Level::ERROR, "\x1b[31ma\\x1b[0m\nb\x1b[0m\r\n"),
        (Level::new(99), "\x1b[1;31ma\\x1b[0m\nb\x1b[0m\r\n"),
    ] {
        handler.handle(&mut record(level, "a\x1b[0m\nb"));
        assert_eq!(written.take(), expected);
    }
}

#[test]
fn another_stream_takes_over_and_the_former_is_returned() {
    let (first, second) = (Shared::default(), Shared::default());
    let handler = StreamHandler::writer(first.clone());
    handler.handle(&mut record(Level::INFO, "one"));
    let former = handler.set_stream(second.stream()).unwrap();
    handler.handle(&mut record(Level::INFO, "two"));
    assert!(matches!(former, Stream::Writer(_)));
    assert_eq!((first.take().as_str(), second.take().as_str()), ("one\n", "two\n"));
}

const TEXT: &str = "<<<a\u{10FC80}é\u{10FCE9}😀>>>";

#[test]
fn the_standard_streams_treat_surrogates_as_cpython_does() {
    let script = r"
import logging, sys
text = '<<<a\udc80é\udce9😀>>>'
for stream in sys.stdout, sys.stderr:
    logging.StreamHandler(stream).handle(logging.makeLogRecord({'msg': text}))
";
    let Some((stdout, stderr)) = python::python_output(script, "") else { return };
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "child_writes_to_the_standard_streams", "--nocapture"]).env("SAWLOG_TEST_CHILD", "1");
    let ours = child.output().unwrap();
    assert!(ours.status.success());
    assert_eq!(between_marks(&ours.stdout), between_marks(&stdout));
    assert_eq!(between_marks(&ours.stderr), between_marks(&stderr));
}

/// Does nothing but in the process that another test starts.
#[test]
fn child_writes_to_the_standard_streams() {
    if std::env::var_os("SAWLOG_TEST_CHILD").is_some() {
        StreamHandler::stdout().handle(&mut record(Level::INFO, TEXT));
        StreamHandler::stderr().handle(&mut record(Level::INFO, TEXT));
    }
}

fn between_marks(bytes: &[u8]) -> &[u8] {
    let find = |mark: &[u8]| bytes.windows(mark.len()).position(|part| part == mark).expect("the mark");
    &bytes[find(b"<<<")..find(b">>>\n")]
}

/// Logs twice to the logger that it is the sink of, whenever it is written to.
struct LogsTwice(Arc<Mutex<u32>>);

impl Write for LogsTwice {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        *self.0.lock().unwrap() += 1;
        let logger = sawlog::get_logger("stream.twice");
        sawlog::warn!(logger, "one");
        sawlog::warn!(logger, "two");
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_sink_that_logs_again_and_again_to_itself_is_given_none_of_it() {
    let writes = Arc::new(Mutex::new(0));
    let handler = StreamHandler::writer(LogsTwice(Arc::clone(&writes)));
    let logger = sawlog::get_logger("stream.twice");
    logger.set_propagate(false);
    logger.add_handler(handler.clone());
    sawlog::warn!(logger, "first");
    assert_eq!((*writes.lock().unwrap(), handler.failures()), (1, 2));
}
