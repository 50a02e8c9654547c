//! What the hand-over between threads is made of; the model of it in the tests puts loom's in its place.

pub(super) use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
pub(super) use std::sync::{Condvar, Mutex, MutexGuard};

pub(super) use super::fences::{heavy, light};
