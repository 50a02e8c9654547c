//! ZMTP 3, the protocol of ZeroMQ's sockets, as queues of records need it: PUSH and PULL, PUB and SUB, over TCP and Unix
//! sockets, without encryption.
//!
//! A [`Hub`] is one ZeroMQ socket: it binds and connects, again and again if it has to, greets its peers, and reads and
//! writes without blocking whenever its thread gives it a turn. No peer is waited for, and whatever one sends, it costs a
//! bounded amount of memory and time and nobody but itself the connection.

mod command;
mod counts;
mod door;
mod endpoint;
mod frame;
mod greeting;
mod hub;
mod input;
mod journey;
mod kind;
mod outgoing;
mod peer;
mod waker;

pub(crate) use counts::Counts;
pub(crate) use endpoint::{Endpoint, EndpointError};
pub(crate) use frame::message;
pub(crate) use hub::{Arrived, Hub, HubOptions};
pub(crate) use kind::Kind;
pub(crate) use waker::Waker;
