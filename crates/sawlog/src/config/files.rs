//! The files that a configuration opens: whether they can be opened, and what goes again if it is not carried out.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};
use rustix::io::Errno;

use super::error::{ConfigError, ConfigErrorKind, Position};
use super::factories::Opens;
use super::plan::{HandlerMade, HandlerPlan};
use crate::handler::HandlerRef;
use crate::handlers::OpenMode;
use crate::value::Value;

/// What is wrong with the files that a configuration would open, as far as that can be told without opening any.
pub(super) fn foresee(plans: &[HandlerPlan]) -> Vec<ConfigError> {
    let mut new = HashSet::new();
    let opened = plans.iter().filter_map(|plan| Some((plan, opens(plan)?)));
    let mut errors = Vec::new();
    for (plan, Opens { path, mode, .. }) in opened {
        if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
            errors.push(no_folder(plan, folder));
        } else if let Err(error) = may_open(path, *mode, &mut new) {
            errors.push(file_error(plan, path, &error.into()));
        }
    }
    errors
}

fn may_open<'p>(path: &'p Path, mode: OpenMode, new: &mut HashSet<&'p Path>) -> Result<(), Errno> {
    let Ok(there) = fs::metadata(path) else {
        return match mode {
            OpenMode::Update => Err(Errno::NOENT),
            OpenMode::CreateNew if !new.insert(path) => Err(Errno::EXIST),
            _ => path.parent().map_or(Ok(()), |folder| access(folder, Access::WRITE_OK | Access::EXEC_OK)),
        };
    };
    match mode {
        _ if there.is_dir() => Err(Errno::ISDIR),
        OpenMode::CreateNew => Err(Errno::EXIST),
        _ => access(path, Access::WRITE_OK),
    }
}

fn opens(plan: &HandlerPlan) -> Option<&Opens> {
    match &plan.made {
        HandlerMade::Prepared(prepared, _) => prepared.opens.as_ref(),
        HandlerMade::Call(..) => None,
    }
}

/// The files that were created for a configuration; removed again unless it is carried out.
#[derive(Default)]
pub(super) struct Files {
    created: Vec<PathBuf>,
}

impl Files {
    /// Finds out whether a file can be opened, without emptying it.
    fn probe(&mut self, path: &Path, mode: OpenMode) -> io::Result<()> {
        if mode == OpenMode::CreateNew {
            OpenOptions::new().write(true).create_new(true).open(path)?;
            return fs::remove_file(path);
        }
        if mode == OpenMode::Update {
            return OpenOptions::new().read(true).write(true).open(path).map(drop);
        }
        match fs::metadata(path) {
            // To open a pipe or a device is to use it.
            Ok(there) if !there.is_file() && !there.is_dir() => return Ok(()),
            _ => {}
        }
        match OpenOptions::new().append(true).create_new(true).open(path) {
            Ok(_) => self.created.push(path.to_owned()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                OpenOptions::new().append(true).create(true).open(path)?;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Finds out whether all files can be opened.
    pub(super) fn probe_all<'p>(&mut self, plans: impl Iterator<Item = &'p HandlerPlan>) -> Result<(), ConfigError> {
        let mut opened = plans.filter_map(|plan| Some((plan, opens(plan)?)));
        // Files that will be new are there for the handlers that come later.
        let mut new = HashSet::new();
        opened.try_for_each(|(plan, Opens { path, mode, .. })| {
            if *mode != OpenMode::CreateNew && new.contains(path) {
                return Ok(());
            }
            self.probe(path, *mode).map_err(|error| file_error(plan, path, &error))?;
            if *mode == OpenMode::CreateNew {
                new.insert(path);
            }
            Ok(())
        })
    }

    /// Opens the files of the handlers that are made, not those of handlers that were there.
    pub(super) fn open(
        &mut self,
        plans: &[HandlerPlan],
        made: impl Fn(&Value<'static>) -> Option<HandlerRef>,
    ) -> Result<(), ConfigError> {
        for mode in [OpenMode::CreateNew, OpenMode::Update, OpenMode::Append, OpenMode::Truncate] {
            for plan in plans {
                let Some(opens) = opens(plan).filter(|opens| opens.mode == mode) else { continue };
                let Some(handler) = made(&plan.name) else { continue };
                (opens.open)(&handler).map_err(|error| file_error(plan, &opens.path, &error))?;
                if mode == OpenMode::CreateNew {
                    self.created.push(opens.path.clone());
                }
            }
        }
        Ok(())
    }

    /// The files stay.
    pub(super) fn keep(&mut self) {
        self.created.clear();
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        for path in &self.created {
            // Whoever removed it before us has done the same.
            let _ = fs::remove_file(path);
        }
    }
}

/// The error for a file whose folder is not there.
fn no_folder(plan: &HandlerPlan, folder: &Path) -> ConfigError {
    let kind = ConfigErrorKind::Build(format!("there is no folder {}", folder.display()));
    ConfigError::new(kind).at_key(format!("{}.filename", plan.path)).at(position(plan))
}

fn file_error(plan: &HandlerPlan, path: &Path, error: &io::Error) -> ConfigError {
    let kind = ConfigErrorKind::Build(format!("cannot open {}: {error}", path.display()));
    ConfigError::new(kind).at_key(format!("{}.filename", plan.path)).at(position(plan))
}

/// Where the file's name stands.
fn position(plan: &HandlerPlan) -> Option<Position> {
    match &plan.made {
        HandlerMade::Prepared(_, args) => args.position_of("filename"),
        HandlerMade::Call(..) => plan.position,
    }
}
