//! Small frames that would make large texts: what is made of a record is bounded as a whole, not only value by value.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sawlog::format::{BraceFormatter, DollarFormatter, Formatter, JsonFormatter, MessageFormatter, PercentFormatter};
use sawlog::wire::{Limits, WireError, record_from_payload, write_json};
use sawlog::{
    EmitError, FormatError, Handler, HandlerBase, HandlerRef, Level, LogRecord, Manager, Value, info, percent,
};

/// A pickled dict under construction.
struct Pickle(Vec<u8>);

impl Pickle {
    fn record() -> Pickle {
        Pickle(b"}(".to_vec())
    }

    fn text(mut self, text: &str) -> Pickle {
        self.0.push(b'X');
        self.0.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
        self.0.extend(text.as_bytes());
        self
    }

    fn raw(mut self, opcodes: &[u8]) -> Pickle {
        self.0.extend(opcodes);
        self
    }

    /// `args`, as a sender has it whose only argument is a mapping.
    fn args(self, opcodes: &[u8]) -> Pickle {
        self.text("args").raw(b"}").text("a").raw(opcodes).raw(b"s")
    }

    fn end(self) -> Vec<u8> {
        self.raw(b"u.").0
    }
}

fn message_error(payload: &[u8]) -> FormatError {
    let record = record_from_payload(payload, &Limits::default()).unwrap();
    record.message().unwrap_err()
}

const TOO_LONG: FormatError = FormatError::MessageTooLong { limit: 4 << 20 };

#[test]
fn a_value_named_many_times_does_not_multiply() {
    for (template, times, args) in [
        ("%(a)1000000d", 200, &b"K\x01"[..]),
        ("%(a)1000000d", 1000, b"K\x01"),
        ("%(a)-1000000s", 1000, b"K\x01"),
        ("%(a).1000000f", 1000, b"G\x3f\xf0\0\0\0\0\0\0"),
    ] {
        let payload = Pickle::record().text("msg").text(&template.repeat(times)).args(args).end();
        assert_eq!(message_error(&payload), TOO_LONG, "{template}");
    }
    let text = Pickle(Vec::new()).text(&"x".repeat(900_000)).0;
    let payload = Pickle::record().text("msg").text(&"%(a)s".repeat(100_000)).args(&text).end();
    assert_eq!(message_error(&payload), TOO_LONG);
    // By position: one text, remembered and named again.
    let text = Pickle(Vec::new()).text(&"x".repeat(100_000)).0;
    let again = b"h\0".repeat(99);
    let payload = Pickle::record().text("msg").text(&"%s".repeat(100)).text("args").raw(b"(").raw(&text).raw(b"q\0");
    assert_eq!(message_error(&payload.raw(&again).raw(b"t").end()), TOO_LONG);
}

#[test]
fn what_a_precision_cuts_off_costs_as_much_as_what_it_leaves() {
    let began = Instant::now();
    // A list that unfolds into a megabyte, of which nothing is shown.
    let unfolding = [&b"](K\x01e"[..], &b"q\x000(h\0h\0h\0h\0h\0h\0h\0h\0l".repeat(12)].concat();
    let decimal = Pickle(b"cdecimal\nDecimal\n(".to_vec()).text(&"9".repeat(4000)).raw(b"tR").0;
    for (template, args) in [
        ("%(a).0s", &unfolding[..]),
        ("%(a).0r", &unfolding),
        ("%(a).1000000g", b"G\x3f\xf0\0\0\0\0\0\0"),
        ("%(a).0s", &decimal),
        ("%(a).0g", &decimal),
    ] {
        let payload = Pickle::record().text("msg").text(&template.repeat(500_000)).args(args).end();
        assert_eq!(message_error(&payload), TOO_LONG, "{template}");
    }
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
}

#[test]
fn what_was_given_counts_as_it_is() {
    let long = "x".repeat(6 << 20);
    let limits = Limits::default();
    let record = Pickle::record().text("msg").text(&long).end();
    assert_eq!(record_from_payload(&record, &limits).unwrap().message().unwrap().len(), long.len());
    // A long template, and arguments up to the bound and one past it.
    for (width, expected) in [(1_000_000, Ok(())), (1_000_001, Err(FormatError::MessageTooLong { limit: 4_000_000 }))] {
        let directives = format!("%(a){width}d%(a)1000000d%(a)1000000d%(a)1000000d");
        let payload = Pickle::record().text("msg").text(&(long.clone() + &directives)).args(b"K\x01").end();
        let mut limits = limits.clone();
        // The directives themselves are part of what was given.
        limits.message_len = 4_000_000 - directives.len();
        let record = record_from_payload(&payload, &limits).unwrap();
        let message = record.message().map(|message| assert_eq!(message.len(), long.len() + 4_000_000));
        assert_eq!(message.map_err(|_| ()), expected.map_err(|_| ()), "{width}");
    }
}

