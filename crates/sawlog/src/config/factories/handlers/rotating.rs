//! `logging.handlers.RotatingFileHandler`.

use super::backups::{Backups, backup_count, property};
use super::file::{absolute, encoding, open_mode};
use super::{Opens, Prepared, terminator};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::node::Node;
use crate::handler::IntoHandler;
use crate::handlers::{OpenMode, RotatingFileHandler};
use crate::value::Value;

/// `RotatingFileHandler(filename, mode='a', maxBytes=0, backupCount=0, encoding=None, delay=False, errors=None)`; also
/// `namer`, a name such as `{}.gz`, and `rotator`: `gzip` or `zlib`.
pub(in crate::config::factories) fn rotating(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let filename = args.require_text("filename")?;
    let max_bytes = match args.plain("maxBytes")? {
        None => 0,
        Some(place) => bytes(&place.node).ok_or_else(|| place.wrong_type("a number of bytes"))?,
    };
    let mode = if max_bytes > 0 {
        // Whatever it says, as it is not looked at.
        args.value("mode")?;
        OpenMode::Append
    } else {
        open_mode(args)?.unwrap_or(OpenMode::Append)
    };
    let backup_count = backup_count(args)?;
    let (encoding, errors) = encoding(args)?;
    let delay = args.truth("delay")?.unwrap_or(false);
    let backups = Backups::read(args)?;
    let terminator = terminator(args)?;
    let set_max_bytes = property(args, "maxBytes", "a number of bytes", bytes)?;
    let path = absolute(args, &filename)?;
    let opens = Opens {
        path: path.clone(),
        mode,
        open: |handler| handler.downcast_ref::<RotatingFileHandler>().map_or(Ok(()), RotatingFileHandler::open),
    };
    let build = move |making: &super::Making| {
        let mut builder = RotatingFileHandler::builder(&path).mode(mode).encoding(encoding).errors(errors);
        builder = builder.max_bytes(max_bytes).backup_count(backup_count).delay(delay);
        if let Some(namer) = &backups.namer {
            builder = builder.namer(namer.clone());
        }
        if let Some(rotator) = backups.rotator {
            builder = builder.rotator(rotator);
        }
        if let Some(terminator) = &terminator {
            builder = builder.terminator(terminator);
        }
        if let Some(clock) = &making.clock {
            builder = builder.clock(clock.clone());
        }
        let handler = builder.build_unopened()?;
        if let Some(bytes) = set_max_bytes {
            handler.set_max_bytes(bytes);
        }
        Ok(handler.into_handler())
    };
    Ok(Prepared { opens: (!delay).then_some(opens), ..Prepared::new(build) })
}

/// A size; none where Python would have it below 1.
fn bytes(node: &Node) -> Option<u64> {
    match node.as_scalar()? {
        // A length that is not below a fraction is not below the next integer.
        Value::Float(number) => Some(number.ceil() as u64),
        _ => super::backups::integer(node).map(|number| number.max(0) as u64),
    }
}
