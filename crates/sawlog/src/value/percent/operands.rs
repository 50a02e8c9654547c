//! What stands on the right of `%`, and how directives take from it.

use std::borrow::Cow;

use super::parse::{Conversion, Directive, Key, Size};
use super::{not_enough, write_converted};
use crate::error::FormatError;
use crate::value::{Args, Value};

/// The arguments while a template takes them.
pub(crate) struct Operands<'v> {
    source: Source<'v>,
    /// How many of a sequence were taken; of a single operand, whether it was.
    taken: usize,
    /// The value of the last key.
    keyed: Option<Cow<'v, Value<'v>>>,
}

enum Source<'v> {
    Sequence(&'v [Value<'v>]),
    Single(&'v Value<'v>),
}

impl<'v> Operands<'v> {
    pub(crate) fn new(args: &'v Args<'v>) -> Operands<'v> {
        let source = match args {
            Args::Empty => Source::Sequence(&[]),
            Args::Slice(args) => Source::Sequence(args),
            Args::Value(Value::Tuple(items)) => Source::Sequence(items),
            Args::Value(value) => Source::Single(value),
        };
        Operands { source, taken: 0, keyed: None }
    }

    /// Appends one directive with the values that it takes; as [`write_converted`], says what was made beside that.
    ///
    /// # Errors
    /// As Python raises them.
    #[inline]
    pub(crate) fn write(&mut self, directive: &Directive<'_>, out: &mut String) -> Result<usize, FormatError> {
        match &directive.key {
            Key::None => {}
            Key::Name(name) => self.look_up(Some(name))?,
            Key::Open => {
                self.look_up(None)?;
                return Err(FormatError::Value("incomplete format key".to_owned()));
            }
        }
        let (mut left, mut width, mut precision) = (directive.left, None, None);
        if directive.width != Size::None {
            let wanted = self.size(directive.width, i64::MAX, "width")?;
            left |= wanted < 0;
            width = Some(wanted.unsigned_abs());
        }
        if directive.precision != Size::None {
            precision = Some(self.size(directive.precision, i64::from(i32::MAX), "precision")?.max(0).unsigned_abs());
        }
        match directive.conversion {
            Conversion::Incomplete => return Err(FormatError::Value("incomplete format".to_owned())),
            Conversion::Percent => {
                out.push('%');
                return Ok(0);
            }
            _ => {}
        }
        let value = self.next()?;
        write_converted(directive, left, width, precision, value, out)
    }

    /// Says whether every argument was used.
    ///
    /// # Errors
    /// `TypeError` if one was left over; a mapping may be left alone.
    pub(crate) fn finish(self) -> Result<(), FormatError> {
        let left_over = match self.source {
            Source::Sequence(items) => self.taken < items.len(),
            Source::Single(value) => self.taken == 0 && !is_mapping(value),
        };
        if left_over {
            let message = "not all arguments converted during string formatting".to_owned();
            return Err(FormatError::Type(message));
        }
        Ok(())
    }

    /// Makes the value of a key the one that the next conversion takes.
    fn look_up(&mut self, name: Option<&str>) -> Result<(), FormatError> {
        let value = match self.source {
            Source::Single(value) if is_mapping(value) => value,
            _ => return Err(FormatError::Type("format requires a mapping".to_owned())),
        };
        let Some(name) = name else { return Ok(()) };
        let found = match value {
            Value::Dict(dict) => dict.get_str(name).map(Cow::Borrowed),
            Value::Foreign(foreign) => foreign.item(&Value::from(name)).map(Cow::Owned),
            _ => return Err(FormatError::Type(format!("{} indices must be integers", value.type_name()))),
        };
        self.keyed = Some(found.ok_or_else(|| FormatError::Key(name.to_owned()))?);
        self.taken = 0;
        Ok(())
    }

    /// Whether values are taken one after the other.
    #[inline]
    pub(super) fn is_sequence(&self) -> bool {
        matches!(self.source, Source::Sequence(_))
    }

    #[inline]
    pub(super) fn next(&mut self) -> Result<&Value<'v>, FormatError> {
        let index = self.taken;
        self.taken += 1;
        if let Source::Sequence(items) = self.source {
            return items.get(index).ok_or_else(not_enough);
        }
        match (&self.keyed, &self.source) {
            (Some(value), _) if index == 0 => Ok(value),
            (None, Source::Single(value)) if index == 0 => Ok(value),
            _ => Err(not_enough()),
        }
    }

    fn size(&mut self, size: Size, most: i64, what: &str) -> Result<i64, FormatError> {
        match size {
            Size::None => Ok(0),
            Size::Fixed(number) => Ok(number as i64),
            Size::TooBig => Err(FormatError::Value(format!("{what} too big"))),
            Size::Star => match self.next()? {
                Value::Bool(flag) => Ok(i64::from(*flag)),
                Value::Int(number) if *number <= most && *number >= -most - 1 => Ok(*number),
                Value::Int(_) | Value::BigInt(_) => Err(FormatError::Overflow(format!("{what} too large"))),
                _ => Err(FormatError::Type("* wants int".to_owned())),
            },
        }
    }
}

/// Whether Python would let a key be looked up in the value; that it finds none is another matter.
fn is_mapping(value: &Value<'_>) -> bool {
    match value {
        Value::Dict(_) | Value::List(_) | Value::Bytes(_) => true,
        Value::Foreign(foreign) => foreign.is_mapping(),
        _ => false,
    }
}
