//! The backups of one file: what they are called, while they wait to be compressed and after, and which there are.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::suffix::{Key, Suffix};
use super::{Backups, Namer, Packing, with_suffix};
use crate::handlers::text_file::Identity;

/// How the backups of a file are told from all other files.
#[derive(Clone)]
pub(in crate::handlers) struct Chain {
    pub(super) live: PathBuf,
    pub(super) suffix: Suffix,
    pub(super) namer: Option<Arc<dyn Namer>>,
    /// What is added to the name of a compressed backup that has no other name.
    pub(super) extension: Option<&'static str>,
}

/// A place for one backup.
pub(super) struct Slot {
    pub(super) suffix: String,
    /// Where it is when all is done.
    pub(super) path: PathBuf,
    /// Where it waits to be compressed, if it is to be: under its default name, beside the file.
    pub(super) waiting: Option<PathBuf>,
}

/// A place that is taken, in one of its two forms; in both if it was left so.
pub(super) struct Backup {
    pub(super) slot: Slot,
    pub(super) done: Option<Metadata>,
    pub(super) waiting: Option<Metadata>,
}

impl Chain {
    pub(super) fn new(live: &Path, suffix: Suffix, backups: &Backups, packing: Option<Packing>) -> Chain {
        let extension = packing.map(Packing::extension);
        Chain { live: live.to_owned(), suffix, namer: backups.namer.clone(), extension }
    }

    /// The place for the backup of a suffix.
    pub(super) fn slot(&self, suffix: &str) -> Slot {
        let default = with_suffix(&self.live, suffix);
        let path = self.namer.as_ref().map_or_else(|| default.clone(), |namer| namer.name(&default));
        let suffix = suffix.to_owned();
        let Some(extension) = self.extension else { return Slot { suffix, path, waiting: None } };
        let path = if path == default { with_text(&path, extension) } else { path };
        Slot { suffix, path, waiting: Some(default) }
    }

    /// The backups that there are, from the oldest to the youngest.
    ///
    /// # Errors
    /// A folder cannot be read.
    ///
    /// # Python
    /// `getFilesToDelete` finds what is the handler's own by the same rules: the whole of what follows the file's name
    /// must be a suffix, or a namer must make this very name of a suffix that is found in it.
    // DIFFERENCE: Python looks beside the file alone, and compares a namer's last part alone.
    pub(super) fn backups(&self) -> io::Result<Vec<Backup>> {
        let mut found = BTreeMap::new();
        for folder in self.folders() {
            let entries = match fs::read_dir(&folder) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                entries => entries?,
            };
            for entry in entries {
                let entry = entry?;
                for (key, suffix) in self.candidates(&entry.file_name()) {
                    let slot = self.slot(&suffix);
                    let path = entry.path();
                    if path == slot.path || Some(&path) == slot.waiting.as_ref() {
                        found.insert(key, slot.look());
                    }
                }
            }
        }
        Ok(found.into_values().filter(|backup| backup.done.is_some() || backup.waiting.is_some()).collect())
    }

    /// Where the file that waited in a place waits now, and where it belongs when all is done: numbers may have risen.
    pub(super) fn now_at(&self, slot: &Slot, file: Identity) -> Option<(PathBuf, PathBuf)> {
        let suffixes = match (&self.suffix, slot.suffix.parse::<u32>()) {
            (Suffix::Number(most), Ok(number)) => (number..=*most).map(|number| number.to_string()).collect(),
            _ => vec![slot.suffix.clone()],
        };
        let suffix = suffixes.iter().find(|suffix| identity_at(&with_suffix(&self.live, suffix)) == Some(file))?;
        let slot = self.slot(suffix);
        Some((slot.waiting?, slot.path))
    }

    /// The folder in which backups are when all is done.
    pub(super) fn folder(&self) -> PathBuf {
        let sample = match &self.suffix {
            Suffix::Number(_) => "1",
            Suffix::Date(shape) | Suffix::DateAndNumber(shape) => shape,
        };
        parent(&self.slot(sample).path).to_owned()
    }

    fn folders(&self) -> Vec<PathBuf> {
        let (beside, named) = (parent(&self.live).to_owned(), self.folder());
        if beside == named { vec![beside] } else { vec![beside, named] }
    }

    /// The suffixes that a file of this name could be the backup of.
    fn candidates(&self, name: &OsStr) -> Vec<(Key, String)> {
        let live = self.live.file_name().unwrap_or_default().as_encoded_bytes();
        let behind = name.as_encoded_bytes().strip_prefix(live).and_then(|rest| rest.strip_prefix(b"."));
        let whole = behind.and_then(|rest| std::str::from_utf8(rest).ok()).map(str::to_owned);
        let is_named = self.namer.is_some() || self.extension.is_some();
        let within = name.to_str().filter(|_| is_named).map(|name| self.suffix.find(name)).unwrap_or_default();
        let candidates = whole.into_iter().chain(within.into_iter().map(str::to_owned));
        candidates.filter_map(|suffix| Some((self.suffix.read(&suffix)?, suffix))).collect()
    }
}

