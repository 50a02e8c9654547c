//! Memory that threads write to, kept from what other threads read.

use std::ops::{Deref, DerefMut};

/// What shares no cache line with anything else: one thread writes to it while others read what would lie beside it.
#[repr(align(128))]
#[derive(Debug, Default)]
pub(super) struct Apart<T>(pub(super) T);

impl<T> Deref for Apart<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Apart<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
