//! Handlers by name, and several closed at once.

use super::{HandlerRef, registry};

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

/// Flushes and closes handlers, the last first; what fails is reported.
pub(crate) fn close_in_reverse(handlers: &[HandlerRef]) {
    handlers.iter().rev().for_each(|handler| handler.0.shut_down());
}

/// Has these handlers not be found by their names any more.
pub(crate) fn forget_names(handlers: &[HandlerRef]) {
    let handlers: Vec<_> = handlers.iter().map(|handler| std::sync::Arc::as_ptr(&handler.0)).collect();
    registry::forget(&handlers);
}
