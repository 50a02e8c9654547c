//! Handlers by name, and several closed at once.

use super::{HandlerRef, registry};
use crate::patience::{self, TOGETHER};

/// The handler of this name, if one lives.
///
/// # Python
/// `logging.getHandlerByName`.
pub fn get_handler_by_name(name: &str) -> Option<HandlerRef> {
    registry::find(name).map(HandlerRef)
}

/// The names of all living handlers that have one, in no particular order.
///
/// # Python
/// `logging.getHandlerNames`.
pub fn get_handler_names() -> Vec<String> {
    registry::names()
}

/// Flushes and closes handlers, first those that pass records on, then the youngest first: one that gives its records to another is mostly the younger.
/// What fails is reported. All of them together wait for their peers no longer than [`TOGETHER`].
pub(crate) fn close_in_reverse(handlers: &[HandlerRef]) {
    patience::within(TOGETHER, || youngest_first(handlers).for_each(|handler| handler.0.shut_down()));
}

/// Flushes handlers, the youngest first, but those that keep what they have even when they are closed. All of them
/// together wait for their peers no longer than [`TOGETHER`].
pub(crate) fn flush_in_reverse(handlers: &[HandlerRef]) {
    let flushed = youngest_first(handlers).filter(|handler| handler.0.handler.flush_on_close());
    // A sink that cannot be flushed now is reported when it is closed.
    patience::within(TOGETHER, || flushed.for_each(|handler| _ = handler.flush()));
}

fn youngest_first(handlers: &[HandlerRef]) -> impl Iterator<Item = &HandlerRef> {
    let mut handlers: Vec<&HandlerRef> = handlers.iter().collect();
    handlers.sort_by_key(|handler| (!handler.0.handler.passes_on(), std::cmp::Reverse(handler.0.base.number)));
    handlers.into_iter()
}

/// Has these handlers not be found by their names any more.
pub(crate) fn forget_names(handlers: &[HandlerRef]) {
    handlers.iter().for_each(|handler| handler.0.base.forget_name());
    let handlers: Vec<_> = handlers.iter().map(|handler| std::sync::Arc::as_ptr(&handler.0)).collect();
    registry::forget(&handlers);
}

/// Whether a handler is found by this name, in a tree that has it.
pub(crate) fn goes_by(handler: &HandlerRef, name: &str) -> bool {
    !handler.0.base.is_forgotten() && handler.name().is_some_and(|known| *known == *name)
}
