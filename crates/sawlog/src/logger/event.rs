//! What a call gives besides level and message.

use std::borrow::Cow;

use crate::record::{CallSite, ExceptionInfo};
use crate::value::{Args, Value};

/// What a call gives besides level and message.
///
/// # Python
/// The keyword arguments of logging calls: `args`, `exc_info`, `stack_info`, `extra`, and what `stacklevel` finds.
#[derive(Debug)]
pub struct Event<'a> {
    /// Where the call stands.
    pub site: CallSite<'a>,
    /// What is merged into the message.
    pub args: Args<'a>,
    /// The exception.
    pub exc_info: Option<ExceptionInfo>,
    /// The stack, as text.
    pub stack_info: Option<Cow<'a, str>>,
    /// Attributes that the call adds.
    pub extra: &'a [(&'a str, Value<'a>)],
    /// The place of the call once more, where it lasts as long as the program, as that of a macro does.
    #[doc(hidden)]
    pub static_site: Option<&'static CallSite<'static>>,
}

impl<'a> Event<'a> {
    /// Nothing but the place of the call.
    pub fn new(site: CallSite<'a>) -> Event<'a> {
        Event { site, args: Args::Empty, exc_info: None, stack_info: None, extra: &[], static_site: None }
    }
}
