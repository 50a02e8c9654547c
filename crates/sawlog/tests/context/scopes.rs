//! Scopes within each other, and their ends.

use sawlog::context::{self, Context};
use sawlog::{Value, info};

use super::{extras, logger};

#[test]
fn a_record_carries_what_is_in_scope_when_it_is_logged() {
    let (_manager, logger, captured) = logger();
    info!(logger, "before");
    {
        let _request = context::scope([("request", 17)]);
        info!(logger, "one");
        let user = context::scope([("user", "sheila")]);
        info!(logger, "two");
        drop(user);
        info!(logger, "three");
    }
    info!(logger, "after");
    assert_eq!(extras(&captured), ["", "request=17", "request=17 user=sheila", "request=17", ""]);
}

#[test]
fn the_nearest_value_of_a_name_holds_and_the_calls_own_before_it() {
    let (_manager, logger, captured) = logger();
    let _outer = context::scope([("user", Value::from("ann")), ("n", Value::from(1))]);
    let inner = context::scope([("user", "bob")]);
    info!(logger, "m");
    info!(logger, user = "eve", more = true; "m");
    drop(inner);
    info!(logger, "m");
    assert_eq!(extras(&captured), ["user=bob n=1", "n=1 user=eve more=True", "user=ann n=1"]);
    assert_eq!(context::get("user"), Some(Value::from("ann")));
    assert_eq!(context::get("absent"), None);
}

#[test]
fn scopes_end_in_any_order() {
    let (_manager, logger, captured) = logger();
    let a = context::scope([("a", 1), ("shared", 1)]);
    let b = context::scope([("b", 2), ("shared", 2)]);
    let c = context::scope([("c", 3)]);
    drop(b);
    info!(logger, "without b");
    drop(a);
    info!(logger, "without a");
    let d = context::scope([("d", 4)]);
    drop(c);
    info!(logger, "without c");
    drop(d);
    info!(logger, "without d");
    assert_eq!(extras(&captured), ["a=1 shared=1 c=3", "c=3", "d=4", ""]);
}

#[test]
fn a_context_that_is_entered_stands_alone() {
    let (_manager, logger, captured) = logger();
    let _outer = context::scope([("outer", 1)]);
    let context = Context::new().with("user", "ann").with("user", "bob").with("n", 0.5);
    context.run(|| {
        info!(logger, "within");
        let _inner = context::scope([("inner", 2)]);
        info!(logger, "deeper");
        Context::new().run(|| info!(logger, "of nothing"));
    });
    info!(logger, "without");
    assert_eq!(extras(&captured), ["user=bob n=0.5", "user=bob n=0.5 inner=2", "", "outer=1"]);
    assert_eq!(format!("{context:?}"), r#"{"user": Str("bob"), "n": Float(0.5)}"#);
}

#[test]
fn a_panic_ends_its_scopes() {
    let panicked = std::panic::catch_unwind(|| {
        let _scope = context::scope([("doomed", 1)]);
        std::panic::resume_unwind(Box::new(()));
    });
    assert!(panicked.is_err());
    assert_eq!(context::get("doomed"), None);
}
