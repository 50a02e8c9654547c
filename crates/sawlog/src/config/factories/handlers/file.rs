//! `logging.FileHandler`.

use std::path::PathBuf;

use super::property::{fixed, property};
use super::{Opens, Prepared, Reach, terminator};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::handler::IntoHandler;
use crate::handlers::{EncodeErrors, Encoding, EncodingError, FileHandler, OpenMode, OpenModeError, file_name};
use crate::value::Value;

/// What [`file`] takes.
pub(in crate::config::factories) const FILE: Signature = &[&[FILENAME, MODE, ENCODING, DELAY, ERRORS]];

pub(super) const FILENAME: Parameter = Parameter::required(
    "filename",
    Kind::Text,
    "The file; a relative one lies below the folder that the process is in.",
);
pub(super) const MODE: Parameter = Parameter::optional(
    "mode",
    Kind::Such(&["a", "w", "x"]),
    "How the file is opened: a appends, w empties it first, x refuses one that is there.",
);
pub(super) const ENCODING: Parameter = Parameter::optional(
    "encoding",
    Kind::Such(&["utf-8", "utf-16", "ascii", "latin-1", "cp1252"]),
    "The encoding of the file, by Python's name; UTF-8 unless it is given.",
);
pub(super) const DELAY: Parameter =
    Parameter::optional("delay", Kind::Truth, "Whether the file is opened only when the first record comes.");
pub(super) const ERRORS: Parameter = Parameter::optional(
    "errors",
    Kind::OneOf(&[
        "strict",
        "ignore",
        "replace",
        "backslashreplace",
        "xmlcharrefreplace",
        "surrogateescape",
        "surrogatepass",
    ]),
    "What becomes of characters that the encoding lacks.",
);

/// `logging.FileHandler(filename, mode='a', encoding=None, delay=False, errors=None)`.
pub(in crate::config::factories) fn file(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    // DIFFERENCE: Python takes the name of a file as bytes, too.
    let filename = args.require_text("filename")?;
    let mode = open_mode(args)?.unwrap_or(OpenMode::Append);
    let (encoding, errors) = encoding(args)?;
    let given = TextSettings { mode, encoding, errors };
    let delay = args.truth("delay")?.unwrap_or(false);
    let terminator = terminator(args)?;
    // A file that is opened at once is opened before attributes are set, and not again.
    let later = reopened(args, given)?;
    fixed(args, &["baseFilename", "stream"])?;
    let TextSettings { mode, encoding, errors } = if delay { later } else { given };
    let path = absolute(args, &filename)?;
    let opens = Opens {
        path: path.clone(),
        mode,
        open: |handler| handler.downcast_ref::<FileHandler>().map_or(Ok(()), FileHandler::open),
    };
    let reach = Reach::Files(vec![path.clone()]);
    let build = move |_: &_| {
        let mut builder = FileHandler::builder(&path).mode(mode).encoding(encoding).errors(errors).delay(true);
        if let Some(terminator) = &terminator {
            builder = builder.terminator(terminator);
        }
        Ok(builder.build()?.into_handler())
    };
    Ok(Prepared { opens: (!delay).then_some(opens), ..Prepared::new(reach, build) })
}

/// How a file is opened, and text written to it.
#[derive(Clone, Copy)]
pub(super) struct TextSettings {
    pub(super) mode: OpenMode,
    pub(super) encoding: Encoding,
    pub(super) errors: EncodeErrors,
}

/// What a file is opened with after these settings are set as attributes: the ones that are given anew.
pub(super) fn reopened(args: &Arguments<'_>, given: TextSettings) -> Result<TextSettings, ConfigError> {
    let mode = property(args, "mode", "a mode, such as a or w,", |node| node.as_str()?.parse::<OpenMode>().ok())?;
    let encoding = property(args, "encoding", "the name of an encoding", |node| match node.as_scalar()? {
        Value::None => Some(Encoding::UTF_8),
        name => name.as_str()?.parse::<Encoding>().ok(),
    })?;
    let errors = property(args, "errors", "what to do with characters that the encoding lacks", |node| {
        match node.as_scalar()? {
            Value::None => Some(EncodeErrors::default()),
            name => name.as_str()?.parse::<EncodeErrors>().ok(),
        }
    })?;
    Ok(TextSettings {
        mode: mode.unwrap_or(given.mode),
        encoding: encoding.unwrap_or(given.encoding),
        errors: errors.unwrap_or(given.errors),
    })
}

/// How the file is opened, if that is said.
pub(super) fn open_mode(args: &mut Arguments<'_>) -> Result<Option<OpenMode>, ConfigError> {
    // Python refuses a mode that is null, unlike an encoding.
    let Some(place) = args.plain("mode")? else { return Ok(None) };
    let mode = place.node.as_str().ok_or_else(|| place.wrong_type("a mode, such as a or w"))?;
    mode.parse().map(Some).map_err(|error: OpenModeError| args.error("mode", error.to_string()))
}

/// What `encoding` and `errors` say.
pub(super) fn encoding(args: &mut Arguments<'_>) -> Result<(Encoding, EncodeErrors), ConfigError> {
    let encoding = match args.text("encoding")? {
        Some(name) => name.parse().map_err(|error: EncodingError| args.error("encoding", error.to_string()))?,
        None => Encoding::UTF_8,
    };
    let errors = match args.text("errors")? {
        Some(name) => name.parse().map_err(|error: EncodingError| args.error("errors", error.to_string()))?,
        None => EncodeErrors::default(),
    };
    Ok((encoding, errors))
}

/// The absolute path that `filename` means.
pub(super) fn absolute(args: &Arguments<'_>, filename: &str) -> Result<PathBuf, ConfigError> {
    file_name::from_text(filename)
        .and_then(|path| file_name::absolute(&path))
        .map_err(|error| args.error("filename", format!("cannot use {filename:?}: {error}")))
}
