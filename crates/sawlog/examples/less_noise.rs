//! Filters ready to use: by level, by pattern, not more than so many, and the same only once. From a configuration.

use std::time::Duration;

use sawlog::clock::{Clock, Timestamp};
use sawlog::config::{Configurator, Document, Format};
use sawlog::{Manager, info, warning};

const CONFIGURATION: &str = r#"
version: 1
filters:
  up_to_info: {(): sawlog.LevelRangeFilter, maxLevel: INFO}
  no_health: {(): sawlog.RegexFilter, pattern: "^GET /health", exclude: true}
  two_a_minute: {(): sawlog.RateLimitFilter, rate: 2, per: 60, by: logger}
  once: {(): sawlog.DuplicateFilter, window: 600}
formatters:
  out: {format: "out: %(message)s"}
  grave: {format: "grave: %(message)s"}
handlers:
  out:
    class: logging.StreamHandler
    stream: ext://sys.stdout
    formatter: out
    filters: [up_to_info, no_health, two_a_minute]
  grave: {class: logging.StreamHandler, stream: ext://sys.stdout, formatter: grave, level: WARNING, filters: [once]}
root: {level: DEBUG, handlers: [out, grave]}
"#;

/// Ten seconds pass between two records, so that this example always shows the same.
#[derive(Debug, Default)]
struct TenSeconds(std::sync::atomic::AtomicI64);

impl Clock for TenSeconds {
    fn now(&self) -> Timestamp {
        let ten_seconds = Duration::from_secs(10).as_nanos() as i64;
        Timestamp::from_nanos(self.0.fetch_add(ten_seconds, std::sync::atomic::Ordering::Relaxed))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manager = Manager::with_clock(std::sync::Arc::new(TenSeconds::default()));
    let document = Document::parse(CONFIGURATION, Format::Yaml)?;
    let _guard = Configurator::new(&manager).configure(&document)?;

    let web = manager.get_logger("web");
    for page in ["/", "/health", "/cart", "/health", "/cart", "/pay", "/thanks"] {
        info!(web, "GET {page}");
    }
    let disk = manager.get_logger("disk");
    for free in [5, 5, 5, 4] {
        warning!(disk, "{free} % free");
    }
    Ok(())
}
