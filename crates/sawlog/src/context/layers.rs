//! What is in scope on a thread: a layer for each scope, and what they come to.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicU64, Ordering};

use super::pairs::Context;
use super::refused;

/// How many scopes may be open within each other on a thread.
pub const MAX_NESTING: usize = 128;

thread_local! {
    /// Whether anything is in scope: all that a record looks at where nothing is.
    static SET: Cell<bool> = const { Cell::new(false) };
    static LAYERS: RefCell<Vec<Layer>> = const { RefCell::new(Vec::new()) };
}

/// One scope's part.
#[derive(Debug)]
pub(super) struct Layer {
    number: LayerNumber,
    own: Context,
    /// Whether what lies below does not hold.
    whole: bool,
    /// What holds as long as this is the topmost.
    result: Context,
}

/// Which of all layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LayerNumber(u64);

/// Whether anything is in scope on this thread.
#[inline(always)]
pub(crate) fn is_set() -> bool {
    SET.get()
}

/// What is in scope on this thread, to be taken to another one or to a later time.
///
/// ```
/// use sawlog::{context, get_logger, info};
///
/// let _request = context::scope([("request", 17)]);
/// let context = context::capture();
/// std::thread::spawn(move || {
///     let _scope = context.enter();
///     info!(get_logger("shop.mail"), "sent");  // of request 17
/// })
/// .join()
/// .unwrap();
/// ```
///
/// # Python
/// `contextvars.copy_context()`.
pub fn capture() -> Context {
    let top = LAYERS.try_with(|layers| layers.try_borrow().ok()?.last().map(|layer| layer.result.clone()));
    top.ok().flatten().unwrap_or_default()
}

/// Puts a layer on top; `None` where there are too many.
pub(super) fn push(own: Context, whole: bool) -> Option<LayerNumber> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = LayerNumber(NEXT.fetch_add(1, Ordering::Relaxed));
    let below = if whole { Context::new() } else { capture() };
    let result = below.overlaid(&own);
    let layer = Layer { number, own, whole, result };
    let refused = change(|layers| {
        if layers.len() >= MAX_NESTING {
            return Some(layer);
        }
        layers.push(layer);
        None
    });
    match refused {
        Some(None) => Some(number),
        Some(Some(_)) => {
            refused::count();
            None
        }
        // The thread is ending.
        None => None,
    }
}

/// Takes a layer away, wherever it lies.
pub(super) fn remove(number: LayerNumber) {
    let removed = change(|layers| {
        let at = layers.iter().rposition(|layer| layer.number == number)?;
        let removed = layers.remove(at);
        let left = settle(layers, at);
        Some((removed, left))
    });
    // What the values' own code does, it does without a borrow.
    drop(removed);
}

/// Puts layers that were [taken off](take_above) on top again.
pub(super) fn put_back(kept: &mut Vec<Layer>) {
    let left = change(|layers| {
        let at = layers.len();
        layers.append(kept);
        settle(layers, at)
    });
    drop(left);
}

/// Takes a layer away with those on top of it, which are put into `kept`.
pub(super) fn take_above(number: LayerNumber, kept: &mut Vec<Layer>) {
    let base = change(|layers| {
        let at = layers.iter().rposition(|layer| layer.number == number)?;
        kept.extend(layers.drain(at + 1..));
        layers.pop()
    });
    drop(base);
}

/// Works out anew what the layers from this one on come to; returns what they came to before.
fn settle(layers: &mut [Layer], from: usize) -> Vec<Context> {
    let mut former = Vec::new();
    for at in from..layers.len() {
        let (below, rest) = layers.split_at_mut(at);
        let layer = &mut rest[0];
        let result = match below.last() {
            Some(below) if !layer.whole => below.result.overlaid(&layer.own),
            _ => layer.own.clone(),
        };
        former.push(std::mem::replace(&mut layer.result, result));
    }
    former
}

/// Changes the layers; `None` once the thread has none left.
fn change<R>(change: impl FnOnce(&mut Vec<Layer>) -> R) -> Option<R> {
    LAYERS
        .try_with(|layers| {
            let mut layers = layers.try_borrow_mut().ok()?;
            let result = change(&mut layers);
            SET.set(layers.last().is_some_and(|layer| !layer.result.is_empty()));
            Some(result)
        })
        .ok()
        .flatten()
}
