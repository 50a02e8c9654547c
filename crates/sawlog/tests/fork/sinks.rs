//! Children that log where their parent's threads log.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::Duration;

use sawlog::config::Format;
use sawlog::format::PercentFormatter;
use sawlog::wire::Encoding;
use sawlog::{
    Address, FileHandler, HandlerRef, IntoHandler as _, Level, Packing, QueueHandler, RotatingFileHandler,
    SocketHandler, StreamHandler, WatchedFileHandler, WhenFull, info, root,
};

use crate::left;
use crate::program::{FORKS, THREADS, run, storm};

/// The process: sets up a handler and forks.
pub(crate) fn program(kind: &str, folder: &Path) {
    let path = folder.join("app.log");
    // The harness has begun a line on stdout.
    println!();
    let (log, guard) = match kind.split_once(' ').unwrap_or((kind, "")) {
        ("configured", _) => {
            let text = format!(
                "{{version: 1, handlers: {{f: {{class: logging.FileHandler, filename: {}, async: true}}}}, root: {{handlers: [f], level: INFO}}}}",
                path.display()
            );
            (root(), Some(sawlog::dict_config_str(&text, Format::Yaml).expect("a configuration")))
        }
        (kind, more) => {
            root().add_handler(handler(kind, more, &path));
            (root(), None)
        }
    };
    log.set_level(Level::INFO).expect("a level");
    let handlers = log.handlers();
    let each = storm(
        |thread, count| info!("parent {thread} {count}"),
        |number| {
            info!("child {number}");
            if number % 2 == 1 {
                // It ends at once: what is to be there has to be there.
                handlers.iter().for_each(|handler| handler.flush().expect("it can"));
            }
        },
    );
    fs::write(folder.join("each"), each.to_string()).expect("it can be written");
    drop(guard);
    sawlog::shutdown();
}

fn handler(kind: &str, more: &str, path: &Path) -> HandlerRef {
    let file = || FileHandler::new(path).expect("it opens");
    match kind {
        "file" => file().into_handler(),
        "watched" => WatchedFileHandler::new(path).expect("it opens").into_handler(),
        "rotating" => RotatingFileHandler::builder(path)
            .max_bytes(200_000)
            .backup_count(1000)
            .multi_process(true)
            .compress(Packing::Gzip)
            .build()
            .expect("it opens")
            .into_handler(),
        "queue" | "blocking" => {
            let file = file();
            // The thread that writes.
            file.add_filter_fn(|record| {
                let by = thread::current().name().unwrap_or_default().to_owned();
                record.set("by", by);
                true
            });
            file.set_formatter(PercentFormatter::new("%(message)s by %(by)s").expect("a format"));
            if kind == "queue" {
                return QueueHandler::around(file).expect("a thread").into_handler();
            }
            let queue = std::sync::Arc::new(sawlog::BoundedQueue::new(16));
            let listener = sawlog::QueueListener::builder(queue.clone()).handler(file).build();
            listener.start().expect("a thread");
            let handler = QueueHandler::builder(queue).when_full(WhenFull::Block);
            handler.listener(std::sync::Arc::new(listener)).build().into_handler()
        }
        "stdout" => StreamHandler::stdout().into_handler(),
        "socket" => {
            let port = more.parse().expect("a port");
            SocketHandler::builder(Address::host("127.0.0.1", port)).format(Encoding::Json).build().into_handler()
        }
        _ => panic!("unknown: {kind}"),
    }
}

/// Each line of the parent's and each child's is there once, and no other.
#[track_caller]
fn assert_once(mut lines: BTreeMap<String, u32>, folder: &Path, ending: &str) {
    let each: u64 = fs::read_to_string(folder.join("each")).expect("it is there").parse().expect("a number");
    let expected =
        (0..THREADS).flat_map(|thread| (0..each).map(move |count| format!("parent {thread} {count}{ending}")));
    let expected: Vec<String> = expected.chain((0..FORKS).map(|number| format!("child {number}{ending}"))).collect();
    let wrong: Vec<_> = expected
        .iter()
        .filter_map(|line| match lines.remove(line) {
            Some(1) => None,
            times => Some((line, times.unwrap_or(0))),
        })
        .collect();
    assert!(wrong.is_empty(), "{} lines are not there once, such as {:?}", wrong.len(), &wrong[..wrong.len().min(5)]);
    assert!(lines.is_empty(), "{} lines too many, such as {:?}", lines.len(), lines.iter().next());
}

fn count<'l>(lines: impl Iterator<Item = &'l str>) -> BTreeMap<String, u32> {
    let mut counted = BTreeMap::new();
    lines.for_each(|line| *counted.entry(line.to_owned()).or_default() += 1);
    counted
}

#[track_caller]
fn test_file(kind: &str, ending: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    run(&format!("sink {kind}"), folder.path());
    let text = fs::read_to_string(folder.path().join("app.log")).expect("it was made");
    assert_once(count(text.lines()), folder.path(), ending);
}

#[test]
fn a_file() {
    test_file("file", "");
}

#[test]
fn a_watched_file() {
    test_file("watched", "");
}

#[test]
fn a_queue() {
    // The child's records, too, were written by a thread of its own.
    test_file("queue", " by sawlog queue");
}

#[test]
fn a_queue_that_is_full_most_of_the_time() {
    test_file("blocking", " by sawlog queue");
}

#[test]
fn a_configured_queue() {
    test_file("configured", "");
}

#[test]
fn a_file_that_is_put_aside_and_compressed() {
    let (folder, logs) = (tempfile::tempdir().expect("a folder"), "logs");
    let inner = folder.path().join(logs);
    fs::create_dir(&inner).expect("it can be made");
    run("sink rotating", &inner);
    fs::rename(inner.join("each"), folder.path().join("each")).expect("it is there");
    assert_once(left::lines(&inner), folder.path(), "");
}

#[test]
fn stdout() {
    let folder = tempfile::tempdir().expect("a folder");
    let stdout = run("sink stdout", folder.path());
    // The harness has a word to say, too.
    let ours = stdout.lines().filter(|line| line.starts_with("parent ") || line.starts_with("child "));
    assert_once(count(ours), folder.path(), "");
}

#[test]
fn a_socket() {
    let folder = tempfile::tempdir().expect("a folder");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("it has one").port();
    let receiving = thread::spawn(move || {
        // The parent's connection, and one of each child.
        let readers: Vec<_> = (0..=FORKS).map(|_| listener.accept().expect("they come").0).map(read).collect();
        readers.into_iter().flat_map(|reader| reader.join().expect("frames")).collect::<Vec<String>>()
    });
    run(&format!("sink socket {port}"), folder.path());
    let messages = receiving.join().expect("messages");
    assert_once(count(messages.iter().map(String::as_str)), folder.path(), "");
}

/// The messages of a connection; each frame is whole, which it would not be if two processes wrote to one.
fn read(mut stream: TcpStream) -> thread::JoinHandle<Vec<String>> {
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("it ends");
        let (mut rest, mut messages) = (&bytes[..], Vec::new());
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let (frame, after) = after.split_at(u32::from_be_bytes(*length) as usize);
            let record: serde_json::Value = serde_json::from_slice(frame).expect("JSON");
            messages.push(record["msg"].as_str().expect("a message").to_owned());
            rest = after;
        }
        messages
    })
}
