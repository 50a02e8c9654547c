//! The attributes that every record has: one table from names to [`Attribute`]s.

/// An attribute that every record has, by its name in Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Attribute {
    Name,
    Msg,
    Args,
    LevelName,
    LevelNo,
    PathName,
    FileName,
    Module,
    ExcInfo,
    ExcText,
    StackInfo,
    LineNo,
    FuncName,
    Created,
    Msecs,
    RelativeCreated,
    Thread,
    ThreadName,
    ProcessName,
    Process,
    TaskName,
    Message,
    AscTime,
}

use Attribute as A;

/// Names and attributes, in the order of a record's `__dict__`; the computed ones last.
const TABLE: [(&str, Attribute); 23] = [
    ("name", A::Name),
    ("msg", A::Msg),
    ("args", A::Args),
    ("levelname", A::LevelName),
    ("levelno", A::LevelNo),
    ("pathname", A::PathName),
    ("filename", A::FileName),
    ("module", A::Module),
    ("exc_info", A::ExcInfo),
    ("exc_text", A::ExcText),
    ("stack_info", A::StackInfo),
    ("lineno", A::LineNo),
    ("funcName", A::FuncName),
    ("created", A::Created),
    ("msecs", A::Msecs),
    ("relativeCreated", A::RelativeCreated),
    ("thread", A::Thread),
    ("threadName", A::ThreadName),
    ("processName", A::ProcessName),
    ("process", A::Process),
    ("taskName", A::TaskName),
    ("message", A::Message),
    ("asctime", A::AscTime),
];

impl Attribute {
    /// Every attribute, in the order of a record's `__dict__`; the computed `message` and `asctime` last.
    pub fn all() -> impl ExactSizeIterator<Item = Attribute> {
        TABLE.iter().map(|(_, attribute)| *attribute)
    }

    /// The attribute's name.
    pub fn name(self) -> &'static str {
        TABLE[self as usize].0
    }

    /// The attribute after this one, in the order of a record's `__dict__`.
    pub(crate) fn next(self) -> Option<Attribute> {
        TABLE.get(self as usize + 1).map(|(_, attribute)| *attribute)
    }

    /// The attribute of this name.
    pub fn from_name(name: &str) -> Option<Attribute> {
        TABLE.iter().find(|(known, _)| *known == name).map(|(_, attribute)| *attribute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_in_the_order_of_the_enum() {
        for (index, (name, attribute)) in TABLE.iter().enumerate() {
            assert_eq!(*attribute as usize, index);
            assert_eq!(Attribute::from_name(name), Some(*attribute));
        }
    }
}
