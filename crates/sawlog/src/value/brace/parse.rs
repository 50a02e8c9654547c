//! A `{}`-template in pieces.

use crate::error::FormatError;
use crate::value::spec::Spec;

/// Text that stands for itself, a place for a value, or the end of what can be understood.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Literal(Box<str>),
    Field(Box<Field>),
    Fault(FormatError),
}

/// `{first.attribute[item]!conversion:spec}`
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) first: First,
    pub(crate) path: Box<[Step]>,
    pub(crate) conversion: Option<char>,
    pub(crate) spec: FieldSpec,
}

impl Field {
    /// Whether this is a name and nothing else.
    pub(crate) fn is_plain(&self) -> bool {
        let no_spec = matches!(&self.spec, FieldSpec::Plain { text, .. } if text.is_empty());
        self.path.is_empty() && self.conversion.is_none() && no_spec
    }
}

#[derive(Clone, Debug)]
pub(crate) enum First {
    Index(usize),
    Name(Box<str>),
    Fault(FormatError),
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Attribute(Box<str>),
    Index(i64),
    Key(Box<str>),
    Fault(FormatError),
}

#[derive(Clone, Debug)]
pub(crate) enum FieldSpec {
    Plain {
        text: Box<str>,
        read: Result<Spec, FormatError>,
    },
    /// With fields of its own.
    Nested(Box<[Piece]>),
}

/// Reads a template.
pub(super) fn parse(template: &str) -> Box<[Piece]> {
    pieces(template, 2, &mut Numbering::Unknown)
}

/// Whether fields without a name are counted, or numbered by hand.
enum Numbering {
    Unknown,
    Counted(usize),
    ByHand,
}

fn pieces(template: &str, depth: u8, numbering: &mut Numbering) -> Box<[Piece]> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    for markup in Markup::new(template) {
        match markup {
            Ok(Part::Text(text)) => literal.push_str(text),
            Ok(Part::Field(raw)) => {
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal).into()));
                }
                pieces.push(Piece::Field(Box::new(field(&raw, depth, numbering))));
            }
            Err(error) => {
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal).into()));
                }
                pieces.push(Piece::Fault(error));
            }
        }
    }
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal.into()));
    }
    pieces.into()
}

/// The fields of a template as they are written.
///
/// # Errors
/// `ValueError` for what is no template.
pub(crate) fn raw_fields(template: &str) -> Result<Vec<RawField<'_>>, FormatError> {
    let mut fields = Vec::new();
    for markup in Markup::new(template) {
        if let Part::Field(field) = markup? {
            fields.push(field);
        }
    }
    Ok(fields)
}

/// A field as it is written: `{name!conversion:spec}`.
pub(crate) struct RawField<'t> {
    pub(crate) name: &'t str,
    pub(crate) conversion: Option<char>,
    pub(crate) spec: &'t str,
}

enum Part<'t> {
    Text(&'t str),
    Field(RawField<'t>),
}

/// Text and fields one after the other, up to the first fault.
struct Markup<'t> {
    rest: &'t str,
}

impl<'t> Markup<'t> {
    fn new(template: &'t str) -> Markup<'t> {
        Markup { rest: template }
    }

    fn brace(&mut self) -> Result<Part<'t>, FormatError> {
        let (brace, after) = self.rest.split_at(1);
        if let Some(left) = after.strip_prefix(brace) {
            self.rest = left;
            return Ok(Part::Text(brace));
        }
        match (brace, after.is_empty()) {
            ("{", true) => Err(invalid("single '{' encountered in format string")),
            ("{", false) => {
                let (field, left) = raw_field(after)?;
                self.rest = left;
                Ok(Part::Field(field))
            }
            _ => Err(invalid("single '}' encountered in format string")),
        }
    }
}

impl<'t> Iterator for Markup<'t> {
    type Item = Result<Part<'t>, FormatError>;

    fn next(&mut self) -> Option<Result<Part<'t>, FormatError>> {
        let text = &self.rest[..self.rest.find(['{', '}']).unwrap_or(self.rest.len())];
        if !text.is_empty() {
            self.rest = &self.rest[text.len()..];
            return Some(Ok(Part::Text(text)));
        }
        if self.rest.is_empty() {
            return None;
        }
        let part = self.brace();
        if part.is_err() {
            self.rest = "";
        }
        Some(part)
    }
}

