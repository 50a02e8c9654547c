//! Tabs: in YAML 1.2 they may stand between tokens, in PyYAML's YAML 1.1 only inside quoted and block scalars and
//! comments.

use granit_parser::{Event, Parser, ScalarStyle};

use super::{compose, syntax};
use crate::config::error::ConfigError;
use crate::config::lines::Lines;

/// Refuses a text, known to parse, in which a tab stands where PyYAML takes none.
pub(super) fn check(text: &str) -> Result<(), ConfigError> {
    if !text.contains('\t') {
        return Ok(());
    }
    let mut allowed = Vec::new();
    let mut options = compose::options();
    options.set_emit_comments(true);
    options.max_buffered_comment_events = usize::MAX;
    for next in Parser::new_from_str_with_options(text, options) {
        let Ok((event, span)) = next else { break };
        let holds_tabs = match event {
            Event::Scalar(_, style, ..) => style != ScalarStyle::Plain,
            Event::Comment(..) => true,
            _ => false,
        };
        allowed.extend(span.byte_range().filter(|_| holds_tabs));
    }
    allowed.sort_unstable_by_key(|range| range.start);
    let in_allowed = |at: usize| {
        let after = allowed.partition_point(|range| range.start <= at);
        after > 0 && allowed[after - 1].end > at
    };
    match text.match_indices('\t').find(|(at, _)| !in_allowed(*at)) {
        Some((at, _)) => {
            Err(syntax("a tab may stand only in quotes, block scalars and comments", Lines::of(text).position(at)))
        }
        None => Ok(()),
    }
}
