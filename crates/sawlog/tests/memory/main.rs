//! Handlers that keep records in memory: when they give them on, in which order, and what they lose.

mod bounds;
mod flushing;
mod lifetime;
mod shared;
mod threads;
