//! Context: key-values that every record of a scope carries, on a thread and across `.await`.
//!
//! On a record's way the logger looks here before it makes the record: what is in scope on the thread becomes attributes of the
//! record, so that filters, formats, JSON, queues and the wire have them as they have a call's own.
//!
//! ```
//! use sawlog::{basic_config, context, get_logger, info};
//!
//! let log = get_logger("shop.web");
//! let _request = context::scope([("request", 17)]);
//! info!(log, "asked");                        // %(request)s is 17
//! {
//!     let _user = context::scope([("user", "sheila")]);
//!     info!(log, "logged in");                // %(request)s is 17, %(user)s is sheila
//!     info!(log, request = 18; "forwarded");  // what a call says itself holds
//! }
//! info!(log, "answered");                     // no user
//! ```
//!
//! # Whose records
//! Those that this thread logs, by whatever logger, macro, method, adapter or bridge. Records that come from elsewhere, by a
//! queue or a socket, bring their own.
//!
//! # Across threads and `.await`
//! A thread starts with nothing in scope. [`capture`] takes what is in scope to another one, where [`Context::run`] or
//! [`Context::enter`] has it hold; [`in_context`](InContext::in_context) has it hold whenever a future is polled, on whatever
//! thread that is.
//!
//! # Bounds
//! [`MAX_NAMES`] names in a context, [`MAX_NESTING`] scopes within each other. What goes beyond is left out and
//! reported on stderr, as is a name that every record has (`name`, `message`); scopes in a row once, and then how many they were.
//!
//! # Cost
//! Where nothing is in scope, an enabled call looks at one flag of its thread, and a disabled one at nothing. Where something is, a
//! record takes no memory for it up to [16 attributes](Context), those of the call included.
//!
//! # Python
//! `contextvars`, with a filter that copies the variables into each record, as the cookbook's "Use of `contextvars`" does it. There a variable that
//! is not set has a default; here a record lacks the attribute, and a format that names it wants `defaults`.

use std::borrow::Cow;

use crate::value::Value;

mod future;
mod layers;
mod pairs;
mod refused;
mod scope;

pub use future::{ContextFuture, InContext};
pub(crate) use layers::is_set;
pub use layers::{MAX_NESTING, capture};
pub use pairs::{Context, MAX_NAMES};
pub use scope::Scope;

/// Has key-values be in scope on this thread until what is returned is dropped; those in scope already still are, unless a name
/// is the same.
///
/// ```
/// use sawlog::{Value, context};
/// let _job = context::scope([("job", Value::from(7)), ("host", Value::from("web-1"))]);
/// assert_eq!(context::get("job"), Some(Value::from(7)));
/// ```
///
/// A name that every record has is left out and reported.
///
/// # Python
/// `token = variable.set(value)`, and `variable.reset(token)` at the end.
pub fn scope<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Scope
where
    N: Into<Cow<'static, str>>,
    V: Into<Value<'static>>,
{
    Scope::add(Context::new().with_all(pairs))
}

/// The value that a name has in scope on this thread.
///
/// # Python
/// `variable.get(None)`.
pub fn get(name: &str) -> Option<Value<'static>> {
    if is_set() { capture().get(name).cloned() } else { None }
}
