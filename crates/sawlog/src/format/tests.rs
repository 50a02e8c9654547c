use std::sync::Arc;

use jiff::tz::TimeZone;

use super::*;
use crate::clock::{Clock, Timestamp};
use crate::level::Level;
use crate::record::{ExceptionInfo, RecordArgs, make_log_record};
use crate::value::{Args, Dict, Value};

fn formatted(formatter: &dyn Formatter, record: &LogRecord<'_>) -> String {
    let mut out = "kept|".to_owned();
    formatter.format(record, &mut out).unwrap();
    out.strip_prefix("kept|").unwrap().to_owned()
}

fn record_at(nanos: i64) -> LogRecord<'static> {
    let mut args = RecordArgs::new("a.b", Level::WARNING, "hello %s");
    args.args = Args::Value(Value::tuple(["you".into()]));
    args.created = Timestamp::from_nanos(nanos);
    LogRecord::new(args)
}

#[test]
fn the_three_styles_say_the_same() {
    let record = record_at(1_500_000_000);
    let expected = "1970-01-01 00:00:01,500 WARNING  a.b: hello you";
    let percent = PercentFormatter::new("%(asctime)s %(levelname)-8s %(name)s: %(message)s").unwrap().utc();
    let brace = BraceFormatter::new("{asctime} {levelname:<8} {name}: {message}").unwrap().utc();
    let dollar = DollarFormatter::new("$asctime $levelname  ${name}: ${message}").unwrap().utc();
    assert_eq!(formatted(&percent, &record), expected);
    assert_eq!(formatted(&brace, &record), expected);
    assert_eq!(formatted(&dollar, &record), expected);
    assert_eq!(record.asctime().as_deref(), Some("1970-01-01 00:00:01,500"));
}

#[test]
fn format_strings_are_checked_as_python_checks_them() {
    for wrong in ["no field", "{message}", "%(message)", "%(message)y", "%()s", "%(a b)s"] {
        assert!(matches!(PercentFormatter::new(wrong), Err(FormatError::Value(_))), "{wrong}");
    }
    for wrong in ["no field", "%(message)s", "{message", "{message!x}", "{message:q}", "{a.b c}", "{}", "{message}}"] {
        assert!(matches!(BraceFormatter::new(wrong), Err(FormatError::Value(_))), "{wrong}");
    }
    for wrong in ["no field", "$$", "$message $", "${message", "$1"] {
        assert!(matches!(DollarFormatter::new(wrong), Err(FormatError::Value(_))), "{wrong}");
    }
    assert!(PercentFormatter::new("").is_ok());
    assert!(style_formatter(Style::Brace, Some("plain"), None, false, None).is_ok());
    assert!(style_formatter(Style::Brace, Some("plain"), None, true, None).is_err());
}

#[test]
fn times_by_datefmt_zone_and_milliseconds_format() {
    let record = record_at(7 * 1_000_000);
    let time = |formatter: PercentFormatter| formatted(&formatter, &record);
    let formatter = || PercentFormatter::new("%(asctime)s").unwrap().utc();
    assert_eq!(time(formatter()), "1970-01-01 00:00:00,007");
    assert_eq!(time(formatter().datefmt("%H:%M")), "00:00");
    assert_eq!(time(formatter().datefmt("")), "1970-01-01 00:00:00,007");
    assert_eq!(time(formatter().default_msec_format(None)), "1970-01-01 00:00:00");
    assert_eq!(time(formatter().default_msec_format(Some("%s.%03dZ"))), "1970-01-01 00:00:00.007Z");
    assert_eq!(time(formatter().default_msec_format(Some("<%s %.2f>"))), "<1970-01-01 00:00:00 7.00>");
    assert_eq!(time(formatter().default_time_format("%j")), "001,007");
    let zone = TimeZone::posix("XXX-5:30").unwrap();
    assert_eq!(time(formatter().time_zone(zone).datefmt("%H:%M %z %Z")), "05:30 +0530 XXX");
}

#[test]
fn the_cache_of_dates_tells_seconds_and_formatters_apart() {
    let formatters = [
        PercentFormatter::new("%(asctime)s").unwrap().utc(),
        PercentFormatter::new("%(asctime)s").unwrap().utc().datefmt("%S"),
    ];
    for second in [0, 1, 0, 61, 1] {
        let record = record_at(second * 1_000_000_000);
        assert_eq!(formatted(&formatters[0], &record), format!("1970-01-01 00:0{}:0{},000", second / 60, second % 60));
        assert_eq!(formatted(&formatters[1], &record), format!("0{}", second % 60));
    }
}

