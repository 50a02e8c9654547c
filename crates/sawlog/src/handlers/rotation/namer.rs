//! How backups are named.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

/// Names backups.
///
/// It is asked while the handler's file is locked: it may look at files, and must not wait for another thread that logs to
/// the handler.
///
/// # Python
/// The `namer` of `BaseRotatingHandler`.
pub trait Namer: Send + Sync {
    /// The name for the backup that would be called `default`: the file's own path, a dot, and a number or a date.
    fn name(&self, default: &Path) -> PathBuf;
}

impl<N: Namer + ?Sized> Namer for Arc<N> {
    fn name(&self, default: &Path) -> PathBuf {
        (**self).name(default)
    }
}

/// A closure as a namer; what `namer_fn` makes.
pub struct NamerFn<F>(pub F);

impl<F: Fn(&Path) -> PathBuf + Send + Sync> Namer for NamerFn<F> {
    fn name(&self, default: &Path) -> PathBuf {
        (self.0)(default)
    }
}

/// A name with places to fill: `{}` is the default name, `{folder}` and `{name}` are its two parts.
///
/// ```
/// use std::path::Path;
/// use sawlog::{NameTemplate, Namer};
/// let template: NameTemplate = "{}.gz".parse()?;
/// assert_eq!(template.name(Path::new("/logs/shop.log.1")), Path::new("/logs/shop.log.1.gz"));
/// let template: NameTemplate = "{folder}/old/{name}".parse()?;
/// assert_eq!(template.name(Path::new("/logs/shop.log.1")), Path::new("/logs/old/shop.log.1"));
/// # Ok::<(), sawlog::NameTemplateError>(())
/// ```
///
/// # Python
/// No counterpart: there a namer is a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTemplate(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Whole,
    Folder,
    Name,
}

impl Namer for NameTemplate {
    fn name(&self, default: &Path) -> PathBuf {
        let mut name = std::ffi::OsString::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => name.push(text),
                Part::Whole => name.push(default),
                Part::Folder => name.push(default.parent().unwrap_or(Path::new("."))),
                Part::Name => name.push(default.file_name().unwrap_or_default()),
            }
        }
        PathBuf::from(name)
    }
}

impl FromStr for NameTemplate {
    type Err = NameTemplateError;

    fn from_str(text: &str) -> Result<NameTemplate, NameTemplateError> {
        let refused = || NameTemplateError { template: text.to_owned() };
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(brace) = rest.find(['{', '}']) {
            if brace > 0 {
                parts.push(Part::Text(rest[..brace].to_owned()));
            }
            rest = &rest[brace..];
            let places = [("{}", Part::Whole), ("{folder}", Part::Folder), ("{name}", Part::Name)]
                .into_iter()
                .chain([("{{", Part::Text("{".to_owned())), ("}}", Part::Text("}".to_owned()))]);
            let (place, part) = places.into_iter().find(|(place, _)| rest.starts_with(place)).ok_or_else(refused)?;
            parts.push(part);
            rest = &rest[place.len()..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        // One name for all backups would have each put in the place of the last.
        let distinct = parts.iter().any(|part| matches!(part, Part::Whole | Part::Name));
        if distinct { Ok(NameTemplate(parts)) } else { Err(refused()) }
    }
}

/// A text that does not name backups.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{template:?} does not name backups: write {{}} for the default name, or {{folder}} and {{name}} for its parts"
)]
pub struct NameTemplateError {
    template: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled() {
        for (template, expected) in [
            ("{}", "/l/a.log.1"),
            ("{}.gz", "/l/a.log.1.gz"),
            ("{folder}/{name}.bak", "/l/a.log.1.bak"),
            ("/old/{{{name}}}", "/old/{a.log.1}"),
        ] {
            let template: NameTemplate = template.parse().unwrap();
            assert_eq!(template.name(Path::new("/l/a.log.1")), Path::new(expected));
        }
    }

    #[test]
    fn what_would_name_all_alike_is_refused() {
        for template in ["", "backup.log", "{folder}/x", "{", "}", "{0}", "{{}}", "{}{"] {
            assert!(template.parse::<NameTemplate>().is_err(), "{template}");
        }
    }
}
