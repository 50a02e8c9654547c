//! The programs in Python that are clients.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command};

pub(crate) use crate::interpreter::newest_python as python;

/// Starts a program in a folder of its own choice.
pub(crate) fn start(python: &OsStr, folder: &Path, program: &str, args: &[String]) -> Child {
    Command::new(python).arg("-c").arg(program).args(args).current_dir(folder).spawn().unwrap()
}
