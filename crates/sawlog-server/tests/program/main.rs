//! The program as its users meet it: real processes, real sockets, real files.

#[path = "../../../sawlog/tests/python/mod.rs"]
mod interpreter; // the Python that the clients run in
#[path = "../../../sawlog/tests/nats/server.rs"]
#[allow(dead_code, reason = "the library's tests have more of them")]
mod nats_server; // NATS servers of the tests' own
#[path = "../../../sawlog/tests/skipped/mod.rs"]
mod skipped; // what this machine lacks, told

mod process; // running `sawlog serve`, listening to it, ending it
mod python; // clients in Python
mod sent; // frames as clients send them

mod broken_streams; // headers in pieces, torn frames, frames that stop half-way
mod checking; // `sawlog check`
mod configuring; // `--config-listen`, and the cookbook's client
mod console; // what reaches a terminal
mod controlling; // `sawlog level`, `tree`, `send-config`, and the control socket
mod converting; // `sawlog convert`, `sawlog schema`, variables in values
mod demonstration; // `sawlog demo`
mod ending; // SIGTERM, Ctrl-C, stuck handlers, broken outputs
mod example; // the recipe of many processes, as an example
mod fleet; // edge servers, NATS, writers
mod hostile; // frames made to do harm
mod ini; // configurations in INI
mod many_clients; // idle ones by the thousand, and more than there are descriptors
mod many_processes; // real Python processes into one file
mod queue_of_processes; // a queue of the configuration, which other processes put records into
mod queues; // queues from configurations
mod reloading; // SIGHUP, --watch
mod routing; // which logger and which handlers get a record
mod rust_clients; // `SocketHandler` of the library, and a server that comes back
mod terminal; // a real terminal as the console
mod zeromq; // a configuration with a queue over ZeroMQ
