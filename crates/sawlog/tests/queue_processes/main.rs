//! A queue between processes: workers and listeners that are killed, stopped and started again; every record is accounted for.
//!
//! Run without arguments this is the test; it starts itself as workers and listeners.

mod children;
#[path = "../fork/forking.rs"]
#[allow(dead_code, reason = "some of it is for children that end")]
mod forking;
mod killed;
mod many;
mod roles;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["as-worker", path, name, count, pause] => roles::worker(path, name, count, pause),
        ["as-listener", path, file] => roles::listener(path, file),
        ["as-forking-listener", path, file] => roles::forking_listener(path, file),
        ["as-half-a-record", path] => roles::half_a_record(path),
        _ => test(&words),
    }
}

fn test(words: &[&str]) {
    let cases: [(&str, fn()); 6] = [
        ("sixteen_workers", many::sixteen_workers),
        ("a_listener_that_stops_while_workers_log", many::a_listener_that_stops_while_workers_log),
        ("a_killed_worker", killed::a_killed_worker),
        ("a_worker_killed_within_a_record", killed::a_worker_killed_within_a_record),
        ("a_killed_listener", killed::a_killed_listener),
        ("a_killed_listener_with_a_child", killed::a_killed_listener_with_a_child),
    ];
    let wanted: Vec<_> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let mut passed = 0;
    for (name, case) in cases {
        if wanted.is_empty() || wanted.iter().any(|word| name.contains(**word)) {
            case();
            println!("queue_processes: {name} ... ok");
            passed += 1;
        }
    }
    println!("test result: ok. {passed} passed; 0 failed");
}
