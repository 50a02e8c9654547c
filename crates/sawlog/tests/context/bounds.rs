//! What does not go into a context.

use sawlog::context::{self, Context, MAX_NAMES, MAX_NESTING};
use sawlog::{Value, info};

use super::{extras, logger};

#[test]
fn a_name_that_every_record_has_is_left_out() {
    let (_manager, logger, captured) = logger();
    let _scope = context::scope([("name", "x"), ("message", "y"), ("user", "ann")]);
    info!(logger, "m");
    assert_eq!(extras(&captured), ["user=ann"]);
    assert_eq!(captured.output(), ["INFO:shop.web:m"]);
}

#[test]
fn names_are_bounded() {
    let many = |from: usize| (from..from + MAX_NAMES).map(|n| (format!("n{n}"), n as i64));
    let context = Context::new().with_all(many(0)).with("n0", "changed").with_all(many(MAX_NAMES));
    assert_eq!(context.iter().len(), MAX_NAMES);
    assert_eq!(context.get("n0"), Some(&Value::from("changed")));
    assert_eq!(context.get(&format!("n{MAX_NAMES}")), None);
    let _scope = context.enter();
    let _more = context::scope(many(MAX_NAMES));
    assert_eq!(context::capture().iter().len(), MAX_NAMES);
}

#[test]
fn nesting_is_bounded() {
    let mut scopes: Vec<_> = (0..MAX_NESTING as i64).map(|n| context::scope([("n", n)])).collect();
    let refused = context::scope([("n", -1)]);
    let last = Some(Value::from(MAX_NESTING as i64 - 1));
    assert_eq!(context::get("n"), last);
    drop(refused);
    assert_eq!(context::get("n"), last);
    scopes.pop();
    let _scope = context::scope([("n", -1)]);
    assert_eq!(context::get("n"), Some(Value::from(-1)));
}

/// A recursion does not fill stderr.
#[test]
fn scopes_that_do_not_count_are_told_of_once_and_counted() {
    const INNER: &str = "SAWLOG_TEST_NESTING";
    if std::env::var_os(INNER).is_some() {
        for _ in 0..3 {
            let scopes: Vec<_> = (0..MAX_NESTING as i64 + 50).map(|n| context::scope([("n", n)])).collect();
            drop(scopes);
        }
        std::process::exit(0);
    }
    let mut again = std::process::Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", "bounds::scopes_that_do_not_count_are_told_of_once_and_counted", "--nocapture"]);
    let output = again.env(INNER, "1").output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    let once = "sawlog: context: 128 scopes are open within each other on this thread; one more does not count\n";
    assert_eq!(told, format!("{once}sawlog: context: 149 more scopes within 128 others did not count\n"));
}
