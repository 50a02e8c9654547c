//! Buffers that a thread reuses, for text and for bytes, so that a warm record allocates nothing.
//!
//! A buffer is taken while it is in use and put back when dropped: a `Display` that logs finds another one.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// How many buffers of a kind a thread keeps.
const KEPT: usize = 8;
/// A buffer that grew past this many bytes is given back to the allocator.
const LARGEST_KEPT: usize = 64 * 1024;

thread_local! {
    static TEXTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static BYTES: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// What a thread keeps buffers of.
pub(crate) trait Buffer: Default + 'static {
    /// Calls `f` with the thread's buffers; after the thread's own end there are none.
    fn with_kept<R>(f: impl FnOnce(&mut Vec<Self>) -> R) -> Option<R>;

    fn capacity(&self) -> usize;

    fn clear(&mut self);
}

impl Buffer for String {
    #[inline]
    fn with_kept<R>(f: impl FnOnce(&mut Vec<String>) -> R) -> Option<R> {
        TEXTS.try_with(|kept| kept.try_borrow_mut().ok().map(|mut kept| f(&mut kept))).ok()?
    }

    fn capacity(&self) -> usize {
        self.capacity()
    }

    fn clear(&mut self) {
        self.clear();
    }
}

impl Buffer for Vec<u8> {
    #[inline]
    fn with_kept<R>(f: impl FnOnce(&mut Vec<Vec<u8>>) -> R) -> Option<R> {
        BYTES.try_with(|kept| kept.try_borrow_mut().ok().map(|mut kept| f(&mut kept))).ok()?
    }

    fn capacity(&self) -> usize {
        self.capacity()
    }

    fn clear(&mut self) {
        self.clear();
    }
}

/// An empty buffer of this thread, for text unless said otherwise; returned to it on drop.
#[derive(Debug)]
pub(crate) struct Scratch<B: Buffer = String>(B);

impl Scratch {
    #[inline]
    pub(crate) fn take() -> Scratch {
        Scratch::take_buffer()
    }
}

impl Scratch<Vec<u8>> {
    #[inline]
    pub(crate) fn take_bytes() -> Scratch<Vec<u8>> {
        Scratch::take_buffer()
    }
}

impl<B: Buffer> Scratch<B> {
    #[inline]
    fn take_buffer() -> Scratch<B> {
        Scratch(B::with_kept(Vec::pop).flatten().unwrap_or_default())
    }
}

impl<B: Buffer> Drop for Scratch<B> {
    #[inline]
    fn drop(&mut self) {
        let mut buffer = std::mem::take(&mut self.0);
        if buffer.capacity() == 0 || buffer.capacity() > LARGEST_KEPT {
            return;
        }
        buffer.clear();
        // Where the thread keeps no more, the buffer is simply freed.
        B::with_kept(|kept| {
            if kept.len() < KEPT {
                kept.push(buffer);
            }
        });
    }
}

impl<B: Buffer> Deref for Scratch<B> {
    type Target = B;
    fn deref(&self) -> &B {
        &self.0
    }
}

impl<B: Buffer> DerefMut for Scratch<B> {
    fn deref_mut(&mut self) -> &mut B {
        &mut self.0
    }
}
