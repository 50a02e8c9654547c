//! From the parser's events to a graph of nodes, in which an alias is the node that it names.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Marker, Options, Parser, ScalarStyle, ScanError, Span, Tag};

use super::{resolve, syntax};
use crate::config::budget::{Budget, MAX_DEPTH, too_deep};
use crate::config::error::{ConfigError, Position};
use crate::config::extents::Extents;

/// The nodes of one document.
pub(super) struct Graph {
    pub(super) nodes: Vec<GraphNode>,
    /// The whole document's; `None` for a text without one.
    pub(super) root: Option<NodeId>,
    pub(super) extents: Extents,
}

/// A node's place in [`Graph::nodes`].
pub(super) type NodeId = usize;

/// One node: its type's tag, resolved if it was not given, and its content.
pub(super) struct GraphNode {
    pub(super) tag: Cow<'static, str>,
    pub(super) content: Content,
    pub(super) position: Position,
}

pub(super) enum Content {
    Scalar(String),
    Sequence(Vec<NodeId>),
    Mapping(Vec<(NodeId, NodeId)>),
}

impl Content {
    /// PyYAML's name of the kind.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Content::Scalar(_) => "scalar",
            Content::Sequence(_) => "sequence",
            Content::Mapping(_) => "mapping",
        }
    }
}

/// The parser set up to read as libyaml and PyYAML do.
pub(super) fn options() -> Options {
    granit_parser::options! {
        bom_inside_document_as_content: true,
        block_scalar_eof_without_line_feed: true,
        emit_anchor_events: true,
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

/// Reads the events of a text that holds one document at most.
pub(super) fn compose(text: &str) -> Result<Graph, ConfigError> {
    let mut composer = Composer::default();
    for next in Parser::new_from_str_with_options(text, options()) {
        let (event, span) = next.map_err(scan_error)?;
        composer.event(event, span)?;
    }
    Ok(Graph { nodes: composer.nodes, root: composer.root, extents: composer.extents })
}

#[derive(Default)]
struct Composer {
    nodes: Vec<GraphNode>,
    root: Option<NodeId>,
    /// The collections that are open, each with the key that waits for its value.
    open: Vec<(NodeId, Option<NodeId>)>,
    anchors: HashMap<usize, NodeId>,
    anchor_names: HashMap<String, Position>,
    documents: usize,
    budget: Budget,
    extents: Extents,
}

impl Composer {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), ConfigError> {
        let position = position(&span.start);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(syntax("expected a single document, but another one begins here", position));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let resolved = tag.is_some() || style == ScalarStyle::Plain;
                let tag = match explicit(tag.as_deref()) {
                    Some(tag) => tag.into(),
                    None if resolved => resolve::tag_of_plain(&text).into(),
                    None => resolve::STR.into(),
                };
                self.budget.spend(text.len())?;
                if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
                    self.extents.note(position, self::position(&span.end));
                }
                self.add(GraphNode { tag, content: Content::Scalar(text.into_owned()), position }, anchor);
            }
            Event::SequenceStart(_, anchor, tag) => {
                let tag = explicit(tag.as_deref()).map_or(resolve::SEQ.into(), Cow::Owned);
                self.begin(GraphNode { tag, content: Content::Sequence(Vec::new()), position }, anchor)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                let tag = explicit(tag.as_deref()).map_or(resolve::MAP.into(), Cow::Owned);
                self.begin(GraphNode { tag, content: Content::Mapping(Vec::new()), position }, anchor)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.open.pop();
            }
            Event::Alias(anchor) => {
                let node = *self.anchors.get(&anchor).ok_or_else(|| syntax("undefined alias", position))?;
                self.put(node);
            }
            Event::Anchor(_, name) => self.name_anchor(&name, position)?,
            _ => {}
        }
        Ok(())
    }

    fn name_anchor(&mut self, name: &str, position: Position) -> Result<(), ConfigError> {
        if let Some(c) = name.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))) {
            let message = format!("an anchor is named with letters, digits, '-' and '_', not {c:?}");
            return Err(syntax(message, position));
        }
        match self.anchor_names.insert(name.to_owned(), position) {
            Some(first) => Err(syntax(format!("the anchor {name:?} is defined twice, first at {first}"), position)),
            None => Ok(()),
        }
    }

    fn begin(&mut self, node: GraphNode, anchor: usize) -> Result<(), ConfigError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep().at(node.position));
        }
        self.budget.spend(0)?;
        let id = self.add(node, anchor);
        self.open.push((id, None));
        Ok(())
    }

    fn add(&mut self, node: GraphNode, anchor: usize) -> NodeId {
        let id = self.nodes.len();
        self.nodes.push(node);
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
        self.put(id);
        id
    }

    /// Puts a node where the innermost open collection expects one.
    fn put(&mut self, id: NodeId) {
        let Some((collection, key)) = self.open.last_mut() else {
            self.root.get_or_insert(id);
            return;
        };
        match &mut self.nodes[*collection].content {
            Content::Sequence(items) => items.push(id),
            Content::Mapping(pairs) => match key.take() {
                Some(key) => pairs.push((key, id)),
                None => *key = Some(id),
            },
            Content::Scalar(_) => {}
        }
    }
}

/// The tag that a node was given; `!` alone leaves it to the resolver, in whatever style the node is written.
fn explicit(tag: Option<&Tag>) -> Option<String> {
    let tag = tag?;
    let text = format!("{}{}", tag.handle(), tag.suffix());
    (text != "!").then_some(text)
}

fn position(marker: &Marker) -> Position {
    Position { line: marker.line().max(1), column: marker.col() + 1 }
}

fn scan_error(error: ScanError) -> ConfigError {
    let position = position(error.marker());
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => too_deep().at(position),
        kind => syntax(kind.to_string(), position),
    }
}
