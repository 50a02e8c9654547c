//! Values that are not ours: a Rust value as it is, an object of an embedding language, or the remains of one.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use fragile::Fragile;

use super::Value;
use super::bounded::Bounded;
use crate::error::FormatError;

/// A value that sawlog does not know from within, and what a format string may ask of it.
///
/// ```
/// use std::sync::Arc;
/// use sawlog::value::{Foreign, Value};
///
/// #[derive(Debug)]
/// struct Point { x: f64, y: f64 }
///
/// impl Foreign for Point {
///     fn type_name(&self) -> Cow<'_, str> { "Point".into() }
///     fn write_str(&self, out: &mut dyn std::fmt::Write) -> std::fmt::Result {
///         write!(out, "({}, {})", self.x, self.y)
///     }
///     fn attribute(&self, name: &str) -> Option<Value<'_>> {
///         match name { "x" => Some(self.x.into()), "y" => Some(self.y.into()), _ => None }
///     }
/// }
/// # use std::borrow::Cow;
/// let point = Value::shared(Arc::new(Point { x: 0.5, y: 0.5 }));
/// assert_eq!(point.type_name(), "Point");
/// ```
pub trait Foreign: fmt::Debug {
    /// The name of the value's type.
    fn type_name(&self) -> Cow<'_, str>;

    /// Writes what `str()` gives.
    ///
    /// # Errors
    /// Whatever the writer or the value says.
    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result;

    /// Writes what `repr()` gives; the text of `str()` unless overridden.
    ///
    /// # Errors
    /// Whatever the writer or the value says.
    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        self.write_str(out)
    }

    /// `value.name`.
    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        let _ = name;
        None
    }

    /// `value[key]`.
    fn item(&self, key: &Value<'_>) -> Option<Value<'_>> {
        let _ = key;
        None
    }

    /// Whether values may be asked of it by key: `%(name)s` of such a value looks in it.
    fn is_mapping(&self) -> bool {
        false
    }

    /// Writes what `format(value, spec)` gives. `None`: the value has no format of its own, its text is formatted.
    fn write_format(&self, spec: &str, out: &mut dyn fmt::Write) -> Option<Result<(), FormatError>> {
        let _ = (spec, out);
        None
    }

    /// The value as a plain one that a numeric conversion can take (`%d` of a foreign number).
    fn as_number(&self) -> Option<Value<'static>> {
        None
    }

    /// The integer that `int(value)` gives, which `%d` takes; that of [`as_number`](Foreign::as_number) unless overridden.
    fn as_integer(&self) -> Option<Value<'static>> {
        self.as_number()
    }

    /// The value itself, for who knows its type: a date goes over the wire as a date. `None`: its text goes.
    fn as_any(&self) -> Option<&dyn Any> {
        None
    }

    /// A copy that outlives the call and may go to another thread; text alone unless overridden.
    fn to_owned_value(&self) -> Value<'static> {
        let (mut text, mut repr) = (String::new(), String::new());
        let _ = self.write_str(&mut text);
        let _ = self.write_repr(&mut repr);
        Value::Opaque(Arc::new(Opaque { type_name: self.type_name().into_owned(), text, repr }))
    }
}

/// A reference to a foreign value: borrowed for the length of a call, or shared.
#[derive(Debug)]
pub enum ForeignRef<'a> {
    /// Borrowed; usable on the thread that made it, until [`Value::into_owned`].
    Borrowed(Fragile<&'a dyn Foreign>),
    /// Shared between threads.
    Shared(Arc<dyn Foreign + Send + Sync>),
}

impl<'a> ForeignRef<'a> {
    /// The value, unless it was borrowed on another thread.
    #[inline]
    pub fn get(&self) -> Option<&dyn Foreign> {
        match self {
            ForeignRef::Borrowed(value) => value.try_get().ok().copied(),
            ForeignRef::Shared(value) => Some(&**value),
        }
    }

