//! Format strings of `{}`-style.

use super::field::{Source, TIME, View};
use super::style::Style;
use super::styled::StyleTemplate;
use super::styled::sealed::Compile;
use crate::error::FormatError;
use crate::value::brace::{Field, First, Piece, Template, raw_fields, with_path, write_value};

/// A compiled `{}`-format string.
#[derive(Debug)]
pub struct BraceStyle(Box<[Part]>);

#[derive(Debug)]
enum Part {
    Literal(Box<str>),
    /// `{name}`
    Plain(Source),
    Field {
        source: Source,
        field: Box<Field>,
    },
    Fault(FormatError),
}

impl StyleTemplate for BraceStyle {}

impl Compile for BraceStyle {
    const DEFAULT: &'static str = "{message}";
    const STYLE: Style = Style::Brace;

    fn compile(format: &str) -> BraceStyle {
        let part = |piece: Piece| match piece {
            Piece::Literal(text) => Part::Literal(text),
            Piece::Fault(error) => Part::Fault(error),
            Piece::Field(field) => match &field.first {
                First::Name(name) => match Source::of(name) {
                    // An added one may have a format of its own.
                    source @ Source::Attribute(_) if field.is_plain() => Part::Plain(source),
                    source => Part::Field { source, field },
                },
                First::Fault(error) => Part::Fault(error.clone()),
                First::Index(index) => Part::Fault(FormatError::Index(format!(
                    "replacement index {index} out of range: a record has no positional arguments"
                ))),
            },
        };
        BraceStyle(Template::new(format).into_pieces().into_iter().map(part).collect())
    }

    fn validate(format: &str) -> Result<(), FormatError> {
        let invalid = |message: String| FormatError::Value(format!("invalid format: {message}"));
        let mut fields = 0;
        let raw = raw_fields(format).map_err(|error| invalid(error.to_string()))?;
        for field in raw {
            if !field.name.is_empty() {
                if !is_name(field.name) {
                    return Err(invalid(format!("invalid field name/expression: {:?}", field.name)));
                }
                fields += 1;
            }
            if let Some(conversion) = field.conversion.filter(|c| !"rsa".contains(*c)) {
                return Err(invalid(format!("invalid conversion: {conversion:?}")));
            }
            if !field.spec.is_empty() && !is_spec(field.spec) {
                return Err(invalid(format!("bad specifier: {:?}", field.spec)));
            }
        }
        if fields == 0 {
            return Err(invalid("no fields".to_owned()));
        }
        Ok(())
    }

    fn uses_time(format: &str) -> bool {
        format.contains(&format!("{{{TIME}"))
    }

    fn fields(format: &str) -> Vec<String> {
        let first = |name: &str| name.split(['.', '[']).next().unwrap_or_default().to_owned();
        let fields = raw_fields(format).unwrap_or_default();
        fields.iter().map(|field| first(field.name)).filter(|name| !name.is_empty()).collect()
    }

    #[allow(private_interfaces)]
    fn write(&self, view: &View<'_, '_>, out: &mut String) -> Result<(), FormatError> {
        let room = view.record.room(out.len());
        for part in &self.0 {
            match part {
                Part::Literal(text) => out.push_str(text),
                Part::Plain(source) => view.write_plain(source, out)?,
                Part::Field { source, field } => view.with(source, |value| {
                    with_path(value, &field.path, &mut |value| write_value(field, value, &[], view, out))
                })?,
                Part::Fault(error) => return Err(error.clone()),
            }
            room.check(out)?;
        }
        Ok(())
    }
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// `^\w+(\.\w+|\[[^]]+\])*$`, where `$` lets a line feed stand at the end.
fn is_name(name: &str) -> bool {
    let mut rest = name.trim_start_matches(is_word);
    if rest.len() == name.len() {
        return false;
    }
    loop {
        rest = if let Some(after) = rest.strip_prefix('.') {
            let left = after.trim_start_matches(is_word);
            if left.len() == after.len() {
                return false;
            }
            left
        } else if let Some(after) = rest.strip_prefix('[') {
            match after.find(']') {
                Some(end) if end > 0 => &after[end + 1..],
                _ => return false,
            }
        } else {
            return rest.is_empty() || rest == "\n";
        };
    }
}

/// What Python's validation takes for a format spec; a nested field may stand for width and precision.
fn is_spec(spec: &str) -> bool {
    let align = |c: char| matches!(c, '<' | '>' | '=' | '^');
    let mut chars = spec.chars();
    let (first, second) = (chars.next(), chars.next());
    let mut rest = spec;
    match (first, second) {
        (Some(fill), Some(second)) if fill != '\n' && align(second) => {
            rest = &spec[fill.len_utf8() + 1..];
        }
        (Some(first), _) if align(first) => rest = &spec[1..],
        _ => {}
    }
    rest = rest.strip_prefix(['+', ' ', '-']).unwrap_or(rest);
    rest = rest.strip_prefix('#').unwrap_or(rest);
    rest = rest.strip_prefix('0').unwrap_or(rest);
    rest = without_size(rest).unwrap_or(rest);
    rest = rest.strip_prefix([',', '_']).unwrap_or(rest);
    if let Some(left) = rest.strip_prefix('.').and_then(without_size) {
        rest = left;
    }
    let letter = |c: char| "bcdefgnosx%".contains(c.to_ascii_lowercase()) || c == '\u{17f}';
    rest = rest.strip_prefix(letter).unwrap_or(rest);
    rest.is_empty() || rest == "\n"
}

/// What follows a number or a nested field.
fn without_size(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() < text.len() {
        return Some(rest);
    }
    let inner = text.strip_prefix('{')?;
    let after = inner.trim_start_matches(is_word);
    if after.len() < inner.len() { after.strip_prefix('}') } else { None }
}
