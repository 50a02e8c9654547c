//! Other ways of logging, led into ours.

pub mod log;
