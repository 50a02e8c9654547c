//! Constructors of the formatters that ship with sawlog.

use std::sync::Arc;

use super::parameters::{Kind, Parameter, Signature};
use super::{Arguments, BoxError};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::node::{Node, NodeKind};
use crate::error::FormatError;
use crate::format::{
    BraceStyle, DollarStyle, Formatter, JsonField, JsonFormatter, PercentStyle, Style, StyleTemplate, StyledFormatter,
};
use crate::value::{Dict, Value};
/// What [`formatter`] takes.
pub(super) const FORMATTER: Signature = &[&[
    Parameter::optional("fmt", Kind::TextIfAny, "What a record looks like, such as %(levelname)s: %(message)s."),
    Parameter::optional("datefmt", Kind::TextIfAny, "What %(asctime)s looks like, by the rules of strftime."),
    Parameter::optional("style", Kind::OneOf(&["%", "{", "$"]), "Which of Python's styles the format is written in."),
    Parameter::optional("validate", Kind::Truth, "Whether the format is checked."),
    Parameter::keyword("defaults", Kind::Mapping, "Values of fields that a record has not."),
]];

/// `logging.Formatter(fmt=None, datefmt=None, style='%', validate=True, *, defaults=None)`.
///
/// Its block of properties may set `default_time_format` and `default_msec_format`.
pub(super) fn formatter(args: &mut Arguments<'_>) -> Result<Arc<dyn Formatter>, BoxError> {
    let style = match args.plain("style")? {
        None => Style::Percent,
        Some(place) => match place.node.as_str().map(str::parse::<Style>) {
            Some(Ok(style)) => style,
            Some(Err(error)) => return Err(args.error_of("style", error.into()).into()),
            None => return Err(place.wrong_type("a style: one of %, { and $").into()),
        },
    };
    match style {
        Style::Percent => styled::<PercentStyle>(args),
        Style::Brace => styled::<BraceStyle>(args),
        Style::Dollar => styled::<DollarStyle>(args),
    }
}

fn styled<S: StyleTemplate + 'static>(args: &mut Arguments<'_>) -> Result<Arc<dyn Formatter>, BoxError> {
    let format = text_if_any(args, "fmt")?;
    let datefmt = text_if_any(args, "datefmt")?;
    let validate = args.truth("validate")?.unwrap_or(true);
    let mut formatter = if validate {
        StyledFormatter::<S>::new(&format).map_err(|error| invalid(args, error))?
    } else {
        StyledFormatter::<S>::unvalidated(&format)
    };
    formatter = formatter.datefmt(&datefmt);
    if let Some(defaults) = defaults(args)? {
        formatter = formatter.defaults(defaults);
    }
    if let Some(pattern) = args.property("default_time_format") {
        formatter = formatter.default_time_format(property_text(args, "default_time_format", &pattern)?);
    }
    match args.property("default_msec_format") {
        None => {}
        // Python looks whether there is one.
        Some(template) if !template.is_truthy() => formatter = formatter.default_msec_format(None),
        Some(template) => {
            let template = property_text(args, "default_msec_format", &template)?;
            formatter = formatter.default_msec_format(Some(template));
        }
    }
    Ok(Arc::new(formatter))
}

/// A text; the empty one for whatever Python takes for false.
fn text_if_any(args: &mut Arguments<'_>, name: &str) -> Result<String, ConfigError> {
    match args.plain(name)? {
        Some(place) if place.node.is_truthy() => {
            place.node.as_str().map(str::to_owned).ok_or_else(|| place.wrong_type("a text"))
        }
        _ => Ok(String::new()),
    }
}

fn invalid(args: &Arguments<'_>, error: FormatError) -> ConfigError {
    args.error_of("fmt", ConfigErrorKind::Format(error))
}

fn defaults(args: &mut Arguments<'_>) -> Result<Option<Dict>, ConfigError> {
    let Some(place) = args.plain("defaults")? else { return Ok(None) };
    match place.node.to_value() {
        empty if !empty.is_truthy() => Ok(None),
        Value::Dict(dict) => Ok(Some((*dict).clone())),
        _ => Err(place.wrong_type("a mapping of names to values")),
    }
}

fn property_text<'v>(args: &Arguments<'_>, name: &str, value: &'v Value<'static>) -> Result<&'v str, ConfigError> {
    value.as_str().ok_or_else(|| {
        let found = value.type_name().into_owned();
        args.property_error(name, ConfigErrorKind::Type { expected: format!("a text for {name}"), found })
    })
}
/// What [`json`] takes.
pub(super) const JSON: Signature = &[&[
    Parameter::optional("fields", Kind::Fields, "The members: a list of fields, or a mapping from names to fields."),
    Parameter::optional("datefmt", Kind::Text, "What times look like, by the rules of strftime."),
    Parameter::optional("utc", Kind::Truth, "Whether times are in UTC rather than in local time."),
]];

/// `sawlog.JsonFormatter(fields=None, datefmt=None, utc=False)`.
///
/// `fields` lists the members, or maps the members' names to what they hold: `timestamp`, `level`, `logger`, `message`,
/// `exception`, `stack`, `extras`, or the name of an attribute.
pub(super) fn json(args: &mut Arguments<'_>) -> Result<Arc<dyn Formatter>, BoxError> {
    let mut formatter = match args.plain("fields")? {
        None => JsonFormatter::new(),
        Some(place) => {
            let members =
                members(&place.node).ok_or_else(|| place.wrong_type("a list of fields, or a mapping to them"))?;
            let empty = JsonFormatter::with_fields([]);
            members.into_iter().fold(empty, |formatter, (name, field)| formatter.field(&name, field))
        }
    };
    if let Some(datefmt) = args.text("datefmt")? {
        formatter = formatter.datefmt(&datefmt);
    }
    if args.truth("utc")?.unwrap_or(false) {
        formatter = formatter.utc();
    }
    Ok(Arc::new(formatter))
}

fn members(node: &Node) -> Option<Vec<(String, JsonField)>> {
    match &node.kind {
        NodeKind::List(items) | NodeKind::Tuple(items) => {
            items.iter().map(|item| item.as_str().map(|name| (name.to_owned(), json_field(name)))).collect()
        }
        NodeKind::Mapping(mapping) => mapping
            .iter()
            .map(|(name, entry)| Some((name.as_str()?.to_owned(), json_field(entry.node.as_str()?))))
            .collect(),
        NodeKind::Scalar(_) => None,
    }
}

fn json_field(name: &str) -> JsonField {
    match name {
        "timestamp" => JsonField::Timestamp,
        "level" => JsonField::Level,
        "logger" => JsonField::Logger,
        "message" => JsonField::Message,
        "exception" => JsonField::Exception,
        "stack" => JsonField::Stack,
        "extras" => JsonField::Extras,
        attribute => JsonField::Attribute(attribute.to_owned()),
    }
}
