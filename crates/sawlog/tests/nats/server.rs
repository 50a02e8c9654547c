//! NATS servers, each in a folder and on a port of its own.

use std::fs;
use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::skipped::skip;

/// A server that keeps streams.
pub(crate) struct Node {
    folder: PathBuf,
    pub(crate) port: u16,
    config: String,
    running: Option<Child>,
}

/// How long a server may take for something on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

impl Node {
    /// Starts one in a folder; `None`, and it is said, if this machine has no such server.
    pub(crate) fn start(folder: &Path, what: &str) -> Option<Node> {
        Node::start_with(folder, what, "")
    }

    /// The same, with more in its configuration.
    pub(crate) fn start_with(folder: &Path, what: &str, more: &str) -> Option<Node> {
        program(what)?;
        let mut node = Node::new(folder, "one", free_port(), more);
        node.start_again();
        Some(node)
    }

    fn new(folder: &Path, name: &str, port: u16, more: &str) -> Node {
        let folder = folder.join(name);
        fs::create_dir_all(&folder).expect("a folder");
        let store = folder.join("store");
        let config = format!(
            "server_name: {name}\nlisten: \"127.0.0.1:{port}\"\nlog_file: \"{}\"\n\
             jetstream {{ store_dir: \"{}\", max_file_store: 4GB }}\n{more}\n",
            folder.join("log").display(),
            store.display()
        );
        Node { folder, port, config, running: None }
    }

    /// Starts it once more, with what it has stored.
    pub(crate) fn start_again(&mut self) {
        let config = self.folder.join("nats.conf");
        fs::write(&config, &self.config).expect("a configuration");
        let mut command = Command::new(program("a server").expect("it was there"));
        command.arg("-c").arg(config).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.running = Some(command.spawn().expect("it starts"));
        let began = Instant::now();
        while !self.greets() {
            // Its port may have been somebody's for a moment.
            if self.running.as_mut().is_some_and(|running| running.try_wait().expect("it is ours").is_some()) {
                self.running = Some(command.spawn().expect("it starts"));
            }
            let log = || fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(began.elapsed() < PATIENCE, "the server does not come up: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Kills it: nothing of its own is done any more.
    pub(crate) fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.kill().expect("it is ours");
            running.wait().expect("it ended");
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    fn greets(&self) -> bool {
        let Ok(mut peer) = TcpStream::connect(("127.0.0.1", self.port)) else { return false };
        let mut greeting = [0; 5];
        peer.read_exact(&mut greeting).is_ok() && &greeting == b"INFO "
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Three servers that know each other.
pub(crate) fn cluster(folder: &Path, what: &str) -> Option<Vec<Node>> {
    program(what)?;
    let routes: Vec<u16> = (0..3).map(|_| free_port()).collect();
    let all: Vec<String> = routes.iter().map(|port| format!("\"nats://127.0.0.1:{port}\"")).collect();
    let nodes = routes.iter().zip(["a", "b", "c"]).map(|(route, name)| {
        let all = all.join(", ");
        let more = format!("cluster {{ name: tests, listen: \"127.0.0.1:{route}\", routes: [{all}] }}");
        Node::new(folder, name, free_port(), &more)
    });
    let mut nodes: Vec<Node> = nodes.collect();
    nodes.iter_mut().for_each(Node::start_again);
    Some(nodes)
}

fn program(what: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    let found = folders.map(|folder| folder.join("nats-server")).find(|program| program.is_file());
    if found.is_none() {
        skip(what, "there is no nats-server");
    }
    found
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}
