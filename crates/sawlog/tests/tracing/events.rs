//! Events alone: where they go, and what their fields become.

use std::fmt;
use std::net::Ipv4Addr;

use sawlog::{JsonFormatter, Stream, StreamHandler, Value, context};
use tracing_subscriber::layer::SubscriberExt;

use super::{extras, layer, told, turn};

#[test]
fn a_target_is_the_logger_of_that_name() {
    let captured = told(|| {
        tracing::info!(target: "shop::web", "put {} into {}", 3, "it");
        tracing::warn!(target: "shop.db", "100 % plain");
        tracing::trace!(target: "", "nobody's");
        tracing::error!("this module's");
        tracing::debug!("debug");
    });
    assert_eq!(
        captured.output(),
        [
            "INFO:shop.web:put 3 into it",
            "WARNING:shop.db:100 % plain",
            "Level 5:root:nobody's",
            "ERROR:tracing.events:this module's",
            "DEBUG:tracing.events:debug"
        ]
    );
    let records = captured.records();
    assert_eq!(records[0].pathname(), file!());
    assert!(records.iter().map(|record| record.lineno()).is_sorted() && records[0].lineno() > 0);
    assert_eq!(records[0].get("module_path"), Some(Value::from("tracing::events")));
    assert_eq!(records[3].get("module_path"), None);
    assert_eq!(records[3].module_path(), Some("tracing::events"));
}

#[test]
fn fields_are_attributes_of_their_own_types() {
    let user = String::from("sheila");
    let captured = told(|| {
        tracing::info!(
            user, n = -3i8, big = u64::MAX, huge = i128::MIN, f = 0.5, yes = true, shown = %Ipv4Addr::LOCALHOST,
            list = ?[1, 2], bytes = &b"ab"[..], absent = tracing::field::Empty, none = None::<i64>, some = Some(1),
            name = "clash", levelname = 1, dotted.name = "x", "m"
        );
    });
    let record = captured.records().remove(0);
    let expected = [
        ("user", Value::from("sheila")),
        ("n", Value::from(-3)),
        ("big", Value::from(u64::MAX)),
        ("huge", Value::from(i128::MIN)),
        ("f", Value::from(0.5)),
        ("yes", Value::from(true)),
        ("shown", Value::from("127.0.0.1")),
        ("list", Value::from("[1, 2]")),
        ("bytes", Value::Bytes(b"ab".as_slice().into())),
        ("some", Value::from(1)),
        ("name_", Value::from("clash")),
        ("levelname_", Value::from(1)),
        ("dotted.name", Value::from("x")),
    ];
    for (name, value) in &expected {
        assert_eq!(record.extra(name), Some(value), "{name}");
    }
    assert_eq!(record.extras().count(), expected.len());
    assert_eq!((record.name(), record.message().unwrap()), ("tracing.events", "m"));
}

#[test]
fn an_error_is_an_attribute_and_the_records_exception() {
    let captured = told(|| {
        let error = "x".parse::<i32>().unwrap_err();
        let second = "".parse::<i32>().unwrap_err();
        tracing::error!(error = &error as &dyn std::error::Error, second = &second as &dyn std::error::Error, "failed");
    });
    assert_eq!(
        extras(&captured),
        [format!("error={} second={}", "invalid digit found in string", "cannot parse integer from empty string")]
    );
    let record = captured.records().remove(0);
    assert_eq!(record.exc_info().unwrap().text(), "Error: invalid digit found in string");
}

#[test]
fn without_a_message_an_event_has_the_name_that_it_was_given() {
    let captured = told(|| {
        tracing::info!(user = "ann");
        tracing::event!(name: "login", tracing::Level::INFO, user = "ann");
        tracing::info!(message = 5);
    });
    let messages: Vec<_> = captured.records().iter().map(|record| record.message().unwrap().to_owned()).collect();
    assert_eq!(messages, ["", "login", "5"]);
}

/// A value whose `Debug` is the program's own.
struct Own(fn(&mut fmt::Formatter<'_>) -> fmt::Result);

impl fmt::Debug for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}

#[test]
fn a_value_that_panics_or_fails_loses_itself_alone() {
    let captured = told(|| {
        let panics = Own(|_| std::panic::resume_unwind(Box::new("no way")));
        let fails = Own(|_| Err(fmt::Error));
        tracing::info!(n = 1, ?panics, ?fails, last = 2, "m");
        tracing::info!("{panics:?}");
    });
    let said = "<a value of type str panicked: no way>";
    assert_eq!(
        extras(&captured)[0],
        format!("n=1 panics={said} fails=<a value of type str could not be written> last=2")
    );
    assert_eq!(captured.records()[1].message().unwrap(), said);
}

#[test]
fn what_is_in_scope_goes_with_an_event() {
    let captured = told(|| {
        let _scope = context::scope([("request", 17), ("n", 1)]);
        tracing::info!(n = 2, "m");
    });
    assert_eq!(extras(&captured), ["request=17 n=2"]);
}

#[test]
fn json_has_the_fields() {
    let _turn = turn();
    let folder = tempfile::tempdir().unwrap();
    let file = std::fs::File::create(folder.path().join("log")).unwrap();
    let manager = sawlog::Manager::new();
    let stream = StreamHandler::builder().stream(Stream::Writer(Box::new(file)));
    manager.root().add_handler(stream.formatter(JsonFormatter::new()).build());
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer(&manager)), || {
        let _request = tracing::info_span!("request", id = 17u64, peer = %Ipv4Addr::LOCALHOST).entered();
        tracing::warn!(target: "shop::web", ratio = 0.5, ok = false, "slow");
    });
    let text = std::fs::read_to_string(folder.path().join("log")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let said = ["logger", "message", "id", "peer", "ratio", "ok", "span", "spans"].map(|name| json[name].clone());
    let expected = serde_json::json!(["shop.web", "slow", 17, "127.0.0.1", 0.5, false, "request", "request"]);
    assert_eq!(serde_json::Value::from(said.to_vec()), expected);
}
