//! The schema of the whole, and of the entries of each section.

use serde_json::{Map, Value as Json, json};

use super::classes::Classes;
use super::{any_of, definition, described, values};
use crate::config::factories::{Registry, WAYS};

/// Keys that count beside `async`, for a class that does not take them itself.
const BESIDE_ASYNC: [&str; 2] = ["queueSize", "whenFull"];

/// The schema of a whole configuration.
pub(super) fn document(registry: &Registry) -> Json {
    let formatters = Classes::of(registry, "formatter");
    let filters = Classes::of(registry, "filter");
    let handlers = Classes::of(registry, "handler");
    let queues = Classes::of(registry, "queue");

    let mut definitions = Map::new();
    definitions.insert("reference".to_owned(), values::reference());
    definitions.insert("level".to_owned(), values::level());
    definitions.insert("truth".to_owned(), values::truth());
    definitions.insert("stream".to_owned(), values::stream(registry));
    definitions.insert("names".to_owned(), names());
    definitions.insert("formatter".to_owned(), formatter(registry, &formatters));
    definitions.insert("filter".to_owned(), filter(&filters));
    definitions.insert("handler".to_owned(), handler(&handlers));
    definitions.insert("queue".to_owned(), queue(&queues));
    definitions.insert("logger".to_owned(), logger());
    let called = Map::from_iter([("()".to_owned(), json!(true)), (".".to_owned(), attributes())]);
    definitions.extend(formatters.definitions(registry, &called, |name| match name {
        "fmt" => vec!["format".to_owned(), "fmt".to_owned()],
        other => vec![other.to_owned()],
    }));
    let same = |name: &str| vec![name.to_owned()];
    definitions.extend(filters.definitions(registry, &called, same));
    let called = Map::from_iter([("()".to_owned(), json!(true))]);
    definitions.extend(queues.definitions(registry, &called, same));
    let mut of_handlers = handlers.definitions(registry, &handler_keys(&handlers), same);
    for (path, schema) in &mut of_handlers {
        let beside = BESIDE_ASYNC.iter().filter(|key| !Classes::takes(registry, path, key));
        let beside: Map<String, Json> = beside.map(|key| ((*key).to_owned(), json!(["async"]))).collect();
        if !beside.is_empty() {
            schema["dependentRequired"] = beside.into();
        }
    }
    definitions.extend(of_handlers);

    let incremental = json!({
        "properties": { "incremental": { "not": { "enum": [false, null, 0, "", [], {}] } } },
        "required": ["incremental"],
    });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A logging configuration",
        "description": "What Python's logging.config.dictConfig takes, and sawlog.",
        "type": "object",
        "properties": {
            "version": described(any_of([json!({ "enum": [1, true] }), definition("reference")]), "1: there is no other."),
            "incremental": described(switch(), "Whether only levels of what is there are changed."),
            "disable_existing_loggers": described(
                switch(),
                "Whether loggers that are there and not in this configuration are switched off: true unless it is given.",
            ),
            "root": described(any_of([definition("logger"), values::nothing(), definition("reference")]), "The root logger."),
            "loggers": section("Loggers, by their dotted names.", definition("logger")),
        },
        "required": ["version"],
        "if": incremental,
        "then": {
            "properties": {
                "handlers": section("The levels of handlers that are there, by their names.", json!({ "type": "object" })),
            },
        },
        "else": {
            "properties": {
                "formatters": section("What records look like, by names of one's own.", definition("formatter")),
                "filters": section("Which records pass, by names of one's own.", definition("filter")),
                "handlers": section("Where records go, by names of one's own.", definition("handler")),
            },
        },
        "$defs": definitions,
    })
}

/// A mapping from names to entries, or what stands for one.
fn section(sentence: &str, entry: Json) -> Json {
    let entries = json!({ "type": "object", "additionalProperties": any_of([entry, definition("reference")]) });
    let empty = json!({ "enum": [[], ""] });
    described(any_of([entries, definition("reference"), empty]), sentence)
}

fn switch() -> Json {
    definition("truth")
}

