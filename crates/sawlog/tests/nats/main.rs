//! The queue between machines, with NATS servers of the tests' own: what arrives, whoever is stopped or killed meanwhile.

mod child;
mod cluster;
mod collected;
mod configured;
mod fork;
#[path = "../fork/forking.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod forking;
mod full;
mod group;
mod hostile;
mod killed;
mod one_node;
mod raw;
mod secured;
mod server;
#[path = "../skipped/mod.rs"]
mod skipped;
mod stream;
