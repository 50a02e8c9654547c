//! Format strings of `%`-style.

use super::field::{Source, TIME, View};
use super::style::Style;
use super::styled::StyleTemplate;
use super::styled::sealed::Compile;
use crate::error::FormatError;
use crate::record::Attribute;
use crate::value::percent::{Conversion, DECIMAL, Directive, Key, Piece, Pieces, Size, Template, write_converted};
use crate::value::{Args, Value};

/// A compiled `%`-format string.
#[derive(Debug)]
pub struct PercentStyle(Compiled);

#[derive(Debug)]
enum Compiled {
    Fields(Box<[Part]>),
    /// Something unusual, such as `%*d`: merged with a mapping of all attributes.
    Any(Template),
}

/// Its kind is a byte of its own, looked at for every part of every record.
#[derive(Debug)]
#[repr(u8)]
enum Part {
    Literal(Box<str>),
    /// The blank between two fields.
    Char(char),
    /// `%(message)s`, and below what else most formats have
    Message,
    Time,
    LevelName,
    Name,
    /// `%(pathname)s`
    Plain(Source),
    /// `%(lineno)d`
    Integer(Source),
    Field {
        source: Source,
        directive: Box<Directive<'static>>,
        width: Option<u64>,
        precision: Option<u64>,
    },
}

impl StyleTemplate for PercentStyle {}

impl Compile for PercentStyle {
    const DEFAULT: &'static str = "%(message)s";
    const STYLE: Style = Style::Percent;

    fn compile(format: &str) -> PercentStyle {
        let parts: Option<Box<[Part]>> = Pieces::new(format).map(|piece| Part::of(piece.into_owned())).collect();
        PercentStyle(match parts {
            Some(parts) => Compiled::Fields(parts),
            None => Compiled::Any(Template::new(format)),
        })
    }

    fn validate(format: &str) -> Result<(), FormatError> {
        let fields = format.match_indices("%(").filter(|(at, _)| is_field(&format[at + 2..]));
        if fields.count() == 0 {
            return Err(FormatError::Value(format!("invalid format '{format}' for '%' style")));
        }
        Ok(())
    }

    fn uses_time(format: &str) -> bool {
        format.contains(&format!("%({TIME})"))
    }

    fn fields(format: &str) -> Vec<String> {
        let name = |piece: Piece<'_>| match piece {
            Piece::Directive(Directive { key: Key::Name(name), .. }) => Some(name.to_string()),
            _ => None,
        };
        Pieces::new(format).filter_map(name).collect()
    }

    #[allow(private_interfaces)]
    fn write(&self, view: &View<'_, '_>, out: &mut String) -> Result<(), FormatError> {
        match &self.0 {
            Compiled::Fields(parts) if view.record.is_plain() => write_parts::<true>(parts, view, out),
            Compiled::Fields(parts) => write_parts::<false>(parts, view, out),
            Compiled::Any(template) => {
                let room = view.record.room(out.len());
                template.format_within(&Args::Value(Value::from(view.to_dict()?)), room, out)
            }
        }
    }
}

/// Appends the parts of a record; of one that has nothing of its own none needs a second look.
#[inline(always)]
fn write_parts<const PLAIN: bool>(parts: &[Part], view: &View<'_, '_>, out: &mut String) -> Result<(), FormatError> {
    // Somebody may have set an attribute to something else.
    let odd = !PLAIN && view.record.has_odd_values();
    let room = view.record.room(out.len());
    for part in parts {
        match part {
            Part::Literal(text) => out.push_str(text),
            Part::Char(c) => out.push(*c),
            Part::Message if !odd => out.push_str(view.message),
            Part::Name if !odd => out.push_str(view.record.name()),
            Part::LevelName if !odd => view.record.with_level_name(|name| out.push_str(name)),
            Part::Time if !odd && view.uses_time => view.write_time(out)?,
            other => other.write(odd, view, out)?,
        }
        if !PLAIN {
            room.check(out)?;
        }
    }
    Ok(())
}

impl Part {
    /// Appends the part of a record, by the longer way.
    #[inline(never)]
    fn write(&self, odd: bool, view: &View<'_, '_>, out: &mut String) -> Result<(), FormatError> {
        match self {
            Part::Literal(text) => out.push_str(text),
            Part::Char(c) => out.push(*c),
            Part::Message => view.write_plain(&Source::Attribute(Attribute::Message), out)?,
            Part::Time => view.write_plain(&Source::Attribute(Attribute::AscTime), out)?,
            Part::LevelName => view.write_plain(&Source::Attribute(Attribute::LevelName), out)?,
            Part::Name => view.write_plain(&Source::Attribute(Attribute::Name), out)?,
            Part::Integer(source) if odd => {
                view.with(source, |value| write_converted(&DECIMAL, false, None, None, value, out))?;
            }
            Part::Plain(source) | Part::Integer(source) => view.write_plain(source, out)?,
            Part::Field { source, directive, width, precision } => {
                view.with(source, |value| write_converted(directive, directive.left, *width, *precision, value, out))?;
            }
        }
        Ok(())
    }

    fn plain(source: Source) -> Part {
        match source {
            Source::Attribute(Attribute::Message) => Part::Message,
            Source::Attribute(Attribute::AscTime) => Part::Time,
            Source::Attribute(Attribute::LevelName) => Part::LevelName,
            Source::Attribute(Attribute::Name) => Part::Name,
            other => Part::Plain(other),
        }
    }

    fn literal(text: &str) -> Part {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Part::Char(c),
            _ => Part::Literal(text.into()),
        }
    }

    /// A piece that needs no more than the record's fields.
    fn of(piece: Piece<'static>) -> Option<Part> {
        let directive = match piece {
            Piece::Literal(text) => return Some(Part::literal(&text)),
            Piece::Directive(directive) => directive,
        };
        let source = match (&directive.key, directive.conversion) {
            (_, Conversion::Percent) => return Some(Part::Literal("%".into())),
            (_, Conversion::Incomplete) => return None,
            (Key::Name(name), _) => Source::of(name),
            _ => return None,
        };
        match directive.conversion {
            Conversion::Str if directive.is_bare() => return Some(Part::plain(source)),
            Conversion::Decimal(_) if directive.is_bare() && source.is_integer() => {
                return Some(Part::Integer(source));
            }
            _ => {}
        }
        let size = |size: Size| match size {
            Size::None => Some(None),
            Size::Fixed(number) => Some(Some(number)),
            Size::Star | Size::TooBig => None,
        };
        let (width, precision) = (size(directive.width)?, size(directive.precision)?);
        Some(Part::Field { source, directive: Box::new(directive), width, precision })
    }
}

/// Whether a field follows, as Python's validation pattern has it, after `%(`.
fn is_field(text: &str) -> bool {
    let Some((name, rest)) = text.split_once(')') else { return false };
    if name.is_empty() || !name.chars().all(|c| c == '_' || c.is_alphanumeric()) {
        return false;
    }
    let rest = rest.trim_start_matches(['#', '0', '+', ' ', '-']);
    let rest = without_size(rest);
    let rest = match rest.strip_prefix('.') {
        Some(after) if without_size(after).len() < after.len() => without_size(after),
        _ => rest,
    };
    let Some(letter) = rest.chars().next() else { return false };
    // The last three fold to `i` and `s` where case is ignored.
    "diouxefgcrsa%".contains(letter.to_ascii_lowercase()) || matches!(letter, '\u{130}' | '\u{131}' | '\u{17f}')
}

fn without_size(text: &str) -> &str {
    text.strip_prefix('*').unwrap_or_else(|| text.trim_start_matches(|c: char| c.is_ascii_digit()))
}
