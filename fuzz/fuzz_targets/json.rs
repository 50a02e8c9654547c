//! One JSON text: decoded, written, decoded again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sawlog::wire::{Limits, json, record_from_json, write_json};

fuzz_target!(|payload: &[u8]| {
    let limits = Limits::default();
    let _ = json::decode(payload, &limits);
    let Ok(record) = record_from_json(payload, &limits) else { return };
    let mut first = String::new();
    if write_json(&record, &mut first).is_err() {
        return;
    }
    let Ok(again) = record_from_json(first.as_bytes(), &Limits::default()) else {
        panic!("what was written is not read: {first}");
    };
    let mut second = String::new();
    write_json(&again, &mut second).unwrap();
    assert_eq!(first, second);
});
