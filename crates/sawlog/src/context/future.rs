//! A future that has a context in scope whenever it is polled.

use std::pin::Pin;
use std::task::{self, Poll};

use pin_project_lite::pin_project;

use super::layers::{self, Layer, LayerNumber};
use super::pairs::Context;

/// Futures in a context.
pub trait InContext: Future + Sized {
    /// Has a context, and nothing else, be in scope whenever the future is polled, and when it is dropped.
    ///
    /// Scopes that the future itself opens and keeps over an `.await` go with it, and are not there for what the thread
    /// polls meanwhile. No runtime is needed, and any will do.
    ///
    /// ```
    /// use sawlog::context::{self, InContext};
    /// use sawlog::{get_logger, info};
    ///
    /// async fn serve(request: u64) {
    ///     let serving = async {
    ///         info!(get_logger("shop.web"), "asked");
    ///         std::future::ready(()).await;
    ///         info!(get_logger("shop.web"), "answered");
    ///     };
    ///     serving.in_context(context::capture().with("request", request)).await;
    /// }
    /// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    /// # assert!(std::pin::pin!(serve(17)).poll(&mut context).is_ready());
    /// ```
    ///
    /// # Python
    /// `asyncio.create_task(…, context=…)`. A task there has a copy of its maker's context by itself; here
    /// [`capture`](super::capture) makes it.
    fn in_context(self, context: Context) -> ContextFuture<Self> {
        ContextFuture { future: Some(self), context, kept: Vec::new() }
    }
}

impl<F: Future> InContext for F {}

pin_project! {
    /// A future with a context; see [`InContext::in_context`].
    #[must_use = "a future does nothing unless it is polled"]
    pub struct ContextFuture<F> {
        // Gone once it is being dropped, which is done in the context, too.
        #[pin]
        future: Option<F>,
        context: Context,
        // The scopes that the future has open, while it is not polled.
        kept: Vec<Layer>,
    }

    impl<F> PinnedDrop for ContextFuture<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.future.is_some() {
                let _entered = Entered::enter(this.context, this.kept);
                this.future.set(None);
            }
        }
    }
}

impl<F: Future> Future for ContextFuture<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _entered = Entered::enter(this.context, this.kept);
        let future = this.future.as_pin_mut().expect("there until it is dropped");
        future.poll(cx)
    }
}

/// A future's context and scopes on the thread, for as long as it runs.
struct Entered<'f> {
    /// `None` where there are too many scopes.
    base: Option<LayerNumber>,
    kept: &'f mut Vec<Layer>,
}

impl<'f> Entered<'f> {
    fn enter(context: &Context, kept: &'f mut Vec<Layer>) -> Entered<'f> {
        let base = layers::push(context.clone(), true);
        if base.is_some() && !kept.is_empty() {
            layers::put_back(kept);
        }
        Entered { base, kept }
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        if let Some(base) = self.base {
            layers::take_above(base, self.kept);
        }
    }
}
