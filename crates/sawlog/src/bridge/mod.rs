//! Other ways of logging, led into ours.

pub mod log;
mod loggers;
mod names;
#[cfg(feature = "tracing")]
pub mod tracing;
