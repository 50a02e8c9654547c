//! Frames made to do harm: each is refused or made harmless, as its index says.

use std::path::Path;

use sawlog::wire::{FrameDecoder, Limits, record_from_payload};
use serde_json::Value as Json;

use super::expected::{repr_of, shared_frames, text_of};

#[test]
fn hostile_frames_meet_their_expectation() {
    let Some(folder) = shared_frames() else { return };
    let folder = folder.join("hostile");
    let index: Json = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let canary = Path::new(index["canary"].as_str().unwrap());
    assert!(!canary.exists());
    let mut failures = Vec::new();
    for case in index["cases"].as_array().unwrap() {
        let name = case["case"].as_str().unwrap();
        let frame = std::fs::read(folder.join(format!("{name}.frame"))).unwrap();
        let expected = case["expect"].as_str().unwrap();
        let got = outcome(&frame);
        if !expected.split("-or-").any(|allowed| allowed == got.kind()) {
            failures.push(format!("{name}: expected {expected}, got {got:?} ({})", case["why"]));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(!canary.exists(), "something was executed");
}

#[derive(Debug)]
enum Outcome {
    Inert,
    Reject(#[allow(dead_code)] String),
    Close(#[allow(dead_code)] String),
}

impl Outcome {
    fn kind(&self) -> &'static str {
        match self {
            Outcome::Inert => "inert",
            Outcome::Reject(_) => "reject",
            Outcome::Close(_) => "close",
        }
    }
}

/// What a server would do with a connection that sends these bytes and ends.
fn outcome(bytes: &[u8]) -> Outcome {
    let limits = Limits::default();
    let mut decoder = FrameDecoder::new(limits.frame_len);
    decoder.push(bytes);
    let mut outcome = None;
    loop {
        match decoder.next_frame() {
            Ok(Some(payload)) => {
                outcome = Some(match record_from_payload(payload, &limits) {
                    Ok(record) => {
                        use_everywhere(&record);
                        use_everywhere(&record.into_owned());
                        Outcome::Inert
                    }
                    Err(error) => Outcome::Reject(error.to_string()),
                });
            }
            Ok(None) => break,
            Err(error) => return Outcome::Close(error.to_string()),
        }
    }
    match outcome {
        _ if decoder.is_partial() => Outcome::Close("torn".to_owned()),
        Some(outcome) => outcome,
        None => Outcome::Close("nothing".to_owned()),
    }
}

/// Prints, compares and clones whatever the record holds.
fn use_everywhere(record: &sawlog::LogRecord<'_>) {
    let _ = record.message();
    for attribute in sawlog::Attribute::all() {
        if let Some(value) = record.attribute(attribute) {
            assert!(text_of(&value).len() < 4 << 20);
        }
    }
    for (_, value) in record.extras() {
        assert!(repr_of(value).len() < 4 << 20);
        assert_eq!(value.clone().into_owned().type_name(), value.type_name());
    }
    let mut json = String::new();
    let _ = sawlog::wire::write_json(record, &mut json);
}
