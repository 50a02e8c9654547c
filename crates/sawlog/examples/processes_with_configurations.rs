//! Processes with three configurations: section 16 of the Logging Cookbook.
//!
//! The program logs to its console, and starts itself as a listener and five workers. What the workers log goes through a queue to the
//! listener, which gives each record to the logger of its name; levels, handlers and files are those of its own configuration.
//! `processes_with_configurations_serve.yaml` is the same for `sawlog serve --config`.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::{env, thread, time::Duration};

use sawlog::{
    DispatchHandler, Level, QueueListener, UnixQueue, dict_config_file, get_logger, info, process_name, root,
    set_process_name,
};

const LEVELS: [Level; 5] = [Level::DEBUG, Level::INFO, Level::WARNING, Level::ERROR, Level::CRITICAL];
const LOGGERS: [&str; 6] = ["foo", "foo.bar", "foo.bar.baz", "spam", "spam.ham", "spam.ham.eggs"];

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let mut arguments = env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next()) {
        (Some("listener"), _) => listener(),
        (Some("worker"), Some(name)) => worker(&name),
        _ => run(),
    }
}

/// Gives what comes out of the queue to its own loggers until its input ends.
fn listener() -> Outcome {
    set_process_name("listener");
    let _guard = dict_config_file(beside("listener"))?;
    let tree = root().manager().expect("a program's own loggers last as long as it");
    // Changed just to show who writes the files.
    let dispatch = DispatchHandler::new(&tree).change(|record| {
        let name = format!("{} (for {})", process_name(), record.process_name());
        record.set("processName", name);
    });
    let queue = Arc::new(UnixQueue::new("run/mplog.sock"));
    let listener = QueueListener::builder(queue).handler(dispatch).build();
    listener.start()?;
    let _ = std::io::stdin().read(&mut [0])?;
    Ok(listener.stop()?)
}

/// Logs a hundred messages.
fn worker(name: &str) -> Outcome {
    set_process_name(name);
    let _guard = dict_config_file(beside("worker"))?;
    for n in 0..100 {
        get_logger(LOGGERS[n % LOGGERS.len()]).log(LEVELS[n % LEVELS.len()], format!("Message no. {n}"));
        // So that the processes' records are mixed.
        thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

fn run() -> Outcome {
    let _guard = dict_config_file(beside("main"))?;
    let log = get_logger("setup");
    info!(log, "About to create workers ...");
    let mut workers = Vec::new();
    for number in 1..=5 {
        let name = format!("worker {number}");
        workers.push(start(&["worker", &name])?);
        info!(log, "Started worker: {name}");
    }
    info!(log, "About to create listener ...");
    let mut listener = start(&["listener"])?;
    info!(log, "Started listener");
    for mut worker in workers {
        assert!(worker.wait()?.success());
    }
    info!(log, "Telling listener to stop ...");
    drop(listener.stdin.take());
    assert!(listener.wait()?.success());
    info!(log, "All done.");
    Ok(())
}

fn start(arguments: &[&str]) -> std::io::Result<Child> {
    Command::new(env::current_exe()?).args(arguments).stdin(Stdio::piped()).spawn()
}

fn beside(whose: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/processes_with_configurations_{whose}.yaml"))
}
