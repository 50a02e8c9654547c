//! The members of one of a scenario's mappings, each to be taken once and none to be left over.

use anyhow::{Context, bail};
use sawlog::Value;
use sawlog::value::Dict;

/// A mapping whose members are taken out one by one.
pub(crate) struct Fields {
    what: String,
    rest: Dict,
}

impl Fields {
    /// The members of `value`, called `what` in errors.
    pub(crate) fn of(what: impl Into<String>, value: &Value<'static>) -> anyhow::Result<Fields> {
        let what = what.into();
        match value {
            Value::Dict(dict) => Ok(Fields { what, rest: (**dict).clone() }),
            other => bail!("{what} is a mapping, not a {}", other.type_name()),
        }
    }

    /// A member, whatever it is.
    pub(crate) fn take(&mut self, key: &str) -> Option<Value<'static>> {
        self.rest.remove_str(key)
    }

    /// A member that must be there.
    pub(crate) fn required(&mut self, key: &str) -> anyhow::Result<Value<'static>> {
        self.take(key).with_context(|| format!("{} has no {key:?}", self.what))
    }

    /// A text; none for null, too.
    pub(crate) fn text(&mut self, key: &str) -> anyhow::Result<Option<String>> {
        match self.take(key) {
            None | Some(Value::None) => Ok(None),
            Some(Value::Str(text)) => Ok(Some(text.into_owned())),
            Some(other) => bail!("{:?} of {} is a text, not a {}", key, self.what, other.type_name()),
        }
    }

    /// A text that must be there.
    pub(crate) fn required_text(&mut self, key: &str) -> anyhow::Result<String> {
        self.text(key)?.with_context(|| format!("{} has no {key:?}", self.what))
    }

    /// An integer.
    pub(crate) fn integer(&mut self, key: &str) -> anyhow::Result<Option<i64>> {
        match self.take(key) {
            None | Some(Value::None) => Ok(None),
            Some(Value::Int(number)) => Ok(Some(number)),
            Some(other) => bail!("{:?} of {} is an integer, not a {}", key, self.what, other.type_name()),
        }
    }

    /// Fails if a member is left.
    pub(crate) fn end(self) -> anyhow::Result<()> {
        match self.rest.iter().next() {
            None => Ok(()),
            Some((key, _)) => bail!("{} has no place for {:?}", self.what, key.as_str().unwrap_or("this key")),
        }
    }
}
