//! One record that shows what a formatter makes of records.

use crate::format::Formatter;
use crate::record::{Attribute, make_log_record};
use crate::value::Value;

/// The line that a formatter makes of a record like any other.
///
/// What the format asks for and no record has by itself is there as its own name in angle brackets.
pub(super) fn line(formatter: &dyn Formatter) -> Result<String, String> {
    let standard = [
        ("name", Value::from("shop.basket")),
        ("msg", "3 items for sheila".into()),
        ("levelname", "INFO".into()),
        ("levelno", 20.into()),
        ("pathname", "/srv/shop/basket.py".into()),
        ("filename", "basket.py".into()),
        ("module", "basket".into()),
        ("lineno", 42.into()),
        ("funcName", "add".into()),
        ("created", 981_173_106.789.into()),
        ("msecs", 789.0.into()),
        ("relativeCreated", 1234.5.into()),
        ("thread", 1.into()),
        ("threadName", "MainThread".into()),
        ("process", 4242.into()),
        ("processName", "MainProcess".into()),
    ];
    let asked = formatter.template().map(|template| template.fields).unwrap_or_default();
    let added: Vec<String> = asked.into_iter().filter(|field| Attribute::from_name(field).is_none()).collect();
    let extra = added.iter().map(|name| (name.as_str(), Value::from(format!("<{name}>"))));
    let record = make_log_record(standard.into_iter().chain(extra));
    let mut out = String::new();
    match formatter.format(&record, &mut out) {
        Ok(()) => Ok(out),
        Err(error) if added.is_empty() => Err(format!("every record fails: {error}")),
        Err(_) => Err(format!("for records that have {}", added.join(", "))),
    }
}
