//! From one thread to another.

use std::thread;

use sawlog::{context, info};

use super::{extras, logger};

#[test]
fn a_thread_has_its_own_scopes_and_may_be_given_others() {
    let (_manager, logger, captured) = logger();
    let _request = context::scope([("request", 17)]);
    let taken = context::capture();
    let user = context::scope([("user", "ann")]);
    thread::scope(|threads| {
        threads.spawn(|| {
            info!(logger, "a new thread");
            let _scope = taken.enter();
            let _worker = context::scope([("worker", 1)]);
            info!(logger, "as it was taken");
        });
    });
    drop(user);
    info!(logger, "here");
    assert_eq!(extras(&captured), ["", "request=17 worker=1", "request=17"]);
}

#[test]
fn many_threads_do_not_mix_theirs_up() {
    let (_manager, logger, captured) = logger();
    thread::scope(|threads| {
        for worker in 0..8 {
            let logger = &logger;
            threads.spawn(move || {
                for n in 0..100 {
                    let _scope = context::scope([("worker", worker), ("n", n)]);
                    info!(logger, "{worker} {n}");
                }
            });
        }
    });
    let records = captured.records();
    assert_eq!(records.len(), 800);
    for record in records {
        let said = format!("{} {}", record.get("worker").unwrap(), record.get("n").unwrap());
        assert_eq!(record.message().unwrap(), said);
    }
}

#[test]
fn a_record_logged_while_a_thread_ends_is_logged() {
    struct Last(sawlog::Logger);
    impl Drop for Last {
        fn drop(&mut self) {
            let _scope = context::scope([("last", 1)]);
            info!(self.0, "ending");
        }
    }
    thread_local! { static LAST: std::cell::RefCell<Option<Last>> = const { std::cell::RefCell::new(None) }; }
    let (_manager, logger, captured) = logger();
    thread::spawn(move || {
        LAST.set(Some(Last(logger)));
        let _scope = context::scope([("n", 1)]);
    })
    .join()
    .unwrap();
    // Whether the thread has scopes left by then is the system's to say.
    assert_eq!(captured.output(), ["INFO:shop.web:ending"]);
}
