//! Spans: their fields and names in the records within them, across threads and `.await`.

use std::thread;

use sawlog::bridge::tracing::Bridge;
use sawlog::{Level, Manager, capture};
use tokio::runtime::Builder;
use tokio::task::yield_now;
use tracing::field::Empty;
use tracing::{Dispatch, Instrument, debug_span, dispatcher, info, info_span, warn};
use tracing_subscriber::layer::SubscriberExt;

use super::{extras, layer, told, turn};

#[test]
fn the_nearest_spans_field_holds_and_the_events_own_before_it() {
    let captured = told(|| {
        info!("outside");
        let _request = info_span!("request", id = 17, user = "ann", name = "clash").entered();
        info!("m");
        let query = info_span!("query", user = "bob", table = "t").entered();
        info!(table = "own", "m");
        drop(query);
        info!(span = "own", "m");
    });
    assert_eq!(
        extras(&captured),
        [
            "",
            "span=request spans=request id=17 user=ann name_=clash",
            "span=query spans=request:query id=17 user=bob name_=clash table=own",
            "span=own spans=request id=17 user=ann name_=clash",
        ]
    );
}

#[test]
fn what_is_recorded_later_counts_from_then_on() {
    let captured = told(|| {
        let span = info_span!("request", status = Empty, n = 1);
        let _entered = span.enter();
        info!("before");
        span.record("status", 200);
        span.record("n", 2);
        info!("after");
    });
    assert_eq!(extras(&captured), ["span=request spans=request n=1", "span=request spans=request n=2 status=200"]);
}

#[test]
fn a_parent_that_was_named_counts() {
    let captured = told(|| {
        let far = info_span!("far", a = 1);
        let _here = info_span!("here", b = 2).entered();
        info!(parent: &far, "far");
        info!(parent: None, "nowhere");
        let _below = info_span!(parent: &far, "below", c = 3).entered();
        info!("below");
    });
    assert_eq!(extras(&captured), ["span=far spans=far a=1", "", "span=below spans=far:below a=1 c=3"]);
}

#[test]
fn a_value_of_a_span_may_log_within_the_span() {
    struct Logs;
    impl std::fmt::Debug for Logs {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            info!("from a value");
            f.write_str("logs")
        }
    }
    // What is told while something is told goes nowhere under a subscriber of one thread: here it must not lock up.
    let captured = told(|| {
        let span = info_span!("span", value = Empty);
        let _entered = span.enter();
        span.record("value", tracing::field::debug(Logs));
        info!("after");
    });
    assert_eq!(extras(&captured).last().unwrap(), "span=span spans=span value=logs");
}

#[test]
fn spans_are_bounded() {
    let captured = told(|| {
        let spans: Vec<_> = (0..300).map(|n| info_span!("a_span_of_some_length", n, a = 1).entered()).collect();
        info!("m");
        // The last one first: they are on a stack.
        spans.into_iter().rev().for_each(drop);
    });
    let record = captured.records().remove(0);
    assert_eq!(record.extra("n").unwrap().as_i64(), Some(299));
    let path = record.extra("spans").unwrap().to_string();
    assert!(path.len() < 1200 && path.ends_with(":a_span_of_some_length") && path.starts_with("...:"), "{path}");
}

#[test]
fn a_span_that_is_quieter_than_its_logger_is_there_if_it_is_grave_enough() {
    let _turn = turn();
    let told = |bridge: fn(Bridge) -> Bridge| {
        let manager = Manager::new();
        let captured = capture(&manager.get_logger("shop"), Level::WARNING);
        let layer = bridge(Bridge::new(&manager)).layer();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            let _request = info_span!(target: "shop", "request", id = 17).entered();
            let _detail = debug_span!(target: "shop", "detail", n = 1).entered();
            warn!(target: "shop", "m");
        });
        extras(&captured)
    };
    assert_eq!(told(|bridge| bridge), ["span=request spans=request id=17"]);
    assert_eq!(told(|bridge| bridge.span_level(Level::DEBUG)), ["span=detail spans=request:detail id=17 n=1"]);
    assert_eq!(told(|bridge| bridge.span_level(Level::new(i64::MAX))), [""]);
}

#[test]
fn threads_have_the_spans_that_they_enter() {
    let _turn = turn();
    let manager = Manager::new();
    let captured = capture(&manager.root(), 1);
    let dispatch = Dispatch::new(tracing_subscriber::registry().with(layer(&manager)));
    dispatcher::with_default(&dispatch, || {
        let request = info_span!("request", id = 17);
        thread::scope(|threads| {
            for worker in 0..4 {
                let (request, dispatch) = (request.clone(), dispatch.clone());
                threads.spawn(move || {
                    dispatcher::with_default(&dispatch, || {
                        info!("outside");
                        for n in 0..50 {
                            request.in_scope(|| {
                                let _work = info_span!("work", worker, n).entered();
                                info!("{worker} {n}");
                            });
                        }
                    });
                });
            }
        });
    });
    let records = captured.records();
    assert_eq!(records.len(), 4 * 51);
    for record in records {
        let message = record.message().unwrap();
        if message == "outside" {
            assert_eq!(record.extra("id"), None);
        } else {
            let of = |name| record.extra(name).unwrap();
            assert_eq!(format!("{} {} {}", of("id"), of("worker"), of("n")), format!("17 {message}"));
        }
    }
}

#[test]
fn tasks_that_take_turns_keep_their_spans() {
    async fn serve(id: u64) {
        info!("{id} asked");
        for step in 0..3 {
            async {
                yield_now().await;
                info!("{id} at work");
            }
            .instrument(info_span!("step", step))
            .await;
        }
    }
    let captured = told(|| {
        let task = |id| serve(id).instrument(info_span!("request", id));
        Builder::new_current_thread().build().unwrap().block_on(async { tokio::join!(biased; task(1), task(2)) });
    });
    let asked = |id| format!("span=request spans=request id={id}");
    let at_work = |id, step| format!("span=step spans=request:step id={id} step={step}");
    let mut expected = vec![asked(1), asked(2)];
    expected.extend((0..3).flat_map(|step| [at_work(1, step), at_work(2, step)]));
    assert_eq!(extras(&captured), expected);
}
