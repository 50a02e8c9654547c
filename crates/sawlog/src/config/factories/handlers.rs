//! Constructors of the handlers that ship with sawlog, by Python's keyword names.

use std::io;
use std::path::PathBuf;

use super::Arguments;
use crate::config::error::ConfigError;
use crate::config::node::Node;
use crate::config::place::wrong_type;
use crate::handler::{HandlerRef, IntoHandler};
use crate::handlers::file_name;
use crate::handlers::{
    EncodeErrors, Encoding, EncodingError, FileHandler, NullHandler, OpenMode, OpenModeError, StreamHandler, When,
    WhenError,
};
use crate::level::Level;
use crate::value::Value;

/// A handler whose arguments are right, before anything is done that can be seen.
pub(in crate::config) struct Prepared {
    /// The file that it opens at once.
    pub(in crate::config) opens: Option<(PathBuf, OpenMode)>,
    build: Box<dyn Fn() -> io::Result<HandlerRef>>,
}

impl Prepared {
    pub(super) fn new(build: impl Fn() -> io::Result<HandlerRef> + 'static) -> Prepared {
        Prepared { opens: None, build: Box::new(build) }
    }

    /// Makes the handler; its file is not opened yet.
    pub(in crate::config) fn build(&self) -> io::Result<HandlerRef> {
        (self.build)()
    }
}

/// `logging.StreamHandler(stream=None)`; by our own name also `color` and `escape`: `auto`, `always` or `never`.
pub(super) fn stream(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let stream = args.stream("stream")?;
    let terminator = terminator(args)?;
    let ours = args.class().starts_with("sawlog.");
    let (color, escape) = if ours { (when(args, "color")?, when(args, "escape")?) } else { (None, None) };
    Ok(Prepared::new(move || {
        let mut builder = StreamHandler::builder();
        if let Some(color) = color {
            builder = builder.color(color);
        }
        if let Some(escape) = escape {
            builder = builder.escape(escape);
        }
        if let Some(stream) = &stream {
            builder = builder.stream(stream());
        }
        if let Some(terminator) = &terminator {
            builder = builder.terminator(terminator);
        }
        Ok(builder.build().into_handler())
    }))
}

/// `logging.FileHandler(filename, mode='a', encoding=None, delay=False, errors=None)`.
pub(super) fn file(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let filename = args.require_text("filename")?;
    let open_mode = match args.plain("mode")? {
        None => OpenMode::Append,
        // Python refuses a mode that is null, unlike an encoding.
        Some(place) => {
            let mode = place.node.as_str().ok_or_else(|| place.wrong_type("a mode, such as a or w"))?;
            mode.parse().map_err(|error: OpenModeError| args.error("mode", error.to_string()))?
        }
    };
    let encoding = match args.text("encoding")? {
        Some(name) => name.parse().map_err(|error: EncodingError| args.error("encoding", error.to_string()))?,
        None => Encoding::UTF_8,
    };
    let errors = match args.text("errors")? {
        Some(name) => name.parse().map_err(|error: EncodingError| args.error("errors", error.to_string()))?,
        None => EncodeErrors::default(),
    };
    let delay = args.truth("delay")?.unwrap_or(false);
    let terminator = terminator(args)?;
    let path = file_name::from_text(&filename)
        .and_then(|path| file_name::absolute(&path))
        .map_err(|error| args.error("filename", format!("cannot use {filename:?}: {error}")))?;
    let opens = (!delay).then(|| (path.clone(), open_mode));
    let build = move || {
        let mut builder = FileHandler::builder(&path).mode(open_mode).encoding(encoding).errors(errors).delay(true);
        if let Some(terminator) = &terminator {
            builder = builder.terminator(terminator);
        }
        Ok(builder.build()?.into_handler())
    };
    Ok(Prepared { opens, ..Prepared::new(build) })
}

/// `logging.NullHandler()`.
pub(super) fn null(_: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    Ok(Prepared::new(|| Ok(NullHandler::new().into_handler())))
}

fn terminator(args: &Arguments<'_>) -> Result<Option<String>, ConfigError> {
    match args.properties().iter().find(|(name, _)| name == "terminator") {
        None => Ok(None),
        Some((_, node)) => match node.as_str() {
            Some(text) => Ok(Some(text.to_owned())),
            None => Err(args.error_of(".", wrong_type(node, "a text for the terminator")).at(node.position)),
        },
    }
}

/// Sets what a `.` block says of any handler. As in Python an attribute that nobody reads has no effect.
pub(in crate::config) fn apply_properties(handler: &HandlerRef, properties: &[(String, Node)]) {
    for (name, node) in properties {
        if let ("level", Some(Value::Int(number))) = (name.as_str(), node.as_scalar()) {
            // A number is a level.
            let _ = handler.set_level(Level::new(*number));
        }
    }
}

fn when(args: &mut Arguments<'_>, name: &str) -> Result<Option<When>, ConfigError> {
    let text = args.text(name)?;
    text.map(|text| text.parse().map_err(|error: WhenError| args.error(name, error.to_string()))).transpose()
}
