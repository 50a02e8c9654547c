//! `{}`-templates: `template.format(*positional, **named)`.
//!
//! The style of brace formatters and messages. Attributes and items are looked up in what values hold; nothing is
//! ever called or imported.

use super::Value;
use super::repr::{write_ascii, write_repr, write_str};
use super::room::{MAX_OWN_TEXT, Room};
use super::spec::write_by;
use crate::error::FormatError;
use crate::scratch::Scratch;

mod look_up;
mod parse;

pub use look_up::Names;
pub(crate) use look_up::with_path;
use parse::FieldSpec;
pub(crate) use parse::{Field, First, Piece, raw_fields};

/// Appends `template.format(*positional, **named)`.
///
/// ```
/// use sawlog::value::{Value, brace};
/// let mut out = String::new();
/// brace::format("{0!r:>6}|{1:+.1f}|{:{}}", &["ab".into(), 2.25.into()], &brace::NoNames, &mut out).unwrap_err();
/// out.clear();
/// brace::format("{0!r:>6}|{1:+.1f}", &["ab".into(), 2.25.into()], &brace::NoNames, &mut out)?;
/// assert_eq!(out, "  'ab'|+2.2");
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Errors
/// As Python's `str.format` raises them, by kind; `out` then holds what came before. [`FormatError::MessageTooLong`] past
/// 256 MiB.
pub fn format(
    template: &str,
    positional: &[Value<'_>],
    named: &dyn Names,
    out: &mut String,
) -> Result<(), FormatError> {
    Template::new(template).format(positional, named, out)
}

/// The names of a call without any.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn value(&self, _: &str) -> Option<Value<'_>> {
        None
    }
}

/// A template that was read once.
///
/// ```
/// use sawlog::value::{Dict, Value, brace::Template};
/// let template = Template::new("{who:<5}: {what[1]}");
/// let names: Dict = [
///     (Value::from("who"), Value::from("ann")),
///     (Value::from("what"), Value::list([1.into(), 2.into()])),
/// ].into_iter().collect();
/// let mut out = String::new();
/// template.format(&[], &names, &mut out)?;
/// assert_eq!(out, "ann  : 2");
/// # Ok::<(), sawlog::FormatError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Template {
    pieces: Box<[Piece]>,
}

impl Template {
    /// Reads a template. What is wrong in it shows when it is used, after what stands before, as in Python.
    pub fn new(template: &str) -> Template {
        Template { pieces: parse::parse(template) }
    }

    pub(crate) fn into_pieces(self) -> Box<[Piece]> {
        self.pieces
    }

    /// Appends `template.format(*positional, **named)`.
    ///
    /// # Errors
    /// As [`format()`].
    pub fn format(&self, positional: &[Value<'_>], named: &dyn Names, out: &mut String) -> Result<(), FormatError> {
        write_pieces(&self.pieces, positional, named, out)
    }
}

/// Appends pieces with their fields filled in.
pub(crate) fn write_pieces(
    pieces: &[Piece],
    positional: &[Value<'_>],
    named: &dyn Names,
    out: &mut String,
) -> Result<(), FormatError> {
    let room = Room::for_message("", MAX_OWN_TEXT, out);
    for piece in pieces {
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::Field(field) => write_field(field, positional, named, out)?,
            Piece::Fault(error) => return Err(error.clone()),
        }
        room.check(out)?;
    }
    Ok(())
}

fn write_field(
    field: &Field,
    positional: &[Value<'_>],
    named: &dyn Names,
    out: &mut String,
) -> Result<(), FormatError> {
    let mut write = |value: &Value<'_>| write_value(field, value, positional, named, out);
    match &field.first {
        First::Fault(error) => Err(error.clone()),
        First::Index(index) => match positional.get(*index) {
            Some(value) => with_path(value, &field.path, &mut write),
            None => Err(FormatError::Index(format!(
                "replacement index {index} out of range for {} positional arguments",
                positional.len()
            ))),
        },
        First::Name(name) => match named.value(name) {
            Some(value) => with_path(&value, &field.path, &mut write),
            None => Err(FormatError::Key(name.to_string())),
        },
    }
}

/// Appends the value that a field's name led to.
pub(crate) fn write_value(
    field: &Field,
    value: &Value<'_>,
    positional: &[Value<'_>],
    named: &dyn Names,
    out: &mut String,
) -> Result<(), FormatError> {
    let mut converted = Scratch::take();
    let text;
    let value = match field.conversion {
        None => value,
        Some(conversion) => {
            match conversion {
                's' => write_str(value, &mut converted)?,
                'r' => write_repr(value, &mut converted)?,
                'a' => write_ascii(value, &mut converted)?,
                other => {
                    let other = other.escape_default();
                    return Err(FormatError::Value(format!("unknown conversion specifier {other}")));
                }
            }
            text = Value::from(converted.as_str());
            &text
        }
    };
    match &field.spec {
        FieldSpec::Plain { text, read } => write_by(value, text, read, out),
        FieldSpec::Nested(pieces) => {
            let mut spec = Scratch::take();
            write_pieces(pieces, positional, named, &mut spec)?;
            super::spec::write_format(value, &spec, out)
        }
    }
}

#[cfg(test)]
mod tests;
