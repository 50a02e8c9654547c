//! Handlers that keep records in memory: when they give them on, in which order, and what they lose.

mod bounds;
mod configured;
mod flushing;
mod lifetime;
mod shared;
mod threads;
