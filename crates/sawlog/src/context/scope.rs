//! The time for which a context holds.

use std::marker::PhantomData;

use super::layers::{self, LayerNumber};
use super::pairs::Context;

/// Has a context be in scope on the thread that made it, until it is dropped.
///
/// Scopes may end in any order; what the others have put into scope stays. It cannot be sent to another thread, and a
/// future that keeps one over an `.await` is to be [`in_context`](super::InContext::in_context), or else the context is
/// there for whatever the thread polls next.
///
/// ```compile_fail
/// let scope = sawlog::context::scope([("request", 17)]);
/// std::thread::spawn(move || drop(scope));
/// ```
///
/// # Python
/// The token that `ContextVar.set` returns; a context manager since 3.14.
#[derive(Debug)]
#[must_use = "a scope ends when it is dropped: bind it to a name such as `_scope`"]
pub struct Scope {
    /// `None` where there are too many scopes.
    layer: Option<LayerNumber>,
    on_this_thread: PhantomData<*const ()>,
}

impl Scope {
    pub(super) fn add(context: Context) -> Scope {
        Scope { layer: layers::push(context, false), on_this_thread: PhantomData }
    }

    pub(super) fn replace(context: Context) -> Scope {
        Scope { layer: layers::push(context, true), on_this_thread: PhantomData }
    }
}

impl Context {
    /// Has this context, and nothing of what was in scope before, be in scope on this thread until what is returned is
    /// dropped.
    pub fn enter(&self) -> Scope {
        Scope::replace(self.clone())
    }

    /// Calls `f` with this context, and nothing else, in scope.
    ///
    /// # Python
    /// `Context.run`.
    pub fn run<R>(&self, f: impl FnOnce() -> R) -> R {
        let _scope = self.enter();
        f()
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        if let Some(layer) = self.layer {
            layers::remove(layer);
        }
    }
}
