//! A real rsyslogd on free ports, and what it wrote.

use std::fmt::Write as _;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::skipped::skip;

/// What a loaded machine may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// The program's name in messages that ask whether the daemon hears.
const PROBE: &str = "probe";

/// A daemon that takes messages by UDP, by TCP and from two Unix sockets, and writes all it knows of them as JSON.
pub(crate) struct Rsyslogd {
    program: PathBuf,
    folder: TempDir,
    pub(crate) udp: u16,
    pub(crate) tcp: u16,
    /// Whether TCP is encrypted.
    encrypted: bool,
    child: Option<Child>,
}

impl Rsyslogd {
    /// A daemon that hears; `None`, with the reason printed, where there is none.
    pub(crate) fn start() -> Option<Rsyslogd> {
        let mut daemon = Rsyslogd::prepare()?;
        daemon.resume();
        Some(daemon)
    }

    /// A daemon that takes encrypted connections alone, by a certificate for `localhost` that it signed itself.
    #[cfg(feature = "tls")]
    pub(crate) fn start_encrypted() -> Option<Rsyslogd> {
        let mut daemon = Rsyslogd::prepare()?;
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        std::fs::write(daemon.path("certificate.pem"), made.cert.pem()).expect("writable");
        std::fs::write(daemon.path("key.pem"), made.signing_key.serialize_pem()).expect("writable");
        let mut drivers = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
        if !drivers.any(|folder| folder.path().join("rsyslog/lmnsd_gtls.so").exists()) {
            skip("SysLogHandler with TLS", "rsyslogd has none (Debian's package rsyslog-gnutls)");
            return None;
        }
        daemon.encrypted = true;
        std::fs::write(daemon.path("rsyslog.conf"), daemon.configuration()).expect("writable");
        daemon.resume();
        Some(daemon)
    }

    /// One that has its ports and does not run yet.
    pub(crate) fn prepare() -> Option<Rsyslogd> {
        let Some(program) = program() else {
            skip("SysLogHandler with a daemon", "no rsyslogd (Debian's package rsyslog, or SAWLOG_RSYSLOGD)");
            return None;
        };
        // In `/tmp`, for the names of Unix sockets are short.
        let folder = tempfile::tempdir().expect("a folder");
        let udp = UdpSocket::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound").port();
        let tcp = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound").port();
        let daemon = Rsyslogd { program, folder, udp, tcp, encrypted: false, child: None };
        std::fs::write(daemon.path("rsyslog.conf"), daemon.configuration()).expect("writable");
        Some(daemon)
    }

    /// Starts the daemon, and waits until it hears.
    pub(crate) fn resume(&mut self) {
        for name in ["datagrams", "stream"] {
            let _ = std::fs::remove_file(self.path(name));
        }
        let mut command = Command::new(&self.program);
        command.args(["-n", "-f"]).arg(self.path("rsyslog.conf")).arg("-i").arg(self.path("pid"));
        let log = std::fs::File::options().append(true).create(true).open(self.path("log")).expect("a log");
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("a file")).stderr(log);
        self.child = Some(command.spawn().expect("rsyslogd starts"));
        let begun = Instant::now();
        let probes = self.messages_of(PROBE).len();
        while self.messages_of(PROBE).len() < probes + 2 {
            assert!(begun.elapsed() < PATIENCE, "rsyslogd hears nothing: {}", self.log());
            // What one of them does not hear yet it does not answer for.
            if let Ok(socket) = UnixDatagram::unbound() {
                let _ = socket.send_to(b"<14>Jul  3 16:05:09 probe: unix", self.path("datagrams"));
            }
            if TcpStream::connect(("127.0.0.1", self.tcp)).is_ok() && self.path("stream").exists() {
                let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
                let _ = socket.send_to(b"<14>Jul  3 16:05:09 h probe: udp", ("127.0.0.1", self.udp));
            }
            sleep(Duration::from_millis(50));
        }
    }

    /// Ends the daemon, which writes what it has.
    pub(crate) fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let id = child.id().to_string();
        let _ = Command::new("kill").arg(&id).status();
        let begun = Instant::now();
        while child.try_wait().expect("ours").is_none() {
            if begun.elapsed() > PATIENCE {
                child.kill().expect("ours");
            }
            sleep(Duration::from_millis(20));
        }
    }

    /// A path in the daemon's folder; `datagrams` and `stream` are its sockets.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The messages of a program, once there are as many as are awaited.
    pub(crate) fn wait_for(&self, program: &str, count: usize) -> Vec<Json> {
        let begun = Instant::now();
        loop {
            let messages = self.messages_of(program);
            if messages.len() >= count {
                // One too many would come just behind.
                sleep(Duration::from_millis(100));
                return self.messages_of(program);
            }
            assert!(begun.elapsed() < PATIENCE, "{count} awaited, there are {messages:#?}\n{}", self.log());
            sleep(Duration::from_millis(20));
        }
    }

    /// All messages but the probes, once there are as many as are awaited.
    pub(crate) fn wait_for_any(&self, count: usize) -> Vec<Json> {
        let begun = Instant::now();
        loop {
            let messages: Vec<_> = self.messages().into_iter().filter(|m| m["programname"] != PROBE).collect();
            if messages.len() >= count {
                return messages;
            }
            assert!(begun.elapsed() < PATIENCE, "{count} awaited, there are {messages:#?}\n{}", self.log());
            sleep(Duration::from_millis(20));
        }
    }

    fn messages_of(&self, program: &str) -> Vec<Json> {
        self.messages().into_iter().filter(|message| message["programname"] == program).collect()
    }

    fn messages(&self) -> Vec<Json> {
        let written = std::fs::read(self.path("messages")).unwrap_or_default();
        // The address of a Unix stream's peer is none, and the daemon writes what lies there.
        let written = String::from_utf8_lossy(&written);
        let whole = written.rfind('\n').map_or("", |end| &written[..end]);
        whole.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}"))).collect()
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    fn configuration(&self) -> String {
        let mut text = String::new();
        let path = |name: &str| self.path(name).display().to_string();
        let (udp, tcp) = (self.udp, self.tcp);
        let mut driver = "";
        if self.encrypted {
            let (certificate, key) = (path("certificate.pem"), path("key.pem"));
            let _ = writeln!(
                text,
                r#"global(defaultNetstreamDriverCAFile="{certificate}" defaultNetstreamDriverCertFile="{certificate}")
global(defaultNetstreamDriverKeyFile="{key}")"#
            );
            driver = r#" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon""#;
        }
        let _ = write!(
            text,
            r#"
global(workDirectory="{}" net.enableDNS="off" maxMessageSize="512k" parser.escapeControlCharactersOnReceive="off")
module(load="imudp")
module(load="imtcp"{driver})
module(load="imptcp")
module(load="imuxsock" sysSock.use="off")
template(name="all" type="string" string="%jsonmesg%\n")
input(type="imuxsock" socket="{}" ignoreTimestamp="off" useSpecialParser="off" parseHostname="on" rateLimit.interval="0")
input(type="imptcp" path="{}" unlink="on")
input(type="imtcp" address="127.0.0.1" port="{tcp}")
input(type="imudp" address="127.0.0.1" port="{udp}")
action(type="omfile" file="{}" template="all")
"#,
            self.folder.path().display(),
            path("datagrams"),
            path("stream"),
            path("messages"),
        );
        text
    }
}

impl Drop for Rsyslogd {
    fn drop(&mut self) {
        self.stop();
    }
}

fn program() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("SAWLOG_RSYSLOGD") {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    folders.map(|folder| folder.join("rsyslogd")).find(|program: &PathBuf| Path::is_file(program))
}