/// Names of other entries.
fn names() -> Json {
    let list = json!({ "type": "array", "items": { "type": ["string", "number", "boolean", "null"] } });
    // A mapping is gone through by its keys, a text by its letters.
    any_of([list, values::nothing(), json!({ "type": "object" }), json!({ "type": "string" })])
}

fn formatter(registry: &Registry, classes: &Classes) -> Json {
    let path = "logging.Formatter";
    let called = Map::new();
    let mut plain = classes.definitions(registry, &called, |name| match name {
        "fmt" => vec!["format".to_owned()],
        other => vec![other.to_owned()],
    });
    // Without `()` other keys say nothing.
    let mut keys = plain.remove(path).and_then(|mut plain| plain.get_mut("properties").map(Json::take));
    if let Some(Json::Object(keys)) = &mut keys {
        keys.insert("class".to_owned(), any_of([classes.path(), values::nothing()]));
    }
    let called =
        json!({ "properties": { "()": classes.path() }, "allOf": classes.choices(&["()"]).collect::<Vec<_>>() });
    json!({
        "type": "object",
        "if": { "required": ["()"] },
        "then": called,
        "else": { "properties": keys },
    })
}

fn filter(classes: &Classes) -> Json {
    let called =
        json!({ "properties": { "()": classes.path() }, "allOf": classes.choices(&["()"]).collect::<Vec<_>>() });
    let name = described(
        any_of([json!({ "type": "string" }), values::nothing()]),
        "The logger whose records pass, and those below it; empty: all.",
    );
    json!({
        "type": "object",
        "if": { "required": ["()"] },
        "then": called,
        "else": { "properties": { "name": name } },
    })
}

/// A queue: its class, or a mapping that names it and what it is made with.
fn queue(classes: &Classes) -> Json {
    let made = json!({
        "type": "object",
        "properties": { "()": classes.path() },
        "required": ["()"],
        "allOf": classes.choices(&["()"]).collect::<Vec<_>>(),
    });
    any_of([classes.path(), made])
}

fn handler(classes: &Classes) -> Json {
    json!({
        "type": "object",
        "properties": handler_keys(classes),
        "anyOf": [{ "required": ["class"] }, { "required": ["()"] }],
        "allOf": classes.choices(&["class", "()"]).collect::<Vec<_>>(),
    })
}

/// The keys of a handler that its constructor does not see.
fn handler_keys(classes: &Classes) -> Map<String, Json> {
    let formatter = any_of([json!({ "type": ["string", "number", "boolean"] }), values::nothing()]);
    Map::from_iter([
        ("class".to_owned(), classes.path()),
        ("()".to_owned(), classes.path()),
        (
            "async".to_owned(),
            described(switch(), "Whether callers hand records over a queue, to a thread that does the rest."),
        ),
        (
            "queueSize".to_owned(),
            described(
                any_of([json!({ "type": ["integer", "null"] }), definition("reference")]),
                "How many records the queue takes: 65,536 unless it is given.",
            ),
        ),
        (
            "whenFull".to_owned(),
            described(
                any_of([json!({ "enum": WAYS }), json!({ "type": ["string", "null"] }), definition("reference")]),
                "What becomes of a record for which the queue has no room.",
            ),
        ),
        ("level".to_owned(), described(definition("level"), "The level below which it does not look at records.")),
        ("formatter".to_owned(), described(formatter, "The name of its formatter.")),
        ("filters".to_owned(), described(definition("names"), "The names of its filters.")),
        (".".to_owned(), attributes()),
    ])
}

/// The block that sets attributes.
fn attributes() -> Json {
    let schema = any_of([json!({ "type": "object" }), values::nothing(), definition("reference")]);
    described(schema, "Attributes that are set on the object when it is made, such as terminator.")
}

fn logger() -> Json {
    json!({
        "type": "object",
        "properties": {
            "level": described(definition("level"), "The level below which its records go nowhere."),
            "propagate": described(switch(), "Whether its records go on to the handlers of the loggers above it."),
            "handlers": described(definition("names"), "The names of its handlers."),
            "filters": described(definition("names"), "The names of its filters."),
        },
    })
}
