//! Records sent over the network and handled where they arrive.
//!
//! Both ends are in this one program, each with loggers of its own. A Python program with a `SocketHandler` could be
//! the sender just as well.

use std::net::TcpListener;
use std::thread;

use sawlog::{Level, Manager, PercentFormatter, SocketHandler, StreamHandler, debug, error, info, warning};

mod receiver;
use receiver::receive;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();

    // The receiving end decides what becomes of the records.
    let receiving = thread::spawn(move || {
        let manager = Manager::new();
        let console = StreamHandler::builder().stdout();
        let format = "%(name)-12s %(levelname)-8s %(message)s";
        manager.root().add_handler(console.formatter(PercentFormatter::new(format).expect("a format")).build());
        let (stream, _) = listener.accept().expect("a connection");
        receive(stream, &manager).expect("whole frames")
    });

    // The sending end needs no formatter: records travel as data. While the other end is away they wait for it.
    let manager = Manager::new();
    let root = manager.root();
    root.set_level(Level::DEBUG)?;
    let socket = SocketHandler::new("127.0.0.1", port);
    root.add_handler(&socket);
    info!(root, "The lighthouse is lit.");
    let (lamp, horn) = (manager.get_logger("tower.lamp"), manager.get_logger("tower.horn"));
    debug!(lamp, "Turning once in {} seconds.", 7.5);
    info!(lamp, "Seen from {} miles.", 18);
    warning!(horn, "Pressure falls.");
    error!(horn, "No sound.");

    // Closes the handlers, and with them the connection: what waits is sent, and the receiver finds the end.
    manager.shutdown();
    let received = receiving.join().expect("the receiver ends");
    let stats = socket.stats();
    println!("{} records sent, {received} received, {} dropped", stats.sent, stats.dropped);
    Ok(())
}