/// Reads a field after its opening brace; also what follows its closing one.
fn raw_field(text: &str) -> Result<(RawField<'_>, &str), FormatError> {
    let (name_end, mut stop) = name_end(text)?;
    let name = &text[..name_end];
    let mut rest = &text[name_end + 1..];
    let mut conversion = None;
    if stop == '!' {
        let mut chars = rest.chars();
        conversion = chars.next();
        if conversion.is_none() {
            return Err(invalid("end of string while looking for conversion specifier"));
        }
        stop = match chars.next() {
            None => return Err(invalid("unmatched '{' in format spec")),
            Some(next @ ('}' | ':')) => next,
            Some(_) => return Err(invalid("expected ':' after conversion specifier")),
        };
        rest = chars.as_str();
    }
    let mut spec = "";
    if stop == ':' {
        let end = spec_end(rest).ok_or_else(|| invalid("unmatched '{' in format spec"))?;
        (spec, rest) = (&rest[..end], &rest[end + 1..]);
    }
    Ok((RawField { name, conversion, spec }, rest))
}

fn field(raw: &RawField<'_>, depth: u8, numbering: &mut Numbering) -> Field {
    let (first, path) = split_name(raw.name, numbering);
    // A spec is looked into only if there is a field in it; a lone `}` cannot be.
    let spec = if !raw.spec.contains('{') {
        FieldSpec::Plain { text: raw.spec.into(), read: Spec::parse(raw.spec) }
    } else if depth == 1 {
        FieldSpec::Nested([Piece::Fault(invalid("max string recursion exceeded"))].into())
    } else {
        FieldSpec::Nested(pieces(raw.spec, depth - 1, numbering))
    };
    Field { first, path, conversion: raw.conversion, spec }
}

/// Where a field's name ends, and the `}`, `:` or `!` there.
fn name_end(text: &str) -> Result<(usize, char), FormatError> {
    let mut in_brackets = false;
    for (at, c) in text.char_indices() {
        match c {
            ']' if in_brackets => in_brackets = false,
            _ if in_brackets => {}
            '[' => in_brackets = true,
            '{' => return Err(invalid("unexpected '{' in field name")),
            '}' | ':' | '!' => return Ok((at, c)),
            _ => {}
        }
    }
    Err(invalid("expected '}' before end of string"))
}

/// Where a spec ends: at the brace that closes its field.
fn spec_end(text: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn split_name(name: &str, numbering: &mut Numbering) -> (First, Box<[Step]>) {
    let end = name.find(['.', '[']).unwrap_or(name.len());
    (first(&name[..end], numbering), path(&name[end..]))
}

fn first(name: &str, numbering: &mut Numbering) -> First {
    let index = match integer(name) {
        Err(error) => return First::Fault(error),
        Ok(None) if !name.is_empty() => return First::Name(name.into()),
        Ok(index) => index,
    };
    match (index, numbering) {
        (None, Numbering::Counted(next)) => {
            *next += 1;
            First::Index(*next - 1)
        }
        (None, numbering @ Numbering::Unknown) => {
            *numbering = Numbering::Counted(1);
            First::Index(0)
        }
        (None, Numbering::ByHand) => {
            First::Fault(invalid("cannot switch from manual field specification to automatic field numbering"))
        }
        (Some(_), Numbering::Counted(_)) => {
            First::Fault(invalid("cannot switch from automatic field numbering to manual field specification"))
        }
        (Some(index), numbering) => {
            *numbering = Numbering::ByHand;
            First::Index(index as usize)
        }
    }
}

fn path(text: &str) -> Box<[Step]> {
    let mut steps = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let step = match step(rest) {
            Ok((step, left)) => {
                rest = left;
                step
            }
            Err(error) => {
                rest = "";
                Step::Fault(error)
            }
        };
        if steps.len() == MAX_STEPS {
            steps.push(Step::Fault(invalid("too many attributes and items in a field")));
            break;
        }
        steps.push(step);
    }
    steps.into()
}

/// A field looks no deeper into a value than this.
const MAX_STEPS: usize = 64;

fn step(text: &str) -> Result<(Step, &str), FormatError> {
    let (step, left) = if let Some(after) = text.strip_prefix('.') {
        let end = after.find(['.', '[']).unwrap_or(after.len());
        (Step::Attribute(after[..end].into()), &after[end..])
    } else if let Some(after) = text.strip_prefix('[') {
        let end = after.find(']').ok_or_else(|| invalid("missing ']' in format string"))?;
        let key = &after[..end];
        let step = match integer(key)? {
            Some(index) => Step::Index(index),
            None => Step::Key(key.into()),
        };
        (step, &after[end + 1..])
    } else {
        return Err(invalid("only '.' or '[' may follow ']' in format field specifier"));
    };
    match &step {
        Step::Attribute(name) | Step::Key(name) if name.is_empty() => Err(invalid("empty attribute in format string")),
        _ => Ok((step, left)),
    }
}

/// The number that a name consists of; `None` if it is no number.
fn integer(name: &str) -> Result<Option<i64>, FormatError> {
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    name.parse().map(Some).map_err(|_| invalid("too many decimal digits in format string"))
}

fn invalid(message: &str) -> FormatError {
    FormatError::Value(message.to_owned())
}
