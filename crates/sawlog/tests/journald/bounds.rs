//! A journal that is not there, or takes nothing.

use std::os::unix::net::UnixDatagram;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sawlog::{JournaldHandler, make_log_record};

#[test]
fn a_missing_journal_is_the_handlers_failure() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let handler = JournaldHandler::builder().path(&path).build();
    let errors = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&errors);
    handler.on_error(move |_, error| told.lock().unwrap().push(error.to_string()));
    handler.erase().handle(&mut make_log_record([("msg", "m".into())]));
    handler.erase().handle(&mut make_log_record([("msg", "m".repeat(1_000_000).into())]));
    let errors = errors.lock().unwrap();
    assert_eq!((errors.len(), handler.failures()), (2, 2));
    assert!(errors.iter().all(|error| error.contains(&path.display().to_string())), "{errors:?}");
}

#[test]
fn a_journal_that_takes_nothing_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let journal = UnixDatagram::bind(&path).unwrap();
    let handler = JournaldHandler::builder().path(&path).timeout(Duration::from_millis(200)).build();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let begun = Instant::now();
    for _ in 0..1000 {
        handler.erase().handle(&mut make_log_record([("msg", "m".into())]));
    }
    // It is waited for once, not a thousand times.
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    let lost = handler.failures();
    assert!(lost > 0);
    journal.set_nonblocking(true).unwrap();
    let mut room = [0; 4096];
    while journal.recv(&mut room).is_ok() {}
    handler.erase().handle(&mut make_log_record([("msg", "m".into())]));
    assert_eq!(handler.failures(), lost, "it takes entries again");
}