#[derive(Debug)]
struct Elsewhere(&'static str);

impl Clock for Elsewhere {
    fn now(&self) -> Timestamp {
        Timestamp::from_nanos(0)
    }

    fn time_zone(&self) -> TimeZone {
        TimeZone::posix(self.0).unwrap()
    }
}

#[test]
fn local_time_is_that_of_the_records_clock() {
    let formatter = PercentFormatter::new("%(asctime)s").unwrap().datefmt("%H %Z");
    for (zone, expected) in [("AAA-1", "01 AAA"), ("BBB-2", "02 BBB"), ("AAA-1", "01 AAA")] {
        let mut args = RecordArgs::new("x", Level::INFO, "");
        args.created = Timestamp::from_nanos(0);
        args.clock = Some(Arc::new(Elsewhere(zone)));
        assert_eq!(formatted(&formatter, &LogRecord::new(args)), expected);
    }
}

#[test]
fn exception_and_stack_come_below_and_are_made_once() {
    let mut record = record_at(0);
    record.set_exc_info(Some(ExceptionInfo::new("E", "oops", "Traceback\nE: oops")));
    record.set("stack_info", "Stack");
    let custom = PercentFormatter::default().format_exception(|info| format!("<{}>", info.value()));
    assert_eq!(formatted(&custom, &record), "hello you\n<oops>\nStack");
    // The first formatter's text stays with the record.
    assert_eq!(formatted(&PercentFormatter::default(), &record), "hello you\n<oops>\nStack");
}

#[test]
fn a_missing_field_is_an_error_or_has_its_default() {
    let record = record_at(0);
    let format = |formatter: &dyn Formatter| formatter.format(&record, &mut String::new());
    assert_eq!(format(&PercentFormatter::new("%(user)s").unwrap()), Err(FormatError::Key("user".to_owned())));
    assert_eq!(format(&BraceFormatter::new("{user}").unwrap()), Err(FormatError::Key("user".to_owned())));
    assert_eq!(format(&DollarFormatter::new("$user").unwrap()), Err(FormatError::Key("user".to_owned())));
    let defaults: Dict = [(Value::from("user"), Value::from("-"))].into_iter().collect();
    let formatter = style_formatter(Style::Dollar, Some("$user"), None, true, Some(defaults)).unwrap();
    assert_eq!(formatted(&formatter, &record), "-");
}

#[test]
fn odd_attributes_are_shown_as_they_are() {
    let record = make_log_record([("name", Value::None), ("lineno", "x".into()), ("msg", 5.into())]);
    let formatter = PercentFormatter::new("%(name)s %(lineno)s %(message)s %(levelname)s %(funcName)s").unwrap();
    assert_eq!(formatted(&formatter, &record), "None x 5 Level None None");
    let error = PercentFormatter::new("%(lineno)d").unwrap().format(&record, &mut String::new());
    assert!(matches!(error, Err(FormatError::Type(_))));
}

#[test]
fn unusual_templates_see_every_attribute() {
    let record = record_at(0);
    let formatter = PercentFormatter::new("%(name)s %(message)s%%").unwrap();
    assert_eq!(formatted(&formatter, &record), "a.b hello you%");
    let error = PercentFormatter::new("%(name)s %s").unwrap().format(&record, &mut String::new());
    assert!(matches!(error, Err(FormatError::Type(_))));
    assert!(formatted(&PercentFormatter::new("%s %%(name)s").unwrap(), &record).contains("'name': 'a.b'"));
}

#[test]
fn times_that_the_calendar_lacks_are_errors() {
    let formatter = PercentFormatter::new("%(asctime)s").unwrap();
    for created in [1e300, f64::NEG_INFINITY] {
        let record = make_log_record([("created", Value::from(created)), ("msecs", (-5.0).into())]);
        assert!(formatter.format(&record, &mut String::new()).is_err());
    }
}

#[test]
fn json_members_can_be_chosen() {
    let mut record = record_at(0);
    record.set("level", 3);
    record.set("user", "ann");
    let formatter = JsonFormatter::new().utc().without("timestamp");
    let expected = r#"{"level":"WARNING","logger":"a.b","message":"hello you","extra.level":3,"user":"ann"}"#;
    assert_eq!(formatted(&formatter, &record), expected);
    let fields = [JsonField::Attribute("lineno".into()), JsonField::Attribute("absent".into())];
    let formatter = JsonFormatter::with_fields(fields).rename("lineno", "line");
    assert_eq!(formatted(&formatter, &record), r#"{"line":0}"#);
    assert_eq!(formatted(&JsonFormatter::with_fields([]), &record), "{}");
    let zone = TimeZone::posix("XXX+3:30").unwrap();
    let formatter = JsonFormatter::with_fields([JsonField::Timestamp]).time_zone(zone);
    assert_eq!(formatted(&formatter, &record), r#"{"timestamp":"1969-12-31T20:30:00.000-03:30"}"#);
}