impl Slot {
    /// What there is of it now.
    pub(super) fn look(self) -> Backup {
        Backup { done: file(&self.path), waiting: self.waiting.as_deref().and_then(file), slot: self }
    }

    /// Whether something has its place.
    pub(super) fn is_taken(&self) -> bool {
        let there = |path: &Path| fs::symlink_metadata(path).is_ok();
        there(&self.path) || self.waiting.as_deref().is_some_and(there)
    }
}

impl Backup {
    /// Whether the file that waits has been compressed already, and only has not been removed yet.
    ///
    /// A compressed backup takes over the time of what it was made of, to the nanosecond, before it gets its name.
    pub(super) fn is_left_over(&self) -> bool {
        match (&self.done, &self.waiting) {
            (Some(done), Some(waiting)) => (done.mtime(), done.mtime_nsec()) == (waiting.mtime(), waiting.mtime_nsec()),
            _ => false,
        }
    }
}

/// The identity of what stands at a path.
pub(super) fn identity_at(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(|file| Identity::of_metadata(&file))
}

/// A regular file's, itself and not what it links to.
fn file(path: &Path) -> Option<Metadata> {
    fs::symlink_metadata(path).ok().filter(Metadata::is_file)
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn with_text(path: &Path, text: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(text);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handlers::rotation::NamerFn;

    fn chain(folder: &Path, suffix: Suffix) -> Chain {
        Chain { live: folder.join("app.log"), suffix, namer: None, extension: None }
    }

    fn fill(folder: &Path, names: &[&str]) {
        for name in names {
            fs::write(folder.join(name), name).unwrap();
        }
    }

    fn names(chain: &Chain) -> Vec<String> {
        let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
        let each = |backup: Backup| {
            let done = backup.done.is_some().then(|| name(&backup.slot.path));
            let waiting = backup.slot.waiting.filter(|_| backup.waiting.is_some()).map(|path| name(&path));
            done.into_iter().chain(waiting)
        };
        chain.backups().unwrap().into_iter().flat_map(each).collect()
    }

    #[test]
    fn only_what_is_the_handlers_own_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fill(path, &["app.log", "app.log.1", "app.log.2", "app.log.10", "app.log.4", "app.log.01", "app.log.1.gz"]);
        fill(path, &["app.log.lock", "app.logs.1", "xapp.log.1", "1", "app.log.2026-11-28", "app.log.2026-11-28.x"]);
        fs::create_dir(path.join("app.log.3")).unwrap();
        std::os::unix::fs::symlink("app.log", path.join("app.log.5")).unwrap();
        assert_eq!(names(&chain(path, Suffix::Number(5))), ["app.log.4", "app.log.2", "app.log.1"]);
        assert_eq!(names(&chain(path, Suffix::like("2026-11-28", false))), ["app.log.2026-11-28"]);
    }

    #[test]
    fn one_that_waits_and_one_that_is_done_share_a_place() {
        let folder = tempfile::tempdir().unwrap();
        fill(folder.path(), &["app.log.1", "app.log.2.gz", "app.log.3", "app.log.3.gz", "app.log.4.bz2", "2.gz"]);
        let compressed = Chain { extension: Some(".gz"), ..chain(folder.path(), Suffix::Number(9)) };
        assert_eq!(names(&compressed), ["app.log.3.gz", "app.log.3", "app.log.2.gz", "app.log.1"]);
    }

    #[test]
    fn a_namer_may_put_them_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let old = folder.path().join("old");
        fs::create_dir(&old).unwrap();
        fill(folder.path(), &["app.log.2026-11-27", "app.log.2026-11-26.1"]);
        fill(&old, &["2026-11-28-app", "2026-11-29-apple", "12026-11-28-app", "2026-11-28.12-app"]);
        let namer = NamerFn(move |default: &Path| {
            let name = default.file_name().unwrap().to_str().unwrap();
            old.join(format!("{}-app", name.strip_prefix("app.log.").unwrap()))
        });
        let chain = Chain {
            namer: Some(Arc::new(namer)),
            extension: Some(".gz"),
            ..chain(folder.path(), Suffix::like("2026-11-28", true))
        };
        let expected = ["app.log.2026-11-26.1", "app.log.2026-11-27", "2026-11-28-app", "2026-11-28.12-app"];
        assert_eq!(names(&chain), expected);
    }

    #[test]
    fn equal_times_tell_a_leftover() {
        let folder = tempfile::tempdir().unwrap();
        fill(folder.path(), &["app.log.1", "app.log.1.gz"]);
        let chain = Chain { extension: Some(".gz"), ..chain(folder.path(), Suffix::Number(9)) };
        let time = fs::metadata(folder.path().join("app.log.1")).unwrap().modified().unwrap();
        let set = |time| {
            let file = fs::File::options().write(true).open(folder.path().join("app.log.1.gz")).unwrap();
            file.set_modified(time).unwrap();
        };
        set(time);
        assert!(chain.backups().unwrap()[0].is_left_over());
        set(time + std::time::Duration::from_nanos(1000));
        assert!(!chain.backups().unwrap()[0].is_left_over());
    }
}
