//! Queues over ZeroMQ, with libzmq by way of pyzmq at the other end, and with peers that mean no good.
#![cfg(feature = "zmq")]

#[path = "../python/mod.rs"]
mod python;
#[path = "../skipped/mod.rs"]
mod skipped;

mod configured;
mod ending;
mod ends;
mod fork;
#[path = "../fork/forking.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod forking;
mod hostile;
mod peer;
mod publish;
mod push;
mod restart;
