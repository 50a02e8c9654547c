//! `logging.handlers.RotatingFileHandler`.

use super::backups::{BACKUP_COUNT, BACKUPS, Backups, backup_count, bytes, max_bytes};
use super::file::{DELAY, ENCODING, ERRORS, FILENAME, MODE, TextSettings, absolute, encoding, open_mode, reopened};
use super::property::{fixed, property, truth};
use super::timed::WHEN;
use super::{Opens, Prepared, terminator, timed};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::handler::IntoHandler;
use crate::handlers::{OpenMode, RotatingFileHandler};
/// What [`rotating`] takes.
pub(in crate::config::factories) const ROTATING: Signature = &[
    &[
        FILENAME,
        MODE,
        Parameter::optional("maxBytes", Kind::Number, "The size at which the file is rotated; 0: never."),
        BACKUP_COUNT,
        ENCODING,
        DELAY,
        ERRORS,
    ],
    BACKUPS,
    &[
        Parameter::ours("when", WHEN, "Rotates by the time, too."),
        Parameter::ours("interval", Kind::Number, "How many times of `when` lie between two rotations."),
        Parameter::ours("utc", Kind::Truth, "Whether days begin and end in UTC rather than in local time."),
        Parameter::ours("atTime", Kind::TimeOfDay, "The time of the day at which the file is rotated."),
    ],
];

/// `RotatingFileHandler(filename, mode='a', maxBytes=0, backupCount=0, encoding=None, delay=False, errors=None)`; also
/// `namer`, a name such as `{}.gz`, `rotator`: `gzip`, `zstd` or `zlib`, `maxAge`, `maxTotalBytes` and `multiProcess`.
/// By our own name `when` makes it a handler that goes by the time, too, and takes that one's arguments.
pub(in crate::config::factories) fn rotating(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    // By both, the size and the time.
    if args.class().starts_with("sawlog.") && args.names().iter().any(|name| name == "when") {
        return timed(args);
    }
    let filename = args.require_text("filename")?;
    let max_bytes = max_bytes(args, "maxBytes")?.unwrap_or(0);
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
    let given = TextSettings { mode, encoding, errors };
    let later = reopened(args, given)?;
    fixed(args, &["baseFilename", "stream"])?;
    let TextSettings { mode, encoding, errors } = if delay { later } else { given };
    // Whether it is opened again when it has been put aside.
    let delay_again = truth(args, "delay").unwrap_or(delay);
    let backups = Backups::read(args)?;
    let terminator = terminator(args)?;
    let set_max_bytes = property(args, "maxBytes", "a number of bytes", bytes)?;
    let path = absolute(args, &filename)?;
    let opens = Opens {
        path: path.clone(),
        mode,
        open: |handler| handler.downcast_ref::<RotatingFileHandler>().map_or(Ok(()), RotatingFileHandler::open),
    };
    let reach = backups.reach(&path, "1");
    let build = move |making: &super::Making| {
        let mut builder = RotatingFileHandler::builder(&path).mode(mode).encoding(encoding).errors(errors);
        builder = builder.upkeep(backups.upkeep).max_bytes(max_bytes).backup_count(backup_count).delay(delay_again);
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
        if !delay {
            handler.open_next_with(later.mode, later.encoding, later.errors);
        }
        if let Some(bytes) = set_max_bytes {
            handler.set_max_bytes(bytes);
        }
        Ok(handler.into_handler())
    };
    Ok(Prepared { opens: (!delay).then_some(opens), ..Prepared::new(reach, build) })
}
