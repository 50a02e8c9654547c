//! What a value may be, by the kind that a constructor's table says.

use serde_json::{Value as Json, json};

use super::{any_of, definition, described};
use crate::config::factories::{Kind, Object, Parameter, Registry};
use crate::level::get_level_names_mapping;
use crate::wire::syslog::Facility;

/// What one parameter may be given.
pub(super) fn parameter(parameter: &Parameter) -> Json {
    let mut kinds = of_kind(parameter.kind);
    if !parameter.is_required {
        kinds.push(json!({ "type": "null" }));
    }
    kinds.push(definition("reference"));
    described(any_of(kinds), parameter.meaning)
}

fn of_kind(kind: Kind) -> Vec<Json> {
    let text = || json!({ "type": "string" });
    let texts = |least: usize, most: usize| json!({ "type": "array", "items": { "type": "string" }, "minItems": least, "maxItems": most });
    match kind {
        Kind::Text => vec![text()],
        Kind::TextIfAny => vec![text(), nothing()],
        Kind::OneOf(known) => vec![json!({ "enum": known })],
        Kind::Such(known) => vec![json!({ "enum": known }), text()],
        Kind::Truth => vec![definition("truth")],
        Kind::Integer => vec![json!({ "type": ["integer", "boolean"] })],
        Kind::Count => vec![json!({ "type": "integer", "minimum": 1 })],
        Kind::Number => vec![json!({ "type": ["number", "boolean"] })],
        Kind::Seconds => vec![json!({ "type": "number", "minimum": 0 })],
        Kind::Age => vec![
            json!({ "type": "number", "minimum": 0 }),
            json!({ "type": "string", "pattern": "^\\s*[0-9]+\\s*[a-z]*\\s*$" }),
        ],
        Kind::TimeOfDay => vec![json!({ "type": "string", "examples": ["12:30"] })],
        Kind::Level => vec![definition("level")],
        Kind::Stream => vec![definition("stream")],
        Kind::Handler => vec![json!({ "type": ["string", "number", "boolean"] })],
        Kind::Handlers => vec![json!({ "type": "array", "items": { "type": ["string", "number", "boolean"] } })],
        Kind::Queue => vec![definition("queue")],
        Kind::Host => vec![json!({ "type": ["string", "null"] })],
        Kind::Port => vec![
            json!({ "type": "integer", "minimum": 0, "maximum": 65535 }),
            json!({ "type": "string", "pattern": "^[0-9]+$" }),
            json!({ "type": "null" }),
        ],
        Kind::Address => vec![
            text(),
            json!({
                "type": "array",
                "prefixItems": [{ "type": ["string", "null"] }, { "type": ["integer", "string", "boolean", "null"] }],
                "items": false,
                "minItems": 2,
            }),
        ],
        Kind::Pair => vec![texts(2, 2), nothing()],
        Kind::Texts => vec![text(), json!({ "type": "array", "items": { "type": "string" } })],
        Kind::UpToTwo => vec![texts(0, 2)],
        Kind::Facility => {
            let names: Vec<&str> = Facility::ALL.iter().map(|facility| facility.name()).collect();
            vec![json!({ "enum": names }), text(), json!({ "type": "integer" })]
        }
        Kind::NumberOrText => vec![json!({ "type": ["integer", "string"] })],
        Kind::Fields => vec![
            json!({ "type": "array", "items": { "type": "string" } }),
            json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        ],
        Kind::Mapping => vec![json!({ "type": "object" }), nothing()],
        Kind::Nothing => vec![json!({ "type": "null" })],
    }
}

/// A level, by name or number.
pub(super) fn level() -> Json {
    let mut names: Vec<(_, String)> =
        get_level_names_mapping().into_iter().map(|(name, level)| (level, name)).collect();
    names.sort();
    let names: Vec<String> = names.into_iter().map(|(_, name)| name).collect();
    let kinds = [json!({ "enum": names }), json!({ "type": ["integer", "boolean", "null"] }), definition("reference")];
    described(any_of(kinds), "A level: a name, or a number.")
}

/// What Python takes for false.
pub(super) fn nothing() -> Json {
    json!({ "enum": [null, false, 0, "", [], {}] })
}

/// What is on or off.
pub(super) fn truth() -> Json {
    described(
        json!({ "type": ["boolean", "number", "null", "string", "array", "object"] }),
        "On or off. Other values than true and false count as in Python: what is 0 or empty is off.",
    )
}

/// Where a value stands elsewhere.
pub(super) fn reference() -> Json {
    let schema = json!({ "type": "string", "pattern": "^[a-z]+://" });
    described(schema, "ext://name: what the program calls so. cfg://key.path: what stands there in this configuration.")
}

/// The streams that are known by name.
pub(super) fn stream(registry: &Registry) -> Json {
    let streams = registry.objects().into_iter().filter(|(_, object)| matches!(object, Object::Stream(_)));
    let names: Vec<String> = streams.map(|(name, _)| format!("ext://{name}")).collect();
    described(any_of([json!({ "enum": names }), definition("reference")]), "A stream, by its ext:// name.")
}
