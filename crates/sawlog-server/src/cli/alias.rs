//! `--alias`, which several commands take.

/// `project.SpecialFilter=logging.Filter`.
pub(super) fn parse_alias(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((path, known)) if !path.is_empty() && !known.is_empty() => Ok((path.to_owned(), known.to_owned())),
        _ => Err("two class paths are wanted, with = between them".to_owned()),
    }
}
