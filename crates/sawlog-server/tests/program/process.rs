//! A running server: started, listened to, and ended with its test.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// What should happen at once is given this long on a busy machine, and no longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The program under test.
pub(crate) const SAWLOG: &str = env!("CARGO_BIN_EXE_sawlog");

/// Names the folder in which the folder of control sockets is.
pub(crate) const RUNTIME: &str = "XDG_RUNTIME_DIR";

/// `sawlog serve` in a temporary folder.
pub(crate) struct Server {
    child: Child,
    said: Arc<Said>,
    folder: TempDir,
    address: Option<SocketAddr>,
}

/// The lines that came from stderr.
#[derive(Default)]
struct Said {
    lines: Mutex<(Vec<String>, bool)>,
    more: Condvar,
}

/// How a server ended.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    /// Everything it said on stderr.
    pub(crate) said: String,
    pub(crate) folder: TempDir,
}

impl Server {
    /// Without a configuration, at a port of the system's choice.
    pub(crate) fn start(flags: &[&str]) -> Server {
        Server::start_in(tempfile::tempdir().unwrap(), flags)
    }

    /// With a configuration in YAML, `{folder}` in which is the server's folder.
    pub(crate) fn configured(yaml: &str, flags: &[&str]) -> Server {
        let folder = tempfile::tempdir().unwrap();
        let yaml = yaml.replace("{folder}", folder.path().to_str().unwrap());
        std::fs::write(folder.path().join("logging.yaml"), yaml).unwrap();
        Server::start_in(folder, &[&["--config", "logging.yaml"], flags].concat())
    }

    pub(crate) fn start_in(folder: TempDir, flags: &[&str]) -> Server {
        let mut command = Command::new(SAWLOG);
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(flags);
        Server::start_command(folder, command)
    }

    /// By a command of the test's own.
    pub(crate) fn start_command(folder: TempDir, command: Command) -> Server {
        Server::spawn(folder, command, Stdio::null())
    }

    /// With a console of the test's own.
    pub(crate) fn start_with_stdout(stdout: impl Into<Stdio>, flags: &[&str]) -> Server {
        let mut command = Command::new(SAWLOG);
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(flags);
        Server::spawn(tempfile::tempdir().unwrap(), command, stdout.into())
    }

    /// By a command of the test's own, with a console of the test's own.
    pub(crate) fn start_with(folder: TempDir, command: Command, stdout: impl Into<Stdio>) -> Server {
        Server::spawn(folder, command, stdout.into())
    }

    fn spawn(folder: TempDir, mut command: Command, stdout: Stdio) -> Server {
        // Its control socket is its own, too, wherever the test runs.
        if !command.get_envs().any(|(name, _)| name == RUNTIME) {
            command.env(RUNTIME, folder.path());
        }
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(stdout).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let said = Arc::new(Said::default());
        let (stderr, hears) = (child.stderr.take().unwrap(), Arc::clone(&said));
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines() {
                hears.push(line.unwrap());
            }
            hears.end();
        });
        let mut server = Server { child, said, folder, address: None };
        let line = server.wait_for_line("listening at ");
        server.address = line.split([' ', ',', ';']).find_map(|word| word.parse().ok());
        server
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address.expect("a server at an address")
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The file that an unconfigured server writes.
    pub(crate) fn log_file(&self) -> PathBuf {
        self.path("logs/sawlog.log")
    }

    /// A client.
    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address()).unwrap()
    }

    /// A client that sends these bytes and leaves.
    pub(crate) fn send(&self, bytes: &[u8]) {
        self.connect().write_all(bytes).unwrap();
    }

    /// The first line on stderr with this text in it, when it comes.
    pub(crate) fn wait_for_line(&self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut lines = self.said.lines.lock().unwrap();
        loop {
            if let Some(line) = lines.0.iter().find(|line| line.contains(text)) {
                return line.clone();
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !lines.1, "no {text:?} in what was said: {:#?}", lines.0);
            lines = self.said.more.wait_timeout(lines, left).unwrap().0;
        }
    }

    /// Waits until so many lines on stderr have this text in them.
    pub(crate) fn wait_for_count(&self, text: &str, count: usize) {
        let deadline = Instant::now() + PATIENCE;
        let mut lines = self.said.lines.lock().unwrap();
        while lines.0.iter().filter(|line| line.contains(text)).count() < count {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !lines.1, "not {count} times {text:?}: {:#?}", lines.0);
            lines = self.said.more.wait_timeout(lines, left).unwrap().0;
        }
    }

    /// Waits until a file has so many lines, and returns its text.
    pub(crate) fn wait_for_lines(&self, file: &Path, count: usize) -> String {
        self.wait_for_text(file, |text| text.bytes().filter(|byte| *byte == b'\n').count() >= count)
    }

    /// A file's text, once it is such.
    pub(crate) fn wait_for_text(&self, file: &Path, is_such: impl Fn(&str) -> bool) -> String {
        let mut text = String::new();
        wait_until(&format!("what is to be in {}", file.display()), || {
            text = std::fs::read_to_string(file).unwrap_or_default();
            is_such(&text)
        });
        text
    }

    pub(crate) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Sends SIGTERM and waits for the end, which must be a good one.
    pub(crate) fn stop(self) -> Ended {
        self.signal(Signal::TERM);
        let ended = self.wait();
        assert_eq!(ended.status.code(), Some(0), "{}", ended.said);
        ended
    }

    /// Waits for the end.
    pub(crate) fn wait(mut self) -> Ended {
        let mut status = None;
        wait_until("the server's end", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        let mut lines = self.said.lines.lock().unwrap();
        while !lines.1 {
            lines = self.said.more.wait(lines).unwrap();
        }
        let said = lines.0.join("\n");
        drop(lines);
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        Ended { status: status.unwrap(), said, folder }
    }

    /// A field of `/proc/PID/status`, in KiB.
    pub(crate) fn memory(&self, field: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(field)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// CPU time so far, in ticks of 10 ms.
    pub(crate) fn cpu_ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// The counter of this name in the summary.
    pub(crate) fn count(&self, name: &str) -> u64 {
        let summary = self.said.lines().rfind(|line| line.starts_with("sawlog: received ")).expect("a summary");
        let (before, after) = (format!("{name} "), format!(" {name}"));
        let words = summary.trim_start_matches("sawlog: ").trim_end_matches(')').replace(" (", ", ");
        let counter = words.split(", ").find_map(|part| part.strip_prefix(&before).or(part.strip_suffix(&after)));
        counter.map_or(0, |count| count.parse().unwrap())
    }

    /// The text of a file in the server's folder.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }
}

impl Said {
    fn push(&self, line: String) {
        self.lines.lock().unwrap().0.push(line);
        self.more.notify_all();
    }

    fn end(&self) {
        self.lines.lock().unwrap().1 = true;
        self.more.notify_all();
    }
}

/// Asks again and again until it is so.
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
