//! `sawlog serve`: puts the parts together, and takes them apart in order.
//!
//! Two runtimes: the main thread accepts clients and waits for signals, worker threads read and handle records. However
//! long a handler blocks, the first goes on.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::runtime::{Builder, Handle};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::address::Endpoint;
use crate::banner::banner;
use crate::control::Control;
use crate::ingest::Ingest;
use crate::listeners::Listener;
use crate::loggers;
use crate::partial::Budget;
use crate::places::Places;
use crate::queues::Queues;
use crate::reload::{Reloader, Watch};
use crate::report::Reporter;
use crate::server::Server;
use crate::settings::Settings;
use crate::shutdown::{self, Asked, Signals};
use crate::sockets::Listening;
use crate::stats::Stats;
use crate::turns::Turns;

/// Threads that stand in for blocked workers, at most.
const STAND_INS: usize = 64;
/// What flushing is given at least, however long draining took.
const FLUSH_TIME: Duration = Duration::from_secs(1);

/// Runs the server until a signal ends it.
///
/// # Errors
/// An address cannot be listened at, or the configuration is refused.
pub(crate) fn run(settings: Settings) -> Result<ExitCode> {
    let workers = std::thread::available_parallelism().map_or(2, usize::from) + 1;
    let control = Builder::new_current_thread().enable_all().build().context("cannot start the server")?;
    let ingest = Builder::new_multi_thread()
        .worker_threads(workers)
        .max_blocking_threads(STAND_INS)
        .thread_name("sawlog-ingest")
        .enable_all()
        .build()
        .context("cannot start the server")?;
    let outcome = control.block_on(serve(settings, workers, ingest.handle()));
    ingest.shutdown_background();
    let (server, deadline) = outcome?;
    Ok(end(&server, deadline))
}

/// Serves until a signal comes and what the sockets hold is read; then, until when the end may take.
async fn serve(settings: Settings, workers: usize, ingest: &Handle) -> Result<(Arc<Server>, Instant)> {
    let mut signals = Signals::catch().context("cannot catch signals")?;
    // Listeners first: a second server by mistake fails here, before it opens the first one's files.
    let mut sockets = Vec::new();
    for address in &settings.listen {
        sockets.extend(Listening::open(address)?);
    }
    let manager = sawlog::manager();
    // Before the file is read, so that no change of it is missed.
    let watch = settings.config.as_ref().filter(|_| settings.watch).map(Watch::begin);
    let records_go = loggers::configure(manager, settings.config.as_ref())?;

    let server = Arc::new(Server {
        ingest: Ingest::new(
            manager.clone(),
            settings.logname.as_deref(),
            settings.apply_levels,
            settings.limits.clone(),
        ),
        stats: Stats::default(),
        reporter: Reporter::start().context("cannot start the server")?,
        turns: Turns::new(workers),
        unfinished: Budget::new(settings.max_unfinished),
        frame_timeout: settings.frame_timeout,
        verbose: settings.verbose,
        places: Places::new(settings.max_connections, sockets.len()),
        queues: Queues::default(),
    });
    server.queues.look();
    for remark in &settings.remarks {
        server.reporter.say(format!("sawlog: {remark}"));
    }
    let endpoints: Vec<Endpoint> = sockets.iter().map(|socket| socket.at.clone()).collect();
    server.reporter.say(banner(&endpoints, &records_go, settings.config.is_none()));

    let control = Control::start(&settings.control, &endpoints, manager, &server)?;

    let (stop, stopped) = watch::channel(false);
    let mut accepting = JoinSet::new();
    for socket in sockets {
        let listener = Listener::new(socket, Arc::clone(&server), ingest.clone(), stopped.clone());
        accepting.spawn(listener.context("cannot wait for connections")?.run());
    }
    let reloader = match &settings.config {
        Some(file) => {
            let reloader = Reloader::start(file.clone(), manager, Arc::clone(&server));
            Some(Arc::new(reloader.context("cannot start the server")?))
        }
        None => None,
    };
    let watching = watch.zip(reloader.clone()).map(|(watch, reloader)| tokio::spawn(watch.run(reloader)));
    let signal = loop {
        match (signals.next().await, &reloader) {
            (Asked::End(signal), _) => break signal,
            (Asked::Reload, Some(reloader)) => reloader.ask("SIGHUP"),
            (Asked::Reload, None) => server.reporter.say("sawlog: SIGHUP: there is no --config FILE to reload"),
        }
    };
    control.stop();
    if let Some(watching) = watching {
        watching.abort();
    }
    let deadline = Instant::now() + settings.drain_timeout;
    server
        .reporter
        .say(format!("sawlog: {signal}: no new connections, {} to be read to their end", server.places.open()));
    stop.send_replace(true);
    tokio::select! {
        () = async { while accepting.join_next().await.is_some() {}; server.places.all_free().await } => {}
        () = tokio::time::sleep_until(deadline.into()) => {}
        again = signals.end() => server.reporter.say(format!("sawlog: {again} again: not waiting any longer")),
    }
    let cut_off = server.places.open() as u64;
    server.stats.cut_off.store(cut_off, Ordering::Relaxed);
    Ok((server, deadline))
}

/// Flushes the handlers, tells what was done, and ends the process.
fn end(server: &Server, deadline: Instant) -> ExitCode {
    let patience = deadline.saturating_duration_since(Instant::now()).max(FLUSH_TIME);
    server.queues.look();
    let closed = shutdown::close_handlers(patience);
    if !closed {
        server.reporter.say("sawlog: a handler is stuck: what it had not written is lost");
    }
    for line in server.queues.lines() {
        server.reporter.say(format!("sawlog: {line}"));
    }
    server.reporter.say(format!("sawlog: {}", server.stats));
    server.reporter.finish(FLUSH_TIME);
    shutdown::leave(closed)
}
