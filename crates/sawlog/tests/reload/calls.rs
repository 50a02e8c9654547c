//! Calls that go on while configurations come and go.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use sawlog::Manager;

use crate::reload;

fn text(number: usize) -> String {
    let loggers: String = (0..100).map(|n| format!("  app.{n}.db: {{level: INFO}}\n")).collect();
    // Every third has another file besides, and every one another format.
    let extra = if number.is_multiple_of(3) {
        "  extra: {class: logging.FileHandler, filename: '{dir}/extra.log'}\n"
    } else {
        ""
    };
    format!(
        "version: 1
disable_existing_loggers: false
formatters: {{f: {{format: '{number} %(name)s %(message)s'}}}}
handlers:
  kept: {{class: logging.FileHandler, filename: '{{dir}}/kept.log', formatter: f}}
{extra}loggers:
{loggers}root: {{level: INFO, handlers: [kept]}}
"
    )
}

#[test]
fn no_line_is_lost_or_doubled() {
    const THREADS: usize = 4;
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    reload(&manager, folder.path(), &text(0)).unwrap();
    let stop = AtomicBool::new(false);
    let logged: Vec<usize> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let (manager, stop) = (&manager, &stop);
                scope.spawn(move || {
                    let logger = manager.get_logger(&format!("app.{thread}.db"));
                    let mut logged = 0;
                    while !stop.load(Ordering::Relaxed) {
                        sawlog::info!(logger, "{thread} {logged}");
                        logged += 1;
                    }
                    logged
                })
            })
            .collect();
        for number in 1..=100 {
            reload(&manager, folder.path(), &text(number)).unwrap();
        }
        stop.store(true, Ordering::Relaxed);
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut next = [0; THREADS];
    for line in crate::read(folder.path(), "kept.log").lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [_, _, thread, number] = words[..] else { panic!("torn: {line:?}") };
        let next = &mut next[thread.parse::<usize>().unwrap()];
        assert_eq!(number.parse(), Ok(*next), "{line}");
        *next += 1;
    }
    assert_eq!(next.to_vec(), logged);
}

#[test]
fn reloads_that_come_together_leave_one_whole_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    thread::scope(|scope| {
        for thread in 0..4 {
            let (manager, folder) = (&manager, folder.path());
            scope.spawn(move || {
                for number in 0..25 {
                    let text = format!(
                        "{{version: 1, handlers: {{h: {{class: logging.FileHandler, filename: '{{dir}}/{thread}.{number}.log'}}}}, \
                         loggers: {{a: {{level: {level}, handlers: [h]}}, b: {{level: {level}, handlers: [h]}}}}}}",
                        level = 100 + thread * 25 + number
                    );
                    // Many may come between; then it says so.
                    let _ = reload(manager, folder, &text);
                }
            });
        }
    });
    let (a, b) = (manager.get_logger("a"), manager.get_logger("b"));
    assert_eq!(a.level(), b.level());
    assert!(a.handlers()[0].ptr_eq(&b.handlers()[0]) && manager.handlers().len() == 1);
}
