//! Pickles of protocols 0 to 5, decoded by a machine that can call nothing; and of protocol 1, written.
//!
//! CPython's `SocketHandler` sends a record as the pickled dict of its attributes. Unpickling as Python does it
//! imports and calls whatever the bytes name; here a name stays a name. The machine (`machine`, `operations`)
//! builds lists, dicts and descriptions of calls that were not made; `convert` turns what the pickle ends with into
//! [`Value`]s, and `rebuild` knows the closed table of types of which a call's description is enough to make the
//! value. All other objects become inert: they keep their type's name and print it. `plain` is a short cut for the
//! records that hold nothing but texts and numbers.
//!
//! Neither half recurses deeper than [`Limits::depth`], reserves memory that a length only announces, or takes more
//! steps than [`Limits`] allow.
//!
//! `write` makes of a record the pickle that CPython's own handler would send.

use std::borrow::Cow;

use super::Limits;
use super::attributes::Attributes;
use super::error::{PickleError, WireError};
use crate::record::LogRecord;
use crate::value::Value;

mod convert;
mod item;
mod machine;
mod names;
mod number;
mod opcode;
mod operations;
mod plain;
mod reader;
mod rebuild;
mod text;
mod write;

pub(super) use opcode::is_opcode;
pub use write::{MAX_LEN, encode, write_pickle};

use convert::Converter;
use item::{Item, Node};

/// The value that a pickle describes. Text and bytes at its top are borrowed from the pickle.
///
/// ```
/// use sawlog::wire::{Limits, pickle};
/// let value = pickle::decode(b"(lp0\nI1\naVtwo\na.", &Limits::default())?;
/// assert_eq!(value, sawlog::Value::list([1.into(), "two".into()]));
///
/// let value = pickle::decode(b"cos\nsystem\n(Vrm -rf /\ntR.", &Limits::default())?;
/// assert_eq!(value.type_name(), "os.system");
/// # Ok::<(), sawlog::wire::PickleError>(())
/// ```
///
/// # Errors
/// The pickle is malformed, refers to something outside of it, or costs more than `limits` allow.
///
/// # Python
/// `pickle.loads`, without its calls.
pub fn decode<'a>(pickle: &'a [u8], limits: &Limits) -> Result<Value<'a>, PickleError> {
    let program = machine::run(pickle, limits)?;
    let mut converter = Converter::new(&program, limits);
    converter.value(program.root).map_err(|kind| PickleError { kind, offset: program.end })
}

/// The record of a pickled dict of attributes.
///
/// Attributes whose names are no text are left out: nothing could ask for them.
///
/// # Errors
/// As [`decode`]; or the pickle describes another value than a dict.
///
/// # Python
/// `logging.makeLogRecord(pickle.loads(payload))`.
pub fn record_from_pickle<'a>(pickle: &'a [u8], limits: &Limits) -> Result<LogRecord<'a>, WireError> {
    if pickle.is_empty() {
        return Err(WireError::Empty);
    }
    if let Some(record) = plain::record(pickle, limits) {
        return Ok(record);
    }
    let program = machine::run(pickle, limits)?;
    let Some(Node::Dict(pairs)) = names::node(program.root, &program.nodes) else {
        let found = match names::node(program.root, &program.nodes) {
            Some(Node::Object(object)) => names::of_callable(object.callable, &program.nodes).into_owned(),
            _ => item::type_name(program.root, &program.nodes).to_owned(),
        };
        return Err(WireError::NotARecord { found });
    };
    let mut converter = Converter::new(&program, limits);
    let at_end = |kind| PickleError { kind, offset: program.end };
    converter.enter(program.root);
    let mut record = Attributes::new(limits);
    for (name, value) in pairs {
        let name = match *name {
            Item::Str(name) => Cow::Borrowed(name),
            name => match names::node(name, &program.nodes) {
                Some(Node::Text(name)) => {
                    converter.charge(name.len()).map_err(at_end)?;
                    Cow::Owned(name.clone())
                }
                _ => continue,
            },
        };
        record.set(name, converter.value(*value).map_err(at_end)?)?;
    }
    Ok(record.finish())
}
