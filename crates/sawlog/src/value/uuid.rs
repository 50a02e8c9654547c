//! `uuid.UUID`.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::{Foreign, Value};
use crate::error::FormatError;

/// A UUID: 128 bits that print in five groups.
///
/// ```
/// use sawlog::value::{Uuid, Value, repr};
/// let mut out = String::new();
/// repr::write_repr(&Value::from(Uuid::from_u128(0x1234)), &mut out)?;
/// assert_eq!(out, "UUID('00000000-0000-0000-0000-000000001234')");
/// # Ok::<(), sawlog::FormatError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(u128);

impl Uuid {
    /// The UUID of this number.
    pub const fn from_u128(number: u128) -> Uuid {
        Uuid(number)
    }

    /// The UUID as a number.
    pub const fn as_u128(self) -> u128 {
        self.0
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.0;
        let (a, b, c) = (n >> 96, n >> 80 & 0xffff, n >> 64 & 0xffff);
        write!(f, "{a:08x}-{b:04x}-{c:04x}-{:04x}-{:012x}", n >> 48 & 0xffff, n & 0xffff_ffff_ffff)
    }
}

impl Foreign for Uuid {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed("UUID")
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{self}")
    }

    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "UUID('{self}')")
    }

    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        match name {
            "int" => Some(self.0.into()),
            "hex" => Some(format!("{:032x}", self.0).into()),
            "urn" => Some(format!("urn:uuid:{self}").into()),
            _ => None,
        }
    }

    fn write_format(&self, spec: &str, out: &mut dyn fmt::Write) -> Option<Result<(), FormatError>> {
        if !spec.is_empty() {
            let message = "unsupported format string passed to UUID.__format__".to_owned();
            return Some(Err(FormatError::Type(message)));
        }
        Some(self.write_str(out).map_err(|_| FormatError::Display("a UUID could not be written".to_owned())))
    }

    fn as_integer(&self) -> Option<Value<'static>> {
        Some(self.0.into())
    }

    fn as_any(&self) -> Option<&dyn Any> {
        Some(self)
    }

    fn to_owned_value(&self) -> Value<'static> {
        Value::from(*self)
    }
}

impl From<Uuid> for Value<'_> {
    fn from(uuid: Uuid) -> Self {
        Value::shared(Arc::new(uuid))
    }
}
