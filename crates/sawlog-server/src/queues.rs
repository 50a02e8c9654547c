//! The queues of the configuration, as the summary tells of them.

use sawlog::{HandlerRef, QueueHandler, get_handler_by_name, get_handler_names};

use crate::shown;

/// The handlers of the configuration that have a queue, kept from before their end to tell of it.
pub(crate) struct Queues(Vec<(String, HandlerRef)>);

impl Queues {
    /// Those that there are, by the names of their handlers.
    pub(crate) fn find() -> Queues {
        let found = get_handler_names().into_iter().filter_map(|name| {
            let handler = get_handler_by_name(&name)?;
            handler.downcast_ref::<QueueHandler>().is_some().then_some((name, handler))
        });
        let mut queues: Vec<_> = found.collect();
        queues.sort_by(|(one, _), (other, _)| one.cmp(other));
        Queues(queues)
    }

    /// A line about each: what was taken out of it here, if that was for this server to do, and what did not come through.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.0.iter().filter_map(|(name, handler)| {
            let handler = handler.downcast_ref::<QueueHandler>()?;
            let (left, dropped) = (handler.queue().len() as u64, handler.dropped());
            let name = shown::text(name);
            Some(match handler.listener() {
                // What a listener had to leave counts as dropped, too.
                Some(listener) => {
                    let dropped = dropped.saturating_sub(left);
                    format!("queue '{name}': {} taken, {dropped} dropped, {left} left", listener.taken())
                }
                None => format!("queue '{name}': {dropped} dropped, {left} left"),
            })
        })
    }
}
