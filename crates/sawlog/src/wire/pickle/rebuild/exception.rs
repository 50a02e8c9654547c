//! Built-in exceptions: their arguments, and the texts that those make.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::shown::{write_value_repr, write_value_str};
use super::{Call, Made};
use crate::value::{Foreign, Value, surrogate};
use crate::wire::error::PickleErrorKind as Kind;

/// `ValueError("bad", 3)`; `None` for what is no built-in exception.
pub(super) fn built_in(class: &str, call: &mut Call<'_, '_, '_>) -> Result<Option<Made>, Kind> {
    let Some(class) = BUILT_IN.iter().find(|known| **known == class) else { return Ok(None) };
    let parts = call.make_all(call.args)?;
    let args: Vec<_> = parts.iter().map(|part| part.value.clone()).collect();
    let value = ExceptionValue { class: by_errno(class, &args), args };
    Ok(Some(Made::around(Value::shared(Arc::new(value)), &parts, true)))
}

#[derive(Debug)]
struct ExceptionValue {
    class: &'static str,
    args: Vec<Value<'static>>,
}

impl Foreign for ExceptionValue {
    fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.class)
    }

    fn write_str(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        match (self.class, self.args.as_slice()) {
            ("UnicodeDecodeError", args) if let Some(result) = write_decode_error(args, out) => result,
            ("UnicodeEncodeError", args) if let Some(result) = write_encode_error(args, out) => result,
            (_, []) => Ok(()),
            ("KeyError", [key]) => write_value_repr(key, out),
            (_, [only]) => write_value_str(only, out),
            (class, [errno, text, more @ ..]) if more.len() <= 3 && is_os_error(class) => {
                out.write_str("[Errno ")?;
                write_value_str(errno, out)?;
                out.write_str("] ")?;
                write_value_str(text, out)?;
                // Between the two names stands a number that only Windows uses.
                for (name, before) in [(more.first(), ": "), (more.get(2), " -> ")] {
                    if let Some(name) = name.filter(|name| !name.is_none()) {
                        out.write_str(before)?;
                        write_value_repr(name, out)?;
                    }
                }
                Ok(())
            }
            (_, args) => write_value_repr(&Value::tuple(args.iter().cloned()), out),
        }
    }

    fn write_repr(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        let shown = match self.args.as_slice() {
            // The names of files are no part of an OSError's `args`.
            args @ [_, _, _, ..] if is_os_error(self.class) => &args[..2],
            args => args,
        };
        write!(out, "{}(", self.class)?;
        for (index, arg) in shown.iter().enumerate() {
            if index > 0 {
                out.write_str(", ")?;
            }
            write_value_repr(arg, out)?;
        }
        out.write_str(")")
    }

    fn attribute(&self, name: &str) -> Option<Value<'_>> {
        (name == "args").then(|| Value::tuple(self.args.iter().cloned()))
    }
}

fn write_decode_error(args: &[Value<'_>], out: &mut dyn fmt::Write) -> Option<fmt::Result> {
    let [Value::Str(codec), Value::Bytes(bytes), Value::Int(start), Value::Int(end), reason] = args else {
        return None;
    };
    let reason = reason.as_str()?;
    Some(match bytes.get(usize::try_from(*start).ok()?) {
        Some(byte) if end.checked_sub(*start) == Some(1) => {
            write!(out, "'{codec}' codec can't decode byte {byte:#04x} in position {start}: {reason}")
        }
        _ => write!(out, "'{codec}' codec can't decode bytes in position {start}-{}: {reason}", end.wrapping_sub(1)),
    })
}

fn write_encode_error(args: &[Value<'_>], out: &mut dyn fmt::Write) -> Option<fmt::Result> {
    let [Value::Str(codec), Value::Str(text), Value::Int(start), Value::Int(end), reason] = args else {
        return None;
    };
    let reason = reason.as_str()?;
    let code_point = text.chars().nth(usize::try_from(*start).ok()?).map(surrogate::code_point);
    let Some(code_point) = code_point.filter(|_| end.checked_sub(*start) == Some(1)) else {
        let last = end.wrapping_sub(1);
        return Some(write!(out, "'{codec}' codec can't encode characters in position {start}-{last}: {reason}"));
    };
    let escaped = match code_point {
        0..0x100 => format!("\\x{code_point:02x}"),
        0x100..0x1_0000 => format!("\\u{code_point:04x}"),
        _ => format!("\\U{code_point:08x}"),
    };
    Some(write!(out, "'{codec}' codec can't encode character '{escaped}' in position {start}: {reason}"))
}

fn is_os_error(class: &str) -> bool {
    class == "OSError" || OS_ERRORS.iter().any(|(_, known)| *known == class)
}

/// The subclass of OSError that Python makes for an error number.
fn by_errno(class: &'static str, args: &[Value<'_>]) -> &'static str {
    match (class, args) {
        ("OSError" | "IOError" | "EnvironmentError", [Value::Int(errno), _, ..]) => {
            OS_ERRORS.iter().find(|(number, _)| number == errno).map_or("OSError", |(_, class)| class)
        }
        ("IOError" | "EnvironmentError", _) => "OSError",
        (class, _) => class,
    }
}

/// Error numbers, as Linux has them, of the subclasses of OSError.
const OS_ERRORS: [(i64, &str); 18] = [
    (1, "PermissionError"),
    (2, "FileNotFoundError"),
    (3, "ProcessLookupError"),
    (4, "InterruptedError"),
    (10, "ChildProcessError"),
    (11, "BlockingIOError"),
    (13, "PermissionError"),
    (17, "FileExistsError"),
    (20, "NotADirectoryError"),
    (21, "IsADirectoryError"),
    (32, "BrokenPipeError"),
    (103, "ConnectionAbortedError"),
    (104, "ConnectionResetError"),
    (108, "BrokenPipeError"),
    (110, "TimeoutError"),
    (111, "ConnectionRefusedError"),
    (114, "BlockingIOError"),
    (115, "BlockingIOError"),
];

const BUILT_IN: [&str; 68] = [
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "BlockingIOError",
    "BrokenPipeError",
    "BufferError",
    "BytesWarning",
    "ChildProcessError",
    "ConnectionAbortedError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "DeprecationWarning",
    "EOFError",
    "EncodingWarning",
    "EnvironmentError",
    "Exception",
    "FileExistsError",
    "FileNotFoundError",
    "FloatingPointError",
    "FutureWarning",
    "GeneratorExit",
    "IOError",
    "ImportError",
    "ImportWarning",
    "IndentationError",
    "IndexError",
    "InterruptedError",
    "IsADirectoryError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NotADirectoryError",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PendingDeprecationWarning",
    "PermissionError",
    "ProcessLookupError",
    "PythonFinalizationError",
    "RecursionError",
    "ReferenceError",
    "ResourceWarning",
    "RuntimeError",
    "RuntimeWarning",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SyntaxWarning",
    "SystemError",
    "SystemExit",
    "TabError",
    "TimeoutError",
    "TypeError",
    "UnboundLocalError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UnicodeTranslateError",
    "UnicodeWarning",
    "UserWarning",
    "ValueError",
    "Warning",
    "ZeroDivisionError",
];
