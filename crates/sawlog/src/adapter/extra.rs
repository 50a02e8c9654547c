//! Attributes that an adapter adds: fixed ones, and ones worked out at each call.

use super::call::{Call, ProcessCall};
use crate::value::Value;

/// Fixed attributes; what [`LoggerAdapter::new`](crate::LoggerAdapter::new) makes.
#[derive(Clone, Debug, Default)]
pub struct Extra {
    attributes: Box<[(Box<str>, Value<'static>)]>,
    pub(super) merge: bool,
}

impl Extra {
    pub(super) fn new<N: Into<Box<str>>, V: Into<Value<'static>>>(extra: impl IntoIterator<Item = (N, V)>) -> Extra {
        let mut attributes: Vec<(Box<str>, Value<'static>)> = Vec::new();
        for (name, value) in extra {
            let (name, value) = (name.into(), value.into());
            match attributes.iter_mut().find(|(known, _)| *known == name) {
                Some((_, slot)) => *slot = value,
                None => attributes.push((name, value)),
            }
        }
        Extra { attributes: attributes.into(), merge: false }
    }
}

impl ProcessCall for Extra {
    fn process<'c>(&'c self, call: &mut Call<'c>) {
        let attributes = self.attributes.iter().map(|(name, value)| (&**name, value.borrowed()));
        call.put_extra(attributes, self.merge);
    }
}

/// Attributes worked out at each call; what [`with_extra_fn`](crate::LoggerAdapter::with_extra_fn) makes.
#[derive(Clone, Debug)]
pub struct ExtraFn<F> {
    pub(super) compute: F,
    pub(super) merge: bool,
}

impl<F, I, V> ProcessCall for ExtraFn<F>
where
    F: Fn() -> I,
    I: IntoIterator<Item = (&'static str, V)>,
    V: Into<Value<'static>>,
{
    fn process<'c>(&'c self, call: &mut Call<'c>) {
        let attributes = (self.compute)().into_iter();
        call.put_extra(attributes.map(|(name, value)| (name, value.into())), self.merge);
    }
}