/// A record whose texts are one text of 4 MiB, as often as there are names.
fn sharing(names: &[&str]) -> Vec<u8> {
    let mut pickle = Pickle::record().text("msg").text(&"x".repeat(4 << 20)).raw(b"q\0");
    for name in names {
        pickle = pickle.text(name).raw(b"h\0");
    }
    pickle.end()
}

#[test]
fn a_formatted_record_is_bounded_whatever_formats_it() {
    let payload = sharing(&["levelname", "funcName", "exc_text", "stack_info", "x"]);
    let record = record_from_payload(&payload, &Limits::default()).unwrap();
    let percent = |format| PercentFormatter::new(format).unwrap();
    let formatters: [(&str, Box<dyn Formatter>); 8] = [
        ("percent", Box::new(percent("%(message)s %(levelname)s"))),
        ("fields", Box::new(percent("%(message)s %(levelname)s %(funcName)s %(x)s"))),
        ("padded", Box::new(percent("%(message)s%(message)s%(x)9s%(x)-9s"))),
        ("unusual", Box::new(PercentFormatter::unvalidated("%s"))),
        ("brace", Box::new(BraceFormatter::new("{message}{x:>9}{x!s}{levelname}").unwrap())),
        ("dollar", Box::new(DollarFormatter::new("$message$x$levelname$x").unwrap())),
        ("json", Box::new(JsonFormatter::new())),
        ("plain", Box::new(MessageFormatter)),
    ];
    for (name, formatter) in formatters {
        let mut out = String::new();
        let formatted = formatter.format(&record, &mut out);
        if name == "plain" || name == "unusual" {
            // Message, exception and stack; a dict of which a megabyte is shown, and those again.
            assert_eq!((formatted, out.len() < 13 << 20), (Ok(()), true), "{name}");
            continue;
        }
        assert_eq!(formatted, Err(FormatError::RecordTooLong { limit: 16 << 20 }), "{name}");
        assert!(out.len() < 21 << 20, "{name}: {}", out.len());
    }
    assert!(matches!(write_json(&record, &mut String::new()), Err(FormatError::RecordTooLong { .. })));
    let owned = record.into_owned();
    assert!(matches!(write_json(&owned, &mut String::new()), Err(FormatError::RecordTooLong { .. })));
}

#[test]
fn texts_that_grow_by_escapes_are_bounded() {
    let payload = Pickle::record().text("msg").text(&"\u{1}".repeat(7 << 20)).end();
    let record = record_from_payload(&payload, &Limits::default()).unwrap();
    let mut out = String::new();
    assert!(matches!(JsonFormatter::new().format(&record, &mut out), Err(FormatError::RecordTooLong { .. })));
    assert!(out.len() < 17 << 20);
}

#[test]
fn texts_that_are_shared_count_each_time() {
    let names: Vec<String> = (0..200).map(|number| format!("x{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let refused = record_from_payload(&sharing(&names), &Limits::default()).map(|_| ()).unwrap_err();
    assert!(matches!(&refused, WireError::Pickle(error) if error.to_string().contains("bytes of memory")), "{refused}");
}

/// Keeps how long each record was.
#[derive(Clone, Default)]
struct Lengths(Arc<Mutex<Vec<usize>>>);

impl Handler for Lengths {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            self.0.lock().unwrap().push(text.len());
            Ok(())
        })
    }
}

#[test]
fn one_record_that_fails_is_one_failure_and_costs_no_other() {
    let (manager, lengths, errors) = (Manager::new(), Lengths::default(), Arc::new(Mutex::new(Vec::new())));
    let handler = HandlerRef::new(lengths.clone());
    let seen = Arc::clone(&errors);
    handler.on_error(move |_, error| seen.lock().unwrap().push(error.to_string()));
    manager.root().add_handler(&handler);
    let bomb = Pickle::record().text("msg").text(&"%(a)1000000d".repeat(200)).args(b"K\x01").end();
    for payload in [&bomb[..], br#"{"levelno": 20, "msg": "fine"}"#, &bomb] {
        manager.root().handle(&mut record_from_payload(payload, &Limits::default()).unwrap());
    }
    assert_eq!((*lengths.0.lock().unwrap()).as_slice(), [4]);
    assert_eq!(handler.failures(), 2);
    let errors = errors.lock().unwrap();
    assert_eq!(errors[0], "cannot format: the arguments would add more than 4194304 bytes to the message");
}

#[test]
fn a_program_writes_as_much_as_it_likes() {
    let (manager, lengths) = (Manager::new(), Lengths::default());
    manager.root().add_handler(HandlerRef::new(lengths.clone()));
    let (log, long) = (manager.root(), "x".repeat(50 << 20));
    log.warning(long.as_str());
    percent!(log, Level::ERROR, "%s", long.as_str());
    log.set_level(Level::INFO).unwrap();
    info!(log, "{long}!");
    log.warning(Value::display(long.clone()));
    assert_eq!((*lengths.0.lock().unwrap()).as_slice(), [50 << 20, 50 << 20, (50 << 20) + 1, 50 << 20]);
}
