//! By level and by pattern.

use sawlog::{ExceptionInfo, Level, LevelRangeFilter, LogRecord, RecordArgs, RegexFilter, Value};

use super::records::{at, shown};

#[test]
fn levels_of_a_range() {
    let kept = |filter: LevelRangeFilter| -> Vec<i64> {
        let record = |level: &i64| LogRecord::new(RecordArgs::new("a", Level::new(*level), "m"));
        [0, 10, 19, 20, 25, 30, 31, 50].into_iter().filter(|level| shown(&filter, record(level)).is_some()).collect()
    };
    assert_eq!(kept(LevelRangeFilter::new(Level::INFO..=Level::WARNING)), [20, 25, 30]);
    assert_eq!(kept(LevelRangeFilter::new(..Level::INFO)), [0, 10, 19]);
    assert_eq!(kept(LevelRangeFilter::new(Level::new(31)..)), [31, 50]);
    assert_eq!(kept(LevelRangeFilter::new(..)).len(), 8);
}

#[test]
fn a_pattern_is_searched_in_the_message_with_its_arguments() {
    let filter = RegexFilter::new(r"^took \d+ ms$").expect("a pattern");
    let mut record = at(0.0, "a", "took %d ms");
    record.set("args", Value::tuple([Value::from(12)]));
    assert!(shown(&filter, record).is_some());
    assert!(shown(&filter, at(0.0, "a", "it took 12 ms")).is_none());
    let out = filter.exclude();
    assert!(shown(&out, at(0.0, "a", "took 12 ms")).is_none());
    assert!(shown(&out, at(0.0, "a", "it took 12 ms")).is_some());
}

#[test]
fn a_pattern_is_searched_in_any_attribute() {
    let with = |name: &'static str, value: Value<'static>| {
        let mut record = at(0.0, "shop.db", "m");
        record.set(name, value);
        record
    };
    let matches = |pattern, attribute: &str, record| {
        shown(&RegexFilter::new(pattern).expect("a pattern").attribute(attribute), record).is_some()
    };
    assert!(matches("^shop", "name", at(0.0, "shop.db", "m")));
    assert!(matches("^INFO$", "levelname", at(0.0, "a", "m")));
    assert!(matches("^4..$", "status", with("status", Value::from(404))));
    assert!(!matches("^5..$", "status", with("status", Value::from(404))));
    assert!(!matches("", "status", at(0.0, "a", "there is no such attribute")));
    assert!(matches("m", "message", at(0.0, "a", "m")));
    let excluding = RegexFilter::new("x").expect("a pattern").attribute("status").exclude();
    assert!(shown(&excluding, at(0.0, "a", "there is no such attribute")).is_some());
    let mut record = at(0.0, "a", "m");
    record.set_exc_info(Some(ExceptionInfo::new("ValueError", "boom", "ValueError: boom")));
    assert!(shown(&RegexFilter::new("boom").expect("a pattern").attribute("exc_info"), record).is_some());
}

#[test]
fn what_is_no_pattern_is_refused() {
    for (pattern, said) in [("(", "unclosed group"), ("(?<=a)b", "look-around"), (r"(a)\1", "backreferences")] {
        let error = RegexFilter::new(pattern).expect_err(pattern).to_string();
        assert!(error.contains(said) && !error.contains('\n'), "{error}");
    }
    assert!(RegexFilter::new(&format!("{}{}", "a".repeat(10), "{1000}".repeat(5))).is_err());
}
