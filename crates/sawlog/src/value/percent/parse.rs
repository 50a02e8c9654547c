//! A `%`-template in pieces.

use std::borrow::Cow;

/// Text that stands for itself, or a place for a value.
#[derive(Clone, Debug)]
pub(crate) enum Piece<'t> {
    Literal(Cow<'t, str>),
    Directive(Directive<'t>),
}

/// `%(key)-10.3d` and the like. Faults are kept, not reported: Python meets them only when it comes that far.
#[derive(Clone, Debug)]
pub(crate) struct Directive<'t> {
    pub(crate) key: Key<'t>,
    pub(crate) left: bool,
    pub(crate) plus: bool,
    pub(crate) blank: bool,
    pub(crate) alternate: bool,
    pub(crate) zero: bool,
    pub(crate) width: Size,
    pub(crate) precision: Size,
    pub(crate) conversion: Conversion,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key<'t> {
    None,
    Name(Cow<'t, str>),
    /// A parenthesis that is never closed.
    Open,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    None,
    /// `*`: the next argument says.
    Star,
    Fixed(u64),
    /// More than Python can hold.
    TooBig,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conversion {
    Str,
    Repr,
    Ascii,
    Char,
    /// `d`, `i` or `u`; the letter is for errors.
    Decimal(char),
    Octal,
    /// With capital letters?
    Hex(bool),
    Exponent(bool),
    Fixed(bool),
    General(bool),
    /// `%%`, with nothing between.
    Percent,
    /// The template ends within the directive.
    Incomplete,
    /// Not a conversion, and where in the template, in characters, it stands.
    Unknown(char, usize),
}

impl Piece<'_> {
    pub(crate) fn into_owned(self) -> Piece<'static> {
        match self {
            Piece::Literal(text) => Piece::Literal(Cow::Owned(text.into_owned())),
            Piece::Directive(directive) => Piece::Directive(Directive {
                key: match directive.key {
                    Key::Name(name) => Key::Name(Cow::Owned(name.into_owned())),
                    Key::None => Key::None,
                    Key::Open => Key::Open,
                },
                ..directive
            }),
        }
    }
}

impl Directive<'_> {
    #[inline]
    pub(super) const fn bare(conversion: Conversion) -> Self {
        Directive {
            key: Key::None,
            left: false,
            plus: false,
            blank: false,
            alternate: false,
            zero: false,
            width: Size::None,
            precision: Size::None,
            conversion,
        }
    }

    /// Whether this is a conversion and nothing else: `%s`, `%(name)d`.
    #[inline]
    pub(crate) fn is_bare(&self) -> bool {
        let flags = self.left | self.plus | self.blank | self.alternate | self.zero;
        !flags && self.width == Size::None && self.precision == Size::None
    }
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

    /// The pieces from a place in the template on.
    pub(super) fn new_within(template: &'t str, at: usize) -> Pieces<'t> {
        Pieces { template, at }
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'t str {
        &self.template[self.at..]
    }

    fn next_char(&mut self) -> Option<char> {
        let c = self.template[self.at..].chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn directive(&mut self) -> Directive<'t> {
        let mut directive = Directive::bare(Conversion::Incomplete);
        if self.template[self.at..].starts_with('(') {
            self.at += 1;
            directive.key = self.key();
        }
        let mut next = self.next_char();
        loop {
            match next {
                Some('-') => directive.left = true,
                Some('+') => directive.plus = true,
                Some(' ') => directive.blank = true,
                Some('#') => directive.alternate = true,
                Some('0') => directive.zero = true,
                _ => break,
            }
            next = self.next_char();
        }
        (directive.width, next) = self.size(next, i64::MAX as u64);
        if next == Some('.') {
            next = self.next_char();
            (directive.precision, next) = self.size(next, i32::MAX as u64);
            if directive.precision == Size::None {
                directive.precision = Size::Fixed(0);
            }
        }
        if matches!(next, Some('h' | 'l' | 'L')) {
            next = self.next_char();
        }
        directive.conversion = self.conversion(next);
        directive
    }

    /// A key up to the parenthesis that closes it; pairs of parentheses within belong to it.
    fn key(&mut self) -> Key<'t> {
        let start = self.at;
        let mut depth = 1;
        for (offset, byte) in self.template[start..].bytes().enumerate() {
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at = start + offset + 1;
                return Key::Name(Cow::Borrowed(&self.template[start..start + offset]));
            }
        }
        self.at = self.template.len();
        Key::Open
    }

    /// A width or a precision that begins with `next`, and the character after it.
    fn size(&mut self, mut next: Option<char>, most: u64) -> (Size, Option<char>) {
        if next == Some('*') {
            return (Size::Star, self.next_char());
        }
        let mut size = Size::None;
        while let Some(digit) = next.and_then(|c| c.to_digit(10)) {
            size = match size {
                Size::None => Size::Fixed(u64::from(digit)),
                Size::Fixed(number) if number <= (most - u64::from(digit)) / 10 => {
                    Size::Fixed(number * 10 + u64::from(digit))
                }
                _ => Size::TooBig,
            };
            next = self.next_char();
        }
        (size, next)
    }

    fn conversion(&self, letter: Option<char>) -> Conversion {
        match letter {
            None => Conversion::Incomplete,
            Some('s') => Conversion::Str,
            Some('r') => Conversion::Repr,
            Some('a') => Conversion::Ascii,
            Some('c') => Conversion::Char,
            Some(letter @ ('d' | 'i' | 'u')) => Conversion::Decimal(letter),
            Some('o') => Conversion::Octal,
            Some(letter @ ('x' | 'X')) => Conversion::Hex(letter == 'X'),
            Some(letter @ ('e' | 'E')) => Conversion::Exponent(letter == 'E'),
            Some(letter @ ('f' | 'F')) => Conversion::Fixed(letter == 'F'),
            Some(letter @ ('g' | 'G')) => Conversion::General(letter == 'G'),
            Some(other) => {
                let before = self.template[..self.at].chars().count();
                Conversion::Unknown(other, before - 1)
            }
        }
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    #[inline]
    fn next(&mut self) -> Option<Piece<'t>> {
        let rest = &self.template[self.at..];
        if rest.is_empty() {
            return None;
        }
        if let Some(after) = rest.strip_prefix('%') {
            self.at += 1;
            // The usual directives need no look at flags and sizes.
            let conversion = match after.as_bytes().first() {
                Some(b's') => Some(Conversion::Str),
                Some(b'd') => Some(Conversion::Decimal('d')),
                Some(b'%') => Some(Conversion::Percent),
                _ => None,
            };
            return Some(Piece::Directive(match conversion {
                Some(conversion) => {
                    self.at += 1;
                    Directive::bare(conversion)
                }
                None => self.directive(),
            }));
        }
        let end = rest.bytes().position(|b| b == b'%').unwrap_or(rest.len());
        self.at += end;
        Some(Piece::Literal(Cow::Borrowed(&rest[..end])))
    }
}
