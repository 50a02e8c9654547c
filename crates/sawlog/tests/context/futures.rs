//! Across `.await`, on whatever thread a future is polled.

use std::pin::pin;
use std::task::{self, Waker};

use sawlog::context::{self, InContext};
use sawlog::{Logger, Value, info};
use tokio::runtime::Builder;
use tokio::task::yield_now;

use super::{extras, logger};

async fn serve(logger: Logger, request: i64) {
    info!(logger, "{request} asked");
    for _ in 0..20 {
        yield_now().await;
        assert_eq!(context::get("request"), Some(Value::from(request)));
    }
    info!(logger, "{request} answered");
}

#[test]
fn tasks_that_take_turns_keep_their_own() {
    let (_manager, logger, captured) = logger();
    let runtime = Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let _outer = context::scope([("outer", 1)]);
        let context = |request| context::capture().with("request", request);
        let serve = |request| serve(logger.clone(), request).in_context(context(request));
        tokio::join!(biased; serve(1), serve(2));
        info!(logger, "after");
    });
    let of = |request| format!("outer=1 request={request}");
    assert_eq!(extras(&captured), [of(1), of(2), of(1), of(2), "outer=1".to_owned()]);
}

#[test]
fn a_task_takes_its_context_to_the_thread_that_polls_it() {
    let (_manager, logger, captured) = logger();
    let runtime = Builder::new_multi_thread().worker_threads(4).build().unwrap();
    runtime.block_on(async {
        let tasks = (0..50).map(|request| {
            let context = context::Context::new().with("request", request);
            tokio::spawn(serve(logger.clone(), request).in_context(context))
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
    });
    let records = captured.records();
    assert_eq!(records.len(), 100);
    for record in records {
        let request = record.get("request").unwrap().to_string();
        assert_eq!(record.message().unwrap().split(' ').next(), Some(&*request));
    }
}

/// On one thread, where a future may keep a scope over an `.await`.
#[test]
fn scopes_of_a_future_are_not_there_for_another_one() {
    let (_manager, logger, captured) = logger();
    let steps = async |name: &'static str| {
        let _scope = context::scope([("step", name)]);
        info!(logger, "{name}");
        yield_now().await;
        let _more = context::scope([("more", 1)]);
        yield_now().await;
        info!(logger, "{name}");
    };
    let runtime = Builder::new_current_thread().build().unwrap();
    let context = context::Context::new();
    runtime.block_on(async {
        tokio::join!(biased; steps("a").in_context(context.clone()), steps("b").in_context(context.clone()));
        info!(logger, "after");
    });
    assert_eq!(extras(&captured), ["step=a", "step=b", "step=a more=1", "step=b more=1", ""]);
}

#[test]
fn a_future_that_is_given_up_is_dropped_in_its_context() {
    struct Last(Logger);
    impl Drop for Last {
        fn drop(&mut self) {
            info!(self.0, "given up");
        }
    }
    let (_manager, logger, captured) = logger();
    let last = Last(logger.clone());
    let future = async move {
        let _last = last;
        let _scope = context::scope([("step", 1)]);
        std::future::pending::<()>().await;
    };
    let mut future = Box::pin(future.in_context(context::Context::new().with("request", 17)));
    assert!(future.as_mut().poll(&mut task::Context::from_waker(Waker::noop())).is_pending());
    info!(logger, "meanwhile");
    drop(future);
    info!(logger, "after");
    // Of what the future had, the scope goes before the value that tells of it.
    assert_eq!(extras(&captured), ["", "request=17", ""]);
}

#[test]
fn a_future_that_panics_leaves_nothing_in_scope() {
    let future = async {
        let _scope = context::scope([("step", 1)]);
        std::panic::resume_unwind(Box::new(()));
    };
    let mut future = pin!(future.in_context(context::Context::new().with("request", 17)));
    let poll = || future.as_mut().poll(&mut task::Context::from_waker(Waker::noop()));
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(poll)).is_err());
    assert!(context::capture().is_empty());
}
