//! What steps ask of rotating handlers.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sawlog::{BaseRotatingHandler, HandlerRef, Namer, NamerFn, RotatingFileHandler, TimedRotatingFileHandler};

/// The handler, if it is one that rotates.
pub(super) fn of(handler: &HandlerRef) -> Option<&dyn BaseRotatingHandler> {
    let by_size = handler.downcast_ref::<RotatingFileHandler>().map(|it| it as &dyn BaseRotatingHandler);
    by_size.or_else(|| handler.downcast_ref::<TimedRotatingFileHandler>().map(|it| it as &dyn BaseRotatingHandler))
}

/// Adds a suffix; if there is a folder, moves the file there, from where it is.
pub(super) fn namer(suffix: String, folder: Option<String>) -> Arc<dyn Namer> {
    Arc::new(NamerFn(move |default: &Path| {
        let moved = match (&folder, default.parent(), default.file_name()) {
            (Some(folder), Some(parent), Some(name)) => parent.join(folder).join(name),
            _ => default.to_owned(),
        };
        let mut name = moved.into_os_string();
        name.push(&suffix);
        PathBuf::from(name)
    }))
}
