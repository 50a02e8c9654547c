//! A listener with a tree of its own, what it told, and clients that send bytes.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sawlog::config::listen::{Listen, ListenEvent, Listener, Outcome};
use sawlog::config::{Configurator, Document, Format, listen};
use sawlog::{Address, Level, Manager};

/// What should happen at once is given this long on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Server {
    pub(crate) manager: Manager,
    pub(crate) listener: Listener,
    events: Arc<Mutex<Vec<ListenEvent>>>,
}

impl Server {
    /// On a port of the system's choice, with a configuration that others may take the place of.
    pub(crate) fn start() -> Server {
        Server::with(|listen| listen)
    }

    pub(crate) fn with(options: impl FnOnce(Listen) -> Listen) -> Server {
        let manager = Manager::new();
        let document = Document::parse(CONFIGURATION, Format::Yaml).unwrap();
        drop(Configurator::new(&manager).configure(&document).unwrap());
        let events = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&events);
        let listen = listen().port(0).manager(&manager).on_event(move |event| told.lock().unwrap().push(event.clone()));
        let listener = options(listen).start().unwrap();
        Server { manager, listener, events }
    }

    pub(crate) fn address(&self) -> String {
        self.listener.address().to_string()
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let Address::Host { host, port } = self.listener.address() else { panic!("a port") };
        let stream = TcpStream::connect((host.as_str(), *port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends a frame; the whole answer.
    pub(crate) fn ask(&self, payload: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect();
        stream.write_all(&frame(payload.as_ref())).unwrap();
        answer(&mut stream)
    }

    /// Sends a frame that must be refused: its answer. The configuration is still the one of the start, and it was told.
    pub(crate) fn refuses(&self, payload: impl AsRef<[u8]>) -> String {
        let before = self.listener.stats().refused;
        let answer = self.ask(payload);
        assert!(answer.starts_with("refused: ") && answer.ends_with('\n'), "{answer:?}");
        self.is_unchanged();
        assert_eq!(self.listener.stats().refused, before + 1);
        let said = answer.lines().next().unwrap().strip_prefix("refused: ").unwrap().to_owned();
        self.wait_for_refusal(&said);
        said
    }

    /// Whether all is as configured at the start.
    pub(crate) fn is_unchanged(&self) {
        assert_eq!(self.manager.root().level(), Level::ERROR);
        assert_eq!(self.manager.root().handlers().len(), 1);
        assert_eq!(self.manager.get_logger("shop").level(), Level::INFO);
    }

    /// Waits until a refusal with this in it has been told.
    pub(crate) fn wait_for_refusal(&self, text: &str) {
        wait_until(text, || {
            let events = self.events.lock().unwrap();
            events.iter().any(|event| event.outcome == Outcome::Refused && event.text.contains(text))
        });
    }
}

const CONFIGURATION: &str = "
version: 1
handlers: {'null': {class: logging.NullHandler}}
loggers: {shop: {level: INFO}}
root: {level: ERROR, handlers: ['null']}
";

/// As a frame.
pub(crate) fn frame(payload: &[u8]) -> Vec<u8> {
    [&u32::try_from(payload.len()).unwrap().to_be_bytes(), payload].concat()
}

/// What comes until the connection ends.
pub(crate) fn answer(stream: &mut impl Read) -> String {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8(answer).unwrap()
}

/// Asks again and again until it is so.
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
