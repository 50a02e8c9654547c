//! `%`-templates: `template % args`.
//!
//! What a record's message is merged with, and the style of most format strings. A template is read in pieces;
//! [`Template`] keeps them, [`format()`] takes them as they come and allocates nothing.

use std::borrow::Cow;

use super::integer::write_i64;
use super::repr::write_str;
use super::room::{MAX_OWN_TEXT, Room};
use super::{Args, Value};
use crate::error::FormatError;

mod conversion;
mod operands;
mod parse;

pub(crate) use conversion::write_converted;
pub(crate) use operands::Operands;
pub(crate) use parse::{Conversion, Directive, Key, Piece, Pieces, Size};

/// Appends `template % args`.
///
/// ```
/// use sawlog::value::{Args, Value, percent};
/// let mut out = String::new();
/// let args = [Value::from("café"), Value::from(2.5)];
/// percent::format("%-6s|%6.2f", &Args::Slice(&args), &mut out)?;
/// assert_eq!(out, "café  |  2.50");
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Errors
/// As Python's `%` raises them, by kind; `out` then holds what came before. [`FormatError::MessageTooLong`] if the arguments
/// add more than 256 MiB.
pub fn format(template: &str, args: &Args<'_>, out: &mut String) -> Result<(), FormatError> {
    format_within(template, args, MAX_OWN_TEXT, out)
}

/// As [`format()`], with a bound on what the arguments add.
pub(crate) fn format_within(
    template: &str,
    args: &Args<'_>,
    limit: usize,
    out: &mut String,
) -> Result<(), FormatError> {
    let mut room = Room::for_message(template, limit, out);
    let mut operands = Operands::new(args);
    let mut rest = template;
    while let Some(percent) = rest.bytes().position(|b| b == b'%') {
        let (literal, directive) = rest.split_at(percent);
        out.push_str(literal);
        // The usual directives need no look at keys, flags and sizes.
        match (directive.as_bytes().get(1), operands.is_sequence()) {
            (Some(b's'), true) => write_str(operands.next()?, out)?,
            (Some(b'd'), true) => match operands.next()? {
                Value::Int(number) => write_i64(*number, out),
                value => room.spend(write_converted(&DECIMAL, false, None, None, value, out)?)?,
            },
            _ => {
                let mut pieces = Pieces::new_within(template, template.len() - directive.len());
                if let Some(piece) = pieces.next() {
                    write_piece(&piece, &mut operands, &mut room, out)?;
                }
                rest = pieces.rest();
                continue;
            }
        }
        room.check(out)?;
        rest = &directive[2..];
    }
    out.push_str(rest);
    operands.finish()
}

/// `%d`
pub(crate) const DECIMAL: Directive<'static> = Directive::bare(Conversion::Decimal('d'));

/// A template that was read once.
///
/// ```
/// use sawlog::value::{Args, Value, percent::Template};
/// let template = Template::new("%(user)s has %(count)03d");
/// let mut out = String::new();
/// let user = [("user", "ann".into()), ("count", 7.into())].map(|(k, v): (&str, Value)| (Value::from(k).into_owned(), v));
/// let user: sawlog::value::Dict = user.into_iter().collect();
/// template.format(&Args::Value(user.into()), &mut out)?;
/// assert_eq!(out, "ann has 007");
/// # Ok::<(), sawlog::FormatError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Template {
    pieces: Box<[Piece<'static>]>,
}

impl Template {
    /// Reads a template. What is wrong in it shows when it is used, after what stands before, as in Python.
    pub fn new(template: &str) -> Template {
        Template { pieces: Pieces::new(template).map(Piece::into_owned).collect() }
    }

    /// Appends `template % args`.
    ///
    /// # Errors
    /// As [`format()`].
    pub fn format(&self, args: &Args<'_>, out: &mut String) -> Result<(), FormatError> {
        self.format_within(args, Room::for_message("", MAX_OWN_TEXT, out), out)
    }

    pub(crate) fn format_within(&self, args: &Args<'_>, mut room: Room, out: &mut String) -> Result<(), FormatError> {
        let mut operands = Operands::new(args);
        for piece in &self.pieces {
            write_piece(piece, &mut operands, &mut room, out)?;
        }
        operands.finish()
    }
}

fn write_piece<'v>(
    piece: &Piece<'_>,
    operands: &mut Operands<'v>,
    room: &mut Room,
    out: &mut String,
) -> Result<(), FormatError> {
    match piece {
        Piece::Literal(text) => out.push_str(text),
        Piece::Directive(directive) => room.spend(operands.write(directive, out)?)?,
    }
    room.check(out)
}

fn not_enough() -> FormatError {
    FormatError::Type("not enough arguments for format string".to_owned())
}

/// A value's type as an error names it.
fn named(value: &Value<'_>) -> String {
    match value.type_name() {
        Cow::Borrowed(name) => name.to_owned(),
        Cow::Owned(name) => name,
    }
}

#[cfg(test)]
mod tests;
