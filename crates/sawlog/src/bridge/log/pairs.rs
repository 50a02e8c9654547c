//! Key-values of the `log` crate as attributes of our records.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use log::Record;
use log::kv::{self, Error, Key, VisitSource, VisitValue};
use smallvec::SmallVec;

use crate::bridge::names::unclashing;
use crate::value::Value;
use crate::value::foreign::DisplayValue;

/// How many key-values need no memory of their own.
const KEPT_IN_PLACE: usize = 8;

/// A record's key-values, and its module path where that is news.
pub(super) struct Pairs<'r>(SmallVec<[(Cow<'r, str>, Kept<'r>); KEPT_IN_PLACE]>);

enum Kept<'r> {
    Plain(Value<'r>),
    /// Written when a handler needs it.
    Shown(kv::Value<'r>),
}

impl<'r> Pairs<'r> {
    pub(super) fn of(record: &'r Record<'_>) -> Pairs<'r> {
        let mut pairs = Pairs(SmallVec::new());
        // Our visitor refuses nothing. A source of the program's own that fails or panics has told what it could.
        let _ = catch_unwind(AssertUnwindSafe(|| record.key_values().visit(&mut pairs)));
        if let Some(path) = record.module_path().filter(|path| *path != record.target()) {
            pairs.0.push((Cow::Borrowed("module_path"), Kept::Plain(Value::from(path))));
        }
        pairs
    }

    /// Lends the attributes for the length of a call.
    pub(super) fn with_extra<R>(&self, f: impl FnOnce(&[(&str, Value<'_>)]) -> R) -> R {
        if self.0.is_empty() {
            return f(&[]);
        }
        let shown: SmallVec<[DisplayValue<'_>; KEPT_IN_PLACE]> = self
            .0
            .iter()
            .map(|(_, kept)| match kept {
                Kept::Shown(value) => DisplayValue::new(value),
                Kept::Plain(_) => DisplayValue::new(&""),
            })
            .collect();
        let values = self.0.iter().zip(&shown).map(|((_, kept), shown)| match kept {
            Kept::Plain(value) => value.borrowed(),
            Kept::Shown(_) => Value::foreign(shown),
        });
        let names = self.0.iter().map(|(name, _)| &**name);
        f(&names.zip(values).collect::<SmallVec<[_; KEPT_IN_PLACE]>>())
    }
}

impl<'r> VisitSource<'r> for Pairs<'r> {
    fn visit_pair(&mut self, key: Key<'r>, value: kv::Value<'r>) -> Result<(), Error> {
        let name = match key.to_borrowed_str() {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(key.as_str().to_owned()),
        };
        let name = unclashing(&name).map_or(name, Cow::Borrowed);
        let mut plain = Plain(None);
        let kept = match value.visit(&mut plain) {
            Ok(()) => plain.0.map(Kept::Plain),
            Err(_) => None,
        };
        self.0.push((name, kept.unwrap_or(Kept::Shown(value))));
        Ok(())
    }
}

/// A value that is one of ours; nothing for others.
struct Plain<'r>(Option<Value<'r>>);

impl<'r> VisitValue<'r> for Plain<'r> {
    fn visit_any(&mut self, _: kv::Value<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn visit_null(&mut self) -> Result<(), Error> {
        self.set(Value::None)
    }

    fn visit_u64(&mut self, value: u64) -> Result<(), Error> {
        self.set(Value::from(value))
    }

    fn visit_i64(&mut self, value: i64) -> Result<(), Error> {
        self.set(Value::from(value))
    }

    fn visit_u128(&mut self, value: u128) -> Result<(), Error> {
        self.set(Value::from(value))
    }

    fn visit_i128(&mut self, value: i128) -> Result<(), Error> {
        self.set(Value::from(value))
    }

    fn visit_f64(&mut self, value: f64) -> Result<(), Error> {
        self.set(Value::from(value))
    }

    fn visit_bool(&mut self, value: bool) -> Result<(), Error> {
        self.set(Value::from(value))
    }

    fn visit_borrowed_str(&mut self, value: &'r str) -> Result<(), Error> {
        self.set(Value::from(value))
    }

    fn visit_str(&mut self, value: &str) -> Result<(), Error> {
        self.set(Value::from(value.to_owned()))
    }

    fn visit_char(&mut self, value: char) -> Result<(), Error> {
        self.set(Value::from(value))
    }
}

impl<'r> Plain<'r> {
    fn set(&mut self, value: Value<'r>) -> Result<(), Error> {
        self.0 = Some(value);
        Ok(())
    }
}
