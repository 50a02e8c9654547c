//! A handler in the place of another of the same file, while calls go on.

use std::collections::HashSet;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use sawlog::config::{Configurator, Document, Format};
use sawlog::{Manager, warning};

use crate::names;

/// Logs from four threads while `configure` puts configurations in place; says how many lines were logged and found.
fn lines(class: &str, configure: impl Fn(&Configurator, &Document)) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let configurator = Configurator::new(&manager);
    let document = |number: usize| {
        let text = format!(
            "{{version: 1, disable_existing_loggers: false, handlers: {{h: {{class: {class}, filename: '{}/a.log', backupCount: 2000, maxBytes: {}}}}}, \
             root: {{handlers: [h]}}}}",
            folder.path().display(),
            3_000 + number % 2
        );
        Document::parse(&text.replace("\\\\\\n", ""), Format::Yaml).unwrap()
    };
    configure(&configurator, &document(0));
    let stop = AtomicBool::new(false);
    let logged: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|thread| {
                let (logger, stop) = (manager.get_logger("replaced"), &stop);
                scope.spawn(move || {
                    let mut number = 0;
                    // No more than the backups can hold, however long configuring takes.
                    while !stop.load(Ordering::Relaxed) && number < 20_000 {
                        warning!(logger, "thread {thread} record {number}");
                        number += 1;
                    }
                    number
                })
            })
            .collect();
        (1..=100).for_each(|number| configure(&configurator, &document(number)));
        stop.store(true, Ordering::Relaxed);
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    let mut lines = HashSet::new();
    for name in names(folder.path()) {
        for line in fs::read_to_string(folder.path().join(&name)).unwrap().lines() {
            assert!(lines.insert(line.to_owned()), "{line} comes twice");
        }
    }
    (logged, lines.len())
}

#[test]
fn no_line_is_lost_when_a_configuration_is_reloaded() {
    let (logged, found) = lines("logging.handlers.RotatingFileHandler", |configurator, document| {
        configurator.reload(document).unwrap();
    });
    assert_eq!(logged, found);
}

#[test]
fn no_line_is_lost_when_a_configuration_is_made_anew() {
    let (logged, found) = lines("logging.handlers.RotatingFileHandler", |configurator, document| {
        drop(configurator.configure(document).unwrap());
    });
    assert_eq!(logged, found);
}

#[test]
fn no_line_is_lost_where_files_are_put_aside_by_size_and_time() {
    let (logged, found) = lines("sawlog.TimedRotatingFileHandler", |configurator, document| {
        drop(configurator.configure(document).unwrap());
    });
    assert_eq!(logged, found);
}
