//! The servers that tests start, from Debian's packages: installed where that can be done, and named where not.

use std::path::Path;
use std::process::Command;

use crate::process;

/// A program that tests start, and the package that has it.
struct Wanted {
    /// A name on the path, a whole path, or one with `*` for a folder's name.
    program: &'static str,
    package: &'static str,
    /// What is skipped without it.
    serves: &'static str,
}

/// Everything that tests start; one line each.
const WANTED: &[Wanted] = &[
    Wanted { program: "rsyslogd", package: "rsyslog", serves: "SysLogHandler is not tried with a daemon" },
    Wanted {
        program: "/usr/lib/*/rsyslog/lmnsd_gtls.so",
        package: "rsyslog-gnutls",
        serves: "SysLogHandler is not tried with TLS",
    },
    Wanted {
        program: "/lib/systemd/systemd-journald",
        package: "systemd",
        serves: "JournaldHandler is not tried with a journal",
    },
    Wanted { program: "nats-server", package: "nats-server", serves: "NatsQueue is not tried with servers" },
];

/// Installs what is missing, if this is root on a Debian; what is missing then, and why.
pub(crate) fn set_up() -> Vec<String> {
    let missing = || WANTED.iter().filter(|wanted| !is_there(wanted.program));
    let packages: Vec<&str> = missing().map(|wanted| wanted.package).collect();
    let why = if packages.is_empty() { String::new() } else { install(&packages).err().unwrap_or_default() };
    let told = missing().map(|wanted| {
        let name = wanted.program.rsplit('/').next().unwrap_or(wanted.program);
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        format!("{name}, {} (Debian's package {}{why})", wanted.serves, wanted.package)
    });
    told.collect()
}

fn is_there(program: &str) -> bool {
    if let Some((folder, rest)) = program.split_once("/*/") {
        let folders = std::fs::read_dir(folder).into_iter().flatten().flatten();
        return folders.map(|folder| folder.path().join(rest)).any(|program| program.exists());
    }
    if program.starts_with('/') {
        return Path::new(program).exists();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    folders.map(|folder| folder.join(program)).any(|program| program.is_file())
}

/// Has apt-get install the packages; the second try knows newer ones.
fn install(packages: &[&str]) -> Result<(), String> {
    if !process::succeeds(Command::new("apt-get").arg("--version")) {
        return Err("there is no apt-get".to_owned());
    }
    let user = Command::new("id").arg("-u").output().map(|output| output.stdout).unwrap_or_default();
    if user.trim_ascii() != b"0" {
        return Err(format!("apt-get install {}, as root, would bring it", packages.join(" ")));
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(["--quiet", "--yes"]).args(arguments);
        command
    };
    let install = || apt(&[&["install", "--no-install-recommends"], packages].concat());
    if process::succeeds(&mut install()) {
        return Ok(());
    }
    let updated = process::succeeds(&mut apt(&["update"]));
    if updated && process::succeeds(&mut install()) { Ok(()) } else { Err("apt-get could not install it".to_owned()) }
}
