//! How much a buffer keeps of which nothing is said.

/// Bytes of memory.
pub(crate) const MAX_BYTES: usize = 16 << 20;

/// Records, of a buffer that so many make full.
pub(crate) fn max_records(capacity: usize) -> usize {
    capacity.max(10_000)
}