    pub(super) fn type_name(&self) -> Cow<'_, str> {
        let object = Cow::Borrowed("object");
        match self.get() {
            Some(value) => catch_unwind(AssertUnwindSafe(|| value.type_name())).unwrap_or(object),
            None => object,
        }
    }

    /// `value[key]`; none, too, if the value panics.
    pub(super) fn item(&self, key: &Value<'_>) -> Option<Value<'_>> {
        let value = self.get()?;
        catch_unwind(AssertUnwindSafe(|| value.item(key))).ok()?
    }

    /// `value.name`; none, too, if the value panics.
    pub(super) fn attribute(&self, name: &str) -> Option<Value<'_>> {
        let value = self.get()?;
        catch_unwind(AssertUnwindSafe(|| value.attribute(name))).ok()?
    }

    pub(super) fn is_mapping(&self) -> bool {
        self.get().is_some_and(|value| catch_unwind(AssertUnwindSafe(|| value.is_mapping())).unwrap_or(false))
    }

    pub(super) fn into_owned(self) -> Value<'static> {
        match self {
            ForeignRef::Shared(value) => Value::Foreign(ForeignRef::Shared(value)),
            ForeignRef::Borrowed(_) => match self.get() {
                Some(value) => value.to_owned_value(),
                None => Value::Opaque(Arc::new(Opaque::out_of_reach())),
            },
        }
    }
}

/// Which text of a foreign value is wanted.
#[derive(Clone, Copy)]
pub(super) enum Text {
    Str,
    Repr,
}

/// Appends a foreign value's text; a panic in it goes no further.
///
/// # Errors
/// [`FormatError::Display`] if the value fails or panics; what it wrote by then is removed.
#[inline]
pub(super) fn write_text(foreign: &ForeignRef<'_>, text: Text, out: &mut Bounded<'_>) -> Result<(), FormatError> {
    let Some(value) = foreign.get() else {
        out.push_str(OUT_OF_REACH);
        return Ok(());
    };
    let start = out.len();
    let written = guarded(foreign, || match text {
        Text::Str => value.write_str(out),
        Text::Repr => value.write_repr(out),
    });
    match written {
        // Only the bound may have stopped it.
        Ok(Err(fmt::Error)) if out.is_full() => Ok(()),
        Ok(Ok(())) => Ok(()),
        Ok(Err(fmt::Error)) => {
            out.truncate(start);
            Err(unwritten(foreign))
        }
        Err(error) => {
            out.truncate(start);
            Err(error)
        }
    }
}

/// The foreign value as a plain number, if it is one.
pub(super) fn plain_number(foreign: &ForeignRef<'_>) -> Option<Value<'static>> {
    let value = foreign.get()?;
    guarded(foreign, || value.as_number()).ok()?
}

/// What `int()` gives of the foreign value.
pub(super) fn plain_integer(foreign: &ForeignRef<'_>) -> Option<Value<'static>> {
    let value = foreign.get()?;
    guarded(foreign, || value.as_integer()).ok()?
}

/// Runs a foreign value's own code; a panic becomes an error.
#[inline]
pub(super) fn guarded<R>(foreign: &ForeignRef<'_>, run: impl FnOnce() -> R) -> Result<R, FormatError> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| panicked(foreign, &*panic))
}

#[cold]
pub(super) fn unwritten(foreign: &ForeignRef<'_>) -> FormatError {
    FormatError::Display(format!("a value of type {} could not be written", foreign.type_name()))
}

#[cold]
fn panicked(foreign: &ForeignRef<'_>, panic: &(dyn Any + Send)) -> FormatError {
    let reason = match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (_, Some(text)) => text.as_str(),
        _ => "no message",
    };
    FormatError::Display(format!("a value of type {} panicked: {reason}", foreign.type_name()))
}

impl Clone for ForeignRef<'_> {
    fn clone(&self) -> Self {
        match self {
            ForeignRef::Shared(value) => ForeignRef::Shared(Arc::clone(value)),
            ForeignRef::Borrowed(value) => match value.try_get() {
                Ok(value) => ForeignRef::Borrowed(Fragile::new(*value)),
                Err(_) => ForeignRef::Shared(Arc::new(Opaque::out_of_reach())),
            },
        }
    }
}

