//! How backups are made.

use std::io;
use std::path::Path;
use std::sync::Arc;

/// Makes a backup of the file that was written to.
///
/// It runs while the handler's file is locked: whoever logs to the handler waits for it. What the same thread logs to the
/// handler meanwhile is dropped and counted.
///
/// # Python
/// The `rotator` of `BaseRotatingHandler`.
pub trait Rotator: Send + Sync {
    /// Moves `source` out of the way to `dest`, whose name is free or may be taken.
    ///
    /// # Errors
    /// It could not be moved; then it must still be there, as the handler goes on writing to it.
    fn rotate(&self, source: &Path, dest: &Path) -> io::Result<()>;
}

impl<R: Rotator + ?Sized> Rotator for Arc<R> {
    fn rotate(&self, source: &Path, dest: &Path) -> io::Result<()> {
        (**self).rotate(source, dest)
    }
}

/// A closure as a rotator; what `rotator_fn` makes.
pub struct RotatorFn<F>(pub F);

impl<F: Fn(&Path, &Path) -> io::Result<()> + Send + Sync> Rotator for RotatorFn<F> {
    fn rotate(&self, source: &Path, dest: &Path) -> io::Result<()> {
        (self.0)(source, dest)
    }
}
