//! Processes that the test starts, and what it finds in their file.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A folder, with the paths of a socket and of a file in it.
pub(crate) struct Place {
    _folder: TempDir,
    pub(crate) socket: PathBuf,
    pub(crate) file: PathBuf,
}

impl Place {
    pub(crate) fn new() -> Place {
        let folder = tempfile::tempdir().expect("a folder");
        let (socket, file) = (folder.path().join("queue.sock"), folder.path().join("all.log"));
        Place { _folder: folder, socket, file }
    }
}

/// A child, killed if the test ends before it.
pub(crate) struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Process {
    pub(crate) fn start(arguments: &[&str], paths: &[&Path], more: &[&str]) -> Process {
        let mut program = Command::new(std::env::current_exe().expect("this program"));
        program.args(arguments).args(paths).args(more);
        let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let (stdin, stdout) = (child.stdin.take(), BufReader::new(child.stdout.take().expect("piped")));
        Process { child, stdin, stdout }
    }

    pub(crate) fn worker(socket: &Path, name: &str, count: usize, pause: Duration) -> Process {
        let (count, pause) = (count.to_string(), pause.as_micros().to_string());
        Process::start(&["as-worker"], &[socket], &[name, &count, &pause])
    }

    pub(crate) fn listener(place: &Place) -> Process {
        let mut listener = Process::start(&["as-listener"], &[&place.socket, &place.file], &[]);
        assert_eq!(listener.line(), "listening");
        listener
    }

    /// The next line that it writes.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).expect("text");
        line.trim_end().to_owned()
    }

    /// Kills it, as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it has ended");
    }

    /// The same; its stdin, which its children have as well, stays open.
    pub(crate) fn kill_alone(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it has ended");
    }

    /// Has it go on, and its children read what comes then.
    pub(crate) fn go_on(&mut self) {
        self.stdin.as_mut().expect("it is open").write_all(b"\n").expect("it reads");
    }

    /// Has it end, and says what it said last.
    pub(crate) fn end(mut self) -> String {
        drop(self.stdin.take());
        let last = self.line();
        assert!(self.child.wait().expect("it ends").success(), "{last}");
        last
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The numbers in the file's lines, by worker and in order.
pub(crate) fn written(file: &Path) -> BTreeMap<String, Vec<usize>> {
    let mut written: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let text = std::fs::read_to_string(file).unwrap_or_default();
    // A line that was cut by a kill is not whole.
    for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
        let (name, number) = line.trim_end().split_once(' ').unwrap_or_else(|| panic!("{line:?}"));
        written.entry(name.to_owned()).or_default().push(number.parse().unwrap_or_else(|_| panic!("{line:?}")));
    }
    written
}

/// Waits until the file has so many lines.
pub(crate) fn wait_for_lines(file: &Path, lines: usize) {
    let began = Instant::now();
    while written(file).values().map(Vec::len).sum::<usize>() < lines {
        assert!(began.elapsed() < Duration::from_secs(120), "{lines} lines do not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}
