//! From the graph to the tree: types made of tags, merge keys flattened, aliases unfolded.

use std::mem;

use super::compose::{Content, Graph, NodeId};
use super::{Tags, binary, number, resolve, syntax, timestamp};
use crate::config::budget::{Budget, MAX_DEPTH, too_deep};
use crate::config::error::{ConfigError, Position};
use crate::config::node::{Entry, Mapping, Node, NodeKind};
use crate::value::{Set, Value};

/// The tree of a graph.
pub(super) fn construct(graph: Graph, tags: &dyn Tags) -> Result<Node, ConfigError> {
    let Some(root) = graph.root else { return Ok(Node::default()) };
    let under_way = vec![false; graph.nodes.len()];
    Constructor { graph, tags, under_way, budget: Budget::default() }.node(root, 0)
}

struct Constructor<'t> {
    graph: Graph,
    tags: &'t dyn Tags,
    /// The nodes that are being made now; one met again contains itself.
    under_way: Vec<bool>,
    budget: Budget,
}

impl Constructor<'_> {
    fn node(&mut self, id: NodeId, depth: usize) -> Result<Node, ConfigError> {
        let position = self.position(id);
        if depth > MAX_DEPTH {
            return Err(too_deep().at(position));
        }
        // DIFFERENCE: PyYAML builds a list that contains itself; a configuration has no use for one.
        if mem::replace(&mut self.under_way[id], true) {
            return Err(syntax("an alias stands inside what it names", position));
        }
        let text = match &self.graph.nodes[id].content {
            Content::Scalar(text) => text.len(),
            _ => 0,
        };
        self.budget.spend(text).map_err(|error| error.at(position))?;
        let kind = self.kind(id, depth)?;
        self.under_way[id] = false;
        Ok(Node::new(kind, position))
    }

    fn kind(&mut self, id: NodeId, depth: usize) -> Result<NodeKind, ConfigError> {
        let position = self.position(id);
        let tag = mem::take(&mut self.graph.nodes[id].tag);
        let kind = match &*tag {
            resolve::STR => Ok(NodeKind::Scalar(self.text(id)?.into())),
            resolve::SEQ => self.items(id, depth).map(NodeKind::List),
            resolve::MAP => self.mapping(id, depth).map(NodeKind::Mapping),
            resolve::NULL => self.text(id).map(|_| NodeKind::default()),
            resolve::BOOL => self.scalar(id, |text| match text.to_lowercase().as_str() {
                "yes" | "true" | "on" => Ok(Value::Bool(true)),
                "no" | "false" | "off" => Ok(Value::Bool(false)),
                _ => Err(format!("invalid truth value {text:?}")),
            }),
            resolve::INT => self.scalar(id, number::int),
            resolve::FLOAT => self.scalar(id, number::float),
            resolve::TIMESTAMP => self.scalar(id, timestamp::timestamp),
            resolve::BINARY => self.scalar(id, |text| Ok(Value::Bytes(binary::decode(text)?.into()))),
            resolve::SET => self
                .mapping(id, depth)
                .map(|mapping| NodeKind::Scalar(Value::Set(Set::new(mapping.into_keys(), false).into()))),
            resolve::OMAP | resolve::PAIRS => self.pairs(id, depth).map(NodeKind::List),
            _ => self.tagged(id, &tag, depth, position),
        };
        self.graph.nodes[id].tag = tag;
        kind
    }

    /// A node with a tag that YAML does not define.
    fn tagged(&mut self, id: NodeId, tag: &str, depth: usize, position: Position) -> Result<NodeKind, ConfigError> {
        let content = match &self.graph.nodes[id].content {
            Content::Scalar(text) => NodeKind::Scalar(text.clone().into()),
            Content::Sequence(_) => NodeKind::List(self.items(id, depth)?),
            Content::Mapping(_) => NodeKind::Mapping(self.mapping(id, depth)?),
        };
        match self.tags.construct(tag, &Node::new(content, position)) {
            Some(Ok(value)) => Ok(self.budget.unfold(&value, depth).map_err(|error| error.at(position))?.kind),
            Some(Err(reason)) => Err(syntax(format!("{tag}: {reason}"), position)),
            None => Err(syntax(format!("there is no constructor for the tag {tag:?}"), position)),
        }
    }

    fn scalar(
        &self,
        id: NodeId,
        read: impl FnOnce(&str) -> Result<Value<'static>, String>,
    ) -> Result<NodeKind, ConfigError> {
        let value = read(&self.text(id)?).map_err(|reason| syntax(reason, self.position(id)))?;
        Ok(NodeKind::Scalar(value))
    }

    /// The text of a scalar, or of a mapping's `=` key, which YAML 1.1 lets stand for it.
    fn text(&self, mut id: NodeId) -> Result<String, ConfigError> {
        for _ in 0..MAX_DEPTH {
            let node = &self.graph.nodes[id];
            match &node.content {
                Content::Scalar(text) => return Ok(text.clone()),
                Content::Mapping(pairs) => {
                    let value = pairs.iter().find(|(key, _)| self.graph.nodes[*key].tag == resolve::VALUE);
                    match value {
                        Some((_, value)) => id = *value,
                        None => return Err(expected("a scalar", &node.content, node.position)),
                    }
                }
                content => return Err(expected("a scalar", content, node.position)),
            }
        }
        Err(too_deep().at(self.position(id)))
    }

    fn items(&mut self, id: NodeId, depth: usize) -> Result<Vec<Node>, ConfigError> {
        let node = &mut self.graph.nodes[id];
        let Content::Sequence(items) = &mut node.content else {
            return Err(expected("a sequence", &node.content, node.position));
        };
        let items = mem::take(items);
        let made = items.iter().map(|item| self.node(*item, depth + 1)).collect();
        self.graph.nodes[id].content = Content::Sequence(items);
        made
    }

    fn mapping(&mut self, id: NodeId, depth: usize) -> Result<Mapping, ConfigError> {
        self.flatten(id, 0)?;
        let node = &mut self.graph.nodes[id];
        let Content::Mapping(pairs) = &mut node.content else {
            return Err(expected("a mapping", &node.content, node.position));
        };
        let pairs = mem::take(pairs);
        let made = self.entries(&pairs, depth);
        self.graph.nodes[id].content = Content::Mapping(pairs);
        made
    }

    fn entries(&mut self, pairs: &[(NodeId, NodeId)], depth: usize) -> Result<Mapping, ConfigError> {
        let mut mapping = Mapping::with_capacity(pairs.len());
        for (key, value) in pairs {
            let key = self.node(*key, depth + 1)?;
            let (key_position, key_value) = (key.position, key.into_value());
            if !hashable(&key_value) {
                let message = format!("a {} cannot be the key of a mapping", key_value.type_name());
                return Err(syntax(message, key_position.unwrap_or(Position { line: 1, column: 1 })));
            }
            let node = self.node(*value, depth + 1)?;
            mapping.insert(key_value, Entry { key_position, node });
        }
        Ok(mapping)
    }

    /// `!!omap` and `!!pairs`: a list of tuples of two.
    fn pairs(&mut self, id: NodeId, depth: usize) -> Result<Vec<Node>, ConfigError> {
        let node = &self.graph.nodes[id];
        let Content::Sequence(items) = &node.content else {
            return Err(expected("a sequence", &node.content, node.position));
        };
        let mut pairs = Vec::with_capacity(items.len());
        for item in items.clone() {
            let node = &self.graph.nodes[item];
            let position = node.position;
            let (key, value) = match &node.content {
                Content::Mapping(entries) => match entries.as_slice() {
                    [pair] => *pair,
                    _ => return Err(syntax(format!("expected one item, found {}", entries.len()), position)),
                },
                content => return Err(expected("a mapping of one item", content, position)),
            };
            let pair = vec![self.node(key, depth + 2)?, self.node(value, depth + 2)?];
            pairs.push(Node::new(NodeKind::Tuple(pair), position));
        }
        Ok(pairs)
    }

    /// Puts what `<<` keys name before the mapping's own pairs, so that its own keys win, and those of earlier
    /// mappings in a list over those of later ones.
    fn flatten(&mut self, id: NodeId, depth: usize) -> Result<(), ConfigError> {
        let position = self.position(id);
        if depth > MAX_DEPTH {
            return Err(too_deep().at(position));
        }
        let Content::Mapping(pairs) = &self.graph.nodes[id].content else { return Ok(()) };
        let special = |tag: &str| matches!(tag, resolve::MERGE | resolve::VALUE);
        if !pairs.iter().any(|(key, _)| special(&self.graph.nodes[*key].tag)) {
            return Ok(());
        }
        let pairs = pairs.clone();
        let (merged_from, own): (Vec<_>, Vec<_>) =
            pairs.into_iter().partition(|(key, _)| self.graph.nodes[*key].tag == resolve::MERGE);
        for (key, _) in &own {
            let key = &mut self.graph.nodes[*key];
            if key.tag == resolve::VALUE {
                key.tag = resolve::STR.into();
            }
        }
        self.graph.nodes[id].content = Content::Mapping(own.clone());
        let mut merged = Vec::new();
        for (_, source) in merged_from {
            let node = &self.graph.nodes[source];
            let mappings = match &node.content {
                Content::Mapping(_) => vec![source],
                Content::Sequence(items) => items.iter().rev().copied().collect(),
                content => return Err(expected("a mapping or a list of mappings to merge", content, node.position)),
            };
            for mapping in mappings {
                if self.under_way[mapping] {
                    return Err(syntax("a merge key names a mapping that it stands in", position));
                }
                self.flatten(mapping, depth + 1)?;
                let node = &self.graph.nodes[mapping];
                let Content::Mapping(pairs) = &node.content else {
                    return Err(expected("a mapping to merge", &node.content, node.position));
                };
                for pair in pairs {
                    self.budget.spend(0).map_err(|error| error.at(position))?;
                    merged.push(*pair);
                }
            }
        }
        merged.extend(own);
        self.graph.nodes[id].content = Content::Mapping(merged);
        Ok(())
    }

    fn position(&self, id: NodeId) -> Position {
        self.graph.nodes[id].position
    }
}

fn expected(what: &str, found: &Content, position: Position) -> ConfigError {
    syntax(format!("expected {what}, found a {}", found.name()), position)
}

/// Whether Python would take the value as a key.
fn hashable(value: &Value<'_>) -> bool {
    match value {
        Value::List(_) | Value::Dict(_) => false,
        Value::Set(set) => set.is_frozen(),
        Value::Tuple(items) => items.iter().all(hashable),
        _ => true,
    }
}
