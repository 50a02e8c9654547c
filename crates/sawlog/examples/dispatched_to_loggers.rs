//! Section 16 of the cookbook, with threads for its processes: workers that have nothing but a queue, and a listener
//! that gives what comes to the loggers of its own configuration.

use std::sync::Arc;
use std::thread;

use sawlog::config::{Configurator, Document, Format, Registry};
use sawlog::{BoundedQueue, DispatchHandler, Level, Manager, QueueListener};

/// What the workers share: all that they log goes into the queue.
const WORKERS: &str = "
version: 1
handlers: {queue: {class: logging.handlers.QueueHandler, queue: ext://the_queue}}
root: {level: DEBUG, handlers: [queue]}
";

/// What becomes of it.
const LISTENER: &str = include_str!("dispatched_to_loggers.yaml");

const LEVELS: [Level; 5] = [Level::DEBUG, Level::INFO, Level::WARNING, Level::ERROR, Level::CRITICAL];
const LOGGERS: [&str; 6] = ["foo", "foo.bar", "foo.bar.baz", "spam", "spam.ham", "spam.ham.eggs"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let queue = Arc::new(BoundedQueue::default());
    let registry = Registry::new();
    registry.queue("the_queue", queue.clone());

    let (workers, listeners) = (Manager::new(), Manager::new());
    let _guard = Configurator::new(&listeners).configure(&Document::parse(LISTENER, Format::Yaml)?)?;
    let _worker_guard =
        Configurator::new(&workers).registry(&registry).configure(&Document::parse(WORKERS, Format::Yaml)?)?;

    // Changed just to show who writes the files.
    let dispatch = DispatchHandler::new(&listeners).change(|record| {
        let name = format!("listener (for {})", record.process_name());
        record.set("processName", name);
    });
    let listener = QueueListener::builder(queue).handler(dispatch).build();
    listener.start()?;

    thread::scope(|scope| {
        for number in 1..=5 {
            let workers = &workers;
            let work = move || {
                for n in 0..100 {
                    let logger = workers.get_logger(LOGGERS[(n + number) % LOGGERS.len()]);
                    logger.log(LEVELS[n % LEVELS.len()], format!("Message no. {n}"));
                }
            };
            let named = thread::Builder::new().name(format!("worker {number}"));
            named.spawn_scoped(scope, work).expect("the system has a thread");
        }
    });
    listener.stop()?;
    Ok(())
}
