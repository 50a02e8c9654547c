//! `$`-templates: `string.Template(template).substitute(**named)`.

use super::brace::Names;
use super::repr::write_str;
use super::room::{MAX_OWN_TEXT, Room};
use crate::error::FormatError;

/// Appends `string.Template(template).substitute(**named)`.
///
/// ```
/// use sawlog::value::{Dict, Value, dollar};
/// let names: Dict = [(Value::from("who"), Value::from("ann"))].into_iter().collect();
/// let mut out = String::new();
/// dollar::substitute("$who owes ${who} 5$$", &names, &mut out)?;
/// assert_eq!(out, "ann owes ann 5$");
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Errors
/// `KeyError` for a name without a value, `ValueError` for a `$` that begins no placeholder, [`FormatError::MessageTooLong`] if
/// the values add more than 256 MiB.
pub fn substitute(template: &str, named: &dyn Names, out: &mut String) -> Result<(), FormatError> {
    let room = Room::for_message(template, MAX_OWN_TEXT, out);
    for piece in Pieces::new(template) {
        room.check(out)?;
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::Escaped => out.push('$'),
            Piece::Named(name) | Piece::Braced(name) => match named.value(name) {
                Some(value) => write_str(&value, out)?,
                None => return Err(FormatError::Key(name.to_owned())),
            },
            Piece::Invalid(at) => return Err(invalid(template, at)),
        }
    }
    room.check(out)
}

/// What a template consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    Literal(&'t str),
    /// `$$`
    Escaped,
    /// `$name`
    Named(&'t str),
    /// `${name}`
    Braced(&'t str),
    /// A `$` that begins nothing, and where it stands.
    Invalid(usize),
}

/// The pieces of a template, one after the other.
pub(crate) struct Pieces<'t> {
    template: &'t str,
    at: usize,
}

impl<'t> Pieces<'t> {
    pub(crate) fn new(template: &'t str) -> Pieces<'t> {
        Pieces { template, at: 0 }
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        let rest = &self.template[self.at..];
        let (piece, len) = match rest.find('$') {
            None if rest.is_empty() => return None,
            None => (Piece::Literal(rest), rest.len()),
            Some(0) => placeholder(rest, self.at),
            Some(dollar) => (Piece::Literal(&rest[..dollar]), dollar),
        };
        self.at += len;
        Some(piece)
    }
}

/// Says where a `$` begins no placeholder.
pub(crate) fn invalid(template: &str, at: usize) -> FormatError {
    let before = &template[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    FormatError::Value(format!("invalid placeholder in string: line {line}, col {column}"))
}

fn placeholder(text: &str, at: usize) -> (Piece<'_>, usize) {
    let after = &text[1..];
    if after.starts_with('$') {
        return (Piece::Escaped, 2);
    }
    let name = identifier(after);
    if !name.is_empty() {
        return (Piece::Named(name), 1 + name.len());
    }
    if let Some(inner) = after.strip_prefix('{') {
        let name = identifier(inner);
        if !name.is_empty() && inner[name.len()..].starts_with('}') {
            return (Piece::Braced(name), 3 + name.len());
        }
    }
    (Piece::Invalid(at), 1)
}

/// The identifier at the beginning of a text, in ASCII as the pattern of Python's templates has it.
fn identifier(text: &str) -> &str {
    let len = text.bytes().take_while(|b| *b == b'_' || b.is_ascii_alphanumeric()).count();
    if text.starts_with(|c: char| c.is_ascii_digit()) { "" } else { &text[..len] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Dict, Value};

    #[test]
    fn placeholders() {
        let names: Dict =
            [(Value::from("a"), Value::from(1)), (Value::from("b_2"), Value::from("x"))].into_iter().collect();
        let substituted = |template: &str| {
            let mut out = String::new();
            substitute(template, &names, &mut out).map(|()| out)
        };
        assert_eq!(substituted("$a ${a}b $b_2$$$a.").unwrap(), "1 1b x$1.");
        assert_eq!(substituted("$missing"), Err(FormatError::Key("missing".to_owned())));
        assert_eq!(substituted("$aé").unwrap(), "1é");
        for wrong in ["$", "a $ b", "${a", "${}", "$1", "$é", "${a b}"] {
            assert!(matches!(substituted(wrong), Err(FormatError::Value(_))), "{wrong}");
        }
        let Err(FormatError::Value(message)) = substituted("$a\n é$") else { panic!() };
        assert!(message.ends_with("line 2, col 3"), "{message}");
    }
}
