//! Where a configuration comes from: a file, or standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use sawlog::config::{ConfigError, ConfigErrorKind, Document, Format, MAX_TEXT};

use crate::cli::Language;

/// What to call it.
pub(super) fn name(file: &Path) -> String {
    if is_stdin(file) { "<stdin>".to_owned() } else { file.display().to_string() }
}

/// The text, and the language that it is in.
pub(super) fn read(file: &Path, language: Option<Language>) -> Result<(String, Format), ConfigError> {
    let unknown = |what: &str, hint: &str| {
        Err(ConfigError::new(ConfigErrorKind::Input(what.to_owned())).with_hint(hint.to_owned()))
    };
    let format = match (language, Format::of_path(file)) {
        (Some(language), _) => language.into(),
        (None, _) if is_stdin(file) => {
            return unknown("standard input does not say which language it is in", "say it with --as");
        }
        (None, Some(format)) => format,
        (None, None) => {
            let hint = "known: .yaml, .yml, .json, .toml, .ini, .conf, .cfg; for others say it with --as";
            return unknown("the file's name does not say which language it is in", hint);
        }
    };
    let bytes = if is_stdin(file) { bounded(io::stdin().lock()) } else { File::open(file).and_then(bounded) };
    let bytes = bytes.map_err(|error| ConfigError::new(ConfigErrorKind::Read(Arc::new(error))))?;
    Document::decode(bytes, format).map(|text| (text, format))
}

fn is_stdin(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// No more than may be read, and a byte that shows that there is more.
fn bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_TEXT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