/// What is left of an object that was not rebuilt: its type's name and its text.
///
/// # Python
/// An object out of a pickle whose class is not in the closed table; nothing of it was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque {
    /// The type's dotted name.
    pub type_name: String,
    /// What `str()` shows.
    pub text: String,
    /// What `repr()` shows.
    pub repr: String,
}

pub(super) const OUT_OF_REACH: &str = "<value borrowed by another thread>";

impl Opaque {
    fn out_of_reach() -> Opaque {
        let text = OUT_OF_REACH.to_owned();
        Opaque { type_name: "object".to_owned(), repr: text.clone(), text }
    }
}

impl Foreign for Opaque {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.type_name)
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(&self.text)
    }

    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str(&self.repr)
    }
}

/// Any `Display` as a foreign value: text now, rendered only if somebody needs it.
pub struct DisplayValue<'a>(&'a dyn fmt::Display);

impl<'a> DisplayValue<'a> {
    /// Wraps a value that can print itself.
    pub fn new(value: &'a dyn fmt::Display) -> DisplayValue<'a> {
        DisplayValue(value)
    }
}

impl fmt::Debug for DisplayValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DisplayValue")
    }
}

impl Foreign for DisplayValue<'_> {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed("str")
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{}", self.0)
    }

    fn to_owned_value(&self) -> Value<'static> {
        let mut text = String::new();
        let _ = fmt::Write::write_fmt(&mut text, format_args!("{}", self.0));
        Value::from(text)
    }
}

/// A message as [`format_args!`] makes it.
pub(crate) struct MessageValue<'a>(pub(crate) fmt::Arguments<'a>);

impl fmt::Debug for MessageValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageValue")
    }
}

impl Foreign for MessageValue<'_> {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed("str")
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_fmt(self.0)
    }

    fn to_owned_value(&self) -> Value<'static> {
        Value::from(self.0.to_string())
    }
}

/// Any `Debug` as a foreign value.
pub struct DebugValue<'a>(&'a dyn fmt::Debug);

impl<'a> DebugValue<'a> {
    /// Wraps a value that can print itself for a programmer.
    pub fn new(value: &'a dyn fmt::Debug) -> DebugValue<'a> {
        DebugValue(value)
    }
}

impl fmt::Debug for DebugValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Foreign for DebugValue<'_> {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed("str")
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{:?}", self.0)
    }

    fn to_owned_value(&self) -> Value<'static> {
        Value::from(format!("{:?}", self.0))
    }
}

/// A shared `Display` as a message or value that is rendered when a handler needs it.
pub(crate) struct SharedDisplay(pub(crate) Arc<dyn fmt::Display + Send + Sync>);

impl fmt::Debug for SharedDisplay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Foreign for SharedDisplay {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed("str")
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{}", self.0)
    }
}

impl<'a> Value<'a> {
    /// A foreign value borrowed for the length of a call.
    pub fn foreign(value: &'a dyn Foreign) -> Value<'a> {
        Value::Foreign(ForeignRef::Borrowed(Fragile::new(value)))
    }

    /// A foreign value that is shared.
    pub fn shared(value: Arc<dyn Foreign + Send + Sync>) -> Value<'static> {
        Value::Foreign(ForeignRef::Shared(value))
    }

    /// A shared `Display`, rendered only when its text is needed.
    pub fn display(value: impl fmt::Display + Send + Sync + 'static) -> Value<'static> {
        Value::shared(Arc::new(SharedDisplay(Arc::new(value))))
    }
}
