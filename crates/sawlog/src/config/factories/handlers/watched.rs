//! `logging.handlers.WatchedFileHandler`.

use super::file::{DELAY, ENCODING, ERRORS, FILENAME, MODE, TextSettings, absolute, encoding, open_mode, reopened};
use super::property::fixed;
use super::{Opens, Prepared, Reach, terminator};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::Signature;
use crate::handler::IntoHandler;
use crate::handlers::{OpenMode, WatchedFileHandler};
/// What [`watched`] takes.
pub(in crate::config::factories) const WATCHED: Signature = &[&[FILENAME, MODE, ENCODING, DELAY, ERRORS]];

/// `WatchedFileHandler(filename, mode='a', encoding=None, delay=False, errors=None)`.
pub(in crate::config::factories) fn watched(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let filename = args.require_text("filename")?;
    let mode = open_mode(args)?.unwrap_or(OpenMode::Append);
    let (encoding, errors) = encoding(args)?;
    let delay = args.truth("delay")?.unwrap_or(false);
    let given = TextSettings { mode, encoding, errors };
    let later = reopened(args, given)?;
    fixed(args, &["baseFilename", "stream", "dev", "ino"])?;
    let TextSettings { mode, encoding, errors } = if delay { later } else { given };
    let terminator = terminator(args)?;
    let path = absolute(args, &filename)?;
    let opens = Opens {
        path: path.clone(),
        mode,
        open: |handler| handler.downcast_ref::<WatchedFileHandler>().map_or(Ok(()), WatchedFileHandler::open),
    };
    let reach = Reach::Files(vec![path.clone()]);
    let build = move |_: &_| {
        let mut builder = WatchedFileHandler::builder(&path).mode(mode).encoding(encoding).errors(errors).delay(true);
        if let Some(terminator) = &terminator {
            builder = builder.terminator(terminator);
        }
        let handler = builder.build()?;
        if !delay {
            handler.open_next_with(later.mode, later.encoding, later.errors);
        }
        Ok(handler.into_handler())
    };
    Ok(Prepared { opens: (!delay).then_some(opens), ..Prepared::new(reach, build) })
}
