//! Context by scopes: what the current request is, in every record of it, on threads and across `.await`.

use std::thread;

use sawlog::context::{self, InContext};
use sawlog::{Level, Stream, basic_config, get_logger, info, warning};

/// Far below, where nobody hands the request down.
fn look_up(page: &str) {
    info!(get_logger("web.pages"), "looking up {page}");
}

/// Several of these take turns on one thread; each has its own context.
async fn serve(page: &'static str) {
    info!(get_logger("web.server"), "GET {page}");
    let _page = context::scope([("page", page)]);
    tokio::task::yield_now().await;
    look_up(page);

    // What runs on another thread is given the context.
    let context = context::capture();
    thread::spawn(move || context.run(|| info!(get_logger("web.mail"), "told the editor"))).join().expect("no panic");
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _guard = basic_config()
        .level(Level::DEBUG)
        .stream(Stream::Stdout)
        .format("%(name)-10s %(levelname)-8s user: %(user)-6s page: %(page)-7s %(message)s")
        .init()?;
    // For whatever has no request.
    let _nobody = context::scope([("user", "nobody"), ("page", "-")]);
    warning!("before any request");

    let of = |user| context::capture().with("user", user);
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        tokio::join!(biased; serve("/").in_context(of("ingrid")), serve("/search").in_context(of("jamal")));
    });
    warning!("after them");
    Ok(())
}
