//! Configurations with queues: the cookbook's sections 5 and 16, as files for the program.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use sawlog::{Address, Level, Manager, SocketHandler};

use crate::process::{Ended, SAWLOG, Server};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../sawlog/examples").join(name)
}

/// Serves by an example's file, which `check` accepts; what `log` logs there has arrived when the server ends. Its
/// console, and its end.
fn served(name: &str, log: impl FnOnce(&Manager)) -> (String, Ended) {
    let file = example(name);
    let check = Command::new(SAWLOG).arg("check").arg(&file).output().unwrap();
    let said = String::from_utf8_lossy(&check.stdout).into_owned() + &String::from_utf8_lossy(&check.stderr);
    assert!(check.status.success() && said.contains(": accepted") && !said.contains("unused"), "{said}");

    let folder = tempfile::tempdir().unwrap();
    let console = File::create(folder.path().join("console")).unwrap();
    let mut command = Command::new(SAWLOG);
    command.args(["serve", "--listen", "127.0.0.1:0", "--config"]).arg(&file);
    let server = Server::start_with(folder, command, console);
    let handler = SocketHandler::builder(Address::host("127.0.0.1", server.address().port())).build();
    let manager = Manager::new();
    manager.root().set_level("DEBUG").unwrap();
    manager.root().add_handler(&handler);
    log(&manager);
    handler.close().unwrap();
    let ended = server.stop();
    (ended.read("console"), ended)
}

#[test]
fn handlers_that_block() {
    let (console, ended) = served("handlers_that_block.yaml", |manager| {
        manager.get_logger("shop").warning("Look out!");
        manager.get_logger("shop").error("Too late.");
    });
    let thread = std::thread::current().name().unwrap().to_owned();
    assert_eq!(console, format!("{thread}: Look out!\n{thread}: Too late.\n"));
    // The level of the handler behind the queue counts.
    assert_eq!(ended.read("errors.log"), format!("{thread}: Too late.\n"));
}

#[test]
fn one_word_for_a_queue() {
    let (_, ended) = served("one_word_for_a_queue.yaml", |manager| {
        let log = manager.get_logger("shop.basket");
        (0..500).for_each(|number| log.info(format!("put {number} into it")));
    });
    let thread = std::thread::current().name().unwrap().to_owned();
    let expected: String = (0..500).map(|n| format!("INFO {thread} shop.basket: put {n} into it\n")).collect();
    assert_eq!(ended.read("shop.log"), expected);
    assert!(ended.said.contains("\nsawlog: queue 'file': 500 taken, 0 dropped, 0 left\n"), "{}", ended.said);
}

#[test]
fn dispatched_to_loggers() {
    let names = ["foo", "foo.bar", "spam", "spam.ham"];
    let levels = [Level::DEBUG, Level::INFO, Level::WARNING, Level::ERROR, Level::CRITICAL];
    let (console, ended) = served("dispatched_to_loggers.yaml", |manager| {
        for number in 0..100 {
            manager.get_logger(names[number % 4]).log(levels[number % 5], format!("Message no. {number}"));
        }
    });
    let numbers = |file: &str| -> Vec<usize> {
        ended.read(file).lines().map(|line| line.rsplit_once(' ').unwrap().1.parse().unwrap()).collect()
    };
    let those = |which: fn(&usize) -> bool| (0..100).filter(which).collect::<Vec<_>>();
    assert_eq!(numbers("mplog.log"), those(|_| true));
    assert_eq!(numbers("mplog-foo.log"), those(|number| number % 4 < 2));
    assert_eq!(numbers("mplog-errors.log"), those(|number| number % 5 >= 3));
    assert_eq!(console.lines().count(), 20);
    assert!(console.starts_with("foo            CRITICAL Message no. 4\n"), "{console}");
}
