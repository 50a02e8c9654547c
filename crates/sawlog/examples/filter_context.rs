//! Context by filters: what the current request is, kept for each thread and put into every record.

use std::cell::RefCell;
use std::thread;

use sawlog::{Filter, Level, LogRecord, Stream, Verdict, basic_config, get_logger, info, percent, root, warning};

/// Who asks, as the web framework would keep it.
#[derive(Clone)]
struct Request {
    ip: &'static str,
    user: &'static str,
}

thread_local! {
    static REQUEST: RefCell<Option<Request>> = const { RefCell::new(None) };
}

/// Puts the request's address and user into each record; keeps all of them.
struct RequestFilter;

impl Filter for RequestFilter {
    fn filter(&self, record: &mut LogRecord<'_>) -> Verdict {
        let request = REQUEST.with_borrow(Clone::clone);
        record.set("ip", request.as_ref().map_or("-", |request| request.ip));
        record.set("user", request.as_ref().map_or("nobody", |request| request.user));
        Verdict::Keep
    }
}

fn serve(ip: &'static str, user: &'static str) {
    REQUEST.set(Some(Request { ip, user }));
    let log = get_logger("web.pages");
    info!(log, "GET /");
    percent!(log, Level::WARNING, "%s took %.1f seconds", "/search", 3.25);
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _guard = basic_config()
        .level(Level::DEBUG)
        .stream(Stream::Stdout)
        .format("%(name)-9s %(levelname)-8s IP: %(ip)-11s User: %(user)-7s %(message)s")
        .init()?;
    // On the handler, so that the records of every logger pass it.
    root().handlers()[0].add_filter(RequestFilter);

    warning!(root(), "before any request");
    for (ip, user) in [("10.1.0.7", "ingrid"), ("192.0.2.44", "jamal")] {
        thread::spawn(move || serve(ip, user)).join().expect("no panic");
    }
    Ok(())
}
