//! The same again and again, shown once.

use std::time::Duration;

use sawlog::{DuplicateFilter, ExceptionInfo, Filter, Verdict};

use super::records::{at, shown};

#[test]
fn what_repeats_the_last_message_is_dropped_and_told_with_the_next() {
    let filter = DuplicateFilter::new();
    let shown: Vec<String> = ["a", "a", "a", "b", "a", "a", "c", "c", "c", "c"]
        .into_iter()
        .enumerate()
        .filter_map(|(second, message)| shown(&filter, at(second as f64, "x", message)))
        .collect();
    let expected = ["a", "[last message repeated 2 times] b", "a", "[last message repeated once] c"];
    assert_eq!(shown, expected);
    assert_eq!(filter.suppressed(), 6);
}

#[test]
fn the_same_passes_again_after_the_window() {
    let filter = DuplicateFilter::builder().window(Duration::from_secs(10)).build();
    let shown: Vec<String> =
        (0..25).filter_map(|second| shown(&filter, at(f64::from(second), "x", "disk full"))).collect();
    let again = "[last message repeated 9 times] disk full";
    assert_eq!(shown, ["disk full", again, again]);
}

#[test]
fn only_what_is_the_same_in_everything_is_a_duplicate() {
    let filter = DuplicateFilter::new();
    let failed = |value: &str| {
        let mut record = at(0.0, "x", "failed");
        record.set_exc_info(Some(ExceptionInfo::new("ValueError", value, "")));
        record
    };
    assert!(shown(&filter, at(0.0, "x", "failed")).is_some());
    assert!(shown(&filter, at(0.0, "y", "failed")).is_some());
    let mut graver = at(0.0, "y", "failed");
    graver.set("levelno", 40);
    assert!(shown(&filter, graver).is_some());
    assert!(shown(&filter, failed("1")).is_some());
    assert!(shown(&filter, failed("2")).is_some());
    assert!(shown(&filter, failed("2")).is_none());
}

#[test]
fn several_messages_may_be_remembered() {
    let filter = DuplicateFilter::builder().remember(2).build();
    let long = "x".repeat(100);
    let shown: Vec<String> = ["a", &long, "a", &long, "a", "b", "c"]
        .into_iter()
        .filter_map(|message| shown(&filter, at(0.0, "x", message)))
        .collect();
    let named = format!("[message repeated once: \"{}…\"] c", "x".repeat(60));
    assert_eq!(shown, ["a", &long, "[message repeated 2 times: \"a\"] b", &named]);
}

#[test]
fn the_count_is_an_attribute_and_the_text_may_stay_as_it_is() {
    let filter = DuplicateFilter::builder().in_text(false).build();
    (0..5).for_each(|_| _ = shown(&filter, at(0.0, "x", "a")));
    let mut record = at(0.0, "x", "b");
    assert!(matches!(filter.filter(&mut record), Verdict::Keep));
    assert_eq!((record.message(), record.get("repeated").and_then(|count| count.as_i64())), (Ok("b"), Some(4)));
}

#[test]
fn no_more_is_remembered_than_is_bounded() {
    let filter = DuplicateFilter::builder().remember(usize::MAX).build();
    let messages: Vec<String> = (0..2000).map(|number| number.to_string()).collect();
    messages.iter().for_each(|message| assert!(shown(&filter, at(0.0, "x", message)).is_some()));
    // The first ones are forgotten, the last ones are not.
    assert!(shown(&filter, at(0.0, "x", "1999")).is_none());
    assert!(shown(&filter, at(0.0, "x", "0")).is_some());
}

#[test]
fn what_no_record_has_told_of_is_counted_at_the_end() {
    let filter = DuplicateFilter::new();
    for (message, second) in [("a", 0.0), ("a", 1.0), ("a", 2.0), ("b", 3.0), ("b", 4.0)] {
        shown(&filter, at(second, "x", message));
    }
    assert_eq!(filter.take_untold(), 1, "the two of the first message were told by the second one");
    assert_eq!(filter.take_untold(), 0);
}
