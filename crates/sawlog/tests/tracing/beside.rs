//! Beside other layers: neither keeps anything from the other.

use std::io;
use std::sync::{Arc, Mutex};

use sawlog::{Manager, capture};
use tracing::level_filters::LevelFilter;
use tracing::{Subscriber, debug, info, info_span, warn};
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;

use super::{layer, turn};

/// Where the layer of `tracing_subscriber` writes.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Written;

    fn make_writer(&'a self) -> Written {
        self.clone()
    }
}

impl Written {
    fn lines(&self) -> Vec<String> {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap().lines().map(str::to_owned).collect()
    }
}

/// The layer of `tracing_subscriber` that writes lines.
fn fmt<S>(written: &Written) -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    tracing_subscriber::fmt::layer().without_time().with_ansi(false).with_writer(written.clone())
}

fn tell() {
    let _request = info_span!(target: "shop", "request", id = 17).entered();
    debug!(target: "shop", "a");
    info!(target: "shop", n = 1, "b");
    warn!(target: "shop", "c");
}

#[test]
fn each_layer_gets_what_it_wants_in_either_order() {
    let _turn = turn();
    for (ours, theirs) in [
        ("ERROR", LevelFilter::DEBUG),
        ("WARNING", LevelFilter::DEBUG),
        ("DEBUG", LevelFilter::WARN),
        ("INFO", LevelFilter::OFF),
        ("CRITICAL", LevelFilter::TRACE),
    ] {
        let expected_of_ours: &[&str] = match ours {
            "DEBUG" => &["DEBUG:shop:a", "INFO:shop:b", "WARNING:shop:c"],
            "INFO" => &["INFO:shop:b", "WARNING:shop:c"],
            "WARNING" => &["WARNING:shop:c"],
            _ => &[],
        };
        let expected_of_theirs: &[&str] = match theirs {
            LevelFilter::WARN => &[" WARN shop: c"],
            LevelFilter::OFF => &[],
            _ => {
                &["DEBUG request{id=17}: shop: a", " INFO request{id=17}: shop: b n=1", " WARN request{id=17}: shop: c"]
            }
        };
        for ours_first in [true, false] {
            let (manager, written) = (Manager::new(), Written::default());
            let captured = capture(&manager.root(), 1);
            manager.get_logger("shop").set_level(ours).unwrap();
            if ours_first {
                let subscriber = tracing_subscriber::registry().with(layer(&manager));
                tracing::subscriber::with_default(subscriber.with(fmt(&written).with_filter(theirs)), tell);
            } else {
                let subscriber = tracing_subscriber::registry().with(fmt(&written).with_filter(theirs));
                let ours = sawlog::bridge::tracing::Bridge::new(&manager).layer();
                tracing::subscriber::with_default(subscriber.with(ours), tell);
            }
            assert_eq!(captured.output(), expected_of_ours, "{ours} {theirs} {ours_first}");
            assert_eq!(written.lines(), expected_of_theirs, "{ours} {theirs} {ours_first}");
        }
    }
}

#[test]
fn a_layer_without_a_filter_gets_everything() {
    let _turn = turn();
    let (manager, written) = (Manager::new(), Written::default());
    let captured = capture(&manager.get_logger("shop"), "WARNING");
    let subscriber = tracing_subscriber::registry().with(layer(&manager)).with(fmt(&written));
    tracing::subscriber::with_default(subscriber, tell);
    assert_eq!((captured.output().len(), written.lines().len()), (1, 3));
}

#[test]
fn a_filter_more_is_heeded() {
    let _turn = turn();
    let manager = Manager::new();
    let captured = capture(&manager.root(), 1);
    let ours = layer(&manager).with_filter(LevelFilter::INFO);
    tracing::subscriber::with_default(tracing_subscriber::registry().with(ours), tell);
    assert_eq!(captured.output(), ["INFO:shop:b", "WARNING:shop:c"]);
}
