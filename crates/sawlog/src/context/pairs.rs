//! A context as a value: names and what they stand for.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::error::RecordError;
use crate::handler::report_apart;
use crate::record::Attribute;
use crate::value::Value;

/// How many names a context has at most.
pub const MAX_NAMES: usize = 64;

/// How many attributes a record takes in without memory of its own.
const KEPT_IN_PLACE: usize = 16;

type Pair = (Cow<'static, str>, Value<'static>);

/// Key-values that can be in scope: cheap to clone, and to be sent to another thread.
///
/// ```
/// use sawlog::{Value, context};
/// use sawlog::context::Context;
///
/// let context = Context::new().with("request", 17).with("user", "sheila");
/// std::thread::spawn(move || {
///     context.run(|| assert_eq!(context::get("user"), Some(Value::from("sheila"))));
///     assert_eq!(context::get("user"), None);
/// })
/// .join()
/// .unwrap();
/// ```
///
/// # Python
/// `contextvars.Context`.
#[derive(Clone, Default)]
pub struct Context(Option<Arc<[Pair]>>);

impl Context {
    /// A context of nothing.
    pub const fn new() -> Context {
        Context(None)
    }

    /// This context and one value more, or another one under that name.
    ///
    /// A name that every record has, and one beyond [`MAX_NAMES`], is left out and reported.
    #[must_use]
    pub fn with(self, name: impl Into<Cow<'static, str>>, value: impl Into<Value<'static>>) -> Context {
        self.with_all([(name, value)])
    }

    /// This context and these values.
    #[must_use]
    pub fn with_all<N, V>(self, pairs: impl IntoIterator<Item = (N, V)>) -> Context
    where
        N: Into<Cow<'static, str>>,
        V: Into<Value<'static>>,
    {
        let mut all = self.pairs().to_vec();
        let left_out = pairs.into_iter().filter_map(|(name, value)| put(&mut all, name.into(), value.into())).count();
        if left_out > 0 {
            report_apart("context", &format!("{left_out} names are left out: there are {MAX_NAMES} in scope already"));
        }
        Context((!all.is_empty()).then(|| all.into()))
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&Value<'static>> {
        self.pairs().iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Names and values, in the order in which they were added.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value<'static>)> {
        self.pairs().iter().map(|(name, value)| (&**name, value))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// This context, and over it another one.
    pub(super) fn overlaid(&self, over: &Context) -> Context {
        if self.is_empty() {
            return over.clone();
        }
        self.clone().with_all(over.pairs().iter().cloned())
    }

    /// Lends the attributes of a call in this context: its own, and those of the context that it has not itself.
    pub(crate) fn with_extra<R>(&self, own: &[(&str, Value<'_>)], f: impl FnOnce(&[(&str, Value<'_>)]) -> R) -> R {
        let more = self.iter().filter(|(name, _)| !own.iter().any(|(own, _)| own == name));
        let own = own.iter().map(|(name, value)| (*name, value.borrowed()));
        let all = more.map(|(name, value)| (name, value.borrowed())).chain(own);
        f(&all.collect::<SmallVec<[_; KEPT_IN_PLACE]>>())
    }

    fn pairs(&self) -> &[Pair] {
        self.0.as_deref().unwrap_or_default()
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Puts a value under a name; gives the name back where there are too many.
fn put(all: &mut Vec<Pair>, name: Cow<'static, str>, value: Value<'static>) -> Option<Cow<'static, str>> {
    match all.iter().position(|(known, _)| *known == name) {
        Some(at) => all[at].1 = value,
        // DIFFERENCE: Python refuses such an extra by KeyError. Here what is in scope goes without it.
        None if Attribute::from_name(&name).is_some() => {
            report_apart("context", &RecordError::ExtraOverwrites(name.into_owned()).to_string());
        }
        None if all.len() < MAX_NAMES => all.push((name, value)),
        None => return Some(name),
    }
    None
}
