//! Text buffers that a thread reuses, so that a warm record allocates nothing.
//!
//! A buffer is taken while it is in use and put back when dropped: a `Display` that logs finds another one.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// How many buffers a thread keeps.
const KEPT: usize = 8;
/// A buffer that grew past this many bytes is given back to the allocator.
const LARGEST_KEPT: usize = 64 * 1024;

thread_local! {
    static POOL: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// An empty text buffer of this thread, returned to it on drop.
#[derive(Debug)]
pub(crate) struct Scratch(String);

impl Scratch {
    #[inline]
    pub(crate) fn take() -> Scratch {
        let kept = POOL.try_with(|pool| pool.try_borrow_mut().ok().and_then(|mut pool| pool.pop()));
        Scratch(kept.ok().flatten().unwrap_or_default())
    }
}

impl Drop for Scratch {
    #[inline]
    fn drop(&mut self) {
        let mut text = std::mem::take(&mut self.0);
        if text.capacity() == 0 || text.capacity() > LARGEST_KEPT {
            return;
        }
        text.clear();
        // After the thread's own end there is no pool; the buffer is then simply freed.
        let _ = POOL.try_with(|pool| {
            if let Ok(mut pool) = pool.try_borrow_mut()
                && pool.len() < KEPT
            {
                pool.push(text);
            }
        });
    }
}

impl Deref for Scratch {
    type Target = String;
    fn deref(&self) -> &String {
        &self.0
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut String {
        &mut self.0
    }
}
