//! A real systemd-journald with sockets and files in a folder of its own, and what it keeps.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Map, Value as Json};
use tempfile::TempDir;

use crate::skipped::skip;

/// What a loaded machine may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the daemon finds at its usual places is the folder's; what it would do to the system is switched off.
const SCRIPT: &str = r#"
set -e
mount --make-rprivate /
mount --bind /dev/null /dev/kmsg
mount --bind "$1/journald.conf" /etc/systemd/journald.conf
mount --bind "$1/run" /run
mount --bind "$1/sockets" /run/systemd/journal
mount --bind "$1/journal" /run/log/journal
exec "$2"
"#;

const CONFIGURATION: &str = "[Journal]
Storage=volatile
RateLimitIntervalSec=0
ReadKMsg=no
Audit=no
ForwardToSyslog=no
ForwardToKMsg=no
ForwardToConsole=no
ForwardToWall=no
";

pub(crate) struct Journal {
    program: PathBuf,
    folder: TempDir,
    child: Option<Child>,
}

/// What is skipped without one.
const WHAT: &str = "JournaldHandler with a journal";

impl Journal {
    /// A journal that takes entries; `None`, with the reason printed, where there can be none.
    pub(crate) fn start() -> Option<Journal> {
        let named = std::env::var_os("SAWLOG_JOURNALD").map(PathBuf::from);
        let usual = ["/usr/lib/systemd/systemd-journald", "/lib/systemd/systemd-journald"].map(PathBuf::from);
        let Some(program) = named.into_iter().chain(usual).find(|program| program.exists()) else {
            skip(WHAT, "no systemd-journald (Debian's package systemd, or SAWLOG_JOURNALD)");
            return None;
        };
        let namespace = Command::new("unshare").args(["--mount", "mount", "--make-rprivate", "/"]).output();
        if !namespace.is_ok_and(|output| output.status.success()) || !Path::new("/etc/machine-id").exists() {
            skip(WHAT, "systemd-journald takes a root that may have mounts of its own, and a machine-id");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["run/systemd/journal", "run/log/journal", "sockets", "journal"] {
            fs::create_dir_all(folder.path().join(name)).expect("writable");
        }
        fs::write(folder.path().join("journald.conf"), CONFIGURATION).expect("writable");
        let mut journal = Journal { program, folder, child: None };
        journal.resume();
        Some(journal)
    }

    /// Starts the daemon, and waits until it takes entries.
    pub(crate) fn resume(&mut self) {
        let log = fs::File::options().append(true).create(true).open(self.folder.path().join("log")).expect("a log");
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", SCRIPT, "sh"]).arg(self.folder.path()).arg(&self.program);
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("a file")).stderr(log);
        self.child = Some(command.spawn().expect("unshare starts"));
        let probes = self.entries("probe").len();
        let begun = Instant::now();
        while self.entries("probe").len() == probes {
            let log = || fs::read_to_string(self.folder.path().join("log"));
            assert!(begun.elapsed() < PATIENCE, "the journal takes nothing: {:?}", log());
            let socket = UnixDatagram::unbound().expect("a socket");
            let _ = socket.send_to(b"MESSAGE=hello\nSYSLOG_IDENTIFIER=probe\n", self.socket());
            sleep(Duration::from_millis(50));
        }
    }

    /// Ends the daemon.
    pub(crate) fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let _ = Command::new("kill").arg(child.id().to_string()).status();
        let begun = Instant::now();
        while child.try_wait().expect("ours").is_none() {
            if begun.elapsed() > PATIENCE {
                child.kill().expect("ours");
            }
            sleep(Duration::from_millis(20));
        }
    }

    /// The socket of the native protocol.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.path().join("sockets/socket")
    }

    /// The socket for syslog's messages, `/dev/log` on a system.
    pub(crate) fn syslog_socket(&self) -> PathBuf {
        self.folder.path().join("sockets/dev-log")
    }

    /// The entries of a program, once there are as many as are awaited.
    pub(crate) fn wait_for(&self, identifier: &str, count: usize) -> Vec<Map<String, Json>> {
        let begun = Instant::now();
        loop {
            let entries = self.entries(identifier);
            if entries.len() >= count {
                return entries;
            }
            assert!(begun.elapsed() < PATIENCE, "{count} awaited, there are {}: {entries:?}", entries.len());
            sleep(Duration::from_millis(50));
        }
    }

    fn entries(&self, identifier: &str) -> Vec<Map<String, Json>> {
        let mut command = Command::new("journalctl");
        command.arg("--directory").arg(self.folder.path().join("journal"));
        command.args(["--identifier", identifier, "--output", "json", "--all", "--quiet", "--no-pager"]);
        let output = command.output().expect("journalctl runs");
        let text = String::from_utf8(output.stdout).expect("JSON");
        text.lines().map(|line| serde_json::from_str(line).expect("an entry")).collect()
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A field's value; one that is not fit to print comes as its bytes.
pub(crate) fn text(field: &Json) -> String {
    match field {
        Json::String(text) => text.clone(),
        Json::Array(bytes) => {
            let bytes = bytes.iter().map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok()));
            String::from_utf8(bytes.collect::<Option<_>>().expect("bytes")).expect("UTF-8")
        }
        other => panic!("no value of a field: {other}"),
    }
}
