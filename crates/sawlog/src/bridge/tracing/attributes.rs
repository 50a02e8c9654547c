//! Attributes that come together from an event and the spans around it.

use smallvec::SmallVec;

use crate::value::Value;

/// How many attributes a record gets of an event.
const MOST: usize = 128;
/// How many of them take no memory of their own.
const KEPT_IN_PLACE: usize = 16;

/// Names and values; of one name the last one holds.
#[derive(Default)]
pub(super) struct Attributes<'a>(SmallVec<[(&'a str, Value<'a>); KEPT_IN_PLACE]>);

impl<'a> Attributes<'a> {
    pub(super) fn put(&mut self, name: &'a str, value: Value<'a>) {
        match self.0.iter().position(|(known, _)| *known == name) {
            Some(at) => self.0[at].1 = value,
            None if self.0.len() < MOST => self.0.push((name, value)),
            None => {}
        }
    }

    pub(super) fn as_slice(&self) -> &[(&'a str, Value<'a>)] {
        &self.0
    }
}
