//! Where control sockets are: in a folder that is the user's own and closed to all others.

use std::fs::{self, DirBuilder};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rustix::process::geteuid;

/// The control socket of the server whose first port this is; its folder is made if there is none.
///
/// # Errors
/// The folder cannot be made, or is not ours alone.
pub(super) fn make(port: u16) -> Result<PathBuf> {
    let folder = folders().swap_remove(0);
    match DirBuilder::new().mode(0o700).create(&folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            return Err(error).with_context(|| format!("cannot make the folder {}", folder.display()));
        }
        _ => {}
    }
    check(&folder)?;
    Ok(socket_in(&folder, port))
}

/// The control socket of a running server.
///
/// # Errors
/// There is none, or its folder is not ours alone: somebody else may be listening there.
pub(super) fn find(port: u16) -> Result<PathBuf> {
    let folders = folders();
    for folder in &folders {
        let socket = socket_in(folder, port);
        if socket.symlink_metadata().is_ok() {
            check(folder)?;
            return Ok(socket);
        }
    }
    let looked: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    bail!(
        "no server of this user listens at port {port}: there is no {} in {} (--port N or --control PATH name another)",
        name(port),
        looked.join(" or ")
    )
}

/// Where the socket may be: a server takes the first; a command that runs in another session looks in all.
fn folders() -> Vec<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let runtime = runtime.filter(|folder| folder.is_absolute() && folder.is_dir());
    let uid = geteuid().as_raw();
    let usual = || PathBuf::from(format!("/run/user/{uid}"));
    let mut folders: Vec<PathBuf> = runtime.iter().map(|folder| folder.join("sawlog")).collect();
    folders.push(PathBuf::from(format!("/tmp/sawlog-{uid}")));
    if runtime.is_none() {
        folders.push(usual().join("sawlog"));
    }
    folders
}

/// Makes sure that nobody else can have put a socket there.
fn check(folder: &Path) -> Result<()> {
    // Not where a link leads: who made the link might change it.
    let found = fs::symlink_metadata(folder).with_context(|| format!("cannot look at {}", folder.display()))?;
    if !found.is_dir() {
        bail!("{} is no folder", folder.display());
    }
    if found.uid() != geteuid().as_raw() {
        bail!("{} belongs to another user", folder.display());
    }
    if found.mode() & 0o077 != 0 {
        bail!("{} is open to others (chmod 700)", folder.display());
    }
    Ok(())
}

fn socket_in(folder: &Path, port: u16) -> PathBuf {
    folder.join(name(port))
}

fn name(port: u16) -> String {
    format!("control-{port}.sock")
}
