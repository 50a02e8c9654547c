//! What constructors take: one table for each, which stands beside the constructor.
//!
//! The order of those that can be given by position is Python's, so that positional arguments find their names here.
//! The JSON Schema is made from the same tables.

/// The parameters of a constructor, in groups that constructors may share.
pub(in crate::config) type Signature = &'static [&'static [Parameter]];

/// One parameter of a constructor.
#[derive(Clone, Copy, Debug)]
pub(in crate::config) struct Parameter {
    pub(in crate::config) name: &'static str,
    pub(in crate::config) kind: Kind,
    /// What it is for, in a sentence.
    pub(in crate::config) meaning: &'static str,
    pub(in crate::config) is_required: bool,
    pub(in crate::config) passing: Passing,
}

/// How an argument may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::config) enum Passing {
    /// By position or by keyword, as in Python.
    Position,
    /// By keyword alone.
    Keyword,
    /// By keyword, where the class is called by our own name for it.
    Ours,
}

/// What an argument may be.
// Some are those of classes that come with a feature.
#[cfg_attr(not(all(feature = "http", feature = "smtp")), allow(dead_code))]
#[derive(Clone, Copy, Debug)]
pub(in crate::config) enum Kind {
    /// A text.
    Text,
    /// A text; none, for whatever Python takes for false.
    TextIfAny,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A text, such as one of these.
    Such(&'static [&'static str]),
    /// On or off, by Python's truth.
    Truth,
    /// An integer.
    Integer,
    /// An integer above zero.
    Count,
    /// A number.
    Number,
    /// A length of time in seconds.
    Seconds,
    /// Seconds, or a number with a unit.
    Age,
    /// A time of day: a time, or a text where the class is called by our own name.
    TimeOfDay,
    /// A level, by name or number.
    Level,
    /// A stream, by its `ext://` name.
    Stream,
    /// Another handler of the configuration, by its name.
    Handler,
    /// Other handlers of the configuration, by their names.
    Handlers,
    /// A queue of records: its class, or a mapping that names it under `()`.
    Queue,
    /// A host; nothing, for the one that Python means then.
    Host,
    /// A port; nothing, where the host is the path of a Unix socket.
    Port,
    /// A host and a port, or a text alone.
    Address,
    /// Two texts; none, for whatever Python takes for false.
    Pair,
    /// A text, or several.
    Texts,
    /// Up to two texts.
    UpToTwo,
    /// A facility of syslog's, by name or number.
    Facility,
    /// A number, or a text that holds one.
    NumberOrText,
    /// Members of a JSON object: a list of fields, or a mapping to them.
    Fields,
    /// A mapping from names to values; none, for whatever Python takes for false.
    Mapping,
    /// Nothing: an object of Python's that cannot be had here.
    Nothing,
}

impl Parameter {
    /// One that must be given.
    pub(in crate::config) const fn required(name: &'static str, kind: Kind, meaning: &'static str) -> Parameter {
        Parameter { name, kind, meaning, is_required: true, passing: Passing::Position }
    }

    /// One that may be given.
    pub(in crate::config) const fn optional(name: &'static str, kind: Kind, meaning: &'static str) -> Parameter {
        Parameter { name, kind, meaning, is_required: false, passing: Passing::Position }
    }

    /// One that may be given by keyword.
    pub(in crate::config) const fn keyword(name: &'static str, kind: Kind, meaning: &'static str) -> Parameter {
        Parameter { name, kind, meaning, is_required: false, passing: Passing::Keyword }
    }

    /// One that Python's class has not, taken where ours is named.
    pub(in crate::config) const fn ours(name: &'static str, kind: Kind, meaning: &'static str) -> Parameter {
        Parameter { name, kind, meaning, is_required: false, passing: Passing::Ours }
    }
}

/// What a constructor takes that is called by this class path.
pub(in crate::config) fn taken_by(class: &str, signature: Signature) -> impl Iterator<Item = &'static Parameter> {
    // Django's handler takes what ours does: nobody else's has its name.
    let ours = class.starts_with("sawlog.") || class.starts_with("django.");
    signature.iter().copied().flatten().filter(move |parameter| ours || parameter.passing != Passing::Ours)
}

/// The names of what can be given by position, in order.
pub(super) fn by_position(signature: Signature) -> impl Iterator<Item = &'static str> {
    let all = signature.iter().copied().flatten();
    all.filter(|parameter| parameter.passing == Passing::Position).map(|parameter| parameter.name)
}

#[cfg(test)]
mod tests;
