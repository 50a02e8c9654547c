//! Not more than so many records in a time.

use std::time::Duration;

use sawlog::{CallSite, Filter, Handler, HandlerRef, LogRecord, MemoryHandler, RateKey, RateLimitFilter, Verdict};

use super::records::{at, shown};

#[test]
fn a_burst_passes_and_then_as_many_as_the_rate_allows() {
    let filter = RateLimitFilter::new(2, Duration::from_secs(1));
    let mut passed = Vec::new();
    for tenth in 0..40 {
        if let Some(message) = shown(&filter, at(f64::from(tenth) / 10.0, "a", "m")) {
            passed.push((tenth, message));
        }
    }
    let kept: Vec<i32> = passed.iter().map(|(tenth, _)| *tenth).collect();
    assert_eq!(kept, [0, 1, 5, 10, 15, 20, 25, 30, 35]);
    assert_eq!(passed[1].1, "m");
    assert_eq!(passed[2].1, "[3 records suppressed] m");
    assert_eq!(passed[3].1, "[4 records suppressed] m");
    assert_eq!(filter.suppressed(), 31);
}

#[test]
fn after_silence_a_burst_passes_again() {
    let filter = RateLimitFilter::builder(1.0, Duration::from_secs(10)).burst(3.0).build();
    let passed = |from: f64| (0..10).filter(|_| shown(&filter, at(from, "a", "m")).is_some()).count();
    assert_eq!(passed(0.0), 3);
    assert_eq!(passed(9.9), 0);
    assert_eq!(passed(10.0), 1);
    assert_eq!(passed(1000.0), 3);
    // A record of an earlier time takes nothing back.
    assert_eq!(passed(0.0), 0);
}

#[test]
fn each_logger_has_its_own_limit() {
    let filter = RateLimitFilter::new(1, Duration::from_secs(1));
    let names = ["a", "b", "a", "b", "a.b"];
    let passed = names.map(|name| shown(&filter, at(0.0, name, "m")).is_some());
    assert_eq!(passed, [true, true, false, false, true]);
    assert_eq!(shown(&filter, at(1.0, "b", "m")).as_deref(), Some("[1 record suppressed] m"));
}

#[test]
fn each_call_or_all_may_have_the_limit() {
    let site = |line: i64| {
        let mut record = at(0.0, "a", "m");
        record.set("pathname", "src/shop.rs");
        record.set("lineno", line);
        record
    };
    let by_call = RateLimitFilter::builder(1.0, Duration::from_secs(1)).key(RateKey::CallSite).build();
    assert_eq!([1, 2, 1, 3, 2].map(|line| shown(&by_call, site(line)).is_some()), [true, true, false, true, false]);
    let all = RateLimitFilter::builder(1.0, Duration::from_secs(1)).key(RateKey::All).build();
    assert_eq!(["a", "b"].map(|name| shown(&all, at(0.0, name, "m")).is_some()), [true, false]);
    assert!(CallSite::caller().lineno > 0);
}

#[test]
fn the_count_is_an_attribute_and_the_text_may_stay_as_it_is() {
    let filter = RateLimitFilter::builder(1.0, Duration::from_secs(1)).in_text(false).build();
    (0..5).for_each(|_| _ = shown(&filter, at(0.0, "a", "m")));
    let mut record = at(2.0, "a", "m");
    assert!(matches!(filter.filter(&mut record), Verdict::Keep));
    assert_eq!((record.message(), record.get("suppressed").and_then(|count| count.as_i64())), (Ok("m"), Some(4)));
    let mut record = at(4.0, "a", "m");
    assert!(matches!(filter.filter(&mut record), Verdict::Keep));
    assert!(record.get("suppressed").is_none());
}

#[test]
fn counts_are_kept_of_so_many_loggers_alone_and_none_is_lost() {
    let filter = RateLimitFilter::builder(1.0, Duration::from_secs(3600)).max_keys(100).build();
    let names: Vec<String> = (0..10_000).map(|number| format!("logger.{number}")).collect();
    let (mut told, mut passed) = (0, 0);
    for name in &names {
        for _ in 0..3 {
            let mut record = at(0.0, name, "m");
            if let Verdict::Keep = filter.filter(&mut record) {
                passed += 1;
                told += record.get("suppressed").and_then(|count| count.as_i64()).unwrap_or(0);
            }
        }
    }
    assert_eq!((passed, filter.suppressed()), (10_000, 20_000));
    // What the last loggers have suppressed is still to be told.
    assert!((19_700..20_000).contains(&told), "{told}");
}

#[test]
fn a_record_is_counted_once_whatever_handlers_share_the_filter() {
    struct Count(std::sync::atomic::AtomicU32);
    impl Handler for Count {
        fn emit(&self, _: &LogRecord<'_>, _: &sawlog::HandlerBase) -> Result<(), sawlog::EmitError> {
            self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Ok(())
        }
    }
    let count = || HandlerRef::new(Count(0.into()));
    let (one, two, target) = (count(), count(), count());
    let memory = MemoryHandler::new(1, &target);
    let filter: sawlog::SharedFilter = std::sync::Arc::new(RateLimitFilter::new(2, Duration::from_secs(3600)));
    let manager = sawlog::Manager::new();
    let root = manager.root();
    for handler in [one.erase(), two.erase(), memory.erase()] {
        handler.add_shared_filter(filter.clone());
        root.add_handler(handler);
    }
    target.add_shared_filter(filter.clone());
    root.add_shared_filter(filter);
    (0..5).for_each(|_| root.warning("m"));
    let counted = [&one, &two, &target].map(|handler| handler.0.load(std::sync::atomic::Ordering::Relaxed));
    assert_eq!(counted, [2, 2, 2]);
}
